//! A crawl that is killed again and again ends like one that is never killed: nothing lost, nothing done twice.

use std::collections::BTreeMap;

use expect_test::expect;
use gongkai_document::{Document, DocumentId, Listing};
use proptest::prelude::*;

use crate::fixtures::{TestArchive, at, begin, finish, list, listing, page, post};
use crate::{Archive, Reconciliation, RunId, Source};

/// How many pages each column's list has; one post is in both, one page shows a post of the page before again.
fn portal_page(column: u64, number: u32) -> Option<Listing> {
    match (column, number) {
        (2, 1) => Some(listing(1..=4)),
        (2, 2) => Some(listing(4..=6)),
        (3, 1) => Some(listing([6, 7])),
        _ => None,
    }
}

/// Stands for the program: after `steps_left` changes of the archive it is killed, that is, does nothing more.
struct Crawl<'a> {
    archive: &'a Archive,
    steps_left: u32,
    fetches: &'a mut BTreeMap<DocumentId, u32>,
}

/// More steps than any crawl of this portal needs.
const STEPS_MAX: u32 = 100;

/// The program was killed.
struct Killed;

impl Crawl<'_> {
    fn step(&mut self) -> Result<(), Killed> {
        self.steps_left = self.steps_left.checked_sub(1).ok_or(Killed)?;
        Ok(())
    }

    fn run(&mut self) -> Result<RunId, Killed> {
        self.step()?;
        let run = begin(self.archive, false);
        for column in [1, 2, 3].map(list) {
            while let Some(number) = self.archive.next_listing_page(run, column).unwrap() {
                self.step()?;
                match portal_page(column.column, number) {
                    Some(listing) => {
                        self.archive.record_listing_page(run, column, number, &listing, at(1)).unwrap();
                    }
                    None => {
                        self.archive.end_listing(run, column, number - 1, "an empty page", at(2)).unwrap();
                    }
                }
            }
        }
        while let Some(post) = self.archive.next_pending(run, 1, at(3)).unwrap().pop() {
            self.step()?;
            let page = self.archive.store_page(&page(&post.item, 4)).unwrap();
            let document = Document::new(post.item.id.clone(), &post.item.title, "正文");
            self.step()?;
            let record = |archive: &Archive| {
                let change = archive.put_document(&document, &Source::Page(page), at(4))?;
                archive.record_fetched(run, &post, page, &document.id, change)
            };
            self.archive.batch(record).unwrap();
            *self.fetches.entry(post.item.id.clone()).or_default() += 1;
        }
        self.step()?;
        self.archive.refresh_columns(at(5)).unwrap();
        self.step()?;
        finish(self.archive, run);
        Ok(run)
    }
}

/// Crawls with a kill after each of these numbers of steps, then to the end.
fn crawl(kills: &[u32]) -> (TestArchive, RunId, BTreeMap<DocumentId, u32>) {
    let mut archive = TestArchive::new();
    let mut fetches = BTreeMap::new();
    for steps_left in kills.iter().copied().chain([STEPS_MAX]) {
        let finished = Crawl { archive: &archive, steps_left, fetches: &mut fetches }.run();
        if let Ok(run) = finished {
            return (archive, run, fetches);
        }
        archive.reopen();
    }
    panic!("the crawl takes more than {STEPS_MAX} steps: it goes round in a circle")
}

/// A line for each column.
fn render(rows: &[Reconciliation]) -> String {
    let line = |row: &Reconciliation| {
        let Reconciliation {
            claimed, listed, known, fetched, pending, failed_by, gone, archived, missing, run, ..
        } = row;
        let ends = row.lists.iter().map(|list| list.ended.as_deref().or(list.error.as_deref()).unwrap_or("open"));
        format!(
            "{}: claimed {claimed:?}, listed {listed}, known {known}, fetched {fetched}, pending {pending}, \
             failed {failed_by:?}, gone {gone}, archived {archived}, missing {missing}, \
             new {} changed {} unchanged {}; {}\n",
            row.path.as_str(),
            run.new,
            run.changed,
            run.unchanged,
            ends.collect::<Vec<_>>().join(", ")
        )
    };
    rows.iter().map(line).collect()
}

#[test]
fn the_report_sets_what_is_claimed_beside_what_is_there() {
    let (archive, ..) = crawl(&[]);
    let run = begin(&archive, false);
    archive.record_listing_page(run, list(2), 1, &listing([1, 2, 8, 9, 10]), at(10)).unwrap();
    let posts = archive.next_pending(run, 2, at(10)).unwrap();
    archive.record_gone(run, &posts[0], "404").unwrap();
    archive.record_failure(run, &posts[1], ("timeout", "timed out"), None).unwrap();
    archive.withdraw(&DocumentId::from_post("nfcms", 1), "gone", at(11)).unwrap();
    archive.fail_listing(run, list(3), "503 for page 1").unwrap();
    expect![[r#"
        政策: claimed None, listed 0, known 0, fetched 0, pending 0, failed {}, gone 0, archived 0, missing 0, new 0 changed 0 unchanged 0; an empty page
        政策/规范性文件: claimed Some(203), listed 5, known 9, fetched 6, pending 1, failed {"timeout": 1}, gone 1, archived 5, missing 0, new 0 changed 0 unchanged 2; open
        通知公告: claimed Some(203), listed 0, known 2, fetched 2, pending 0, failed {}, gone 0, archived 2, missing 0, new 0 changed 0 unchanged 0; 503 for page 1
    "#]]
    .assert_eq(&render(&archive.reconciliation().unwrap()));
    assert_eq!(archive.reconciliation().unwrap()[1].lists[0].completed_at, Some(at(2)));
}

#[test]
fn a_second_run_over_an_unchanged_portal_fetches_nothing() {
    let (archive, _, mut fetches) = crawl(&[]);
    let watermark = archive.watermark().unwrap();
    fetches.clear();
    assert!(Crawl { archive: &archive, steps_left: STEPS_MAX, fetches: &mut fetches }.run().is_ok());
    assert_eq!((fetches.len(), archive.watermark().unwrap()), (0, watermark));
}

#[test]
fn a_crawl_killed_anywhere_ends_like_one_never_killed() {
    let (unbroken, run, _) = crawl(&[]);
    let (report, expected) = (unbroken.reconciliation().unwrap(), unbroken.counts().unwrap());
    // 23 steps lead from the start to the end, so that every one of them is among the kills.
    proptest!(ProptestConfig::with_cases(24), |(kills in prop::collection::vec(0..24_u32, 0..6))| {
        let (archive, resumed_run, fetches) = crawl(&kills);
        prop_assert_eq!(run, resumed_run);
        prop_assert_eq!(fetches, (1..=7).map(|number| (post(number), 1)).collect::<BTreeMap<_, _>>());
        prop_assert_eq!(archive.reconciliation().unwrap(), report.clone());
        let counts = archive.counts().unwrap();
        prop_assert_eq!((counts.documents_public, counts.versions), (expected.documents_public, expected.versions));
        // A page stored by a program that was killed before it could record what it read there is kept as well.
        prop_assert!(counts.pages <= expected.pages + kills.len() as u64);
    });
}
