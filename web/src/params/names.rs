//! Which parameters each way to see a search takes.

/// Every parameter that a search takes; the last one by programs only.
pub(crate) const NAMES: [&str; 16] = [
    "q",
    "page",
    "size",
    "sort",
    "in",
    "kind",
    "publisher",
    "town",
    "column",
    "year",
    "from",
    "to",
    "validity",
    "has_attachment",
    "expand",
    "explain",
];
/// Those that the page of a search takes: where scores come from is told to programs.
pub(crate) const NAMES_OF_PAGE: &[&str] = NAMES.as_slice().split_at(NAMES.len() - 1).0;
/// The parameters that say which documents, without which of them first and how many.
pub(crate) const NAMES_OF_ALL: [&str; 12] =
    ["q", "in", "kind", "publisher", "town", "column", "year", "from", "to", "validity", "has_attachment", "expand"];
/// Those, and the order.
pub(crate) const NAMES_OF_SORTED: [&str; 13] = [
    "q",
    "in",
    "sort",
    "kind",
    "publisher",
    "town",
    "column",
    "year",
    "from",
    "to",
    "validity",
    "has_attachment",
    "expand",
];
