//! Days as offices write them.

use gongkai_document::Date;

/// Further ways of writing a day, as `strptime` knows them: `%d/%m/%Y`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayFormats(Vec<String>);

/// The day that spreadsheets count from: with the 30th of December, 1 March 1900 is day 61 as in Excel, which holds 1900
/// for a leap year (ECMA-376, part 1, 18.17.4).
const SERIAL_ZERO: Date = Date::constant(1899, 12, 30);
/// Serials from 1 March 1900 to the end of 2099: any other number in a column of days is a slip.
const SERIALS: std::ops::RangeInclusive<i32> = 61..=73_050;
/// Years that a register of requests can hold. The regulation is from 2007.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2099;

impl DayFormats {
    /// Checks each way against a day, so that a slip is found before a file is read.
    pub fn new(formats: Vec<String>) -> Result<Self, String> {
        let day = Date::constant(2024, 3, 5);
        for format in &formats {
            // Writing first: what cannot be written by a format can never have been.
            let written = jiff::fmt::strtime::format(format, day).map_err(|error| format!("{format:?}: {error}"))?;
            let read = Date::strptime(format, &written).map_err(|error| format!("{format:?}: {error}"))?;
            if read != day {
                return Err(format!("{format:?} does not tell a whole day"));
            }
        }
        Ok(Self(formats))
    }
}

/// Reads a day: 2024年3月5日, 2024-3-5, 2024/3/5, 2024.3.5, 20240305, a time of day behind any of them, a spreadsheet's
/// serial number, or one of `formats`; full-width digits too.
pub(crate) fn read_day(text: &str, formats: &DayFormats) -> Result<Date, String> {
    let mut folded = String::with_capacity(text.len());
    gongkai_analysis::fold_each(text, |c| folded.push(c));
    let folded = folded.trim();
    let by_format = formats.0.iter().find_map(|format| Date::strptime(format, folded).ok());
    let day = by_format.or_else(|| separated(folded)).or_else(|| digits(folded));
    day.filter(|day| YEARS.contains(&day.year()))
        .ok_or_else(|| format!("{text:?} is no day from 2000 to 2099; write 2024-03-05"))
}

/// A day in three numbers with marks between.
fn separated(text: &str) -> Option<Date> {
    let mut numbers = Vec::new();
    let mut rest = text;
    for marks in [['年', '-', '/', '.'], ['月', '-', '/', '.']] {
        let (number, after) = rest.split_once(marks)?;
        numbers.push(number.trim().parse::<i16>().ok()?);
        rest = after.trim_start();
    }
    let length = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (day, after) = rest.split_at_checked(length)?;
    let after = after.trim_start().trim_start_matches(['日', '号', 't']).trim_start();
    let is_time = after.chars().all(|c| c.is_ascii_digit() || ":.+z时分秒".contains(c));
    let [year, month] = numbers.as_slice() else { return None };
    Date::new(*year, i8::try_from(*month).ok()?, day.parse().ok()?).ok().filter(|_| is_time)
}

/// A day in eight digits, or as a serial number.
fn digits(text: &str) -> Option<Date> {
    let number: i32 = text.strip_suffix(".0").unwrap_or(text).parse().ok()?;
    if text.len() == 8 {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        return Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    }
    let serial = SERIALS.contains(&number).then_some(number)?;
    SERIAL_ZERO.checked_add(jiff::Span::new().days(serial)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_every_way_that_offices_write_it() {
        let formats = DayFormats::new(vec!["%d/%m/%Y".to_owned()]).unwrap();
        for text in [
            "2024年3月5日",
            "２０２４年０３月０５日",
            "2024 年 3 月 5 日",
            "2024-03-05",
            "2024/3/5",
            "2024.3.5",
            "20240305",
            "45356",
            "45356.0",
            "2024-03-05 09:30:00",
            "2024-03-05T09:30",
            "05/03/2024",
        ] {
            assert_eq!(read_day(text, &formats), Ok(Date::constant(2024, 3, 5)), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        let formats = DayFormats::default();
        for text in [
            "",
            "2024-13-01",
            "2023年2月30日",
            "03-05",
            "5/3/2024",
            "昨天",
            "0",
            "12",
            "1899-12-30",
            "2024年3月",
            "240305",
        ] {
            assert!(read_day(text, &formats).is_err(), "{text}: {:?}", read_day(text, &formats));
        }
        assert!(DayFormats::new(vec!["%Y年%m月".to_owned()]).is_err());
    }
}
