//! Until when an office must act on a request, after the Regulation on Open Government Information
//! (《中华人民共和国政府信息公开条例》).

use gongkai_document::Date;
use serde::Serialize;

use crate::Result;
use crate::calendar::Calendar;
use crate::field::Field;
use crate::record::Record;

/// Article 33, paragraph 2: a reply within 20 working days of the request.
pub const REPLY_WORKING_DAYS: u32 = 20;
/// Article 33, paragraph 2: an extension by at most 20 working days, of which the applicant is told.
pub const EXTENSION_WORKING_DAYS: u32 = 20;
/// Article 30: an unclear request is sent back for correction within 7 working days, once and with everything asked.
pub const CORRECTION_WORKING_DAYS: u32 = 7;
/// Article 32: a third party has 15 working days for its opinion; without one, the office decides.
pub const THIRD_PARTY_WORKING_DAYS: u32 = 15;

/// What an open request waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Waits {
    /// The office's reply.
    ForReply,
    /// The applicant's correction: until it comes no deadline runs (article 30: the time counts from the corrected request).
    ForCorrection,
    /// A third party's opinion, whose time does not count (article 33, paragraph 3).
    ForThirdParty,
}

/// The deadlines of an open request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadlines {
    /// What it waits for.
    pub waits: Waits,
    /// The last day for asking the applicant to correct an unclear request (article 30).
    pub correction_notice_by: Date,
    /// The last day for the third party's opinion (article 32), when one was asked.
    pub third_party_by: Option<Date>,
    /// The last day for the reply (article 33); none while the applicant has to correct the request.
    pub reply_by: Option<Date>,
    /// Working days left until then on the day asked about; negative when it is over.
    pub days_left: Option<i64>,
}

impl Deadlines {
    /// Whether the reply is late on the day asked about.
    pub fn is_overdue(&self) -> bool {
        self.days_left.is_some_and(|left| left < 0)
    }
}

/// The deadlines of a request on the day `on`; `None` for one that is closed or has no day on which it came.
///
/// Days are counted as article 33 and the Civil Code do: the day on which a time begins is not in it. While a third party is
/// asked, no working day counts, at most for the fifteen that article 32 gives it.
///
/// ```
/// use gongkai_document::Date;
/// use gongkai_register::{Calendar, Field, Record, deadlines};
///
/// let fields = [(Field::ReceivedOn, "2024-02-01".to_owned())].into();
/// let record = Record { number: "1".to_owned(), fields, ..Record::default() };
/// let deadlines = deadlines(&record, &Calendar::shipped()?, Date::constant(2024, 3, 7))?.ok_or("closed")?;
/// assert_eq!(deadlines.reply_by, Some(Date::constant(2024, 3, 5)));
/// assert!(deadlines.is_overdue());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn deadlines(record: &Record, calendar: &Calendar, on: Date) -> Result<Option<Deadlines>> {
    let Some(received) = record.day(Field::ReceivedOn).filter(|_| record.is_open()) else { return Ok(None) };
    let correction_notice_by = calendar.after(received, CORRECTION_WORKING_DAYS)?;
    let asked_third_party = record.day(Field::ThirdPartyAskedOn);
    let third_party_by = asked_third_party.map(|asked| calendar.after(asked, THIRD_PARTY_WORKING_DAYS)).transpose()?;
    let corrected = record.day(Field::CorrectedOn);
    if record.day(Field::CorrectionAskedOn).is_some() && corrected.is_none() {
        let waits = Waits::ForCorrection;
        return Ok(Some(Deadlines { waits, correction_notice_by, third_party_by, reply_by: None, days_left: None }));
    }
    let answered = record.day(Field::ThirdPartyAnsweredOn);
    let consultation = asked_third_party.zip(third_party_by).map(|(asked, by)| (asked, answered.unwrap_or(by).min(by)));
    let is_consulted = |day: Date| consultation.is_some_and(|(asked, end)| day > asked && day <= end);
    let extension = record.day(Field::ExtendedOn).map_or(0, |_| EXTENSION_WORKING_DAYS);
    let begins = corrected.unwrap_or(received);
    let reply_by = calendar.after_without(begins, REPLY_WORKING_DAYS + extension, is_consulted)?;
    let is_waiting = asked_third_party.is_some() && answered.is_none() && third_party_by.is_some_and(|by| on <= by);
    Ok(Some(Deadlines {
        waits: if is_waiting { Waits::ForThirdParty } else { Waits::ForReply },
        correction_notice_by,
        third_party_by,
        reply_by: Some(reply_by),
        days_left: Some(calendar.working_days(on, reply_by)?.min(days_over(on, reply_by))),
    }))
}

