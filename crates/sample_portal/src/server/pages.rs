//! The catalogue's pages: its front page, and the page of a post. `window._CONFIG` is JavaScript, as on real portals.

use std::fmt::Write;

use gongkai_document::RelationKind;
use serde_json::{Value, json};

use super::lists::{article, attachments};
use super::markup::{content, escape, tags};
use crate::faces::OWN_SOURCE;
use crate::portal::{Oddity, Post, SamplePortal};
use crate::sites::{COLUMNS, QUESTIONS, SampleColumn, SampleSite, channel, names};

/// The front page of a site's catalogue, with links to the other sites on the district's.
pub(super) fn front(portal: &SamplePortal, site: &SampleSite, host: &str) -> String {
    let mut links = String::new();
    for town in portal.sites.iter().skip(1).filter(|_| site.path.is_empty()) {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(links, "<li><a href=\"{}/gkmlpt/index\">{}</a></li>", town.path, town.name);
    }
    format!(
        "<!doctype html>\n<html lang=\"zh\"><head><meta charset=\"UTF-8\"><title>政府信息公开目录</title>\
         <meta name=\"SiteName\" content=\"{}\">{}</head>\n<body style='visibility: hidden'><div id=\"app\"></div>\
         <ul class=\"org-list\">\n{links}</ul></body></html>",
        site.name,
        config(portal, site, host, None),
    )
}

/// The page of a post.
pub(super) fn post(portal: &SamplePortal, post: &Post, host: &str) -> Option<String> {
    let site = portal.sites.get(post.site)?;
    let document = &post.document;
    let title = escape(&document.title);
    let main = post.columns.first().copied().unwrap_or_default();
    let column = names(main).last().copied().unwrap_or_default();
    let content = content(post);
    let date = |date: Option<gongkai_document::Date>| date.map_or_else(String::new, |date| date.to_string());
    let (made, published) = (date(document.made_on), date(document.published_on));
    let number = document.document_number.as_ref().map_or("", |number| number.as_str());
    let index = document.index_number.as_ref().map_or("", |number| number.as_str());
    let publisher = escape(document.publisher.as_deref().unwrap_or_default());
    let charset = if post.oddity == Some(Oddity::Gbk) { "gb2312" } else { "UTF-8" };
    let config = config(portal, site, host, Some(detail(site, post, &content, host)));
    let tags = tags(site, post, OWN_SOURCE);
    Some(format!(
        r#"<!doctype html>
<html lang="zh"><head><meta charset="{charset}"><title>{title}</title>
{tags}{config}</head>
<body style='visibility: hidden'><div class="header"><a href="/">首页</a> <a href="/gkmlpt/guide">政府信息公开指南</a></div>
<div class="content-box"><div class="classify"><table>
<tr><td class="first">索引号：</td><td class="td-value-xl"><span title="{index}">{index}</span></td><td class="second">分类：</td><td class="td-value"><span>{column}</span></td></tr>
<tr><td class="first">发布机构：</td><td class="td-value-xl"><span>{publisher}</span></td><td class="second">成文日期：<i></i></td><td class="td-value"><span>{made}</span></td></tr>
<tr><td class="all">名称：</td><td class="td-value" colspan="3"><span class="document-number" title="{title}">{title}</span></td></tr>
<tr><td class="first">文号：</td><td class="td-value-xl"><span class="document-number">{number}</span></td><td class="second">发布日期：</td><td class="td-value"><span>{published}</span></td></tr>
<tr class='last-tr'><td class="all">主题词：</td><td class="td-value first-value" colspan='3'><span></span></td><!-- <td>文件状态：</td><td><span>现行有效</span></td> --></tr>
</table></div><div class="op-row">【打印】【字体：大 中 小】 分享到</div>
<div class="content"><h1 class="title document-number">{title}</h1><div class="date-row">发布日期：{published}  浏览次数：<span id="post-visit">-</span></div>
<div class="article-content">{content}</div><div class="article-content policy-article-content"></div></div></div>
<script>window.location.hash='{main}'</script><div class="footer">主办：{site_name}</div></body></html>"#,
        site_name = site.name,
    ))
}

