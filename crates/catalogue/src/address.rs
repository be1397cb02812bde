//! Addresses on every family: which post an address means, its one spelling, and how a page writes it.

use gongkai_document::DocumentId;
use url::Url;

use crate::{nfcms, trs};

/// FNV-1a's offset and prime for 64 bits (draft-eastlake-fnv).
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// A number made from an address has so many bits, which JSON and SQLite keep exactly.
const NUMBER_BITS: u32 = 53;

/// The document that an address means: a post of Guangdong's platform on any of its faces, an answered letter
/// (`/hdjlpt/detail?pid=5`), or a post of a TRS site. None for every other address.
///
/// ```
/// use gongkai_catalogue::id_of;
/// use url::Url;
/// let mobile = Url::parse("http://www.example.gov.cn/zwgk/tzgg/content/mpost_10958582.html#6806")?;
/// assert_eq!(id_of(&mobile).unwrap().as_str(), "nfcms:10958582");
/// let other = Url::parse("http://www.example.gov.cn/zwgk/202404/t20240401_2211.html")?;
/// assert_eq!(id_of(&other).unwrap().as_str(), "trs:www.example.gov.cn:2211");
/// # Ok::<(), url::ParseError>(())
/// ```
pub fn id_of(url: &Url) -> Option<DocumentId> {
    match nfcms::post_of(url) {
        Some(post_id) => Some(DocumentId::from_post(nfcms::PLATFORM, post_id)),
        None => nfcms::letter_of(url).or_else(|| trs::post_of(url)),
    }
}

/// The one address of a post's page among the many that people share: no fragment, no query but a letter's number,
/// `post_` for the mobile `mpost_` and `spost_`. An address that means no post only loses its fragment.
pub fn canonical_url(url: &Url) -> Url {
    let mut canonical = url.clone();
    canonical.set_fragment(None);
    if let Some(query) = nfcms::letter_query(url) {
        canonical.set_query(Some(&query));
    } else if trs::post_of(url).is_some() {
        canonical.set_query(None);
    } else if let Some(path) = nfcms::canonical_path(url) {
        canonical.set_path(&path);
        canonical.set_query(None);
    }
    canonical
}

/// The address that a page gives for its post, when it means the same post; else where the page was read.
pub(crate) fn own_address(read_at: &Url, given: Option<&str>, id: &DocumentId) -> Url {
    let canonical = canonical_url(read_at);
    let given = given.and_then(|given| resolve(read_at, given)).filter(|given| id_of(given).as_ref() == Some(id));
    match given.map(|given| canonical_url(&given)) {
        // The same page under `http` and `https`: the one that answered.
        Some(given) if given.host() == canonical.host() && given.path() == canonical.path() => canonical,
        Some(given) => given,
        None => canonical,
    }
}

/// A number for an address where the platform numbers nothing: always the same one, whatever its scheme.
pub(crate) fn number_of(url: &Url) -> u64 {
    let name = format!("{}{}", url.host_str().unwrap_or_default(), url.path());
    let hash = name.bytes().fold(FNV_OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME));
    hash >> (u64::BITS - NUMBER_BITS)
}

/// The folder that a list page stands in, when the address is one: `…/tzgg/`, `…/tzgg/index.html`, `…/index_2.html`.
pub(crate) fn list_folder(url: &Url) -> Option<&str> {
    let (folder, name) = url.path().rsplit_once('/')?;
    (name.is_empty() || page_in_name(name).is_some()).then_some(folder)
}

/// A page of the list in a folder, by the number in its name (0 in `index.html`), with the ending that the list's own
/// address shows.
pub(crate) fn list_page(url: &Url, folder: &str, number: u32) -> Url {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let end = name.rsplit_once('.').map_or("html", |(_, end)| end).to_owned();
    let number = if number == 0 { String::new() } else { format!("_{number}") };
    let mut page = url.clone();
    page.set_path(&format!("{folder}/index{number}.{end}"));
    page.set_query(None);
    page.set_fragment(None);
    page
}

/// The number in a list page's file name: none in `index.html` (0), 2 in `index_2.html`.
pub(crate) fn page_in_name(name: &str) -> Option<u32> {
    let stem = [".html", ".htm", ".shtml"].into_iter().find_map(|end| name.strip_suffix(end))?;
    match stem.strip_prefix("index").or_else(|| stem.strip_prefix("mindex"))? {
        "" => Some(0),
        number => number.strip_prefix('_')?.parse().ok(),
    }
}

