//! Working days in China: weekends, holidays and the weekends worked instead (调休), year by year.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_document::Date;
use serde::Deserialize;

use crate::{RegisterError, Result};

/// The years that ship; `data/holidays/README.md` says where they are from.
const SHIPPED: &[&str] = &[
    include_str!("../../../data/holidays/2020.toml"),
    include_str!("../../../data/holidays/2021.toml"),
    include_str!("../../../data/holidays/2022.toml"),
    include_str!("../../../data/holidays/2023.toml"),
    include_str!("../../../data/holidays/2024.toml"),
    include_str!("../../../data/holidays/2025.toml"),
    include_str!("../../../data/holidays/2026.toml"),
];

/// The holidays of every year (全国年节及纪念日放假办法).
const HOLIDAYS: [&str; 7] = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"];

/// No count of working days is longer: a deadline of forty and the days off between are a quarter of a year.
const DAYS_MAX: u32 = 400;

/// A file of holidays, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct YearFile {
    year: i16,
    /// Which notices it is from: for people.
    #[serde(rename = "notices")]
    _notices: Vec<String>,
    holiday: Vec<Holiday>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    names: Vec<String>,
    from: Date,
    to: Date,
    work: Vec<Date>,
}

/// The days of one year that are not as their weekday says.
#[derive(Debug, Clone, Default)]
struct Year {
    off: BTreeSet<Date>,
    work: BTreeSet<Date>,
}

/// The working days of the years that are known; a day of any other year is an error, never a guess.
///
/// ```
/// use gongkai_document::Date;
/// use gongkai_register::Calendar;
///
/// let calendar = Calendar::shipped()?;
/// let monday_in_may = Date::constant(2024, 5, 6);
/// assert!(calendar.is_working_day(monday_in_may)?);
/// // Saturday the 11th is worked for the holiday.
/// assert_eq!(calendar.after(monday_in_may, 5)?, Date::constant(2024, 5, 11));
/// assert!(calendar.is_working_day(Date::constant(2031, 1, 2)).is_err());
/// # Ok::<(), gongkai_register::RegisterError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: BTreeMap<i16, Year>,
}

impl Calendar {
    /// The years that ship.
    pub fn shipped() -> Result<Self> {
        let mut calendar = Self::default();
        for file in SHIPPED {
            calendar.add(file)?;
        }
        Ok(calendar)
    }

    /// Adds a year from its file, or puts it in place of the one that is there.
    ///
    /// A year without one of the seven holidays is refused as partly known; so is one that contradicts itself.
    pub fn add(&mut self, file: &str) -> Result<()> {
        let file: YearFile =
            toml::from_str(file).map_err(|error| RegisterError::HolidayFile(error.message().to_owned()))?;
        let named: BTreeSet<&str> = file.holiday.iter().flat_map(|one| &one.names).map(String::as_str).collect();
        let missing: Vec<&str> = HOLIDAYS.into_iter().filter(|name| !named.contains(name)).collect();
        if !missing.is_empty() {
            return Err(RegisterError::PartlyKnownYear { year: file.year, missing: missing.join("、") });
        }
        let year = year(&file).map_err(|problem| RegisterError::BadHolidays { year: file.year, problem })?;
        self.years.insert(file.year, year);
        Ok(())
    }

    /// Whether offices work on that day.
    pub fn is_working_day(&self, day: Date) -> Result<bool> {
        let year = self.years.get(&day.year()).ok_or(RegisterError::UnknownYear { year: day.year() })?;
        Ok(year.work.contains(&day) || !is_weekend(day) && !year.off.contains(&day))
    }

    /// The working day that is the `count`-th after `day`, which itself does not count (民法典第二百零一条: the day on which
    /// a period begins is not in it). For a count of 0, `day` itself.
    pub fn after(&self, day: Date, count: u32) -> Result<Date> {
        self.after_without(day, count, |_| false)
    }

    /// As [`after`](Self::after), without the days of which `is_left_out` says so.
    pub(crate) fn after_without(&self, day: Date, count: u32, is_left_out: impl Fn(Date) -> bool) -> Result<Date> {
        let (mut at, mut counted) = (day, 0);
        for _ in 0..DAYS_MAX {
            if counted == count {
                return Ok(at);
            }
            at = at.tomorrow().map_err(|_| RegisterError::EndOfCalendar(day))?;
            counted += u32::from(self.is_working_day(at)? && !is_left_out(at));
        }
        Err(RegisterError::EndOfCalendar(day))
    }

