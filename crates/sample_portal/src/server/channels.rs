//! Ordinary pages of the portal: a column's list, page by page, and the page of a post in two of the platform's templates.

use std::fmt::Write;

use super::lists::{GHOST_TITLE, ghost_path, of_column};
use super::markup::{content, escape, tags};
use crate::portal::{GHOSTS, Oddity, Post, SamplePortal};
use crate::sites::{NOTICES, SampleSite, channel, names};

/// How many items one page of a list has.
const PAGE_ITEMS: usize = 20;
/// How many characters of a title a list shows.
const TITLE_CHARACTERS_MAX: usize = 30;

/// A page of a column's list by the name of its file (`index.html`, `index_2.html`); `None` when there is none.
pub(super) fn list(portal: &SamplePortal, site: usize, offset: u64, file: &str, host: &str) -> Option<String> {
    let page = page_number(file)?;
    let (at, folder, column) = (portal.sites.get(site)?, channel(offset)?, *names(offset).last()?);
    let mut rows: Vec<String> = of_column(portal, site, offset).into_iter().map(|post| row(post, host)).collect();
    if portal.quirks && site == 0 && offset == NOTICES {
        let ghosts = GHOSTS.map(|id| item(&ghost_path(portal, id), GHOST_TITLE, "2016-05-04", host));
        rows.extend(ghosts);
    }
    let pages = rows.len().div_ceil(PAGE_ITEMS).max(1);
    if page > pages {
        return None;
    }
    let shown: String = rows.into_iter().skip((page - 1) * PAGE_ITEMS).take(PAGE_ITEMS).collect();
    Some(format!(
        r#"<!doctype html>
<html lang="zh"><head><meta charset="UTF-8"><title>{column}</title>
<meta name="SiteName" content="{site_name}"><meta name="SiteIDCode" content="{id_code}"><meta name="ColumnName" content="{column}"><meta name="ColumnType" content="其他（按要求更新）">
<script>window.NFCMS_SITE_ID={site_id};window.NFCMS_PUB_TYPE="category";window.NFCMS_CAT_ID="{column_id}";</script></head>
<body><div class="nav"><a href="/">首页</a> &gt; {column}</div>
<div class="pageList"><ul class="infoList clearfix">
{shown}</ul></div>
<div class="pagediv clearfix" id="page_div">{pager}</div>
<div class="footer">主办：{site_name}</div></body></html>"#,
        site_name = at.name,
        id_code = at.id_code,
        site_id = at.id,
        column_id = at.id.0 * 100 + offset,
        pager = pager(&format!("http://{host}{}{folder}", at.path), page, pages),
    ))
}

fn page_number(file: &str) -> Option<usize> {
    match file {
        "" | "index.html" => Some(1),
        _ => {
            let number = file.strip_prefix("index_")?.strip_suffix(".html")?.parse().ok()?;
            (number > 1).then_some(number)
        }
    }
}

fn row(post: &Post, host: &str) -> String {
    let document = &post.document;
    let published = document.published_on.map_or_else(String::new, |date| date.to_string());
    item(document.url.as_deref().unwrap_or_default(), &document.title, &published, host)
}

fn item(path: &str, title: &str, published: &str, host: &str) -> String {
    let shown: String = title.chars().take(TITLE_CHARACTERS_MAX).collect();
    format!(
        "<li>\n<h4><i></i><a href=\"http://{host}{path}\" title=\"{}\" target=\"_blank\">{}</a><span class=\"time\">[ {published} ]</span></h4>\n</li>\n",
        escape(title),
        escape(&shown),
    )
}

/// Links to the first page, the one before, those around, the one after, and the last.
fn pager(folder: &str, page: usize, pages: usize) -> String {
    let address = |number: usize| match number {
        1 => format!("{folder}/index.html"),
        number => format!("{folder}/index_{number}.html"),
    };
    let mut links = format!("<a class=\"first\" href=\"{}\">第一页</a>\n", address(1));
    // Writing to a String cannot fail, here and below.
    if page > 1 {
        let _ = writeln!(links, "<a class=\"prev\" href=\"{}\">上一页</a>", address(page - 1));
    }
    for number in page.saturating_sub(2).max(1)..=(page + 2).min(pages) {
        let class = if number == page { "current" } else { "" };
        let _ = writeln!(links, "<a class=\"{class}\" href=\"{}\">{number}</a>", address(number));
    }
    if page < pages {
        let _ = writeln!(links, "<a class=\"next\" href=\"{}\">下一页</a>", address(page + 1));
    }
    let _ = write!(links, "<a class=\"last\" href=\"{}\">最后一页</a>", address(pages));
    links
}

/// The page of a post. The district and its towns use different templates.
pub(super) fn post(portal: &SamplePortal, post: &Post) -> Option<String> {
    let site = portal.sites.get(post.site)?;
    let offset = post.columns.first().copied().unwrap_or_default();
    let column = names(offset).last().copied().unwrap_or_default();
    let source = post.document.publisher.as_deref().unwrap_or_default();
    let charset = if post.oddity == Some(Oddity::Gbk) { "gb2312" } else { "UTF-8" };
    let title = escape(&post.document.title);
    let tags = tags(site, post, source);
    let script = script(site, post, offset);
    let article = if site.path.is_empty() { district(post, &title, source) } else { town(post, &title, source) };
    Some(format!(
        r#"<!doctype html>
<html lang="zh"><head><meta charset="{charset}"><title>{title}</title>
{tags}
{script}</head>
<body><div class="header"><a id="wza" href="javascript:void(0);">无障碍阅读</a> <a href="javascript:void(0);">繁体版</a> <a href="//www.huadu.example.gov.cn/">首页</a></div>
<div class="crumb">当前位置：<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="../index.html">{column}</a></div>
{article}
<div class="footer">主办：{site_name} 网站标识码：{id_code}</div></body></html>"#,
        site_name = site.name,
        id_code = site.id_code,
    ))
}

/// What tells the platform's counters the post and its column.
pub(super) fn script(site: &SampleSite, post: &Post, offset: u64) -> String {
    format!(
        "<script>window.NFCMS_SITE_ID={};window.NFCMS_PUB_TYPE=\"post\";window.NFCMS_POST_ID=\"{}\";window.NFCMS_CAT_ID=\"{}\";</script>",
        site.id,
        post.id,
        site.id.0 * 100 + offset,
    )
}

/// When a post was published, to the second.
pub(super) fn moment(post: &Post) -> String {
    post.document.published_at.map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

fn district(post: &Post, title: &str, source: &str) -> String {
    format!(
        r#"<div class="article"><h1 class="article-title">{title}</h1>
<div class="article-attr"><span class="date">发表时间：<b>{}</b></span> <span class="ly">信息来源：<b>{}</b></span> <span class="llcs">浏览量：<b id="view">-</b></span></div>
<div class="setFont">【打印】【字体：大 中 小】 分享到</div>
<div class="article-content article-content-body" id="zoomcon">{}</div>
<div class="gbck">【返回顶部】【关闭窗口】</div></div>"#,
        moment(post),
        escape(source),
        content(post),
    )
}

fn town(post: &Post, title: &str, source: &str) -> String {
    format!(
        r#"<div class="conNews"><div class="newsTitle"><h3 class="title">{title}</h3>
<p class="info"><span class="time">发布日期：{}  </span><span class="source">文章来源：{} </span><span class="fontSize">【打印】【字体：大 中 小】</span></p></div>
<div class="newsMain">{}</div>
<div class="newsShare clearfix">浏览次数：<span class="hist_count">-</span> 分享到：</div></div>"#,
        moment(post),
        escape(source),
        content(post),
    )
}
