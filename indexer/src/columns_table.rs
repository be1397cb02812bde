//! Columns of a catalogue side by side: what the portal claims, what its lists show, what is in the archive.

use gongkai_archive::Reconciliation;

use crate::output::{Output, printable};

/// Prints a line for each column that has anything to tell; the empty ones, most of them mere headings, are counted, and
/// those whose items are elsewhere are named. Numbers come first: Chinese names have no one width.
pub(crate) fn print(columns: &[Reconciliation], out: &mut Output) -> anyhow::Result<()> {
    print_with_index(columns.iter().map(|column| (column, None)), out)
}

/// The same with the number of documents that the index has, where it is known.
pub(crate) fn print_with_index<'a>(
    columns: impl Iterator<Item = (&'a Reconciliation, Option<u64>)>,
    out: &mut Output,
) -> anyhow::Result<()> {
    let (told, empty): (Vec<_>, Vec<_>) = columns.partition(|(column, _)| !is_empty(column));
    if let Some((_, indexed)) = told.first() {
        let indexed = if indexed.is_some() { " indexed" } else { "" };
        out.line(format_args!(
            "claimed  listed     new changed   same archived{indexed}  held  failed blocked  gone missing pending  column"
        ))?;
    }
    for (column, indexed) in told {
        let indexed = indexed.map(|indexed| format!(" {indexed:>7}")).unwrap_or_default();
        let claimed = column.claimed.map_or("-".to_owned(), |claimed| claimed.to_string());
        let Reconciliation { listed, archived, quarantined, gone, missing, pending, run, .. } = column;
        let blocked = column.failed_by.get("blocked").copied().unwrap_or_default();
        let failed = column.failed - blocked;
        out.line(format_args!(
            "{claimed:>7} {listed:>7} {:>7} {:>7} {:>6} {archived:>8}{indexed} {quarantined:>5} {failed:>7} {blocked:>7} {gone:>5} \
             {missing:>7} {pending:>7}  {}{}",
            run.new,
            run.changed,
            run.unchanged,
            name(column),
            remark(column)
        ))?;
    }
    let (elsewhere, empty): (Vec<&Reconciliation>, Vec<_>) = empty
        .into_iter()
        .map(|(column, _)| column)
        .partition(|column| column.jump_url.is_some() && column.lists.is_empty());
    for column in elsewhere {
        let url = column.jump_url.as_deref().unwrap_or_default();
        out.line(format_args!("elsewhere: {}: {}", name(column), printable(url)))?;
    }
    if !empty.is_empty() {
        out.line(format_args!("{} more columns are empty", empty.len()))?;
    }
    Ok(())
}

fn is_empty(column: &Reconciliation) -> bool {
    let is_read = column.lists.iter().all(|list| list.error.is_none() && list.ended.is_some());
    let is_known = !column.lists.is_empty() || column.jump_url.is_some();
    column.claimed.is_none_or(|claimed| claimed == 0) && column.known == 0 && is_read && is_known
}

/// A column's name as people know it, and the number by which `--column` takes it.
pub(crate) fn name(column: &Reconciliation) -> String {
    printable(&format!("{} {} ({})", column.site_name, column.path.as_str(), column.column.column))
}

fn remark(column: &Reconciliation) -> String {
    let mut remarks = Vec::new();
    if column.lists.is_empty() {
        remarks.push("not read yet".to_owned());
    }
    for list in &column.lists {
        match (&list.error, &list.ended) {
            (Some(error), _) => remarks.push(format!("not read further: {}", printable(error))),
            (None, Some(_)) => {}
            (None, None) => remarks.push("not read to its end".to_owned()),
        }
    }
    let causes: Vec<String> = column.failed_by.iter().map(|(cause, count)| format!("{cause} {count}")).collect();
    if !causes.is_empty() {
        remarks.push(format!("failed: {}", causes.join(", ")));
    }
    remarks.iter().map(|remark| format!("; {remark}")).collect::<Vec<_>>().concat()
}
