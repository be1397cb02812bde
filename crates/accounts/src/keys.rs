//! API keys: what a program shows in place of a person's sign-in.

use std::fmt;

use gongkai_document::{Date, Timestamp};
use jiff::tz::Offset;
use rusqlite::params;

use crate::accounts::{account, existing, read_name};
use crate::audit::append;
use crate::secret::{SECRET_BYTES, from_hex, hex, random, sha256};
use crate::store::{moment, seconds, timestamp, unreadable};
use crate::{AccountName, Accounts, AccountsError, Action, Actor, Event, Permission, Result};

/// What every key begins with, so that a scanner of files and logs can find one that was left there.
pub const KEY_PREFIX: &str = "gongkai_";
/// How long a key holds when nothing else is said, in days.
pub const KEY_DAYS_DEFAULT: u32 = 365;
/// The longest that a key may hold, in days: a program whose owner changed is noticed within two years.
pub const KEY_DAYS_MAX: u32 = 2 * 365;

/// A key, shown once to whoever added it.
pub struct ApiKey([u8; SECRET_BYTES]);

impl ApiKey {
    /// The key as text.
    pub fn reveal(&self) -> String {
        format!("{KEY_PREFIX}{}", hex(&self.0))
    }

    fn read(text: &str) -> Option<Self> {
        from_hex(text.strip_prefix(KEY_PREFIX)?).map(Self)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// A key to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// What it is called in lists and in the audit log; given once.
    pub name: AccountName,
    /// The account that answers for it.
    pub owner: AccountName,
    /// What it may do: nothing that its owner may not.
    pub permissions: Vec<Permission>,
    /// How long it holds.
    pub days: u32,
}

/// A key that holds, shown with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// The key's name.
    pub name: AccountName,
    /// The account that answers for it.
    pub owner: AccountName,
    /// What it may do: what it was given and its owner may still do.
    pub permissions: Vec<Permission>,
}

impl KeyUse {
    /// Who does what is done with it, for the audit log.
    pub fn actor(&self) -> Actor {
        Actor::Key(self.name.clone())
    }
}

/// A key as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// Its name.
    pub name: AccountName,
    /// The account that answers for it.
    pub owner: AccountName,
    /// What it was given.
    pub permissions: Vec<Permission>,
    /// When it was added.
    pub created_at: Timestamp,
    /// From when on it no longer holds.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// The last day, in China, on which it was shown and held.
    pub last_used_on: Option<Date>,
}

impl Accounts {
    /// Adds a key and gives it, this once.
    pub fn add_key(&self, new: &NewKey, by: &Actor, now: Timestamp) -> Result<ApiKey> {
        let NewKey { name, owner, permissions, days } = new;
        if permissions.is_empty() || *days == 0 || *days > KEY_DAYS_MAX {
            return Err(AccountsError::KeyWithoutUse);
        }
        let key = ApiKey(random()?);
        let expires_at = moment(now) + seconds(i64::from(*days) * 24 * 60 * 60);
        let codes = permissions.iter().map(|permission| permission.code()).collect::<Vec<_>>().join(" ");
        self.write(|connection| {
            let record = existing(connection, owner)?;
            let role = record.account.role;
            if let Some(permission) = permissions.iter().copied().find(|permission| !role.may(*permission)) {
                return Err(AccountsError::NotTheirs { owner: owner.clone(), role, permission });
            }
            let exists = "SELECT count(*) > 0 FROM keys WHERE name = ?1";
            if connection.query_row(exists, [name.as_str()], |row| row.get(0))? {
                return Err(AccountsError::KeyExists { name: name.clone() });
            }
            let sql = "INSERT INTO keys (name, owner, permissions, key_sha256, created_at, expires_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let key_sha256 = sha256(&key.0);
            connection.execute(sql, params![name.as_str(), record.id, codes, key_sha256, moment(now), expires_at])?;
            append(connection, &Event::done(by, Action::AddKey, name, format!("for {owner}: {codes}")), now)?;
            Ok(())
        })?;
        Ok(key)
    }

