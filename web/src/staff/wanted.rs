//! Which requests a list shows: the filters of its address, read and written.

use std::str::FromStr;

use gongkai_document::{Decision, Stage};
use gongkai_register::{Field, Record, StatutoryReport};
use url::form_urlencoded::Serializer;

use crate::staff::due::Due;
use crate::staff::refusal::StaffRefusal;

/// How many requests a page shows.
pub(super) const PAGE_ROWS: usize = 50;
/// No page beyond this is asked for: fifty thousand requests, a hundred times what a district gets in a year.
const PAGE_MAX: usize = 1_000;
/// The longest name of a department, in characters.
const DEPARTMENT_CHARS_MAX: usize = 200;
/// The years that can be asked for, as on the command line.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2099;

/// What a list is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) stage: Option<Stage>,
    pub(super) department: Option<String>,
    pub(super) decision: Option<Decision>,
    /// The year in which they were received.
    pub(super) year: Option<i16>,
    pub(super) overdue: bool,
    /// Those that a cell of the statutory tables counts.
    pub(super) cell: Option<CellName>,
    pub(super) page: Option<usize>,
    /// Whether an export names who asked.
    pub(super) applicants: bool,
}

/// A cell of the statutory tables, or a sum there that does not come out: `2024.granted.3`, columns counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellName {
    pub(super) year: i16,
    pub(super) row: String,
    pub(super) column: usize,
}

/// The row under which violations stand.
const VIOLATION: &str = "violation";

impl Wanted {
    /// Reads the parameters of an address; one that nobody knows is refused, because a filter that is dropped in silence
    /// gives a wrong count.
    pub(super) fn read(pairs: &[(String, String)]) -> Result<Self, StaffRefusal> {
        let mut wanted = Self::default();
        for (name, value) in pairs {
            let bad = |label, what: &str| StaffRefusal::Parameter(label, what.to_owned());
            match name.as_str() {
                "stage" => wanted.stage = Some(code(value, "办理状态")?),
                "decision" => wanted.decision = Some(code(value, "答复结果")?),
                "department" if value.chars().count() > DEPARTMENT_CHARS_MAX => {
                    return Err(bad("承办部门", "名称过长"));
                }
                "department" => wanted.department = Some(value.clone()),
                "year" => wanted.year = Some(year(value)?),
                "overdue" => wanted.overdue = switch(value, "逾期")?,
                "applicants" => wanted.applicants = switch(value, "申请人")?,
                "cell" => wanted.cell = Some(value.parse()?),
                "page" => {
                    let page = value.parse().ok().filter(|page| (1..=PAGE_MAX).contains(page));
                    wanted.page = Some(page.ok_or_else(|| bad("页码", "不在可以查看的范围内"))?);
                }
                _ => return Err(bad("网址", "有不能识别的条件")),
            }
        }
        Ok(wanted)
    }

    /// The page, from 1.
    pub(super) fn page(&self) -> usize {
        self.page.unwrap_or(1)
    }

    /// Whether anything is filtered.
    pub(super) fn is_filtered(&self) -> bool {
        Self { page: None, ..self.clone() } != Self::default()
    }

    /// The same list's address below `path`, at another page.
    pub(super) fn href(&self, path: &str, page: usize) -> String {
        let mut query = Serializer::new(String::new());
        let mut add = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        };
        add("stage", self.stage.map(Stage::code));
        add("department", self.department.as_deref());
        add("decision", self.decision.map(Decision::code));
        add("year", self.year.map(|year| year.to_string()).as_deref());
        add("overdue", self.overdue.then_some("1"));
        add("cell", self.cell.as_ref().map(CellName::to_string).as_deref());
        add("applicants", self.applicants.then_some("1"));
        add("page", (page > 1).then(|| page.to_string()).as_deref());
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// What the audit log notes of it.
    pub(super) fn noted(&self) -> Option<String> {
        let noted = self.href("", self.page());
        (!noted.is_empty()).then(|| noted.trim_start_matches('?').to_owned())
    }

