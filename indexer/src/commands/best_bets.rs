//! `gongkai best-bets`: the pinned documents, and which of them are shown.

use clap::Args;
use gongkai_archive::Archive;
use gongkai_document::{Access, Date, Timestamp};
use gongkai_web::{BEST_BETS_MAX, BestBet, BestBets, day_of};
use serde_json::json;

use super::Context;
use crate::outcome::Outcome;
use crate::output::printable;

/// Checks the documents that are pinned to queries (精选结果) in `best_bets.toml`.
///
/// The file lies in the data directory and is written by hand, an entry for each pin: `[[pin]]`, `queries = ["社保卡"]`,
/// `document = "nfcms:1"`, `owner = "区人社局"`, `until = 2027-06-30`. A running service takes it over within a second. A
/// pin whose document is not public, or whose end is past, is not shown and told here; then the exit code is 1.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai best-bets")]
pub(crate) struct CheckBestBets {
    /// Print one JSON object a pin.
    #[arg(long)]
    json: bool,
}

/// What becomes of a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Shown,
    Ended,
    Unknown,
    NotPublic,
    Crowded,
}

impl State {
    fn text(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Ended => "not shown: its end is past",
            Self::Unknown => "not shown: there is no such document, or it was withdrawn or is kept back",
            Self::NotPublic => "not shown: the document is for staff only",
            Self::Crowded => "not shown: each of its queries has three pins before it",
        }
    }
}

impl CheckBestBets {
    /// Prints a line for each pin.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let bets = crate::best_bets::read(&context.data.best_bets_path())?;
        let archive = context.data.archive()?;
        let today = day_of(Timestamp::now());
        let mut outcome = Outcome::Done;
        for bet in bets.all() {
            let state = state(bet, &bets, &archive, today)?;
            if state != State::Shown {
                outcome = Outcome::ProblemFound;
            }
            if self.json {
                context.out.json(&json!({
                    "queries": bet.queries, "document": bet.document, "owner": bet.owner,
                    "until": bet.until.to_string(), "is_shown": state == State::Shown, "state": state.text(),
                }))?;
            } else {
                let (queries, owner) = (printable(&bet.queries.join(" | ")), printable(&bet.owner));
                context.out.line(format_args!("{queries}  {}  {owner}  until {}", bet.document, bet.until))?;
                context.out.line(format_args!("    {}", state.text()))?;
            }
        }
        if bets.all().is_empty() && !self.json {
            context.out.line(format_args!("no pins in {}", context.data.best_bets_path().display()))?;
        }
        Ok(outcome)
    }
}

fn state(bet: &BestBet, bets: &BestBets, archive: &Archive, today: Date) -> anyhow::Result<State> {
    if bet.until < today {
        return Ok(State::Ended);
    }
    match archive.document(&bet.document)? {
        None => return Ok(State::Unknown),
        Some(stored) if stored.document.access != Access::Public => return Ok(State::NotPublic),
        Some(_) => {}
    }
    for query in &bet.queries {
        let mut before = 0;
        for other in bets.matching(query, today).take_while(|other| *other != bet) {
            let is_public = archive.document(&other.document)?.is_some_and(|one| one.document.access == Access::Public);
            before += usize::from(is_public);
        }
        if before < BEST_BETS_MAX {
            return Ok(State::Shown);
        }
    }
    Ok(State::Crowded)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::commands::tests::{context, put, run};
    use crate::outcome::WrongUsage;

    #[tokio::test]
    async fn each_pin_is_told_with_what_becomes_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        for id in ["a", "b", "c", "d"] {
            put(&context, &format!(r#"{{"id":"{id}","title":"社保卡办理指南","body":"带身份证。"}}"#));
        }
        put(&context, r#"{"id":"s","title":"内部","body":"内部。","access":"staff"}"#);
        run(&mut context, &["best-bets"]).await.unwrap();
        assert!(printed.text().starts_with("no pins in "), "{}", printed.text());
        let pin = |document: &str, until: &str| {
            format!("[[pin]]\nqueries = [\"社保卡\"]\ndocument = \"{document}\"\nowner = \"人社局\"\nuntil = {until}\n")
        };
        let pins = [
            pin("absent", "9000-01-01"),
            pin("s", "9000-01-01"),
            pin("a", "2020-01-01"),
            pin("a", "9000-01-01"),
            pin("b", "9000-01-01"),
            pin("c", "9000-01-01"),
            pin("d", "9000-01-01"),
        ];
        std::fs::write(context.data.best_bets_path(), pins.concat()).unwrap();
        let before = printed.text().len();
        assert_eq!(run(&mut context, &["best-bets"]).await.unwrap(), Outcome::ProblemFound);
        expect![[r#"
            社保卡  absent  人社局  until 9000-01-01
                not shown: there is no such document, or it was withdrawn or is kept back
            社保卡  s  人社局  until 9000-01-01
                not shown: the document is for staff only
            社保卡  a  人社局  until 2020-01-01
                not shown: its end is past
            社保卡  a  人社局  until 9000-01-01
                shown
            社保卡  b  人社局  until 9000-01-01
                shown
            社保卡  c  人社局  until 9000-01-01
                shown
            社保卡  d  人社局  until 9000-01-01
                not shown: each of its queries has three pins before it
        "#]]
        .assert_eq(&printed.text().split_off(before));
        std::fs::write(context.data.best_bets_path(), pin("a", "9000-01-01")).unwrap();
        assert_eq!(run(&mut context, &["best-bets"]).await.unwrap(), Outcome::Done);
        std::fs::write(context.data.best_bets_path(), pin("a", "soon")).unwrap();
        assert!(run(&mut context, &["best-bets"]).await.unwrap_err().is::<WrongUsage>());
    }
}
