//! A finding of the screening as one line of a terminal.

use gongkai_screening::Finding;

use crate::output::printable;

/// What was found, where, and why that is suspicious.
pub(crate) fn line(finding: &Finding) -> String {
    line_at(finding, &format!("byte {}", finding.span.start))
}

/// The same, when the place is known better than by bytes.
pub(crate) fn line_at(finding: &Finding, spot: &str) -> String {
    let Finding { rule, place, excerpt, explanation, .. } = finding;
    let weight = if finding.is_grave() { "" } else { " (told only)" };
    printable(&format!("{rule}{weight} in the {place}, {spot}: {explanation}: …{excerpt}…"))
}