    /// Ends a key for good.
    pub fn revoke_key(&self, name: &AccountName, by: &Actor, now: Timestamp) -> Result<()> {
        self.write(|connection| {
            let sql = "UPDATE keys SET revoked_at = ?2 WHERE name = ?1 AND revoked_at IS NULL";
            if connection.execute(sql, params![name.as_str(), moment(now)])? == 0 {
                return Err(AccountsError::NoKey { name: name.clone() });
            }
            append(connection, &Event::done(by, Action::RevokeKey, name, "done"), now)?;
            Ok(())
        })
    }

    /// The key that a program showed, when it holds: not revoked, not expired, its owner not disabled.
    pub fn key(&self, shown: &str, now: Timestamp) -> Result<Option<KeyUse>> {
        let Some(key) = ApiKey::read(shown) else { return Ok(None) };
        let sql = "SELECT accounts.name, display_name, role, keys.name, permissions, last_used_on, keys.id FROM keys
            JOIN accounts ON accounts.id = owner
            WHERE key_sha256 = ?1 AND expires_at > ?2 AND revoked_at IS NULL AND NOT disabled";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query(params![sha256(&key.0), moment(now)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let owner = account(row)?;
        let name = read_name(&row.get::<_, String>(3)?)?;
        let mut permissions = read_permissions(&row.get::<_, String>(4)?)?;
        permissions.retain(|permission| owner.role.may(*permission));
        let (noted, id): (Option<String>, i64) = (row.get(5)?, row.get(6)?);
        drop(rows);
        let today = day(now).to_string();
        if noted.as_deref() != Some(today.as_str()) {
            let sql = "UPDATE keys SET last_used_on = ?2 WHERE id = ?1";
            self.connection.prepare_cached(sql)?.execute(params![id, today])?;
        }
        Ok(Some(KeyUse { name, owner: owner.name, permissions }))
    }

    /// All keys, also those that no longer hold, by name.
    pub fn keys(&self) -> Result<Vec<ListedKey>> {
        let mut select = self.connection.prepare(
            "SELECT keys.name, accounts.name, permissions, keys.created_at, expires_at, revoked_at, last_used_on
            FROM keys JOIN accounts ON accounts.id = owner ORDER BY keys.name",
        )?;
        let mut rows = select.query([])?;
        let mut listed = Vec::new();
        while let Some(row) = rows.next()? {
            let used_on: Option<String> = row.get(6)?;
            let read_day = |text: String| text.parse().map_err(|_| unreadable("a day", &text));
            listed.push(ListedKey {
                name: read_name(&row.get::<_, String>(0)?)?,
                owner: read_name(&row.get::<_, String>(1)?)?,
                permissions: read_permissions(&row.get::<_, String>(2)?)?,
                created_at: timestamp(row.get(3)?)?,
                expires_at: timestamp(row.get(4)?)?,
                revoked_at: row.get::<_, Option<i64>>(5)?.map(timestamp).transpose()?,
                last_used_on: used_on.map(read_day).transpose()?,
            });
        }
        Ok(listed)
    }
}

fn read_permissions(codes: &str) -> Result<Vec<Permission>> {
    codes.split(' ').map(|code| code.parse().map_err(|_| unreadable("a permission", code))).collect()
}

