//! What this crate's tests share: an archive in a folder of its own, and a small portal's words.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use gongkai_document::{
    CatalogueColumn, DocumentId, ListFace, Listing, ListingItem, Page, Site, SiteId, Timestamp, Validity,
};
use tempfile::TempDir;
use url::Url;

use crate::{Archive, ListId, RunId};

/// An archive in a folder that is removed with it.
pub(crate) struct TestArchive {
    archive: Archive,
    folder: TempDir,
}

impl TestArchive {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let archive = open(&folder.path().join("archive.sqlite"));
        Self { archive, folder }
    }

    /// A path in the archive's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens the file once more, as another program would.
    pub(crate) fn another(&self) -> Archive {
        open(&self.path("archive.sqlite"))
    }

    /// Closes the file and opens it again, as after the program was killed between two calls.
    pub(crate) fn reopen(&mut self) {
        self.archive = self.another();
    }

    /// Changes one byte of every content, as a bad disk would.
    pub(crate) fn damage_contents(&self) {
        let sql = "UPDATE contents
            SET compressed = CAST(substr(compressed, 1, length(compressed) - 1) || x'7f' AS BLOB)";
        self.connection.execute(sql, []).unwrap();
    }
}

impl Deref for TestArchive {
    type Target = Archive;

    fn deref(&self) -> &Archive {
        &self.archive
    }
}

/// Opens an archive that does not wait for the disk, which would be most of the tests' time.
fn open(path: &Path) -> Archive {
    let archive = Archive::open(path).unwrap();
    archive.connection.pragma_update(None, "synchronous", "OFF").unwrap();
    archive
}

/// The moment `second` seconds after the tests' beginning of time.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

pub(crate) fn url(address: &str) -> Url {
    address.parse().unwrap()
}

/// The site 200243 with two columns, 政策/规范性文件 (2) and 通知公告 (3), below and beside 政策 (1).
pub(crate) fn site() -> Site {
    let column = |id, name: &str, children| CatalogueColumn { id, name: name.to_owned(), jump_url: None, children };
    Site {
        id: SiteId(200_243),
        platform: "nfcms".to_owned(),
        name: "花都区某街道".to_owned(),
        app_url: url("https://www.huadu.gov.cn/gzhdmjd"),
        columns: vec![column(1, "政策", vec![column(2, "规范性文件", Vec::new())]), column(3, "通知公告", Vec::new())],
        subsites: Vec::new(),
    }
}

pub(crate) fn front_page() -> Url {
    url("https://www.huadu.gov.cn/gzhdmjd/gkmlpt/index")
}

/// The list of that site's column.
pub(crate) fn list(column: u64) -> ListId {
    ListId { site: site().id, column, face: ListFace::Api }
}

/// The id of a post's document.
pub(crate) fn post(post_id: u64) -> DocumentId {
    DocumentId::from_post("nfcms", post_id)
}

/// A list's entry for a post.
pub(crate) fn item(post_id: u64) -> ListingItem {
    ListingItem {
        id: post(post_id),
        title: format!("关于第{post_id}号事项的通知"),
        url: url(&format!("https://www.huadu.gov.cn/gzhdmjd/gkmlpt/content/0/0/post_{post_id}.html")),
        other_url: None,
        publisher: Some("花都区某街道办事处".to_owned()),
        document_number: None,
        index_number: None,
        published_on: None,
        made_on: None,
        validity: Validity::Unknown,
        updated: Some(1_699_000_000),
        attachments: Vec::new(),
    }
}

/// A page of a list with these posts.
pub(crate) fn listing(posts: impl IntoIterator<Item = u64>) -> Listing {
    Listing { claimed_total: Some(203), more: None, items: posts.into_iter().map(item).collect() }
}

/// The page of a post.
pub(crate) fn page(item: &ListingItem, second: i64) -> Page {
    Page {
        url: item.url.clone(),
        status: 200,
        headers: Vec::new(),
        body: item.title.clone().into_bytes(),
        fetched_at: at(second),
    }
}

/// Begins or resumes the run that reads the site, and reads its front page.
pub(crate) fn begin(archive: &Archive, full: bool) -> RunId {
    let run = archive.begin_run(&[front_page()], full, at(0)).unwrap().run;
    archive.record_site(run, &site(), &front_page()).unwrap();
    run
}

pub(crate) fn finish(archive: &Archive, run: RunId) {
    archive.finish_run(run, "done", &serde_json::Value::Null, at(99)).unwrap();
}
