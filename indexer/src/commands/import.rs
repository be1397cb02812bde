//! `gongkai import`: documents from files into the archive, such as an office's register of requests.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use gongkai_archive::{Archive, ArchiveError, Change, Source};
use gongkai_document::{Access, Document, DocumentId, Kind, Timestamp};
use serde::Serialize;

use super::Context;
use crate::jobs;
use crate::json_lines::{BadLine, JsonLines, Overrides, read_document};
use crate::outcome::{Outcome, WrongUsage};

/// Documents in one transaction: enough that waiting for the disk does not count.
const BATCH_DOCUMENTS: usize = 1_000;
/// Bytes of lines in one transaction: what a batch may take of the memory.
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Bad lines of a file that are told one by one; of the others, the number.
const BAD_LINES_TOLD: u64 = 100;

/// Imports documents from JSON Lines files into the archive.
///
/// One JSON object a line, with `id` and `body`, and whichever of `title`, `published_on`, `made_on`, `publisher`,
/// `document_number`, `index_number`, `column`, `kind`, `validity`, `url`, `access`, `attachments`, `relations` and
/// `request` there are; other fields are kept. A line with a `request` is for staff only unless it says
/// `"access": "public"`.
///
/// A bad line is reported with its number and the rest goes on; the exit code is then 1. Importing the same files again
/// changes nothing, so an interrupted import goes on when it is started again.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai import register.jsonl --kind reply --access staff")]
pub(crate) struct Import {
    /// Files that end in .jsonl.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The kind of every document, whatever its line says.
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
    /// Who may see every document, whatever its line says: public or staff.
    #[arg(long, value_name = "ACCESS")]
    access: Option<Access>,
    /// Print JSON: an object for each file.
    #[arg(long)]
    json: bool,
}

/// What came of one file.
#[derive(Debug, Default, Serialize)]
struct FileReport {
    file: String,
    new: u64,
    changed: u64,
    unchanged: u64,
    /// How many of them are for staff only.
    staff: u64,
    bad_lines: u64,
    interrupted: bool,
}

/// Where each identifier of this import came from, to find the one that comes twice.
type Seen = HashMap<DocumentId, (usize, u64)>;

impl Import {
    /// Imports every file.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        for file in &self.files {
            if !file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl")) {
                return Err(
                    WrongUsage(format!("cannot import {}: only files that end in .jsonl", file.display())).into()
                );
            }
        }
        let archive = context.data.create_archive()?;
        jobs::recorded(context, "import", |context| self.import(context, &archive))
    }

    fn import(&self, context: &mut Context, archive: &Archive) -> anyhow::Result<Outcome> {
        let now = Timestamp::now();
        let mut seen = Seen::new();
        let mut outcome = Outcome::Done;
        for index in 0..self.files.len() {
            let report = self.import_file(index, context, archive, &mut seen, now)?;
            *context.counted.documents.get_or_insert(0) += report.new + report.changed + report.unchanged;
            if self.json {
                context.out.json(&report)?;
            } else {
                context.out.line(summary(&report))?;
            }
            if report.interrupted {
                return Ok(Outcome::Interrupted);
            }
            if report.bad_lines > 0 {
                outcome = Outcome::ProblemFound;
            }
        }
        Ok(outcome)
    }

    fn import_file(
        &self,
        index: usize,
        context: &Context,
        archive: &Archive,
        seen: &mut Seen,
        now: Timestamp,
    ) -> anyhow::Result<FileReport> {
        let path = self.path(index);
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        let mut report = FileReport { file: path.display().to_string(), ..FileReport::default() };
        let task = context.progress.begin(format!("importing {}", path.display()), None);
        let source = Source::File(report.file.clone());
        let (mut batch, mut bytes) = (Vec::new(), 0);
        for line in JsonLines::new(BufReader::new(file)) {
            let (number, line) = line.with_context(|| format!("cannot read {}", path.display()))?;
            bytes += line.as_ref().map_or(0, Vec::len);
            match line.and_then(|line| self.read(index, number, &line, seen)) {
                Ok(document) => batch.push(document),
                Err(bad) => tell(&mut report, number, &bad),
            }
            task.advance(1);
            if batch.len() >= BATCH_DOCUMENTS || bytes >= BATCH_BYTES {
                put(archive, &batch, &source, now, &mut report)?;
                (batch, bytes) = (Vec::new(), 0);
                if context.interrupt.is_requested() {
                    report.interrupted = true;
                    return Ok(report);
                }
            }
        }
        put(archive, &batch, &source, now, &mut report)?;
        Ok(report)
    }

    fn read(&self, index: usize, number: u64, line: &[u8], seen: &mut Seen) -> Result<Document, BadLine> {
        let overrides = Overrides { kind: self.kind, access: self.access };
        let document = read_document(line, overrides)?;
        if let Some((first_index, first)) = seen.get(&document.id) {
            let file = self.path(*first_index).display().to_string();
            return Err(BadLine::Repeated { id: document.id.to_string(), file, number: *first });
        }
        seen.insert(document.id.clone(), (index, number));
        Ok(document)
    }

    fn path(&self, index: usize) -> &Path {
        self.files.get(index).map_or(Path::new(""), PathBuf::as_path)
    }
}

