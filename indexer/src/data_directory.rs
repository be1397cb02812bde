//! Where everything lies: the archive, the index, and the operator's own words.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use gongkai_accounts::{Accounts, Action, Actor, Event};
use gongkai_analysis::{Analyzer, Dictionary};
use gongkai_archive::Archive;
use gongkai_backup::Source;
use gongkai_document::Timestamp;
use gongkai_index::{Guards, IndexRoot, LocalIndex};
use gongkai_precedents::{Certificates, Files, Precedents};
use gongkai_register::{Calendar, Register};
use gongkai_semantic::{Queries, SemanticRoot};
use gongkai_web::StaffFiles;

use crate::canaries;
use crate::outcome::WrongUsage;

/// Everything in a data directory that cannot be made again, and the indexes that serve. Left out are vectors, which
/// `gongkai semantic build` makes again from the model, locks, and the history of jobs, which tells of one machine.
pub(crate) const BACKED_UP: &[Source] = &[
    Source::Database("archive.sqlite"),
    Source::Database("register.sqlite"),
    Source::Database("accounts.sqlite"),
    Source::Database("certificates.sqlite"),
    Source::Database("queries.sqlite"),
    Source::File("best_bets.toml"),
    Source::File("canaries.toml"),
    Source::Folder("dictionary"),
    Source::Folder("holidays"),
    Source::Generations("index"),
    Source::Generations("staff"),
];

/// By how many percent fewer documents a new generation may hold than the one that serves, when nothing else is said:
/// posts leave a catalogue one by one, and a tenth at once is more likely a mistake.
pub(crate) const SHRINK_MAX_PERCENT_DEFAULT: u8 = 10;

/// The directory that `--data` names.
#[derive(Debug, Clone)]
pub(crate) struct DataDirectory(PathBuf);

impl DataDirectory {
    /// The directory at `path`, which need not exist yet.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// The archive, to read and write; made when there is none.
    pub(crate) fn create_archive(&self) -> anyhow::Result<Archive> {
        std::fs::create_dir_all(&self.0).with_context(|| format!("cannot create {}", self.0.display()))?;
        Ok(Archive::open(&self.archive_path())?)
    }

    /// Keeps other crawls from this directory until it is dropped: two at once would fetch the same posts twice.
    pub(crate) fn lock_for_crawl(&self) -> anyhow::Result<File> {
        std::fs::create_dir_all(&self.0).with_context(|| format!("cannot create {}", self.0.display()))?;
        let path = self.0.join("crawl.lock");
        let lock = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => {
                let directory = self.0.display();
                anyhow::bail!("another crawl is at work in {directory}; wait for its end or stop it")
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
        }
    }

    /// The archive, to read; a directory without one is an error that says what to do.
    pub(crate) fn archive(&self) -> anyhow::Result<Archive> {
        Ok(Archive::open_read_only(&self.existing_archive()?)?)
    }

    /// The archive, to read, of a directory that is to be indexed: an office may have a register and nothing else.
    pub(crate) fn archive_to_index(&self) -> anyhow::Result<Archive> {
        if is_there(&self.register_path())? { self.create_archive() } else { self.archive() }
    }

    /// The archive, brought up to this program's form when an earlier one made it.
    pub(crate) fn upgraded_archive(&self) -> anyhow::Result<Archive> {
        Ok(Archive::open(&self.existing_archive()?)?)
    }

    fn existing_archive(&self) -> anyhow::Result<PathBuf> {
        let path = self.archive_path();
        if !is_there(&path)? {
            let directory = self.0.display();
            return Err(WrongUsage(format!(
                "there is no archive in {directory}; run `gongkai crawl` or `gongkai import` first, or name another directory with --data"
            ))
            .into());
        }
        Ok(path)
    }

    /// Accounts and audit log, to read and write; made when there are none.
    pub(crate) fn create_accounts(&self) -> anyhow::Result<Accounts> {
        std::fs::create_dir_all(&self.0).with_context(|| format!("cannot create {}", self.0.display()))?;
        Ok(Accounts::open(&self.accounts_path())?)
    }

    /// Accounts and audit log, to read and write; a directory without them is an error that says what to do.
    pub(crate) fn accounts(&self) -> anyhow::Result<Accounts> {
        Ok(Accounts::open(&self.existing_accounts()?)?)
    }

    /// Accounts and audit log, to read.
    pub(crate) fn accounts_read_only(&self) -> anyhow::Result<Accounts> {
        Ok(Accounts::open_read_only(&self.existing_accounts()?)?)
    }

    /// Notes in the audit log what staff data was looked at on the machine itself, before it is shown; where there are no
    /// accounts there is no log yet.
    pub(crate) fn note_look(&self, action: Action, query: String, outcome: String) -> anyhow::Result<()> {
        let path = self.accounts_path();
        if !is_there(&path)? {
            return Ok(());
        }
        let (actor, subject) = (Actor::CommandLine, Some("precedents".to_owned()));
        let event = Event { actor, action, subject, query: Some(query), outcome };
        Accounts::open(&path)?.record(&event, Timestamp::now())?;
        Ok(())
    }

