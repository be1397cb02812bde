//! Matches as a person reads them: with marks, a snippet, and the files that answer.

use std::collections::BTreeSet;

use gongkai_query::{Hit, MatchedAttachment, ParsedQuery, Scope, SearchRequest, SnippetSource};
use tantivy::Searcher;

use crate::asked::Asked;
use crate::clauses::Clauses;
use crate::error::IndexError;
use crate::highlight::{Highlighter, to_html};
use crate::local::OpenGeneration;
use crate::similar::counterparts;
use crate::snippet::{head, snippet_html};
use crate::stored::Stored;
use crate::top::Match;

/// How much of a document's attachments is looked at to name and to show those that answer, in bytes over all of them:
/// some seven hundred pages, five milliseconds a hit. What stands behind is found and ranked all the same.
const ATTACHED_BYTES_MAX: usize = 1024 * 1024;

/// Turns the matches of one search into hits.
pub(crate) struct Hits<'a> {
    generation: &'a OpenGeneration,
    searcher: &'a Searcher,
    highlighter: Highlighter,
    /// What decides whose text a snippet is taken from; nothing when only titles are searched.
    asked: Asked,
    /// Whether a hit brings its interpretations along, or what it interprets.
    pairs: bool,
    /// Whether a hit is nothing but its document.
    is_bare: bool,
}

impl<'a> Hits<'a> {
    pub(crate) fn new(
        generation: &'a OpenGeneration,
        searcher: &'a Searcher,
        request: &SearchRequest,
        query: &ParsedQuery,
        clauses: &Clauses,
    ) -> Self {
        let highlighter = Highlighter::new(query, clauses, &generation.analyzer);
        let asked = match request.scope() {
            Scope::All => Asked::new(clauses),
            Scope::Title => Asked::default(),
        };
        Self { generation, searcher, highlighter, asked, pairs: request.pairs(), is_bare: request.is_ranking_only() }
    }

    /// The hit for a match.
    pub(crate) fn hit(&self, found: &Match) -> Result<Hit, IndexError> {
        let stored = self.generation.stored(self.searcher, found.address)?;
        let (snippet_html, snippet_from, matched_attachments) =
            if self.is_bare { Default::default() } else { self.answer(&stored) };
        let counterparts = if self.pairs { counterparts(self.generation, self.searcher, &stored)? } else { Vec::new() };
        let Stored { hit: stored, .. } = stored;
        let title_html =
            if self.is_bare { String::new() } else { to_html(&stored.title, &self.highlighter.marks(&stored.title)) };
        Ok(Hit {
            title_html,
            snippet_html,
            snippet_from,
            id: stored.id,
            title: stored.title,
            url: stored.url,
            kind: stored.kind,
            publisher: stored.publisher,
            column: stored.column.map(|column| column.as_str().to_owned()),
            document_number: stored.document_number,
            index_number: stored.index_number,
            published_on: stored.published_on,
            made_on: stored.made_on,
            validity: stored.validity,
            score: found.score,
            semantic: false,
            attachments: stored.attachments,
            matched_attachments,
            duplicates: found.group.map_or(0, |group| self.generation.duplicates().size(group).saturating_sub(1)),
            text_poor: stored.text_poor,
            counterparts,
            explanation: None,
        })
    }

    /// The snippet, whose it is, and the attachments that answer.
    ///
    /// A document speaks for itself first: its text is shown when it has anything that was asked, then the question that it
    /// answers, then the first attachment that has more of it than all of these.
    fn answer(&self, stored: &Stored) -> (String, SnippetSource, Vec<MatchedAttachment>) {
        let snippet = |text: &str| snippet_html(&self.highlighter, text);
        if stored.question.is_empty() && stored.attached.is_empty() {
            return (snippet(&stored.body), SnippetSource::Text, Vec::new());
        }
        let in_text = self.asked.found_in(&stored.body);
        let in_question = self.asked.found_in(&stored.question);
        let mut own = self.asked.found_in(&stored.hit.title);
        own.extend(in_text.iter().chain(&in_question));
        let mut matched = Vec::new();
        let mut best: Option<(usize, &str, &str)> = None;
        let mut left = ATTACHED_BYTES_MAX;
        for (file, text) in stored.hit.read_attachments.iter().zip(&stored.attached) {
            let text = head(text, left);
            left -= text.len();
            let found = self.asked.found_in(text);
            if !answers(&found, &own, self.asked.count()) {
                continue;
            }
            matched.push(MatchedAttachment { name: file.name.clone(), url: file.url.clone() });
            if best.is_none_or(|(most, ..)| found.len() > most) {
                best = Some((found.len(), &file.name, text));
            }
        }
        let (html, from) = match best {
            _ if !in_text.is_empty() => (snippet(&stored.body), SnippetSource::Text),
            _ if !in_question.is_empty() => (snippet(&stored.question), SnippetSource::Question),
            Some((_, name, text)) => (snippet(text), SnippetSource::Attachment(name.to_owned())),
            None => (snippet(&stored.body), SnippetSource::Text),
        };
        (html, from, matched)
    }
}

/// Whether a file answers: it has all of what was asked, or something of it that its document does not say.
fn answers(found: &BTreeSet<usize>, own: &BTreeSet<usize>, asked: usize) -> bool {
    asked > 0 && (found.len() == asked || !found.is_subset(own))
}
