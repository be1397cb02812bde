//! The page of the statutory tables.

use askama::Template;
use gongkai_accounts::Permission;
use gongkai_register::{Cell, RequestRow, StatutoryReport};

use super::layout::Layout;
use crate::staff::desk::Visitor;
use crate::staff::export::{TABLES_CSV, TABLES_XLSX};
use crate::staff::router::{REGISTER, TABLES};
use crate::staff::tables::Tables;
use crate::staff::wanted::{CellName, Wanted};
use crate::views::shown;

#[derive(Template)]
#[template(path = "staff/tables.html")]
pub(super) struct TablesPage<'a> {
    layout: Layout<'a>,
    action: &'static str,
    year: i16,
    years: Vec<(i16, bool)>,
    columns: &'a [&'static str],
    requests: Vec<Row>,
    sums: Vec<Sum>,
    case_columns: &'a [&'static str],
    cases: Vec<Row>,
    /// What does not add up, how many requests make the difference, and where they are.
    violations: Vec<(String, usize, String)>,
    exports: Vec<(&'static str, String)>,
}

/// A row: its heading, and for each cell its count and where its cases are.
struct Row {
    label: &'static str,
    cells: Vec<(usize, Option<String>)>,
}

/// What must be equal in a column: 新收 ＋ 上年结转 ＝ 办结 ＋ 结转下年.
struct Sum {
    column: &'static str,
    new: usize,
    carried_in: usize,
    closed: usize,
    carried_out: usize,
}

impl Sum {
    fn holds(&self) -> bool {
        self.new + self.carried_in == self.closed + self.carried_out
    }
}

impl<'a> TablesPage<'a> {
    pub(super) fn new(layout: Layout<'a>, visitor: &Visitor, tables: &'a Tables) -> Self {
        let report = &tables.report;
        let year = report.year;
        let mut years = tables.years.clone();
        if !years.contains(&year) {
            years.push(year);
            years.sort_unstable_by(|one, other| other.cmp(one));
        }
        let violations = report.violations.iter().enumerate().map(|(place, violation)| {
            let cell = CellName::violation(year, place + 1);
            (shown(&violation.sum), violation.cases.len(), cases_href(cell))
        });
        Self {
            layout,
            action: TABLES,
            year,
            years: years.into_iter().map(|one| (one, one == year)).collect(),
            columns: &report.columns,
            requests: report.requests.iter().map(|one| row(year, one.code, one.label, &one.cells)).collect(),
            sums: sums(report),
            case_columns: &report.case_columns,
            cases: report.cases.iter().map(|one| row(year, one.code, one.label, &one.cells)).collect(),
            violations: violations.collect(),
            exports: exports(visitor, year),
        }
    }
}

/// The list of the cases that a cell counts.
fn cases_href(cell: CellName) -> String {
    Wanted { cell: Some(cell), ..Wanted::default() }.href(REGISTER, 1)
}

fn row(year: i16, code: &'static str, label: &'static str, cells: &[Cell]) -> Row {
    let cells = (1..).zip(cells).map(|(column, cell)| {
        let href = || cases_href(CellName::new(year, code, column));
        (cell.count(), (cell.count() > 0).then(href))
    });
    Row { label, cells: cells.collect() }
}

fn sums(report: &StatutoryReport) -> Vec<Sum> {
    let row = |code: &str| report.requests.iter().find(|row| row.code == code);
    let count =
        |row: Option<&RequestRow>, column: usize| row.and_then(|row| row.cells.get(column)).map_or(0, Cell::count);
    let sum = |(column, heading): (usize, &&'static str)| Sum {
        column: heading,
        new: count(row("new"), column),
        carried_in: count(row("carried_in"), column),
        closed: count(row("closed"), column),
        carried_out: count(row("carried_out"), column),
    };
    report.columns.iter().enumerate().map(sum).collect()
}

fn exports(visitor: &Visitor, year: i16) -> Vec<(&'static str, String)> {
    if !visitor.may(Permission::ExportCases) {
        return Vec::new();
    }
    let file = |path: &str| format!("{path}?year={year}");
    vec![("导出统计表（Excel）", file(TABLES_XLSX)), ("导出统计表（CSV）", file(TABLES_CSV))]
}