/// `url` without a slash at its end, as far as an address can be.
pub(crate) fn without_slash(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    url
}

/// An address as a page writes it (relative, without a scheme, with white space), if it leads to a web page or file.
pub(crate) fn resolve(base: &Url, address: &str) -> Option<Url> {
    let address = address.trim();
    let url = if address.is_empty() { None } else { base.join(address).ok() }?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The address at `path` below `app_url`.
pub(crate) fn below(app_url: &Url, path: &str) -> Url {
    let mut url = app_url.clone();
    url.set_path(&format!("{}{path}", app_url.path().trim_end_matches('/')));
    url.set_query(None);
    url.set_fragment(None);
    url
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[track_caller]
    fn check(address: &str, id: Option<&str>, canonical: &str) {
        let address = url(address);
        assert_eq!(id_of(&address).as_ref().map(DocumentId::as_str), id);
        assert_eq!(canonical_url(&address).as_str(), canonical);
    }

    #[test]
    fn every_family_names_its_posts() {
        check("http://a.gov.cn/x/content/spost_7.html?v=1#2", Some("nfcms:7"), "http://a.gov.cn/x/content/post_7.html");
        check(
            "http://a.gov.cn/hdjlpt/detail?via=pc&pid=31#x",
            Some("hdjlpt:a.gov.cn:31"),
            "http://a.gov.cn/hdjlpt/detail?pid=31",
        );
        check("http://a.gov.cn/hdjlpt/detail?pid=a", None, "http://a.gov.cn/hdjlpt/detail?pid=a");
        check(
            "http://a.gov.cn/b/202404/t20240401_22.htm?from=x",
            Some("trs:a.gov.cn:22"),
            "http://a.gov.cn/b/202404/t20240401_22.htm",
        );
        check("http://a.gov.cn/b/index_2.html?x=1#3", None, "http://a.gov.cn/b/index_2.html?x=1");
    }

    #[test]
    fn a_given_address_is_believed_when_it_means_the_same_post() {
        let id = DocumentId::from_post("nfcms", 7);
        let own = |given| own_address(&url("https://m.a.gov.cn/x/content/mpost_7.html"), Some(given), &id).to_string();
        assert_eq!(own("//www.a.gov.cn/y/content/post_7.html#1"), "https://www.a.gov.cn/y/content/post_7.html");
        assert_eq!(own("http://www.a.gov.cn/y/content/post_8.html"), "https://m.a.gov.cn/x/content/post_7.html");
        assert_eq!(own("http://m.a.gov.cn/x/content/post_7.html"), "https://m.a.gov.cn/x/content/post_7.html");
    }

    #[test]
    fn a_list_page_is_known_by_its_name() {
        assert_eq!(list_folder(&url("http://a.gov.cn/zwgk/tzgg/")), Some("/zwgk/tzgg"));
        assert_eq!(list_folder(&url("http://a.gov.cn/zwgk/tzgg/index_12.html")), Some("/zwgk/tzgg"));
        assert_eq!(list_folder(&url("http://a.gov.cn/zwgk/tzgg/list.jsp")), None);
        assert_eq!(page_in_name("index.shtml"), Some(0));
        let first = |address| list_page(&url(address), "/v1.2/tzgg", 0).path().to_owned();
        assert_eq!(first("http://a.gov.cn/v1.2/tzgg/"), "/v1.2/tzgg/index.html");
        assert_eq!(first("http://a.gov.cn/v1.2/tzgg/index_3.shtml?a#b"), "/v1.2/tzgg/index.shtml");
    }

    #[test]
    fn a_number_made_from_an_address_never_changes() {
        assert_eq!(number_of(&url("http://a.gov.cn/zwgk/")), number_of(&url("https://a.gov.cn/zwgk/")));
        assert_eq!(number_of(&url("http://a.gov.cn/zwgk/")), 7_098_246_390_884_209);
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
        fn the_canonical_address_is_its_own_and_means_the_same(
            path in "(/[a-z]{0,4}){0,3}/([ms]?post_[0-9]{0,9}|202404/t20240401_[0-9]{1,4}|hdjlpt/detail)(\\.html)?(\\?(pid=[0-9]{1,3})?(&[a-z=]{0,5})?)?(#[a-z]{0,3})?",
        ) {
            let shared = url(&format!("http://a.gov.cn{path}"));
            let once = canonical_url(&shared);
            prop_assert_eq!(canonical_url(&once), once.clone());
            prop_assert_eq!(id_of(&once), id_of(&shared));
            prop_assert_eq!(once.fragment(), None);
        }
    }
}
