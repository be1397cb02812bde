//! The parameters of a search, read and checked in one place for the API and the pages.
//!
//! Stricter than a form parser: a parameter that nobody knows, or a value that means nothing, is an error that says what
//! is allowed, because a filter that is silently dropped gives a wrong total. An empty value is the same as none, so that
//! a form can be sent as it stands.

mod decode;
mod discovery;
mod href;
mod invalid;
mod names;

use std::str::FromStr;

use gongkai_document::Date;
use gongkai_query::{Filters, InvalidRequest, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, RESULTS_MAX, SearchRequest};

pub(crate) use decode::decode;
pub(crate) use discovery::{read_similar, read_suggest};
pub(crate) use href::{href, href_of_all, href_of_sorted};
pub(crate) use invalid::{Allowed, InvalidParameter, label};
pub(crate) use names::{NAMES, NAMES_OF_ALL, NAMES_OF_PAGE, NAMES_OF_SORTED};

/// How many values one filter may have: more than any facet shows, so that every box of a form can be ticked.
pub(crate) const FILTER_VALUES_MAX: usize = 64;
/// The longest value of a filter, in characters; the name of a body or the path of a column is far shorter.
pub(crate) const FILTER_CHARS_MAX: usize = 200;

/// Reads the query string of an address into a search.
pub(crate) fn read(query_string: &str) -> Result<SearchRequest, InvalidParameter> {
    read_known(query_string, &NAMES)
}

/// Reads the query string of an address that takes no other parameters than `known`.
pub(crate) fn read_known(
    query_string: &str,
    known: &'static [&'static str],
) -> Result<SearchRequest, InvalidParameter> {
    let given = Given::read(query_string, known)?;
    let text = given.one("q")?.unwrap_or_default();
    let request = SearchRequest::new(text).map_err(|error| invalid(&error, text))?;
    let size = given.number("size", Allowed::Number { max: PAGE_SIZE_MAX })?.unwrap_or(PAGE_SIZE_DEFAULT);
    let page = given.number("page", Allowed::Page)?.unwrap_or(1);
    let request = if given.switch("expand")?.unwrap_or(true) { request } else { request.without_expansion() };
    let request = if given.switch("explain")?.unwrap_or(false) { request.with_explanation() } else { request };
    request
        .with_page(page, size)
        .map_err(|error| invalid(&error, ""))?
        .with_sort(given.code("sort")?.unwrap_or_default())
        .with_scope(given.code("in")?.unwrap_or_default())
        .with_filters(filters(&given)?)
        .map_err(|error| invalid(&error, ""))
}

/// The first page of the same search for another text; `None` when that is too long.
pub(crate) fn with_text(request: &SearchRequest, text: &str) -> Option<SearchRequest> {
    let other = expanding(request, text)?;
    Some(if request.expands() { other } else { other.without_expansion() })
}

/// The first page of the same search, other forms of what was typed included again.
pub(crate) fn with_expansion(request: &SearchRequest) -> Option<SearchRequest> {
    expanding(request, request.text())
}

/// The first page of a search for `text` under the conditions of `request`, in any form.
fn expanding(request: &SearchRequest, text: &str) -> Option<SearchRequest> {
    let other = SearchRequest::new(text.trim()).ok()?.with_page(1, request.size()).ok()?;
    let other = other.with_filters(request.filters().clone()).ok()?;
    let other = other.with_sort(request.sort()).with_scope(request.scope());
    Some(if request.explains() { other.with_explanation() } else { other })
}

fn filters(given: &Given) -> Result<Filters, InvalidParameter> {
    Ok(Filters {
        kinds: given.codes("kind")?,
        publishers: given.texts("publisher")?,
        towns: given.texts("town")?,
        columns: given.texts("column")?,
        years: given.many("year", |text| match text.parse() {
            Ok(year @ 1000..=9999) => Ok(year),
            _ => Err(Allowed::Year),
        })?,
        validities: given.codes("validity")?,
        from: given.date("from")?,
        to: given.date("to")?,
        has_attachment: match given.one("has_attachment")? {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(text) => return Err(InvalidParameter::value("has_attachment", text, Allowed::TrueOrFalse)),
        },
        // Nothing public is filed under anything.
        labels: Vec::new(),
    })
}

