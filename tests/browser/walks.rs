//! What a visitor does from the front page on. Each walk is gone twice, the second time with scripts off.

use serde_json::Value;

use crate::browser::{Browser, Script, in_browser};
use crate::pages::Page;
use crate::served::MEASURES;

/// Types a query on the front page and sends it with Enter.
async fn search_from_home(browser: &Browser, query: &str) {
    browser.open_page(Page::named("home")).await;
    browser.type_into("#q", format!("{query}\n")).await;
    browser.element(".results .summary").await;
}

async fn total(browser: &Browser) -> u64 {
    browser.text(".summary strong").await.parse().unwrap()
}

async fn choose_a_filter_and_take_it_off(browser: &Browser) {
    search_from_home(browser, "花都区").await;
    let all = total(browser).await;
    let choice = "input[name=kind][value=policy]";
    let beside = browser.text(".choice:has(input[value=policy]) .count").await;
    let policies: u64 = beside.split_whitespace().next().unwrap().parse().unwrap();
    assert!(0 < policies && policies < all, "{policies} of {all}");
    assert_eq!(browser.count(".active").await, 0);

    browser.click(choice).await;
    browser.click(".filters .heading button").await;
    browser.element(".active").await;
    assert_eq!(total(browser).await, policies);
    assert!(browser.path().await.contains("kind=policy"));
    assert!(browser.element(choice).await.is_selected().await.unwrap());
    assert!(browser.text(".active li").await.contains("政策文件"));
    assert_eq!(browser.attribute("#q", "value").await.as_deref(), Some("花都区"));

    browser.click(".active li a").await;
    browser.element(".summary").await;
    assert_eq!(browser.count(".active").await, 0);
    assert_eq!(total(browser).await, all);
    assert!(!browser.element(choice).await.is_selected().await.unwrap());
}

async fn turn_the_page_open_a_document_and_come_back(browser: &Browser) {
    search_from_home(browser, "花都区").await;
    let first = browser.text(".hits h2").await;
    browser.click("[rel=next]").await;
    browser.element(".hits[start='11']").await;
    assert_eq!(browser.text(".pages [aria-current=page]").await, "2");
    let results = browser.path().await;
    let title = browser.text(".hits h2").await;
    assert_ne!(title, first);

    browser.click(".hits h2 a").await;
    assert_eq!(browser.text(".document h1").await, title);
    browser.element(".text p").await;
    browser.back().await;
    browser.element(".hits[start='11']").await;
    assert_eq!(browser.path().await, results);
    assert_eq!(browser.text(".hits h2").await, title);

    browser.click("[rel=prev]").await;
    browser.element(".hits[start='1']").await;
    assert_eq!(browser.text(".hits h2").await, first);
}

async fn take_an_offer_where_nothing_was_found(browser: &Browser) {
    browser.open_page(Page::named("nothing")).await;
    assert_eq!(total(browser).await, 0);
    assert!(browser.text(".nothing").await.contains("依申请公开"));
    let offered = browser.text(".suggestions a").await;
    browser.click(".suggestions a").await;
    browser.element(".hits").await;
    assert!(total(browser).await > 0);
    assert_eq!(browser.attribute("#q", "value").await, Some(offered));
}

async fn see_what_a_number_was_taken_for_and_what_changed(browser: &Browser) {
    search_from_home(browser, "花府办 2020 12").await;
    assert!(browser.text(".understood").await.contains(MEASURES));
    assert!(browser.text(".hits .labels").await.contains(MEASURES));
    browser.click(".hits h2 a").await;
    browser.click(".versions a").await;
    assert!(browser.text(".differences .changed ins").await.contains('年'));
    assert!(browser.text(".differences .new").await.contains("由区民政局负责解释"));
    assert_eq!(browser.text(".wide td").await, "—", "nothing stood there, and nothing is struck out");
    assert_eq!(browser.count(".wide td del").await, 0);
    browser.click(".back a").await;
    assert_eq!(browser.text(".document h1").await, browser.served.measures.title);
}

async fn search_titles_in_another_order(browser: &Browser) {
    search_from_home(browser, "花都区").await;
    let everywhere = total(browser).await;
    browser.click("input[name=in][value=title]").await;
    browser.click("#search button").await;
    browser.element("input[name=in][value=title][checked]").await;
    let in_titles = total(browser).await;
    assert!(0 < in_titles && in_titles < everywhere, "{in_titles} of {everywhere}");
    browser.click(".tabs a[href*='sort=oldest']").await;
    browser.element(".tabs a[href*='sort=oldest'][aria-current]").await;
    assert_eq!(total(browser).await, in_titles);
    let shown =
        browser.value("Array.from(document.querySelectorAll('.facts li:nth-child(2) time'), t => t.dateTime)").await;
    let days: Vec<&str> = shown.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(days.len() > 5 && days.is_sorted(), "{days:?}");
}

async fn enlarge_the_text_and_keep_it(browser: &Browser) {
    let size = "parseFloat(getComputedStyle(document.documentElement).fontSize)";
    browser.open_page(Page::named("results")).await;
    let path = browser.path().await;
    let standard = browser.value(size).await.as_f64().unwrap();
    browser.click(".display [value=larger]").await;
    browser.until(&format!("{size} === {}", standard * 1.5)).await;
    assert_eq!(browser.path().await, path);
    browser.open_page(Page::named("document")).await;
    assert_eq!(browser.value(size).await, standard * 1.5);
    browser.click(".display [value=standard]").await;
    browser.until(&format!("{size} === {standard}")).await;
}

async fn what_a_page_must_not_do_is_noticed(browser: &Browser) {
    browser.open_page(Page::named("home")).await;
    assert!(browser.complaints().await.is_empty());
    browser.run("document.body.appendChild(document.createElement('script')).textContent = 'x()'").await;
    let inline = browser.complaints().await;
    assert!(inline.iter().any(|complaint| complaint.contains("Content Security Policy")), "{inline:?}");
    browser.run("console.error('it broke')").await;
    let error = browser.complaints().await;
    assert!(error.iter().any(|complaint| complaint.contains("it broke")), "{error:?}");
}

macro_rules! walk {
    ($name:ident) => {
        mod $name {
            use super::*;

            #[test]
            fn with_scripts() {
                in_browser(Script::On, super::$name);
            }

            #[test]
            fn without_scripts() {
                in_browser(Script::Off, super::$name);
            }
        }
    };
}

walk!(choose_a_filter_and_take_it_off);
walk!(turn_the_page_open_a_document_and_come_back);
walk!(take_an_offer_where_nothing_was_found);
walk!(see_what_a_number_was_taken_for_and_what_changed);
walk!(search_titles_in_another_order);
walk!(enlarge_the_text_and_keep_it);

#[test]
fn errors_and_breaches_are_noticed() {
    in_browser(Script::On, what_a_page_must_not_do_is_noticed);
}
