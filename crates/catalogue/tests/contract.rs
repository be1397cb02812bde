//! What every family of portals must keep, whatever its pages look like: one suite over each family's fixtures.
//!
//! A new family adds its fixtures to [`fixtures`]; every test here then holds for it too.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails its test")]

use std::collections::HashSet;

use gongkai_catalogue::{
    CatalogueError, Family, canonical_url, id_of, list_faces, list_url, read_document, read_listing, read_site,
};
use gongkai_document::{Document, ListFace, Page, Timestamp};
use proptest::prelude::*;
use url::Url;

/// Saved pages of each sort, as the family serves them.
struct Fixtures {
    /// A front page.
    site: Page,
    /// Answers in JSON, for the families that have them.
    listings: Vec<Page>,
    /// The first page of a list as a page of links; another page follows it.
    list_page: Page,
    documents: Vec<Page>,
}

impl Fixtures {
    fn all(&self) -> impl Iterator<Item = &Page> {
        self.documents.iter().chain(&self.listings).chain([&self.site, &self.list_page])
    }

    fn lists(&self) -> impl Iterator<Item = &Page> {
        self.listings.iter().chain([&self.list_page])
    }
}

fn fixtures(family: Family) -> Fixtures {
    match family {
        Family::Nfcms => Fixtures {
            site: page("https://www.qinghe.example/gkmlpt/index", include_str!("../fixtures/nfcms_index.html")),
            listings: vec![page(
                "https://www.qinghe.example/gkmlpt/api/all/21?page=1&sid=300009",
                include_str!("../fixtures/nfcms_list.json"),
            )],
            list_page: page(
                "https://mzj.qinghe.example/zwgk/tzgg/index.html",
                include_str!("../fixtures/nfcms_list.html"),
            ),
            documents: vec![
                page(
                    "https://www.qinghe.example/gkmlpt/content/7/7000/post_7000001.html",
                    include_str!("../fixtures/nfcms_document.html"),
                ),
                page(
                    "https://www.qinghe.example/lsqhdz/gkmlpt/content/7/7000/post_7000009.html",
                    include_str!("../fixtures/nfcms_document_box_only.html"),
                ),
                page(
                    "https://mzj.qinghe.example/zwgk/tzgg/content/post_7000031.html",
                    include_str!("../fixtures/nfcms_channel.html"),
                ),
                page(
                    "https://www.qinghe.example/gfxwj/qfb/content/post_7000041.html",
                    include_str!("../fixtures/nfcms_policy.html"),
                ),
                page(
                    "https://www.qinghe.example/hdjlpt/detail?pid=3061512",
                    include_str!("../fixtures/hdjlpt_letter.html"),
                ),
            ],
        },
        Family::Trs => Fixtures {
            site: page("http://www.heyuan.example/zwgk/", include_str!("../fixtures/trs_index.html")),
            listings: Vec::new(),
            list_page: page("http://www.heyuan.example/zwgk/tzgg/", include_str!("../fixtures/trs_list.html")),
            documents: vec![page(
                "http://www.heyuan.example/zwgk/gfxwj/202404/t20240401_2211.html",
                include_str!("../fixtures/trs_document.html"),
            )],
        },
    }
}

fn page(url: &str, body: impl Into<Vec<u8>>) -> Page {
    Page {
        url: Url::parse(url).unwrap(),
        status: 200,
        headers: Vec::new(),
        body: body.into(),
        fetched_at: Timestamp::UNIX_EPOCH,
    }
}

