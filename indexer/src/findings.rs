//! A finding of the screening as one line of a terminal.

use gongkai_screening::Finding;

use crate::output::printable;

/// What was found, where, and why that is suspicious.
pub(crate) fn line(finding: &Finding) -> String {
    let Finding { rule, place, span, excerpt, explanation, .. } = finding;
    let weight = if finding.is_grave() { "" } else { " (told only)" };
    printable(&format!("{rule}{weight} in the {place}, byte {}: {explanation}: …{excerpt}…", span.start))
}