/// The day in China, which has had one time and no summer time since 1991.
fn day(at: Timestamp) -> Date {
    Offset::constant(8).to_datetime(at).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::fixtures::{TestAccounts, at, name};

    const DAY_S: i64 = 24 * 60 * 60;

    fn add(accounts: &Accounts, key: &str, permissions: &[Permission], days: u32) -> Result<String> {
        let new = NewKey { name: name(key), owner: name("li.na"), permissions: permissions.to_vec(), days };
        accounts.add_key(&new, &Actor::CommandLine, at(0)).map(|key| key.reveal())
    }

    #[test]
    fn a_key_is_recognised_by_its_beginning_and_says_what_it_may_do() {
        let accounts = TestAccounts::with(&["li.na"]);
        let key = add(&accounts, "table", &[Permission::ViewCases], 30).unwrap();
        assert_eq!((key.len(), key.starts_with("gongkai_")), (8 + 64, true));
        let found = accounts.key(&key, at(1)).unwrap().unwrap();
        assert_eq!((found.owner.as_str(), found.actor().to_string()), ("li.na", "key:table".to_owned()));
        assert_eq!(found.permissions, [Permission::ViewCases]);
        let other = format!("{}{}", &key[..71], if key.ends_with('0') { '1' } else { '0' });
        for wrong in [other.as_str(), "", "gongkai_", &key[8..]] {
            assert_eq!(accounts.key(wrong, at(1)).unwrap(), None);
        }
    }

    #[test]
    fn a_key_no_longer_holds_when_it_is_revoked_expired_or_its_owner_disabled() {
        let accounts = TestAccounts::with(&["li.na"]);
        let key = add(&accounts, "table", &[Permission::ViewCases], 30).unwrap();
        let holds = |second| accounts.key(&key, at(second)).unwrap().is_some();
        assert!(holds(30 * DAY_S - 1));
        assert!(!holds(30 * DAY_S));
        accounts.disable(&name("li.na"), &Actor::CommandLine, at(1)).unwrap();
        assert!(!holds(2));
        accounts.enable(&name("li.na"), &Actor::CommandLine, at(3)).unwrap();
        assert!(holds(4));
        accounts.revoke_key(&name("table"), &Actor::CommandLine, at(5)).unwrap();
        assert!(!holds(6));
        let again = accounts.revoke_key(&name("table"), &Actor::CommandLine, at(7));
        assert!(matches!(again, Err(AccountsError::NoKey { .. })));
        let name_again = add(&accounts, "table", &[Permission::ViewCases], 30);
        assert!(matches!(name_again, Err(AccountsError::KeyExists { .. })));
    }

    #[test]
    fn a_key_may_never_do_more_than_its_owner_may_now() {
        let accounts = TestAccounts::with(&["li.na"]);
        let both = [Permission::ViewCases, Permission::ExportCases];
        assert!(matches!(add(&accounts, "a", &both, 30), Err(AccountsError::NotTheirs { .. })));
        accounts.set_role(&name("li.na"), Role::Reviewer, &Actor::CommandLine, at(0)).unwrap();
        let key = add(&accounts, "a", &both, 30).unwrap();
        accounts.set_role(&name("li.na"), Role::Clerk, &Actor::CommandLine, at(0)).unwrap();
        assert_eq!(accounts.key(&key, at(1)).unwrap().unwrap().permissions, [Permission::ViewCases]);
        for (permissions, days) in [(&both[..0], 30), (&both[..1], 0), (&both[..1], KEY_DAYS_MAX + 1)] {
            assert!(matches!(add(&accounts, "b", permissions, days), Err(AccountsError::KeyWithoutUse)));
        }
    }

    #[test]
    fn a_list_of_keys_says_the_last_day_of_use_in_china() {
        let accounts = TestAccounts::with(&["li.na"]);
        let key = add(&accounts, "table", &[Permission::ViewCases], 30).unwrap();
        assert_eq!(accounts.keys().unwrap()[0].last_used_on, None);
        // 22:13 in Greenwich is the next morning in China.
        accounts.key(&key, at(1)).unwrap();
        let listed = accounts.keys().unwrap().remove(0);
        assert_eq!(listed.last_used_on, Some("2023-11-15".parse().unwrap()));
        assert_eq!((listed.created_at, listed.expires_at, listed.revoked_at), (at(0), at(30 * DAY_S), None));
    }
}
