//! What a request asks for and the public catalogue has already.

use gongkai_analysis::{canonical_document_number, document_numbers_in};
use gongkai_document::Kind;
use gongkai_index::LocalIndex;
use gongkai_query::{Hit, InvalidRequest, QUERY_CHARS_MAX, SearchEngine, SearchRequest};

use crate::error::Result;
use crate::subject::{Folded, Subject};
use crate::warnings::PublicDocument;

/// How many documents are looked at for each search.
const LOOKED_AT: usize = 10;
/// How many documents are told.
const TOLD_MAX: usize = 3;
/// How many titles named in book marks are searched for.
const NAMED_MAX: usize = 3;
/// How many characters the issuing body of a document number has: 花府, 花府办, 穗花府办.
const BODY_CHARS: std::ops::RangeInclusive<usize> = 2..=7;
/// A title whose pairs of characters stand in the request to this share is named by it, whatever stands between.
const NAMED_SHARE_MIN: f32 = 0.85;
/// A shorter title, in letters, stands in a request by chance.
const TITLE_LETTERS_MIN: usize = 6;
/// A title that has so much of what the request's words tell is what is asked for.
const ASKED_SHARE_MIN: f32 = 0.8;
/// What stands around the name in an official title.
const BEFORE_NAME: [&str; 4] = ["关于印发", "关于公布", "关于发布", "关于"];
const AFTER_NAME: [&str; 6] = ["的通知", "的公告", "的通告", "的公示", "的批复", "的函"];

/// The documents that the request asks for, by title or number, as far as the catalogue has them; the likeliest first.
pub(crate) fn public_twins(public: &LocalIndex, text: &str) -> Result<Vec<PublicDocument>> {
    let asked = Folded::new(text);
    let subject = Subject::new(public, text)?;
    let mut searches = vec![text.chars().take(QUERY_CHARS_MAX).collect::<String>()];
    searches.extend(named(text).take(NAMED_MAX).map(str::to_owned));
    searches.extend(numbers_in(text));
    let mut twins: Vec<(Kind, PublicDocument)> = Vec::new();
    for search in searches {
        for hit in found(public, &search)? {
            let is_new = twins.iter().all(|(_, known)| known.id != hit.id.as_str());
            if is_new && (hit.has_number_typed || is_asked_for(&hit.title, &asked, &subject)) {
                twins.push((hit.kind, PublicDocument { id: hit.id, title: hit.title, url: hit.url }));
            }
        }
    }
    // An interpretation names its policy, which is what is asked for.
    twins.sort_by_key(|(kind, _)| *kind == Kind::Interpretation);
    Ok(twins.into_iter().take(TOLD_MAX).map(|(_, document)| document).collect())
}

/// The document numbers in a request, each with what may be the issuing body before it: in "请提供花府办〔2020〕12号" no mark
/// says where the body begins.
fn numbers_in(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    for found in document_numbers_in(text).into_iter().take(NAMED_MAX) {
        let Some((body, rest)) = found.canonical.split_once('〔') else { continue };
        let body: Vec<char> = body.chars().collect();
        for length in BODY_CHARS {
            if let Some(ending) = body.len().checked_sub(length).and_then(|from| body.get(from..)) {
                numbers.push(format!("{}〔{rest}", ending.iter().collect::<String>()));
            }
        }
    }
    numbers
}

/// What is kept of a hit.
struct Found {
    id: String,
    kind: Kind,
    title: String,
    url: Option<String>,
    /// Whether its document number is the one that stands in the request.
    has_number_typed: bool,
}

fn found(public: &LocalIndex, text: &str) -> Result<Vec<Found>> {
    let request = SearchRequest::pasted(text).and_then(|request| request.with_page(1, LOOKED_AT));
    let request = match request {
        Err(InvalidRequest::TextTooLong { .. }) => return Ok(Vec::new()),
        other => other?,
    };
    let response = public.search(&request)?;
    let typed = response.interpreted.document_number;
    let has_number = |hit: &Hit| {
        let number = hit.document_number.as_ref();
        let canonical = number.and_then(|number| canonical_document_number(number.as_str()));
        canonical.is_some() && canonical == typed
    };
    let found = response.hits.into_iter().map(|hit| Found {
        has_number_typed: has_number(&hit),
        id: hit.id.as_str().to_owned(),
        kind: hit.kind,
        title: hit.title,
        url: hit.url,
    });
    Ok(found.collect())
}

/// Whether a document's title is named in the request, or is all that the request asks for.
fn is_asked_for(title: &str, asked: &Folded, subject: &Subject) -> bool {
    let name = Folded::new(name_in(title));
    if name.letters() < TITLE_LETTERS_MIN || !name.has_only_numbers_of(asked) {
        return false;
    }
    let whole = Folded::new(title);
    name.pairs_in(asked) >= NAMED_SHARE_MIN || subject.is_told_by(&whole, ASKED_SHARE_MIN)
}

/// The name in an official title: what is in book marks, or what stands between 关于 and 的通知.
fn name_in(title: &str) -> &str {
    if let Some(name) = named(title).next() {
        return name;
    }
    let after = BEFORE_NAME.iter().find_map(|before| title.split_once(before)).map_or(title, |(_, after)| after);
    AFTER_NAME.iter().find_map(|ending| after.strip_suffix(ending)).unwrap_or(after)
}

/// What stands in book marks.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split('《').skip(1).filter_map(|rest| rest.split_once('》')).map(|(name, _)| name)
}

impl Folded {
    /// How many letters and digits it has.
    fn letters(&self) -> usize {
        self.text().chars().filter(|c| c.is_alphanumeric()).count()
    }

    /// Whether `other` has every number that it has.
    fn has_only_numbers_of(&self, other: &Self) -> bool {
        self.numbers().is_subset(other.numbers())
    }

    /// The share of its pairs of neighbouring characters that stand in `other`.
    #[expect(clippy::cast_precision_loss, reason = "a title has some dozens")]
    fn pairs_in(&self, other: &Self) -> f32 {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
        let (own, others) = (letters(self.text()), letters(other.text()));
        let has = |pair: &&[char]| others.windows(2).any(|other| other == *pair);
        let (all, shared) = (own.windows(2).count(), own.windows(2).filter(has).count());
        shared as f32 / all.max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_in_a_title_is_what_is_asked_for() {
        for (title, name) in [
            ("广州市花都区人民政府办公室关于印发《花都区老年人助餐办法》的通知", "花都区老年人助餐办法"),
            ("关于印发花都区老年人助餐办法的通知", "花都区老年人助餐办法"),
            ("花都区2020年部门预算", "花都区2020年部门预算"),
        ] {
            assert_eq!(name_in(title), name);
        }
    }

    #[test]
    fn a_title_named_with_other_words_between_is_named_and_another_year_is_not() {
        let asked = Folded::new("本人想了解花都区民政局2020年的部门预算公开表");
        let share = |title: &str| Folded::new(title).pairs_in(&asked);
        assert!(share("花都区民政局2020年部门预算") > NAMED_SHARE_MIN, "{}", share("花都区民政局2020年部门预算"));
        assert!(!Folded::new("2019年部门预算").has_only_numbers_of(&asked));
    }
}
