//! What ran in a data directory: a line for each job in `jobs/history.jsonl`, and a locked file for each that runs.
//!
//! A job's own file is locked for as long as its process lives, in whatever way that ends. One that is unlocked and still
//! there was killed; whichever job begins next writes that down. A line that was cut off by a full disk is passed over.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use gongkai_document::Timestamp;
use serde::{Deserialize, Serialize};

use crate::commands::Context;
use crate::outcome::{Outcome, WrongUsage};

/// The latest jobs that are kept: a crawl and an index each hour for three months.
const KEPT: usize = 5_000;
/// The file is cut back when it has this many lines more, so that this is seldom done.
const SLACK: usize = 500;
const HISTORY: &str = "history.jsonl";
const LOCK: &str = "lock";
const RUNNING: &str = "running-";

/// How a job ended, if it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ending {
    /// It is at work.
    Running,
    /// Everything asked for is done.
    Done,
    /// The work is done, and it found a problem.
    ProblemFound,
    /// Someone asked it to stop.
    Interrupted,
    /// It failed, for the reason that it gave.
    Failed,
    /// It never ended, and its process is gone.
    Killed,
}

/// What a job did, as far as it can be counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counted {
    /// How many documents it read, wrote or indexed.
    pub(crate) documents: Option<u64>,
    /// The generation that it built or found up to date.
    pub(crate) generation: Option<String>,
}

/// One job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Its name: when it began, and its process.
    pub(crate) id: String,
    /// The command, such as `index`.
    pub(crate) command: String,
    /// The number of its process.
    pub(crate) process: u32,
    /// When it began.
    pub(crate) began_at: Timestamp,
    /// When it ended.
    pub(crate) ended_at: Option<Timestamp>,
    /// How long it took, whatever the clock did meanwhile.
    pub(crate) seconds: Option<f64>,
    /// How it ended.
    pub(crate) outcome: Ending,
    /// Why it failed, in one line.
    pub(crate) reason: Option<String>,
    /// What it did.
    #[serde(flatten)]
    pub(crate) counted: Counted,
}

/// A job at work.
#[derive(Debug)]
pub(crate) struct Job {
    folder: PathBuf,
    record: Record,
    begun: Instant,
    /// Its own file, locked.
    running: File,
}

/// Does `work` as a job of the history. That it cannot be noted is told and no reason not to do it.
pub(crate) fn recorded(
    context: &mut Context,
    command: &str,
    work: impl FnOnce(&mut Context) -> anyhow::Result<Outcome>,
) -> anyhow::Result<Outcome> {
    let job = begin(context, command);
    let result = work(context);
    end(job, context, &result);
    result
}

/// Notes that a job begins.
pub(crate) fn begin(context: &mut Context, command: &str) -> Option<Job> {
    context.counted = Counted::default();
    // Without a directory there is nothing to work on either; the work itself says so.
    if !context.data.path().is_dir() {
        return None;
    }
    match Job::begin(&context.data.jobs_path(), command, Timestamp::now()) {
        Ok(job) => Some(job),
        Err(error) => {
            tracing::warn!("this job will not stand in the history: {error:#}");
            None
        }
    }
}

/// Notes how a job ended.
pub(crate) fn end(job: Option<Job>, context: &Context, result: &anyhow::Result<Outcome>) {
    if let Some(job) = job
        && let Err(error) = job.end(result, context.counted.clone(), Timestamp::now())
    {
        tracing::warn!("how this job ended will not stand in the history: {error:#}");
    }
}

