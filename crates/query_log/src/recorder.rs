//! Writing away from whoever answers searches.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};

use crate::error::{QueryLogError, Result};
use crate::{Event, QueryLog};

/// How many events may wait for the writer: some seconds of a busy day. The next one is dropped.
const WAITING_MAX: usize = 1_024;
/// How many events are written in one transaction.
const BATCH_MAX: usize = 256;

/// Takes events without ever making anybody wait, and writes them on a thread of its own. Dropping it writes what waits.
#[derive(Debug)]
pub struct Recorder {
    sender: Option<SyncSender<Event>>,
    writer: Option<JoinHandle<()>>,
    dropped: Arc<AtomicU64>,
}

impl Recorder {
    /// Begins to write into `log`.
    pub fn start(log: QueryLog) -> Result<Self, QueryLogError> {
        let (sender, receiver) = mpsc::sync_channel(WAITING_MAX);
        let dropped = Arc::new(AtomicU64::new(0));
        let lost = Arc::clone(&dropped);
        let writer = thread::Builder::new()
            .name("query-log".to_owned())
            .spawn(move || write_all(log, &receiver, &lost))
            .map_err(QueryLogError::NoThread)?;
        Ok(Self { sender: Some(sender), writer: Some(writer), dropped })
    }

    /// Takes `event`, or drops and counts it when too many wait.
    pub fn record(&self, event: Event) {
        let taken = self.sender.as_ref().is_some_and(|sender| sender.try_send(event).is_ok());
        if !taken {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many events were not counted: too many waited, their day was full, or the file could not be written.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        drop(self.sender.take());
        if self.writer.take().is_some_and(|writer| writer.join().is_err()) {
            tracing::error!("the thread that writes the query log panicked");
        }
    }
}

fn write_all(mut log: QueryLog, receiver: &Receiver<Event>, dropped: &AtomicU64) {
    let mut has_failed = false;
    while let Ok(first) = receiver.recv() {
        let mut batch = vec![first];
        batch.extend(receiver.try_iter().take(BATCH_MAX - 1));
        let lost = match log.write(&batch) {
            Ok(uncounted) => {
                has_failed = false;
                uncounted
            }
            Err(error) => {
                // The same trouble again and again is told once.
                if !has_failed {
                    tracing::error!("what was searched could not be counted: {error}");
                }
                has_failed = true;
                batch.len()
            }
        };
        dropped.fetch_add(u64::try_from(lost).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LoggedQuery;

    fn search() -> Event {
        Event::Search { day: "2024-10-15".parse().unwrap(), query: LoggedQuery::read("养老").unwrap(), found: true }
    }

    #[test]
    fn what_waits_is_written_before_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queries.sqlite");
        let recorder = Recorder::start(QueryLog::open(&path, 30).unwrap()).unwrap();
        for _ in 0..WAITING_MAX / 2 {
            recorder.record(search());
        }
        assert_eq!(recorder.dropped(), 0);
        drop(recorder);
        let report = QueryLog::open_read_only(&path).unwrap().report(None).unwrap();
        assert_eq!(report.searches.shown[0].count, u32::try_from(WAITING_MAX / 2).unwrap());
    }

    #[test]
    fn what_finds_no_place_or_cannot_be_written_is_counted_as_dropped() {
        let (sender, receiver) = mpsc::sync_channel(1);
        let full = Recorder { sender: Some(sender), writer: None, dropped: Arc::default() };
        full.record(search());
        full.record(search());
        assert_eq!(full.dropped(), 1);
        drop(full);
        let folder = tempfile::tempdir().unwrap();
        let log = QueryLog::open(&folder.path().join("queries.sqlite"), 30).unwrap();
        log.connection.execute_batch("DROP TABLE queries").unwrap();
        let dropped = AtomicU64::new(0);
        write_all(log, &receiver, &dropped);
        assert_eq!(dropped.into_inner(), 1);
    }
}
