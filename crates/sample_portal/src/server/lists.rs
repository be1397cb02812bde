//! The list API: `/gkmlpt/api/all/{column}?page=N&sid=S`, with its quirks.

use std::fmt::Write;

use gongkai_document::Attachment;
use serde_json::{Value, json};

use crate::attached::SampleFile;
use crate::faces::{HOUR, catalogue_folder};
use crate::portal::{GHOSTS, Oddity, Post, SamplePortal};
use crate::sites::{COLUMNS, NOTICES, SampleSite, channel, names};

/// How many items one page of a list has.
const PAGE_ITEMS: usize = 100;
/// How many items more than it serves a list claims to have.
const CLAIMED_TOO_MANY: usize = 7;
/// What lists call a post that is gone.
pub(super) const GHOST_TITLE: &str = "已撤下的通知";

/// One page of a column's list; `None` past its end, which the platform answers with 404.
pub(super) fn answer(portal: &SamplePortal, site: usize, column: u64, page: usize, host: &str) -> Option<String> {
    let at = portal.sites.get(site)?;
    let offset = column.checked_sub(at.id.0 * 100)?;
    let found = COLUMNS.iter().find(|column| column.offset == offset)?;
    let posts = of_column(portal, site, offset);
    let shown: Vec<&Post> = posts.iter().copied().skip((page - 1) * PAGE_ITEMS).take(PAGE_ITEMS).collect();
    if shown.is_empty() && page > 1 {
        return None;
    }
    let mut articles: Vec<Value> = shown.into_iter().map(|post| article(at, post, host)).collect();
    if portal.quirks && site == 0 && offset == NOTICES && page == 1 {
        articles.extend(GHOSTS.map(|id| ghost(portal, id, host)));
    }
    let claimed = posts.len() + if portal.quirks && !posts.is_empty() { CLAIMED_TOO_MANY } else { 0 };
    let classify = json!({
        "id": column, "name": found.name, "parent": found.parent.map_or(0, |parent| at.id.0 * 100 + parent),
        "post_count": claimed, "theme_count": claimed,
    });
    Some(json!({ "classify": classify, "articles": articles }).to_string())
}

/// The posts of a column, the newest first.
pub(super) fn of_column(portal: &SamplePortal, site: usize, offset: u64) -> Vec<&Post> {
    let mut posts: Vec<&Post> =
        portal.posts.iter().filter(|post| post.site == site && post.columns.contains(&offset)).collect();
    posts.sort_by_key(|post| std::cmp::Reverse((post.document.published_on, post.id)));
    posts
}

/// What a list says about a post; the page of the post says the same.
pub(super) fn article(site: &SampleSite, post: &Post, host: &str) -> Value {
    let document = &post.document;
    let main = post.columns.first().copied().unwrap_or_default();
    let url = format!("http://{host}{}", document.url.as_deref().unwrap_or_default());
    let published = seconds(document.published_on, HOUR.into());
    json!({
        "id": post.id, "title": title(post), "abstract": "", "keywords": "",
        "publisher": document.publisher, "document_number": document.document_number.as_ref().map_or("", |number| number.as_str()),
        "identifier": document.index_number, "date": seconds(document.made_on, 0),
        "created_at": document.published_on.map_or_else(String::new, |date| format!("{date} {HOUR:02}:00:00")),
        "create_time": published, "first_publish_time": published, "display_publish_time": 0,
        // Portals touch their posts long after: the day of the last publication is no day of publication.
        "publish_time": published + 200 * 86_400, "updated": published,
        "classify_main": site.id.0 * 100 + main, "classify_main_name": names(main).last(),
        "classify_genre": 0, "classify_genre_name": "", "classify_theme": 0, "classify_theme_name": "",
        "is_expired": i32::from(document.validity == gongkai_document::Validity::Expired),
        "is_abolished": i32::from(document.validity == gongkai_document::Validity::Repealed),
        "attachment": attachments(post, host), "relation": "[]", "url": url, "post_url": url,
    })
}

pub(super) fn attachments(post: &Post, host: &str) -> Vec<Value> {
    let file = |(file, attachment): (&SampleFile, &Attachment)| {
        json!({
            "id": file.id, "name": attachment.name, "type": file.kind.extension(), "mime": file.kind.mime(),
            "size": file.bytes.len().to_string(), "url": format!("http://{host}{}", attachment.url),
        })
    };
    post.files.iter().zip(&post.document.attachments).map(file).collect()
}

fn title(post: &Post) -> String {
    let title = &post.document.title;
    match post.oddity {
        Some(Oddity::EscapedTitle) => escaped(title),
        Some(Oddity::MarkedTitle) => format!("<font color='red'>{title}</font>"),
        _ => title.clone(),
    }
}

/// As the platform's older scripts escape text: `%u82B1%u90FD`.
fn escaped(text: &str) -> String {
    let mut units = [0; 2];
    let mut escaped = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            escaped.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut units) {
            // Writing to a String cannot fail.
            let _ = write!(escaped, "%u{unit:04X}");
        }
    }
    escaped
}

fn ghost(portal: &SamplePortal, id: u64, host: &str) -> Value {
    let url = format!("http://{host}{}", ghost_path(portal, id));
    json!({ "id": id, "title": GHOST_TITLE, "created_at": "2016-05-04 09:00:00", "url": url, "attachment": [], "relation": "[]" })
}

/// Where a post that is gone once was.
pub(super) fn ghost_path(portal: &SamplePortal, id: u64) -> String {
    let folder = match channel(NOTICES) {
        Some(folder) if portal.channels => format!("{folder}/content/"),
        _ => catalogue_folder(id),
    };
    format!("{folder}post_{id}.html")
}

/// A time of day in China, in seconds since 1970; 0 without a date.
pub(super) fn seconds(date: Option<gongkai_document::Date>, hour: i64) -> i64 {
    let epoch = gongkai_document::Date::constant(1970, 1, 1);
    date.map_or(0, |date| i64::from((date - epoch).get_days()) * 86_400 + (hour - 8) * 3_600)
}
