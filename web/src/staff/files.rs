//! The files of the staff side, and the threads that work on them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use gongkai_accounts::Accounts;
use gongkai_document::Timestamp;
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_precedents::{Precedents, PrecedentsError};
use gongkai_register::{Calendar, Register};

use crate::Limits;
use crate::bulkhead::Bulkhead;
use crate::connections::Connections;
use crate::staff::refusal::StaffRefusal;
use crate::staff::upload::FileReader;

/// How many passwords are compared at once: each is 19 MiB and tens of milliseconds of a processor.
const SIGN_IN_WORKERS: usize = 2;
/// How many sign-ins may wait; an office begins its day within minutes, not within a second.
const SIGN_IN_QUEUE_MAX: usize = 16;
/// How long a sign-in may take with its waiting: longer than a page, so that sixteen at once are all answered.
const SIGN_IN_BUDGET: Duration = Duration::from_secs(10);
/// How many pages are made at once, and how many may wait.
const PAGE_WORKERS: usize = 4;
const PAGE_QUEUE_MAX: usize = 32;

/// Where the staff side keeps what it needs, and what it counts days by.
#[derive(Debug, Clone)]
pub struct StaffFiles {
    /// Accounts, sessions and the audit log. While there is no such file, every page says how the first account is made.
    pub accounts: PathBuf,
    /// The register of requests. While there is no such file, its pages say how it is filled.
    pub register: PathBuf,
    /// The working days of the years that are known.
    pub calendar: Calendar,
}

/// The staff side of a service. Cloning it is cheap; every clone is the same.
#[derive(Debug, Clone)]
pub struct Staff {
    shared: Arc<Shared>,
    indexes: Option<Arc<StaffIndexes>>,
    reader: Option<FileReader>,
    clock: fn() -> Timestamp,
}

/// What staff search in, besides the register: the staff's index and the public one, and the certificates of searches.
pub struct StaffIndexes {
    /// The staff's index with the sources of its cases.
    pub precedents: Precedents,
    /// Its generations, on which a certificate's searches are done again.
    pub staff_root: IndexRoot,
    /// The index of the public catalogue, for what is public already.
    pub public: Arc<LocalIndex>,
    /// Its generations.
    pub public_root: IndexRoot,
    /// The file of the certificates, made with the first one.
    pub certificates: PathBuf,
}

impl fmt::Debug for StaffIndexes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaffIndexes").field("certificates", &self.certificates).finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Shared {
    accounts: Connections<Accounts, StaffRefusal>,
    registers: Connections<Register, StaffRefusal>,
    register: PathBuf,
    calendar: Calendar,
    sign_ins: Bulkhead,
    pages: Bulkhead,
}

impl Staff {
    /// Over these files, which are opened when somebody asks: neither needs to be there yet.
    pub fn new(files: StaffFiles, limits: &Limits) -> Self {
        Self {
            shared: Arc::new(Shared {
                accounts: Connections::new(&files.accounts, open_accounts),
                registers: Connections::new(&files.register, open_register),
                register: files.register,
                calendar: files.calendar,
                sign_ins: Bulkhead::new(SIGN_IN_WORKERS, SIGN_IN_QUEUE_MAX, SIGN_IN_BUDGET.max(limits.answer_budget)),
                pages: Bulkhead::new(PAGE_WORKERS, PAGE_QUEUE_MAX, limits.answer_budget),
            }),
            indexes: None,
            reader: None,
            clock: Timestamp::now,
        }
    }

    /// The same with the search for precedents.
    #[must_use]
    pub fn with_indexes(self, indexes: StaffIndexes) -> Self {
        Self { indexes: Some(Arc::new(indexes)), ..self }
    }

    /// The same with what reads the files that staff bring along.
    #[must_use]
    pub fn with_file_reader(self, reader: FileReader) -> Self {
        Self { reader: Some(reader), ..self }
    }

    /// What reads files, when there is something.
    pub(super) fn reader(&self) -> Option<&FileReader> {
        self.reader.as_ref()
    }

    /// Looks whether another generation of the staff's index has become current, and serves it; whether something changed.
    pub fn refresh(&self) -> Result<bool, PrecedentsError> {
        self.indexes.as_ref().map_or(Ok(false), |indexes| indexes.precedents.refresh())
    }

    /// What is searched; a refusal where there is no such index.
    pub(super) fn indexes(&self) -> Result<&StaffIndexes, StaffRefusal> {
        self.indexes.as_deref().ok_or(StaffRefusal::NoIndex)
    }

    /// The same by another clock.
    #[must_use]
    pub fn with_clock(self, clock: fn() -> Timestamp) -> Self {
        Self { clock, ..self }
    }

    /// The moment.
    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The working days that are known.
    pub(super) fn calendar(&self) -> &Calendar {
        &self.shared.calendar
    }

    /// What `work` gives from the accounts, on a thread that may block.
    pub(super) async fn page<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, &Accounts) -> Result<T, StaffRefusal> + Send + 'static,
    ) -> Result<T, StaffRefusal> {
        let staff = self.clone();
        self.shared.pages.run(move || staff.shared.accounts.lend(|accounts| sound(work(&staff, accounts)))).await??
    }

    /// The same for a sign-in, which has threads of its own.
    pub(super) async fn sign_in<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, &Accounts) -> Result<T, StaffRefusal> + Send + 'static,
    ) -> Result<T, StaffRefusal> {
        let staff = self.clone();
        self.shared.sign_ins.run(move || staff.shared.accounts.lend(|accounts| sound(work(&staff, accounts)))).await??
    }

    /// What `read` gives from the register; blocks its thread.
    pub(super) fn register<T>(
        &self,
        read: impl FnOnce(&Register) -> Result<T, StaffRefusal>,
    ) -> Result<T, StaffRefusal> {
        self.shared.registers.lend(|register| sound(read(register)))?
    }

    /// The register to write to, which there must be; blocks its thread.
    pub(super) fn register_to_write(&self) -> Result<Register, StaffRefusal> {
        self.register(|_| Ok(()))?;
        Ok(Register::open(&self.shared.register)?)
    }
}

/// Tells a refusal from a failure: after a refusal the connection is as good as before.
fn sound<T>(done: Result<T, StaffRefusal>) -> Result<Result<T, StaffRefusal>, StaffRefusal> {
    if matches!(done, Err(StaffRefusal::Failed)) { Err(StaffRefusal::Failed) } else { Ok(done) }
}

/// Opening makes a file where there is none; this side must not.
fn open_accounts(path: &Path) -> Result<Accounts, StaffRefusal> {
    if is_there(path)? { Ok(Accounts::open(path)?) } else { Err(StaffRefusal::NoAccounts) }
}

fn open_register(path: &Path) -> Result<Register, StaffRefusal> {
    if is_there(path)? { Ok(Register::open_read_only(path)?) } else { Err(StaffRefusal::NoRegister) }
}

fn is_there(path: &Path) -> Result<bool, StaffRefusal> {
    path.try_exists().map_err(|error| {
        tracing::error!(%error, "a file of the staff side cannot be looked for");
        StaffRefusal::Failed
    })
}
