//! The `Retry-After` header (RFC 9110, 10.2.3): seconds, or a date.

use std::time::Duration;

use jiff::{Timestamp, civil, fmt::rfc2822::DateTimeParser, tz::TimeZone};

/// How long from `now` the header asks to wait; `None` for what is neither a number of seconds nor a date.
///
/// A date that has passed asks for no wait.
pub(crate) fn read(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number can hold ask for longer than any cap.
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    let until = http_date(header)?;
    Some(until.duration_since(now).try_into().unwrap_or(Duration::ZERO))
}

/// The three forms of RFC 9110, 5.6.7; the last two are obsolete but must be understood.
fn http_date(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = DateTimeParser::new().parse_timestamp(text) {
        return Some(moment);
    }
    let forms = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let moment = forms.iter().find_map(|form| civil::DateTime::strptime(form, text).ok())?;
    TimeZone::UTC.to_timestamp(moment).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, expected: Option<u64>) {
        let now = "1994-11-06T08:49:00Z".parse().unwrap();
        assert_eq!(read(header, now), expected.map(Duration::from_secs), "{header:?}");
    }

    #[test]
    fn seconds_and_dates_are_read() {
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("1000000000", Some(1_000_000_000));
        check("99999999999999999999999999", Some(u64::MAX));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(37));
        check("Sunday, 06-Nov-94 08:49:37 GMT", Some(37));
        check("Sun Nov  6 08:49:37 1994", Some(37));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
    }

    #[test]
    fn anything_else_is_ignored() {
        for header in ["", "-1", "1.5", "soon", "+5", "12 s", "0x10", "政府", "Sun, 31 Feb 1994 08:49:37 GMT"] {
            check(header, None);
        }
    }
}
