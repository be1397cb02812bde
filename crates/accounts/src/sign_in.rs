//! Signing in: a name and a password against the account, behind the lock-out.

use gongkai_document::Timestamp;
use rusqlite::{Connection, params};

use crate::accounts::{Record, existing, find};
use crate::audit::append;
use crate::lockout::{Counted, Counter, forget_old};
use crate::store::{moment, seconds, timestamp};
use crate::{
    AccountName, Accounts, Action, Actor, AddressClass, Event, Password, Result, Session, SessionToken, password,
    sessions,
};

/// The answer to a name and a password.
#[derive(Debug)]
pub enum SignIn {
    /// They fit.
    Accepted {
        /// For the browser's cookie; it cannot be asked for again.
        token: SessionToken,
        /// What begins with it.
        session: Session,
    },
    /// They do not fit, or are not looked at: no such account, another password, disabled, or locked for a while. There is
    /// no telling which, neither here nor by the time it takes.
    Refused {
        /// In how many seconds the next attempt is looked at; 0 for at once. A name that no account has waits as well.
        wait_s: u32,
    },
}

/// An attempt that is counted and will be looked at.
struct Attempt {
    found: Option<Record>,
    by_name: Counted,
    by_address: Counted,
}

impl Accounts {
    /// Signs somebody in. One attempt is 19 MiB and some tens of milliseconds of work: callers bound how many run at once.
    ///
    /// Recorded are sign-ins, refusals of accounts that there are, and each beginning of a wait; not what is typed in place
    /// of a name, which may be a password, and not attempts during a wait, which could fill the log.
    pub fn sign_in(&self, name: &str, typed: &Password, from: AddressClass, now: Timestamp) -> Result<SignIn> {
        let begun = self.attempt(name, typed, from, now, |connection, record| {
            let at = moment(now);
            connection.execute("UPDATE accounts SET last_sign_in_at = ?2 WHERE id = ?1", params![record.id, at])?;
            let name = record.account.name.clone();
            append(connection, &Event::done(&Actor::Account(name.clone()), Action::SignIn, &name, "done"), now)?;
            sessions::begin(connection, record.id, record.account, now)
        })?;
        Ok(match begun {
            Ok((token, session)) => SignIn::Accepted { token, session },
            Err(until) => SignIn::Refused { wait_s: until.map_or(0, |until| wait_s(until, now)) },
        })
    }

    /// Whether this is the account's password, as before somebody changes it; behind the same lock-out as a sign-in.
    pub fn check_password(
        &self,
        name: &AccountName,
        typed: &Password,
        from: AddressClass,
        now: Timestamp,
    ) -> Result<bool> {
        Ok(self.attempt(name.as_str(), typed, from, now, |_, _| Ok(()))?.is_ok())
    }

    /// Does `accepted` when the password fits; the same work is done when it does not. Who is refused is told until when
    /// the next attempt is not looked at.
    fn attempt<T>(
        &self,
        name: &str,
        typed: &Password,
        from: AddressClass,
        now: Timestamp,
        accepted: impl FnOnce(&Connection, Record) -> Result<T>,
    ) -> Result<Result<T, Option<i64>>> {
        let attempt = self.write(|connection| knock(connection, name, from, now))?;
        let found = attempt.as_ref().ok().and_then(|attempt| attempt.found.as_ref());
        let kept = found.filter(|found| !found.is_disabled).map(|found| found.password_hash.as_str());
        // Between two transactions: others may write while the password is hashed.
        let fits = password::fits(typed, kept, self.cost)?;
        let rehashed = match kept {
            Some(kept) if fits && password::is_outdated(kept, self.cost)? => Some(password::hash(typed, self.cost)?),
            _ => None,
        };
        let Attempt { found, by_name, by_address } = match attempt {
            Ok(attempt) => attempt,
            Err(until) => return Ok(Err(Some(until))),
        };
        self.write(|connection| {
            if let (true, Some(found)) = (fits, &found) {
                let record = existing(connection, &found.account.name)?;
                // Somebody may have disabled the account or changed its password in the meantime.
                if record.password_hash == found.password_hash && !record.is_disabled {
                    by_address.take_back(connection)?;
                    Counter::account(record.id).clear(connection)?;
                    if let Some(hash) = rehashed {
                        let sql = "UPDATE accounts SET password_hash = ?2 WHERE id = ?1";
                        connection.execute(sql, params![record.id, hash])?;
                    }
                    return accepted(connection, record).map(Ok);
                }
            }
            record_refusal(connection, found.as_ref(), &by_name, &by_address, now)?;
            Ok(Err(by_name.locked_until.max(by_address.locked_until)))
        })
    }
}

