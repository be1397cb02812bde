//! A channel's column as its own file of JSON, `/postmeta/i/{column}.json`: its latest posts, with the fields that the
//! column's editors added (`EXT_…`).

use gongkai_document::{DocumentId, DocumentNumber, ListingItem, Validity};
use serde_json::Value;
use url::Url;

use super::PLATFORM;
use super::attachments::listed;
use crate::address::{canonical_url, resolve};
use crate::clean::plain_line;
use crate::validity::validity_of_words;
use crate::value;

/// Where these files are.
pub(super) fn is_address(url: &Url) -> bool {
    url.path().contains("/postmeta/i/")
}

/// One post of the column; an error is what it lacks. Here `date` is the day of publication.
pub(super) fn item(url: &Url, article: &Value) -> Result<ListingItem, &'static str> {
    let post_id = value::id(article, "id").ok_or("the id")?;
    let line = |text: String| Some(plain_line(url, &text)).filter(|line| !line.is_empty());
    let title = value::text(article, "title").and_then(line).ok_or("the title")?;
    let address = value::text(article, "url").and_then(|address| resolve(url, &address)).ok_or("an address")?;
    // The copy at the top is the newer one where the two disagree.
    let more = value::nested(article, "json_ext");
    let extra = |keys: &[&str]| {
        let objects = [Some(article), more.as_deref()].into_iter().flatten();
        objects.into_iter().find_map(|object| keys.iter().find_map(|key| value::text(object, key)))
    };
    let days = ["visible_publish_time", "publish_time", "date"];
    Ok(ListingItem {
        id: DocumentId::from_post(PLATFORM, post_id),
        title,
        url: canonical_url(&address),
        other_url: None,
        publisher: extra(&["EXT_fbjg", "EXT_fwdw"]).and_then(line),
        document_number: extra(&["EXT_wh", "EXT_zh"]).and_then(line).and_then(|number| DocumentNumber::new(&number)),
        index_number: None,
        published_on: days.into_iter().find_map(|key| value::day(article, key)),
        made_on: None,
        validity: extra(&["EXT_sx"]).map_or(Validity::Unknown, |words| validity_of_words(&words)),
        updated: value::moment(article, "updated"),
        attachments: listed(url, article),
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::expect;

    use crate::testing::page_with_type;

    #[test]
    fn a_columns_file_gives_its_posts_with_the_fields_of_its_editors() {
        let body = r#"{"children":[{"id":5,"name":"子栏目","publish_count":9}],"updated":1,"articles":[
            {"id":"7000021","title":"%u9752%u79BE助餐办法","url":"//www.qinghe.example/zwgk/content/mpost_7000021.html",
             "date":"2024-01-05 09:00:00","publish_time":"1704420000","EXT_wh":"青府规〔2024〕1号","EXT_sx":"有效",
             "json_ext":"{\"EXT_wh\":\"旧号\",\"EXT_fbjg\":\"青禾区民政局\"}"},
            {"id":7000022,"title":"公告","url":"/zwgk/content/post_7000022.html","date":"2023-12-31","json_ext":"[]","EXT_sx":"无效"}]}"#;
        let url = "https://www.qinghe.example/postmeta/i/21.json";
        let listing = crate::read_listing(&page_with_type(url, "application/json", body)).unwrap();
        let mut shown = String::new();
        for item in &listing.items {
            writeln!(shown, "{} {} {} {:?}", item.id, item.title, item.url, item.published_on).unwrap();
            writeln!(shown, "  {:?} {:?} {}", item.publisher, item.document_number, item.validity).unwrap();
        }
        expect![[r#"
            nfcms:7000021 青禾助餐办法 https://www.qinghe.example/zwgk/content/post_7000021.html Some(2024-01-05)
              Some("青禾区民政局") Some(DocumentNumber("青府规〔2024〕1号")) valid
            nfcms:7000022 公告 https://www.qinghe.example/zwgk/content/post_7000022.html Some(2023-12-31)
              None None expired
        "#]]
        .assert_eq(&shown);
        assert_eq!((listing.claimed_total, listing.more), (None, None));
    }
}
