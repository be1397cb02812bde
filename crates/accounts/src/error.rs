//! What can go wrong with accounts.

use std::path::PathBuf;

use crate::{AccountName, Permission, Role, WeakPassword};

/// What a call of this crate gives.
pub type Result<T, E = AccountsError> = std::result::Result<T, E>;

/// Why it could not be done. None holds a password, a token or a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountsError {
    /// The file cannot be opened or created.
    #[error("{} cannot be opened", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file is no accounts file of Gongkai.
    #[error("{} is no file of gongkai's accounts; name another", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is from another version of the program.
    #[error("{} has schema {found}, this gongkai knows {known}; use the version that made it, or a newer one to write", path.display())]
    OtherSchema {
        /// The file.
        path: PathBuf,
        /// The file's schema version.
        found: u32,
        /// The schema version that this program needs.
        known: u32,
    },
    /// There is an account of that name already, perhaps disabled.
    #[error("there is an account {name} already; see `gongkai user list`")]
    AccountExists {
        /// The name.
        name: AccountName,
    },
    /// There is no account of that name.
    #[error("there is no account {name}; see `gongkai user list`")]
    NoAccount {
        /// The name.
        name: AccountName,
    },
    /// What people call somebody is empty, too long, or has control characters.
    #[error("{found:?} is no display name: 1 to 64 characters, none of them control characters")]
    DisplayName {
        /// The text.
        found: String,
    },
    /// The password is too easily guessed.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// There is a key of that name already, perhaps revoked: names are not given twice, the audit log refers to them.
    #[error("there is a key {name} already, or there was; choose another name")]
    KeyExists {
        /// The name.
        name: AccountName,
    },
    /// There is no key of that name that holds.
    #[error("there is no key {name} that holds; see `gongkai key list`")]
    NoKey {
        /// The name.
        name: AccountName,
    },
    /// A key may not do more than its owner.
    #[error("{owner} is a {role} and may not {permission}, so a key of theirs may not either")]
    NotTheirs {
        /// The owner.
        owner: AccountName,
        /// The owner's role.
        role: Role,
        /// What the key was to do.
        permission: Permission,
    },
    /// A key must be able to do something, and end.
    #[error("a key needs a permission, and an end within {} days", crate::KEY_DAYS_MAX)]
    KeyWithoutUse,
    /// A text is longer than the audit log keeps.
    #[error("the {what} of an audit entry has {bytes} bytes, at most {} are kept; shorten it", crate::TEXT_BYTES_MAX)]
    TooLong {
        /// Which text.
        what: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// The audit log has no number left to give, or its last entry is damaged.
    #[error("the audit log cannot be appended to; run `gongkai audit verify`")]
    BrokenLog,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness(#[source] getrandom::Error),
    /// A password cannot be hashed, or the hash that is kept is no hash.
    #[error("a password cannot be hashed or compared: {0}")]
    Hashing(String),
    /// A value in the file cannot be what it should be.
    #[error("the accounts file holds {found:?} as {what}; restore it from a backup")]
    Unreadable {
        /// What it should be.
        what: &'static str,
        /// What it is.
        found: String,
    },
    /// The database failed.
    #[error("the accounts file cannot be read or written")]
    Database(#[from] rusqlite::Error),
}
