//! What the pager under a list says: whether another page follows, and how many items there are.

use scraper::Html;
use url::Url;

use crate::address::{list_folder, page_in_name, resolve};
use crate::elements::elements;
use crate::text::{line_of, text_of};

/// The call by which many templates make their pager.
const SCRIPT: &str = "createPageHTML(";

/// What a pager says; absent where it says nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pager {
    pub(crate) more: Option<bool>,
    pub(crate) claimed_total: Option<u64>,
}

/// Reads the pager of the list page at `url`.
pub(crate) fn read(url: &Url, html: &Html, text: &str) -> Pager {
    Pager { more: more_by_script(text).or_else(|| more_by_links(url, html)), claimed_total: claimed_total(html) }
}

/// `createPageHTML(pages, current from 0, "index", "html")`, or with the pager's name first and `current` from 1.
fn more_by_script(text: &str) -> Option<bool> {
    text.split(SCRIPT).skip(1).find_map(|call| {
        let arguments = call.split(')').next()?.split(',').map(str::trim);
        let mut numbers = arguments.take(3).map(|argument| argument.parse::<u32>().ok());
        let first = numbers.next()?;
        let (pages, current) = match first {
            Some(pages) => (pages, numbers.next()??.checked_add(1)?),
            None => (numbers.next()??, numbers.next()??),
        };
        Some(current < pages)
    })
}

/// Whether a link leads to a page of this list past this one; `None` when no link leads to any.
fn more_by_links(url: &Url, html: &Html) -> Option<bool> {
    let folder = list_folder(url)?;
    let number_in = |url: &Url| page_in_name(url.path().rsplit('/').next()?);
    let current = number_in(url).unwrap_or(0);
    let anchors = elements(html).filter(|element| element.value().name() == "a");
    let pages = anchors.filter_map(|anchor| {
        let link = resolve(url, anchor.attr("href")?)?;
        let number = number_in(&link).filter(|_| link.host() == url.host() && list_folder(&link) == Some(folder))?;
        // Paths of links lead to the first page too; only a pager calls it by its number.
        let is_page = number > 0 || line_of(*anchor) == "1";
        is_page.then_some(number)
    });
    pages.max().map(|last| last > current)
}

/// `共 45 条`.
fn claimed_total(html: &Html) -> Option<u64> {
    let text = text_of(html.tree.root());
    text.split('共').skip(1).find_map(|after| {
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = after.split_at(end);
        unit.trim_start().starts_with('条').then(|| number.parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::parse_page;

    #[track_caller]
    fn check(address: &str, text: &str, more: Option<bool>) {
        let url = Url::parse(address).unwrap();
        assert_eq!(read(&url, &parse_page(&url, text).unwrap(), text).more, more);
    }

    #[test]
    fn a_link_past_this_page_means_more() {
        let links = "<a href='index.html'>1</a><a href='index_2.html'>2</a><a href='./index_3.html'>末页</a>";
        check("http://a.gov.cn/tzgg/", links, Some(true));
        check("http://a.gov.cn/tzgg/index.html", links, Some(true));
        check("https://a.gov.cn/tzgg/index_2.html", links, Some(true));
        check("http://a.gov.cn/tzgg/index_3.html", links, Some(false));
        check("http://a.gov.cn/tzgg/index.html", "<a href=index.html>1</a>", Some(false));
        check("http://a.gov.cn/tzgg/index.html", "<a href=index.html>通知公告</a><a href=/x/index_2.html>2</a>", None);
    }

    #[test]
    fn a_pager_that_a_script_makes_is_read_from_its_call() {
        let call = |arguments: &str| {
            format!("<script>function createPageHTML(count, index){{}} createPageHTML({arguments});</script>")
        };
        check("http://a.gov.cn/tzgg/", &call("3, 0, \"index\", \"html\""), Some(true));
        check("http://a.gov.cn/tzgg/index_2.html", &call("3,2,\"index\",\"html\""), Some(false));
        check("http://a.gov.cn/tzgg/", &call("'page_div', 3, 1, 'index', 'shtml', 45"), Some(true));
        check("http://a.gov.cn/tzgg/", &call("'page_div', 3, 3"), Some(false));
        check("http://a.gov.cn/tzgg/", &call("pages, 0"), None);
        check("http://a.gov.cn/tzgg/", &call("4294967295, 4294967295"), None);
    }
}
