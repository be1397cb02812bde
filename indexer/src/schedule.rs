//! When a crawl that repeats begins again: its interval, a little chance, and the hours in which it may.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use gongkai_document::Timestamp;
use gongkai_semantic::Hours;
use jiff::civil::Time;
use jiff::tz::Offset;
use jiff::{SignedDuration, ToSpan};
use serde::Deserialize;

/// The hours of a window are China's.
pub(crate) const CHINA: Offset = Offset::constant(8);

/// The shortest interval: below it a crawl would hardly ever be over.
const EVERY_MIN: Duration = Duration::from_secs(60);

/// By which share of the interval a start is put off at most, so that crawlers do not all knock on the hour.
const JITTER: f64 = 0.1;

/// How often a crawl begins, as people write it: `6h`, `30min`, `1d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Every(Duration);

/// The hours of a day in which a crawl may begin, such as `22:00-05:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Window {
    from: Time,
    to: Time,
}

/// A text that is no interval.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no interval; write a number and a unit, such as 30min, 6h or 1d, at least 1min")]
pub(crate) struct NoInterval(String);

/// A text that is no window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no window of hours; write two times of day in China, such as 22:00-05:00")]
pub(crate) struct NoWindow(String);

/// When a crawl begins again that began at `began`, seen at `now`: after the interval and `chance` (0 to 1) of a tenth of
/// it, but not before now, and within the window.
pub(crate) fn next_start(
    began: Timestamp,
    now: Timestamp,
    every: Every,
    window: Option<Window>,
    chance: f64,
) -> Timestamp {
    let jitter = every.0.mul_f64(JITTER * chance.clamp(0.0, 1.0));
    let wait = SignedDuration::try_from(every.0 + jitter).unwrap_or(SignedDuration::MAX);
    let due = began.checked_add(wait).unwrap_or(Timestamp::MAX).max(now);
    window.map_or(due, |window| window.at_or_after(due))
}

impl Window {
    /// The window in minutes since midnight, for a build of vectors.
    pub(crate) fn hours(self) -> Hours {
        Hours { from: minute_of_day(self.from), to: minute_of_day(self.to) }
    }

    /// `moment`, or the next time that the window opens.
    fn at_or_after(self, moment: Timestamp) -> Timestamp {
        let local = CHINA.to_datetime(moment);
        let time = local.time();
        let is_open = if self.from <= self.to {
            (self.from..self.to).contains(&time)
        } else {
            time >= self.from || time < self.to
        };
        if is_open {
            return moment;
        }
        let mut opens = local.date().to_datetime(self.from);
        if opens < local {
            opens = opens.checked_add(1.day()).unwrap_or(opens);
        }
        CHINA.to_timestamp(opens).unwrap_or(moment)
    }
}

/// A time's minute since midnight.
pub(crate) fn minute_of_day(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

impl FromStr for Every {
    type Err = NoInterval;

    fn from_str(text: &str) -> Result<Self, NoInterval> {
        let wrong = || NoInterval(text.to_owned());
        let trimmed = text.trim();
        let digits = trimmed.find(|c: char| !c.is_ascii_digit()).unwrap_or(trimmed.len());
        let (count, unit) = trimmed.split_at(digits);
        let unit_seconds = match unit.trim() {
            "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return Err(wrong()),
        };
        let seconds = count.parse::<u64>().ok().and_then(|count| count.checked_mul(unit_seconds)).ok_or_else(wrong)?;
        let every = Duration::from_secs(seconds);
        if every < EVERY_MIN { Err(wrong()) } else { Ok(Self(every)) }
    }
}

impl FromStr for Window {
    type Err = NoWindow;

    fn from_str(text: &str) -> Result<Self, NoWindow> {
        let wrong = || NoWindow(text.to_owned());
        let (from, to) = text.split_once('-').ok_or_else(wrong)?;
        let time = |text: &str| Time::strptime("%H:%M", text.trim()).map_err(|_| wrong());
        let (from, to) = (time(from)?, time(to)?);
        if from == to { Err(wrong()) } else { Ok(Self { from, to }) }
    }
}

impl TryFrom<String> for Every {
    type Error = NoInterval;

    fn try_from(text: String) -> Result<Self, NoInterval> {
        text.parse()
    }
}

impl TryFrom<String> for Window {
    type Error = NoWindow;

    fn try_from(text: String) -> Result<Self, NoWindow> {
        text.parse()
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from.strftime("%H:%M"), self.to.strftime("%H:%M"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(began: &str, now: &str, every: &str, window: Option<&str>, chance: f64, expected: &str) {
        let window = window.map(|window| window.parse().unwrap());
        let next = next_start(at(began), at(now), every.parse().unwrap(), window, chance);
        assert_eq!(next, at(expected));
    }

    #[test]
    fn a_crawl_begins_again_after_its_interval_and_a_little_chance() {
        check("2026-03-01T00:00:00Z", "2026-03-01T00:10:00Z", "6h", None, 0.0, "2026-03-01T06:00:00Z");
        check("2026-03-01T00:00:00Z", "2026-03-01T00:10:00Z", "6h", None, 1.0, "2026-03-01T06:36:00Z");
        check("2026-03-01T00:00:00Z", "2026-03-01T09:00:00Z", "6h", None, 0.5, "2026-03-01T09:00:00Z");
    }

    #[test]
    fn a_start_outside_the_window_waits_until_it_opens_in_china() {
        // 02:00 to 05:00 in China are 18:00 to 21:00 of the day before in UTC.
        let window = Some("02:00-05:00");
        check("2026-03-01T00:00:00Z", "2026-03-01T00:10:00Z", "1h", window, 0.0, "2026-03-01T18:00:00Z");
        check("2026-03-01T18:00:00Z", "2026-03-01T18:10:00Z", "1h", window, 0.0, "2026-03-01T19:00:00Z");
        check("2026-03-01T20:30:00Z", "2026-03-01T20:40:00Z", "1h", window, 0.0, "2026-03-02T18:00:00Z");
    }

    #[test]
    fn a_window_may_go_over_midnight() {
        let window = Some("22:00-05:00");
        // 23:30 and 03:00 in China are within, 12:00 is not.
        check("2026-03-01T14:30:00Z", "2026-03-01T14:31:00Z", "1h", window, 0.0, "2026-03-01T15:30:00Z");
        check("2026-03-01T18:00:00Z", "2026-03-01T18:01:00Z", "1h", window, 0.0, "2026-03-01T19:00:00Z");
        check("2026-03-01T03:00:00Z", "2026-03-01T03:01:00Z", "1h", window, 0.0, "2026-03-01T14:00:00Z");
    }

    #[test]
    fn what_is_no_interval_or_window_says_how_to_write_one() {
        for text in ["", "6", "h", "6 hours", "30s", "0h", "-1h", "99999999999999999999d"] {
            assert!(text.parse::<Every>().is_err(), "{text}");
        }
        for text in ["", "22:00", "22-05", "25:00-05:00", "02:00-02:00"] {
            assert!(text.parse::<Window>().is_err(), "{text}");
        }
        assert_eq!("22:00 - 5:00".parse::<Window>().unwrap().to_string(), "22:00-05:00");
    }
}
