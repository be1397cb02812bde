//! Section three: 收到和处理政府信息公开申请情况.

use std::collections::BTreeSet;

use gongkai_document::{ApplicantType, Decision};
use serde::Serialize;

use super::{Cell, TOTAL, Violation};
use crate::field::Field;
use crate::record::Record;

/// A row of section three.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestRow {
    /// `new`, `carried_in`, `closed`, `carried_out`, or the code of a decision.
    pub code: &'static str,
    /// Its heading in the table.
    pub label: &'static str,
    /// A cell for each sort of applicant, and the total.
    pub cells: Vec<Cell>,
}

/// The headings of the rows of decisions, in the table's words.
const DECISIONS: &[(Decision, &str)] = &[
    (Decision::Granted, "三、（一）予以公开"),
    (Decision::Partial, "三、（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    (Decision::DeniedSecret, "三、（三）不予公开 1.属于国家秘密"),
    (Decision::DeniedForbidden, "三、（三）不予公开 2.其他法律行政法规禁止公开"),
    (Decision::DeniedSecurity, "三、（三）不予公开 3.危及“三安全一稳定”"),
    (Decision::DeniedThirdParty, "三、（三）不予公开 4.保护第三方合法权益"),
    (Decision::DeniedInternal, "三、（三）不予公开 5.属于三类内部事务信息"),
    (Decision::DeniedProcess, "三、（三）不予公开 6.属于四类过程性信息"),
    (Decision::DeniedEnforcement, "三、（三）不予公开 7.属于行政执法案卷"),
    (Decision::DeniedInquiry, "三、（三）不予公开 8.属于行政查询事项"),
    (Decision::UnavailableNotHeld, "三、（四）无法提供 1.本机关不掌握相关政府信息"),
    (Decision::UnavailableNotReady, "三、（四）无法提供 2.没有现成信息需要另行制作"),
    (Decision::UnavailableUnclear, "三、（四）无法提供 3.补正后申请内容仍不明确"),
    (Decision::NotProcessedPetition, "三、（五）不予处理 1.信访举报投诉类申请"),
    (Decision::NotProcessedRepeat, "三、（五）不予处理 2.重复申请"),
    (Decision::NotProcessedPublication, "三、（五）不予处理 3.要求提供公开出版物"),
    (Decision::NotProcessedExcessive, "三、（五）不予处理 4.无正当理由大量反复申请"),
    (Decision::NotProcessedConfirm, "三、（五）不予处理 5.要求行政机关确认或重新出具已获取信息"),
    (Decision::OtherUncorrected, "三、（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    (
        Decision::OtherUnpaid,
        "三、（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    ),
    (Decision::Other, "三、（六）其他处理 3.其他"),
];

/// Where a request stands in a year.
struct Year(i16);

impl Year {
    fn received(&self, record: &Record) -> Option<std::cmp::Ordering> {
        record.day(Field::ReceivedOn).map(|day| day.year().cmp(&self.0))
    }

    fn replied(&self, record: &Record) -> Option<std::cmp::Ordering> {
        record.day(Field::RepliedOn).map(|day| day.year().cmp(&self.0))
    }

    /// 一、本年新收政府信息公开申请数量
    fn is_new(&self, record: &Record) -> bool {
        self.received(record).is_some_and(std::cmp::Ordering::is_eq)
    }

    /// 二、上年结转政府信息公开申请数量: it came before, and was not answered before.
    fn is_carried_in(&self, record: &Record) -> bool {
        self.received(record).is_some_and(std::cmp::Ordering::is_lt)
            && self.replied(record).is_none_or(std::cmp::Ordering::is_ge)
    }

    /// 三、（七）: it was answered in the year.
    fn is_closed(&self, record: &Record) -> bool {
        self.replied(record).is_some_and(std::cmp::Ordering::is_eq)
    }

    /// 四、结转下年度继续办理: it has come, and is not answered by the year's end.
    fn is_carried_out(&self, record: &Record) -> bool {
        self.received(record).is_some_and(std::cmp::Ordering::is_le)
            && self.replied(record).is_none_or(std::cmp::Ordering::is_gt)
    }
}

/// The rows, and what in them does not add up.
pub(super) fn rows(records: &[Record], year: i16, violations: &mut Vec<Violation>) -> Vec<RequestRow> {
    let at = Year(year);
    let row = |code, label, is_in: &dyn Fn(&Record) -> bool| row(records, code, label, is_in);
    let mut rows = vec![
        row("new", "一、本年新收政府信息公开申请数量", &|record| at.is_new(record)),
        row("carried_in", "二、上年结转政府信息公开申请数量", &|record| at.is_carried_in(record)),
    ];
    for (decision, label) in DECISIONS {
        let is_in = |record: &Record| at.is_closed(record) && record.decision() == Some(*decision);
        rows.push(row(decision.code(), label, &is_in));
    }
    rows.push(row("closed", "三、（七）总计", &|record| at.is_closed(record)));
    rows.push(row("carried_out", "四、结转下年度继续办理", &|record| at.is_carried_out(record)));
    for row in &rows {
        check_row(row, violations);
    }
    for (column, heading) in headings().enumerate() {
        check_column(&rows, column, heading, violations);
    }
    let mut name = |sum: &str, is_it: &dyn Fn(&Record) -> bool| {
        let cases: Vec<String> =
            records.iter().filter(|record| is_it(record)).map(|record| record.number.clone()).collect();
        if !cases.is_empty() {
            violations.push(Violation { sum: sum.to_owned(), cases });
        }
    };
    let has_reply = |record: &Record| record.day(Field::RepliedOn).is_some();
    name("没有收到日期，不在任何一行", &|record| {
        record.day(Field::ReceivedOn).is_none() && !has_reply(record)
    });
    name("已答复或归档，没有答复日期，计为结转", &|record| {
        at.is_carried_out(record) && !has_reply(record) && !record.is_open()
    });
    rows
}

fn headings() -> impl Iterator<Item = &'static str> {
    ApplicantType::ALL.iter().map(|sort| sort.label()).chain([TOTAL])
}

fn row(records: &[Record], code: &'static str, label: &'static str, is_in: &dyn Fn(&Record) -> bool) -> RequestRow {
    let mut cells = vec![Cell::default(); ApplicantType::ALL.len() + 1];
    for record in records.iter().filter(|record| is_in(record)) {
        let sort = record.applicant_type();
        let place = sort.and_then(|sort| ApplicantType::ALL.iter().position(|one| *one == sort));
        // The total is counted for itself, so that whoever has no column is missed.
        for place in place.into_iter().chain([ApplicantType::ALL.len()]) {
            if let Some(cell) = cells.get_mut(place) {
                cell.cases.push(record.number.clone());
            }
        }
    }
    RequestRow { code, label, cells }
}

/// Each row's columns add up to its total.
fn check_row(row: &RequestRow, violations: &mut Vec<Violation>) {
    let Some((total, columns)) = row.cells.split_last() else { return };
    let sum: usize = columns.iter().map(Cell::count).sum();
    if sum != total.count() {
        let counted: BTreeSet<&String> = columns.iter().flat_map(|cell| &cell.cases).collect();
        let cases = total.cases.iter().filter(|case| !counted.contains(case)).cloned().collect();
        let sum = format!("{}：各列之和＝总计，{sum}≠{}（没有申请人类型）", row.label, total.count());
        violations.push(Violation { sum, cases });
    }
}

/// In each column 三（一）至（六）＝三（七）, and 一＋二＝三（七）＋四.
fn check_column(rows: &[RequestRow], column: usize, heading: &str, violations: &mut Vec<Violation>) {
    let cases = |codes: &[&str]| -> Vec<&String> {
        let chosen = rows.iter().filter(|row| codes.contains(&row.code));
        chosen.filter_map(|row| row.cells.get(column)).flat_map(|cell| &cell.cases).collect()
    };
    let decisions: Vec<&str> = DECISIONS.iter().map(|(decision, _)| decision.code()).collect();
    let mut check = |name: &str, why: &str, left: &[&String], right: &[&String]| {
        // The cases and not their numbers: one missing on each side would hide both.
        let (left_set, right_set): (BTreeSet<_>, BTreeSet<_>) = (left.iter().collect(), right.iter().collect());
        let cases: Vec<String> = left_set.symmetric_difference(&right_set).map(|case| (**case).clone()).collect();
        if !cases.is_empty() {
            let equal = if left.len() == right.len() { "＝" } else { "≠" };
            let sum = format!("{heading}：{name}，{}{equal}{}（{why}）", left.len(), right.len());
            violations.push(Violation { sum, cases });
        }
    };
    let closed = cases(&["closed"]);
    check("三（一）至（六）之和＝三（七）", "没有答复结果", &cases(&decisions), &closed);
    let (came, went) = (cases(&["new", "carried_in"]), cases(&["closed", "carried_out"]));
    check("一＋二＝三（七）＋四", "收到日期与答复日期不符", &came, &went);
}
