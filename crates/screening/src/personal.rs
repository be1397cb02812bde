//! Data of persons in a text that is about to be published or shown.
//!
//! Each kind has its detector. Numbers are read in groups ([`digits`]), so that blanks, hyphens, full width and a line's end
//! within a number hide nothing; what a number is not is said by the label before it ([`labels`]). Names and addresses are
//! found by label alone.

use std::ops::Range;

use gongkai_document::Document;

use self::digits::{Digits, Group, Joined, NUMBER_DIGITS_MAX};
use self::labels::{Label, Labels};
use crate::finding::{Finding, MATCHED_CHARS_MAX, Place, Rule, excerpt};

mod address;
mod bank_card;
mod digits;
mod email;
mod identity_document;
mod identity_number;
mod labels;
mod mask;
mod name;
mod publishing;
mod telephone;
mod vehicle_plate;

pub use mask::mask;
pub use publishing::mask_grave;

/// Finds data of persons in `text`; spans are bytes of it, in order.
///
/// Numbers of identity, of bank cards, passports and the like are grave: a text with them must not be published as it is.
/// The rest is only told. What a finding quotes is masked already, so that a report of findings gives nobody away.
///
/// [`screen`](crate::screen) and [`screen_page`](crate::screen_page) do not look for these: what a portal has published is
/// kept as it is.
pub fn personal_data(text: &str) -> Vec<Finding> {
    in_place(Place::Body, text)
}

/// Finds data of persons in every text that a document shows, ordered by place and span.
pub fn personal_data_in(document: &Document) -> Vec<Finding> {
    let mut findings = in_place(Place::Title, &document.title);
    findings.extend(in_place(Place::Body, &document.body));
    findings.extend(document.publisher.iter().flat_map(|name| in_place(Place::Publisher, name)));
    findings.extend(document.request.iter().flat_map(|request| in_place(Place::Request, &request.text)));
    for (index, attachment) in document.attachments.iter().enumerate() {
        findings.extend(attachment.text.iter().flat_map(|text| in_place(Place::Attachment(index), text)));
    }
    findings
}

/// What a detector found.
#[derive(Debug)]
struct Suspect {
    rule: Rule,
    span: Range<usize>,
    grave: bool,
    why: &'static str,
}

fn in_place(place: Place, text: &str) -> Vec<Finding> {
    let mut suspects = suspects(text);
    suspects.sort_by_key(|suspect| (suspect.span.start, suspect.span.end, suspect.rule));
    let hidden = mask::hidden(text, suspects.iter().map(|suspect| (suspect.rule, suspect.span.clone())));
    let masked = mask::Masked::new(text, &hidden);
    let finding = |suspect: Suspect| Finding {
        rule: suspect.rule,
        place,
        matched: masked.part(suspect.span.clone()).chars().take(MATCHED_CHARS_MAX).collect(),
        excerpt: excerpt(&masked.text, masked.at(suspect.span.start)),
        span: suspect.span,
        explanation: suspect.why.to_owned(),
        grave: suspect.grave,
    };
    suspects.into_iter().map(finding).collect()
}

fn suspects(text: &str) -> Vec<Suspect> {
    let labels = Labels::new(text);
    let mut numbers = Numbers::new(text, &labels);
    // A number is one thing: the sort with the surest check takes it first.
    let mut suspects = identity_number::find(&mut numbers);
    suspects.extend(bank_card::find(&mut numbers));
    suspects.extend(telephone::find(&mut numbers));
    suspects.extend(identity_document::find(text, &labels));
    suspects.extend(vehicle_plate::find(text));
    suspects.extend(email::find(text, &labels));
    suspects.extend(name::find(text, &labels));
    suspects.extend(address::find(text, &labels));
    suspects
}

/// The numbers of a text, each to be taken by one detector.
struct Numbers<'t> {
    labels: &'t Labels<'t>,
    digits: Digits,
    taken: Vec<bool>,
}

impl<'t> Numbers<'t> {
    fn new(text: &str, labels: &'t Labels<'t>) -> Self {
        let digits = Digits::new(text);
        Self { labels, taken: vec![false; digits.groups().len()], digits }
    }

    /// Asks `judge` about every number that begins at a group which nobody has taken: its digits, the label before it, and
    /// whether it stands free, no part of a code or a fraction. What it says yes to is taken.
    fn find(&mut self, judge: impl Fn(Joined<'_>, Option<Label>, bool) -> Option<Suspect>) -> Vec<Suspect> {
        let mut suspects = Vec::new();
        for (first, group) in self.digits.groups().iter().enumerate() {
            if group.is_tail || self.taken.get(first) != Some(&false) {
                continue;
            }
            let label = self.labels.governing(group.span.start);
            let free = self.taken.iter().skip(first).take(NUMBER_DIGITS_MAX).take_while(|taken| !**taken).count();
            let numbers = self.digits.joined(first).take(free).filter_map(|joined| {
                let suspect = judge(joined, label, !group.is_glued)?;
                Some((suspect, joined.groups.len()))
            });
            // The longest: the first sixteen digits of a card of nineteen pass Luhn's check now and then.
            let found = numbers.last();
            if let Some((suspect, count)) = found {
                self.taken.iter_mut().skip(first).take(count).for_each(|taken| *taken = true);
                suspects.push(suspect);
            }
        }
        suspects
    }

    /// The group before the one that begins at `start`.
    fn before(&self, start: usize) -> Option<&Group> {
        let groups = self.digits.groups();
        let index = groups.partition_point(|group| group.span.start < start);
        groups.get(index.checked_sub(1)?)
    }
}
