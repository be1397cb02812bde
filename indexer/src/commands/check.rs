//! `gongkai check`: whether everything is sound, and everything that was listed can be found.

use std::collections::BTreeSet;

use clap::Args;
use gongkai_archive::{Counts, FileCount, Unfetched};
use gongkai_document::DocumentId;
use gongkai_index::LocalIndex;
use gongkai_query::{SearchEngine, SearchRequest};
use serde::{Serialize, Serializer};

use super::Context;
use crate::outcome::Outcome;
use crate::output::printable;
use crate::reconcile::ColumnFindings;
use crate::{crawl_report, reconcile, self_test, unfetched};

/// Checks archive and index, and reconciles their counts.
///
/// Every stored byte is compared with its checksum. Then the counts of every column: what the portal claims, what its
/// lists showed, what is archived, what is indexed; each difference is named. One that has a reason (the portal claims
/// more than it shows, a post is gone or kept back) is told; one that has none, and work left undone, makes the exit
/// code 1.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai check")]
pub(crate) struct Check {
    /// Search for every title and number too, and for a thousand phrases; it takes some minutes for a hundred thousand
    /// documents, and ten at most.
    #[arg(long)]
    self_test: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Everything that a check found.
#[derive(Debug, Serialize)]
struct Findings {
    contents_checked: u64,
    archive: Counts,
    columns: Vec<ColumnFindings>,
    /// The files of all posts: read, waiting, or why they have no text.
    files: Vec<FileCount>,
    /// Posts that a list shows and that could not be read.
    #[serde(serialize_with = "posts")]
    unfetched: Vec<Unfetched>,
    index: Option<IndexCounts>,
    /// How many titles and numbers come first and phrases are found, when that was asked for.
    self_test: Option<self_test::Report>,
    /// What is damaged or does not add up, a sentence each.
    differences: Vec<String>,
}

/// What the serving generation holds.
#[derive(Debug, Serialize)]
pub(crate) struct IndexCounts {
    pub(crate) generation: String,
    /// What its manifest says it holds.
    pub(crate) indexed: u64,
    /// How many documents a search for everything finds.
    pub(crate) searchable: usize,
    /// The place in the archive's sequence of changes up to which it is complete.
    pub(crate) watermark: u64,
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
            columns: Vec::new(),
            files: archive.file_counts()?,
            unfetched: unfetched::list(&archive)?,
            index: None,
            self_test: None,
            differences: integrity.problems,
        };
        let indexed = match index_counts(context) {
            Ok((engine, counts, indexed)) => {
                if self.self_test {
                    let (progress, interrupt) = (&context.progress, &context.interrupt);
                    findings.self_test = Some(self_test::run(&archive, &engine, &indexed, progress, interrupt)?);
                }
                findings.differences.extend(reconcile::index_differences(&archive, &counts, &indexed)?);
                findings.index = Some(counts);
                indexed
            }
            Err(error) => {
                findings.differences.push(format!("the index cannot be searched: {error:#}"));
                BTreeSet::new()
            }
        };
        findings.columns = reconcile::columns(&archive, &indexed)?;
        findings.differences.extend(findings.columns.iter().flat_map(reconcile::differences));
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
    reconcile::print(&findings.columns, out)?;
    unfetched::print(&findings.unfetched, out)?;
    let Counts { documents_public, documents_staff, documents_held, documents_withdrawn, versions, pages, .. } =
        findings.archive;
    out.line(format_args!(
        "archive: {documents_public} public documents, {documents_staff} for staff only, {documents_held} kept back, \
         {documents_withdrawn} withdrawn; {versions} versions, {pages} pages; {} contents match their checksums",
        findings.contents_checked
    ))?;
    if !findings.files.is_empty() {
        out.line(format_args!("files: {}", crawl_report::files(&findings.files)))?;
    }
    if let Some(IndexCounts { generation, indexed, searchable, .. }) = &findings.index {
        out.line(format_args!("index {generation}: {indexed} documents, {searchable} can be found"))?;
    }
    if let Some(report) = &findings.self_test {
        report.print(out)?;
    }
    for difference in &findings.differences {
        out.line(format_args!("difference: {}", printable(difference)))?;
    }
    if findings.differences.is_empty() {
        out.line("everything adds up")?;
    }
    Ok(())
}

/// What the serving generation holds, and which documents.
fn index_counts(context: &Context) -> anyhow::Result<(LocalIndex, IndexCounts, BTreeSet<DocumentId>)> {
    let root = context.data.index()?;
    // Opening compares every file of the index with its checksum.
    let engine = LocalIndex::open(root.clone())?;
    let generation = SearchEngine::generation(&engine)?;
    let manifest = root.manifest(&generation)?;
    let indexed: BTreeSet<DocumentId> = engine.document_ids()?.into_iter().collect();
    let searchable = engine.search(&SearchRequest::new("")?.with_every_duplicate())?.total;
    let counts =
        IndexCounts { generation, indexed: manifest.document_count, searchable, watermark: manifest.watermark };
    Ok((engine, counts, indexed))
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
}
