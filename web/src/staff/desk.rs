//! Where the work of a page is done: signed in, permitted, and audited.

use gongkai_accounts::{Account, Accounts, Action, Actor, Event, Permission, Session, SessionToken, TEXT_BYTES_MAX};
use gongkai_document::{Date, Timestamp};
use gongkai_register::Register;

use crate::staff::files::Staff;
use crate::staff::refusal::StaffRefusal;
use crate::views::day_of;

/// What a handler is about to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// What the account must be allowed to do.
    pub(super) permission: Permission,
    /// How the audit log calls it.
    pub(super) action: Action,
}

/// What was done, for the audit log.
#[derive(Debug, Clone, Default)]
pub(super) struct Deed {
    /// To what.
    pub(super) subject: Option<String>,
    /// What was searched or chosen.
    pub(super) query: Option<String>,
    /// How it ended.
    pub(super) outcome: String,
}

/// Something that may be shown: it has its entry in the audit log.
#[derive(Debug)]
pub(super) struct Audited<T>(T);

/// Who is signed in, as a page needs it.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    /// Their account.
    pub(super) account: Account,
    /// What their forms carry.
    pub(super) csrf: String,
}

impl Visitor {
    fn new(account: &Account, token: &SessionToken) -> Self {
        Self { account: account.clone(), csrf: token.csrf().reveal() }
    }

    /// Whether they may do something.
    pub(super) fn may(&self, permission: Permission) -> bool {
        self.account.role.may(permission)
    }
}

/// A refusal, and who got it when that is known.
#[derive(Debug)]
pub(super) struct Unserved {
    pub(super) refusal: StaffRefusal,
    pub(super) visitor: Option<Visitor>,
}

impl From<StaffRefusal> for Unserved {
    fn from(refusal: StaffRefusal) -> Self {
        Self { refusal, visitor: None }
    }
}

/// Somebody who is signed in and may do what they ask for.
pub(super) struct Desk<'a> {
    staff: &'a Staff,
    accounts: &'a Accounts,
    actor: Actor,
    permissions: Vec<Permission>,
    action: Action,
    /// The moment of the request.
    pub(super) now: Timestamp,
}

impl Desk<'_> {
    /// The staff side.
    pub(super) fn staff(&self) -> &Staff {
        self.staff
    }

    /// What `read` gives from the register.
    pub(super) fn register<T>(
        &self,
        read: impl FnOnce(&Register) -> Result<T, StaffRefusal>,
    ) -> Result<T, StaffRefusal> {
        self.staff.register(read)
    }

    /// The day in China.
    pub(super) fn today(&self) -> Date {
        day_of(self.now)
    }

    /// Whether they may do something else besides.
    pub(super) fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// What they are called, for what keeps its authors.
    pub(super) fn name(&self) -> String {
        self.actor.to_string()
    }

    /// `value`, to be shown, once the entry about it is on the disk. Without the entry there is nothing to show.
    pub(super) fn audited<T>(&self, value: T, deed: Deed) -> Result<Audited<T>, StaffRefusal> {
        self.record(deed)?;
        Ok(Audited(value))
    }

    /// A refusal that has its entry.
    pub(super) fn refused(&self, refusal: StaffRefusal, deed: Deed) -> StaffRefusal {
        self.record(deed).err().unwrap_or(refusal)
    }

    /// What `work` gives, when they may do it.
    fn work<T>(
        &self,
        need: Need,
        work: impl FnOnce(&Self) -> Result<Audited<T>, StaffRefusal>,
    ) -> Result<T, StaffRefusal> {
        if !self.may(need.permission) {
            let outcome = format!("refused: may not {}", need.permission);
            return Err(self.refused(StaffRefusal::Forbidden(need.permission), Deed { outcome, ..Deed::default() }));
        }
        work(self).map(|Audited(value)| value)
    }

    fn record(&self, deed: Deed) -> Result<(), StaffRefusal> {
        let Deed { subject, query, outcome } = deed;
        // A pasted request of rare characters is longer than an entry may be.
        let query = query.map(|query| match query.char_indices().find(|(at, c)| at + c.len_utf8() > TEXT_BYTES_MAX) {
            Some((end, _)) => query.get(..end).unwrap_or_default().to_owned(),
            None => query,
        });
        let event = Event { actor: self.actor.clone(), action: self.action, subject, query, outcome };
        self.accounts.record(&event, self.now)?;
        Ok(())
    }
}

impl Staff {
    /// Does `work` for whoever shows `token`, when they are signed in and may do it.
    pub(super) async fn at_desk<T: Send + 'static>(
        &self,
        token: Option<SessionToken>,
        need: Need,
        work: impl FnOnce(&Desk<'_>) -> Result<Audited<T>, StaffRefusal> + Send + 'static,
    ) -> Result<(T, Visitor), Unserved> {
        let served = self.page(move |staff, accounts| {
            let now = staff.now();
            let (token, session) = session(accounts, token, now)?;
            let visitor = Visitor::new(&session.account, &token);
            let permissions = session.account.role.permissions().collect();
            let actor = session.actor();
            let desk = Desk { staff, accounts, actor, permissions, action: need.action, now };
            // Who is refused is still signed in, and their page says so.
            Ok(match desk.work(need, work) {
                Ok(value) => Ok((value, visitor)),
                Err(refusal) => Err(Unserved { refusal, visitor: Some(visitor) }),
            })
        });
        served.await?
    }

    /// Does `work` for the program that shows an API key, when it holds and may do it.
    pub(super) async fn at_desk_by_key<T: Send + 'static>(
        &self,
        key: Option<String>,
        need: Need,
        work: impl FnOnce(&Desk<'_>) -> Result<Audited<T>, StaffRefusal> + Send + 'static,
    ) -> Result<T, StaffRefusal> {
        let served = self.page(move |staff, accounts| {
            let now = staff.now();
            let found = key.map(|key| accounts.key(&key, now)).transpose()?.flatten();
            let key = found.ok_or(StaffRefusal::NotSignedIn)?;
            let actor = key.actor();
            let desk = Desk { staff, accounts, actor, permissions: key.permissions, action: need.action, now };
            Ok(desk.work(need, work))
        });
        served.await?
    }

    /// Who shows `token`, for a page that shows nothing of a case.
    pub(super) async fn visitor(&self, token: Option<SessionToken>) -> Result<Visitor, Unserved> {
        let visitor = self.page(move |staff, accounts| {
            let (token, session) = session(accounts, token, staff.now())?;
            Ok(Visitor::new(&session.account, &token))
        });
        Ok(visitor.await?)
    }
}

fn session(
    accounts: &Accounts,
    token: Option<SessionToken>,
    now: Timestamp,
) -> Result<(SessionToken, Session), StaffRefusal> {
    let token = token.ok_or(StaffRefusal::NotSignedIn)?;
    let session = accounts.session(&token, now)?.ok_or(StaffRefusal::NotSignedIn)?;
    Ok((token, session))
}
