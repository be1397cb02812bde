//! `gongkai register import`: an office's own tables into the register.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use gongkai_document::Timestamp;
use gongkai_register::{
    Author, Difference, Effect, Mapping, Numbers, Plan, Record, Register, RegisterError, Sheet, Target,
};
use serde::Serialize;
use serde_json::json;

use super::letters::{self, Letter};
use crate::commands::Context;
use crate::outcome::{Outcome, WrongUsage};
use crate::output::{Output, printable};

/// The largest table that is read: a workbook of half a million requests has some hundred megabytes.
const FILE_BYTES_MAX: u64 = 512 << 20;
/// Refused rows and changed requests of a file that are told one by one; of the others, the number.
const TOLD_MAX: usize = 100;

/// Imports tables (.xlsx, .csv, .jsonl) by a mapping, and letters by their numbers.
///
/// The mapping is a TOML file: [columns] says which heading is which field, [values.FIELD] what the office's words mean,
/// [dates] formats further ways of writing days; `sheet` and `headings_in_row` say where the table stands. A row that
/// cannot be read is refused with its number and the reason, and the rest goes on; the exit code is then 1. An empty cell
/// takes nothing away. The same files again change nothing.
///
/// With --dry-run nothing is changed: it shows what each column becomes, which columns nobody reads, which rows would be
/// refused and why, and what would be new, changed or unchanged.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai register import 2024.xlsx --mapping office.toml --replies letters/ --dry-run")]
pub(super) struct Import {
    /// Tables that end in .xlsx, .csv or .jsonl.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The mapping file.
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// Show what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// A folder with the letters sent (.docx, .pdf, .txt and others), joined by the number in their name or text.
    #[arg(long, value_name = "DIR")]
    replies: Option<PathBuf>,
    /// Print JSON: an object for each file, and one for each letter that needs a look.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    author: super::Author,
}

/// What came of one file.
#[derive(Debug, Default, Serialize)]
struct Result {
    new: usize,
    changed: usize,
    unchanged: usize,
    /// The requests that changed, with the fields that differ.
    changes: Vec<(String, Vec<Difference>)>,
}

impl Result {
    fn add(&mut self, number: &str, effect: Effect) {
        match effect {
            Effect::New => self.new += 1,
            Effect::Unchanged => self.unchanged += 1,
            Effect::Updated(differences) => {
                self.changed += 1;
                if self.changes.len() < TOLD_MAX {
                    self.changes.push((number.to_owned(), differences));
                }
            }
        }
    }
}

