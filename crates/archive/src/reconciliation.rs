//! What each column claims, lists and has in the archive, for `gongkai check` and crawl reports.

use gongkai_document::{Column, SiteId, Timestamp};
use rusqlite::Row;
use serde::Serialize;

use crate::values::timestamp;
use crate::{Archive, ListId, Result, RunId};

/// One column's numbers, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// Which column of which site.
    pub list: ListId,
    /// What the site is called.
    pub site_name: String,
    /// The column's path of names.
    pub path: Column,
    /// Where its items really are, when the catalogue itself does not list them.
    pub jump_url: Option<String>,
    /// How many items the portal says there are.
    pub claimed: Option<u64>,
    /// Posts that the list showed when it was last read.
    pub listed: u64,
    /// Posts that the list has ever shown; the counts below are of these.
    pub known: u64,
    /// Posts fetched.
    pub fetched: u64,
    /// Posts waiting to be fetched.
    pub pending: u64,
    /// Posts given up.
    pub failed: u64,
    /// Posts that the portal no longer has.
    pub gone: u64,
    /// Posts whose document is current in the archive.
    pub archived: u64,
    /// The run that last read the list.
    pub run: Option<RunId>,
    /// How the list's end showed when it was last read; `None` when it was not read to its end.
    pub ended: Option<String>,
    /// Why the list could not be read further, when that is so.
    pub error: Option<String>,
    /// When the list was last read to its end.
    pub completed_at: Option<Timestamp>,
}

impl Archive {
    /// The numbers of every current column, ordered by site and then as in the tree.
    pub fn reconciliation(&self) -> Result<Vec<Reconciliation>> {
        let mut select = self.connection.prepare(
            "SELECT c.site, c.id, s.name, c.path, c.jump_url, c.claimed_total, c.list_run, c.ended, c.error,
                 c.completed_at,
                 count(*) FILTER (WHERE e.last_run = c.list_run),
                 count(e.post),
                 count(*) FILTER (WHERE p.state = 'fetched'),
                 count(*) FILTER (WHERE p.state = 'pending'),
                 count(*) FILTER (WHERE p.state = 'failed'),
                 count(*) FILTER (WHERE p.state = 'gone'),
                 count(*) FILTER (WHERE p.document IN (
                     SELECT d.key FROM documents d WHERE (SELECT content FROM changes WHERE document = d.key
                     ORDER BY sequence DESC LIMIT 1) IS NOT NULL))
             FROM columns c JOIN sites s ON s.id = c.site
             LEFT JOIN entries e ON e.site = c.site AND e.column_id = c.id
             LEFT JOIN posts p ON p.id = e.post
             WHERE c.current GROUP BY c.site, c.id ORDER BY c.site, c.position",
        )?;
        select.query_and_then([], read_reconciliation)?.collect()
    }
}

fn read_reconciliation(row: &Row<'_>) -> Result<Reconciliation> {
    let number = |column| row.get::<_, i64>(column).map(i64::cast_unsigned);
    let completed_at: Option<i64> = row.get(9)?;
    Ok(Reconciliation {
        list: ListId { site: SiteId(number(0)?), column: number(1)? },
        site_name: row.get(2)?,
        path: Column::new(row.get::<_, String>(3)?),
        jump_url: row.get(4)?,
        claimed: row.get::<_, Option<i64>>(5)?.map(i64::cast_unsigned),
        listed: number(10)?,
        known: number(11)?,
        fetched: number(12)?,
        pending: number(13)?,
        failed: number(14)?,
        gone: number(15)?,
        archived: number(16)?,
        run: row.get(6)?,
        ended: row.get(7)?,
        error: row.get(8)?,
        completed_at: completed_at.map(timestamp).transpose()?,
    })
}
