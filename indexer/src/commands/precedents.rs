//! `gongkai precedents`: the closest cases to a request, and what should be looked at before it is answered.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gongkai_document::{ApplicantType, CaseResult, Decision};
use gongkai_index::LocalIndex;
use gongkai_precedents::{
    Answer, Asking, CaseFilters, Group, Order, PrecedentRequest, SimilarCase, Thresholds, Warning,
};
use gongkai_replies::{Provision, provisions_in};
use serde_json::json;

use super::Context;
use super::register::today;
use crate::outcome::{Outcome, WrongUsage};
use crate::output::{Output, printable};

/// How many characters of a request a line shows.
const SHOWN_CHARS: usize = 60;

/// Finds the closest cases to a request, for staff only, and warns of what should be looked at.
///
/// The request is a text, a file with one, or a number of the register. Cases whose replies say the same are shown once.
/// Warnings name the article of the regulation that they may be a case of: the same asked before, decided otherwise, public
/// already, asked by many.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gongkai precedents 申请公开罗坝村旧村改造实施方案的批复
  gongkai precedents --request 花公开申〔2020〕12号 --json
  gongkai precedents --file request.txt --decision unavailable_not_held --article 第三十六条")]
pub(crate) struct FindPrecedents {
    /// What is asked.
    #[arg(required_unless_present_any = ["request", "file"], conflicts_with_all = ["request", "file"])]
    text: Option<String>,
    /// A request of the register, by its number.
    #[arg(long, value_name = "NUMBER", conflicts_with = "file")]
    request: Option<String>,
    /// A text file with what is asked.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Only cases with this decision (code); repeatable.
    #[arg(long, value_name = "CODE")]
    decision: Vec<Decision>,
    /// Only cases that rest on this article, of the regulation unless a law is named; repeatable.
    #[arg(long, value_name = "ARTICLE", value_parser = provision)]
    article: Vec<Provision>,
    /// Only cases of this department; repeatable.
    #[arg(long, value_name = "NAME")]
    department: Vec<String>,
    /// Only cases of this year; repeatable.
    #[arg(long, value_name = "YEAR")]
    year: Vec<i16>,
    /// Only cases of such applicants (code); repeatable.
    #[arg(long, value_name = "CODE")]
    applicant_type: Vec<ApplicantType>,
    /// Only cases that ended so in a review or in court (code); repeatable.
    #[arg(long, value_name = "CODE")]
    outcome: Vec<CaseResult>,
    /// In which order the closest cases come: similarity, newest or oldest.
    #[arg(long, default_value = "similarity", value_parser = order)]
    sort: Order,
    /// Who asks, to see whether it is a repeat; a request of the register brings its own applicant.
    #[arg(long, value_name = "NAME")]
    applicant: Option<String>,
    /// How many groups of cases to show.
    #[arg(long, default_value_t = 10)]
    size: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn provision(text: &str) -> Result<Provision, String> {
    let mut named = provisions_in(text).into_iter();
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one),
        _ => Err("write one article, such as 第三十六条第（五）项 or 《保守国家秘密法》第九条".to_owned()),
    }
}

fn order(code: &str) -> Result<Order, String> {
    Order::of_code(code).ok_or_else(|| "write similarity, newest or oldest".to_owned())
}

impl FindPrecedents {
    /// Prints warnings and cases.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let precedents = context.data.precedents()?;
        let request = self.asked()?.with_order(self.sort);
        let filters = CaseFilters {
            decisions: self.decision,
            provisions: self.article,
            departments: self.department,
            years: self.year,
            applicant_types: self.applicant_type,
            outcomes: self.outcome,
        };
        // Warnings look at every case, whatever is to be shown.
        let all = precedents.find(&request)?;
        let public = context.data.create_index().and_then(|root| Ok(LocalIndex::open(root)?))?;
        let public = Some(&public).filter(|public| public.document_count() > 0);
        let asking = Asking { applicant: self.applicant.as_deref(), received_on: today() };
        let warnings = precedents.warnings(&all, asking, public, Thresholds::default())?;
        let mut answer =
            if filters == CaseFilters::default() { all } else { precedents.find(&request.with_filters(filters))? };
        answer.groups.truncate(self.size);
        if self.json {
            context.out.json(&json!({"warnings": warnings, "precedents": answer}))?;
            return Ok(Outcome::Done);
        }
        print(&warnings, &answer, &mut context.out)?;
        Ok(Outcome::Done)
    }

    fn asked(&self) -> anyhow::Result<PrecedentRequest> {
        if let Some(number) = &self.request {
            return Ok(PrecedentRequest::of_number(number));
        }
        let text = match (&self.text, &self.file) {
            (Some(text), _) => text.clone(),
            (None, Some(file)) => {
                std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?
            }
            (None, None) => String::new(),
        };
        Ok(PrecedentRequest::of_text(&text).map_err(|error| WrongUsage(error.to_string()))?)
    }
}

fn print(warnings: &[Warning], answer: &Answer, out: &mut Output) -> anyhow::Result<()> {
    for warning in warnings {
        let provision = warning.provision().map(|provision| format!(" ({provision})")).unwrap_or_default();
        out.line(format_args!("! {}{provision}: {}", warning.code(), printable(&about(warning))))?;
    }
    for group in &answer.groups {
        out.line(line(group))?;
    }
    if answer.groups.is_empty() {
        out.line("no case is like it")?;
    }
    Ok(())
}

fn about(warning: &Warning) -> String {
    match warning {
        Warning::Contradiction { ways } => {
            let way = |way: &gongkai_precedents::Way| {
                format!("{} {}: {}", way.decision.label(), way.basis.join("、"), way.requests.join(", "))
            };
            ways.iter().map(way).collect::<Vec<_>>().join(" / ")
        }
        Warning::AlreadyPublic { documents } => {
            let document =
                |document: &gongkai_precedents::PublicDocument| format!("{} {}", document.id, document.title);
            documents.iter().map(document).collect::<Vec<_>>().join(", ")
        }
        Warning::Repeat { requests }
        | Warning::AskedBefore { requests }
        | Warning::Frequent { requests }
        | Warning::WantedByMany { requests } => requests.join(", "),
        _ => String::new(),
    }
}

fn line(group: &Group) -> String {
    let SimilarCase { case, request_likeness, reply_likeness, shared_terms, is_same_matter, .. } = &group.closest;
    let mark = if *is_same_matter { "=" } else { " " };
    let number = case.number.as_deref().unwrap_or(case.id.as_str());
    let day = case.day().map(|day| day.to_string()).unwrap_or_default();
    let decision = case.decision.map_or("", Decision::label);
    let others = if group.others.is_empty() { String::new() } else { format!(" +{} same replies", group.others.len()) };
    let title: String = printable(&case.title).chars().take(SHOWN_CHARS).collect();
    let terms = shared_terms.join(" ");
    format!(
        "{mark} {request_likeness:3} %/{reply_likeness:3} %  {number}  {day}  {decision}{others}\n      {title}\n      {terms}"
    )
}
