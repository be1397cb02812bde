//! What is asked: which request is to be compared, with which cases, in which order.

use std::time::Duration;

use gongkai_query::{InvalidRequest, SIMILAR_CHARS_MAX};
use serde::Serialize;

use crate::case::Case;
use crate::filters::CaseFilters;

/// How long whoever asks waits for a comparison by meaning, which takes some hundredths of a second on a quiet machine.
const MEANING_BUDGET: Duration = Duration::from_millis(500);
/// How long somebody who is typing waits for it.
const TYPING_BUDGET: Duration = Duration::from_millis(25);

/// A request whose precedents are wanted. Checked when it is made.
#[derive(Debug, Clone, PartialEq)]
pub struct PrecedentRequest {
    /// The text; `None` when the request is one of the register.
    pub(crate) text: Option<String>,
    pub(crate) number: String,
    filters: CaseFilters,
    order: Order,
    meaning_budget: Duration,
}

/// In which order cases come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The closest first.
    #[default]
    Similarity,
    /// Of the closest, the latest first.
    Newest,
    /// Of the closest, the earliest first.
    Oldest,
}

/// What was compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// The text.
    pub text: String,
    /// The case that it is, when the register has it.
    pub case: Option<Case>,
}

impl PrecedentRequest {
    /// Precedents of a text, at most [`SIMILAR_CHARS_MAX`] characters. An empty text has the latest cases.
    pub fn of_text(text: &str) -> Result<Self, InvalidRequest> {
        let chars = text.chars().count();
        if chars > SIMILAR_CHARS_MAX {
            return Err(InvalidRequest::TextTooLong { chars, max: SIMILAR_CHARS_MAX });
        }
        Ok(Self::new(Some(text.trim().to_owned()), String::new()))
    }

    /// Precedents of a request of the register, by its number.
    pub fn of_number(number: &str) -> Self {
        Self::new(None, number.trim().to_owned())
    }

    fn new(text: Option<String>, number: String) -> Self {
        let (filters, order) = (CaseFilters::default(), Order::default());
        Self { text, number, filters, order, meaning_budget: MEANING_BUDGET }
    }

    /// The same for somebody who is still typing: what takes too long to compare by meaning is compared by words alone, and
    /// is known when it is asked for again.
    #[must_use]
    pub fn while_typing(mut self) -> Self {
        self.meaning_budget = TYPING_BUDGET;
        self
    }

    /// The same among the cases that meet `filters`.
    #[must_use]
    pub fn with_filters(mut self, filters: CaseFilters) -> Self {
        self.filters = filters;
        self
    }

    /// The same in another order.
    #[must_use]
    pub fn with_order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// Which cases are wanted.
    pub fn filters(&self) -> &CaseFilters {
        &self.filters
    }

    /// How long comparing by meaning may take.
    pub(crate) fn meaning_budget(&self) -> Duration {
        self.meaning_budget
    }

    /// The order.
    pub fn order(&self) -> Order {
        self.order
    }
}

impl Order {
    /// The code that the API and the pages use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Similarity => "similarity",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }

    /// The order of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Similarity, Self::Newest, Self::Oldest].into_iter().find(|order| order.code() == code)
    }
}