/// `window._CONFIG`: JavaScript whose values are JSON here and there.
fn config(portal: &SamplePortal, site: &SampleSite, host: &str, detail: Option<Value>) -> String {
    let info = json!({
        "footer": "<div class=\"footer\">};]{</div>", "name": site.name, "domain": host, "proto": "http",
        "sitecode": site.id_code, "org_id": site.id.0 - 3, "org_type": "7", "org_name": site.name, "id": site.id.0,
        "updated": "2024-12-31 20:00:00",
    });
    let action = if detail.is_some() { "content" } else { "index" };
    let detail = detail.map(|detail| format!("\n        DETAIL: {},", script(&detail))).unwrap_or_default();
    format!(
        "<script>\n    window._CONFIG = {{\n        isMobile: true,\n        ACTION: '{action}',\n        CSRF: \
         '0000000000000000000000000000000000000000',\n        APP_URL: 'http://{host}{}',\n        SITE_INFO: {},\n        \
         SID: '{}',\n        ENV: 'production',{detail}\n        TREE: {},\n        SERVICE_AREA_ID: '',\n        \
         SITE_JSONP_URL: 'https://cloud.example.gov.cn'.replace('https:', '')\n    }}\n</script>",
        site.path,
        script(&info),
        site.id,
        script(&tree(portal, site, host)),
    )
}

/// JSON as the platform writes it into a script: slashes and angle brackets escaped.
fn script(value: &Value) -> String {
    value.to_string().replace('/', "\\/").replace('<', "\\u003C").replace('>', "\\u003E")
}

fn tree(portal: &SamplePortal, site: &SampleSite, host: &str) -> Value {
    let base = site.id.0 * 100;
    let node = |column: &SampleColumn, children: Vec<Value>| {
        let folder = if portal.channels { channel(column.offset) } else { None };
        let jump = folder.map(|folder| format!("http://{host}{}{folder}/index.html", site.path));
        json!({
            "id": base + column.offset, "name": column.name, "parent": column.parent.map_or(0, |parent| base + parent),
            "jump_url": jump.or_else(|| column.jump.map(str::to_owned)), "children": children,
        })
    };
    let is_there = |column: &&SampleColumn| portal.channels || column.offset != QUESTIONS;
    let top = COLUMNS.iter().filter(|column| column.parent.is_none()).filter(is_there);
    let with_children = |column: &SampleColumn| {
        let below = COLUMNS.iter().filter(|below| below.parent == Some(column.offset));
        node(column, below.map(|below| node(below, Vec::new())).collect())
    };
    top.map(with_children).collect()
}

fn detail(site: &SampleSite, post: &Post, content: &str, host: &str) -> Value {
    let listed = article(site, post, host);
    let field = |key: &str| listed.get(key).cloned().unwrap_or_default();
    let keys = [
        "identifier",
        "date",
        "document_number",
        "publisher",
        "keywords",
        "classify_main",
        "classify_main_name",
        "classify_genre",
        "classify_theme",
        "is_expired",
        "is_abolished",
        "relation",
    ];
    let mut data: serde_json::Map<String, Value> = keys.iter().map(|key| ((*key).to_owned(), field(key))).collect();
    data.insert("id".to_owned(), json!(post.id));
    data.insert("title".to_owned(), json!(post.document.title));
    data.insert("validity".to_owned(), json!(0));
    let title = match post.oddity {
        Some(Oddity::MarkedTitle) => format!("<font color='red'>{}</font>", post.document.title),
        _ => post.document.title.clone(),
    };
    json!({
        "id": post.id, "title": title, "subtitle": "", "author": "", "abstract": "", "content": content,
        "source": OWN_SOURCE, "category": field("classify_main"), "first_publish_time": field("first_publish_time"),
        "publish_time": field("publish_time"), "display_publish_time": 0, "create_time": field("create_time"),
        "type": "normal", "url": null, "keywords": null, "attachment": attachments(post, host), "json_ext": "[]",
        "gkml_data": data, "related_posts": related(post), "updated": field("updated"),
    })
}

fn related(post: &Post) -> Vec<Value> {
    let related = |relation: &gongkai_document::Relation| {
        let id = relation.id.as_str().rsplit(':').next().and_then(|id| id.parse::<u64>().ok());
        // The platform's classes: 2 a document, 3 an explanation in words.
        let class = if relation.kind == RelationKind::Interprets { 2 } else { 3 };
        json!({ "id": id, "title": relation.title, "type": 1, "status": "published", "related_classify": class })
    };
    post.document.relations.iter().map(related).collect()
}
