//! Values of JSON that several hands have filled in: numbers as texts, JSON within texts, five ways to say "nothing".

use std::borrow::Cow;

use gongkai_document::{Date, DateTime, Timestamp};
use jiff::civil::Time;
use jiff::tz::Offset;
use serde_json::Value;

/// China keeps one time, eight hours before UTC, and has had no summer time since 1991.
const CHINA: Offset = Offset::constant(8);

/// The text under `key`; `None` for a missing key, `null`, `""`, `"null"`, `"[]"` and 0, which all say "nothing".
pub(crate) fn text(object: &Value, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => present(text).map(str::to_owned),
        Value::Number(number) if number.as_f64() != Some(0.0) => Some(number.to_string()),
        _ => None,
    }
}

/// `text` without the white space around it, unless it says "nothing".
pub(crate) fn present(text: &str) -> Option<&str> {
    let text = text.trim();
    (!matches!(text, "" | "null" | "[]" | "undefined")).then_some(text)
}

/// The whole number under `key`, written as a number or as a text; 0 says "nothing".
pub(crate) fn number(object: &Value, key: &str) -> Option<i64> {
    integer(object.get(key)?).filter(|number| *number != 0)
}

/// The identifier under `key`.
pub(crate) fn id(object: &Value, key: &str) -> Option<u64> {
    u64::try_from(number(object, key)?).ok()
}

/// Whether the flag under `key` is set; `None` when there is no such flag.
pub(crate) fn flag(object: &Value, key: &str) -> Option<bool> {
    match object.get(key)? {
        Value::Bool(set) => Some(*set),
        value => integer(value).map(|number| number != 0),
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The day in China under `key`: seconds since 1970, or a date in text, with or without a time of day.
pub(crate) fn day(object: &Value, key: &str) -> Option<Date> {
    match number(object, key) {
        Some(seconds) => Some(in_china(seconds)?.date()),
        None => day_in(object.get(key)?.as_str()?),
    }
}

/// The date and time in China of a moment in seconds since 1970.
pub(crate) fn in_china(seconds: i64) -> Option<DateTime> {
    Some(CHINA.to_datetime(Timestamp::from_second(seconds).ok()?))
}

/// The day that a text begins with: `2024-07-26 09:12`, `2024/7/26`, `2024年7月26日`.
pub(crate) fn day_in(text: &str) -> Option<Date> {
    let text = text.trim();
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    let year = numbers.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = numbers.next()?.parse().ok()?;
    let day = numbers.next()?.parse().ok()?;
    Date::new(year, month, day).ok()
}

/// The date with a time of day that a text begins with: `2024-07-26 09:12`, `2024-07-26 09:12:30`, whatever white space
/// stands between; none when the text tells no time.
pub(crate) fn date_time_in(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let day = day_in(text)?;
    let (before, minutes) = text.split_once([':', '：'])?;
    let date = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let hour = before.get(date.len()..)?.parse().ok()?;
    let is_only_a_date = date.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "-/.年月日T".contains(c));
    let mut parts = minutes.split([':', '：']);
    let minute = first_number(parts.next()?)?;
    let second = parts.next().and_then(first_number).unwrap_or(0);
    let time = Time::new(hour, minute, second, 0).ok().filter(|_| is_only_a_date)?;
    Some(day.to_datetime(time))
}

fn first_number(text: &str) -> Option<i8> {
    text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The first day that stands anywhere in a text, and the text from there on.
pub(crate) fn find_day(text: &str) -> Option<(Date, &str)> {
    let mut after_digit = false;
    for (at, character) in text.char_indices() {
        let rest = text.get(at..)?;
        if character.is_ascii_digit()
            && !after_digit
            && let Some(day) = day_in(rest)
        {
            return Some((day, rest));
        }
        after_digit = character.is_ascii_digit();
    }
    None
}

/// The moment under `key` in seconds since 1970, written so or as `2024-10-30 15:02:08` in China's time.
pub(crate) fn moment(object: &Value, key: &str) -> Option<i64> {
    if let Some(seconds) = number(object, key) {
        return Some(seconds);
    }
    let text = object.get(key)?.as_str()?.trim();
    let local = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?;
    CHINA.to_timestamp(local).ok().map(Timestamp::as_second)
}

/// The object or list under `key`, which may itself be written as a text of JSON.
pub(crate) fn nested<'a>(object: &'a Value, key: &str) -> Option<Cow<'a, Value>> {
    match object.get(key)? {
        Value::String(text) => serde_json::from_str(text).ok().map(Cow::Owned).filter(|value| holds_something(value)),
        value => Some(Cow::Borrowed(value)).filter(|value| holds_something(value)),
    }
}

