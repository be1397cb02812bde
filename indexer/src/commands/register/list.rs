//! `gongkai register list`: requests with their deadlines, the overdue ones first.

use clap::Args;
use gongkai_document::Date;
use gongkai_register::{Calendar, Deadlines, Field, Record, Waits, deadlines};
use serde_json::{Value, json};

use crate::commands::Context;
use crate::outcome::Outcome;
use crate::output::printable;

/// Lists open requests with their deadlines, the overdue ones first.
///
/// Deadlines count working days after articles 30, 32 and 33 of the Regulation on Open Government Information. A request
/// whose deadline lies in a year whose holidays are not known is listed first with the reason, and the exit code is 1.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai register list --overdue --on 2024-05-20")]
pub(super) struct List {
    /// Only what is overdue.
    #[arg(long)]
    overdue: bool,
    /// Closed requests too, behind the open ones.
    #[arg(long, conflicts_with = "overdue")]
    all: bool,
    /// The day on which to look; today when left out.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Print one JSON object a request.
    #[arg(long)]
    json: bool,
}

/// A request with its deadlines, or why they cannot be told.
struct Listed {
    record: Record,
    deadlines: Result<Option<Deadlines>, String>,
}

impl List {
    pub(super) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let calendar = context.data.calendar()?;
        let on = self.on.unwrap_or_else(super::today);
        let records = context.data.register()?.records()?;
        let mut listed: Vec<Listed> = records.into_iter().map(|record| Listed::new(record, &calendar, on)).collect();
        listed.retain(|one| self.shows(one));
        // Records come by the day they were received; that order stays among equals.
        listed.sort_by_key(Listed::urgency);
        for one in &listed {
            if self.json {
                context.out.json(&one.as_json())?;
            } else {
                context.out.line(one.line())?;
            }
        }
        if listed.is_empty() && !self.json {
            context.out.line(if self.overdue { "nothing is overdue" } else { "no request is open" })?;
        }
        let is_unknown = listed.iter().any(|one| one.deadlines.is_err());
        Ok(if is_unknown { Outcome::ProblemFound } else { Outcome::Done })
    }

    fn shows(&self, one: &Listed) -> bool {
        match &one.deadlines {
            Err(_) => true,
            Ok(Some(deadlines)) => !self.overdue || deadlines.is_overdue(),
            Ok(None) => self.all || !self.overdue && one.record.is_open(),
        }
    }
}

impl Listed {
    fn new(record: Record, calendar: &Calendar, on: Date) -> Self {
        let deadlines = deadlines(&record, calendar, on).map_err(|error| error.to_string());
        Self { record, deadlines }
    }

    /// What cannot be told first, then by the working days left, then what waits for an applicant, then what is closed.
    fn urgency(&self) -> (u8, i64) {
        match &self.deadlines {
            Err(_) => (0, 0),
            Ok(Some(Deadlines { days_left: Some(left), .. })) => (1, *left),
            Ok(Some(_)) => (2, 0),
            Ok(None) if self.record.is_open() => (3, 0),
            Ok(None) => (4, 0),
        }
    }

    fn as_json(&self) -> Value {
        let record = &self.record;
        let fields: serde_json::Map<String, Value> = Field::ALL
            .iter()
            .filter_map(|field| Some((field.code().to_owned(), record.value(*field)?.into())))
            .collect();
        let (deadlines, problem) = match &self.deadlines {
            Ok(deadlines) => (json!(deadlines), Value::Null),
            Err(problem) => (Value::Null, problem.as_str().into()),
        };
        json!({"number": record.number, "fields": fields, "deadlines": deadlines, "problem": problem})
    }

    fn line(&self) -> String {
        let value = |field: Field| self.record.value(field).map(|value| field.shown(value)).unwrap_or_default();
        let due = match &self.deadlines {
            Err(problem) => problem.clone(),
            Ok(Some(Deadlines { reply_by: Some(by), days_left: Some(left), waits, .. })) => {
                let waits = if *waits == Waits::ForThirdParty { ", a third party is asked" } else { "" };
                if *left < 0 {
                    format!("due {by}, {} working days overdue{waits}", -left)
                } else {
                    format!("due {by}, {left} working days left{waits}")
                }
            }
            Ok(Some(_)) => "waits for the applicant's correction".to_owned(),
            Ok(None) if self.record.is_open() => "has no day on which it was received".to_owned(),
            Ok(None) => format!("replied {}  {}", value(Field::RepliedOn), value(Field::Decision)),
        };
        let text: String = value(Field::Text).chars().take(TEXT_CHARS).collect();
        let (number, received, stage) = (&self.record.number, value(Field::ReceivedOn), value(Field::Stage));
        printable(&format!("{number}  received {received}  {due}  {stage}  {}  {text}", value(Field::Department)))
    }
}

/// How much of a request's text stands on its line.
const TEXT_CHARS: usize = 40;
