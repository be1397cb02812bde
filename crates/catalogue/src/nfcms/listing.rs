//! Lists in JSON: one page of a column from the list interface, or a column's own file.

use std::collections::HashSet;

use gongkai_document::{DocumentId, DocumentNumber, IndexNumber, Listing, ListingItem, Page};
use serde_json::Value;
use url::Url;

use super::PLATFORM;
use super::address::{app_url_of, document_url};
use super::attachments::listed;
use super::column_json;
use super::validity::validity_of_flags;
use crate::address::{canonical_url, resolve};
use crate::clean::plain_line;
use crate::{CatalogueError, value};

pub(crate) fn read_listing(page: &Page, text: &str) -> Result<Listing, CatalogueError> {
    let url = &page.url;
    let answer: Value =
        serde_json::from_str(text).map_err(|_| CatalogueError::not_understood(url, "a complete list in JSON"))?;
    let Some(Value::Array(articles)) = answer.get("articles") else {
        return Err(match answer.get("content").or(answer.get("gkml_data")) {
            Some(_) => CatalogueError::WrongSort { url: url.clone(), expected: "a list", found: "a post in JSON" },
            None => CatalogueError::not_understood(url, "the list `articles` in the JSON"),
        });
    };
    let read_item = if column_json::is_address(url) { column_json::item } else { item };
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    for (index, article) in articles.iter().enumerate() {
        let item = read_item(url, article)
            .map_err(|what| CatalogueError::not_understood(url, format!("{what} of article {}", index + 1)))?;
        // A list that grows while it is read shows an item twice.
        if seen.insert(item.id.clone()) {
            items.push(item);
        }
    }
    Ok(Listing { claimed_total: claimed_total(&answer), more: None, items })
}

/// Under the column (`post_count`) or at the top (`total`); 0 is a count here.
fn claimed_total(answer: &Value) -> Option<u64> {
    let count = |object: &Value, key: &str| match object.get(key)? {
        Value::String(text) => text.trim().parse().ok(),
        count => count.as_u64(),
    };
    answer.get("classify").and_then(|column| count(column, "post_count")).or_else(|| count(answer, "total"))
}

fn item(url: &Url, article: &Value) -> Result<ListingItem, &'static str> {
    let post_id = value::id(article, "id").ok_or("the id")?;
    let title = value::text(article, "title").map(|title| plain_line(url, &title)).unwrap_or_default();
    if title.is_empty() {
        return Err("the title");
    }
    let addresses = ["url", "post_url"].map(|key| {
        let address = value::text(article, key)?;
        resolve(url, &address).map(|address| canonical_url(&address))
    });
    let mut addresses = addresses.into_iter().flatten();
    let own = addresses.next().or_else(|| Some(document_url(&app_url_of(url)?, post_id))).ok_or("an address")?;
    let number = |key| value::text(article, key).map(|number| plain_line(url, &number));
    Ok(ListingItem {
        id: DocumentId::from_post(PLATFORM, post_id),
        title,
        other_url: addresses.next().filter(|other| *other != own),
        url: own,
        publisher: number("publisher"),
        document_number: number("document_number").and_then(|number| DocumentNumber::new(&number)),
        index_number: number("identifier").and_then(|number| IndexNumber::new(&number)),
        published_on: value::day(article, "display_publish_time").or_else(|| value::day(article, "first_publish_time")),
        made_on: value::day(article, "date"),
        validity: validity_of_flags(article),
        updated: value::moment(article, "updated"),
        attachments: listed(url, article),
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::page_with_type;

    const LIST: &str = include_str!("../../fixtures/nfcms_list.json");

    fn render(listing: &Listing) -> String {
        let mut text = format!("claimed {:?}\n", listing.claimed_total);
        for item in &listing.items {
            writeln!(text, "{} {}", item.id, item.title).unwrap();
            writeln!(text, "  {} | {:?}", item.url, item.other_url.as_ref().map(Url::as_str)).unwrap();
            writeln!(text, "  {:?} {:?}", item.publisher, item.document_number).unwrap();
            writeln!(text, "  {:?} {}", item.index_number, item.validity).unwrap();
            writeln!(text, "  {:?} {:?} {:?}", item.published_on, item.made_on, item.updated).unwrap();
            for attachment in &item.attachments {
                writeln!(text, "  + {} {}", attachment.name, attachment.url).unwrap();
            }
        }
        text
    }

    #[track_caller]
    fn check(body: &str, expected: &Expect) {
        let url = "https://www.qinghe.example/gkmlpt/api/all/21?page=1&sid=300009";
        match crate::read_listing(&page_with_type(url, "application/json", body)) {
            Ok(listing) => expected.assert_eq(&render(&listing)),
            Err(error) => expected.assert_eq(&error.to_string().replace(url, "URL")),
        }
    }

    #[test]
    fn a_list_gives_its_items_with_clean_values() {
        check(
            LIST,
            &expect![[r#"
            claimed Some(203)
            nfcms:7000001 青禾区人民政府办公室关于印发青禾区老人助餐办法的通知
              http://www.qinghe.example/gkmlpt/content/7/7000/post_7000001.html | Some("http://www.qinghe.example/zwgk/gfxwj/content/post_7000001.html")
              Some("青禾区人民政府办公室") Some(DocumentNumber("青府办〔2024〕8号"))
              Some(IndexNumber("11440000007500000X/2024-00008")) unknown
              Some(2024-09-12) Some(2024-07-26) Some(1730271728)
              + 申请表.docx https://www.qinghe.example/attachment/0/801/801/7000001.docx
            nfcms:7000004 青禾区2020年预算
              https://www.qinghe.example/czj/content/post_7000004.html | None
              None None
              None expired
              Some(2020-03-01) None None
            nfcms:7000005 （转载）关于A&B的通告
              https://www.qinghe.example/gkmlpt/content/7/7000/post_7000005.html | None
              Some("河东镇") None
              None repealed
              None Some(1965-07-05) None
        "#]],
        );
    }

    #[test]
    fn a_count_may_stand_at_the_top_and_a_list_may_be_empty() {
        check(
            r#"{"total":"145","articles":[]}"#,
            &expect![[r#"
            claimed Some(145)
        "#]],
        );
        check(
            r#"{"classify":{"id":1,"post_count":0},"articles":[]}"#,
            &expect![[r#"
            claimed Some(0)
        "#]],
        );
    }

    #[test]
    fn an_answer_of_another_shape_is_an_error() {
        check(r#"{"errcode":-1}"#, &expect!["URL is not understood: the list `articles` in the JSON is missing"]);
        check("[]", &expect!["URL is not understood: the list `articles` in the JSON is missing"]);
        check(
            "<html><title>404</title></html>",
            &expect![[r#"URL says "404" although its status is a success; treat it as gone once it says so again"#]],
        );
        check(
            "<html><body>系统繁忙，请稍后再试</body></html>",
            &expect!["URL answered with HTTP status 200 in place of a page; try again later"],
        );
        check(
            "",
            &expect![
                "URL is not understood: a list (`articles` in JSON, or links to posts with their dates) is missing"
            ],
        );
    }

    #[test]
    fn an_article_without_its_basic_values_is_an_error_that_names_it() {
        check(
            r#"{"articles":[{"id":1,"title":"甲"},{"title":"乙"}]}"#,
            &expect!["URL is not understood: the id of article 2 is missing"],
        );
        check(
            r#"{"articles":[{"id":1,"title":"<b></b>"}]}"#,
            &expect!["URL is not understood: the title of article 1 is missing"],
        );
    }
}