    /// How many working days lie after `from`, up to and with `to`; negative when `to` is before `from`.
    pub fn working_days(&self, from: Date, to: Date) -> Result<i64> {
        if to < from {
            return Ok(-self.working_days(to, from)?);
        }
        let (mut at, mut counted) = (from, 0);
        while at < to {
            at = at.tomorrow().map_err(|_| RegisterError::EndOfCalendar(from))?;
            counted += i64::from(self.is_working_day(at)?);
        }
        Ok(counted)
    }
}

fn is_weekend(day: Date) -> bool {
    // Monday is 1.
    day.weekday().to_monday_one_offset() > 5
}

/// The days of a file, or what is wrong with them.
fn year(file: &YearFile) -> Result<Year, String> {
    let mut year = Year::default();
    for holiday in &file.holiday {
        let name = holiday.names.join("、");
        if holiday.from > holiday.to {
            return Err(format!("{name} ends before it begins"));
        }
        let days = holiday.from.series(jiff_day()).take_while(|day| *day <= holiday.to);
        year.off.extend(days);
        year.work.extend(&holiday.work);
    }
    for day in year.off.iter().chain(&year.work) {
        if day.year() != file.year {
            return Err(format!("{day} is in another year"));
        }
    }
    for day in &year.work {
        if !is_weekend(*day) {
            return Err(format!("{day} is no weekend, so that it need not be worked instead"));
        }
        if year.off.contains(day) {
            return Err(format!("{day} is both off and worked"));
        }
    }
    Ok(year)
}

fn jiff_day() -> jiff::Span {
    jiff::Span::new().days(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_year_that_ships_is_whole_and_each_holiday_is_off() {
        let calendar = Calendar::shipped().unwrap();
        assert_eq!(calendar.years.keys().copied().collect::<Vec<_>>(), [2020, 2021, 2022, 2023, 2024, 2025, 2026]);
        for year in 2020..=2026 {
            for fixed in [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)] {
                assert!(
                    !calendar.is_working_day(Date::new(year, fixed.0, fixed.1).unwrap()).unwrap(),
                    "{year} {fixed:?}"
                );
            }
        }
        // The weekdays of the year less its statutory holidays: 11, from 2025 on 13, and two more in 2020.
        let working = |year: i16| {
            let days = Date::new(year, 1, 1).unwrap().series(jiff_day()).take_while(|day| day.year() == year);
            days.filter(|day| calendar.is_working_day(*day).unwrap()).count()
        };
        assert_eq!([2020, 2021, 2022, 2023, 2024, 2025, 2026].map(working), [249, 250, 249, 249, 251, 248, 248]);
    }

    #[test]
    fn worked_weekends_count_and_days_off_do_not() {
        let calendar = Calendar::shipped().unwrap();
        for (date, is_worked) in [
            ("2024-02-09", true),
            ("2024-02-12", false),
            ("2024-02-18", true),
            ("2020-01-31", false),
            ("2020-02-01", false),
            ("2026-02-28", true),
            ("2026-10-08", true),
        ] {
            assert_eq!(calendar.is_working_day(day(date)).unwrap(), is_worked, "{date}");
        }
        // Received before the Spring Festival of 2024: eight days off, and two Sundays worked.
        assert_eq!(calendar.after(day("2024-02-01"), 20).unwrap(), day("2024-03-05"));
        assert_eq!(calendar.working_days(day("2024-02-01"), day("2024-03-05")).unwrap(), 20);
        assert_eq!(calendar.working_days(day("2024-03-05"), day("2024-02-01")).unwrap(), -20);
    }

    #[test]
    fn an_unknown_year_is_refused_also_when_only_the_end_is_in_it() {
        let error = Calendar::shipped().unwrap().after(day("2026-12-20"), 20).unwrap_err();
        assert!(error.to_string().starts_with("the holidays of 2027 are not known"), "{error}");
    }

    #[test]
    fn a_file_that_lacks_a_holiday_or_contradicts_itself_is_refused() {
        let shipped = SHIPPED[4];
        let mut calendar = Calendar::default();
        let mut error = |file: String| calendar.add(&file).unwrap_err().to_string();
        assert_eq!(
            error(shipped.replace("\"端午节\"", "\"端午\"")),
            "the holidays of 2024 are only partly known: 端午节 missing; complete `2024.toml`"
        );
        assert!(error(shipped.replace("\"2024-02-04\"", "\"2024-02-05\"")).contains("2024-02-05 is no weekend"));
        assert!(error(shipped.replace("to = \"2024-02-17\"", "to = \"2025-02-17\"")).contains("is in another year"));
        assert!(error("year = 2027".to_owned()).starts_with("a file of holidays cannot be read"));
        assert!(calendar.years.is_empty());
    }
}
