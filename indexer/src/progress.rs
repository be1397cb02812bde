//! How far long work has come: a bar on a terminal, a log line now and then everywhere else.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Between two log lines of one task.
const LINE_INTERVAL: Duration = Duration::from_secs(10);

/// Shows how far tasks have come.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    bars: MultiProgress,
    shown: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Bar,
    Lines,
    Nothing,
}

/// One piece of long work.
#[derive(Debug)]
pub(crate) struct Task {
    what: String,
    total: Option<u64>,
    done: AtomicU64,
    bar: ProgressBar,
    shown: Shown,
    begun: Instant,
    last_line: Mutex<Instant>,
}

impl Progress {
    /// Bars when standard error is a terminal, log lines otherwise; nothing when `quiet`.
    pub(crate) fn new(quiet: bool) -> Self {
        let shown = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bar,
            (false, false) => Shown::Lines,
        };
        Self { bars: MultiProgress::with_draw_target(ProgressDrawTarget::stderr()), shown }
    }

    /// The bars, for whoever else writes to the terminal.
    pub(crate) fn bars(&self) -> MultiProgress {
        self.bars.clone()
    }

    /// Begins a task: `what` is done to, such as `importing register.jsonl`, and how often in all, when that is known.
    pub(crate) fn begin(&self, what: impl Into<String>, total: Option<u64>) -> Task {
        let what = what.into();
        let bar = match (self.shown, total) {
            (Shown::Bar, Some(total)) => self.bars.add(bar(total, "{msg} {wide_bar} {pos}/{len} {eta}")),
            (Shown::Bar, None) => self.bars.add(bar(0, "{spinner} {msg} {pos} {elapsed}")),
            _ => ProgressBar::hidden(),
        };
        bar.set_message(what.clone());
        let (done, begun) = (AtomicU64::new(0), Instant::now());
        Task { what, total, done, bar, shown: self.shown, begun, last_line: Mutex::new(begun) }
    }
}

fn bar(total: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total).with_style(style)
}

impl Task {
    /// `count` more are done.
    pub(crate) fn advance(&self, count: u64) {
        let done = self.done.fetch_add(count, Ordering::Relaxed) + count;
        self.bar.inc(count);
        if self.shown != Shown::Lines {
            return;
        }
        let Ok(mut last_line) = self.last_line.lock() else { return };
        if last_line.elapsed() >= LINE_INTERVAL {
            *last_line = Instant::now();
            tracing::info!("{}", line(&self.what, done, self.total, self.begun.elapsed()));
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn line(what: &str, done: u64, total: Option<u64>, took: Duration) -> String {
    let seconds = took.as_secs().max(1);
    let rate = done / seconds;
    match total {
        Some(total) if done > 0 => {
            let left = seconds * total.saturating_sub(done) / done;
            format!("{what}: {done} of {total}, {rate} a second, {left} s left")
        }
        Some(total) => format!("{what}: {done} of {total}"),
        None => format!("{what}: {done}, {rate} a second"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_fast_it_goes_and_how_much_and_long_is_left_when_that_is_known() {
        let took = Duration::from_secs(5);
        assert_eq!(line("indexing", 10, Some(30), took), "indexing: 10 of 30, 2 a second, 10 s left");
        assert_eq!(line("indexing", 0, Some(30), took), "indexing: 0 of 30");
        assert_eq!(line("importing", 10, None, took), "importing: 10, 2 a second");
    }

    #[test]
    fn every_template_is_one() {
        for template in ["{msg} {wide_bar} {pos}/{len} {eta}", "{spinner} {msg} {pos} {elapsed}"] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
