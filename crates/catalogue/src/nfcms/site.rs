//! A catalogue's front page: the site, its column tree, the catalogues of its towns and bureaus.

use std::collections::HashSet;

use gongkai_document::{CatalogueColumn, Page, Site, SiteId};
use scraper::{Html, Node};
use serde_json::Value;
use url::Url;

use super::PLATFORM;
use super::address::{app_url_of, site_url};
use super::config::Config;
use crate::address::{resolve, without_slash};
use crate::clean::plain_line;
use crate::html::parse_page;
use crate::{CatalogueError, refusal, value};

/// Second-level names under which China registers: `huadu.gov.cn` is registered, `gov.cn` is not.
const SHARED_SECOND_LEVELS: [&str; 6] = ["gov", "com", "org", "net", "edu", "ac"];

pub(crate) fn read_site(page: &Page, text: &str) -> Result<Site, CatalogueError> {
    let url = &page.url;
    let missing = |what: &str| refusal::explain(url, text, what);
    let config = Config::find(text).ok_or_else(|| missing("a complete window._CONFIG"))?;
    let sid = config.get("SID").and_then(site_number).ok_or_else(|| missing("SID in window._CONFIG"))?;
    let info = config.get("SITE_INFO").ok_or_else(|| missing("SITE_INFO in window._CONFIG"))?;
    let name = ["name", "org_display_name", "org_name"]
        .into_iter()
        .find_map(|key| value::text(info, key))
        .ok_or_else(|| missing("the site's name in SITE_INFO"))?;
    let columns = columns(url, &config)?;
    if columns.is_empty() {
        return Err(missing("a column in TREE"));
    }
    let app_url = app_url(url, &config).ok_or_else(|| missing("APP_URL in window._CONFIG"))?;
    let subsites = subsites(&parse_page(url, text)?, url, &app_url);
    Ok(Site {
        id: SiteId(sid),
        platform: PLATFORM.to_owned(),
        name: plain_line(url, &name),
        app_url,
        columns,
        subsites,
    })
}

/// The column tree that every catalogue page carries.
pub(super) fn columns(url: &Url, config: &Config) -> Result<Vec<CatalogueColumn>, CatalogueError> {
    let Some(Value::Array(nodes)) = config.get("TREE") else {
        return Err(CatalogueError::not_understood(url, "TREE in window._CONFIG"));
    };
    nodes.iter().map(|node| column(url, node)).collect()
}

/// `serde_json` refuses nesting past 128 levels, so this recursion is bounded.
fn column(url: &Url, node: &Value) -> Result<CatalogueColumn, CatalogueError> {
    let Some(id) = value::id(node, "id") else {
        return Err(CatalogueError::not_understood(url, "the id of a column in TREE"));
    };
    let Some(name) = value::text(node, "name").map(|name| plain_line(url, &name)).filter(|name| !name.is_empty())
    else {
        return Err(CatalogueError::not_understood(url, format!("the name of column {id} in TREE")));
    };
    let children = match node.get("children") {
        Some(Value::Array(children)) => children.iter().map(|child| column(url, child)).collect::<Result<_, _>>()?,
        _ => Vec::new(),
    };
    Ok(CatalogueColumn { id, name, jump_url: value::text(node, "jump_url"), children })
}

fn site_number(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_u64(),
    }
}

/// Where the catalogue begins. On the host that answered, its scheme and port hold: `APP_URL` says `http` for ever.
fn app_url(url: &Url, config: &Config) -> Option<Url> {
    let Some(claimed) = config.get("APP_URL").and_then(Value::as_str).and_then(|claimed| resolve(url, claimed)) else {
        return app_url_of(url);
    };
    let mut app_url = if claimed.host() == url.host() { url.clone() } else { claimed.clone() };
    app_url.set_path(claimed.path());
    app_url.set_query(None);
    app_url.set_fragment(None);
    Some(without_slash(app_url))
}

/// The front pages of other catalogues that this page links to, each once, in their order.
fn subsites(html: &Html, url: &Url, app_url: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    let mut seen = HashSet::from([key(&site_url(app_url))]);
    for node in html.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        if element.name() != "a" {
            continue;
        }
        let link = element.attr("href").and_then(|href| resolve(url, href));
        if let Some(front_page) = link.as_ref().and_then(front_page_of)
            && same_registrant(&front_page, url)
            && seen.insert(key(&front_page))
        {
            found.push(front_page);
        }
    }
    found
}

