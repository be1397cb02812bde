//! Why a query finds what it finds: every step of the analysis, to look at.

use crate::analyzer::{Analyzer, Token, TokenKind};
use crate::normalize::Normalized;
use crate::number_in_query::document_number_in_query;

/// What the analysis makes of a text, step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The version of the analysis.
    pub version: String,
    /// The text after folding.
    pub normalized: String,
    /// The document number that a search for this text would look up.
    pub document_number: Option<String>,
    /// The words.
    pub words: Vec<ExplainedToken>,
    /// The bigrams that a search for this text looks for.
    pub bigrams: Vec<ExplainedToken>,
}

/// A token beside the text it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedToken {
    /// What is indexed.
    pub text: String,
    /// What is written.
    pub source: String,
    /// What it is: `word`, `document_number`, `date`, `article`, `latin` or `bigram`.
    pub kind: &'static str,
    /// Where it stands.
    pub position: usize,
}

impl Analyzer {
    /// Shows every step for `text`.
    pub fn explain(&self, text: &str) -> Explanation {
        let explained = |token: Token| ExplainedToken {
            source: text.get(token.range.clone()).unwrap_or_default().to_owned(),
            text: token.text,
            kind: token.kind.code(),
            position: token.position,
        };
        Explanation {
            version: self.version().to_owned(),
            normalized: Normalized::new(text).text().to_owned(),
            document_number: document_number_in_query(text).map(|found| found.canonical),
            words: self.words(text).into_iter().map(explained).collect(),
            bigrams: self.query_bigrams(text).into_iter().map(explained).collect(),
        }
    }
}

impl TokenKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::DocumentNumber => "document_number",
            Self::Date => "date",
            Self::Article => "article",
            Self::Latin => "latin",
            Self::Bigram => "bigram",
        }
    }
}
