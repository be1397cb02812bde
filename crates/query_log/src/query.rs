//! A query in the form in which two of them are the same.

use gongkai_analysis::Normalized;

use crate::personal::looks_personal;

/// The longest query that is logged, in characters. What is longer was pasted: nobody else types the same, and it may
/// hold anything.
pub const QUERY_CHARS_MAX: usize = 40;

/// `text` in the form in which two queries are the same: folded as searches fold it (width, traditional characters, case,
/// brackets), with one blank where some were.
pub fn normalized(text: &str) -> String {
    let folded = Normalized::new(text);
    folded.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `text` looks like personal data: a number of a person or an address of mail stands in it.
pub fn is_personal(text: &str) -> bool {
    looks_personal(&normalized(text))
}

/// A query that may be logged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LoggedQuery(String);

impl LoggedQuery {
    /// `text` as it is logged; `None` when it is empty, too long, or looks like personal data.
    pub fn read(text: &str) -> Option<Self> {
        let query = normalized(text);
        let fits = !query.is_empty() && query.chars().count() <= QUERY_CHARS_MAX;
        (fits && !looks_personal(&query)).then_some(Self(query))
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_search_holds_to_be_the_same_is_one_query() {
        for text in ["老人助餐 ABC", "　老人助餐\tａｂｃ ", "老人助餐\u{200b} abc", "老人助餐\nAbc"]
        {
            assert_eq!(normalized(text), "老人助餐 abc", "{text:?}");
        }
        assert_ne!(normalized("老人 助餐"), normalized("老人助餐"));
    }

    #[test]
    fn what_is_empty_too_long_or_personal_is_not_logged() {
        let longest = "政".repeat(QUERY_CHARS_MAX);
        assert_eq!(LoggedQuery::read(&longest).unwrap().as_str(), longest);
        for text in ["", " \u{3000}", &format!("{longest}策"), "张三 13800138000"] {
            assert_eq!(LoggedQuery::read(text), None, "{text:?}");
        }
    }
}
