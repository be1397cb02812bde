//! A TRS site's front page of disclosure, or one of its lists: the lists that it leads to.

use std::collections::HashSet;

use gongkai_document::{CatalogueColumn, Site, SiteId};
use scraper::Html;
use url::Url;

use super::PLATFORM;
use crate::address::{id_of, list_folder, list_page, number_of, resolve, without_slash};
use crate::clean::plain_line;
use crate::elements::elements;
use crate::meta::NationalTags;
use crate::text::line_of;
use crate::value::present;
use crate::{CatalogueError, link_list, refusal};

/// Reads the columns: the lists below the page's own folder that it links to, or where there are none, itself.
pub(crate) fn read_site(url: &Url, text: &str, html: &Html, tags: &NationalTags) -> Result<Site, CatalogueError> {
    let missing = |what: &str| refusal::explain(url, text, what);
    let code = tags.site_id_code.as_deref().and_then(|code| code.parse().ok());
    let name = tags.site.clone().ok_or_else(|| missing("the site's name (SiteName)"))?;
    let folder = list_folder(url).ok_or_else(|| missing("a list's address (a folder or index.html)"))?;
    let mut columns = columns_below(url, folder, html);
    if columns.is_empty() {
        let is_list = link_list::read(url, html, text).ok().flatten().is_some();
        let name = tags.column.clone().or_else(|| refusal::title_of(html)).filter(|_| is_list);
        let name = name.ok_or_else(|| missing("a link to a list below this page, or links to posts with dates"))?;
        columns.push(column(url, folder, name));
    }
    let mut app_url = url.clone();
    app_url.set_path(folder);
    app_url.set_query(None);
    app_url.set_fragment(None);
    Ok(Site {
        id: SiteId(code.ok_or_else(|| missing("the site's national number (SiteIDCode)"))?),
        platform: PLATFORM.to_owned(),
        name,
        app_url: without_slash(app_url),
        columns,
        subsites: Vec::new(),
    })
}

fn columns_below(url: &Url, own_folder: &str, html: &Html) -> Vec<CatalogueColumn> {
    let mut seen = HashSet::new();
    let mut columns = Vec::new();
    for anchor in elements(html).filter(|element| element.value().name() == "a") {
        let Some(link) = anchor.attr("href").and_then(|href| resolve(url, href)) else { continue };
        let Some(folder) = list_folder(&link).filter(|_| link.host() == url.host() && id_of(&link).is_none()) else {
            continue;
        };
        let is_below = folder.strip_prefix(own_folder).is_some_and(|rest| rest.starts_with('/') && rest.len() > 1);
        let name = anchor.attr("title").and_then(present).map_or_else(|| line_of(*anchor), str::to_owned);
        let name = plain_line(url, &name);
        if is_below && !name.is_empty() && seen.insert(folder.to_owned()) {
            columns.push(column(&link, folder, name));
        }
    }
    columns
}

/// The platform numbers no columns in its pages: the number is made from the list's folder, so that `…/tzgg/` and
/// `…/tzgg/index.html` are one column.
fn column(url: &Url, folder: &str, name: String) -> CatalogueColumn {
    let mut list = url.clone();
    list.set_path(&format!("{folder}/"));
    let jump_url = list_page(url, folder, 0);
    CatalogueColumn { id: number_of(&list), name, jump_url: Some(jump_url.to_string()), children: Vec::new() }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::{Expect, expect};
    use gongkai_document::ListFace;

    use crate::testing::page;
    use crate::{list_faces, list_url};

    #[track_caller]
    fn check(address: &str, body: &str, expected: &Expect) {
        let shown = match crate::read_site(&page(address, body)) {
            Err(error) => error.to_string(),
            Ok(site) => {
                let mut shown = format!("{} {} {}\n", site.id, site.name, site.app_url);
                for column in &site.columns {
                    assert_eq!(list_faces(&site, column), [ListFace::Pages]);
                    let second = list_url(&site, column, ListFace::Pages, 2).unwrap();
                    writeln!(shown, "{} {} {second}", column.id, column.name).unwrap();
                }
                shown
            }
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_front_page_gives_the_lists_below_it() {
        check(
            "http://www.heyuan.example/zwgk/index.html#top",
            include_str!("../../fixtures/trs_index.html"),
            &expect![[r#"
                4499980002 禾源区人民政府 http://www.heyuan.example/zwgk
                940376917012579 政府信息公开指南 http://www.heyuan.example/zwgk/zn/index_1.html
                962472979429953 行政规范性文件 http://www.heyuan.example/zwgk/gfxwj/index_1.html
                3623990252398402 通知公告 http://www.heyuan.example/zwgk/tzgg/index_1.html
            "#]],
        );
    }

    #[test]
    fn a_list_is_its_own_column() {
        check(
            "http://www.heyuan.example/zwgk/tzgg/",
            include_str!("../../fixtures/trs_list.html"),
            &expect![[r#"
                4499980002 禾源区人民政府 http://www.heyuan.example/zwgk/tzgg
                3623990252398402 通知公告 http://www.heyuan.example/zwgk/tzgg/index_1.html
            "#]],
        );
    }
}