fn put(
    archive: &Archive,
    batch: &[Document],
    source: &Source,
    now: Timestamp,
    report: &mut FileReport,
) -> Result<(), ArchiveError> {
    archive.batch(|archive| {
        for document in batch {
            match archive.put_document(document, source, now)? {
                Change::New => report.new += 1,
                Change::Updated => report.changed += 1,
                Change::Unchanged => report.unchanged += 1,
            }
            report.staff += u64::from(document.access == Access::Staff);
        }
        Ok(())
    })
}

fn tell(report: &mut FileReport, number: u64, bad: &BadLine) {
    report.bad_lines += 1;
    if report.bad_lines <= BAD_LINES_TOLD {
        tracing::error!("{}, line {number}: {bad}", report.file);
    } else if report.bad_lines == BAD_LINES_TOLD + 1 {
        tracing::error!("{}: more bad lines, which are only counted", report.file);
    }
}

fn summary(report: &FileReport) -> String {
    let FileReport { file, new, changed, unchanged, staff, bad_lines, interrupted } = report;
    let documents = new + changed + unchanged;
    let mut parts =
        vec![format!("{file}: {documents} documents ({new} new, {changed} changed, {unchanged} unchanged)")];
    parts.extend((*staff > 0).then(|| format!("{staff} for staff only")));
    parts.extend((*bad_lines > 0).then(|| format!("{bad_lines} bad lines left out")));
    parts.extend(interrupted.then(|| "interrupted: run the same command again to go on".to_owned()));
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::commands::export::tests::exported;
    use crate::commands::tests::context;
    use crate::interrupt::Interrupt;

    fn import(files: &[&Path]) -> Import {
        Import { files: files.iter().map(|file| file.to_path_buf()).collect(), kind: None, access: None, json: false }
    }

    fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    const REGISTER: &str = r#"{"id":"r-1","title":"关于助餐补贴的答复","body":"现答复如下。","kind":"reply","request":{"number":"1"}}
{"id":"r-2","body":"没有标题","access":"public","x":{"y":[1]}}
"#;

    #[test]
    fn importing_twice_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let register = file(&folder, "register.jsonl", REGISTER);
        let (mut context, printed) = context(&folder);
        for _ in 0..2 {
            assert_eq!(import(&[&register]).run(&mut context).unwrap(), Outcome::Done);
        }
        let printed = printed.text();
        let lines: Vec<_> = printed.lines().map(|line| line.split_once(": ").unwrap().1).collect();
        assert_eq!(
            lines,
            [
                "2 documents (2 new, 0 changed, 0 unchanged), 1 for staff only",
                "2 documents (0 new, 0 changed, 2 unchanged), 1 for staff only",
            ]
        );
    }

    #[test]
    fn bad_lines_are_left_out_and_the_rest_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("{{\n{REGISTER}\n{{\"id\":\"r-1\",\"body\":\"again\"}}\n{{\"body\":\"\"}}");
        let register = file(&folder, "register.jsonl", &text);
        let (mut context, printed) = context(&folder);
        assert_eq!(import(&[&register]).run(&mut context).unwrap(), Outcome::ProblemFound);
        assert!(printed.text().ends_with("(2 new, 0 changed, 0 unchanged), 1 for staff only, 3 bad lines left out\n"));
        assert_eq!(exported(&mut context, None).len(), 2);
    }

    #[test]
    fn an_interrupted_import_goes_on_when_started_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut text = String::new();
        for number in 0..=BATCH_DOCUMENTS {
            writeln!(text, r#"{{"id":"d-{number}","body":"正文"}}"#).unwrap();
        }
        let many = file(&folder, "many.jsonl", &text);
        let (mut context, printed) = context(&folder);
        context.interrupt = Interrupt::already(true);
        assert_eq!(import(&[&many]).run(&mut context).unwrap(), Outcome::Interrupted);
        context.interrupt = Interrupt::already(false);
        assert_eq!(import(&[&many]).run(&mut context).unwrap(), Outcome::Done);
        assert!(printed.text().ends_with("1001 documents (1 new, 0 changed, 1000 unchanged)\n"), "{}", printed.text());
    }

    #[test]
    fn other_files_are_refused_before_anything_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, _) = context(&folder);
        let error = import(&[Path::new("register.csv")]).run(&mut context).unwrap_err();
        assert_eq!(error.to_string(), "cannot import register.csv: only files that end in .jsonl");
        assert!(error.is::<WrongUsage>());
        assert!(!context.data.archive_path().try_exists().unwrap());
    }
}
