//! Addresses of the platform: where a site, a list and a post are, and which post an address means.

use gongkai_document::{CatalogueColumn, ListFace, Site, SiteId};
use url::Url;

use crate::address::{below, list_folder, resolve};

/// The front page of the catalogue that begins at `app_url`.
pub fn site_url(app_url: &Url) -> Url {
    below(app_url, "/gkmlpt/index")
}

/// One page (from 1) of a column's list; column 0 is all columns of the site.
pub(crate) fn listing_url(app_url: &Url, site: SiteId, column: u64, page_number: u32) -> Url {
    let mut url = below(app_url, &format!("/gkmlpt/api/all/{column}"));
    url.set_query(Some(&format!("page={page_number}&sid={site}")));
    url
}

/// The faces by which a column's list can be read. A column that jumps to pages of links may also be known to the list
/// interface, which tells more; so it is asked first. A site that was read from a list page has no interface.
pub(crate) fn list_faces(site: &Site, column: &CatalogueColumn) -> Vec<ListFace> {
    let Some(jump_url) = &column.jump_url else { return vec![ListFace::Api] };
    match list_page_url(&site.app_url, jump_url, 1) {
        Some(page) if list_folder(&page) == Some(site.app_url.path().trim_end_matches('/')) => vec![ListFace::Pages],
        Some(_) => vec![ListFace::Api, ListFace::Pages],
        None => Vec::new(),
    }
}

/// One page (from 1) of a column's list.
pub(crate) fn list_url(site: &Site, column: &CatalogueColumn, face: ListFace, page_number: u32) -> Option<Url> {
    match face {
        ListFace::Api => Some(listing_url(&site.app_url, site.id, column.id, page_number)),
        ListFace::Pages => list_page_url(&site.app_url, column.jump_url.as_deref()?, page_number),
    }
}

/// The page of links that a column jumps to: a folder or its `index.html`, and from page 2 on `index_2.html`.
fn list_page_url(app_url: &Url, jump_url: &str, page_number: u32) -> Option<Url> {
    let mut url = resolve(&below(app_url, "/"), jump_url)?;
    let folder = match url.path().rsplit_once('/')? {
        (folder, "" | "index.html" | "mindex.html") => folder.to_owned(),
        _ => return None,
    };
    let name = if page_number == 1 { "index.html".to_owned() } else { format!("index_{page_number}.html") };
    url.set_path(&format!("{folder}/{name}"));
    url.set_query(None);
    url.set_fragment(None);
    Some(url)
}

/// The catalogue page of a post.
pub fn document_url(app_url: &Url, post_id: u64) -> Url {
    below(app_url, &format!("/gkmlpt/content/{}/{}/post_{post_id}.html", post_id / 1_000_000, post_id / 1_000))
}

/// The post that an address means, on any face of the platform: catalogue, channel, mobile (`mpost_`, `spost_`), JSON.
pub(crate) fn post_of(url: &Url) -> Option<u64> {
    let name = url.path_segments()?.next_back()?;
    if let Some(digits) = page_digits(name) {
        return digits.parse().ok();
    }
    let digits = name.strip_suffix(".json").filter(|_| url.path().contains("/postmeta/p/"))?;
    digits.parse().ok()
}

/// The path of a post's one address: `post_` for `mpost_` and `spost_`. None for any other address.
pub(crate) fn canonical_path(url: &Url) -> Option<String> {
    let name = url.path_segments()?.next_back()?;
    let digits = page_digits(name)?;
    Some(format!("{}post_{digits}.html", url.path().strip_suffix(name)?))
}

/// Where the catalogue begins, told from one of its addresses.
pub(super) fn app_url_of(url: &Url) -> Option<Url> {
    let (before, _) = url.path().split_once("/gkmlpt/")?;
    let mut app_url = below(url, "");
    app_url.set_path(before);
    Some(app_url)
}

fn page_digits(name: &str) -> Option<&str> {
    let stem = name.strip_suffix(".html").or_else(|| name.strip_suffix(".shtml"))?;
    let digits = stem.strip_prefix(['m', 's']).unwrap_or(stem).strip_prefix("post_")?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_town_has_its_catalogue_below_its_own_path() {
        let town = url("https://www.example.gov.cn/town");
        assert_eq!(site_url(&town).as_str(), "https://www.example.gov.cn/town/gkmlpt/index");
        assert_eq!(
            listing_url(&town, SiteId(200_300), 6806, 2).as_str(),
            "https://www.example.gov.cn/town/gkmlpt/api/all/6806?page=2&sid=200300"
        );
        assert_eq!(
            document_url(&url("http://127.0.0.1:8600/"), 9_866_248).as_str(),
            "http://127.0.0.1:8600/gkmlpt/content/9/9866/post_9866248.html"
        );
    }

    #[test]
    fn every_face_of_a_post_means_the_post() {
        for face in [
            "http://a.gov.cn/gkmlpt/content/9/9866/post_9866248.html#6806",
            "http://a.gov.cn/zwgk/tzgg/content/post_9866248.html?x=1",
            "http://a.gov.cn/zwgk/tzgg/content/mpost_9866248.html",
            "http://a.gov.cn/zwgk/tzgg/content/spost_9866248.html",
            "http://a.gov.cn/postmeta/p/9/9866/9866248.json",
        ] {
            assert_eq!(post_of(&url(face)), Some(9_866_248), "{face}");
        }
        for other in ["http://a.gov.cn/gkmlpt/index", "http://a.gov.cn/post_.html", "http://a.gov.cn/post_12a.html"] {
            assert_eq!(post_of(&url(other)), None, "{other}");
        }
    }

    #[test]
    fn a_catalogue_begins_where_its_addresses_say() {
        let listing = url("http://a.gov.cn/town/gkmlpt/api/all/0?page=1&sid=2");
        assert_eq!(app_url_of(&listing).unwrap().as_str(), "http://a.gov.cn/town");
        assert_eq!(app_url_of(&url("http://a.gov.cn/gkmlpt/index")).unwrap().as_str(), "http://a.gov.cn/");
    }
}
