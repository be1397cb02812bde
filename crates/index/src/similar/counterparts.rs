//! A document and its interpretation, paired where no relation is recorded: by the name that one's title has of the other,
//! or by the number that the interpretation cites.

use std::collections::HashSet;

use gongkai_analysis::{Normalized, canonical_document_number, document_numbers_in};
use gongkai_document::{Kind, RelationKind};
use gongkai_query::Counterpart;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::{brief, in_order};
use crate::error::IndexError;
use crate::local::OpenGeneration;
use crate::ranking::phrase_in;
use crate::stored::Stored;

/// How many counterparts a document is given.
const COUNTERPARTS_MAX: usize = 5;
/// How many documents with the name are looked at: what cites a policy in its title is not always an interpretation.
const LOOKED_AT: usize = 30;
/// A name shorter than this names too much (办法, 通知), in characters.
const NAME_CHARS_MIN: usize = 5;
/// How much of an interpretation is read for the number of what it interprets, in characters.
const NUMBER_CHARS_MAX: usize = 1_000;

/// What the title of an interpretation says beside the name of what it interprets, the longest first.
const MARKS: &[&str] = &[
    "政策解读",
    "文字解读",
    "专家解读",
    "图文解读",
    "部门解读",
    "一图读懂",
    "一图看懂",
    "一图解读",
    "图解政策",
    "答记者问",
    "起草说明",
    "解读材料",
    "的解读",
    "读懂",
    "图解",
    "解读",
    "问答",
];

/// What stands around a name and is no part of it.
const AROUND: &[char] = &[
    '《', '》', '〈', '〉', '“', '”', '"', '：', ':', '|', '｜', '—', '-', '（', '）', '(', ')', ' ', '　', '!', '！',
];

/// The documents that `subject` interprets, or those that interpret it.
pub(crate) fn counterparts(
    generation: &OpenGeneration,
    searcher: &Searcher,
    subject: &Stored,
) -> Result<Vec<Counterpart>, IndexError> {
    let interprets = is_interpretation(subject.hit.kind, &subject.hit.title);
    let pairs = Pairs { generation, searcher, subject, interprets };
    let mut found = Vec::new();
    for name in names(&subject.hit.title) {
        pairs.by_name(&name, &mut found)?;
    }
    if interprets {
        pairs.by_cited_number(&mut found)?;
    } else {
        pairs.by_citations(&mut found)?;
    }
    let mut seen = HashSet::new();
    found.retain(|pair: &Counterpart| pair.document.id != subject.hit.id && seen.insert(pair.document.id.clone()));
    // A name also stands in the titles of news and lists; the document that has it comes first.
    found.sort_by_key(|pair| interprets && pair.document.kind != Kind::Policy);
    found.truncate(COUNTERPARTS_MAX);
    Ok(found)
}

fn is_interpretation(kind: Kind, title: &str) -> bool {
    kind == Kind::Interpretation || MARKS.iter().any(|mark| title.contains(mark))
}

struct Pairs<'a> {
    generation: &'a OpenGeneration,
    searcher: &'a Searcher,
    subject: &'a Stored,
    /// Whether the subject is the interpretation.
    interprets: bool,
}

