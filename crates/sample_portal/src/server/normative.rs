//! The district's published normative documents (行政规范性文件统一发布平台): a box of fields, the state in a script alone.

use gongkai_document::Date;

use super::channels::{moment, script};
use super::lists::seconds;
use super::markup::{content, escape, tags};
use crate::portal::{Oddity, Post, SamplePortal};
use crate::sites::{MEASURES, NORMATIVE};

/// The page of a post.
pub(super) fn post(portal: &SamplePortal, post: &Post) -> Option<String> {
    let site = portal.sites.get(post.site)?;
    let document = &post.document;
    let publisher = document.publisher.as_deref().unwrap_or_default();
    let charset = if post.oddity == Some(Oddity::Gbk) { "gb2312" } else { "UTF-8" };
    let title = escape(&document.title);
    Some(format!(
        r#"<!doctype html>
<html lang="zh"><head><meta charset="{charset}"><title>{title}</title>
{tags}
{script}</head>
<body><div class="curb">当前位置：<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="{NORMATIVE}/">花都区行政规范性文件统一发布平台</a></div>
<div class="xxgkcontop clearfix" id="zoomsubtitl"><ul>
<li><span>统一编号：</span>
{unified}
</li>
<li><span>文　　号：</span>
{number}
</li>
<li><span>实施日期：</span>
{effective}
</li>
<li><span>失效日期：</span>
{expires}
</li>
<li><span>发布机关：</span>
{publisher}
</li>
<li><span id="file_status">文件状态：</span><script>
var todayTimeStamp = new Date(new Date().setHours(0, 0, 0, 0)) / 1000;
var losetime = '{lose_time}';
var file_status = '{claim}';
if (file_status != null && file_status != "") {{ document.getElementById('file_status').append(file_status); }}
else if (losetime < todayTimeStamp) {{ document.getElementById('file_status').append("失效"); }}
</script></li>
</ul></div>
<div class="news-info clearfix"><h1 class="info_title">{title}</h1>
<div class="content_attr clearfix"><ul class="attr_r"><li class="date">发布日期：{moment}</li><li>【打印】【字体：大 中 小】</li><li>分享到</li></ul></div>
<div class="info_cont word" id="info_cont">{content}</div>
<div class="info_bot">【返回顶部】【关闭窗口】</div></div>
<div class="footer">主办：{site_name}</div></body></html>"#,
        tags = tags(site, post, publisher),
        script = script(site, post, MEASURES),
        unified = document.unified_number.as_deref().unwrap_or_default(),
        number = document.document_number.as_ref().map_or("", |number| number.as_str()),
        effective = day(document.effective_on),
        expires = day(document.expires_on),
        publisher = escape(publisher),
        // The last second of the last day in force.
        lose_time = seconds(document.expires_on, 24) - 1,
        claim = document.validity_claim.as_deref().unwrap_or_default(),
        moment = moment(post),
        content = content(post),
        site_name = site.name,
    ))
}

/// 2024年03月04日.
fn day(date: Option<Date>) -> String {
    date.map_or_else(String::new, |date| date.strftime("%Y年%m月%d日").to_string())
}
