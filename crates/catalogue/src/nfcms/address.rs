//! Addresses of the platform: where a site, a list and a post are, and which post an address means.

use gongkai_document::{CatalogueColumn, ListFace, Site, SiteId};
use url::Url;

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
/// interface, which tells more; so it is asked first.
pub(crate) fn list_faces(site: &Site, column: &CatalogueColumn) -> Vec<ListFace> {
    match &column.jump_url {
        None => vec![ListFace::Api],
        Some(jump_url) if list_page_url(&site.app_url, jump_url, 1).is_some() => vec![ListFace::Api, ListFace::Pages],
        Some(_) => Vec::new(),
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
///
/// ```
/// use gongkai_catalogue::post_of;
/// use url::Url;
/// let mobile = Url::parse("http://www.example.gov.cn/zwgk/tzgg/content/mpost_10958582.html#6806")?;
/// assert_eq!(post_of(&mobile), Some(10_958_582));
/// # Ok::<(), url::ParseError>(())
/// ```
pub fn post_of(url: &Url) -> Option<u64> {
    let name = url.path_segments()?.next_back()?;
    if let Some(digits) = page_digits(name) {
        return digits.parse().ok();
    }
    let digits = name.strip_suffix(".json").filter(|_| url.path().contains("/postmeta/p/"))?;
    digits.parse().ok()
}

/// The one address of a post's page among the many that people share: no fragment, no query, `post_` for `mpost_` and
/// `spost_`. Any other address only loses its fragment.
pub fn canonical_url(url: &Url) -> Url {
    let mut canonical = url.clone();
    canonical.set_fragment(None);
    let name = url.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default();
    if let Some(digits) = page_digits(name) {
        let folder = url.path().strip_suffix(name).unwrap_or_default();
        canonical.set_path(&format!("{folder}post_{digits}.html"));
        canonical.set_query(None);
    }
    canonical
}

/// Where the catalogue begins, told from one of its addresses.
pub(super) fn app_url_of(url: &Url) -> Option<Url> {
    let (before, _) = url.path().split_once("/gkmlpt/")?;
    let mut app_url = below(url, "");
    app_url.set_path(before);
    Some(app_url)
}

/// `url` without a slash at its end, as far as an address can be.
pub(super) fn without_slash(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    url
}

/// An address as a page writes it (relative, without a scheme, with white space), if it leads to a web page or file.
pub(super) fn resolve(base: &Url, address: &str) -> Option<Url> {
    let address = address.trim();
    let url = if address.is_empty() { None } else { base.join(address).ok() }?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn below(app_url: &Url, path: &str) -> Url {
    let mut url = app_url.clone();
    url.set_path(&format!("{}{path}", app_url.path().trim_end_matches('/')));
    url.set_query(None);
    url.set_fragment(None);
    url
}

fn page_digits(name: &str) -> Option<&str> {
    let stem = name.strip_suffix(".html").or_else(|| name.strip_suffix(".shtml"))?;
    let digits = stem.strip_prefix(['m', 's']).unwrap_or(stem).strip_prefix("post_")?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    #[test]
    fn only_web_addresses_are_resolved() {
        let base = url("http://a.gov.cn/x/");
        assert_eq!(resolve(&base, "//b.gov.cn/1.pdf").unwrap().as_str(), "http://b.gov.cn/1.pdf");
        assert_eq!(resolve(&base, "javascript:void(0)"), None);
        assert_eq!(resolve(&base, ""), None);
    }

    proptest! {
        #[test]
        fn the_canonical_address_is_its_own(path in "(/[a-z]{0,4}){0,3}/[ms]?post_[0-9]{0,9}\\.html([?#][a-z=]{0,5})?") {
            let once = canonical_url(&url(&format!("http://a.gov.cn{path}")));
            prop_assert_eq!(canonical_url(&once), once.clone());
            prop_assert_eq!(once.fragment(), None);
        }
    }
}
