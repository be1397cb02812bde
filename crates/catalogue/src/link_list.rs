//! A column's list as a page of links: posts with their dates, and a pager below.

use std::collections::HashMap;

use ego_tree::NodeRef;
use gongkai_document::{Date, DocumentId, Listing, ListingItem, Validity};
use scraper::{ElementRef, Html, Node};
use url::Url;

use crate::address::{canonical_url, id_of, resolve};
use crate::clean::plain_line;
use crate::elements::{elements, elements_under, has_class};
use crate::pager;
use crate::text::line_of;
use crate::trs;
use crate::value::{find_day, present};

/// The class of the lists of Guangdong's templates, whose links are items with or without a date.
const LIST_CLASS: &str = "infoList";

/// What stands around every page, where links with dates are no items.
const FRAME: [&str; 5] = ["nav", "aside", "header", "footer", "head"];

/// How far above its link an item may begin.
const LEVELS_MAX: usize = 6;

/// How far after its link a date may stand.
const SIBLINGS_MAX: usize = 4;

/// The longest text beside a date within a link that still is only a date: `[ 2025-01-14 ]`.
const DATE_CHARACTERS_MAX: usize = 16;

/// Reads a list; `None` when the page holds none. An error is what a listed item lacks.
pub(crate) fn read(url: &Url, html: &Html, text: &str) -> Result<Option<Listing>, String> {
    let items = items(url, html)?;
    let pager = pager::read(url, html, text);
    let has_list = elements(html).any(|element| has_class(element, LIST_CLASS));
    if items.is_empty() && !has_list {
        return Ok(None);
    }
    Ok(Some(Listing { claimed_total: pager.claimed_total, more: pager.more, items }))
}

fn items(url: &Url, html: &Html) -> Result<Vec<ListingItem>, String> {
    let mut places: HashMap<DocumentId, usize> = HashMap::new();
    let mut items: Vec<ListingItem> = Vec::new();
    for link in elements(html).filter(|element| element.value().name() == "a") {
        let Some((address, id)) = post_of(url, link) else { continue };
        let title = title_of(url, link);
        if let Some(item) = places.get(&id).and_then(|place| items.get_mut(*place)) {
            // The picture of an item may stand before its title, both as links.
            if item.title.is_empty() {
                item.title = title;
            }
            continue;
        }
        let above: Vec<ElementRef<'_>> = link.ancestors().filter_map(ElementRef::wrap).collect();
        let is_listed = above.iter().any(|element| has_class(*element, LIST_CLASS));
        let is_frame = above.iter().any(|element| FRAME.contains(&element.value().name()));
        let published_on = date_of(url, link, &id).or_else(|| trs::day_of(&address));
        if is_frame || (published_on.is_none() && !is_listed) {
            continue;
        }
        places.insert(id.clone(), items.len());
        items.push(ListingItem {
            id,
            title,
            url: address,
            other_url: None,
            publisher: None,
            document_number: None,
            index_number: None,
            published_on,
            made_on: None,
            validity: Validity::Unknown,
            updated: None,
            attachments: Vec::new(),
        });
    }
    match items.iter().position(|item| item.title.is_empty()) {
        Some(place) => Err(format!("the title of item {} in the list", place + 1)),
        None => Ok(items),
    }
}

/// The post that a link leads to.
fn post_of(url: &Url, link: ElementRef<'_>) -> Option<(Url, DocumentId)> {
    let address = resolve(url, link.attr("href")?)?;
    let id = id_of(&address)?;
    Some((canonical_url(&address), id))
}

/// `title` has the whole title where the link shows a part; the date within a link is no part of its title.
fn title_of(url: &Url, link: ElementRef<'_>) -> String {
    let of_attribute = link.attr("title").and_then(present).map(|title| plain_line(url, title));
    let of_picture = || elements_under(*link).find_map(|element| element.attr("alt").and_then(present));
    of_attribute.filter(|title| !title.is_empty()).unwrap_or_else(|| {
        let mut line = line_of(*link);
        if let Some((_, date)) = date_within(link) {
            line = line.replace(&date, " ");
        }
        let line = plain_line(url, &line);
        if line.is_empty() { of_picture().unwrap_or_default().to_owned() } else { line }
    })
}

/// The date beside a link, within the largest element around it that holds no other post's link; or within it; or
/// right after it, where nothing encloses the items of a list.
fn date_of(url: &Url, link: ElementRef<'_>, id: &DocumentId) -> Option<Date> {
    let leads_only_here = |element: &ElementRef<'_>| {
        let links = elements_under(**element).filter(|element| element.value().name() == "a");
        links.filter_map(|link| post_of(url, link)).all(|(_, other)| other == *id)
    };
    let around = link.ancestors().filter_map(ElementRef::wrap).take(LEVELS_MAX).take_while(leads_only_here);
    let beside = around.last().and_then(|item| {
        let is_outside = |node: &NodeRef<'_, Node>| {
            node.ancestors().all(|above| above.value().as_element().is_none_or(|element| element.name() != "a"))
        };
        day_in_nodes(item.descendants().filter(is_outside))
    });
    let after = || {
        let next = link.next_siblings().take_while(|node| !is_link(*node)).take(SIBLINGS_MAX);
        day_in_nodes(next.flat_map(|node| node.descendants().collect::<Vec<_>>()))
    };
    beside.or_else(|| date_within(link).map(|(day, _)| day)).or_else(after)
}

