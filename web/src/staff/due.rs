//! When a request is due, in the words of a list.

use std::cmp::Reverse;

use gongkai_document::Date;
use gongkai_register::{Calendar, Deadlines, Field, Record, RegisterError, Waits, deadlines};

use crate::staff::refusal::StaffRefusal;
use crate::views::day;

/// Where a request stands in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Due {
    /// The reply is due on a day.
    On {
        /// The day.
        by: Date,
        /// Working days left until then; negative when it is over.
        days_left: i64,
        /// Whether a third party is asked meanwhile.
        asks_third_party: bool,
    },
    /// No deadline runs until the applicant corrects the request.
    AfterCorrection,
    /// It cannot be counted: the holidays of this year are not known.
    UnknownYear(i16),
    /// Nothing says when the request was received.
    NoDay,
    /// It is answered.
    Closed,
}

/// A request's deadlines, where they can be counted, with where it stands.
pub(super) fn due(record: &Record, calendar: &Calendar, today: Date) -> Result<(Due, Option<Deadlines>), StaffRefusal> {
    if !record.is_open() {
        return Ok((Due::Closed, None));
    }
    match deadlines(record, calendar, today) {
        Ok(Some(found)) => {
            let due = match (found.reply_by, found.days_left) {
                (Some(by), Some(days_left)) => {
                    Due::On { by, days_left, asks_third_party: found.waits == Waits::ForThirdParty }
                }
                _ => Due::AfterCorrection,
            };
            Ok((due, Some(found)))
        }
        Ok(None) => Ok((Due::NoDay, None)),
        Err(RegisterError::UnknownYear { year }) => Ok((Due::UnknownYear(year), None)),
        Err(error) => Err(error.into()),
    }
}

impl Due {
    /// Whether the reply is late.
    pub(super) const fn is_overdue(&self) -> bool {
        matches!(self, Self::On { days_left, .. } if *days_left < 0)
    }

    /// The day of the deadline, or why there is none.
    pub(super) fn day(&self) -> String {
        match self {
            Self::On { by, .. } => day(*by),
            Self::AfterCorrection => "待申请人补正，期限未起算".to_owned(),
            Self::UnknownYear(year) => format!("无法计算（缺 {year} 年节假日安排）"),
            Self::NoDay => "无法计算（缺收到日期）".to_owned(),
            Self::Closed => String::new(),
        }
    }

    /// How long there is left; nothing where no time runs.
    pub(super) fn left(&self) -> String {
        match self {
            Self::On { days_left, .. } if *days_left < 0 => format!("逾期 {} 个工作日", -days_left),
            Self::On { days_left: 0, .. } => "今日到期".to_owned(),
            Self::On { days_left, asks_third_party: true, .. } => {
                format!("剩 {days_left} 个工作日（征求第三方意见中）")
            }
            Self::On { days_left, .. } => format!("剩 {days_left} 个工作日"),
            _ => String::new(),
        }
    }

    /// The class of a badge in which [`left`](Self::left) stands.
    pub(super) const fn class(&self) -> &'static str {
        match self {
            Self::On { days_left, .. } if *days_left < 0 => "badge ended",
            Self::On { days_left, .. } if *days_left <= SOON_DAYS => "badge modified",
            _ => "badge",
        }
    }

    /// What comes first in a list: what is overdue, the longest first; what cannot be counted, which may be; what is due
    /// next; what runs no time; what is closed, the last reply first.
    pub(super) fn urgency(&self, record: &Record) -> (u8, i64, Reverse<Option<Date>>) {
        let (place, left) = match self {
            Self::On { days_left, .. } if *days_left < 0 => (0, *days_left),
            Self::UnknownYear(_) => (1, 0),
            Self::On { days_left, .. } => (2, *days_left),
            Self::AfterCorrection => (3, 0),
            Self::NoDay => (4, 0),
            Self::Closed => (5, 0),
        };
        let closed = if *self == Self::Closed { record.day(Field::RepliedOn) } else { None };
        (place, left, Reverse(closed))
    }
}

/// So few working days are soon: a working week, in which a draft goes through its reviews.
const SOON_DAYS: i64 = 5;

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn each_request_says_when_it_is_due_and_the_most_urgent_comes_first() {
        let calendar = Calendar::shipped().unwrap();
        let today = "2024-05-27".parse().unwrap();
        let record = |number: &str, fields: &[(Field, &str)]| Record {
            number: number.to_owned(),
            fields: fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect(),
            ..Record::default()
        };
        let received = |day| (Field::ReceivedOn, day);
        let mut records = vec![
            record("closed early", &[received("2024-03-01"), (Field::RepliedOn, "2024-03-05")]),
            record("closed late", &[received("2024-03-01"), (Field::RepliedOn, "2024-03-15")]),
            record("in time", &[received("2024-05-20")]),
            record("asks", &[received("2024-05-06"), (Field::ThirdPartyAskedOn, "2024-05-20")]),
            record("soon", &[received("2024-05-06")]),
            record("today", &[received("2024-04-26")]),
            record("late", &[received("2024-04-01")]),
            record("later", &[received("2024-03-01")]),
            record("no day", &[]),
            record("waits", &[received("2024-05-06"), (Field::CorrectionAskedOn, "2024-05-07")]),
            record("unknown", &[received("2030-12-30")]),
        ];
        let of = |record: &Record| due(record, &calendar, today).unwrap().0;
        records.sort_by_key(|record| of(record).urgency(record));
        let lines = records.iter().map(|record| {
            let due = of(record);
            format!("{}: {} {} {}", record.number, due.day(), due.left(), due.class())
        });
        expect![[r#"
            later: 2024年3月29日 逾期 39 个工作日 badge ended
            late: 2024年4月29日 逾期 18 个工作日 badge ended
            unknown: 无法计算（缺 2030 年节假日安排）  badge
            today: 2024年5月27日 今日到期 badge modified
            soon: 2024年5月31日 剩 4 个工作日 badge modified
            in time: 2024年6月18日 剩 15 个工作日 badge
            asks: 2024年6月24日 剩 19 个工作日（征求第三方意见中） badge
            waits: 待申请人补正，期限未起算  badge
            no day: 无法计算（缺收到日期）  badge
            closed late:   badge
            closed early:   badge"#]]
        .assert_eq(&lines.collect::<Vec<_>>().join("\n"));
    }
}
