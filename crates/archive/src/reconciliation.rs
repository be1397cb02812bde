//! What each column claims, lists and has in the archive, for `gongkai check` and crawl reports.

use std::collections::BTreeMap;

use gongkai_document::{Column, DocumentId, ListFace, SiteId, Timestamp};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;

use crate::documents::{IS_LAST, IS_LATEST};
use crate::values::{document_id, timestamp};
use crate::{Archive, ColumnId, Result, RunId};

/// One column's numbers, side by side. A post that both faces of its list show counts once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// Which column of which site.
    pub column: ColumnId,
    /// What the site is called.
    pub site_name: String,
    /// The column's path of names.
    pub path: Column,
    /// Where its items are shown, when the catalogue itself does not list them.
    pub jump_url: Option<String>,
    /// Its lists, by face, as far as they were ever asked for.
    pub lists: Vec<ListState>,
    /// How many items the portal says there are; of several lists, the largest number.
    pub claimed: Option<u64>,
    /// Posts that a list showed when it was last read.
    pub listed: u64,
    /// Posts that a list has ever shown; the counts below are of these.
    pub known: u64,
    /// Posts fetched.
    pub fetched: u64,
    /// Posts waiting to be fetched.
    pub pending: u64,
    /// Posts given up.
    pub failed: u64,
    /// The posts given up, by the code of the reason.
    pub failed_by: BTreeMap<String, u64>,
    /// Posts that the portal no longer has.
    pub gone: u64,
    /// Posts that no list shows any more, and whose page is not known to be gone.
    pub missing: u64,
    /// Posts whose document is current in the archive.
    pub archived: u64,
    /// Posts whose latest version is held back; an earlier one may be current.
    pub quarantined: u64,
    /// What became, in the run that last read the lists, of the posts that they showed.
    pub run: RunResults,
}

/// What a run did with the listed posts of a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RunResults {
    /// Documents that the archive did not have.
    pub new: u64,
    /// Documents that changed.
    pub changed: u64,
    /// Documents that were fetched again or did not need it, and are as they were.
    pub unchanged: u64,
}

/// How far one of a column's lists was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListState {
    /// The face.
    pub face: ListFace,
    /// The run that last read it.
    pub run: Option<RunId>,
    /// How many items it says there are.
    pub claimed: Option<u64>,
    /// Posts that it showed when it was last read.
    pub listed: u64,
    /// How its end showed when it was last read; `None` when it was not read to its end.
    pub ended: Option<String>,
    /// Why it could not be read further, when that is so.
    pub error: Option<String>,
    /// When it was last read to its end.
    pub completed_at: Option<Timestamp>,
}

impl Reconciliation {
    /// The number of listed posts that the counts do not explain: neither current, nor held, gone, given up or waiting.
    pub fn unexplained(&self) -> u64 {
        self.fetched.saturating_sub(self.archived + self.quarantined)
    }
}

impl Archive {
    /// The numbers of every current column, ordered by site and then as in the tree.
    pub fn reconciliation(&self) -> Result<Vec<Reconciliation>> {
        let mut select = self.connection.prepare(
            "SELECT c.site, c.id, s.name, c.path, c.jump_url FROM columns c JOIN sites s ON s.id = c.site
             WHERE c.current ORDER BY c.site, c.position",
        )?;
        let mut columns: Vec<Reconciliation> = select.query_and_then([], read_column)?.collect::<Result<_>>()?;
        let places: BTreeMap<ColumnId, usize> =
            columns.iter().enumerate().map(|(place, column)| (column.column, place)).collect();
        self.add_lists(&mut columns, &places)?;
        self.add_posts(&mut columns, &places)?;
        Ok(columns)
    }

