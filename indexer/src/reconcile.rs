//! The four counts of a column (claimed, listed, archived, indexed) set against each other, each difference named.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_archive::{Archive, ArchiveError, ColumnId, Reconciliation};
use gongkai_document::{Access, DocumentId};
use serde::Serialize;

use crate::columns_table;
use crate::commands::check::IndexCounts;
use crate::output::{Output, printable};

/// How many documents a difference names.
const NAMED_MAX: usize = 5;

/// One column's counts with the index's, and what explains where they differ.
#[derive(Debug, Serialize)]
pub(crate) struct ColumnFindings {
    #[serde(flatten)]
    counts: Reconciliation,
    /// Documents of its posts that are in the serving generation.
    indexed: u64,
    /// Differences that have a reason, a sentence each.
    explained: Vec<String>,
}

/// Every current column with its counts and explanations.
pub(crate) fn columns(archive: &Archive, indexed: &BTreeSet<DocumentId>) -> Result<Vec<ColumnFindings>, ArchiveError> {
    let mut indexed_in: BTreeMap<ColumnId, u64> = BTreeMap::new();
    for (id, columns) in archive.columns_of_documents()? {
        for column in columns.into_iter().filter(|_| indexed.contains(&id)) {
            *indexed_in.entry(column).or_default() += 1;
        }
    }
    let columns = archive.reconciliation()?.into_iter().map(|counts| {
        let indexed = indexed_in.get(&counts.column).copied().unwrap_or_default();
        let explained = explanations(&counts);
        ColumnFindings { counts, indexed, explained }
    });
    Ok(columns.collect())
}

/// Prints the table of columns, then what explains its differences.
pub(crate) fn print(columns: &[ColumnFindings], out: &mut Output) -> anyhow::Result<()> {
    columns_table::print_with_index(columns.iter().map(|column| (&column.counts, Some(column.indexed))), out)?;
    for column in columns {
        for reason in &column.explained {
            out.line(format_args!("explained: {}: {}", columns_table::name(&column.counts), printable(reason)))?;
        }
    }
    Ok(())
}

/// Why a column's counts may differ without anything being wrong.
fn explanations(counts: &Reconciliation) -> Vec<String> {
    let mut explained = Vec::new();
    let Reconciliation { listed, gone, quarantined, missing, .. } = counts;
    for list in &counts.lists {
        let claimed = list.claimed.unwrap_or(list.listed);
        if claimed != list.listed {
            let ended = list.ended.as_deref().unwrap_or("it was not read to its end");
            explained.push(format!(
                "the portal claims {claimed} posts and its list shows {}; the list ended so: {ended}",
                list.listed
            ));
        }
    }
    if counts.claimed.is_some_and(|claimed| claimed < *listed) && explained.is_empty() {
        explained.push("its pages show more posts than its list for programs claims".to_owned());
    }
    if *missing > 0 {
        explained.push(format!(
            "{missing} posts known from before are not listed any more; their pages are asked for later"
        ));
    }
    if *gone > 0 {
        explained.push(format!("{gone} listed posts have no page"));
    }
    if *quarantined > 0 {
        explained.push(format!("{quarantined} documents are kept back; see `gongkai quarantine list`"));
    }
    explained
}

/// Where a column's numbers do not add up, or work is left undone.
pub(crate) fn differences(column: &ColumnFindings) -> Vec<String> {
    let counts = &column.counts;
    let name = columns_table::name(counts);
    let mut differences = Vec::new();
    for list in &counts.lists {
        if let Some(error) = &list.error {
            differences.push(format!("{name} could not be read further: {error}"));
        } else if list.ended.is_none() {
            differences.push(format!("{name} was not read to its end; run `gongkai crawl` again"));
        }
    }
    for (count, what) in [(counts.pending, "not fetched yet"), (counts.failed, "given up")] {
        if count > 0 {
            differences.push(format!("{name}: posts {what}: {count}; run `gongkai crawl` again"));
        }
    }
    let unexplained = counts.unexplained();
    if unexplained > 0 {
        differences.push(format!("{name}: {unexplained} posts were fetched and have no current document"));
    }
    differences
}

/// Where index and archive do not agree, document by document.
pub(crate) fn index_differences(
    archive: &Archive,
    index: &IndexCounts,
    indexed: &BTreeSet<DocumentId>,
) -> anyhow::Result<Vec<String>> {
    let mut differences = Vec::new();
    let watermark = archive.watermark()?.0;
    if index.watermark == watermark {
        let mut public = BTreeSet::new();
        archive.documents(Some(Access::Public), |stored| {
            public.insert(stored.document.id);
            Ok::<_, ArchiveError>(())
        })?;
        for (ids, what) in [
            (public.difference(indexed).collect::<Vec<_>>(), "public and not indexed"),
            (indexed.difference(&public).collect(), "indexed and not public any more"),
        ] {
            if !ids.is_empty() {
                let named: Vec<&str> = ids.iter().take(NAMED_MAX).map(|id| id.as_str()).collect();
                let named = named.join(", ");
                differences.push(format!("documents {what}: {} ({named} …); run `gongkai index --full`", ids.len()));
            }
        }
    } else {
        let (behind, generation) = (watermark.saturating_sub(index.watermark), &index.generation);
        differences.push(format!("{generation} lacks the last {behind} changes of the archive; run `gongkai index`"));
    }
    let (held, searchable) = (index.indexed, index.searchable as u64);
    if searchable != held || indexed.len() as u64 != held {
        differences.push(format!(
            "{held} documents should be indexed, {} are, {searchable} can be found; run `gongkai index --full`",
            indexed.len()
        ));
    }
    Ok(differences)
}

#[cfg(test)]
mod tests {
    use gongkai_archive::{ListState, RunResults};
    use gongkai_document::{Column, ListFace, SiteId};

    use super::*;

    fn column() -> ColumnFindings {
        let list = ListState {
            face: ListFace::Api,
            run: None,
            claimed: Some(203),
            listed: 88,
            ended: Some("status 404 on page 2".to_owned()),
            error: None,
            completed_at: None,
        };
        let counts = Reconciliation {
            column: ColumnId { site: SiteId(1), column: 2 },
            site_name: "花都区".to_owned(),
            path: Column::new("政策"),
            jump_url: None,
            lists: vec![list],
            claimed: Some(203),
            listed: 88,
            known: 88,
            fetched: 87,
            pending: 0,
            failed: 0,
            failed_by: BTreeMap::new(),
            gone: 1,
            missing: 0,
            archived: 86,
            quarantined: 1,
            run: RunResults::default(),
        };
        ColumnFindings { explained: explanations(&counts), counts, indexed: 86 }
    }

    #[test]
    fn what_has_a_reason_is_told_and_is_no_difference() {
        let column = column();
        assert_eq!(differences(&column), [""; 0]);
        let expected = [
            "the portal claims 203 posts and its list shows 88; the list ended so: status 404 on page 2",
            "1 listed posts have no page",
            "1 documents are kept back; see `gongkai quarantine list`",
        ];
        assert_eq!(column.explained, expected);
    }

    #[test]
    fn a_document_that_vanished_without_a_reason_and_undone_work_are_differences() {
        let mut column = column();
        column.counts.archived = 85;
        column.counts.pending = 2;
        column.counts.lists[0].ended = None;
        let expected = [
            "花都区 政策 (2) was not read to its end; run `gongkai crawl` again",
            "花都区 政策 (2): posts not fetched yet: 2; run `gongkai crawl` again",
            "花都区 政策 (2): 1 posts were fetched and have no current document",
        ];
        assert_eq!(differences(&column), expected);
    }
}