/// The front page that a link means: `/gkmlpt/index`, `/gkmlpt/` or the mobile `/gkmlpt/mindex`.
fn front_page_of(link: &Url) -> Option<Url> {
    let path = link.path().trim_end_matches('/');
    let app_path = ["/gkmlpt/index", "/gkmlpt/mindex", "/gkmlpt"].into_iter().find_map(|end| path.strip_suffix(end))?;
    let mut app_url = link.clone();
    app_url.set_path(app_path);
    Some(site_url(&app_url))
}

/// One site under `http` and `https` is one site.
fn key(url: &Url) -> (Option<String>, String) {
    (url.host_str().map(str::to_owned), url.path().to_owned())
}

/// Whether two hosts belong to one registered name, as a district and its bureaus do.
fn same_registrant(one: &Url, other: &Url) -> bool {
    match (one.domain(), other.domain()) {
        (Some(one), Some(other)) => registered_name(one) == registered_name(other),
        _ => one.host() == other.host(),
    }
}

fn registered_name(domain: &str) -> &str {
    let labels: Vec<&str> = domain.rsplitn(4, '.').collect();
    let kept = match labels.as_slice() {
        ["cn", second, ..] if SHARED_SECOND_LEVELS.contains(second) => 3,
        _ => 2,
    };
    let start = domain.rmatch_indices('.').nth(kept - 1).map_or(0, |(at, _)| at + 1);
    domain.get(start..).unwrap_or(domain)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::page;

    const INDEX: &str = include_str!("../../fixtures/nfcms_index.html");

    fn render(site: &Site) -> String {
        let mut text = format!("{} {} {}\n", site.id, site.name, site.app_url);
        for (path, column) in site.columns_with_paths() {
            write!(text, "{} {}", column.id, path.join("/")).unwrap();
            let jump = column.jump_url.as_ref().map(|jump| format!(" -> {jump}")).unwrap_or_default();
            writeln!(text, "{jump}").unwrap();
        }
        for subsite in &site.subsites {
            writeln!(text, "+ {subsite}").unwrap();
        }
        text
    }

    #[track_caller]
    fn check(url: &str, body: &str, expected: &Expect) {
        match crate::read_site(&page(url, body)) {
            Ok(site) => expected.assert_eq(&render(&site)),
            Err(error) => expected.assert_eq(&error.to_string().replace(url, "URL")),
        }
    }

    #[test]
    fn a_front_page_gives_the_site_its_columns_and_the_other_sites() {
        check(
            "https://www.qinghe.example/gkmlpt/index#21",
            INDEX,
            &expect![[r#"
            300009 青禾区人民政府门户网站 https://www.qinghe.example/
            1 政府信息公开指南
            2 政府信息依申请公开 -> https://ysqgk.platform.example/300006/index
            20 政策
            21 政策/规范性文件
            22 政策/政策/解读
            30 工作动态
            + https://www.qinghe.example/lsqhdz/gkmlpt/index
            + https://mzj.qinghe.example/gkmlpt/index
            + https://www.qinghe.example/lsqhxz/gkmlpt/index
        "#]],
        );
    }

    #[test]
    fn a_site_that_redirects_away_keeps_the_address_it_claims() {
        check(
            "https://qinghe.example/gkmlpt/",
            &INDEX.replace("<a href", "<i href"),
            &expect![[r#"
            300009 青禾区人民政府门户网站 http://www.qinghe.example/
            1 政府信息公开指南
            2 政府信息依申请公开 -> https://ysqgk.platform.example/300006/index
            20 政策
            21 政策/规范性文件
            22 政策/政策/解读
            30 工作动态
        "#]],
        );
    }

    #[test]
    fn a_front_page_without_columns_is_an_error() {
        let (before, after) = INDEX.split_once("\n        TREE: [").unwrap();
        let (_, after) = after.split_once("],\n").unwrap();
        check(
            "https://www.qinghe.example/gkmlpt/index",
            &format!("{before}\nTREE: [],\n{after}"),
            &expect!["URL is not understood: a column in TREE is missing"],
        );
        check(
            "https://www.qinghe.example/gkmlpt/index",
            &format!("{before}\n{after}"),
            &expect!["URL is not understood: TREE in window._CONFIG is missing"],
        );
    }

    #[test]
    fn a_district_and_its_bureaus_are_one_registrant_and_two_districts_are_not() {
        for (domain, name) in [
            ("wjw.gz.gov.cn", "gz.gov.cn"),
            ("gz.gov.cn", "gz.gov.cn"),
            ("gov.cn", "gov.cn"),
            ("a.b.example.org", "example.org"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(registered_name(domain), name);
        }
    }
}
