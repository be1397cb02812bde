//! Every look is in the audit log before it is shown.

use expect_test::expect;

use super::{SECOND, Site};

#[tokio::test]
async fn every_search_view_export_and_correction_is_one_entry() {
    let site = Site::new();
    let token = site.session("wang");
    let csrf = token.csrf().reveal();
    for path in [
        "/staff/register",
        "/staff/register?overdue=1&page=2",
        SECOND,
        "/staff/requests/9",
        "/staff/tables?year=2024",
        "/staff/register/export.csv?year=2024&applicants=1",
        "/staff/tables/export.xlsx?year=2024",
    ] {
        site.get(path, Some(&token)).await;
    }
    let fields = [("csrf", csrf.as_str()), ("decision", "partial")];
    site.post(&format!("{SECOND}/correction"), Some(&token), &fields).await;
    expect![[r#"
        wang sign-in wang: done
        wang search register: 3 requests
        wang search register [overdue=1&page=2]: 1 requests
        wang view 花公开申〔2024〕2号: done, with who asked
        wang view 9: no such request
        wang view statutory tables 2024: 0 violations
        wang export register.csv [year=2024&applicants=1]: 2 requests, with who asked
        wang export statutory tables 2024.xlsx: done
        wang edit-case 花公开申〔2024〕2号: corrected: partial; (taken back)"#]]
    .assert_eq(&site.log().join("\n"));
    assert_eq!(site.accounts().verify().unwrap().fault, None);
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_shown_and_not_done() {
    let site = Site::new();
    let token = site.session("wang");
    let csrf = token.csrf().reveal();
    // As a full disk would: the log can be read and takes no entry any more.
    let accounts = rusqlite::Connection::open(site.path("accounts.sqlite")).unwrap();
    accounts
        .execute_batch("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'disk full'); END")
        .unwrap();
    for path in ["/staff/register", SECOND, "/staff/tables", "/staff/register/export.csv", "/staff/tables/export.xlsx"]
    {
        let answered = site.get(path, Some(&token)).await;
        assert_eq!(answered.status, 500, "{path}");
        assert!(!answered.text().contains("花公开申"), "{path}");
    }
    let fields = [("csrf", csrf.as_str()), ("decision", "partial")];
    assert_eq!(site.post(&format!("{SECOND}/correction"), Some(&token), &fields).await.status, 500);
    assert!(site.register().record("花公开申〔2024〕2号").unwrap().unwrap().corrected.is_empty());
}
