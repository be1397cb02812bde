//! The forms of documents, a file for each group: what officials write, about any topic.

mod cases;
mod files;
mod measures;
mod money;
mod questions;
mod reports;

use gongkai_document::Date;

use crate::random::Random;
use crate::sites::SampleSite;
use crate::topics::Topic;
use crate::writing::{Paragraph, fill};

pub(crate) use cases::{hiring, land, penalty, procurement};
pub(crate) use files::{guide, news, notice, plan};
pub(crate) use measures::{TERM_YEARS, explanation, meals_measures, measures, repeal_clause};
pub(crate) use money::budget;
pub(crate) use questions::{ANSWERED, ASKED, pictures, question, stock_question};
pub(crate) use reports::{annual_report, disclosure_guide};

/// What a document is written from.
pub(crate) struct Occasion<'a> {
    pub(crate) site: &'a SampleSite,
    pub(crate) topic: &'a Topic,
    pub(crate) made: Date,
    pub(crate) random: &'a mut Random,
}

/// A document before it has a number and a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<Paragraph>,
    /// The offset of its column.
    pub(crate) column: u64,
    pub(crate) publisher: String,
    /// What its number begins with; `None` for a document without one.
    pub(crate) series: Option<String>,
}

impl Draft {
    /// Writes `new` wherever `old` stands in its title and its text.
    pub(crate) fn replace(&mut self, old: &str, new: &str) {
        let replaced = |line: &mut String| *line = line.replace(old, new);
        replaced(&mut self.title);
        for paragraph in &mut self.paragraphs {
            match paragraph {
                Paragraph::Text(line) | Paragraph::Centred(line) | Paragraph::Picture(line) => replaced(line),
                Paragraph::Table(rows) => rows.iter_mut().flatten().for_each(replaced),
                Paragraph::File(_) => {}
            }
        }
    }
}

impl Occasion<'_> {
    /// The body in charge: the bureau on the district's site, the government itself elsewhere.
    fn publisher(&self) -> String {
        if self.site.path.is_empty() {
            format!("广州市花都区{}", self.topic.bureau)
        } else {
            self.site.name.clone()
        }
    }

    /// What the numbers of the body in charge begin with.
    fn series(&self) -> String {
        if self.site.path.is_empty() { self.topic.series.to_owned() } else { self.site.series.clone() }
    }

    /// `count` sentences of the topic, filled, in a new order.
    fn sentences(&mut self, count: usize) -> Vec<String> {
        let chosen = self.random.some(&self.topic.sentences, count);
        chosen.into_iter().map(|sentence| fill(sentence, self.site, self.random)).collect()
    }

    /// A sentence out of any of `choices`, filled.
    fn say(&mut self, choices: &[&'static str]) -> String {
        let chosen = self.random.pick(choices);
        let filled = fill(chosen, self.site, self.random);
        filled
            .replace("【事】", self.topic.name)
            .replace("【众】", self.topic.concerned)
            .replace("【局】", self.topic.bureau)
    }
}