    /// Whether the list shows a request that stands so in time; the cell is looked at apart.
    pub(super) fn shows(&self, record: &Record, due: &Due) -> bool {
        self.stage.is_none_or(|stage| record.stage() == Some(stage))
            && self.decision.is_none_or(|decision| record.decision() == Some(decision))
            && self.year.is_none_or(|year| record.day(Field::ReceivedOn).is_some_and(|day| day.year() == year))
            && self.department.as_deref().is_none_or(|name| record.value(Field::Department) == Some(name))
            && (!self.overdue || due.is_overdue())
    }
}

impl CellName {
    /// The cell in this row and column of a year.
    pub(super) fn new(year: i16, row: &str, column: usize) -> Self {
        Self { year, row: row.to_owned(), column }
    }

    /// The violation that stands at this place of the list.
    pub(super) fn violation(year: i16, place: usize) -> Self {
        Self::new(year, VIOLATION, place)
    }

    /// What the cell is called and the requests that it counts; `None` when there is no such cell.
    pub(super) fn cases(&self, report: &StatutoryReport) -> Option<(String, Vec<String>)> {
        let place = self.column.checked_sub(1)?;
        if self.row == VIOLATION {
            let violation = report.violations.get(place)?;
            return Some((violation.sum.clone(), violation.cases.clone()));
        }
        let requests = report.requests.iter().map(|row| (row.code, row.label, &row.cells, &report.columns));
        let cases = report.cases.iter().map(|row| (row.code, row.label, &row.cells, &report.case_columns));
        let (_, label, cells, columns) = requests.chain(cases).find(|(code, ..)| *code == self.row)?;
        Some((format!("{label}（{}）", columns.get(place)?), cells.get(place)?.cases.clone()))
    }
}

impl std::fmt::Display for CellName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.year, self.row, self.column)
    }
}

impl FromStr for CellName {
    type Err = StaffRefusal;

    fn from_str(text: &str) -> Result<Self, StaffRefusal> {
        let read = || {
            let (first, rest) = text.split_once('.')?;
            let (row, column) = rest.rsplit_once('.')?;
            Some(Self::new(year(first).ok()?, row, column.parse().ok()?))
        };
        read().ok_or_else(|| StaffRefusal::Parameter("统计表单元格", "没有这个单元格".to_owned()))
    }
}

/// A year that can be asked for.
pub(super) fn year(value: &str) -> Result<i16, StaffRefusal> {
    let year = value.parse().ok().filter(|year| YEARS.contains(year));
    year.ok_or_else(|| StaffRefusal::Parameter("年度", format!("应为 {} 至 {} 之间的年份", YEARS.start(), YEARS.end())))
}

/// The value that a code means.
pub(super) fn code<T: FromStr>(value: &str, label: &'static str) -> Result<T, StaffRefusal> {
    value.parse().map_err(|_| StaffRefusal::Parameter(label, "不是可以选择的内容".to_owned()))
}

fn switch(value: &str, label: &'static str) -> Result<bool, StaffRefusal> {
    match value {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err(StaffRefusal::Parameter(label, "应为 1 或 0".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::asked::pairs;

    fn read(query: &str) -> Result<Wanted, StaffRefusal> {
        Wanted::read(&pairs(query).unwrap())
    }

    #[test]
    fn an_address_is_read_as_it_was_written_and_empty_fields_say_nothing() {
        for query in [
            "stage=in_hand&department=%E6%B0%91%E6%94%BF%E5%B1%80&decision=partial&year=2024&overdue=1&page=3",
            "cell=2024.granted.7",
            "year=2020&applicants=1",
        ] {
            let wanted = read(query).unwrap();
            assert_eq!(wanted.href("", wanted.page()), format!("?{query}"));
        }
        assert_eq!(read("stage=&department=&decision=&year=&overdue=0").unwrap(), Wanted::default());
        assert!(!read("page=2").unwrap().is_filtered() && read("year=2024").unwrap().is_filtered());
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let long = format!("department={}", "a".repeat(201));
        for query in [
            "stage=x",
            "decision=GRANTED",
            "year=24",
            "year=1999",
            "overdue=yes",
            "page=0",
            "page=1001",
            "page=x",
            "cell=2024",
            "cell=2024.granted",
            "cell=2024.granted.x",
            "cell=x.granted.1",
            "q=a",
            &long,
        ] {
            assert!(matches!(read(query), Err(StaffRefusal::Parameter(..))), "{query}");
        }
    }
}
