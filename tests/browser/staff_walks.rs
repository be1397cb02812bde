//! What somebody of the office does, from the sign-in to the sign-out.

use serde_json::json;

use crate::browser::{Browser, Script, in_browser};
use crate::pages::Page;
use crate::sample_staff::{NAME, PASSWORD};

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
    assert_eq!(browser.text(".text-block mark.personal").await, "13800138000");
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

async fn find_precedents_compare_and_certify(browser: &Browser, script: Script) {
    browser.open_page(Page::named("precedents")).await;
    let asked = "申请公开罗坝村旧村改造项目的实施方案批复和表决结果";
    browser.type_into("#text", asked).await;
    if script == Script::Off {
        browser.click(".inquiry button").await;
    }
    browser.element(".cards li").await;
    if script == Script::On {
        browser.until("document.getElementById('told').textContent.indexOf('比对了最接近的') >= 0").await;
        assert_eq!(browser.path().await, "/staff/search", "found while typing");
    }
    assert!(browser.text(".cards li").await.contains("旧村改造"));
    assert!(browser.count(".cards li:first-child .chips li").await > 0);
    let number = browser.text(".cards h3").await;

    browser.click(".cards li:first-child .beside-button button").await;
    browser.element(".compare .pair").await;
    assert_eq!(browser.text("#old a").await, number);
    assert!(browser.text("#new + blockquote").await.contains("罗坝村"));
    assert!(browser.value("document.getElementById('draft').value").await.as_str().unwrap().contains("答复如下"));
    browser.click(".back button").await;

    browser.click(".certify summary").await;
    assert!(browser.value("document.getElementById('certify-matter').value").await.as_str().unwrap().contains(asked));
    browser.click(".certify button").await;
    browser.element(".certificate h1").await;
    browser.click(".verify a").await;
    assert!(browser.text(".sound").await.contains("均未被改动"));
    assert!(browser.text(".certificate td .badge").await.contains("结果一致"));
}

#[test]
fn precedents_are_found_with_scripts_while_typing_and_without_by_a_button() {
    for script in [Script::On, Script::Off] {
        in_browser(script, async |browser: &Browser| find_precedents_compare_and_certify(browser, script).await);
    }
}

/// One after the other: both correct the same request.
#[test]
fn somebody_of_the_office_works_with_scripts_and_without() {
    for script in [Script::On, Script::Off] {
        in_browser(script, sign_in_look_at_a_case_and_the_tables_and_sign_out);
    }
}
