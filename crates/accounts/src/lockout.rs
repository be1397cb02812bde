//! How often somebody may guess: after a few failures the wait doubles with each further one, up to a limit.
//!
//! An attempt is counted before its password is looked at and taken back when it was right: many guesses at once are
//! many failures, and one that is killed half-way was one too.

use gongkai_document::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::secret::{keyed_hash, random};
use crate::store::{moment, seconds};
use crate::{AddressClass, Result};

/// So many failures in a row an account has without a wait; people mistype.
pub const FAILURES_FREE_ACCOUNT: u32 = 5;
/// So many an address has; an office behind one address is many people.
pub const FAILURES_FREE_ADDRESS: u32 = 20;
/// The first wait, in seconds.
pub const DELAY_FIRST_S: i64 = 30;
/// The longest wait, in seconds: at most a hundred guesses a day (NIST SP 800-63B-4, 3.2.2, allows a hundred in a row at
/// all), and whoever has the right password is kept out for a quarter of an hour, not for good.
pub const DELAY_MAX_S: i64 = 15 * 60;
/// Failures are forgotten a day after the last one, in seconds.
const FORGOTTEN_AFTER_S: i64 = 24 * 60 * 60;

/// The wait after so many failures, in seconds.
fn delay_s(failures: u32, free: u32) -> i64 {
    let Some(doublings) = failures.checked_sub(free) else { return 0 };
    // Past ten doublings every first wait is above the limit.
    (DELAY_FIRST_S << doublings.min(10)).min(DELAY_MAX_S)
}

/// Whose attempts are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counter {
    class: &'static str,
    subject: Vec<u8>,
    free: u32,
}

/// An attempt that was counted.
#[derive(Debug)]
pub(crate) struct Counted {
    counter: Counter,
    before: State,
    /// From when on the next attempt is looked at, when there is a wait now.
    pub(crate) locked_until: Option<i64>,
}

/// What is kept of earlier failures.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    failures: u32,
    locked_until: i64,
}

impl Counter {
    /// The attempts on an account.
    pub(crate) fn account(id: i64) -> Self {
        Self { class: "account", subject: id.to_be_bytes().to_vec(), free: FAILURES_FREE_ACCOUNT }
    }

    /// The attempts on a name that no account has: they wait as those on an account do, so that neither an answer nor
    /// its time tells which names there are. So few bits are kept that they say nothing of what was typed, which may be
    /// a password in the wrong box; names that share them wait together, which nobody notices.
    pub(crate) fn unknown_name(connection: &Connection, name: &str) -> Result<Self> {
        let [first, second, ..] = keyed_hash(&attempt_key(connection)?, name.as_bytes());
        Ok(Self { class: "unknown", subject: vec![first, second], free: FAILURES_FREE_ACCOUNT })
    }

    /// The attempts from an address, kept under a hash of it.
    pub(crate) fn address(connection: &Connection, address: AddressClass) -> Result<Self> {
        let subject = keyed_hash(&attempt_key(connection)?, &address.bytes()).to_vec();
        Ok(Self { class: "address", subject, free: FAILURES_FREE_ADDRESS })
    }

    fn state(&self, connection: &Connection, now: Timestamp) -> Result<State> {
        let sql = "SELECT failures, locked_until FROM attempts WHERE class = ?1 AND subject = ?2 AND last_at > ?3";
        let row = |row: &rusqlite::Row<'_>| Ok(State { failures: row.get(0)?, locked_until: row.get(1)? });
        Ok(connection
            .query_row(sql, params![self.class, self.subject, forgotten_until(now)], row)
            .optional()?
            .unwrap_or_default())
    }

    /// Until when attempts are not looked at.
    pub(crate) fn locked_until(&self, connection: &Connection, now: Timestamp) -> Result<Option<i64>> {
        Ok(self.shown(connection, now)?.1)
    }

    /// How many failures are kept, and until when attempts are not looked at.
    pub(crate) fn shown(&self, connection: &Connection, now: Timestamp) -> Result<(u32, Option<i64>)> {
        let State { failures, locked_until } = self.state(connection, now)?;
        let left = locked_until.saturating_sub(moment(now));
        // A clock that was put back must not lock for longer than a wait can be.
        let locks = left > 0 && left <= seconds(DELAY_MAX_S);
        Ok((failures, locks.then_some(locked_until)))
    }

    /// Counts an attempt as failed.
    pub(crate) fn count(self, connection: &Connection, now: Timestamp) -> Result<Counted> {
        let before = self.state(connection, now)?;
        let failures = before.failures.saturating_add(1);
        let delay = delay_s(failures, self.free);
        let locked_until = if delay > 0 { moment(now) + seconds(delay) } else { 0 };
        let sql = "INSERT OR REPLACE INTO attempts (class, subject, failures, last_at, locked_until)
            VALUES (?1, ?2, ?3, ?4, ?5)";
        connection.execute(sql, params![self.class, self.subject, failures, moment(now), locked_until])?;
        Ok(Counted { counter: self, before, locked_until: (delay > 0).then_some(locked_until) })
    }

