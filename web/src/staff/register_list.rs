//! `GET /staff/register`: the requests of the register, the most urgent first.

use axum::response::Response;
use gongkai_accounts::{Action, Permission};
use gongkai_register::{Calendar, Field, Record, StatutoryReport};

use crate::staff::asked::{Asked, Refused};
use crate::staff::desk::{Deed, Desk, Need};
use crate::staff::due::{Due, due};
use crate::staff::refusal::StaffRefusal;
use crate::staff::views;
use crate::staff::wanted::{PAGE_ROWS, Wanted};

/// A page of the list.
pub(super) async fn register_list(asked: Asked) -> Result<Response, Refused> {
    let wanted = Wanted::read(&asked.parameters()?).map_err(|refusal| asked.refuse(refusal))?;
    let need = Need { permission: Permission::ViewCases, action: Action::Search };
    let (list, visitor) = asked
        .at_desk(need, move |desk| {
            let list = List::of(desk, wanted)?;
            let deed = Deed {
                subject: Some("register".to_owned()),
                query: list.wanted.noted(),
                outcome: format!("{} requests", list.total),
            };
            desk.audited(list, deed)
        })
        .await?;
    Ok(views::register_page(&asked.office.identity, &visitor, &list))
}

/// A request with where it stands in time.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) record: Record,
    pub(super) due: Due,
}

/// A page of the register.
#[derive(Debug)]
pub(super) struct List {
    pub(super) wanted: Wanted,
    /// What the cell of the statutory tables is called that is shown.
    pub(super) cell: Option<String>,
    /// The requests of the page.
    pub(super) rows: Vec<Listed>,
    /// How many the filters leave.
    pub(super) total: usize,
    /// How many of them are overdue.
    pub(super) overdue: usize,
    /// The departments and the years that the register names.
    pub(super) departments: Vec<String>,
    pub(super) years: Vec<i16>,
}

impl List {
    fn of(desk: &Desk<'_>, wanted: Wanted) -> Result<Self, StaffRefusal> {
        let records = desk.register(|register| Ok(register.summaries()?))?;
        let mut departments: Vec<String> =
            records.iter().filter_map(|record| record.value(Field::Department).map(str::to_owned)).collect();
        departments.sort_unstable();
        departments.dedup();
        let years = years(&records);
        let (cell, mut rows) = chosen(records, &wanted, desk)?;
        let (total, overdue) = (rows.len(), rows.iter().filter(|row| row.due.is_overdue()).count());
        let rows: Vec<Listed> = rows.drain(..).skip((wanted.page() - 1) * PAGE_ROWS).take(PAGE_ROWS).collect();
        Ok(Self { wanted, cell, rows, total, overdue, departments, years })
    }
}

/// What the cell is called that is asked for, and the requests that `wanted` leaves, in the order of a list.
pub(super) fn chosen(
    records: Vec<Record>,
    wanted: &Wanted,
    desk: &Desk<'_>,
) -> Result<(Option<String>, Vec<Listed>), StaffRefusal> {
    let named = match &wanted.cell {
        Some(cell) => {
            let named = cell.cases(&StatutoryReport::new(&records, cell.year));
            Some(named.ok_or(StaffRefusal::Parameter("统计表单元格", "没有这个单元格".to_owned()))?)
        }
        None => None,
    };
    let (label, cases) = named.unzip();
    let cases: Option<std::collections::HashSet<String>> = cases.map(|cases| cases.into_iter().collect());
    let is_in_cell = |record: &Record| cases.as_ref().is_none_or(|cases| cases.contains(&record.number));
    let calendar: &Calendar = desk.staff().calendar();
    let mut rows = Vec::new();
    for record in records.into_iter().filter(is_in_cell) {
        let (due, _) = due(&record, calendar, desk.today())?;
        if wanted.shows(&record, &due) {
            rows.push(Listed { record, due });
        }
    }
    rows.sort_by_cached_key(|row| row.due.urgency(&row.record));
    Ok((label, rows))
}

/// The years in which requests were received or answered, the last one first.
pub(super) fn years(records: &[Record]) -> Vec<i16> {
    let days = records.iter().flat_map(|record| [record.day(Field::ReceivedOn), record.day(Field::RepliedOn)]);
    let mut years: Vec<i16> = days.flatten().map(gongkai_document::Date::year).collect();
    years.sort_unstable();
    years.dedup();
    years.reverse();
    years
}
