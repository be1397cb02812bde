//! `GET /staff/tables`: the statutory yearly report's third and fourth table, counted from the register.

use axum::response::Response;
use gongkai_accounts::{Action, Permission};
use gongkai_register::StatutoryReport;

use crate::staff::asked::{Asked, Refused};
use crate::staff::desk::{Deed, Desk, Need};
use crate::staff::refusal::StaffRefusal;
use crate::staff::register_list::years;
use crate::staff::views;
use crate::staff::wanted;

/// The tables of a year.
pub(super) async fn tables(asked: Asked) -> Result<Response, Refused> {
    let year = read_year(&asked)?;
    let need = Need { permission: Permission::ViewCases, action: Action::View };
    let (tables, visitor) = asked
        .at_desk(need, move |desk| {
            let tables = Tables::of(desk, year)?;
            let outcome = format!("{} violations", tables.report.violations.len());
            let deed = Deed { subject: Some(tables.name()), outcome, ..Deed::default() };
            desk.audited(tables, deed)
        })
        .await?;
    Ok(views::tables_page(&asked.office.identity, &visitor, &tables))
}

/// The year that an address asks for.
pub(super) fn read_year(asked: &Asked) -> Result<Option<i16>, Refused> {
    let mut year = None;
    for (name, value) in asked.parameters()? {
        if name != "year" {
            let unknown = StaffRefusal::Parameter("网址", "有不能识别的条件".to_owned());
            return Err(asked.refuse(unknown));
        }
        year = Some(wanted::year(&value).map_err(|refusal| asked.refuse(refusal))?);
    }
    Ok(year)
}

/// The tables of one year, and the years that there are.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) report: StatutoryReport,
    pub(super) years: Vec<i16>,
}

impl Tables {
    /// The tables of `year`; else those of this year, or of the last one that the register knows.
    pub(super) fn of(desk: &Desk<'_>, year: Option<i16>) -> Result<Self, StaffRefusal> {
        let records = desk.register(|register| Ok(register.summaries()?))?;
        let years = years(&records);
        let this_year = desk.today().year();
        let year = year.or_else(|| years.iter().copied().find(|year| *year <= this_year)).unwrap_or(this_year);
        Ok(Self { report: StatutoryReport::new(&records, year), years })
    }

    /// What the audit log calls them.
    pub(super) fn name(&self) -> String {
        format!("statutory tables {}", self.report.year)
    }
}
