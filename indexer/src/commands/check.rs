//! `gongkai check`: whether everything is sound, and everything that was listed can be found.

use clap::Args;
use gongkai_archive::{Archive, Counts, Reconciliation, Unfetched};
use gongkai_index::LocalIndex;
use gongkai_query::{SearchEngine, SearchRequest};
use serde::{Serialize, Serializer};

use super::Context;
use crate::outcome::Outcome;
use crate::output::printable;
use crate::{columns_table, unfetched};

/// Checks archive and index, and reconciles their counts.
///
/// Every stored byte is compared with its checksum. Then the counts: what a portal claims, what its lists showed, what
/// was fetched, is archived, is indexed, and can be found by a search. A difference is printed and makes the exit code 1.
/// That a portal claims more than its lists show is common and not ours to mend: it is shown and no difference.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai check")]
pub(crate) struct Check {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Everything that a check found.
#[derive(Debug, Serialize)]
struct Findings {
    contents_checked: u64,
    archive: Counts,
    columns: Vec<Reconciliation>,
    /// Posts that a list shows and that could not be read.
    #[serde(serialize_with = "posts")]
    unfetched: Vec<Unfetched>,
    index: Option<IndexCounts>,
    /// What is damaged or does not add up, a sentence each.
    differences: Vec<String>,
}

/// What the serving generation holds.
#[derive(Debug, Serialize)]
struct IndexCounts {
    generation: String,
    /// What its manifest says it holds.
    indexed: u64,
    /// How many documents a search for everything finds.
    searchable: usize,
    /// The place in the archive's sequence of changes up to which it is complete.
    watermark: u64,
}

impl Check {
    /// Checks everything and prints what was found.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let archive = context.data.upgraded_archive()?;
        tracing::info!("reading the whole archive");
        let integrity = archive.integrity_check()?;
        let mut findings = Findings {
            contents_checked: integrity.contents_checked,
            archive: archive.counts()?,
            columns: archive.reconciliation()?,
            unfetched: unfetched::list(&archive)?,
            index: None,
            differences: integrity.problems,
        };
        findings.differences.extend(findings.columns.iter().flat_map(column_differences));
        match index_counts(context) {
            Ok(counts) => {
                findings.differences.extend(index_differences(&archive, &findings.archive, &counts)?);
                findings.index = Some(counts);
            }
            Err(error) => findings.differences.push(format!("the index cannot be searched: {error:#}")),
        }
        let outcome = if findings.differences.is_empty() { Outcome::Done } else { Outcome::ProblemFound };
        if self.json {
            context.out.json(&findings)?;
        } else {
            print(&findings, context)?;
        }
        Ok(outcome)
    }
}

fn posts<S: Serializer>(unfetched: &[Unfetched], serializer: S) -> Result<S::Ok, S::Error> {
    unfetched::as_json(unfetched).serialize(serializer)
}

fn print(findings: &Findings, context: &mut Context) -> anyhow::Result<()> {
    let out = &mut context.out;
    columns_table::print(&findings.columns, out)?;
    unfetched::print(&findings.unfetched, out)?;
    let Counts { documents_public, documents_staff, documents_withdrawn, versions, pages, .. } = findings.archive;
    out.line(format_args!(
        "archive: {documents_public} public documents, {documents_staff} for staff only, {documents_withdrawn} withdrawn; {versions} versions, {pages} pages; {} contents match their checksums",
        findings.contents_checked
    ))?;
    if let Some(IndexCounts { generation, indexed, searchable, .. }) = &findings.index {
        out.line(format_args!("index {generation}: {indexed} documents, {searchable} can be found"))?;
    }
    for difference in &findings.differences {
        out.line(format_args!("difference: {}", printable(difference)))?;
    }
    if findings.differences.is_empty() {
        out.line("everything adds up")?;
    }
    Ok(())
}