/// The items of the list under `key`; none when there is no such list.
pub(crate) fn list(object: &Value, key: &str) -> Vec<Value> {
    match nested(object, key) {
        Some(Cow::Borrowed(Value::Array(items))) => items.clone(),
        Some(Cow::Owned(Value::Array(items))) => items,
        _ => Vec::new(),
    }
}

fn holds_something(value: &Value) -> bool {
    match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn five_ways_to_say_nothing_are_nothing() {
        for nothing in [json!(null), json!(""), json!("[]"), json!(0), json!("null"), json!(" ")] {
            let object = json!({ "key": nothing });
            assert_eq!(text(&object, "key"), None, "{object}");
            assert_eq!(number(&object, "key"), None, "{object}");
            assert_eq!(day(&object, "key"), None, "{object}");
            assert!(nested(&object, "key").is_none(), "{object}");
        }
        assert_eq!(text(&json!({}), "key"), None);
    }

    #[test]
    fn a_number_is_a_number_in_quotes_too() {
        assert_eq!(number(&json!({ "size": "26624" }), "size"), Some(26_624));
        assert_eq!(id(&json!({ "id": 6806 }), "id"), Some(6806));
        assert_eq!(flag(&json!({ "is_expired": "1" }), "is_expired"), Some(true));
        assert_eq!(flag(&json!({ "is_expired": 0 }), "is_expired"), Some(false));
        assert_eq!(flag(&json!({ "is_expired": "" }), "is_expired"), None);
    }

    #[test]
    fn a_day_is_a_day_in_china() {
        // Midnight in Guangzhou is still the day before in Greenwich.
        assert_eq!(day(&json!({ "date": 1_697_644_800 }), "date"), Some(date(2023, 10, 19)));
        assert_eq!(day(&json!({ "date": "1697644800" }), "date"), Some(date(2023, 10, 19)));
        assert_eq!(day(&json!({ "date": "2023-10-19 08:00" }), "date"), Some(date(2023, 10, 19)));
        assert_eq!(day(&json!({ "date": -141_811_200 }), "date"), Some(date(1965, 7, 5)));
        assert_eq!(day_in("2023年10月9日"), Some(date(2023, 10, 9)));
        assert_eq!(day_in("2023-02-30"), None);
    }

    #[test]
    fn a_time_of_day_is_told_or_absent() {
        let at = |text| date_time_in(text).map(|time| time.to_string());
        assert_eq!(at("2024-01-05 09:12").as_deref(), Some("2024-01-05T09:12:00"));
        assert_eq!(at("\u{A0}2024-01-05\u{A0}00:00:00").as_deref(), Some("2024-01-05T00:00:00"));
        assert_eq!(at("2024年1月5日 9：12：30 来源").as_deref(), Some("2024-01-05T09:12:30"));
        for none in ["2024-01-05", "2024-01-05 来源: 09:12", "2024-01-05 25:12", "09:12"] {
            assert_eq!(at(none), None, "{none}");
        }
    }

    #[test]
    fn a_day_is_found_within_a_text() {
        assert_eq!(find_day("[ 2025-01-14 ]"), Some((date(2025, 1, 14), "2025-01-14 ]")));
        assert_eq!(find_day("编号12024-01-02，2024年3月4日").map(|found| found.0), Some(date(2024, 3, 4)));
        assert_eq!(find_day("2024年预算"), None);
    }

    #[test]
    fn a_moment_may_be_written_out() {
        assert_eq!(moment(&json!({ "updated": "2024-10-30 15:02:08" }), "updated"), Some(1_730_271_728));
        assert_eq!(moment(&json!({ "updated": "1730271728" }), "updated"), Some(1_730_271_728));
    }

    #[test]
    fn json_within_a_text_is_read() {
        let object = json!({ "gkml_data": "{\"document_number\":\"花府办〔2020〕1号\"}" });
        let data = nested(&object, "gkml_data").unwrap();
        assert_eq!(text(&data, "document_number").as_deref(), Some("花府办〔2020〕1号"));
    }
}
