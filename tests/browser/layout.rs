//! How pages lie in a window: none is wider than it, in any size of text, and dark means dark.

use crate::browser::{Browser, Scheme, Script, in_browser};
use crate::pages::{PAGES, Page};

/// The phones that most people have, and the narrowest width at which WCAG 2.2 wants a page to flow (1.4.10).
const PHONES: [u32; 2] = [390, 320];

/// What stands out of the window to the right, outside of boxes that scroll by themselves.
const TOO_WIDE: &str = "Array.from(document.querySelectorAll('body, body *')).filter(function (element) {
    var box = element.getBoundingClientRect();
    return box.right > window.innerWidth + 0.5 && box.width > 1 && !element.closest('.wide, pre, .unseen');
}).map(function (element) { return element.outerHTML.slice(0, 90); })";

async fn every_page_fits(browser: &Browser) {
    for width in PHONES {
        browser.resize(width).await;
        for page in PAGES {
            browser.open_page(page).await;
            assert_fits(browser, page, width).await;
        }
    }
}

async fn assert_fits(browser: &Browser, page: &Page, width: u32) {
    assert_eq!(browser.value("window.innerWidth").await, width, "{} makes the window wider", page.name);
    assert_eq!(browser.value("document.documentElement.scrollWidth").await, width, "{} can be pushed aside", page.name);
    let too_wide = browser.value(TOO_WIDE).await;
    assert!(too_wide.as_array().unwrap().is_empty(), "{} at {width}: {too_wide:#}", page.name);
}

async fn every_page_fits_in_the_largest_text(browser: &Browser) {
    browser.open_page(Page::named("home")).await;
    browser.click(".display [value=larger]").await;
    browser.until("getComputedStyle(document.documentElement).fontSize === '24px'").await;
    every_page_fits(browser).await;
}

/// The page's background, from 0 (black) to 255.
async fn brightness(browser: &Browser) -> f64 {
    let colour =
        browser.value("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).map(Number)").await;
    colour.as_array().unwrap().iter().map(|channel| channel.as_f64().unwrap()).sum::<f64>() / 3.0
}

async fn every_page_can_be_dark(browser: &Browser) {
    for page in PAGES {
        browser.prefer(Scheme::Light).await;
        browser.open_page(page).await;
        assert!(brightness(browser).await > 240.0, "{} is not light", page.name);
        browser.prefer(Scheme::Dark).await;
        assert!(brightness(browser).await < 40.0, "{} is not dark", page.name);
    }
}

#[test]
fn no_page_is_wider_than_a_phone() {
    in_browser(Script::On, every_page_fits);
}

#[test]
fn no_page_is_wider_than_a_phone_without_scripts() {
    in_browser(Script::Off, every_page_fits);
}

#[test]
fn no_page_is_wider_than_a_phone_in_the_largest_text() {
    in_browser(Script::On, every_page_fits_in_the_largest_text);
}

#[test]
fn pages_are_dark_where_the_system_is() {
    in_browser(Script::On, every_page_can_be_dark);
}
