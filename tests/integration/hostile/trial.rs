//! A catalogue with a sound and a sick column on the scripted server, crawls of it, and what holds after every one.

use std::time::Duration;

use gongkai_archive::{Archive, ArchiveError, Stored};
use gongkai_crawl::{CrawlConfig, CrawlReport, Ending, Event, Progress, crawl};
use gongkai_document::{Access, Document, DocumentId, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;
use url::Url;

use super::portal::{Portal, Reply};

/// The number of the catalogue's site.
pub(super) const SITE: u64 = 200_009;

/// The post of the sound column.
pub(super) const SOUND: u64 = 9_000_001;

/// The first post of the sick column.
pub(super) const SICK: u64 = 1_000_001;

/// The column that a test makes sick; the crawl comes to it before the sound one.
pub(super) const SICK_COLUMN: u64 = 2;
const SOUND_COLUMN: u64 = 1;

/// robots.txt, the front page, two pages of either list, and the sound post: what a crawl asks for beside the sick posts.
pub(super) const REQUESTS: usize = 7;

/// Time enough for an answer on this machine, even a busy one, and short enough to be waited for five times.
pub(super) const MOMENT: Duration = Duration::from_millis(200);

/// A portal, a crawl's settings, and the archive that it goes to.
pub(super) struct Trial {
    pub(super) portal: Portal,
    pub(super) config: CrawlConfig,
    pub(super) archive: Archive,
    pub(super) folder: TempDir,
}

impl Trial {
    /// A portal whose sick column has `posts` posts, from [`SICK`] on; all of it is sound to begin with.
    pub(super) async fn with(posts: u64) -> Self {
        let portal = Portal::open().await;
        let config = gentle(vec![portal.url("/gkmlpt/index")]);
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::open(&folder.path().join("archive.sqlite")).unwrap();
        portal
            .answer("/gkmlpt/index", front_page(&portal, &[column(SICK_COLUMN, "公告"), column(SOUND_COLUMN, "政策")]));
        let trial = Self { portal, config, archive, folder };
        trial.list(SOUND_COLUMN, &[SOUND]);
        trial.list(SICK_COLUMN, &sick(posts));
        for id in sick(posts).into_iter().chain([SOUND]) {
            trial.portal.answer(&post_target(id), Reply::html(post_page(id, &text_of(id))));
        }
        trial
    }

    /// A column's list of one page with these posts.
    pub(super) fn list(&self, column: u64, posts: &[u64]) {
        let items: Vec<Value> = posts.iter().map(|id| item(&self.portal, *id)).collect();
        self.portal.answer(&list_target(column, 1), list_page(&items));
    }

    /// Gives every sick post this answer.
    pub(super) fn sicken(&self, posts: u64, reply: &Reply) {
        for id in sick(posts) {
            self.portal.answer(&post_target(id), reply.clone());
        }
    }

    /// Crawls, and must come to the end of everything: the sound post is archived, and no more than this was asked for.
    pub(super) async fn goes_on(&mut self, requests_max: usize) -> CrawlReport {
        let report = self.crawl(|_| false).await;
        assert_eq!(report.ending, Ending::Complete, "{}", problems(&report));
        assert_eq!(self.body_of(SOUND).as_deref(), Some(text_of(SOUND).as_str()));
        self.asked_at_most(&report, requests_max);
        report
    }

    /// Crawls, and must leave the host alone for this reason before it asked for more than this.
    pub(super) async fn gives_the_host_up(&mut self, requests_max: usize, words: &str) -> CrawlReport {
        let report = self.crawl(|_| false).await;
        assert_eq!(report.ending, Ending::HostClosed, "{}", problems(&report));
        assert!(problems(&report).contains(words), "{}", problems(&report));
        self.asked_at_most(&report, requests_max);
        report
    }

    /// Crawls until `enough` says so of an event; whatever came, the archive is sound.
    pub(super) async fn crawl(&mut self, mut enough: impl FnMut(&Event<'_>) -> bool + Send) -> CrawlReport {
        self.portal.forget_requests();
        let (stop, stopped) = watch::channel(false);
        let progress = |progress: &Progress<'_>| {
            if enough(&progress.event) {
                stop.send_replace(true);
            }
        };
        let report = crawl(&mut self.archive, &self.config, progress, stopped).await.unwrap();
        let integrity = self.archive.integrity_check().unwrap();
        assert!(integrity.problems.is_empty(), "{:?}", integrity.problems);
        report
    }

    fn asked_at_most(&self, report: &CrawlReport, requests_max: usize) {
        let asked: Vec<String> = self.portal.asked().into_iter().map(|asked| asked.target).collect();
        assert!(asked.len() <= requests_max, "{} requests: {asked:#?}", asked.len());
        assert!(report.traffic.total() <= requests_max as u64, "{:?}", report.traffic);
    }

    /// The text of a post's document as the archive has it.
    pub(super) fn body_of(&self, id: u64) -> Option<String> {
        let stored = self.archive.document(&DocumentId::from_post("nfcms", id)).unwrap();
        stored.map(|stored| stored.document.body)
    }

    /// How many of the sick posts have a document.
    pub(super) fn archived(&self, posts: u64) -> usize {
        sick(posts).into_iter().filter(|id| self.body_of(*id).is_some()).count()
    }

    /// What readers would be shown.
    pub(super) fn public_documents(&self) -> Vec<Document> {
        let mut documents = Vec::new();
        let each = |stored: Stored| {
            documents.push(stored.document);
            Ok::<(), ArchiveError>(())
        };
        self.archive.documents(Some(Access::Public), each).unwrap();
        documents
    }

    /// The sick posts must have no document and be given up for a reason with one of these words.
    pub(super) fn was_given_up(&self, posts: u64, words: &[&str]) {
        let unfetched = self.archive.unfetched(1_000).unwrap();
        for id in sick(posts) {
            assert_eq!(self.body_of(id), None, "post {id} is archived");
            let of_post = unfetched.iter().find(|post| post.item.id == DocumentId::from_post("nfcms", id));
            let error = of_post.map(|post| post.error.clone()).unwrap_or_default();
            assert!(words.iter().any(|word| error.contains(word)), "post {id}: {error:?}, not {words:?}");
        }
    }
}

/// Settings with pauses of milliseconds.
pub(super) fn gentle(starts: Vec<Url>) -> CrawlConfig {
    let mut config = CrawlConfig::new(starts, "mailto:it@qinghe.example", Timestamp::UNIX_EPOCH).unwrap();
    config.pauses.base = Duration::from_millis(1);
    config.pauses.max = Duration::from_millis(2);
    config
}

pub(super) fn sick(posts: u64) -> Vec<u64> {
    (SICK..SICK + posts).collect()
}

/// What a person should look at, a line each.
pub(super) fn problems(report: &CrawlReport) -> String {
    report.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The text of a post as its office wrote it.
pub(super) fn text_of(id: u64) -> String {
    format!("第{id}号公告：青禾区各镇设立老人助餐点，名单附后，请各村（居）民委员会转告。")
}

pub(super) fn post_target(id: u64) -> String {
    format!("/gkmlpt/content/{}/{}/post_{id}.html", id / 1_000_000, id / 1_000)
}

pub(super) fn list_target(column: u64, page: u32) -> String {
    format!("/gkmlpt/api/all/{column}?page={page}&sid={SITE}")
}

pub(super) fn column(id: u64, name: &str) -> Value {
    json!({"id": id, "name": name, "parent": 0, "jump_url": null, "children": []})
}

/// A column whose items are on pages of links.
pub(super) fn jump(id: u64, name: &str, to: &str) -> Value {
    json!({"id": id, "name": name, "parent": 0, "jump_url": to, "children": []})
}

/// A catalogue's front page.
pub(super) fn front_page(portal: &Portal, tree: &[Value]) -> Reply {
    Reply::html(front_html(portal.url("/").as_str(), SITE, tree, ""))
}

/// The same with all that a portal can put into it.
pub(super) fn front_html(app_url: &str, sid: u64, tree: &[Value], links: &str) -> String {
    let app_url = app_url.trim_end_matches('/');
    let site = json!({"name": "青禾区", "id": sid});
    let tree = Value::from(tree);
    format!(
        "<html><head><meta charset=\"UTF-8\"><script>window._CONFIG = {{ APP_URL: '{app_url}', SITE_INFO: {site}, \
         SID: '{sid}', TREE: {tree}, ENV: '' }}</script></head><body>{links}</body></html>"
    )
}

/// What a list says about a post.
pub(super) fn item(portal: &Portal, id: u64) -> Value {
    let url = portal.url(&post_target(id));
    json!({"id": id, "title": format!("第{id}号公告"), "url": url, "updated": 1_600_000_000})
}

/// A page of a list.
pub(super) fn list_page(items: &[Value]) -> Reply {
    Reply::json(json!({"classify": {"id": 1, "post_count": items.len()}, "articles": items}).to_string())
}

/// The page of a post on the catalogue's face.
pub(super) fn post_page(id: u64, text: &str) -> String {
    let detail = json!({"id": id, "title": format!("第{id}号公告"), "content": format!("<p>{text}</p>"),
        "gkml_data": {"publisher": "青禾区民政局", "document_number": "", "identifier": format!("A/{id}"), "date": 0,
        "classify_main": 1}});
    let tree = Value::from(vec![column(SOUND_COLUMN, "政策")]);
    format!(
        "<html><head><meta charset=\"UTF-8\"><script>window._CONFIG = {{ APP_URL: '', SITE_INFO: {}, SID: '{SITE}', \
         DETAIL: {detail}, TREE: {tree}, ENV: '' }}</script></head>\
         <body><div class=\"article-content\"><p>{text}</p></div></body></html>",
        json!({"name": "青禾区", "id": SITE})
    )
}

/// The page of a post on a channel's face, where everything stands in the markup.
pub(super) fn channel_page(id: u64, text: &str) -> String {
    format!(
        "<html><head><meta charset=\"UTF-8\"><title>第{id}号公告</title><meta name=\"SiteName\" content=\"青禾区\">\
         <meta name=\"ArticleTitle\" content=\"第{id}号公告\"><meta name=\"PubDate\" content=\"2024-03-15 16:40\">\
         </head><body><script>window.NFCMS_POST_ID=\"{id}\";</script>\
         <div class=\"content\" id=\"zoomcon\"><p>{text}</p></div></body></html>"
    )
}
