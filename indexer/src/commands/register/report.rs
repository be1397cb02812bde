//! `gongkai register report`: the statutory yearly report's tables, counted from the register.

use clap::Args;
use gongkai_register::{Cell, StatutoryReport};

use crate::commands::Context;
use crate::outcome::Outcome;
use crate::output::Output;

/// Counts the statutory report's third and fourth table for a year and checks their sums.
///
/// Every sum that does not come out is named with its cases, and the exit code is then 1. The JSON names the cases of every
/// cell.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai register report 2024 --json")]
pub(super) struct Report {
    /// The year.
    #[arg(value_parser = clap::value_parser!(i16).range(2000..=2099))]
    year: i16,
    /// Print the tables as one JSON object.
    #[arg(long)]
    json: bool,
}

impl Report {
    pub(super) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let report = StatutoryReport::new(&context.data.register()?.records()?, self.year);
        if self.json {
            context.out.json(&report)?;
        } else {
            print(&report, &mut context.out)?;
        }
        Ok(if report.violations.is_empty() { Outcome::Done } else { Outcome::ProblemFound })
    }
}

fn print(report: &StatutoryReport, out: &mut Output) -> anyhow::Result<()> {
    let counts = |cells: &[Cell]| cells.iter().map(|cell| cell.count().to_string()).collect::<Vec<_>>().join("\t");
    out.line(format_args!("{}年 三、收到和处理政府信息公开申请情况", report.year))?;
    out.line(report.columns.join("\t"))?;
    for row in &report.requests {
        out.line(format_args!("{}\t{}", counts(&row.cells), row.label))?;
    }
    out.line(format_args!("{}年 四、政府信息公开行政复议、行政诉讼情况", report.year))?;
    out.line(report.case_columns.join("\t"))?;
    for row in &report.cases {
        out.line(format_args!("{}\t{}", counts(&row.cells), row.label))?;
    }
    for violation in &report.violations {
        out.line(format_args!("does not add up: {}: {}", violation.sum, violation.cases.join("、")))?;
    }
    Ok(())
}