impl Pairs<'_> {
    fn by_name(&self, name: &str, found: &mut Vec<Counterpart>) -> Result<(), IndexError> {
        let Some(phrase) = self.phrase(self.generation.fields.title_bigrams, name) else { return Ok(()) };
        self.take(phrase.as_ref(), name, found)
    }

    /// The documents whose own number the interpretation cites.
    fn by_cited_number(&self, found: &mut Vec<Counterpart>) -> Result<(), IndexError> {
        let end = self.subject.body.char_indices().nth(NUMBER_CHARS_MAX).map_or(self.subject.body.len(), |(at, _)| at);
        let cited = self.subject.body.get(..end).unwrap_or_default();
        for text in [self.subject.hit.title.as_str(), cited] {
            for number in document_numbers_in(text).into_iter().take(COUNTERPARTS_MAX) {
                let term = Term::from_field_text(self.generation.fields.document_number, &number.canonical);
                let query = TermQuery::new(term, IndexRecordOption::Basic);
                self.take(&query, &number.canonical, found)?;
            }
        }
        Ok(())
    }

    /// The interpretations that cite the document's own number.
    fn by_citations(&self, found: &mut Vec<Counterpart>) -> Result<(), IndexError> {
        let number = self.subject.hit.document_number.as_ref();
        let Some(number) = number.and_then(|number| canonical_document_number(number.as_str())) else { return Ok(()) };
        let Some(phrase) = self.phrase(self.generation.fields.bigrams, &number) else { return Ok(()) };
        let kind = Term::from_field_text(self.generation.fields.kind, Kind::Interpretation.code());
        let query = BooleanQuery::new(vec![
            (Occur::Must, phrase),
            (Occur::Must, Box::new(TermQuery::new(kind, IndexRecordOption::Basic))),
        ]);
        self.take(&query, &number, found)
    }

    fn phrase(&self, field: Field, text: &str) -> Option<Box<dyn Query>> {
        let tokens = self.generation.analyzer.query_bigrams(text);
        (!tokens.is_empty()).then(|| phrase_in(field, &tokens))
    }

    /// Takes of the matches those of the other half.
    fn take(&self, query: &dyn Query, by: &str, found: &mut Vec<Counterpart>) -> Result<(), IndexError> {
        let top = TopDocs::with_limit(LOOKED_AT).order_by_score();
        let matches = self.searcher.search(query, &top).map_err(IndexError::tantivy("pairing documents"))?;
        let matches = in_order(self.searcher, matches)?;
        let kind = if self.interprets { RelationKind::Interprets } else { RelationKind::InterpretedBy };
        for (_, address) in matches {
            let other = self.generation.stored(self.searcher, address)?.hit;
            if is_interpretation(other.kind, &other.title) != self.interprets {
                found.push(Counterpart { document: brief(other), kind, by: by.to_owned() });
            }
        }
        Ok(())
    }
}

/// The names of documents that a title has: what stands in 《》, or else what is left of it without the marks of an
/// interpretation and the frame of a notice (关于印发……的通知).
fn names(title: &str) -> Vec<String> {
    let normalized = Normalized::new(title);
    let mut names = Vec::new();
    let mut rest = normalized.text();
    while let Some((_, behind)) = rest.split_once('《') {
        let Some((name, behind)) = behind.split_once('》') else { break };
        names.push(name.to_owned());
        rest = behind;
    }
    if names.is_empty() {
        let mut name = normalized.text().to_owned();
        for mark in MARKS {
            name = name.replace(mark, " ");
        }
        let longest = name.split(' ').map(|part| part.trim_matches(AROUND)).max_by_key(|part| part.len());
        names.extend(longest.map(str::to_owned));
    }
    let bare = |name: &String| {
        let inner = name.split_once("关于印发").map_or(name.as_str(), |(_, behind)| behind);
        inner.strip_suffix("的通知").unwrap_or(inner).trim_matches(AROUND).trim_end_matches('的').to_owned()
    };
    names.iter().map(bare).filter(|name| name.chars().nth(NAME_CHARS_MIN - 1).is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, expected: &[&str]) {
        assert_eq!(names(title), expected, "{title}");
    }

    #[test]
    fn a_title_gives_the_name_of_what_it_is_about() {
        check("《花都区老年人助餐服务管理办法》解读", &["花都区老年人助餐服务管理办法"]);
        check("一图读懂｜花都区老年人助餐服务管理办法", &["花都区老年人助餐服务管理办法"]);
        check("花都区老年人助餐服务管理办法的政策解读", &["花都区老年人助餐服务管理办法"]);
        check("区民政局负责人就《助餐服务管理办法》答记者问", &["助餐服务管理办法"]);
        check("关于印发花都区老年人助餐服务管理办法的通知", &["花都区老年人助餐服务管理办法"]);
        check("政策解读", &[]);
        check("《办法》解读", &[]);
    }
}
