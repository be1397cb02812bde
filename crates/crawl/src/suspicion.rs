//! What is against showing a document: grave findings of the screening, in the archive's form.

use gongkai_archive::Suspicion;
use gongkai_catalogue::decode;
use gongkai_document::{Document, Page};
use gongkai_screening::{Finding, screen_page};

/// Screens a document together with the page that it was read from.
pub(crate) fn screen(document: &Document, page: &Page) -> Vec<Suspicion> {
    // A page that was read as a document decodes.
    let html = decode(page).unwrap_or_default();
    suspicions(&screen_page(document, &html))
}

fn suspicions(findings: &[Finding]) -> Vec<Suspicion> {
    let suspicion = |finding: &Finding| {
        let finding_json = serde_json::to_value(finding).unwrap_or_default();
        Suspicion { key: finding.key(), finding: finding_json }
    };
    findings.iter().filter(|finding| finding.is_grave()).map(suspicion).collect()
}

/// Screens a document whose files have been read since: what its page showed stays against it.
pub(crate) fn screen_again(document: &Document, before: Vec<Suspicion>) -> Vec<Suspicion> {
    let mut all = before;
    for suspicion in suspicions(&gongkai_screening::screen(document)) {
        if !all.iter().any(|known| known.key == suspicion.key) {
            all.push(suspicion);
        }
    }
    all
}
