//! What every page of a post has: the national tags in its head, and the markup of its text.

use std::fmt::Write;

use crate::faces::HOUR;
use crate::portal::Post;
use crate::sites::{SampleSite, names};
use crate::writing::{FILE_LINK, Paragraph, file_label};

/// The tags of 国办发〔2017〕47号; `source` is where the text comes from.
pub(super) fn tags(site: &SampleSite, post: &Post, source: &str) -> String {
    let column = post.columns.first().and_then(|offset| names(*offset).last().copied()).unwrap_or_default();
    let published = post.document.published_on.map_or_else(String::new, |date| format!("{date} {HOUR:02}:00"));
    format!(
        "<meta name=\"SiteName\" content=\"{}\"><meta name=\"SiteDomain\" content=\"www.huadu.example.gov.cn\"><meta name=\"SiteIDCode\" content=\"{}\">\n\
         <meta name=\"ColumnName\" content=\"{column}\"><meta name=\"ColumnDescription\" content=\"{column}\"><meta name=\"ColumnKeywords\" content=\"{column}\"><meta name=\"ColumnType\" content=\"其他（按要求更新）\">\n\
         <meta name=\"ArticleTitle\" content=\"{}\"><meta name=\"PubDate\" content=\"{published}\"><meta name=\"ContentSource\" content=\"{}\">",
        site.name,
        site.id_code,
        escape(&post.document.title),
        escape(source),
    )
}

/// The text of a post as its editor leaves it.
pub(super) fn content(post: &Post) -> String {
    let mut html = String::new();
    for (place, paragraph) in post.paragraphs.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = match paragraph {
            Paragraph::Text(line) => writeln!(html, "<p style=\"text-indent: 2em;\">　　{}</p>", escape(line)),
            Paragraph::Centred(line) => writeln!(html, "<p style=\"text-align: center;\">{}</p>", escape(line)),
            Paragraph::Table(rows) => table(rows, &mut html),
            Paragraph::Picture(what) => picture(what, post.id, place, &mut html),
            Paragraph::File(place) => file(post, *place, &mut html),
        };
    }
    html
}

fn table(rows: &[Vec<String>], html: &mut String) -> std::fmt::Result {
    html.write_str("<table border=\"1\"><tbody>")?;
    for row in rows {
        html.write_str("<tr>")?;
        for cell in row {
            write!(html, "<td><p>{}</p></td>", escape(cell))?;
        }
        html.write_str("</tr>")?;
    }
    writeln!(html, "</tbody></table>")
}

fn picture(what: &str, post_id: u64, place: usize, html: &mut String) -> std::fmt::Result {
    let source = format!("/img/0/{}/{post_id}_{place}.png", post_id / 1_000);
    writeln!(
        html,
        "<p style=\"text-align: center;\"><img class=\"nfw-cms-img\" src=\"{source}\" alt=\"{}\"></p>",
        escape(what)
    )
}

fn file(post: &Post, place: usize, html: &mut String) -> std::fmt::Result {
    let (Some(file), Some(attachment)) = (post.files.get(place), post.document.attachments.get(place)) else {
        return Ok(());
    };
    writeln!(
        html,
        "<p>{}<a class=\"nfw-cms-attachment\" attachment-id=\"{}\" download=\"\" href=\"{}\" alt=\"{}\">{FILE_LINK}</a></p>",
        file_label(place),
        file.id,
        attachment.url,
        escape(&attachment.name),
    )
}

/// `text` as it stands between tags and in an attribute.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
