//! What a page of results costs someone on a slow line.

use serde::Deserialize;

use crate::browser::{Browser, Script, in_browser};
use crate::pages::Page;

/// Ten results with everything they need, in bytes on the line: two seconds at the 256 kbit/s to which a used-up mobile
/// contract is slowed down, and less than one picture.
const RESULTS_BYTES_MAX: u64 = 60_000;

/// How many times a page is asked for, to know its usual first byte.
const LOADS: usize = 15;

/// What the browser notes of a page and of each file it needs (Resource Timing), times in milliseconds.
const NOTES: &str = "performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))\
                     .map(function (entry) { return entry.toJSON(); })";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note {
    name: String,
    /// With its head.
    transfer_size: u64,
    encoded_body_size: u64,
    decoded_body_size: u64,
    request_start: f64,
    response_start: f64,
}

async fn notes(browser: &Browser) -> Vec<Note> {
    serde_json::from_value(browser.value(NOTES).await).unwrap()
}

async fn ten_results_are_light(browser: &Browser) {
    browser.open_page(Page::named("results")).await;
    assert_eq!(browser.count(".hits > li").await, 10);
    let notes = notes(browser).await;
    for note in &notes {
        println!("{:6} bytes, {:6} unpacked: {}", note.transfer_size, note.decoded_body_size, note.name);
    }
    assert!(notes.iter().any(|note| note.name.contains("/assets/style-") && note.transfer_size > 0), "no style sheet");
    assert!(notes.iter().all(|note| note.transfer_size == 0 || !note.name.contains("/assets/script-")), "a script");
    assert!(notes[0].encoded_body_size * 2 < notes[0].decoded_body_size, "the page is not packed");
    let all: u64 = notes.iter().map(|note| note.transfer_size).sum();
    println!("{all:6} bytes for ten results");
    assert!(all < RESULTS_BYTES_MAX, "{all} bytes");
}

/// Tells how long the first byte takes. How fast is fast enough depends on the machine, so nothing is held to it.
async fn the_first_byte_is_told(browser: &Browser) {
    let mut waits = Vec::new();
    for _ in 0..LOADS {
        browser.open_page(Page::named("results")).await;
        let page = &notes(browser).await[0];
        assert!(page.response_start > page.request_start, "{page:?}");
        waits.push(page.response_start - page.request_start);
    }
    waits.sort_by(f64::total_cmp);
    println!(
        "first byte of ten results: {:.1} ms at the median, {:.1} ms at worst",
        waits[LOADS / 2],
        waits[LOADS - 1]
    );
}

#[test]
fn a_page_of_ten_results_is_under_60_kb() {
    in_browser(Script::Off, ten_results_are_light);
}

#[test]
fn the_first_byte_is_measured() {
    in_browser(Script::Off, the_first_byte_is_told);
}