/// On the day after a deadline that is no working day nothing is left, and it is over all the same.
fn days_over(on: Date, by: Date) -> i64 {
    if on > by { -1 } else { i64::MAX }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(fields: &[(Field, &str)], on: &str, expected: &Expect) {
        let fields = fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
        let record = Record { number: "1".to_owned(), fields, ..Record::default() };
        let found = deadlines(&record, &Calendar::shipped().unwrap(), on.parse().unwrap());
        let line = match found {
            Ok(Some(found)) => format!(
                "{:?}: correction {}, third party {:?}, reply {:?}, left {:?}",
                found.waits, found.correction_notice_by, found.third_party_by, found.reply_by, found.days_left
            ),
            Ok(None) => "nothing runs".to_owned(),
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&line);
    }

    const RECEIVED: (Field, &str) = (Field::ReceivedOn, "2024-04-25");

    #[test]
    fn twenty_working_days_go_round_the_labour_day_holiday() {
        // Worked: Sunday 28 April and Saturday 11 May; off: 1 to 5 May.
        check(
            &[RECEIVED],
            "2024-05-20",
            &expect![[r#"ForReply: correction 2024-05-08, third party None, reply Some(2024-05-24), left Some(4)"#]],
        );
        check(
            &[RECEIVED, (Field::ExtendedOn, "2024-05-20")],
            "2024-05-27",
            &expect![[r#"ForReply: correction 2024-05-08, third party None, reply Some(2024-06-24), left Some(19)"#]],
        );
        check(
            &[RECEIVED],
            "2024-05-25",
            &expect![[r#"ForReply: correction 2024-05-08, third party None, reply Some(2024-05-24), left Some(-1)"#]],
        );
    }

    #[test]
    fn a_correction_starts_the_time_anew_and_none_runs_before_it() {
        let asked = (Field::CorrectionAskedOn, "2024-04-29");
        check(
            &[RECEIVED, asked],
            "2024-07-01",
            &expect![[r#"ForCorrection: correction 2024-05-08, third party None, reply None, left None"#]],
        );
        check(
            &[RECEIVED, asked, (Field::CorrectedOn, "2024-05-06")],
            "2024-05-06",
            &expect!["ForReply: correction 2024-05-08, third party None, reply Some(2024-05-31), left Some(20)"],
        );
    }

    #[test]
    fn the_time_of_a_third_party_does_not_count_and_ends_by_itself() {
        let asked = (Field::ThirdPartyAskedOn, "2024-05-06");
        check(
            &[RECEIVED, asked],
            "2024-05-10",
            &expect![
                "ForThirdParty: correction 2024-05-08, third party Some(2024-05-24), reply Some(2024-06-17), left Some(26)"
            ],
        );
        check(
            &[RECEIVED, asked, (Field::ThirdPartyAnsweredOn, "2024-05-09")],
            "2024-05-10",
            &expect![[
                r#"ForReply: correction 2024-05-08, third party Some(2024-05-24), reply Some(2024-05-29), left Some(14)"#
            ]],
        );
    }

    #[test]
    fn nothing_runs_for_a_closed_request_and_an_unknown_year_is_an_error() {
        check(&[RECEIVED, (Field::RepliedOn, "2024-05-06")], "2024-05-10", &expect!["nothing runs"]);
        check(
            &[(Field::ReceivedOn, "2026-12-25")],
            "2026-12-26",
            &expect![
                "the holidays of 2027 are not known, so working days cannot be counted; put `holidays/2027.toml` into the data directory"
            ],
        );
    }
}
