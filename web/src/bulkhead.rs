//! Blocking work off the async threads: so much at once, so much waiting, so long.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task;
use tokio::time;

use crate::metrics::{QueueCounters, QueueLoad};

/// Lets a bounded number of blocking jobs run and a bounded number wait. Each sort of work has its own, so that a flood
/// of one cannot starve the others.
#[derive(Debug)]
pub(crate) struct Bulkhead {
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    workers: usize,
    places: usize,
    budget: Duration,
    counters: QueueCounters,
}

/// Why a job gave nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unfinished {
    /// As many jobs wait as may; this one was never begun.
    Full,
    /// The budget is spent. The job, once begun, runs to its end and keeps its worker until then.
    TooSlow,
    /// The job panicked.
    Panicked,
}

impl Bulkhead {
    /// Runs `workers` jobs at once and lets `queue_max` wait; each has `budget` from its arrival to its end.
    pub(crate) fn new(workers: usize, queue_max: usize, budget: Duration) -> Self {
        let workers = workers.max(1);
        let places = workers.saturating_add(queue_max).min(Semaphore::MAX_PERMITS);
        Self {
            admitted: Arc::new(Semaphore::new(places)),
            running: Arc::new(Semaphore::new(workers)),
            workers,
            places,
            budget,
            counters: QueueCounters::default(),
        }
    }

    /// The same, counting what it refuses where others can read it.
    pub(crate) fn counting(self, counters: QueueCounters) -> Self {
        Self { counters, ..self }
    }

    /// How full it is now.
    pub(crate) fn load(&self) -> QueueLoad {
        let in_use = self.workers.saturating_sub(self.running.available_permits());
        let admitted = self.places.saturating_sub(self.admitted.available_permits());
        QueueLoad { in_use, waiting: admitted.saturating_sub(in_use) }
    }

    /// What `job` gives, run on a thread that may block.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unfinished> {
        let Ok(admitted) = Arc::clone(&self.admitted).try_acquire_owned() else {
            self.counters.shed.inc();
            return Err(Unfinished::Full);
        };
        let running = Arc::clone(&self.running);
        let work = async move {
            let Ok(worker) = running.acquire_owned().await else { return Err(Unfinished::Full) };
            let held = (admitted, worker);
            task::spawn_blocking(move || {
                let outcome = job();
                drop(held);
                outcome
            })
            .await
            .map_err(|_| Unfinished::Panicked)
        };
        time::timeout(self.budget, work).await.unwrap_or_else(|_| {
            self.counters.too_slow.inc();
            Err(Unfinished::TooSlow)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn one_job_runs_one_waits_and_the_third_is_refused() {
        let bulkhead = Arc::new(Bulkhead::new(1, 1, LONG));
        let (release, released) = mpsc::channel::<()>();
        let first = bulkhead.run(move || released.recv().is_ok());
        let second = bulkhead.run(|| 2);
        let third = async {
            let refused = bulkhead.run(|| 3).await;
            assert_eq!(bulkhead.load(), QueueLoad { in_use: 1, waiting: 1 });
            release.send(()).unwrap();
            refused
        };
        // The futures are polled in this order, each until it has to wait.
        assert_eq!(tokio::join!(first, second, third), (Ok(true), Ok(2), Err(Unfinished::Full)));
        assert_eq!((bulkhead.counters.shed.get(), bulkhead.counters.too_slow.get()), (1, 0));
        assert_eq!(bulkhead.load(), QueueLoad { in_use: 0, waiting: 0 });
    }

    #[tokio::test]
    async fn a_job_past_its_budget_keeps_its_worker_until_it_is_done() {
        let bulkhead = Bulkhead::new(1, 0, Duration::from_millis(1));
        let (release, released) = mpsc::channel::<()>();
        assert_eq!(bulkhead.run(move || released.recv().is_ok()).await, Err(Unfinished::TooSlow));
        assert_eq!(bulkhead.counters.too_slow.get(), 1);
        assert_eq!(bulkhead.run(|| 2).await, Err(Unfinished::Full));
        release.send(()).unwrap();
        let _worker = bulkhead.running.acquire().await.unwrap();
        assert_eq!(bulkhead.admitted.available_permits(), 1);
    }

    #[tokio::test]
    async fn a_panic_is_told_and_gives_the_worker_back() {
        let bulkhead = Bulkhead::new(1, 0, LONG);
        assert_eq!(bulkhead.run(|| panic!("a bug")).await, Err::<(), _>(Unfinished::Panicked));
        assert_eq!(bulkhead.run(|| 1).await, Ok(1));
    }
}