    fn existing_accounts(&self) -> anyhow::Result<PathBuf> {
        let path = self.accounts_path();
        if !is_there(&path)? {
            let directory = self.0.display();
            return Err(WrongUsage(format!(
                "there are no accounts in {directory}; run `gongkai user add` first, or name another directory with --data"
            ))
            .into());
        }
        Ok(path)
    }

    fn accounts_path(&self) -> PathBuf {
        self.0.join("accounts.sqlite")
    }

    /// The directory of all generations, made when there is none.
    pub(crate) fn create_index(&self) -> anyhow::Result<IndexRoot> {
        Ok(IndexRoot::open(self.index_path(), self.analyzer()?)?)
    }

    /// What a new generation of the public index must pass when nothing else is said: not to have shrunk much, and the
    /// operator's canaries. A mistake in their file is an error.
    pub(crate) fn guards(&self) -> anyhow::Result<Guards> {
        let canaries = canaries::read(&self.0.join("canaries.toml"))?;
        Ok(Guards { shrink_max_percent: Some(SHRINK_MAX_PERCENT_DEFAULT), canaries, ..Guards::default() })
    }

    /// The directory of all generations; a data directory without one is an error that says what to do.
    pub(crate) fn index(&self) -> anyhow::Result<IndexRoot> {
        let directory = self.0.display();
        Ok(self.index_if_there()?.ok_or_else(|| {
            WrongUsage(format!(
                "there is no index in {directory}; run `gongkai index` first, or name another directory with --data"
            ))
        })?)
    }

    /// The directory of all generations; `None` when there is none.
    pub(crate) fn index_if_there(&self) -> anyhow::Result<Option<IndexRoot>> {
        let is_there = is_there(&self.index_path())?;
        is_there.then(|| self.create_index()).transpose()
    }

    /// The directory of all generations of the staff's index; `None` when there is none.
    pub(crate) fn staff_index_if_there(&self) -> anyhow::Result<Option<IndexRoot>> {
        let is_there = is_there(&self.staff_index_path())?;
        is_there.then(|| self.create_staff_index()).transpose()
    }

    /// The current generation, to search.
    pub(crate) fn engine(&self) -> anyhow::Result<LocalIndex> {
        Ok(LocalIndex::open(self.index()?)?)
    }

    /// The current generation, to search by what documents mean as well; without a model and its vectors an error that says
    /// what to do.
    pub(crate) fn semantic_engine(&self) -> anyhow::Result<LocalIndex> {
        Ok(self.engine()?.with_meaning(Self::meaning(self.semantic())?))
    }

    /// The staff's index with its sources, to search by what cases mean as well.
    pub(crate) fn semantic_precedents(&self) -> anyhow::Result<Precedents> {
        Ok(self.precedents()?.with_meaning(Self::meaning(self.staff_semantic())?))
    }

    fn meaning(root: SemanticRoot) -> anyhow::Result<Arc<Queries>> {
        let queries = Queries::new(root)?;
        queries.refresh()?;
        if queries.resident_bytes().is_none() {
            return Err(WrongUsage(
                "there are no vectors here; run `gongkai semantic enable --model FILE` and `gongkai semantic build` first"
                    .to_owned(),
            )
            .into());
        }
        Ok(Arc::new(queries))
    }

    /// The analysis that documents are indexed and queries are read with: the dictionaries that ship, and the words in
    /// `dictionary/words.txt` when there are some.
    pub(crate) fn analyzer(&self) -> anyhow::Result<Analyzer> {
        let path = self.0.join("dictionary").join("words.txt");
        let words = match std::fs::read_to_string(&path) {
            Ok(words) => words,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Analyzer::embedded()),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let mut dictionary = Dictionary::embedded();
        dictionary.extend(&words).with_context(|| path.display().to_string())?;
        Ok(Analyzer::new(&dictionary))
    }

    /// The register, to read and write; made when there is none.
    pub(crate) fn create_register(&self) -> anyhow::Result<Register> {
        std::fs::create_dir_all(&self.0).with_context(|| format!("cannot create {}", self.0.display()))?;
        Ok(Register::open(&self.register_path())?)
    }

    /// The register, to read; `None` when there is none.
    pub(crate) fn register_if_there(&self) -> anyhow::Result<Option<Register>> {
        let path = self.register_path();
        let is_there = is_there(&path)?;
        Ok(is_there.then(|| Register::open_read_only(&path)).transpose()?)
    }

    /// Brings the register up to this program's form when an earlier one made it; does nothing where there is none.
    pub(crate) fn upgrade_register(&self) -> anyhow::Result<()> {
        let path = self.register_path();
        if is_there(&path)? {
            drop(Register::open(&path)?);
        }
        Ok(())
    }

