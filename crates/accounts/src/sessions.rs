//! Sessions: who holds a token, and for how long.

use gongkai_document::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::accounts::account;
use crate::audit::append;
use crate::store::{moment, seconds, timestamp};
use crate::{Account, Accounts, Action, Actor, Event, Result, SessionToken};

/// A session that nobody uses ends after so many seconds: half an hour, the longest that the OWASP Session Management
/// Cheat Sheet gives for a service of low risk, which a clerk on the telephone needs.
pub const SESSION_IDLE_S: i64 = 30 * 60;
/// Every session ends after so many seconds: a working day with its breaks (NIST SP 800-63B-4, 2.2.3, allows 24 hours).
pub const SESSION_LONGEST_S: i64 = 12 * 60 * 60;
/// The use of a session is noted once in so many seconds, not with every page.
const USE_NOTED_S: i64 = 60;
/// More devices nobody works on at once; the session used longest ago ends.
const SESSIONS_PER_ACCOUNT_MAX: u32 = 10;

/// A session that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is, as the account is now.
    pub account: Account,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it ends, whatever is done in it.
    pub ends_at: Timestamp,
}

impl Session {
    /// Who does what is done in it, for the audit log.
    pub fn actor(&self) -> Actor {
        Actor::Account(self.account.name.clone())
    }
}

impl Accounts {
    /// The session that a token belongs to, when it still holds; using it keeps it from ending unused.
    pub fn session(&self, token: &SessionToken, now: Timestamp) -> Result<Option<Session>> {
        let sha256 = token.sha256();
        let sql = "SELECT name, display_name, role, begun_at, used_at FROM sessions
            JOIN accounts ON accounts.id = sessions.account
            WHERE token_sha256 = ?1 AND begun_at > ?2 AND used_at > ?3 AND NOT disabled";
        let mut select = self.connection.prepare_cached(sql)?;
        let (begun_after, used_after) = oldest(now);
        let mut rows = select.query(params![sha256, begun_after, used_after])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (begun_at, used_at): (i64, i64) = (row.get(3)?, row.get(4)?);
        let session = session(account(row)?, begun_at)?;
        drop(rows);
        if moment(now) - used_at >= seconds(USE_NOTED_S) {
            let sql = "UPDATE sessions SET used_at = ?2 WHERE token_sha256 = ?1";
            self.connection.prepare_cached(sql)?.execute(params![sha256, moment(now)])?;
        }
        Ok(Some(session))
    }

    /// Ends a session. A token without one is no error: it has what it wants.
    pub fn sign_out(&self, token: &SessionToken, now: Timestamp) -> Result<()> {
        self.write(|connection| {
            let sql = "DELETE FROM sessions WHERE token_sha256 = ?1
                RETURNING (SELECT name FROM accounts WHERE id = account)";
            let ended: Option<String> = connection.query_row(sql, [token.sha256()], |row| row.get(0)).optional()?;
            let Some(name) = ended else { return Ok(()) };
            let name = crate::accounts::read_name(&name)?;
            append(connection, &Event::done(&Actor::Account(name.clone()), Action::SignOut, &name, "done"), now)?;
            Ok(())
        })
    }
}

/// Sessions that began, or were used, at these moments or earlier have ended.
fn oldest(now: Timestamp) -> (i64, i64) {
    (moment(now) - seconds(SESSION_LONGEST_S), moment(now) - seconds(SESSION_IDLE_S))
}

fn session(account: Account, begun_at: i64) -> Result<Session> {
    let ends_at = timestamp(begun_at + seconds(SESSION_LONGEST_S))?;
    Ok(Session { account, begun_at: timestamp(begun_at)?, ends_at })
}

/// Begins a session, in the transaction of the sign-in; sweeps those that have ended.
pub(crate) fn begin(
    connection: &Connection,
    id: i64,
    account: Account,
    now: Timestamp,
) -> Result<(SessionToken, Session)> {
    let (begun_after, used_after) = oldest(now);
    let sweep = "DELETE FROM sessions WHERE begun_at <= ?1 OR used_at <= ?2";
    connection.execute(sweep, params![begun_after, used_after])?;
    let make_room = "DELETE FROM sessions WHERE token_sha256 IN
        (SELECT token_sha256 FROM sessions WHERE account = ?1 ORDER BY used_at DESC LIMIT -1 OFFSET ?2)";
    connection.execute(make_room, params![id, SESSIONS_PER_ACCOUNT_MAX - 1])?;
    let token = SessionToken::new()?;
    let insert = "INSERT INTO sessions (token_sha256, account, begun_at, used_at) VALUES (?1, ?2, ?3, ?3)";
    connection.execute(insert, params![token.sha256(), id, moment(now)])?;
    Ok((token, session(account, moment(now))?))
}