impl Job {
    fn begin(folder: &Path, command: &str, now: Timestamp) -> anyhow::Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let _lock = lock(folder)?;
        note_killed(folder)?;
        let process = std::process::id();
        let record = Record {
            id: format!("{}-{process}", now.strftime("%Y%m%dT%H%M%S%6fZ")),
            command: command.to_owned(),
            process,
            began_at: now,
            ended_at: None,
            seconds: None,
            outcome: Ending::Running,
            reason: None,
            counted: Counted::default(),
        };
        let path = running_path(folder, &record.id);
        let json = serde_json::to_vec(&record)?;
        let made = File::create(&path).and_then(|mut file| {
            file.lock()?;
            file.write_all(&json)?;
            Ok(file)
        });
        let running = made.with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { folder: folder.to_owned(), record, begun: Instant::now(), running })
    }

    fn end(mut self, result: &anyhow::Result<Outcome>, counted: Counted, now: Timestamp) -> anyhow::Result<()> {
        let _lock = lock(&self.folder)?;
        let (outcome, reason) = match result {
            Ok(Outcome::Done) => (Ending::Done, None),
            Ok(Outcome::ProblemFound) => (Ending::ProblemFound, None),
            Ok(Outcome::Interrupted) => (Ending::Interrupted, None),
            Err(error) => (Ending::Failed, Some(format!("{error:#}").replace('\n', " "))),
        };
        self.record.ended_at = Some(now);
        self.record.seconds = Some((self.begun.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0);
        (self.record.outcome, self.record.reason, self.record.counted) = (outcome, reason, counted);
        // A command that could not be carried out as it was typed is no job.
        let is_job = !matches!(result, Err(error) if error.is::<WrongUsage>());
        let appended = if is_job { append(&self.folder, &self.record) } else { Ok(()) };
        let path = running_path(&self.folder, &self.record.id);
        // Even when it could not be written down: it was not killed.
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        drop(self.running);
        appended
    }
}

/// Everything that ran in the data directory whose jobs lie in `folder`, the latest first; what is at work before that.
pub(crate) fn history(folder: &Path) -> anyhow::Result<Vec<Record>> {
    // Where it cannot be locked, as on a disk that only reads, nothing changes either.
    let _lock = File::open(folder.join(LOCK)).and_then(|file| file.lock_shared().map(|()| file)).ok();
    let ended = read(folder)?;
    let mut all: Vec<Record> = running(folder)?
        .into_iter()
        .map(|(record, _)| record)
        .filter(|record| ended.iter().all(|other| other.id != record.id))
        .collect();
    all.sort_by(|a, b| b.id.cmp(&a.id));
    all.extend(ended.into_iter().rev());
    Ok(all)
}

fn running_path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{RUNNING}{id}.json"))
}

/// Keeps other processes from the files until it is dropped.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join(LOCK);
    let locked = File::create(&path).and_then(|file| file.lock().map(|()| file));
    locked.with_context(|| format!("cannot lock {}", path.display()))
}

/// Every job that has not ended, with its file: at work, or killed when nobody holds that.
fn running(folder: &Path) -> anyhow::Result<Vec<(Record, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot list {}", folder.display())),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        let is_one = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(RUNNING));
        if let Some(record) = is_one.then(|| running_record(&path)).transpose()?.flatten() {
            found.push((record, path));
        }
    }
    Ok(found)
}

/// The job of one file; `None` when it ended just now.
fn running_record(path: &Path) -> anyhow::Result<Option<Record>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let mut text = String::new();
    file.read_to_string(&mut text).with_context(|| format!("cannot read {}", path.display()))?;
    let is_killed = file.try_lock_shared().is_ok();
    // One that was killed before it had written what it is: its name still says when it began.
    let mut record = serde_json::from_str(&text).unwrap_or_else(|_| unknown(path));
    if is_killed {
        record.outcome = Ending::Killed;
    }
    Ok(Some(record))
}

fn unknown(path: &Path) -> Record {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let id = name.trim_start_matches(RUNNING);
    let (stamp, process) = id.split_once('-').unwrap_or((id, ""));
    Record {
        id: id.to_owned(),
        command: "unknown".to_owned(),
        process: process.parse().unwrap_or_default(),
        began_at: Timestamp::strptime("%Y%m%dT%H%M%S%fZ%z", format!("{stamp}+0000")).unwrap_or_default(),
        ended_at: None,
        seconds: None,
        outcome: Ending::Running,
        reason: None,
        counted: Counted::default(),
    }
}