fn with_body(page: &Page, body: impl Into<Vec<u8>>) -> Page {
    Page { body: body.into(), ..page.clone() }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

#[track_caller]
fn check_document(page: &Page, document: &Document) {
    assert_eq!(document.id, id_of(&page.url).unwrap(), "help: an id is the post's, whatever else its page names");
    assert!(!document.title.trim().is_empty(), "help: a page without a title is an error");
    assert!(
        !document.body.trim().is_empty() || !document.attachments.is_empty(),
        "help: an empty document is an error"
    );
    assert!(document.body.lines().all(|line| !line.is_empty() && line == line.trim()), "help: lines are trimmed");
    let url = Url::parse(document.url.as_deref().unwrap()).unwrap();
    assert!(is_web(&url) && canonical_url(&url) == url, "help: the address is absolute and canonical");
    assert_eq!(id_of(&url).as_ref(), Some(&document.id), "help: the address means the document");
    for attachment in &document.attachments {
        assert!(
            !attachment.name.is_empty() && is_web(&Url::parse(&attachment.url).unwrap()),
            "help: files are absolute"
        );
    }
}

#[test]
fn every_fixture_is_read_whole() {
    for family in Family::ALL {
        let fixtures = fixtures(*family);
        let site = read_site(&fixtures.site).unwrap();
        assert!(!site.name.is_empty() && !site.columns.is_empty() && is_web(&site.app_url));
        let subsites: HashSet<&Url> = site.subsites.iter().collect();
        assert_eq!(subsites.len(), site.subsites.len(), "help: a subsite is listed once");
        assert!(!subsites.contains(&fixtures.site.url), "help: a site is not its own subsite");
        for page in &fixtures.documents {
            check_document(page, &read_document(page).unwrap());
        }
    }
}

#[test]
fn every_item_of_a_list_has_a_title_and_an_address_and_its_own_id() {
    for family in Family::ALL {
        for page in fixtures(*family).lists() {
            let listing = read_listing(page).unwrap();
            assert!(!listing.items.is_empty());
            let mut ids = HashSet::new();
            for item in &listing.items {
                assert!(!item.title.trim().is_empty() && is_web(&item.url), "{item:?}");
                assert!(ids.insert(item.id.clone()), "help: an item that a list repeats is one item: {item:?}");
                assert_eq!(id_of(&item.url).as_ref(), Some(&item.id), "help: the id is what the address means");
                let platform = item.id.as_str().split(':').next().unwrap();
                assert_eq!(platform, family.platform(), "help: a list lists the family's own posts");
                assert_eq!(canonical_url(&item.url), item.url, "help: two spellings of an address are two requests");
            }
        }
    }
}

#[test]
fn a_page_of_links_tells_what_follows_and_when_its_items_were_published() {
    for family in Family::ALL {
        let page = fixtures(*family).list_page;
        let listing = read_listing(&page).unwrap();
        assert_eq!(listing.more, Some(true));
        assert!(listing.items.iter().all(|item| item.published_on.is_some()));
        let without_links = String::from_utf8(page.body.clone()).unwrap().replace("<a ", "<i ");
        assert!(
            !matches!(read_listing(&with_body(&page, without_links)), Ok(listing) if !listing.items.is_empty()),
            "help: what leads nowhere is no item"
        );
    }
}

#[test]
fn a_crawl_can_begin_at_any_list_page() {
    for family in Family::ALL {
        let page = fixtures(*family).list_page;
        let site = read_site(&page).unwrap();
        let columns = site.columns_with_paths();
        assert_eq!((columns.len(), site.platform.as_str()), (1, family.platform()));
        let (_, column) = columns[0];
        assert_eq!(list_faces(&site, column), [ListFace::Pages], "help: such a site has no other face");
        let numbered = |number| list_url(&site, column, ListFace::Pages, number).unwrap();
        let first = numbered(1);
        let again = read_site(&Page { url: first.clone(), ..page.clone() }).unwrap();
        assert_eq!(again, site, "help: a folder and its index.html are one list");
        let second = read_site(&Page { url: numbered(2), ..page.clone() }).unwrap();
        assert_eq!(second, site, "help: every page of a list begins the same crawl");
        assert_ne!(first, numbered(2));
    }
}

#[test]
fn a_page_cut_anywhere_is_the_same_document_or_an_error() {
    for family in Family::ALL {
        let fixtures = fixtures(*family);
        for whole in &fixtures.documents {
            let text = read_document(whole).unwrap().body;
            for cut in (0..whole.body.len()).step_by(31) {
                if let Ok(document) = read_document(&with_body(whole, &whole.body[..cut])) {
                    check_document(whole, &document);
                    assert_eq!(document.body, text, "help: half a text is no text; look for the page's end");
                }
            }
        }
        for cut in (0..fixtures.site.body.len()).step_by(31) {
            let _ = read_site(&with_body(&fixtures.site, &fixtures.site.body[..cut]));
        }
        for list in fixtures.lists() {
            for cut in (0..list.body.trim_ascii_end().len() - "</html>".len()).step_by(7) {
                assert!(read_listing(&with_body(list, &list.body[..cut])).is_err(), "help: half a list is no list");
            }
        }
    }
}

#[test]
fn a_page_is_only_read_as_what_it_is() {
    for family in Family::ALL {
        let fixtures = fixtures(*family);
        for document in &fixtures.documents {
            for other in fixtures.lists().chain([&fixtures.site]) {
                assert!(read_document(&with_body(document, other.body.clone())).is_err());
                assert!(read_listing(&with_body(other, document.body.clone())).is_err());
            }
        }
        for list in &fixtures.listings {
            assert!(read_listing(&with_body(list, fixtures.site.body.clone())).is_err());
            assert!(read_site(&with_body(&fixtures.site, list.body.clone())).is_err());
        }
        let article = fixtures.documents.last().unwrap();
        assert!(read_site(article).is_err());
        let in_place_of_article = read_document(&with_body(article, fixtures.list_page.body.clone())).unwrap_err();
        assert!(!in_place_of_article.is_gone());
        let sort = read_document(&fixtures.list_page).unwrap_err();
        assert!(matches!(sort, CatalogueError::WrongSort { expected: "an article", found: "a list", .. }), "{sort}");
    }
}

#[test]
fn a_refusal_says_what_can_be_done_about_it() {
    for family in Family::ALL {
        for page in fixtures(*family).all() {
            let read = |page: &Page| [read_site(page).err(), read_listing(page).err(), read_document(page).err()];
            let expect = |page: Page, is_expected: fn(&CatalogueError) -> bool| {
                for error in read(&page) {
                    let error = error.unwrap();
                    assert!(is_expected(&error) && error.url() == &page.url, "{error:?}");
                }
            };
            expect(Page { status: 404, ..page.clone() }, CatalogueError::is_gone);
            expect(Page { status: 412, ..page.clone() }, |error| matches!(error, CatalogueError::Blocked { .. }));
            expect(Page { status: 502, ..page.clone() }, |error| matches!(error, CatalogueError::Unavailable { .. }));
            expect(with_body(page, "<title>提示</title>您访问的页面不存在"), CatalogueError::is_gone);
            expect(with_body(page, "<script>document.cookie='C3VK=1'</script>"), |error| {
                matches!(error, CatalogueError::Blocked { .. })
            });
            expect(with_body(page, "<div>".repeat(100_000)), |error| matches!(error, CatalogueError::TooLarge { .. }));
            expect(with_body(page, "<p>欢迎</p>"), |error| matches!(error, CatalogueError::NotUnderstood { .. }));
        }
    }
}

#[test]
fn a_page_in_gbk_is_the_same_document_whatever_its_label() {
    for family in Family::ALL {
        for page in fixtures(*family).documents {
            let text = String::from_utf8(page.body.clone()).unwrap();
            let expected = read_document(&page).unwrap();
            for label in ["gb2312", "UTF-8", "iso-8859-1"] {
                let labelled = text.replace("charset=\"UTF-8\"", &format!("charset={label}"));
                let body = encoding_rs::GB18030.encode(&labelled).0;
                assert_eq!(read_document(&with_body(&page, body)).unwrap(), expected, "{label}");
            }
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_any_reader_panic(body: Vec<u8>, at in 0_usize..20_000, cut in 0_usize..200) {
        for family in Family::ALL {
            for page in fixtures(*family).all() {
                // The bytes alone, and the bytes in place of a part of the page.
                let at = at % page.body.len();
                let mut damaged = page.body.clone();
                damaged.splice(at..(at + cut).min(page.body.len()), body.iter().copied());
                for page in [with_body(page, body.clone()), with_body(page, damaged)] {
                    let _ = (read_site(&page), read_listing(&page), read_document(&page));
                }
            }
        }
    }
}
