//! Accounts: adding, listing and changing them. Each change ends what the account had open where it must.

use gongkai_document::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::audit::append;
use crate::lockout::Counter;
use crate::store::{moment, timestamp, unreadable};
use crate::{AccountName, Accounts, AccountsError, Action, Actor, Event, Password, Result, Role, password, sessions};

/// Fits into a page's head.
const DISPLAY_NAME_CHARACTERS_MAX: usize = 64;

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What they sign in with.
    pub name: AccountName,
    /// What people call them.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
}

/// An account to be added.
pub type NewAccount = Account;

/// An account as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAccount {
    /// The account.
    pub account: Account,
    /// Whether it may not be used.
    pub is_disabled: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// When somebody last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Failed attempts since then that are not forgotten yet.
    pub failures: u32,
    /// Until when attempts are not looked at, right or wrong.
    pub locked_until: Option<Timestamp>,
}

/// A row of the table, with what nobody outside gets to see.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) id: i64,
    pub(crate) account: Account,
    pub(crate) is_disabled: bool,
    pub(crate) password_hash: String,
}

impl Accounts {
    /// Adds an account.
    pub fn add_account(&self, new: &NewAccount, password: &Password, by: &Actor, now: Timestamp) -> Result<()> {
        let Account { name, display_name, role } = new;
        let characters = display_name.chars().count();
        if characters == 0 || characters > DISPLAY_NAME_CHARACTERS_MAX || display_name.chars().any(char::is_control) {
            return Err(AccountsError::DisplayName { found: display_name.clone() });
        }
        password.check(name)?;
        let hash = password::hash(password, self.cost)?;
        self.write(|connection| {
            if find(connection, name.as_str())?.is_some() {
                return Err(AccountsError::AccountExists { name: name.clone() });
            }
            let sql = "INSERT INTO accounts (name, display_name, role, password_hash, created_at)
                VALUES (?1, ?2, ?3, ?4, ?5)";
            connection.execute(sql, params![name.as_str(), display_name, role.code(), hash, moment(now)])?;
            append(connection, &Event::done(by, Action::AddAccount, name, role.code()), now)?;
            Ok(())
        })
    }

    /// All accounts, by name.
    pub fn accounts(&self, now: Timestamp) -> Result<Vec<ListedAccount>> {
        let mut select = self.connection.prepare(
            "SELECT name, display_name, role, disabled, created_at, last_sign_in_at, id FROM accounts ORDER BY name",
        )?;
        let mut rows = select.query([])?;
        let mut listed = Vec::new();
        while let Some(row) = rows.next()? {
            let counter = Counter::account(row.get(6)?);
            let (failures, locked_until) = counter.shown(&self.connection, now)?;
            listed.push(ListedAccount {
                account: account(row)?,
                is_disabled: row.get(3)?,
                created_at: timestamp(row.get(4)?)?,
                last_sign_in_at: row.get::<_, Option<i64>>(5)?.map(timestamp).transpose()?,
                failures,
                locked_until: locked_until.map(timestamp).transpose()?,
            });
        }
        Ok(listed)
    }

    /// Keeps an account from being used: its sessions end, its keys no longer hold. It stays for the audit log.
    pub fn disable(&self, name: &AccountName, by: &Actor, now: Timestamp) -> Result<()> {
        self.change(name, &Event::done(by, Action::DisableAccount, name, "done"), now, |connection, record| {
            connection.execute("UPDATE accounts SET disabled = 1 WHERE id = ?1", [record.id])?;
            sessions::end_all(connection, record.id)
        })
    }

    /// Lets an account be used again, and forgets its failed attempts.
    pub fn enable(&self, name: &AccountName, by: &Actor, now: Timestamp) -> Result<()> {
        self.change(name, &Event::done(by, Action::EnableAccount, name, "done"), now, |connection, record| {
            connection.execute("UPDATE accounts SET disabled = 0 WHERE id = ?1", [record.id])?;
            Counter::account(record.id).clear(connection).map(drop)
        })
    }

    /// Gives an account another role. Its sessions end, so that nothing goes on with what was allowed before.
    pub fn set_role(&self, name: &AccountName, role: Role, by: &Actor, now: Timestamp) -> Result<()> {
        self.change(name, &Event::done(by, Action::SetRole, name, role.code()), now, |connection, record| {
            let sql = "UPDATE accounts SET role = ?2 WHERE id = ?1";
            connection.execute(sql, params![record.id, role.code()])?;
            sessions::end_all(connection, record.id)
        })
    }

