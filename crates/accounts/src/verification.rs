//! Whether the audit log is as it was written.

use std::fmt;

use rusqlite::Row;

use crate::audit::{COLUMNS, Texts};
use crate::chain::entry_hash;
use crate::{Accounts, Head, Result};

/// What walking through the log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The last entry up to which everything fits.
    pub sound: Head,
    /// The first thing that does not fit.
    pub fault: Option<Fault>,
}

/// What does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The entry or one before it is not what was hashed: it was changed, or another stands in its place.
    Changed {
        /// Its number.
        number: i64,
    },
    /// There is no entry of this number, though later ones are there.
    Missing {
        /// The number.
        number: i64,
    },
    /// An entry has a number that is never given.
    Foreign {
        /// The number.
        number: i64,
    },
    /// The log ends before the head that was noted.
    CutOff {
        /// The last entry that is there.
        last: u64,
        /// The entry that was noted.
        noted: u64,
    },
    /// The log fits in itself, but is another one than was noted: it was written anew.
    Rewritten {
        /// The entry that was noted.
        noted: u64,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { number } => write!(f, "entry {number} is not what was recorded after the one before it"),
            Self::Missing { number } => write!(f, "entry {number} is missing"),
            Self::Foreign { number } => write!(f, "there is an entry {number}, a number that is never given"),
            Self::CutOff { last, noted } => write!(f, "the log ends with entry {last}, but entry {noted} was noted"),
            Self::Rewritten { noted } => {
                write!(f, "entry {noted} is not the one that was noted; the log was rewritten")
            }
        }
    }
}

impl Accounts {
    /// Walks through the whole log. What was cut off at its end, or written anew from some entry on, fits in itself: only
    /// [`verify_against`](Self::verify_against) a head noted elsewhere shows that.
    pub fn verify(&self) -> Result<Verification> {
        self.walk(None)
    }

    /// Walks through the whole log, which must contain the entry of the head that was noted.
    pub fn verify_against(&self, noted: &Head) -> Result<Verification> {
        self.walk(Some(noted))
    }

    fn walk(&self, noted: Option<&Head>) -> Result<Verification> {
        let mut sound = Head::EMPTY;
        let mut select = self.connection.prepare(&format!("SELECT {COLUMNS} FROM audit ORDER BY number"))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            match follow(&sound, row)? {
                Ok(head) => sound = head,
                Err(fault) => return Ok(Verification { sound, fault: Some(fault) }),
            }
            if let Some(noted) = noted.filter(|noted| noted.number == sound.number && noted.hash != sound.hash) {
                return Ok(Verification { sound, fault: Some(Fault::Rewritten { noted: noted.number }) });
            }
        }
        let cut_off = noted.filter(|noted| noted.number > sound.number);
        let fault = cut_off.map(|noted| Fault::CutOff { last: sound.number, noted: noted.number });
        Ok(Verification { sound, fault })
    }
}

