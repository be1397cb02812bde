//! The page of the register's list.

use askama::Template;
use gongkai_accounts::Permission;
use gongkai_document::{Decision, Stage};
use gongkai_register::Field;

use super::layout::Layout;
use crate::staff::desk::Visitor;
use crate::staff::export::{REGISTER_CSV, REGISTER_XLSX};
use crate::staff::register_list::{List, Listed};
use crate::staff::router::REGISTER;
use crate::staff::views::case_href;
use crate::staff::wanted::{PAGE_ROWS, Wanted};
use crate::views::shown;

#[derive(Template)]
#[template(path = "staff/register.html")]
pub(super) struct RegisterPage<'a> {
    layout: Layout<'a>,
    action: &'static str,
    list: &'a List,
    rows: Vec<Row<'a>>,
    fields: Vec<Select>,
    is_filtered: bool,
    /// The number of the first request of the page.
    first: usize,
    pages: usize,
    previous: Option<String>,
    next: Option<String>,
    /// What the files are called and where they are; none for whoever may not take them.
    exports: Vec<(&'static str, String)>,
}

/// A row of the table.
struct Row<'a> {
    number: String,
    href: String,
    received: String,
    applicant_type: String,
    stage: String,
    department: String,
    decision: String,
    is_corrected: bool,
    listed: &'a Listed,
}

/// A choice among values.
struct Select {
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String, bool)>,
}

impl<'a> RegisterPage<'a> {
    pub(super) fn new(layout: Layout<'a>, visitor: &Visitor, list: &'a List) -> Self {
        let wanted = &list.wanted;
        let page = wanted.page();
        let pages = list.total.div_ceil(PAGE_ROWS);
        let link = |page: usize| wanted.href(REGISTER, page);
        Self {
            layout,
            action: REGISTER,
            list,
            rows: list.rows.iter().map(Row::new).collect(),
            fields: fields(list),
            is_filtered: wanted.is_filtered(),
            first: (page - 1) * PAGE_ROWS + 1,
            pages,
            previous: (page > 1 && pages > 0).then(|| link((page - 1).min(pages))),
            next: (page < pages).then(|| link(page + 1)),
            exports: exports(visitor, wanted),
        }
    }

    /// The last request of the page.
    fn last(&self) -> usize {
        self.first + self.rows.len().saturating_sub(1)
    }
}

impl<'a> Row<'a> {
    fn new(listed: &'a Listed) -> Self {
        let record = &listed.record;
        let value = |field: Field| record.value(field).map(|value| shown(&field.shown(value))).unwrap_or_default();
        Self {
            number: shown(&record.number),
            href: case_href(&record.number),
            received: value(Field::ReceivedOn),
            applicant_type: value(Field::ApplicantType),
            stage: value(Field::Stage),
            department: value(Field::Department),
            decision: value(Field::Decision),
            is_corrected: record.corrected.contains_key(&Field::Decision),
            listed,
        }
    }
}

fn fields(list: &List) -> Vec<Select> {
    let wanted = &list.wanted;
    let coded = |code: &str, label: &str, chosen: bool| (code.to_owned(), label.to_owned(), chosen);
    let stages = Stage::ALL.iter().map(|one| coded(one.code(), one.label(), wanted.stage == Some(*one)));
    let decisions = Decision::ALL.iter().map(|one| coded(one.code(), one.label(), wanted.decision == Some(*one)));
    let departments =
        list.departments.iter().map(|one| (one.clone(), shown(one), wanted.department.as_deref() == Some(one)));
    let years = list.years.iter().map(|one| (one.to_string(), format!("{one} 年"), wanted.year == Some(*one)));
    vec![
        Select { name: "stage", label: "办理状态", options: stages.collect() },
        Select { name: "department", label: "承办部门", options: departments.collect() },
        Select { name: "decision", label: "答复结果", options: decisions.collect() },
        Select { name: "year", label: "收到年度", options: years.collect() },
    ]
}

fn exports(visitor: &Visitor, wanted: &Wanted) -> Vec<(&'static str, String)> {
    let mut exports = Vec::new();
    if visitor.may(Permission::ExportCases) {
        exports.push(("导出表格（Excel）", wanted.href(REGISTER_XLSX, 1)));
        exports.push(("导出表格（CSV）", wanted.href(REGISTER_CSV, 1)));
    }
    if visitor.may(Permission::ExportApplicants) {
        let named = Wanted { applicants: true, ..wanted.clone() };
        exports.push(("导出表格，含申请人（Excel）", named.href(REGISTER_XLSX, 1)));
    }
    exports
}