    /// The columns whose lists show each document, by its id: the current columns' paths with their sites.
    pub fn columns_of_documents(&self) -> Result<BTreeMap<DocumentId, Vec<ColumnId>>> {
        let mut select = self.connection.prepare(
            "SELECT DISTINCT d.id, e.site, e.column_id FROM entries e JOIN posts p ON p.id = e.post
             JOIN documents d ON d.key = p.document
             JOIN columns c ON c.site = e.site AND c.id = e.column_id WHERE c.current",
        )?;
        let mut found: BTreeMap<DocumentId, Vec<ColumnId>> = BTreeMap::new();
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            found.entry(document_id(row.get(0)?)?).or_default().push(column_id(row, 1)?);
        }
        Ok(found)
    }

    fn add_lists(&self, columns: &mut [Reconciliation], places: &BTreeMap<ColumnId, usize>) -> Result<()> {
        let mut select = self.connection.prepare(
            "SELECT l.site, l.column_id, l.face, l.run, l.claimed_total, l.ended, l.error, l.completed_at,
                 (SELECT count(*) FROM entries e WHERE e.site = l.site AND e.column_id = l.column_id
                 AND e.face = l.face AND e.last_run = l.run)
             FROM lists l ORDER BY l.face",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let Some(column) = places.get(&column_id(row, 0)?).and_then(|place| columns.get_mut(*place)) else {
                continue;
            };
            let list = read_list(row)?;
            column.claimed = column.claimed.max(list.claimed);
            column.lists.push(list);
        }
        Ok(())
    }

    fn add_posts(&self, columns: &mut [Reconciliation], places: &BTreeMap<ColumnId, usize>) -> Result<()> {
        let mut select = self.connection.prepare(&format!(
            "WITH standing AS (
                 SELECT d.key,
                     max(c.content IS NOT NULL AND {IS_LATEST}) AS is_current,
                     max(c.held AND {IS_LAST}) AS is_held
                 FROM documents d JOIN changes c ON c.document = d.key GROUP BY d.key)
             SELECT e.site, e.column_id, p.state, coalesce(p.result, ''),
                 max(e.last_run = l.run), min(e.missing) FILTER (WHERE {IS_READ_LATEST}) > 0, max(p.result_run = l.run),
                 coalesce(s.is_current, 0), coalesce(s.is_held, 0)
             FROM entries e JOIN posts p ON p.id = e.post
             JOIN lists l ON l.site = e.site AND l.column_id = e.column_id AND l.face = e.face
             LEFT JOIN standing s ON s.key = p.document
             GROUP BY e.site, e.column_id, e.post"
        ))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(column) = places.get(&column_id(row, 0)?).and_then(|place| columns.get_mut(*place)) {
                column.count(&read_post(row)?);
            }
        }
        Ok(())
    }
}

/// That the list `l` is one of those of its column that were read in the column's latest reading: a list that was passed
/// over, because another one shows the same, says nothing about what is missing.
pub(crate) const IS_READ_LATEST: &str =
    "l.run = (SELECT max(run) FROM lists WHERE site = l.site AND column_id = l.column_id)";

/// What the counts need to know of a post in a column.
#[expect(clippy::struct_excessive_bools, reason = "each is a column of one row")]
struct PostState {
    state: String,
    result: String,
    is_listed: bool,
    is_missing: bool,
    is_of_run: bool,
    is_current: bool,
    is_held: bool,
}

impl Reconciliation {
    fn count(&mut self, post: &PostState) {
        self.known += 1;
        self.listed += u64::from(post.is_listed);
        self.archived += u64::from(post.is_current);
        self.quarantined += u64::from(post.is_held);
        self.missing += u64::from(post.is_missing && post.state != "gone");
        match post.state.as_str() {
            "fetched" => self.fetched += 1,
            "pending" => self.pending += 1,
            "gone" => self.gone += 1,
            _ => {
                self.failed += 1;
                *self.failed_by.entry(post.result.clone()).or_default() += 1;
            }
        }
        if post.is_listed && post.state == "fetched" {
            match post.result.as_str() {
                "new" if post.is_of_run => self.run.new += 1,
                "changed" if post.is_of_run => self.run.changed += 1,
                _ => self.run.unchanged += 1,
            }
        }
    }
}

fn column_id(row: &Row<'_>, first: usize) -> rusqlite::Result<ColumnId> {
    let number = |index| row.get::<_, i64>(index).map(i64::cast_unsigned);
    Ok(ColumnId { site: SiteId(number(first)?), column: number(first + 1)? })
}

fn read_column(row: &Row<'_>) -> Result<Reconciliation> {
    Ok(Reconciliation {
        column: column_id(row, 0)?,
        site_name: row.get(2)?,
        path: Column::new(row.get::<_, String>(3)?),
        jump_url: row.get(4)?,
        lists: Vec::new(),
        claimed: None,
        listed: 0,
        known: 0,
        fetched: 0,
        pending: 0,
        failed: 0,
        failed_by: BTreeMap::new(),
        gone: 0,
        missing: 0,
        archived: 0,
        quarantined: 0,
        run: RunResults::default(),
    })
}

fn read_list(row: &Row<'_>) -> Result<ListState> {
    let face: String = row.get(2)?;
    let completed_at: Option<i64> = row.get(7)?;
    Ok(ListState {
        face: face.parse().map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(2, Type::Text, Box::<gongkai_document::UnknownCode>::new(error))
        })?,
        run: row.get(3)?,
        claimed: row.get::<_, Option<i64>>(4)?.map(i64::cast_unsigned),
        ended: row.get(5)?,
        error: row.get(6)?,
        completed_at: completed_at.map(timestamp).transpose()?,
        listed: row.get::<_, i64>(8)?.cast_unsigned(),
    })
}

fn read_post(row: &Row<'_>) -> rusqlite::Result<PostState> {
    Ok(PostState {
        state: row.get(2)?,
        result: row.get(3)?,
        is_listed: row.get(4)?,
        is_missing: row.get::<_, Option<bool>>(5)? == Some(true),
        is_of_run: row.get::<_, Option<bool>>(6)? == Some(true),
        is_current: row.get(7)?,
        is_held: row.get(8)?,
    })
}
