//! What the self-test found: the share that comes first, by site, kind and year, and whoever does not.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_document::DocumentId;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::Found;
use super::searches::{Search, Traits, What};
use crate::output::{Output, printable};

/// How many losers are told one by one in a terminal.
const TOLD_MAX: usize = 50;

/// What the self-test found.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    #[serde(serialize_with = "as_list")]
    shares: BTreeMap<Group, Share>,
    /// Searches that cannot be asked: an empty one, or one that is too long.
    refused: usize,
    /// Phrases that too many documents have on one day to tell.
    common: usize,
    /// Searches that time or an interruption left out.
    skipped: usize,
    losers: Vec<Loser>,
}

/// Searches that are counted together. A search belongs to every value that one of its documents has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    what: What,
    by: By,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    All,
    Site,
    Kind,
    Year,
}

#[derive(Debug, Clone, Copy, Default)]
struct Share {
    searches: usize,
    first: usize,
}

/// A search that another document won.
#[derive(Debug, Serialize)]
pub(crate) struct Loser {
    pub(crate) what: What,
    /// What was searched.
    pub(crate) text: String,
    /// The document, or the first of those that share the title.
    pub(crate) id: Option<DocumentId>,
    /// Where one of them stands among the first ten.
    pub(crate) rank: Option<usize>,
    /// What came first.
    pub(crate) first_id: Option<DocumentId>,
    pub(crate) first_title: Option<String>,
}

impl By {
    const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Site => "site",
            Self::Kind => "kind",
            Self::Year => "year",
        }
    }
}

impl Share {
    #[expect(clippy::cast_precision_loss, reason = "counts of searches are far below 2^52")]
    fn percent(self) -> f64 {
        100.0 * self.first as f64 / self.searches.max(1) as f64
    }
}

impl Report {
    /// Counts what one search found.
    pub(super) fn count(&mut self, search: &Search, found: Found) {
        let won = matches!(found, Found::First);
        match found {
            Found::First => {}
            Found::Lost(loser) => self.losers.push(loser),
            Found::Common => {
                self.common += 1;
                return;
            }
            Found::Refused => {
                self.refused += 1;
                return;
            }
            Found::Skipped => {
                self.skipped += 1;
                return;
            }
        }
        for (by, value) in search.documents.values().flat_map(groups).collect::<BTreeSet<_>>() {
            let share = self.shares.entry(Group { what: search.what, by, value: value.to_owned() }).or_default();
            share.searches += 1;
            share.first += usize::from(won);
        }
    }

    /// Prints the shares as a table, then the losers, the first of them.
    pub(crate) fn print(&self, out: &mut Output) -> anyhow::Result<()> {
        out.line("searched\tby\tvalue\tsearches\tfirst\tshare")?;
        for (Group { what, by, value }, share) in &self.shares {
            let Share { searches, first } = *share;
            let (what, by, value) = (what.name(), by.name(), printable(value));
            out.line(format_args!("{what}\t{by}\t{value}\t{searches}\t{first}\t{:.2} %", share.percent()))?;
        }
        for loser in self.losers.iter().take(TOLD_MAX) {
            out.line(format_args!("loser: {}", printable(&loser.sentence())))?;
        }
        if self.losers.len() > TOLD_MAX {
            out.line(format_args!("and {} more losers; --json has them all", self.losers.len() - TOLD_MAX))?;
        }
        let left_out = [
            (self.refused, "cannot be asked"),
            (self.common, "have more answers on one day than are looked at"),
            (self.skipped, "were left out, the time was up"),
        ];
        for (count, why) in left_out {
            if count > 0 {
                out.line(format_args!("{count} searches {why}"))?;
            }
        }
        Ok(())
    }
}

impl Loser {
    fn sentence(&self) -> String {
        let Self { what, text, id, rank, first_id, first_title } = self;
        let id = id.as_ref().map_or("-", DocumentId::as_str);
        let place = match rank {
            Some(rank) => format!("is at {rank}"),
            None if *what == What::Phrase => "is not found".to_owned(),
            None => "is not among the first 10".to_owned(),
        };
        let first = first_id.as_ref().map_or_else(
            || "nothing".to_owned(),
            |first| format!("{first} {}", first_title.as_deref().unwrap_or_default()),
        );
        format!("{} {text} of {id} {place}; {first} came first", what.name())
    }
}

fn groups(traits: &Traits) -> [(By, &str); 4] {
    [(By::All, ""), (By::Site, &traits.site), (By::Kind, traits.kind), (By::Year, &traits.year)]
}

fn as_list<S: Serializer>(shares: &BTreeMap<Group, Share>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(shares.iter().map(|(Group { what, by, value }, Share { searches, first })| {
        json!({"what": what, "by": by.name(), "value": value, "searches": searches, "first": first})
    }))
}
