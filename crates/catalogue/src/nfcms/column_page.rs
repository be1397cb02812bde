//! A channel's list page as the beginning of a crawl: a site of one column.

use gongkai_document::{CatalogueColumn, Site, SiteId};
use scraper::Html;
use url::Url;

use super::PLATFORM;
use super::channel::variables;
use crate::address::{list_folder, list_page, number_of};
use crate::meta::NationalTags;
use crate::{CatalogueError, refusal};

/// The site's number on its platform, and the column's, in a page's script.
const SITE_VARIABLE: &str = "NFCMS_SITE_ID";
const COLUMN_VARIABLE: &str = "NFCMS_CAT_ID";

/// Whether the page has one of the platform's own variables.
pub(crate) fn names_itself(text: &str) -> bool {
    text.contains("NFCMS_")
}

/// Whether the page holds an address of a channel's post.
pub(crate) fn links_to_posts(text: &str) -> bool {
    text.contains("content/post_")
}

/// Reads the site of a list page. It begins in the list's own folder.
pub(crate) fn read_column_site(
    url: &Url,
    text: &str,
    html: &Html,
    tags: &NationalTags,
) -> Result<Site, CatalogueError> {
    let missing = |what: &str| refusal::explain(url, text, what);
    let code = || tags.site_id_code.as_deref().and_then(|code| code.parse().ok());
    let sid = variables(text, SITE_VARIABLE).next().or_else(code);
    let folder = list_folder(url).ok_or_else(|| missing("a list's address (a folder or index.html)"))?;
    let mut app_url = url.clone();
    app_url.set_path(folder);
    app_url.set_query(None);
    app_url.set_fragment(None);
    let jump_url = list_page(url, folder, 0);
    let name = tags.column.clone().or_else(|| refusal::title_of(html));
    Ok(Site {
        id: SiteId(sid.ok_or_else(|| missing("NFCMS_SITE_ID or SiteIDCode"))?),
        platform: PLATFORM.to_owned(),
        name: tags.site.clone().ok_or_else(|| missing("the site's name (SiteName)"))?,
        columns: vec![CatalogueColumn {
            id: variables(text, COLUMN_VARIABLE).next().unwrap_or_else(|| number_of(&jump_url)),
            name: name.ok_or_else(|| missing("the column's name (ColumnName)"))?,
            jump_url: Some(jump_url.to_string()),
            children: Vec::new(),
        }],
        app_url,
        subsites: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use gongkai_document::ListFace;

    use crate::testing::page;
    use crate::{list_faces, list_url};

    #[test]
    fn a_list_page_is_a_site_of_one_column_with_one_face() {
        let html = include_str!("../../fixtures/nfcms_list.html");
        let site = crate::read_site(&page("https://mzj.qinghe.example/zwgk/tzgg/index_2.html?x#y", html)).unwrap();
        assert_eq!((site.id.0, site.name.as_str()), (300_031, "青禾区民政局网站"));
        let column = &site.columns[0];
        assert_eq!((column.id, column.name.as_str()), (9571, "通知公告"));
        assert_eq!(list_faces(&site, column), [ListFace::Pages]);
        let pages = [1, 2].map(|number| list_url(&site, column, ListFace::Pages, number).unwrap().to_string());
        assert_eq!(
            pages,
            ["https://mzj.qinghe.example/zwgk/tzgg/index.html", "https://mzj.qinghe.example/zwgk/tzgg/index_2.html"]
        );
    }

    #[test]
    fn a_site_without_a_number_is_an_error() {
        let html =
            include_str!("../../fixtures/nfcms_list.html").replace("NFCMS_SITE_ID", "x").replace("SiteIDCode", "x");
        let error = crate::read_site(&page("https://mzj.qinghe.example/zwgk/tzgg/", html)).unwrap_err();
        assert!(error.to_string().ends_with("NFCMS_SITE_ID or SiteIDCode is missing"), "{error}");
    }
}
