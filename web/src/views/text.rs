//! Texts as a page shows them.

use gongkai_document::{Date, Timestamp};
use jiff::tz::Offset;

/// The same as feeds write it.
pub(super) const CHINA_OFFSET: &str = "+08:00";
/// China has one time, eight hours ahead.
const CHINA: Offset = Offset::constant(8);

/// A text that somebody typed, without characters that a page cannot hold or that turn the text around them.
pub(crate) fn shown(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if c.is_control() || turns(c) { ' ' } else { c }).collect()
}

/// A day in words: 2020年8月10日.
pub(crate) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The day of a moment in China.
pub fn day_of(moment: Timestamp) -> Date {
    CHINA.to_datetime(moment).date()
}

/// A column's path as people read it: 政策 › 规范性文件.
pub(super) fn column(path: &str) -> String {
    path.replace('/', " › ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_late_in_the_day_is_the_next_day_in_china() {
        let moment: Timestamp = "2024-10-15T16:00:00Z".parse().unwrap();
        assert_eq!(day(day_of(moment)), "2024年10月16日");
    }

    #[test]
    fn characters_that_turn_or_break_a_text_become_blanks() {
        assert_eq!(shown("低保\0\u{202e}申请"), "低保  申请");
    }
}