    /// Forgets all failures.
    pub(crate) fn clear(&self, connection: &Connection) -> Result<bool> {
        let sql = "DELETE FROM attempts WHERE class = ?1 AND subject = ?2";
        Ok(connection.execute(sql, params![self.class, self.subject])? > 0)
    }
}

impl Counted {
    /// Takes this attempt back, which was right, and leaves earlier and simultaneous failures: whoever has one account
    /// must not be able to clear an address by it.
    pub(crate) fn take_back(self, connection: &Connection) -> Result<()> {
        let Counter { class, subject, .. } = self.counter;
        let ours = self.before.failures.saturating_add(1);
        let restore = "UPDATE attempts SET failures = failures - 1,
            locked_until = CASE WHEN failures = ?3 THEN ?4 ELSE locked_until END WHERE class = ?1 AND subject = ?2";
        connection.execute(restore, params![class, subject, ours, self.before.locked_until])?;
        connection.execute("DELETE FROM attempts WHERE failures <= 0", [])?;
        Ok(())
    }
}

/// What addresses and unknown names are hashed with. Another one is made whenever nothing was kept any more, so that what
/// is kept of one time says nothing about another.
fn attempt_key(connection: &Connection) -> Result<[u8; 32]> {
    let kept = connection.query_row("SELECT key FROM attempt_key", [], |row| row.get(0)).optional()?;
    if let Some(key) = kept {
        return Ok(key);
    }
    let key = random()?;
    connection.execute("INSERT INTO attempt_key (id, key) VALUES (1, ?1)", [key])?;
    Ok(key)
}

/// Forgets failures of more than a day ago, and with the last one the key.
pub(crate) fn forget_old(connection: &Connection, now: Timestamp) -> Result<()> {
    let sql = "DELETE FROM attempts WHERE last_at <= ?1";
    connection.execute(sql, [forgotten_until(now)])?;
    connection.execute("DELETE FROM attempt_key WHERE NOT EXISTS (SELECT 1 FROM attempts)", [])?;
    Ok(())
}

fn forgotten_until(now: Timestamp) -> i64 {
    moment(now) - seconds(FORGOTTEN_AFTER_S)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{TestAccounts, at};

    #[test]
    fn the_wait_begins_after_the_free_failures_doubles_and_stays_below_its_limit() {
        let waits: Vec<i64> = (0..13).map(|failures| delay_s(failures, FAILURES_FREE_ACCOUNT)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(delay_s(u32::MAX, FAILURES_FREE_ACCOUNT), DELAY_MAX_S);
        assert_eq!(24 * 60 * 60 / DELAY_MAX_S, 96);
    }

    #[test]
    fn a_right_attempt_is_taken_back_and_leaves_failures_beside_and_before_it() {
        let accounts = TestAccounts::new();
        let connection = &accounts.connection;
        let counter = Counter::account(7);
        let failures = || counter.state(connection, at(1)).unwrap().failures;
        counter.clone().count(connection, at(0)).unwrap();
        let right = counter.clone().count(connection, at(1)).unwrap();
        counter.clone().count(connection, at(1)).unwrap();
        right.take_back(connection).unwrap();
        assert_eq!(failures(), 2);
        assert!(counter.clear(connection).unwrap());
        counter.clone().count(connection, at(1)).unwrap().take_back(connection).unwrap();
        assert_eq!(failures(), 0);
    }

    #[test]
    fn a_right_attempt_at_the_limit_leaves_no_wait_of_its_own() {
        let accounts = TestAccounts::new();
        let connection = &accounts.connection;
        let counter = Counter::account(7);
        for _ in 1..FAILURES_FREE_ACCOUNT {
            counter.clone().count(connection, at(0)).unwrap();
        }
        let right = counter.clone().count(connection, at(1)).unwrap();
        assert!(counter.locked_until(connection, at(1)).unwrap().is_some());
        right.take_back(connection).unwrap();
        assert!(counter.locked_until(connection, at(1)).unwrap().is_none());
    }

    #[test]
    fn a_clock_that_was_put_back_does_not_lock_for_longer_than_the_longest_wait() {
        let accounts = TestAccounts::new();
        let connection = &accounts.connection;
        let counter = Counter::account(7);
        for _ in 0..9 {
            counter.clone().count(connection, at(1_000_000)).unwrap();
        }
        assert!(counter.locked_until(connection, at(1_000_000)).unwrap().is_some());
        assert!(counter.locked_until(connection, at(0)).unwrap().is_none());
    }

    #[test]
    fn an_address_is_kept_as_a_hash_whose_key_changes_when_nothing_is_kept() {
        let accounts = TestAccounts::new();
        let connection = &accounts.connection;
        let counter = || Counter::address(connection, AddressClass::LOCAL).unwrap();
        let first = counter();
        first.clone().count(connection, at(0)).unwrap();
        assert_eq!(counter(), first);
        forget_old(connection, at(FORGOTTEN_AFTER_S - 1)).unwrap();
        assert_eq!(counter(), first);
        forget_old(connection, at(FORGOTTEN_AFTER_S)).unwrap();
        assert_ne!(counter(), first);
    }
}