/// Counts the attempt; when the account or the address has to wait, `Err` says until when.
fn knock(connection: &Connection, name: &str, from: AddressClass, now: Timestamp) -> Result<Result<Attempt, i64>> {
    forget_old(connection, now)?;
    let found = find(connection, name)?;
    let by_name = match &found {
        Some(record) => Counter::account(record.id),
        None => Counter::unknown_name(connection, name)?,
    };
    let address = Counter::address(connection, from)?;
    let locks = [by_name.locked_until(connection, now)?, address.locked_until(connection, now)?];
    if let Some(until) = locks.into_iter().flatten().max() {
        return Ok(Err(until));
    }
    let by_name = by_name.count(connection, now)?;
    let by_address = address.count(connection, now)?;
    Ok(Ok(Attempt { found, by_name, by_address }))
}

/// The seconds from `now` until that moment, the last one begun counted as whole.
fn wait_s(until: i64, now: Timestamp) -> u32 {
    let second = seconds(1);
    u32::try_from((until.saturating_sub(moment(now)).max(0) + second - 1) / second).unwrap_or(u32::MAX)
}

fn record_refusal(
    connection: &Connection,
    found: Option<&Record>,
    by_name: &Counted,
    by_address: &Counted,
    now: Timestamp,
) -> Result<()> {
    let subject = found.map(|found| found.account.name.to_string());
    let event = |action, subject: &Option<String>, outcome: String| Event {
        actor: Actor::Nobody,
        action,
        subject: subject.clone(),
        query: None,
        outcome,
    };
    if let Some(found) = found {
        let why = if found.is_disabled { "refused: disabled" } else { "refused: wrong password" };
        append(connection, &event(Action::SignIn, &subject, why.to_owned()), now)?;
    }
    if let (Some(_), Some(until)) = (found, by_name.locked_until) {
        append(connection, &event(Action::LockOut, &subject, format!("until {}", timestamp(until)?)), now)?;
    }
    if let Some(until) = by_address.locked_until {
        let outcome = format!("an address until {}", timestamp(until)?);
        append(connection, &event(Action::LockOut, &None, outcome), now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{PASSWORD, TestAccounts, at, from, name};
    use crate::lockout::{DELAY_FIRST_S, DELAY_MAX_S, FAILURES_FREE_ACCOUNT, FAILURES_FREE_ADDRESS};
    use crate::password::{Cost, tests::COMPARED};

    const WRONG: &str = "四里桥头卖豆腐的老李 1988";

    fn enters(accounts: &Accounts, name: &str, password: &str, address: u8, second: i64) -> bool {
        let answer = accounts.sign_in(name, &Password::typed(password), from(address), at(second)).unwrap();
        matches!(answer, SignIn::Accepted { .. })
    }

    #[test]
    fn only_the_right_password_of_an_account_that_is_not_disabled_enters() {
        let accounts = TestAccounts::with(&["li.na", "wang"]);
        accounts.disable(&name("wang"), &Actor::CommandLine, at(0)).unwrap();
        let tried = [
            ("li.na", PASSWORD),
            ("li.na", WRONG),
            ("wang", PASSWORD),
            ("zhao", PASSWORD),
            ("", ""),
            ("Li.na", PASSWORD),
        ];
        let entered = tried.map(|(name, password)| enters(&accounts, name, password, 1, 1));
        assert_eq!(entered, [true, false, false, false, false, false]);
    }

    #[test]
    fn a_locked_account_refuses_the_right_password_too_and_the_wait_doubles() {
        let accounts = TestAccounts::with(&["li.na"]);
        let mut second = 0;
        for _ in 0..FAILURES_FREE_ACCOUNT {
            assert!(!enters(&accounts, "li.na", WRONG, 1, second));
        }
        for wait in [DELAY_FIRST_S, 2 * DELAY_FIRST_S, 4 * DELAY_FIRST_S] {
            assert!(!enters(&accounts, "li.na", PASSWORD, 2, second), "locked");
            assert!(!enters(&accounts, "li.na", PASSWORD, 2, second + wait - 1), "still locked");
            second += wait;
            assert!(!enters(&accounts, "li.na", WRONG, 1, second), "looked at again, and wrong");
        }
        let listed = accounts.accounts(at(second)).unwrap().remove(0);
        assert_eq!((listed.failures, listed.locked_until), (8, Some(at(second + 8 * DELAY_FIRST_S))));
        assert!(enters(&accounts, "li.na", PASSWORD, 2, second + 8 * DELAY_FIRST_S));
        assert_eq!(accounts.accounts(at(second)).unwrap()[0].failures, 0, "forgotten with the right password");
    }

    #[test]
    fn the_wait_is_bounded_and_an_operator_ends_it() {
        let accounts = TestAccounts::with(&["li.na"]);
        for attempt in 0..20 {
            enters(&accounts, "li.na", WRONG, 1, attempt * DELAY_MAX_S);
        }
        assert!(!enters(&accounts, "li.na", PASSWORD, 2, 19 * DELAY_MAX_S + 1));
        accounts.enable(&name("li.na"), &Actor::CommandLine, at(19 * DELAY_MAX_S + 2)).unwrap();
        assert!(enters(&accounts, "li.na", PASSWORD, 2, 19 * DELAY_MAX_S + 3));
    }

    #[test]
    fn every_answer_is_given_after_one_comparison_of_the_same_work() {
        let mut accounts = TestAccounts::new();
        accounts.set_cost(Cost::STANDARD);
        for text in ["li.na", "wang"] {
            accounts.add_clerk(text);
        }
        accounts.disable(&name("wang"), &Actor::CommandLine, at(0)).unwrap();
        let compared = |name, password| {
            COMPARED.take();
            enters(&accounts, name, password, 1, 1);
            COMPARED.take()
        };
        let expected = ["$argon2id$v=19$m=19456,t=2,p=1"];
        for (name, password) in [("li.na", PASSWORD), ("li.na", WRONG), ("wang", PASSWORD), ("zhao", WRONG)] {
            assert_eq!(compared(name, password), expected, "{name}");
        }
        for _ in 0..FAILURES_FREE_ACCOUNT {
            compared("li.na", WRONG);
        }
        assert!(accounts.accounts(at(1)).unwrap()[0].locked_until.is_some());
        assert_eq!(compared("li.na", PASSWORD), expected, "locked");
    }

    #[test]
    fn failures_are_forgotten_a_day_after_the_last() {
        let accounts = TestAccounts::with(&["li.na"]);
        enters(&accounts, "li.na", WRONG, 1, 0);
        let failures = |second| accounts.accounts(at(second)).unwrap()[0].failures;
        assert_eq!([failures(24 * 60 * 60 - 1), failures(24 * 60 * 60)], [1, 0]);
    }

    #[test]
    fn an_address_that_guesses_at_many_names_has_to_wait_and_others_have_not() {
        let accounts = TestAccounts::with(&["li.na"]);
        for number in 0..FAILURES_FREE_ADDRESS {
            assert!(!enters(&accounts, &format!("name-{number}"), WRONG, 1, 0));
        }
        assert!(!enters(&accounts, "li.na", PASSWORD, 1, 1), "the address waits");
        assert!(enters(&accounts, "li.na", PASSWORD, 2, 1), "another does not");
        assert!(enters(&accounts, "li.na", PASSWORD, 1, DELAY_FIRST_S));
    }

    #[test]
    fn a_name_that_no_account_has_waits_like_one_that_an_account_has() {
        let accounts = TestAccounts::with(&["li.na"]);
        let knocks = |text: &str| {
            let knock = || knock(&accounts.connection, text, from(1), at(0)).unwrap().is_ok();
            (0..=FAILURES_FREE_ACCOUNT).map(|_| knock()).collect::<Vec<_>>()
        };
        assert_eq!(knocks("zhao"), knocks("li.na"));
        assert_eq!(knocks("sun"), [true, true, true, true, true, false]);
    }

    #[test]
    fn who_is_refused_is_told_how_long_to_wait_and_the_same_for_a_name_that_no_account_has() {
        let accounts = TestAccounts::with(&["li.na"]);
        let waits = |name: &str, second| match accounts.sign_in(name, &Password::typed(WRONG), from(1), at(second)) {
            Ok(SignIn::Refused { wait_s }) => wait_s,
            other => panic!("{other:?}"),
        };
        for name in ["li.na", "zhao"] {
            let told: Vec<u32> = [0, 0, 0, 0, 0, 10, 30].map(|second| waits(name, second)).to_vec();
            assert_eq!(told, [0, 0, 0, 0, 30, 20, 60], "{name}");
        }
    }

    #[test]
    fn an_own_account_does_not_clear_an_address_that_guesses() {
        let accounts = TestAccounts::with(&["li.na", "mine"]);
        for number in 0..FAILURES_FREE_ADDRESS {
            assert!(!enters(&accounts, &format!("name-{number}"), WRONG, 1, 0));
            if number < FAILURES_FREE_ADDRESS - 1 {
                assert!(enters(&accounts, "mine", PASSWORD, 1, 0), "{number}");
            }
        }
        assert!(!enters(&accounts, "mine", PASSWORD, 1, 1));
    }

    #[test]
    fn guesses_at_once_are_each_a_failure() {
        let accounts = TestAccounts::with(&["li.na"]);
        let guessers: Vec<_> = (0..FAILURES_FREE_ACCOUNT)
            .map(|_| accounts.another())
            .map(|accounts| std::thread::spawn(move || enters(&accounts, "li.na", WRONG, 1, 0)))
            .collect();
        for guesser in guessers {
            assert!(!guesser.join().unwrap());
        }
        assert_eq!(accounts.accounts(at(0)).unwrap()[0].failures, FAILURES_FREE_ACCOUNT);
        assert!(!enters(&accounts, "li.na", PASSWORD, 2, 1));
    }

    #[test]
    fn a_right_password_is_hashed_again_when_the_parameters_have_risen() {
        let mut accounts = TestAccounts::with(&["li.na"]);
        let kept = |accounts: &Accounts| find(&accounts.connection, "li.na").unwrap().unwrap().password_hash;
        let before = kept(&accounts);
        assert!(enters(&accounts, "li.na", PASSWORD, 1, 0));
        assert_eq!(kept(&accounts), before);
        accounts.set_cost(Cost::STANDARD);
        assert!(!enters(&accounts, "li.na", WRONG, 1, 1));
        assert_eq!(kept(&accounts), before, "a wrong password changes nothing");
        assert!(enters(&accounts, "li.na", PASSWORD, 1, 2));
        assert!(before.contains("m=8,t=1,p=1") && kept(&accounts).contains("m=19456,t=2,p=1"));
        assert!(enters(&accounts, "li.na", PASSWORD, 1, 3));
    }

    #[test]
    fn the_log_tells_refusals_and_waits_and_neither_what_was_typed_nor_attempts_during_a_wait() {
        let accounts = TestAccounts::with(&["li.na"]);
        enters(&accounts, WRONG, PASSWORD, 1, 0);
        for _ in 0..FAILURES_FREE_ACCOUNT + 3 {
            enters(&accounts, "li.na", WRONG, 1, 0);
        }
        let refused = "(nobody) sign-in li.na refused: wrong password";
        let mut expected = vec![refused; FAILURES_FREE_ACCOUNT as usize];
        expected.push("(nobody) lock-out li.na until 2023-11-14T22:13:50Z");
        assert_eq!(accounts.log()[1..], expected);
    }

    #[test]
    fn the_password_is_checked_before_it_is_changed_and_guessing_there_counts_too() {
        let accounts = TestAccounts::with(&["li.na"]);
        let check =
            |password| accounts.check_password(&name("li.na"), &Password::typed(password), from(1), at(0)).unwrap();
        assert!(check(PASSWORD));
        for _ in 0..FAILURES_FREE_ACCOUNT {
            assert!(!check(WRONG));
        }
        assert!(!check(PASSWORD));
    }
}