/// The head after the entry in `row`, when it follows `before`.
fn follow(before: &Head, row: &Row<'_>) -> Result<Result<Head, Fault>> {
    let number: i64 = row.get("number")?;
    let expected = before.number.cast_signed() + 1;
    if number < expected {
        return Ok(Err(Fault::Foreign { number }));
    }
    if number > expected {
        return Ok(Err(Fault::Missing { number: expected }));
    }
    // A text that is none is a change as well, not a failure to read the log.
    let read = Texts::from_row(row).and_then(|texts| Ok((texts, row.get("at")?, row.get::<_, Vec<u8>>("hash")?)));
    let Ok((texts, at, hash)) = read else { return Ok(Err(Fault::Changed { number })) };
    let computed = entry_hash(&before.hash, number, at, &texts);
    if hash == computed {
        return Ok(Ok(Head { number: number.cast_unsigned(), hash: computed }));
    }
    Ok(Err(Fault::Changed { number }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{TestAccounts, at, search};

    const DROP_TRIGGERS: &str = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted;
        DROP TRIGGER audit_is_only_appended_to;";

    /// A log of ten entries, and what is found after somebody with the file did `sql` to it.
    fn tampered(sql: &str) -> (TestAccounts, Head, Option<Fault>) {
        let accounts = TestAccounts::new();
        for number in 1..=10 {
            accounts.record(&search("li.na", &format!("第{number}次")), at(number)).unwrap();
        }
        let head = accounts.head().unwrap();
        assert_eq!(accounts.verify().unwrap(), Verification { sound: head, fault: None });
        accounts.connection.execute_batch(DROP_TRIGGERS).unwrap();
        accounts.connection.execute_batch(sql).unwrap();
        let fault = accounts.verify().unwrap().fault;
        (accounts, head, fault)
    }

    #[test]
    fn a_change_of_any_column_of_any_entry_is_found_at_that_entry() {
        for number in 1..=10 {
            for change in [
                "at = at + 1",
                "actor = 'wang'",
                "action = 'view'",
                "subject = ''",
                "query = '别的'",
                "query = NULL",
                "query = CAST(x'ff' AS TEXT)",
                "outcome = '4 hits'",
                "hash = zeroblob(32)",
                "hash = x''",
            ] {
                let (_, _, fault) = tampered(&format!("UPDATE audit SET {change} WHERE number = {number}"));
                assert_eq!(fault, Some(Fault::Changed { number }), "{change}");
            }
        }
    }

    #[test]
    fn a_removed_entry_is_found_wherever_another_follows() {
        for number in 1..10 {
            let (_, _, fault) = tampered(&format!("DELETE FROM audit WHERE number = {number}"));
            assert_eq!(fault, Some(Fault::Missing { number }));
            // The gap closed by counting on.
            let close = format!(
                "DELETE FROM audit WHERE number = {number};
                UPDATE audit SET number = -number WHERE number > {number};
                UPDATE audit SET number = -number - 1 WHERE number < 0;"
            );
            let (_, _, fault) = tampered(&close);
            assert_eq!(fault, Some(Fault::Changed { number }));
        }
    }

    #[test]
    fn entries_in_another_order_or_put_in_between_are_found_at_the_first() {
        let swap = "UPDATE audit SET number = -4 WHERE number = 4; UPDATE audit SET number = 4 WHERE number = 7;
            UPDATE audit SET number = 7 WHERE number = -4;";
        assert_eq!(tampered(swap).2, Some(Fault::Changed { number: 4 }));
        let repeat = "UPDATE audit SET number = -number WHERE number > 5;
            UPDATE audit SET number = 1 - number WHERE number < 0;
            INSERT INTO audit SELECT 6, at, actor, action, subject, query, outcome, hash FROM audit WHERE number = 5;";
        assert_eq!(tampered(repeat).2, Some(Fault::Changed { number: 6 }));
        let before =
            "INSERT INTO audit SELECT -3, at, actor, action, subject, query, outcome, hash FROM audit WHERE number = 5";
        assert_eq!(tampered(before).2, Some(Fault::Foreign { number: -3 }));
    }

    #[test]
    fn what_is_cut_off_at_the_end_is_found_against_a_noted_head() {
        for left in 0..10 {
            let (accounts, head, fault) = tampered(&format!("DELETE FROM audit WHERE number > {left}"));
            assert_eq!(fault, None, "a shorter log fits in itself");
            let found = accounts.verify_against(&head).unwrap().fault;
            assert_eq!(found, Some(Fault::CutOff { last: left, noted: 10 }));
        }
        let (accounts, head, _) = tampered("DELETE FROM audit WHERE number > 7");
        for _ in 0..5 {
            accounts.record(&search("wang", "别的"), at(99)).unwrap();
        }
        assert_eq!(accounts.verify_against(&head).unwrap().fault, Some(Fault::Rewritten { noted: 10 }));
    }

    #[test]
    fn a_log_written_anew_from_an_entry_on_fits_in_itself_and_not_to_a_noted_head() {
        let (accounts, head, _) = tampered("DELETE FROM audit WHERE number > 3");
        for number in 4..=12 {
            accounts.record(&search("wang", &format!("第{number}次")), at(number)).unwrap();
        }
        assert_eq!(accounts.verify().unwrap().fault, None);
        assert_eq!(accounts.verify_against(&head).unwrap().fault, Some(Fault::Rewritten { noted: 10 }));
    }

    #[test]
    fn a_log_that_only_grew_fits_to_every_head_it_ever_had() {
        let accounts = TestAccounts::new();
        let mut heads = vec![accounts.head().unwrap()];
        assert_eq!(heads, [Head::EMPTY]);
        for number in 0..5 {
            heads.push(accounts.record(&search("li.na", "一"), at(number)).unwrap());
        }
        for head in &heads {
            let expected = Verification { sound: heads[5], fault: None };
            assert_eq!(accounts.verify_against(head).unwrap(), expected);
        }
    }
}
