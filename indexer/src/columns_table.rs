//! Columns of a catalogue side by side: what the portal claims, what its lists show, what is in the archive.

use gongkai_archive::Reconciliation;

use crate::output::{Output, printable};

/// Prints a line for each column that has its items in the catalogue. Numbers come first: Chinese names have no one width.
pub(crate) fn print(columns: &[Reconciliation], out: &mut Output) -> anyhow::Result<()> {
    if columns.iter().all(|column| column.jump_url.is_some()) {
        return Ok(());
    }
    out.line("claimed   listed  fetched archived  pending   failed  column")?;
    for column in columns.iter().filter(|column| column.jump_url.is_none()) {
        let claimed = column.claimed.map_or("-".to_owned(), |claimed| claimed.to_string());
        let Reconciliation { listed, fetched, archived, pending, failed, .. } = column;
        let (name, remark) = (name(column), remark(column));
        out.line(format_args!(
            "{claimed:>7} {listed:>8} {fetched:>8} {archived:>8} {pending:>8} {failed:>8}  {name}{remark}"
        ))?;
    }
    Ok(())
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