    /// Gives an account another password; its sessions end, its failed attempts are forgotten. Whoever changes their own
    /// is asked for the old one first, by [`check_password`](Self::check_password).
    pub fn set_password(&self, name: &AccountName, password: &Password, by: &Actor, now: Timestamp) -> Result<()> {
        password.check(name)?;
        let hash = password::hash(password, self.cost)?;
        self.change(name, &Event::done(by, Action::SetPassword, name, "done"), now, |connection, record| {
            let sql = "UPDATE accounts SET password_hash = ?2 WHERE id = ?1";
            connection.execute(sql, params![record.id, hash])?;
            Counter::account(record.id).clear(connection)?;
            sessions::end_all(connection, record.id)
        })
    }

    /// Changes an account that there must be, and records it, in one transaction.
    fn change(
        &self,
        name: &AccountName,
        event: &Event,
        now: Timestamp,
        work: impl FnOnce(&Connection, &Record) -> Result<()>,
    ) -> Result<()> {
        self.write(|connection| {
            work(connection, &existing(connection, name)?)?;
            append(connection, event, now)?;
            Ok(())
        })
    }
}

/// The account that somebody typed the name of, when there is one.
pub(crate) fn find(connection: &Connection, name: &str) -> Result<Option<Record>> {
    let sql = "SELECT name, display_name, role, id, disabled, password_hash FROM accounts WHERE name = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([name])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let record =
        Record { account: account(row)?, id: row.get(3)?, is_disabled: row.get(4)?, password_hash: row.get(5)? };
    Ok(Some(record))
}

/// The account of that name, which there must be.
pub(crate) fn existing(connection: &Connection, name: &AccountName) -> Result<Record> {
    find(connection, name.as_str())?.ok_or_else(|| AccountsError::NoAccount { name: name.clone() })
}

/// An account from a row that begins with name, display name and role.
pub(crate) fn account(row: &Row<'_>) -> Result<Account> {
    let (name, role): (String, String) = (row.get(0)?, row.get(2)?);
    let role = role.parse().map_err(|_| unreadable("a role", &role))?;
    Ok(Account { name: read_name(&name)?, display_name: row.get(1)?, role })
}

/// A name that the database keeps.
pub(crate) fn read_name(text: &str) -> Result<AccountName> {
    text.parse().map_err(|_| unreadable("a name", text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{PASSWORD, TestAccounts, at, name};

    #[test]
    fn an_account_is_listed_with_what_was_given_and_a_name_is_given_once() {
        let accounts = TestAccounts::with(&["li.na"]);
        let li = accounts.accounts(at(0)).unwrap().remove(0);
        assert_eq!((li.account.display_name.as_str(), li.account.role), ("li.na 同志", Role::Clerk));
        assert_eq!((li.is_disabled, li.failures, li.locked_until, li.last_sign_in_at), (false, 0, None, None));
        accounts.disable(&name("li.na"), &Actor::CommandLine, at(1)).unwrap();
        let again = accounts.add_account(&li.account, &Password::typed(PASSWORD), &Actor::CommandLine, at(2));
        assert!(matches!(again, Err(AccountsError::AccountExists { .. })));
        assert!(accounts.accounts(at(2)).unwrap()[0].is_disabled);
    }

    #[test]
    fn a_weak_password_or_an_empty_display_name_adds_nothing_and_records_nothing() {
        let accounts = TestAccounts::new();
        let add = |display_name: &str, password: &str| {
            let new = Account { name: name("li.na"), display_name: display_name.to_owned(), role: Role::Clerk };
            accounts.add_account(&new, &Password::typed(password), &Actor::CommandLine, at(0))
        };
        assert!(matches!(add("李娜", "123456"), Err(AccountsError::Weak(_))));
        assert!(matches!(add("", PASSWORD), Err(AccountsError::DisplayName { .. })));
        assert!(matches!(add("李\u{1b}[31m娜", PASSWORD), Err(AccountsError::DisplayName { .. })));
        assert_eq!((accounts.accounts(at(0)).unwrap(), accounts.head().unwrap().number), (Vec::new(), 0));
    }

    #[test]
    fn every_change_is_an_entry_of_the_log_and_one_that_fails_is_none() {
        let accounts = TestAccounts::with(&["li.na"]);
        let (li, by) = (name("li.na"), Actor::CommandLine);
        accounts.set_role(&li, Role::Reviewer, &by, at(1)).unwrap();
        accounts.set_password(&li, &Password::typed("四里桥头卖豆腐的老李 1988"), &by, at(2)).unwrap();
        accounts.disable(&li, &by, at(3)).unwrap();
        accounts.enable(&li, &by, at(4)).unwrap();
        assert!(matches!(accounts.disable(&name("wang"), &by, at(5)), Err(AccountsError::NoAccount { .. })));
        let log = "operator@command-line add-account li.na clerk
            operator@command-line set-role li.na reviewer
            operator@command-line set-password li.na done
            operator@command-line disable-account li.na done
            operator@command-line enable-account li.na done";
        assert_eq!(accounts.log(), log.lines().map(str::trim).collect::<Vec<_>>());
    }
}
