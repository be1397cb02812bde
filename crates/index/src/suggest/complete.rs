//! Completes what has been typed: by its letters, by its reading, by initials.

use std::collections::HashSet;

use gongkai_query::{SuggestRequest, Suggestion, SuggestionKind};

use super::{Entry, Order, Start, Vocabulary, is_han, letters};

/// How many places are weighed for one completion. One typed letter fits a quarter of a large vocabulary: then every
/// second, third or tenth place is looked at, evenly.
const PLACES_MAX: usize = 10_000;

/// How a completion fits what was typed, the best fit first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Letters,
    Reading,
    Initials,
}

/// A completion with what it is ranked by.
struct Found<'a> {
    fit: Fit,
    is_inside: bool,
    entry: &'a Entry,
}

impl Vocabulary {
    /// Completes a beginning: words in the first half of the list, titles and numbers behind, each by fit and weight.
    pub(crate) fn complete(&self, request: &SuggestRequest) -> Vec<Suggestion> {
        let typed = letters(request.prefix());
        let text: String = typed.iter().map(|letter| letter.written).collect();
        if text.is_empty() {
            return Vec::new();
        }
        let mut found = self.found(Fit::Letters, Order::Letters, &text, "");
        if typed.iter().any(|letter| letter.written.is_ascii_alphabetic()) {
            // Characters may stand before what is still being typed: 老人zhu.
            let written: String = text.chars().take_while(|c| is_han(*c)).collect();
            let reading: String = typed.iter().map(|letter| letter.reading).collect();
            found.extend(self.found(Fit::Reading, Order::Readings, &reading, &written));
            if written.is_empty() && typed.len() > 1 {
                found.extend(self.found(Fit::Initials, Order::Initials, &text, ""));
            }
        }
        found.sort_by(|a, b| {
            let key = |found: &Found<'_>| (found.fit, found.is_inside);
            key(a).cmp(&key(b)).then_with(|| b.entry.weight.cmp(&a.entry.weight))
        });
        let mut seen = HashSet::new();
        found.retain(|found| seen.insert(&*found.entry.shown));
        let (words, whole): (Vec<_>, Vec<_>) =
            found.into_iter().map(|found| found.entry).partition(|entry| entry.kind == SuggestionKind::Term);
        let first = words.len().min((request.size() / 2).max(request.size().saturating_sub(whole.len())));
        let chosen = words.into_iter().take(first).chain(whole).take(request.size());
        chosen.map(|entry| Suggestion { text: entry.shown.to_string(), kind: entry.kind }).collect()
    }

    fn found(&self, fit: Fit, order: Order, key: &str, written: &str) -> Vec<Found<'_>> {
        let places = self.arena.range(order, key);
        let step = places.len() / PLACES_MAX + 1;
        let fits = |start: &Start| written.is_empty() || self.arena.letters_from(*start).starts_with(written);
        let found = |start: Start| {
            let entry = self.entries.get(start.entry as usize)?;
            Some(Found { fit, is_inside: !start.is_first, entry })
        };
        let mut found: Vec<_> = places.step_by(step).filter(fits).filter_map(found).collect();
        keep_best(&mut found);
        found
    }
}

/// How many completions of each sort are kept of one way to find them; more than any request asks for.
const KEPT: usize = 200;

fn keep_best(found: &mut Vec<Found<'_>>) {
    if found.len() <= KEPT {
        return;
    }
    found.sort_unstable_by(|a, b| a.is_inside.cmp(&b.is_inside).then_with(|| b.entry.weight.cmp(&a.entry.weight)));
    let (mut words, mut whole) = (0, 0);
    found.retain(|found| {
        let count = if found.entry.kind == SuggestionKind::Term { &mut words } else { &mut whole };
        *count += 1;
        *count <= KEPT
    });
}
