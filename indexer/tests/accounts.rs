//! Accounts, keys and the audit log from the command line.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use gongkai_accounts::{Accounts, AddressClass, Password, SignIn};
use gongkai_document::Timestamp;

const PASSWORD: &str = "三里桥头卖豆腐的老王 1987";

/// Exit code, standard output and standard error of a command that gets `input`.
fn run(data: &Path, input: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.env_remove("GONGKAI_DATA").arg("--data").arg(data).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // One that does not read its input may have ended by now.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn done(data: &Path, input: &str, arguments: &[&str]) -> String {
    let (code, out, error) = run(data, input, arguments);
    assert_eq!((code, error.as_str()), (0, ""), "{arguments:?}");
    out
}

fn enters(data: &Path, password: &str) -> bool {
    let accounts = Accounts::open(&data.join("accounts.sqlite")).unwrap();
    let answer = accounts.sign_in("li.na", &Password::typed(password), AddressClass::LOCAL, Timestamp::UNIX_EPOCH);
    matches!(answer.unwrap(), SignIn::Accepted { .. })
}

#[test]
fn an_account_is_added_and_changed_and_each_change_is_in_the_log_without_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let add = ["user", "add", "li.na", "--role", "clerk", "--display-name", "李娜", "--password-stdin"];
    assert_eq!(done(&data, &format!("{PASSWORD}\r\n"), &add), "li.na added as clerk\n");
    assert!(enters(&data, PASSWORD));
    assert_eq!(done(&data, "", &["user", "disable", "li.na"]), "li.na disabled\n");
    assert!(!enters(&data, PASSWORD));
    assert_eq!(done(&data, "", &["user", "enable", "li.na"]), "li.na enabled\n");
    assert_eq!(done(&data, "", &["user", "set-role", "li.na", "--role", "reviewer"]), "li.na is reviewer now\n");
    let other = "四里桥头卖豆腐的老李 1988";
    let told = done(&data, &format!("{other}\n"), &["user", "set-password", "li.na", "--password-stdin"]);
    assert_eq!(told, "li.na has a new password\n");
    assert!(enters(&data, other) && !enters(&data, PASSWORD));

    let listed: serde_json::Value = serde_json::from_str(&done(&data, "", &["user", "list", "--json"])).unwrap();
    assert_eq!((&listed["display_name"], &listed["role"]), (&"李娜".into(), &"reviewer".into()));
    let log = done(&data, "", &["audit", "list", "--actor", "operator@command-line"]);
    let actions: Vec<&str> = log.lines().map(|line| line.split("  ").nth(3).unwrap()).collect();
    assert_eq!(actions, ["add-account", "disable-account", "enable-account", "set-role", "set-password"]);
    assert!(!log.contains("豆腐"), "{log}");
}

#[test]
fn a_password_is_no_argument_and_a_weak_one_or_an_unknown_role_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let add = |input: &str, role: &str, more: &[&str]| {
        run(folder.path(), input, &[&["user", "add", "li.na", "--role", role], more].concat())
    };
    assert_eq!(add("", "clerk", &["--password", PASSWORD]).0, 2);
    assert_eq!(add(PASSWORD, "admin", &["--password-stdin"]).0, 2);
    let (code, _, error) = add("password1234", "clerk", &["--password-stdin"]);
    assert_eq!((code, error.lines().count()), (1, 1), "{error}");
    assert!(!error.contains("password1234"), "{error}");
    let (code, out, error) = run(folder.path().join("none").as_path(), "", &["user", "list"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(error.contains("run `gongkai user add` first"), "{error}");
}

#[test]
fn a_key_is_printed_once_and_listed_until_it_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), PASSWORD, &["user", "add", "li.na", "--role", "clerk", "--password-stdin"]);
    let add = ["key", "add", "table", "--owner", "li.na", "--permission", "view-cases", "--days", "90"];
    let key = done(folder.path(), "", &add);
    assert!(key.starts_with("gongkai_"), "{key}");
    let listed = done(folder.path(), "", &["key", "list"]);
    assert!(listed.starts_with("table  of li.na  view-cases  holds until "), "{listed}");
    assert_eq!(done(folder.path(), "", &["key", "revoke", "table"]), "table revoked\n");
    let listed = done(folder.path(), "", &["key", "list", "--json"]);
    assert!(listed.contains("\"revoked_at\":\"2"), "{listed}");
    let log = done(folder.path(), "", &["audit", "list", "--json"]);
    assert!(log.contains("add-key") && log.contains("revoke-key"), "{log}");
    for text in [&listed, &log] {
        assert!(!text.contains(key.trim().trim_start_matches("gongkai_")), "{text}");
    }
    let too_much = ["key", "add", "b", "--owner", "li.na", "--permission", "read-audit"];
    assert_eq!(run(folder.path(), "", &too_much).0, 1);
}

#[test]
fn verifying_prints_a_head_that_shows_later_that_the_end_was_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["li.na", "wang"] {
        done(folder.path(), PASSWORD, &["user", "add", name, "--role", "clerk", "--password-stdin"]);
    }
    let head = done(folder.path(), "", &["audit", "verify"]);
    assert!(head.starts_with("2:"), "{head}");
    assert_eq!(done(folder.path(), "", &["audit", "verify", "--head", head.trim()]), head);
    let database = rusqlite::Connection::open(folder.path().join("accounts.sqlite")).unwrap();
    database.execute_batch("DROP TRIGGER audit_is_not_deleted; DELETE FROM audit WHERE number = 2").unwrap();
    assert_eq!(run(folder.path(), "", &["audit", "verify"]).0, 0);
    let (code, told, _) = run(folder.path(), "", &["audit", "verify", "--head", head.trim()]);
    assert_eq!(code, 1);
    assert!(told.starts_with("the log ends with entry 1, but entry 2 was noted; everything before it fits"), "{told}");
}
