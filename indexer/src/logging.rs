//! Logs on standard error, above a progress bar when there is one.

use std::io::{IsTerminal, Write};

use clap::ValueEnum;
use indicatif::MultiProgress;
use tracing_subscriber::EnvFilter;

use crate::progress::Progress;

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: a JSON object a line, its fields beside the message.
    Json,
}

/// Begins logging: `-q` leaves errors only, each `-v` says more; `RUST_LOG` decides alone when it is set.
pub(crate) fn begin(quiet: bool, verbose: u8, format: LogFormat, progress: &Progress) {
    let level = match (quiet, verbose) {
        (true, _) => "error",
        (false, 0) => "info",
        (false, 1) => "debug",
        (false, _) => "trace",
    };
    // Libraries are noisy below this; nothing of theirs is for whoever runs the program.
    let libraries = if verbose > 2 { level } else { "warn" };
    let ours = [
        "gongkai",
        "gongkai_archive",
        "gongkai_crawl",
        "gongkai_index",
        "gongkai_query_log",
        "gongkai_sample_portal",
        "gongkai_web",
    ];
    let default = ours.iter().fold(libraries.to_owned(), |filter, name| format!("{filter},{name}={level}"));
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let bars = progress.bars();
    let terminal = std::io::stderr().is_terminal();
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(verbose > 0)
        .with_ansi(terminal)
        .with_writer(move || AboveBars(bars.clone()));
    match format {
        // A program that reads lines wants the time in each, wherever they go.
        LogFormat::Json => logs.json().flatten_event(true).with_current_span(false).with_span_list(false).init(),
        LogFormat::Text if terminal => logs.without_time().init(),
        LogFormat::Text => logs.init(),
    }
}

/// Takes the bars off the terminal while a line is written.
struct AboveBars(MultiProgress);

impl Write for AboveBars {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.suspend(|| std::io::stderr().write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}