/// Writes down which jobs were killed. The caller holds the lock.
fn note_killed(folder: &Path) -> anyhow::Result<()> {
    for (record, path) in running(folder)? {
        if record.outcome != Ending::Killed {
            continue;
        }
        // One that was killed between its last line and the removal of its file did end.
        if read(folder)?.iter().all(|other| other.id != record.id) {
            append(folder, &record)?;
        }
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

/// Every line that is one, the earliest first.
fn read(folder: &Path) -> anyhow::Result<Vec<Record>> {
    let path = folder.join(HISTORY);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Adds a line, and cuts the file back when it has grown long. The caller holds the lock.
fn append(folder: &Path, record: &Record) -> anyhow::Result<()> {
    let path = folder.join(HISTORY);
    let json = serde_json::to_string(record)?;
    append_line(&path, &json).and_then(|()| cut_back(&path)).with_context(|| format!("cannot write {}", path.display()))
}

fn append_line(path: &Path, line: &str) -> io::Result<()> {
    let mut file = File::options().create(true).read(true).append(true).open(path)?;
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let begin = if last == [b'\n'] { "" } else { "\n" };
    file.write_all(format!("{begin}{line}\n").as_bytes())?;
    file.sync_data()
}

fn cut_back(path: &Path) -> io::Result<()> {
    let text = fs::read_to_string(path)?;
    let lines = text.lines().count();
    if lines <= KEPT + SLACK {
        return Ok(());
    }
    let kept: String = text.split_inclusive('\n').skip(lines - KEPT).collect();
    let temporary = path.with_extension("new");
    let mut file = File::create(&temporary)?;
    file.write_all(kept.as_bytes())?;
    file.sync_all()?;
    fs::rename(&temporary, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn endings(folder: &Path) -> Vec<Ending> {
        history(folder).unwrap().into_iter().map(|record| record.outcome).collect()
    }

    #[test]
    fn a_job_is_running_then_ended_and_says_what_it_did() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("jobs");
        assert_eq!(endings(&folder), []);
        let job = Job::begin(&folder, "index", at(5)).unwrap();
        assert_eq!(endings(&folder), [Ending::Running]);
        let counted = Counted { documents: Some(7), generation: Some("g".to_owned()) };
        // The clock went back meanwhile.
        job.end(&Ok(Outcome::Done), counted.clone(), at(2)).unwrap();
        let failed = Job::begin(&folder, "crawl", at(3)).unwrap();
        failed.end(&Err(anyhow::anyhow!("disk\nfull")), Counted::default(), at(4)).unwrap();
        let wrong = Job::begin(&folder, "crawl", at(4)).unwrap();
        wrong.end(&Err(WrongUsage("no such".to_owned()).into()), Counted::default(), at(4)).unwrap();
        let [second, first] = &history(&folder).unwrap()[..] else { panic!("not two") };
        assert_eq!((first.outcome, &first.counted, first.ended_at), (Ending::Done, &counted, Some(at(2))));
        assert!(first.seconds.unwrap() >= 0.0);
        assert_eq!((second.outcome, second.reason.as_deref()), (Ending::Failed, Some("disk full")));
    }

    #[test]
    fn a_job_whose_process_is_gone_was_killed_and_the_next_one_writes_it_down_once() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        // What is left of a process that is gone: its file, and no lock on it.
        drop(Job::begin(folder, "index", at(1)).unwrap());
        File::create(running_path(folder, "20200101T000000000000Z-12")).unwrap();
        assert_eq!(endings(folder), [Ending::Killed, Ending::Killed]);
        for second in [2, 3] {
            let job = Job::begin(folder, "index", at(second)).unwrap();
            job.end(&Ok(Outcome::Interrupted), Counted::default(), at(second)).unwrap();
        }
        assert_eq!(endings(folder)[..2], [Ending::Interrupted; 2]);
        assert_eq!(endings(folder)[2..], [Ending::Killed; 2]);
        let unknown = history(folder).unwrap().into_iter().find(|record| record.command == "unknown").unwrap();
        assert_eq!((unknown.began_at.to_string().as_str(), unknown.process), ("2020-01-01T00:00:00Z", 12));
    }

    #[test]
    fn a_line_that_was_cut_off_costs_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let done = |second| {
            let job = Job::begin(folder, "index", at(second)).unwrap();
            job.end(&Ok(Outcome::Done), Counted::default(), at(second)).unwrap();
        };
        done(1);
        append_line(&folder.join(HISTORY), "{\"id\":\"x").unwrap();
        let text = fs::read_to_string(folder.join(HISTORY)).unwrap();
        fs::write(folder.join(HISTORY), text.trim_end()).unwrap();
        done(2);
        assert_eq!(endings(folder), [Ending::Done; 2]);
    }

    #[test]
    fn the_oldest_go_when_there_are_some_thousands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(HISTORY);
        let lines = "a line\n".repeat(KEPT + SLACK);
        fs::write(&path, lines).unwrap();
        cut_back(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), KEPT + SLACK);
        append_line(&path, "last").unwrap();
        cut_back(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!((text.lines().count(), text.lines().last()), (KEPT, Some("last")));
    }
}
