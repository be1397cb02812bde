//! Columns of a catalogue side by side: what the portal claims, what its lists show, what is in the archive.

use gongkai_archive::Reconciliation;

use crate::output::{Output, printable};

/// Prints a line for each column that has anything to tell; the empty ones, most of them mere headings, are counted.
/// Numbers come first: Chinese names have no one width.
pub(crate) fn print(columns: &[Reconciliation], out: &mut Output) -> anyhow::Result<()> {
    let here = columns.iter().filter(|column| column.jump_url.is_none());
    let (told, empty): (Vec<_>, Vec<_>) = here.partition(|column| !is_empty(column));
    if !told.is_empty() {
        out.line("claimed   listed  fetched archived  pending   failed     gone  column")?;
    }
    for column in told {
        let claimed = column.claimed.map_or("-".to_owned(), |claimed| claimed.to_string());
        let Reconciliation { listed, fetched, archived, pending, failed, gone, .. } = column;
        let (name, remark) = (name(column), remark(column));
        out.line(format_args!(
            "{claimed:>7} {listed:>8} {fetched:>8} {archived:>8} {pending:>8} {failed:>8} {gone:>8}  {name}{remark}"
        ))?;
    }
    if !empty.is_empty() {
        out.line(format_args!("{} more columns are empty", empty.len()))?;
    }
    Ok(())
}

fn is_empty(column: &Reconciliation) -> bool {
    let Reconciliation { known, pending, error, ended, .. } = column;
    column.claimed.is_none_or(|claimed| claimed == 0) && known + pending == 0 && error.is_none() && ended.is_some()
}

/// A column's name as people know it, and the number by which `--column` takes it.
pub(crate) fn name(column: &Reconciliation) -> String {
    printable(&format!("{} {} ({})", column.site_name, column.path.as_str(), column.list.column))
}

fn remark(column: &Reconciliation) -> String {
    match (&column.error, &column.ended) {
        (Some(error), _) => format!("; not read further: {}", printable(error)),
        (None, Some(_)) => String::new(),
        (None, None) => "; not read to its end".to_owned(),
    }
}