/// Where a column's numbers do not add up.
fn column_differences(column: &Reconciliation) -> Vec<String> {
    let mut differences = Vec::new();
    if column.jump_url.is_some() {
        return differences;
    }
    let name = columns_table::name(column);
    if let Some(error) = &column.error {
        differences.push(format!("{name} could not be read further: {error}"));
    } else if column.ended.is_none() && column.run.is_some() {
        differences.push(format!("{name} was not read to its end; run `gongkai crawl` again"));
    }
    for (count, what) in [(column.pending, "not fetched yet"), (column.failed, "given up")] {
        if count > 0 {
            differences.push(format!("{name}: posts {what}: {count}; run `gongkai crawl` again"));
        }
    }
    if column.fetched != column.archived {
        let Reconciliation { fetched, archived, .. } = column;
        differences.push(format!("{name}: {fetched} posts were fetched, {archived} documents are current"));
    }
    differences
}

fn index_counts(context: &Context) -> anyhow::Result<IndexCounts> {
    let root = context.data.index()?;
    // Opening compares every file of the index with its checksum.
    let engine = LocalIndex::open(root.clone())?;
    let generation = SearchEngine::generation(&engine)?;
    let manifest = root.manifest(&generation)?;
    let searchable = engine.search(&SearchRequest::new("")?)?.total;
    Ok(IndexCounts { generation, indexed: manifest.document_count, searchable, watermark: manifest.watermark })
}

/// Where index and archive do not agree.
fn index_differences(archive: &Archive, counts: &Counts, index: &IndexCounts) -> anyhow::Result<Vec<String>> {
    let mut differences = Vec::new();
    let watermark = archive.watermark()?.0;
    let (public, indexed, searchable) = (counts.documents_public, index.indexed, index.searchable as u64);
    if index.watermark != watermark {
        let (behind, generation) = (watermark.saturating_sub(index.watermark), &index.generation);
        differences.push(format!("{generation} lacks the last {behind} changes of the archive; run `gongkai index`"));
    } else if indexed != public {
        differences.push(format!("{public} documents are public, {indexed} are indexed; run `gongkai index --full`"));
    }
    if searchable != indexed {
        differences
            .push(format!("{indexed} documents are indexed, {searchable} can be found; run `gongkai index --full`"));
    }
    Ok(differences)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tests::{context, put, run};

    #[tokio::test]
    async fn a_document_that_is_not_indexed_yet_is_a_difference() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        put(&context, r#"{"id":"a","title":"通知","body":"正文"}"#);
        assert_eq!(run(&mut context, &["check"]).await.unwrap(), Outcome::ProblemFound);
        assert!(printed.text().contains("difference: the index cannot be searched: there is no index in"));

        run(&mut context, &["index"]).await.unwrap();
        assert_eq!(run(&mut context, &["check"]).await.unwrap(), Outcome::Done);
        assert!(printed.text().ends_with("1 documents, 1 can be found\neverything adds up\n"), "{}", printed.text());

        put(&context, r#"{"id":"b","title":"答复","body":"正文","access":"staff"}"#);
        assert_eq!(run(&mut context, &["check"]).await.unwrap(), Outcome::ProblemFound);
        assert!(printed.text().contains("lacks the last 1 changes of the archive; run `gongkai index`\n"));
    }

    #[test]
    fn a_claim_beyond_the_list_is_no_difference_and_a_missing_post_is_one() {
        let mut column: Reconciliation = Reconciliation {
            list: gongkai_archive::ListId { site: gongkai_document::SiteId(1), column: 2 },
            site_name: "花都区".to_owned(),
            path: gongkai_document::Column::new("政策"),
            jump_url: None,
            claimed: Some(203),
            listed: 88,
            known: 88,
            fetched: 88,
            pending: 0,
            failed: 0,
            gone: 0,
            archived: 88,
            run: None,
            ended: Some("404 on page 2".to_owned()),
            error: None,
            completed_at: None,
        };
        assert_eq!(column_differences(&column), [""; 0]);
        column.archived = 87;
        assert_eq!(column_differences(&column), ["花都区 政策 (2): 88 posts were fetched, 87 documents are current"]);
    }
}
