//! What this crate's tests share: accounts in a folder of their own.

use std::net::Ipv4Addr;
use std::ops::Deref;

use gongkai_document::Timestamp;
use tempfile::TempDir;

use crate::password::Cost;
use crate::{
    Account, AccountName, Accounts, AccountsError, Action, Actor, AddressClass, Entry, Event, Password, Role,
    SessionToken, SignIn, Wanted,
};

/// The password of every account here.
pub(crate) const PASSWORD: &str = "三里桥头卖豆腐的老王 1987";

/// A file of accounts in a folder that is removed with it.
pub(crate) struct TestAccounts {
    accounts: Accounts,
    pub(crate) folder: TempDir,
}

impl TestAccounts {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let accounts = open(&folder);
        Self { accounts, folder }
    }

    /// With clerks of these names, added at second 0.
    pub(crate) fn with(names: &[&str]) -> Self {
        let accounts = Self::new();
        for text in names {
            accounts.add_clerk(text);
        }
        accounts
    }

    pub(crate) fn add_clerk(&self, text: &str) {
        let new = Account { name: name(text), display_name: format!("{text} 同志"), role: Role::Clerk };
        self.add_account(&new, &Password::typed(PASSWORD), &Actor::CommandLine, at(0)).unwrap();
    }

    /// Opens the file once more, as another program would.
    pub(crate) fn another(&self) -> Accounts {
        open(&self.folder)
    }

    pub(crate) fn set_cost(&mut self, cost: Cost) {
        self.accounts.cost = cost;
    }

    /// Signs in with the right password.
    pub(crate) fn signed_in(&self, name: &str, now: Timestamp) -> SessionToken {
        match self.sign_in(name, &Password::typed(PASSWORD), AddressClass::LOCAL, now).unwrap() {
            SignIn::Accepted { token, .. } => token,
            SignIn::Refused { .. } => panic!("{name} was refused"),
        }
    }

    /// The audit log, a line an entry.
    pub(crate) fn log(&self) -> Vec<String> {
        let mut log = Vec::new();
        let each = |entry: Entry| {
            let subject = entry.subject.unwrap_or_default();
            log.push(format!("{} {} {subject} {}", entry.actor, entry.action, entry.outcome));
            Ok::<_, AccountsError>(())
        };
        self.entries(&Wanted::default(), each).unwrap();
        log
    }
}

impl Deref for TestAccounts {
    type Target = Accounts;

    fn deref(&self) -> &Accounts {
        &self.accounts
    }
}

/// Opens a file that does not wait for the disk, and passwords that cost little: both would be most of the tests' time.
fn open(folder: &TempDir) -> Accounts {
    let mut accounts = Accounts::open(&folder.path().join("accounts.sqlite")).unwrap();
    accounts.connection.pragma_update(None, "synchronous", "OFF").unwrap();
    accounts.cost = Cost::TESTS;
    accounts
}

/// The moment `second` seconds after the tests' beginning of time.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

pub(crate) fn name(text: &str) -> AccountName {
    text.parse().unwrap()
}

/// The class of an address that ends with this number.
pub(crate) fn from(last: u8) -> AddressClass {
    AddressClass::of(Ipv4Addr::new(192, 0, 2, last).into())
}

/// A search that somebody did.
pub(crate) fn search(actor: &str, query: &str) -> Event {
    Event {
        actor: Actor::Account(name(actor)),
        action: Action::Search,
        subject: None,
        query: Some(query.to_owned()),
        outcome: "3 hits".to_owned(),
    }
}