fn day_in_nodes<'a>(nodes: impl Iterator<Item = NodeRef<'a, Node>>) -> Option<Date> {
    let texts: Vec<&str> = nodes.filter_map(|node| node.value().as_text().map(|text| &**text)).collect();
    find_day(&texts.join(" ")).map(|(day, _)| day)
}

fn is_link(node: NodeRef<'_, Node>) -> bool {
    elements_under(node).any(|element| element.value().name() == "a")
}

/// A text within the link that is only a date, as it stands there.
fn date_within(link: ElementRef<'_>) -> Option<(Date, String)> {
    link.descendants().find_map(|node| {
        let Node::Text(text) = node.value() else { return None };
        let text = text.trim();
        let (day, _) = find_day(text).filter(|_| text.chars().count() <= DATE_CHARACTERS_MAX)?;
        Some((day, text.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::html::parse_page;

    #[track_caller]
    fn check(address: &str, text: &str, expected: &Expect) {
        let url = Url::parse(address).unwrap();
        let html = parse_page(&url, text).unwrap();
        let shown = match read(&url, &html, text) {
            Ok(None) => "no list".to_owned(),
            Err(missing) => missing,
            Ok(Some(list)) => {
                let mut shown = format!("{:?} {:?}\n", list.claimed_total, list.more);
                for item in list.items {
                    writeln!(shown, "{} {} {:?} {}", item.id, item.title, item.published_on, item.url.path()).unwrap();
                }
                shown
            }
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn links_to_posts_with_dates_beside_them_are_items() {
        check(
            "http://a.gov.cn/zwgk/tzgg/index.html",
            "<header><ul><li><a href='/x/content/post_99.html'>头条</a> 2024-05-01</li></ul></header>\
             <ul><li><a href='content/post_1.html' title='关于&lt;b&gt;助餐&lt;/b&gt;的公告'>关于助餐…</a><span>[ 2024-01-02 ]</span></li>\
             <li><a href='/zwgk/tzgg/content/mpost_2.html#3'>2023年12月1日起停水公告<em>2023/12/01</em></a></li>\
             <li><a href='content/post_3.html'><img src=a.png></a><a href='content/post_3.html'>路灯维修</a><p>2022年3月4日</p></li></ul>\
             <table><tr><td><a href='content/post_4.html'>大桥封闭</a></td><td>2021.03.04</td></tr></table>\
             <div>· <a href='content/post_6.html'>渡口停航</a>(2020-01-01)<br>· <a href='content/post_7.html'>道路改名</a>(2019-01-01)</div>\
             <p><a href='/gywm/content/post_5.html'>关于我们</a></p><div>共 45 条</div>",
            &expect![[r#"
                Some(45) None
                nfcms:1 关于助餐的公告 Some(2024-01-02) /zwgk/tzgg/content/post_1.html
                nfcms:2 2023/12/01 Some(2023-12-01) /zwgk/tzgg/content/post_2.html
                nfcms:3 路灯维修 Some(2022-03-04) /zwgk/tzgg/content/post_3.html
                nfcms:4 大桥封闭 Some(2021-03-04) /zwgk/tzgg/content/post_4.html
                nfcms:6 渡口停航 Some(2020-01-01) /zwgk/tzgg/content/post_6.html
                nfcms:7 道路改名 Some(2019-01-01) /zwgk/tzgg/content/post_7.html
            "#]],
        );
    }

    #[test]
    fn a_list_of_a_known_template_may_be_empty_or_without_dates() {
        let url = "http://a.gov.cn/zwgk/tzgg/";
        check(url, "<ul class=infoList></ul>", &expect![["None None\n"]]);
        check(
            url,
            "<ul class=infoList><li><a href='content/post_1.html'>公告</a></ul>",
            &expect![[r#"
                None None
                nfcms:1 公告 None /zwgk/tzgg/content/post_1.html
            "#]],
        );
    }

    #[test]
    fn the_date_of_a_trs_post_may_stand_in_its_address_alone() {
        check(
            "http://a.gov.cn/tzgg/",
            "<li><a href='./202404/t20240401_22.html'>公告</a></li>",
            &expect![[r#"
                None None
                trs:a.gov.cn:22 公告 Some(2024-04-01) /tzgg/202404/t20240401_22.html
            "#]],
        );
    }

    #[test]
    fn a_page_of_other_links_is_no_list_and_an_item_without_a_title_is_an_error() {
        let url = "http://a.gov.cn/zwgk/tzgg/";
        check(
            url,
            "<a href='/x.html'>其他</a> 2024-01-02 <a href='/content/post_1.html'>公告</a>",
            &expect![[r#"
            None None
            nfcms:1 公告 Some(2024-01-02) /content/post_1.html
        "#]],
        );
        check(
            url,
            "<ul><li><a href='content/post_1.html'></a>2024-01-02</ul>",
            &expect!["the title of item 1 in the list"],
        );
    }
}