/// What the address gives, in its order: known names, values that may be empty.
#[derive(Default)]
struct Given(Vec<(&'static str, String)>);

impl Given {
    /// Takes a query string apart; every parameter is one of `known`.
    fn read(query_string: &str, known: &'static [&'static str]) -> Result<Self, InvalidParameter> {
        let mut given = Self::default();
        for part in query_string.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            let Some(name) = known.iter().find(|known| **known == name) else {
                return Err(InvalidParameter::Unknown { name, known });
            };
            given.0.push((name, value));
        }
        Ok(given)
    }

    fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(given, value)| *given == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    fn one(&self, name: &'static str) -> Result<Option<&str>, InvalidParameter> {
        let mut values = self.all(name);
        let first = values.next();
        if values.next().is_some() {
            return Err(InvalidParameter::Repeated { name });
        }
        Ok(first)
    }

    fn many<T: PartialEq>(
        &self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, Allowed>,
    ) -> Result<Vec<T>, InvalidParameter> {
        let mut found = Vec::new();
        for text in self.all(name) {
            let value = read(text).map_err(|allowed| InvalidParameter::value(name, text, allowed))?;
            if !found.contains(&value) {
                found.push(value);
            }
            if found.len() > FILTER_VALUES_MAX {
                return Err(InvalidParameter::TooMany { name });
            }
        }
        Ok(found)
    }

    fn texts(&self, name: &'static str) -> Result<Vec<String>, InvalidParameter> {
        self.many(name, |text| {
            if text.chars().count() > FILTER_CHARS_MAX {
                return Err(Allowed::Text { chars_max: FILTER_CHARS_MAX });
            }
            Ok(text.to_owned())
        })
    }

    fn codes<T: PartialEq + FromStr<Err = gongkai_document::UnknownCode>>(
        &self,
        name: &'static str,
    ) -> Result<Vec<T>, InvalidParameter> {
        self.many(name, |text| text.parse().map_err(Allowed::from))
    }

    fn code<T: FromStr<Err = gongkai_document::UnknownCode>>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, InvalidParameter> {
        let read = |text: &str| text.parse().map_err(|error| InvalidParameter::value(name, text, Allowed::from(error)));
        self.one(name)?.map(read).transpose()
    }

    fn number(&self, name: &'static str, allowed: Allowed) -> Result<Option<usize>, InvalidParameter> {
        let Some(text) = self.one(name)? else { return Ok(None) };
        match text.parse() {
            Ok(number) if allowed.holds(number) => Ok(Some(number)),
            _ => Err(InvalidParameter::value(name, text, allowed)),
        }
    }

    /// What is on (`1`) or off (`0`).
    fn switch(&self, name: &'static str) -> Result<Option<bool>, InvalidParameter> {
        match self.one(name)? {
            None => Ok(None),
            Some("0") => Ok(Some(false)),
            Some("1") => Ok(Some(true)),
            Some(text) => Err(InvalidParameter::value(name, text, Allowed::ZeroOrOne)),
        }
    }

    /// A day written in full. The library's own reading is more generous (`20200810`, times); one form is enough.
    fn date(&self, name: &'static str) -> Result<Option<Date>, InvalidParameter> {
        let Some(text) = self.one(name)? else { return Ok(None) };
        match text.parse::<Date>() {
            Ok(date) if date.to_string() == text => Ok(Some(date)),
            _ => Err(InvalidParameter::value(name, text, Allowed::Date)),
        }
    }
}

/// What a search refused, told by the parameter that caused it.
fn invalid(error: &InvalidRequest, text: &str) -> InvalidParameter {
    match error {
        InvalidRequest::TextTooLong { max, .. } => {
            InvalidParameter::value("q", text, Allowed::Text { chars_max: *max })
        }
        InvalidRequest::PageOutOfRange { page } => InvalidParameter::value("page", &page.to_string(), Allowed::Page),
        InvalidRequest::SizeOutOfRange { size, max } => {
            InvalidParameter::value("size", &size.to_string(), Allowed::Number { max: *max })
        }
        InvalidRequest::EmptyRange { from, to } => InvalidParameter::EmptyRange { from: *from, to: *to },
    }
}

