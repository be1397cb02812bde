//! Section four: 政府信息公开行政复议、行政诉讼情况.

use gongkai_document::{CaseResult, Date, LawsuitCourse};
use serde::Serialize;

use super::{Cell, Violation};
use crate::field::Field;
use crate::record::Record;

/// The columns, in the table's order.
pub(super) const RESULTS: [CaseResult; 4] =
    [CaseResult::Upheld, CaseResult::Corrected, CaseResult::Other, CaseResult::Pending];

/// A row of section four; the table sets them side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseRow {
    /// `review`, or the code of a lawsuit's course.
    pub code: &'static str,
    /// Its heading in the table.
    pub label: &'static str,
    /// A cell for each result, and the total.
    pub cells: Vec<Cell>,
}

/// A review or a lawsuit about one request.
struct Case<'a> {
    number: &'a str,
    filed: Option<Date>,
    closed: Option<Date>,
    result: Option<CaseResult>,
}

impl<'a> Case<'a> {
    /// The case in these fields; `None` when all are empty.
    fn of(record: &'a Record, [filed, closed, result]: [Field; 3]) -> Option<Self> {
        let case = Self {
            number: &record.number,
            filed: record.day(filed),
            closed: record.day(closed),
            result: record.result(result),
        };
        (case.filed.is_some() || case.closed.is_some() || case.result.is_some()).then_some(case)
    }

    /// The column in which it counts in a year; `None` when in none; `Err` says what is missing.
    fn column(&self, year: i16) -> Result<Option<CaseResult>, &'static str> {
        let is_decided = self.result.is_some_and(|result| result != CaseResult::Pending);
        match (self.closed, self.filed) {
            (None, _) if is_decided => Err("有结果，没有审结日期"),
            (Some(_), _) if !is_decided => Err("有审结日期，没有结果"),
            (None, None) => Err("没有受理日期"),
            (Some(closed), Some(filed)) if closed < filed => Err("审结日期早于受理日期"),
            (Some(closed), _) if closed.year() == year => Ok(self.result),
            (Some(closed), _) if closed.year() < year => Ok(None),
            (_, Some(filed)) if filed.year() <= year => Ok(Some(CaseResult::Pending)),
            _ => Ok(None),
        }
    }
}

const REVIEW: [Field; 3] = [Field::ReviewFiledOn, Field::ReviewClosedOn, Field::ReviewResult];
const LAWSUIT: [Field; 3] = [Field::LawsuitFiledOn, Field::LawsuitClosedOn, Field::LawsuitResult];

/// The rows, and the cases that cannot be counted.
pub(super) fn rows(records: &[Record], year: i16, violations: &mut Vec<Violation>) -> Vec<CaseRow> {
    let row = |code, label| CaseRow { code, label, cells: vec![Cell::default(); RESULTS.len() + 1] };
    let [mut review, mut direct, mut after] = [
        row("review", "行政复议"),
        row(LawsuitCourse::Direct.code(), "行政诉讼：未经复议直接起诉"),
        row(LawsuitCourse::AfterReview.code(), "行政诉讼：复议后起诉"),
    ];
    for record in records {
        if let Some(case) = Case::of(record, REVIEW) {
            count(&case, year, &mut review, violations);
        }
        let Some(case) = Case::of(record, LAWSUIT) else { continue };
        match record.lawsuit_course() {
            Some(LawsuitCourse::Direct) => count(&case, year, &mut direct, violations),
            Some(LawsuitCourse::AfterReview) => count(&case, year, &mut after, violations),
            None => {
                let sum = "行政诉讼：没有类型（直接起诉或复议后起诉），未计入".to_owned();
                violations.push(Violation { sum, cases: vec![record.number.clone()] });
            }
        }
    }
    vec![review, direct, after]
}

fn count(case: &Case<'_>, year: i16, row: &mut CaseRow, violations: &mut Vec<Violation>) {
    match case.column(year) {
        Ok(None) => {}
        Ok(Some(result)) => {
            let place = RESULTS.iter().position(|one| *one == result);
            for place in place.into_iter().chain([RESULTS.len()]) {
                if let Some(cell) = row.cells.get_mut(place) {
                    cell.cases.push(case.number.to_owned());
                }
            }
        }
        Err(missing) => violations
            .push(Violation {
                sum: format!("{}：{missing}，未计入", row.label), cases: vec![case.number.to_owned()]
            }),
    }
}
