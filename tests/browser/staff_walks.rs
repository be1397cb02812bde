//! What somebody of the office does, from the sign-in to the sign-out.

use serde_json::json;

use crate::browser::{Browser, Script, in_browser};
use crate::pages::Page;
use crate::staff::{NAME, PASSWORD};

async fn sign_in_look_at_a_case_and_the_tables_and_sign_out(browser: &Browser) {
    browser.command("Network.clearBrowserCookies", json!({})).await;
    browser.open_address(&format!("{}/staff/register?overdue=1", browser.served.base)).await;
    assert_eq!(browser.path().await, "/staff/sign-in?next=%2Fstaff%2Fregister%3Foverdue%3D1");
    browser.type_into("#name", NAME).await;
    browser.type_into("#password", format!("{PASSWORD}\n")).await;

    browser.element(".register tbody .ended").await;
    assert_eq!(browser.path().await, "/staff/register?overdue=1");
    assert!(browser.text(".who").await.contains("王审核（审核）"));
    browser.click(".choose .all").await;
    browser.element(".register tbody tr:nth-child(50)").await;
    assert!(browser.text(".register tbody tr").await.contains("花公开申〔2024〕1号"), "what is late comes first");
    browser.click(".register tbody th a").await;

    assert_eq!(browser.text(".case h1").await, "花公开申〔2024〕1号");
    assert_eq!(browser.text("mark.personal").await, "13800138000");
    browser.click("option[value=partial]").await;
    browser.type_into("#note", "看过原件").await;
    browser.click(".correct button").await;
    browser.element(".own").await;
    assert!(browser.text("table").await.contains("看过原件"));
    browser.click("option[value='']").await;
    browser.click(".correct button").await;
    browser.element(".case").await;
    browser.until("document.querySelector('.own') === null").await;

    browser.click(".places a[href='/staff/tables']").await;
    browser.element(".tables .counts").await;
    browser.open_page(Page::named("tables")).await;
    let granted = browser.text("[href*='granted.7']").await;
    browser.click("[href*='granted.7']").await;
    browser.element(".register .cell").await;
    assert_eq!(browser.text(".summary strong").await, granted);

    browser.click(".who button").await;
    browser.element(".sign-in form").await;
    browser.back().await;
    browser.open_address(&format!("{}/staff/register", browser.served.base)).await;
    browser.element(".sign-in form").await;
}

#[test]
fn with_scripts() {
    in_browser(Script::On, sign_in_look_at_a_case_and_the_tables_and_sign_out);
}

#[test]
fn without_scripts() {
    in_browser(Script::Off, sign_in_look_at_a_case_and_the_tables_and_sign_out);
}
