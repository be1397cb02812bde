//! Every page against the rules of axe-core, the checker that most audits of WCAG begin with.

use std::env;
use std::fs;

use crate::browser::{Browser, Scheme, Script, in_browser};
use crate::driver::skip;
use crate::pages::{PAGES, Page};

/// The file `axe.min.js` of the npm package `axe-core`, which `.ci/run` fetches.
const AXE: &str = "GONGKAI_AXE";

/// A phone at WCAG's narrowest, and a desk.
const WIDTHS: [u32; 2] = [320, 1_280];

/// All rules but the experimental ones: WCAG 2.0 to 2.2, levels A to AAA where they are on by default, and best practice.
const RUN: &str = "axe.run(document, {resultTypes: ['violations']}).then(function (results) {
    done(results.violations.map(function (found) {
        return found.impact + ' ' + found.id + ': ' + found.nodes.map(function (node) { return node.html; }).join(' | ');
    }));
}, function (error) { done(['failed: ' + error]); });";

fn axe() -> Option<String> {
    let Some(path) = env::var_os(AXE) else {
        skip(&format!("{AXE} does not name the file axe.min.js of the npm package axe-core"));
        return None;
    };
    Some(fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// What axe finds on the page that is shown, a finding a line.
async fn findings(browser: &Browser, axe: &str, state: &str) -> Vec<String> {
    browser.run(axe).await;
    let found = browser.answer(RUN).await;
    found.as_array().unwrap().iter().map(|finding| format!("{state}: {}", finding.as_str().unwrap())).collect()
}

async fn every_page_is_clean(browser: &Browser, axe: &str) {
    let mut found = Vec::new();
    for width in WIDTHS {
        browser.resize(width).await;
        for scheme in Scheme::BOTH {
            browser.prefer(scheme).await;
            for page in PAGES {
                browser.open_page(page).await;
                let state = format!("{} at {width} {}", page.name, scheme.name());
                found.extend(findings(browser, axe, &state).await);
            }
            browser.open_page(Page::named("home")).await;
            browser.complete("老人").await;
            found.extend(findings(browser, axe, &format!("completing at {width} {}", scheme.name())).await);
        }
    }
    assert!(found.is_empty(), "{} findings\n{}", found.len(), found.join("\n"));
}

#[test]
fn axe_finds_nothing_on_any_page() {
    let Some(axe) = axe() else { return };
    in_browser(Script::On, async |browser: &Browser| every_page_is_clean(browser, &axe).await);
}

#[test]
fn axe_finds_what_is_wrong() {
    let Some(axe) = axe() else { return };
    in_browser(Script::On, async |browser: &Browser| {
        browser.open_page(Page::named("home")).await;
        browser
            .run("document.querySelector('label[for=q]').remove(); document.getElementById('q').placeholder = '';")
            .await;
        let found = findings(browser, &axe, "home").await;
        assert!(found.iter().any(|finding| finding.contains("critical label")), "{found:?}");
    });
}