impl Import {
    pub(super) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let plans = self.plans()?;
        let at = Timestamp::now();
        let register =
            if self.dry_run { context.data.register_if_there()? } else { Some(context.data.create_register()?) };
        let mut outcome = Outcome::Done;
        for plan in &plans {
            let result = self.take(plan, register.as_ref(), at)?;
            if self.json {
                context.out.json(&json!({"file": plan.file, "dry_run": self.dry_run, "columns": plan.columns,
                    "refused": plan.refusals, "result": result}))?;
            } else {
                print(plan, &result, self.dry_run, &mut context.out)?;
            }
            if !plan.refusals.is_empty() {
                outcome = Outcome::ProblemFound;
            }
        }
        if let Some(folder) = &self.replies {
            let numbers = Numbers::new(&known(&plans, register.as_ref())?)?;
            let letters = letters::read(folder, &numbers, context)?;
            let is_whole = self.take_letters(&letters, register.as_ref(), at, &mut context.out)?;
            outcome = if is_whole { outcome } else { Outcome::ProblemFound };
        }
        Ok(outcome)
    }

    /// Reads every file before anything is changed.
    fn plans(&self) -> anyhow::Result<Vec<Plan>> {
        let text = std::fs::read_to_string(&self.mapping)
            .with_context(|| format!("cannot read the mapping {}", self.mapping.display()))?;
        let wrong = |error: RegisterError, path: &Path| WrongUsage(format!("{}: {error}", path.display()));
        let mapping = Mapping::parse(&text).map_err(|error| wrong(error, &self.mapping))?;
        let mut plans = Vec::new();
        for path in &self.files {
            let bytes = std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
            anyhow::ensure!(
                bytes <= FILE_BYTES_MAX,
                "{}: {bytes} bytes, at most {FILE_BYTES_MAX} are read",
                path.display()
            );
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            let sheet = Sheet::read(&path.display().to_string(), &bytes, mapping.place());
            let plan = sheet.and_then(|sheet| Plan::new(&sheet, &mapping));
            plans.push(plan.map_err(|error| WrongUsage(error.to_string()))?);
        }
        Plan::refuse_repeated(&mut plans);
        Ok(plans)
    }

    /// Puts a file's lines into the register, all of them or none; in a dry run only says what that would do.
    fn take(&self, plan: &Plan, register: Option<&Register>, at: Timestamp) -> anyhow::Result<Result> {
        let mut result = Result::default();
        let Some(register) = register else {
            result.new = plan.lines.len();
            return Ok(result);
        };
        if self.dry_run {
            for line in &plan.lines {
                result.add(&line.number, register.compare(line)?);
            }
            return Ok(result);
        }
        register.batch(|register| {
            for line in &plan.lines {
                let source = format!("{}, row {}", plan.file, line.row);
                let author = Author { who: &self.author.who, source: &source, at };
                result.add(&line.number, register.put(line, author)?);
            }
            Ok::<_, RegisterError>(())
        })?;
        Ok(result)
    }

    /// Keeps the letters that are joined and tells the others; whether all were joined.
    fn take_letters(
        &self,
        letters: &[Letter],
        register: Option<&Register>,
        at: Timestamp,
        out: &mut Output,
    ) -> anyhow::Result<bool> {
        let (mut joined, mut kept) = (0, 0);
        for letter in letters {
            match &letter.joined {
                Ok((number, text)) => {
                    joined += 1;
                    if let Some(register) = register.filter(|_| !self.dry_run) {
                        let author = Author { who: &self.author.who, source: &letter.file, at };
                        kept += u32::from(register.put_reply(number, &letter.file, text, author)?);
                    }
                }
                Err(problem) if self.json => out.json(&json!({"letter": letter.file, "problem": problem}))?,
                Err(problem) => out.line(printable(&format!("{}: {problem}", letter.file)))?,
            }
        }
        let total = letters.len();
        if self.json {
            out.json(&json!({"letters": total, "joined": joined, "new_or_changed": kept}))?;
        } else {
            let told = if self.dry_run { String::new() } else { format!(", {kept} of them new or changed") };
            out.line(format_args!("{total} letters: {joined} joined to their requests{told}"))?;
        }
        Ok(joined == total)
    }
}

/// Every request that letters can belong to: those of the register, and in a dry run those that would be new.
fn known(plans: &[Plan], register: Option<&Register>) -> anyhow::Result<Vec<Record>> {
    let mut records = register.map(Register::records).transpose()?.unwrap_or_default();
    let lines = plans.iter().flat_map(|plan| &plan.lines);
    records.extend(lines.map(|line| Record {
        number: line.number.clone(),
        fields: line.fields.clone(),
        ..Record::default()
    }));
    Ok(records)
}

fn print(plan: &Plan, result: &Result, dry_run: bool, out: &mut Output) -> anyhow::Result<()> {
    let would = if dry_run { "would be " } else { "" };
    out.line(format_args!(
        "{}: {} new, {} changed, {} unchanged, {} refused{}",
        plan.file,
        result.new,
        result.changed,
        result.unchanged,
        plan.refusals.len(),
        if dry_run { " (nothing was changed)" } else { "" }
    ))?;
    if dry_run {
        for column in &plan.columns {
            let becomes = column.becomes.unwrap_or("nobody reads it");
            let example = column.example.as_ref().map(|(from, to)| format!(", such as {from} → {to}"));
            let hidden = (column.becomes == Some(Target::Applicant.code())).then(|| ", kept apart".to_owned());
            let tail = example.or(hidden).unwrap_or_default();
            out.line(printable(&format!("  {} → {becomes}: in {} rows{tail}", column.heading, column.filled)))?;
        }
        for (number, differences) in &result.changes {
            for one in differences {
                let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
                let (before, after) = (value(&one.before), value(&one.after));
                out.line(printable(&format!("  {number}: {} {before} → {after}", one.field)))?;
            }
        }
    }
    for refusal in plan.refusals.iter().take(TOLD_MAX) {
        out.line(printable(&format!("  {would}refused: row {}: {}", refusal.row, refusal.reason)))?;
    }
    if plan.refusals.len() > TOLD_MAX {
        out.line(format_args!("  and {} more refused rows", plan.refusals.len() - TOLD_MAX))?;
    }
    Ok(())
}
