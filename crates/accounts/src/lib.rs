//! Who may see what only staff may see, and a record of who did: accounts, sessions, API keys and the audit log, in one
//! SQLite file.
//!
//! [`Accounts`] is that file. An account has a [`Role`], a role has [`Permission`]s, one table in `roles.rs`.
//! [`sign_in`](Accounts::sign_in) checks a password behind a lock-out that grows, and gives a [`SessionToken`] once;
//! [`session`](Accounts::session) says whose it is while it holds. [`add_key`](Accounts::add_key) does the same for
//! programs. Everything that changes an account and everything that staff do is an entry of the audit log: each holds a
//! hash over the one before it, so [`verify`](Accounts::verify) finds what was changed, and a [`Head`] noted elsewhere
//! what was cut off.
//!
//! **Invariant:** the file holds no password, token or key, only hashes of them, and their types print nothing of them.
//! A change and its audit entry are one transaction. Whoever is refused learns only that: an unknown name, a wrong
//! password, a disabled and a locked account have one answer, after the same work. Time is a value that the caller
//! passes in.
//!
//! ```
//! use gongkai_accounts::{Accounts, Actor, AddressClass, NewAccount, Password, Role, SignIn};
//! use gongkai_document::Timestamp;
//!
//! let folder = tempfile::tempdir()?;
//! let accounts = Accounts::open(&folder.path().join("accounts.sqlite"))?;
//! let (now, address) = (Timestamp::UNIX_EPOCH, AddressClass::of("192.0.2.7".parse()?));
//! let li = NewAccount { name: "li.na".parse()?, display_name: "李娜".to_owned(), role: Role::Clerk };
//! accounts.add_account(&li, &Password::typed("三里桥头卖豆腐的老王 1987"), &Actor::CommandLine, now)?;
//!
//! let SignIn::Accepted { token, .. } =
//!     accounts.sign_in("li.na", &Password::typed("三里桥头卖豆腐的老王 1987"), address, now)?
//! else {
//!     return Err("refused".into());
//! };
//! assert_eq!(accounts.session(&token, now)?.map(|session| session.account.display_name).as_deref(), Some("李娜"));
//! assert_eq!(accounts.verify()?.fault, None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accounts;
mod address;
mod audit;
mod chain;
mod codes;
mod error;
#[cfg(test)]
mod fixtures;
mod keys;
mod lockout;
mod name;
mod password;
mod roles;
mod schema;
mod secret;
mod sessions;
mod sign_in;
mod store;
mod verification;

pub use accounts::{Account, ListedAccount, NewAccount};
pub use address::AddressClass;
pub use audit::{Action, Actor, Entry, Event, TEXT_BYTES_MAX, Wanted};
pub use chain::{Head, InvalidHead};
pub use codes::UnknownCode;
pub use error::{AccountsError, Result};
pub use keys::{ApiKey, KEY_DAYS_DEFAULT, KEY_DAYS_MAX, KEY_PREFIX, KeyUse, ListedKey, NewKey};
pub use lockout::{DELAY_FIRST_S, DELAY_MAX_S, FAILURES_FREE_ACCOUNT, FAILURES_FREE_ADDRESS};
pub use name::{AccountName, InvalidName};
pub use password::{PASSWORD_CHARACTERS_MIN, Password, WeakPassword};
pub use roles::{Permission, Role};
pub use secret::{CsrfToken, SessionToken};
pub use sessions::{SESSION_IDLE_S, SESSION_LONGEST_S, Session};
pub use sign_in::SignIn;
pub use store::Accounts;
pub use verification::{Fault, Verification};