/// Ends all sessions of an account.
pub(crate) fn end_all(connection: &Connection, account: i64) -> Result<()> {
    connection.execute("DELETE FROM sessions WHERE account = ?1", [account])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{TestAccounts, at, name};
    use crate::{Password, Role};

    #[test]
    fn a_session_ends_when_it_is_not_used_and_at_the_latest_after_a_day() {
        let accounts = TestAccounts::with(&["li.na"]);
        let token = accounts.signed_in("li.na", at(0));
        let holds = |second| accounts.session(&token, at(second)).unwrap().is_some();
        assert!(holds(SESSION_IDLE_S - 1));
        assert!(holds(2 * SESSION_IDLE_S - 2));
        assert!(!holds(3 * SESSION_IDLE_S));

        let token = accounts.signed_in("li.na", at(0));
        let session = |second| accounts.session(&token, at(second)).unwrap();
        let quarter = SESSION_IDLE_S / 2;
        for second in (0..SESSION_LONGEST_S / quarter).map(|used| used * quarter) {
            assert_eq!(session(second).unwrap().ends_at, at(SESSION_LONGEST_S));
        }
        assert!(session(SESSION_LONGEST_S - 1).is_some());
        assert!(session(SESSION_LONGEST_S).is_none());
    }

    #[test]
    fn a_session_says_whose_it_is_and_a_token_that_was_not_given_is_nobodys() {
        let accounts = TestAccounts::with(&["li.na", "wang"]);
        let token = accounts.signed_in("wang", at(0));
        let session = accounts.session(&token, at(1)).unwrap().unwrap();
        assert_eq!((session.account.name.as_str(), session.actor().to_string()), ("wang", "wang".to_owned()));
        assert!(accounts.session(&SessionToken::new().unwrap(), at(1)).unwrap().is_none());
    }

    #[test]
    fn sign_out_a_new_password_another_role_and_disabling_end_sessions_and_those_of_others_go_on() {
        type End = fn(&Accounts, &SessionToken) -> Result<()>;
        let ends: [End; 4] = [
            |accounts, token| accounts.sign_out(token, at(2)),
            |accounts, _| {
                let password = Password::typed("四里桥头卖豆腐的老李 1988");
                accounts.set_password(&name("li.na"), &password, &Actor::CommandLine, at(2))
            },
            |accounts, _| accounts.set_role(&name("li.na"), Role::Reviewer, &Actor::CommandLine, at(2)),
            |accounts, _| accounts.disable(&name("li.na"), &Actor::CommandLine, at(2)),
        ];
        for (index, end) in ends.iter().enumerate() {
            let accounts = TestAccounts::with(&["li.na", "wang"]);
            let (token, other) = (accounts.signed_in("li.na", at(0)), accounts.signed_in("wang", at(0)));
            assert!(accounts.session(&token, at(1)).unwrap().is_some());
            end(&accounts, &token).unwrap();
            assert!(accounts.session(&token, at(3)).unwrap().is_none(), "{index}");
            assert!(accounts.session(&other, at(3)).unwrap().is_some(), "{index}");
            accounts.enable(&name("li.na"), &Actor::CommandLine, at(4)).unwrap();
            assert!(accounts.session(&token, at(5)).unwrap().is_none(), "{index}: it came back");
        }
    }

    #[test]
    fn an_account_has_a_bounded_number_of_sessions_and_the_one_used_longest_ago_ends() {
        let accounts = TestAccounts::with(&["li.na"]);
        let tokens: Vec<SessionToken> =
            (0..=i64::from(SESSIONS_PER_ACCOUNT_MAX)).map(|number| accounts.signed_in("li.na", at(number))).collect();
        let holding = tokens.iter().map(|token| accounts.session(token, at(20)).unwrap().is_some());
        assert_eq!(holding.collect::<Vec<_>>(), [vec![false], vec![true; 10]].concat());
    }

    #[test]
    fn a_sign_out_is_recorded_once() {
        let accounts = TestAccounts::with(&["li.na"]);
        let token = accounts.signed_in("li.na", at(0));
        accounts.sign_out(&token, at(1)).unwrap();
        accounts.sign_out(&token, at(2)).unwrap();
        assert_eq!(accounts.log()[1..], ["li.na sign-in li.na done", "li.na sign-out li.na done"]);
    }
}
