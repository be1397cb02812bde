//! Addresses of TRS sites: which post one means, and where the pages of a list are.

use gongkai_document::{CatalogueColumn, Date, DocumentId, ListFace, Site};
use url::Url;

use super::PLATFORM;
use crate::address::{below, list_folder, list_page, resolve};
use crate::value::day_in;

/// The document that an address means: its host and its number, `trs:www.example.gov.cn:2211`.
pub(crate) fn post_of(url: &Url) -> Option<DocumentId> {
    let (_, number) = parts(url)?;
    DocumentId::new(format!("{PLATFORM}:{}:{number}", url.host_str()?)).ok()
}

/// The day of publication that stands in a post's address.
pub(crate) fn day_of(url: &Url) -> Option<Date> {
    let (day, _) = parts(url)?;
    let (year, rest) = day.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    day_in(&format!("{year}-{month}-{day}"))
}

/// `20240401` and `2211` of `…/202404/t20240401_2211.html`.
fn parts(url: &Url) -> Option<(&str, u64)> {
    let (folder, name) = url.path().rsplit_once('/')?;
    let stem = [".html", ".htm", ".shtml"].into_iter().find_map(|end| name.strip_suffix(end))?;
    let (day, number) = stem.strip_prefix('t')?.split_once('_')?;
    let is_digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_post = is_digits(folder.rsplit('/').next()?, 6) && is_digits(day, 8) && is_digits(number, number.len());
    is_post.then(|| number.parse().ok()).flatten().map(|number| (day, number))
}

/// Its lists have one face.
pub(crate) fn list_faces(site: &Site, column: &CatalogueColumn) -> Vec<ListFace> {
    list_url(site, column, ListFace::Pages, 1).map(|_| ListFace::Pages).into_iter().collect()
}

/// One page (from 1) of a column's list: `index.html`, then `index_1.html`.
pub(crate) fn list_url(site: &Site, column: &CatalogueColumn, face: ListFace, page_number: u32) -> Option<Url> {
    if face != ListFace::Pages {
        return None;
    }
    let list = resolve(&below(&site.app_url, "/"), column.jump_url.as_deref()?)?;
    Some(list_page(&list, list_folder(&list)?, page_number.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_the_familys_form_means_a_post() {
        let id = |address: &str| post_of(&Url::parse(address).unwrap()).map(|id| id.to_string());
        assert_eq!(id("http://a.gov.cn/x/202404/t20240401_22.shtml").as_deref(), Some("trs:a.gov.cn:22"));
        for other in [
            "http://a.gov.cn/x/2024/t20240401_22.html",
            "http://a.gov.cn/x/202404/t2024041_22.html",
            "http://a.gov.cn/x/202404/t20240401_.html",
            "http://a.gov.cn/x/202404/t20240401_22_1.html",
            "http://a.gov.cn/x/202404/t20240401_22.pdf",
        ] {
            assert_eq!(id(other), None, "{other}");
        }
    }
}
