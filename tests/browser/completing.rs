//! Completions of the search box, from the keyboard and as a screen reader is told of them.

use thirtyfour::Key;

use crate::browser::{Browser, Script, in_browser};
use crate::pages::Page;

async fn begin(browser: &Browser, typed: &str) {
    browser.open_page(Page::named("home")).await;
    browser.complete(typed).await;
}

async fn chosen(browser: &Browser) -> Option<String> {
    let id = browser.attribute("#q", "aria-activedescendant").await?;
    assert_eq!(browser.attribute(&format!("#{id}"), "aria-selected").await.as_deref(), Some("true"));
    assert_eq!(browser.count("[aria-selected=true]").await, 1);
    Some(browser.text(&format!("#{id} span")).await)
}

async fn arrows_walk_through_the_list_and_enter_searches(browser: &Browser) {
    begin(browser, "老人").await;
    assert_eq!(browser.attribute("#q", "role").await.as_deref(), Some("combobox"));
    assert_eq!(browser.attribute("#q", "aria-controls").await.as_deref(), Some("completions"));
    assert_eq!(browser.attribute("#completions", "role").await.as_deref(), Some("listbox"));
    assert!(browser.text(".box [role=status]").await.contains("按上下键选择"));
    assert_eq!(chosen(browser).await, None);

    browser.type_into("#q", Key::Down).await;
    let first = chosen(browser).await.unwrap();
    browser.type_into("#q", Key::Down).await;
    let second = chosen(browser).await.unwrap();
    assert_ne!(first, second);
    browser.type_into("#q", Key::Up).await;
    assert_eq!(chosen(browser).await, Some(first));
    browser.type_into("#q", Key::Up).await;
    assert_eq!(chosen(browser).await, None, "above the first stands what was typed");

    browser.type_into("#q", Key::Down + Key::Down).await;
    browser.type_into("#q", Key::Enter).await;
    browser.element(".hits").await;
    assert_eq!(browser.attribute("#q", "value").await, Some(second));
}

async fn escape_closes_the_list_and_keeps_what_was_typed(browser: &Browser) {
    begin(browser, "laoren").await;
    browser.type_into("#q", Key::Down).await;
    browser.type_into("#q", Key::Escape).await;
    browser.until("document.getElementById('completions').hidden").await;
    assert_eq!(browser.attribute("#q", "aria-expanded").await.as_deref(), Some("false"));
    assert_eq!(browser.value("document.getElementById('q').value").await, "laoren");
    assert_eq!(browser.path().await, "/");
}

async fn a_click_chooses(browser: &Browser) {
    begin(browser, "老人").await;
    let second = browser.text("#completion-1 span").await;
    browser.click("#completion-1").await;
    browser.element(".hits").await;
    assert_eq!(browser.attribute("#q", "value").await, Some(second));
}

async fn the_first_key_leads_past_the_head(browser: &Browser) {
    browser.open_page(Page::named("results")).await;
    browser.type_into("body", Key::Tab).await;
    browser.until("document.activeElement.className === 'skip'").await;
    browser.until("document.activeElement.getBoundingClientRect().top >= 0").await;
    browser.type_into(".skip", Key::Enter).await;
    browser.until("document.activeElement.id === 'main'").await;
}

#[test]
fn a_completion_is_chosen_by_keyboard() {
    in_browser(Script::On, arrows_walk_through_the_list_and_enter_searches);
}

#[test]
fn escape_takes_completions_away() {
    in_browser(Script::On, escape_closes_the_list_and_keeps_what_was_typed);
}

#[test]
fn a_completion_is_chosen_by_pointer() {
    in_browser(Script::On, a_click_chooses);
}

#[test]
fn the_head_can_be_skipped_by_keyboard() {
    in_browser(Script::On, the_first_key_leads_past_the_head);
}
