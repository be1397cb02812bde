//! The register's list and the statutory tables as files.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_accounts::{Action, Permission};
use gongkai_register::{Field, StatutoryReport};

use crate::staff::asked::{Asked, Refused};
use crate::staff::desk::{Deed, Desk, Need};
use crate::staff::grid::{Cell, Grid, csv};
use crate::staff::refusal::StaffRefusal;
use crate::staff::register_list::{Listed, chosen};
use crate::staff::tables::{Tables, read_year};
use crate::staff::wanted::Wanted;
use crate::staff::workbook::xlsx;

/// Where the files are.
pub(super) const REGISTER_CSV: &str = "/staff/register/export.csv";
pub(super) const REGISTER_XLSX: &str = "/staff/register/export.xlsx";
pub(super) const TABLES_CSV: &str = "/staff/tables/export.csv";
pub(super) const TABLES_XLSX: &str = "/staff/tables/export.xlsx";

/// What the file of a list says of a request, besides its number and its deadline. Neither the request's text nor the
/// letters: they are read on the request's page, where each look has its entry.
const FIELDS: [Field; 13] = [
    Field::ReceivedOn,
    Field::Channel,
    Field::ApplicantType,
    Field::Stage,
    Field::Department,
    Field::Decision,
    Field::LegalBasis,
    Field::ReplyNumber,
    Field::RepliedOn,
    Field::ReviewResult,
    Field::LawsuitCourse,
    Field::LawsuitResult,
    Field::ExtendedOn,
];

/// The form of a file.
#[derive(Debug, Clone, Copy)]
enum Form {
    Csv,
    Xlsx,
}

impl Form {
    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn write(self, grids: &[Grid]) -> Result<Vec<u8>, StaffRefusal> {
        match self {
            Self::Csv => Ok(csv(grids).into_bytes()),
            Self::Xlsx => xlsx(grids).map_err(|error| {
                tracing::error!(%error, "a workbook could not be written");
                StaffRefusal::Failed
            }),
        }
    }
}

/// The filtered list as CSV.
pub(super) async fn register_csv(asked: Asked) -> Result<Response, Refused> {
    register(asked, Form::Csv).await
}

/// The filtered list as a workbook.
pub(super) async fn register_xlsx(asked: Asked) -> Result<Response, Refused> {
    register(asked, Form::Xlsx).await
}

/// The tables as CSV.
pub(super) async fn tables_csv(asked: Asked) -> Result<Response, Refused> {
    tables(asked, Form::Csv).await
}

/// The tables as a workbook.
pub(super) async fn tables_xlsx(asked: Asked) -> Result<Response, Refused> {
    tables(asked, Form::Xlsx).await
}

const NEED: Need = Need { permission: Permission::ExportCases, action: Action::Export };

async fn register(asked: Asked, form: Form) -> Result<Response, Refused> {
    let wanted = Wanted::read(&asked.parameters()?).map_err(|refusal| asked.refuse(refusal))?;
    let (bytes, _) = asked
        .at_desk(NEED, move |desk| {
            let query = wanted.noted();
            let subject = Some(format!("register.{}", form.extension()));
            if wanted.applicants && !desk.may(Permission::ExportApplicants) {
                let outcome = format!("refused: may not {}", Permission::ExportApplicants);
                let refusal = StaffRefusal::Forbidden(Permission::ExportApplicants);
                return Err(desk.refused(refusal, Deed { subject, query, outcome }));
            }
            let grid = list(desk, &wanted)?;
            let with = if wanted.applicants { ", with who asked" } else { "" };
            let outcome = format!("{} requests{with}", grid.rows.len());
            let bytes = form.write(&[grid])?;
            desk.audited(bytes, Deed { subject, query, outcome })
        })
        .await?;
    Ok(file(bytes, form, "register"))
}

async fn tables(asked: Asked, form: Form) -> Result<Response, Refused> {
    let year = read_year(&asked)?;
    let ((bytes, year), _) = asked
        .at_desk(NEED, move |desk| {
            let tables = Tables::of(desk, year)?;
            let bytes = form.write(&grids(&tables.report))?;
            let subject = Some(format!("{}.{}", tables.name(), form.extension()));
            desk.audited((bytes, tables.report.year), Deed { subject, outcome: "done".to_owned(), ..Deed::default() })
        })
        .await?;
    Ok(file(bytes, form, &format!("statutory-tables-{year}")))
}

/// The list of requests that `wanted` leaves. Who asked is in it only when the address says so.
fn list(desk: &Desk<'_>, wanted: &Wanted) -> Result<Grid, StaffRefusal> {
    let (records, mut applicants) = desk.register(|register| {
        let applicants = if wanted.applicants { register.applicants()? } else { std::collections::HashMap::new() };
        Ok((register.summaries()?, applicants))
    })?;
    let (_, rows) = chosen(records, wanted, desk)?;
    let mut headings = vec!["编号", "答复期限", "时限状态"];
    headings.extend(FIELDS.iter().map(|field| field.label()));
    if wanted.applicants {
        headings.push("申请人");
    }
    let rows = rows.iter().map(|row| {
        let mut cells = cells(row);
        if wanted.applicants {
            cells.push(Cell::Text(applicants.remove(&row.record.number).unwrap_or_default()));
        }
        cells
    });
    let rows = rows.collect();
    Ok(Grid {
        name: "依申请公开登记簿".to_owned(), headings: headings.into_iter().map(str::to_owned).collect(), rows
    })
}

fn cells(row: &Listed) -> Vec<Cell> {
    let Listed { record, due } = row;
    let field = |field: &Field| Cell::Text(record.value(*field).map(|value| field.shown(value)).unwrap_or_default());
    let mut cells = vec![Cell::Text(record.number.clone()), Cell::Text(due.day()), Cell::Text(due.left())];
    cells.extend(FIELDS.iter().map(field));
    cells
}

/// Both tables, with what does not add up.
fn grids(report: &StatutoryReport) -> Vec<Grid> {
    let grid = |name: &str, columns: &[&str], rows: Vec<(&str, &[gongkai_register::Cell])>| Grid {
        name: name.to_owned(),
        headings: [name].into_iter().chain(columns.iter().copied()).map(str::to_owned).collect(),
        rows: rows
            .into_iter()
            .map(|(label, cells)| {
                let counts = cells.iter().map(|cell| Cell::Count(cell.count()));
                [Cell::Text(label.to_owned())].into_iter().chain(counts).collect()
            })
            .collect(),
    };
    let requests = report.requests.iter().map(|row| (row.label, row.cells.as_slice())).collect();
    let cases = report.cases.iter().map(|row| (row.label, row.cells.as_slice())).collect();
    let violations = report
        .violations
        .iter()
        .map(|violation| vec![Cell::Text(violation.sum.clone()), Cell::Text(violation.cases.join("、"))]);
    vec![
        grid(&format!("{}年收到和处理申请情况", report.year), &report.columns, requests),
        grid(&format!("{}年行政复议行政诉讼情况", report.year), &report.case_columns, cases),
        Grid {
            name: "勾稽关系核对".to_owned(),
            headings: vec!["不符的关系".to_owned(), "涉及申请".to_owned()],
            rows: violations.collect(),
        },
    ]
}

fn file(bytes: Vec<u8>, form: Form, name: &str) -> Response {
    let mut response = ([(CONTENT_TYPE, form.content_type())], bytes).into_response();
    if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}.{}\"", form.extension())) {
        response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
    }
    response
}