impl Allowed {
    fn holds(&self, number: usize) -> bool {
        match self {
            Self::Number { max } => (1..=*max).contains(&number),
            Self::Page => (1..=RESULTS_MAX).contains(&number),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use gongkai_document::{Kind, Validity};
    use gongkai_query::{Scope, Sort};
    use proptest::prelude::*;

    use super::*;

    /// Why each query string is refused, a line each.
    #[track_caller]
    fn refused(query_strings: &[&str], expected: &Expect) {
        let lines: Vec<String> = query_strings.iter().map(|text| read(text).unwrap_err().to_string()).collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn every_parameter_is_read() {
        let request = read(
            "q=%E4%BD%8E%E4%BF%9D+%22%E7%94%B3%E8%AF%B7%22&page=3&size=20&sort=newest&in=title&kind=policy&kind=notice\
             &publisher=民政局&column=政策%2F文件&year=2020&year=2021&from=2020-01-01&to=2021-12-31&validity=valid\
             &has_attachment=true&expand=0&explain=1",
        )
        .unwrap();
        assert_eq!(request.text(), "低保 \"申请\"");
        assert_eq!((request.page(), request.size()), (3, 20));
        assert_eq!((request.sort(), request.scope()), (Sort::Newest, Scope::Title));
        let filters = request.filters();
        assert_eq!(filters.kinds, [Kind::Policy, Kind::Notice]);
        assert_eq!(
            (filters.publishers.as_slice(), filters.columns.as_slice()),
            (&["民政局".to_owned()][..], &["政策/文件".to_owned()][..])
        );
        assert_eq!(
            (filters.years.as_slice(), filters.validities.as_slice()),
            (&[2020, 2021][..], &[Validity::Valid][..])
        );
        assert_eq!(filters.has_attachment, Some(true));
        assert_eq!((request.expands(), request.explains()), (false, true));
    }

    #[test]
    fn an_empty_form_is_a_search_for_everything() {
        let request = read(
            "q=&page=&size=&sort=&in=&kind=&publisher=&town=&column=&year=&from=&to=&validity=&has_attachment=&expand=&explain=",
        );
        assert_eq!(request.unwrap(), SearchRequest::new("").unwrap());
        assert_eq!(read("").unwrap(), read("&&").unwrap());
        assert_eq!(read("").unwrap(), read("expand=1&explain=0").unwrap());
    }

    #[test]
    fn an_unknown_parameter_is_named_with_the_known_ones() {
        refused(
            &["q=a&pagesize=20"],
            &expect![[
                r#"there is no parameter "pagesize"; the parameters are q, page, size, sort, in, kind, publisher, town, column, year, from, to, validity, has_attachment, expand, explain"#
            ]],
        );
    }

    #[test]
    fn a_value_that_means_nothing_is_named_with_what_is_allowed() {
        refused(
            &["page=0", "page=-1", "page=9223372036854775808", "page=101", "page=21&size=50"],
            &expect![[r#"
            the parameter page cannot be "0"; it takes a whole number from 1, with page × size at most 1000
            the parameter page cannot be "-1"; it takes a whole number from 1, with page × size at most 1000
            the parameter page cannot be "9223372036854775808"; it takes a whole number from 1, with page × size at most 1000
            the parameter page cannot be "101"; it takes a whole number from 1, with page × size at most 1000
            the parameter page cannot be "21"; it takes a whole number from 1, with page × size at most 1000"#]],
        );
        refused(
            &["size=51", "size=0", "size=NaN"],
            &expect![[r#"
            the parameter size cannot be "51"; it takes a whole number from 1 to 50
            the parameter size cannot be "0"; it takes a whole number from 1 to 50
            the parameter size cannot be "NaN"; it takes a whole number from 1 to 50"#]],
        );
        refused(
            &["sort=time", "in=body", "kind=policies", "validity=good"],
            &expect![[r#"
            the parameter sort cannot be "time"; it takes one of relevance, newest, oldest
            the parameter in cannot be "body"; it takes one of all, title
            the parameter kind cannot be "policies"; it takes one of policy, interpretation, notice, report, reply, news, guide, other
            the parameter validity cannot be "good"; it takes one of valid, valid_extended, expired, repealed, modified, unknown"#]],
        );
        refused(
            &["year=20", "year=2020.5", "from=20200810", "to=2023-02-30"],
            &expect![[r#"
            the parameter year cannot be "20"; it takes a year of four digits, such as 2020
            the parameter year cannot be "2020.5"; it takes a year of four digits, such as 2020
            the parameter from cannot be "20200810"; it takes a date of the calendar, such as 2020-08-10
            the parameter to cannot be "2023-02-30"; it takes a date of the calendar, such as 2020-08-10"#]],
        );
        refused(
            &["from=2021-01-01&to=2020-01-01", "has_attachment=yes", "expand=true", "explain=2", "expand=0&expand=1"],
            &expect![[r#"
                the parameter from (2021-01-01) is after the parameter to (2020-01-01); the range is empty
                the parameter has_attachment cannot be "yes"; it takes true or false
                the parameter expand cannot be "true"; it takes 0 or 1
                the parameter explain cannot be "2"; it takes 0 or 1
                the parameter expand is given more than once; give it once"#]],
        );
    }

    #[test]
    fn what_is_given_twice_too_often_or_too_long_is_refused() {
        let years = (1900..1965).map(|year| year.to_string()).collect::<Vec<_>>().join("&year=");
        let (years, query) = (format!("year={years}"), format!("q={}", "政".repeat(2_001)));
        let publisher = format!("publisher={}", "局".repeat(201));
        refused(
            &["q=a&q=b", &years, &query, &publisher],
            &expect![[r#"
            the parameter q is given more than once; give it once
            the parameter year has more than 64 values; give at most 64
            the parameter q cannot be "政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政政…"; it takes at most 2000 characters
            the parameter publisher cannot be "局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局局…"; it takes at most 200 characters"#]],
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        refused(
            &["q=%E4%BD", "q=%zz", "q=100%", "%FF=1"],
            &expect![[r#"
            "%E4%BD" is no percent-encoded UTF-8
            "%zz" is no percent-encoded UTF-8
            "100%" is no percent-encoded UTF-8
            "%FF" is no percent-encoded UTF-8"#]],
        );
    }

    proptest! {
        #[test]
        fn an_address_reads_back_as_the_search_it_was_made_from(
            text in any::<String>(),
            (page, size) in (1_usize..=20, 1_usize..=50),
            publishers in proptest::collection::vec("\\PC{1,20}", 0..3),
            years in proptest::collection::btree_set(1000_i16..=9999, 0..3),
            has_attachment in any::<Option<bool>>(),
            (expands, explains) in any::<(bool, bool)>(),
        ) {
            let mut unique = Vec::new();
            for publisher in publishers {
                if !unique.contains(&publisher) {
                    unique.push(publisher);
                }
            }
            let filters = Filters {
                publishers: unique, years: years.into_iter().collect(), has_attachment, ..Filters::default()
            };
            let request = SearchRequest::new(&text).unwrap().with_page(page, size).unwrap().with_filters(filters).unwrap();
            let request = if expands { request } else { request.without_expansion() };
            let request = if explains { request.with_explanation() } else { request };
            let address = href(&request);
            let query_string = address.strip_prefix("/search").unwrap().trim_start_matches('?');
            prop_assert_eq!(read(query_string).unwrap(), request);
        }

        #[test]
        fn no_query_string_stops_the_reading(query_string in "[\\PC&=%+\0]{0,80}") {
            if let Err(error) = read(&query_string) {
                prop_assert!(!error.to_string().is_empty() && !error.chinese().is_empty());
            }
        }
    }
}
