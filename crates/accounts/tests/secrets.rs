//! What the file holds of passwords, tokens and keys, looked for byte by byte.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::path::Path;

use gongkai_accounts::{
    Account, AccountName, Accounts, Actor, AddressClass, NewKey, Password, Permission, Role, SignIn,
};
use gongkai_document::Timestamp;
use sha2::{Digest, Sha256};

const PASSWORD: &str = "Three-bridges-tofu-1987";
const WRONG: &str = "Four-bridges-tofu-1988";
const ADDRESS: &str = "203.0.113.77";

fn bytes(hexadecimal: &str) -> Vec<u8> {
    (0..hexadecimal.len()).step_by(2).map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).unwrap()).collect()
}

/// Whether any file of the folder holds these bytes; what was written last stands in the write-ahead log.
fn holds(folder: &Path, wanted: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files.into_iter().any(|file| file.windows(wanted.len()).any(|window| window == wanted))
}

#[test]
fn no_password_token_key_or_address_stands_in_the_file_and_their_hashes_do() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = Accounts::open(&folder.path().join("accounts.sqlite")).unwrap();
    let (now, by, li) = (Timestamp::UNIX_EPOCH, Actor::CommandLine, "li.na".parse::<AccountName>().unwrap());
    let new = Account { name: li.clone(), display_name: "李娜".to_owned(), role: Role::Clerk };
    accounts.add_account(&new, &Password::typed(PASSWORD), &by, now).unwrap();
    let from = AddressClass::of(ADDRESS.parse().unwrap());
    let sign_in = |name, password| accounts.sign_in(name, &Password::typed(password), from, now).unwrap();
    assert!(matches!(sign_in("li.na", WRONG), SignIn::Refused { .. }));
    // Typed into the wrong box.
    assert!(matches!(sign_in(PASSWORD, PASSWORD), SignIn::Refused { .. }));
    let SignIn::Accepted { token, session } = sign_in("li.na", PASSWORD) else { panic!("refused") };
    assert!(accounts.session(&token, now).unwrap().is_some());
    let key = NewKey { name: "table".parse().unwrap(), owner: li, permissions: vec![Permission::ViewCases], days: 30 };
    let key = accounts.add_key(&key, &by, now).unwrap();
    assert!(accounts.key(&key.reveal(), now).unwrap().is_some());

    let shown_key = key.reveal();
    let key_digits = shown_key.strip_prefix("gongkai_").unwrap().to_owned();
    let (token_digits, csrf_digits) = (token.reveal(), token.csrf().reveal());
    let mut secrets: Vec<Vec<u8>> = [PASSWORD, WRONG, ADDRESS].map(|text| text.as_bytes().to_vec()).into();
    for digits in [&key_digits, &token_digits, &csrf_digits] {
        secrets.extend([digits.as_bytes().to_vec(), bytes(digits)]);
    }
    for secret in &secrets {
        assert!(!holds(folder.path(), secret), "{}", String::from_utf8_lossy(secret));
    }
    for kept in [&token_digits, &key_digits] {
        assert!(holds(folder.path(), &Sha256::digest(bytes(kept))), "the search finds what is there");
    }
    let printed = format!("{:?} {token:?} {session:?} {key:?} {accounts:?}", Password::typed(PASSWORD));
    for digits in [PASSWORD, &key_digits, &token_digits, &csrf_digits] {
        assert!(!printed.contains(digits), "{printed}");
    }
}