    /// The register, to read; a directory without one is an error that says what to do.
    pub(crate) fn register(&self) -> anyhow::Result<Register> {
        let directory = self.0.display();
        Ok(self.register_if_there()?.ok_or_else(|| {
            WrongUsage(format!(
                "there is no register in {directory}; run `gongkai register import` first, or name another directory with --data"
            ))
        })?)
    }

    /// The register that is there, to read and write.
    pub(crate) fn existing_register(&self) -> anyhow::Result<Register> {
        self.register()?;
        self.create_register()
    }

    /// The working days of the years that ship, and of those in `holidays/`, which go before them.
    pub(crate) fn calendar(&self) -> anyhow::Result<Calendar> {
        let mut calendar = Calendar::shipped()?;
        let folder = self.0.join("holidays");
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(calendar),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", folder.display())),
        };
        for entry in entries {
            let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                calendar.add(&text).with_context(|| path.display().to_string())?;
            }
        }
        Ok(calendar)
    }

    /// What the service needs for staff; neither file needs to be there yet.
    pub(crate) fn staff_files(&self) -> anyhow::Result<StaffFiles> {
        let calendar = self.calendar()?;
        Ok(StaffFiles { accounts: self.accounts_path(), register: self.register_path(), calendar })
    }

    fn register_path(&self) -> PathBuf {
        self.0.join("register.sqlite")
    }

    /// The directory of all generations of the staff's index, made when there is none. It lies apart from the public one,
    /// so that no search of that can reach it.
    pub(crate) fn create_staff_index(&self) -> anyhow::Result<IndexRoot> {
        Ok(IndexRoot::open(self.staff_index_path(), self.analyzer()?)?)
    }

    /// The staff's index with its sources.
    pub(crate) fn precedents(&self) -> anyhow::Result<Precedents> {
        let files = Files { register: self.register_path(), archive: self.archive_path() };
        Ok(Precedents::open(self.create_staff_index()?, files)?)
    }

    /// The search certificates that were given; the file is made when there is none.
    pub(crate) fn certificates(&self) -> anyhow::Result<Certificates> {
        Ok(Certificates::open(&self.certificates_path())?)
    }

    /// The file of the search certificates.
    pub(crate) fn certificates_path(&self) -> PathBuf {
        self.0.join("certificates.sqlite")
    }

    /// The model that finds documents by what they mean, and its vectors; there need be none.
    pub(crate) fn semantic(&self) -> SemanticRoot {
        SemanticRoot::new(self.0.join("semantic"))
    }

    /// The same for what only staff may see. The sets lie apart as the indexes do; the model is one.
    pub(crate) fn staff_semantic(&self) -> SemanticRoot {
        SemanticRoot::new(self.0.join("semantic-staff"))
    }

    /// The folder of the history of jobs.
    pub(crate) fn jobs_path(&self) -> PathBuf {
        self.0.join("jobs")
    }

    /// The archive's file.
    pub(crate) fn archive_path(&self) -> PathBuf {
        self.0.join("archive.sqlite")
    }

    /// The directory itself.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The file in which searches are counted, where the operator wants that.
    pub(crate) fn query_log_path(&self) -> PathBuf {
        self.0.join("queries.sqlite")
    }

    /// The file of the documents that an operator pins to queries.
    pub(crate) fn best_bets_path(&self) -> PathBuf {
        self.0.join("best_bets.toml")
    }

    fn staff_index_path(&self) -> PathBuf {
        self.0.join("staff")
    }

    fn index_path(&self) -> PathBuf {
        self.0.join("index")
    }
}

fn is_there(path: &Path) -> anyhow::Result<bool> {
    path.try_exists().with_context(|| format!("cannot look for {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_without_an_archive_says_what_to_do_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("absent");
        let data = DataDirectory::new(path.clone());
        for (error, remedy) in
            [(data.archive().unwrap_err(), "gongkai crawl"), (data.index().unwrap_err(), "gongkai index")]
        {
            assert!(error.is::<WrongUsage>());
            assert!(error.to_string().contains(&format!("run `{remedy}`")), "{error}");
        }
        assert!(!path.try_exists().unwrap());
    }

    #[test]
    fn the_operators_words_change_the_analysis_and_a_bad_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::new(folder.path().to_owned());
        assert_eq!(data.analyzer().unwrap().version(), Analyzer::embedded().version());
        std::fs::create_dir(folder.path().join("dictionary")).unwrap();
        std::fs::write(folder.path().join("dictionary/words.txt"), "盘古王文化节\n").unwrap();
        assert_ne!(data.analyzer().unwrap().version(), Analyzer::embedded().version());
        std::fs::write(folder.path().join("dictionary/words.txt"), "# ours\nA1\n").unwrap();
        let error = format!("{:#}", data.analyzer().unwrap_err());
        assert!(error.contains("words.txt: line 2: \"A1\" is no word"), "{error}");
    }
}
