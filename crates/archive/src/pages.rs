//! Raw pages: every response as it came.

use std::fmt;

use gongkai_document::Page;
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::contents::{Content, sha256};
use crate::values::{moment, stored_number, timestamp, url};
use crate::{Archive, ArchiveError, Result};

/// The archive's number for one stored response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageId(pub u64);

stored_number!(PageId);

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Archive {
    /// Keeps a response. A body that is already there, from whatever address and time, is stored once.
    pub fn store_page(&self, page: &Page) -> Result<PageId> {
        self.batch(|archive| {
            let content = archive.keep_content(&page.body, &sha256(&page.body))?;
            archive
                .connection
                .prepare_cached(
                    "INSERT INTO pages (url, status, headers, content, fetched_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute((
                    page.url.as_str(),
                    page.status,
                    serde_json::to_string(&page.headers)?,
                    content,
                    moment(page.fetched_at),
                ))?;
            Ok(PageId(archive.connection.last_insert_rowid().cast_unsigned()))
        })
    }

    /// One stored response; its body is checked against its SHA-256. `fetched_at` is kept to the microsecond.
    pub fn page(&self, id: PageId) -> Result<Page> {
        let mut find = self.connection.prepare_cached(
            "SELECT p.url, p.status, p.headers, p.fetched_at, c.sha256, c.length, c.compressed
             FROM pages p JOIN contents c ON c.id = p.content WHERE p.id = ?1",
        )?;
        find.query_and_then([id], read_page)?.next().unwrap_or(Err(ArchiveError::NoSuchPage(id)))
    }

    /// The response read last from exactly this address (after redirects).
    pub fn latest_page(&self, url: &Url) -> Result<Option<(PageId, Page)>> {
        let id: Option<PageId> = self
            .connection
            .prepare_cached("SELECT id FROM pages WHERE url = ?1 ORDER BY fetched_at DESC, id DESC LIMIT 1")?
            .query_row([url.as_str()], |row| row.get(0))
            .optional()?;
        id.map(|id| Ok((id, self.page(id)?))).transpose()
    }
}

fn read_page(row: &Row<'_>) -> Result<Page> {
    let address: String = row.get(0)?;
    let headers: String = row.get(2)?;
    let body = Content::from_row(row, 4)?.open(|| address.clone())?;
    Ok(Page {
        url: url(&address)?,
        status: row.get(1)?,
        headers: serde_json::from_str(&headers)?,
        body,
        fetched_at: timestamp(row.get(3)?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{TestArchive, at};

    fn page(address: &str, body: &[u8], second: i64) -> Page {
        Page {
            url: address.parse().unwrap(),
            status: 200,
            headers: vec![("content-type".into(), "text/html".into()), ("set-cookie".into(), "语言=中文".into())],
            body: body.to_vec(),
            fetched_at: at(second),
        }
    }

    #[test]
    fn a_page_comes_back_as_it_was_stored() {
        let archive = TestArchive::new();
        let odd = page("https://www.huadu.gov.cn/a?b=%E5%85%AC", &[0, 255, 0xC4, 0xE3], 5);
        let empty = Page { status: 404, headers: Vec::new(), ..page("https://www.huadu.gov.cn/c", b"", 6) };
        for page in [odd, empty] {
            let id = archive.store_page(&page).unwrap();
            assert_eq!(archive.page(id).unwrap(), page);
        }
        assert!(matches!(archive.page(PageId(99)), Err(ArchiveError::NoSuchPage(PageId(99)))));
    }

    #[test]
    fn the_latest_page_is_the_one_fetched_last_not_the_one_stored_last() {
        let archive = TestArchive::new();
        let address = "https://www.huadu.gov.cn/a";
        let newer = page(address, b"new", 9);
        archive.store_page(&newer).unwrap();
        archive.store_page(&page(address, b"old", 1)).unwrap();
        archive.store_page(&page("https://www.huadu.gov.cn/b", b"other", 20)).unwrap();
        assert_eq!(archive.latest_page(&newer.url).unwrap().unwrap().1, newer);
        assert_eq!(archive.latest_page(&"https://www.huadu.gov.cn/none".parse().unwrap()).unwrap(), None);
    }

    #[test]
    fn the_same_body_is_stored_once_however_often_it_is_served() {
        let archive = TestArchive::new();
        let body = "页面不存在".repeat(1_000);
        for second in 0..10 {
            archive.store_page(&page(&format!("https://www.huadu.gov.cn/{second}"), body.as_bytes(), second)).unwrap();
        }
        let counts = archive.counts().unwrap();
        assert_eq!((counts.pages, counts.content_bytes), (10, 15_000));
        assert!(counts.stored_bytes < 1_000, "{counts:?}");
    }

    #[test]
    fn a_damaged_body_is_an_error_that_names_the_url() {
        let archive = TestArchive::new();
        let id = archive.store_page(&page("https://www.huadu.gov.cn/a", b"text", 1)).unwrap();
        archive.damage_contents();
        let error = archive.page(id).unwrap_err().to_string();
        assert!(
            error.starts_with("the stored bytes of https://www.huadu.gov.cn/a are damaged (SHA-256 982d"),
            "{error}"
        );
    }
}
