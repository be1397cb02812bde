//! `gongkai crawl`: catalogues into the archive.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use gongkai_archive::Archive;
use gongkai_crawl::{CrawlConfig, CrawlReport, Ending, Event, Host, InvalidConfig, Progress};
use gongkai_document::Timestamp;
use gongkai_index::Guards;
use url::Url;

use super::index::bring_up_to_date;
use super::{Context, read_attachment};
use crate::config::{CrawlSettings, FILE_NAME, Settings};
use crate::jobs;
use crate::outcome::{Outcome, WrongUsage};
use crate::output::{ClosedPipe, printable};
use crate::progress::Task;
use crate::schedule::{Every, Window, next_start};
use crate::{crawl_report, interrupt, progress, unfetched};

/// A pause that is worth a line: a host asked for it, or fails.
const WAIT_TOLD_MIN: Duration = Duration::from_secs(5);

/// What a portal on this machine is told when nobody gave a contact: whoever runs it knows who crawls.
pub(crate) const LOOPBACK_CONTACT: &str = "mailto:root@localhost";

/// Crawls disclosure catalogues into the archive, politely.
///
/// Reads the lists of all columns and fetches the posts that are new or changed; --full fetches all again. It asks a host
/// for one page at a time, at most one a second unless told otherwise, and obeys robots.txt. Ctrl-C stops it between two
/// pages; the same command goes on from there.
///
/// Settings that stay the same belong in gongkai.toml, in a table [crawl]: the README lists them, and
/// data/gongkai.example.toml shows them for a district and its towns. With --every the crawl begins again and again.
#[derive(Debug, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_help = "\
Example: gongkai crawl https://www.example.gov.cn/gkmlpt/index --contact mailto:it@example.gov.cn")]
pub(crate) struct Crawl {
    /// The front pages of the catalogues; those of the settings file when none is given.
    #[arg(value_name = "URL")]
    urls: Vec<Url>,
    /// The settings file; gongkai.toml when there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// An e-mail address or URL by which a portal's operator reaches you; needed unless the portal is on this machine.
    #[arg(long)]
    contact: Option<String>,
    /// How often a host is asked at most, such as 1/s or 30/min.
    #[arg(long)]
    rate: Option<crate::rate::Rate>,
    /// Read only the column of this number; may be repeated.
    #[arg(long, value_name = "ID")]
    column: Vec<u64>,
    /// Also read the catalogues of towns, streets and bureaus that a front page links to.
    #[arg(long)]
    follow_subsites: bool,
    /// Fetch every post again, not only those that are new or changed.
    #[arg(long)]
    full: bool,
    /// Begin again after this long, such as 6h or 1d, until interrupted.
    #[arg(long, value_name = "INTERVAL")]
    every: Option<Every>,
    /// The hours, in China, in which a repeated crawl may begin, such as 22:00-05:00.
    #[arg(long, value_name = "HOURS")]
    window: Option<Window>,
    /// Bring the index up to date after each crawl.
    #[arg(long)]
    index: bool,
    /// Only list the files that hang on posts, do not read them.
    #[arg(long)]
    no_files: bool,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

impl Crawl {
    /// Crawls, and prints the report; again and again when that was asked for.
    pub(crate) async fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let settings = Settings::read(self.config.as_deref())?.crawl;
        let (every, window) = (self.every.or(settings.every), self.window.or(settings.window));
        let (json, index) = (self.json, self.index || settings.index);
        let mut config = self.checked(settings, Timestamp::now())?;
        // A mistake in a file is told before the work begins.
        let guards = index.then(|| context.data.guards()).transpose()?;
        let _lock = context.data.lock_for_crawl()?;
        let mut archive = context.data.create_archive()?;
        loop {
            let began = config.started_at();
            let job = jobs::begin(context, "crawl");
            let result = self::once(&mut archive, &config, context, json, guards.as_ref()).await;
            jobs::end(job, context, &result);
            let outcome = match result {
                // One that repeats outlives a full disk or a refused generation, and tries again.
                Err(error) if every.is_some() && !error.is::<ClosedPipe>() => {
                    tracing::error!("{error:#}");
                    Outcome::ProblemFound
                }
                other => other?,
            };
            let Some(every) = every.filter(|_| outcome != Outcome::Interrupted) else {
                return Ok(outcome);
            };
            let next = next_start(began, Timestamp::now(), every, window, chance());
            tracing::info!("the next crawl begins at {next}");
            if !wait_until(next, &context.interrupt).await {
                return Ok(Outcome::Interrupted);
            }
            config.begin_at(Timestamp::now());
        }
    }

    /// What the command line and the settings file say together: the command line decides, its flags add.
    fn checked(self, settings: CrawlSettings, now: Timestamp) -> Result<CrawlConfig, WrongUsage> {
        let starts = if self.urls.is_empty() { settings.start_urls } else { self.urls };
        let on_this_machine = !starts.is_empty() && starts.iter().all(is_loopback);
        let contact = self.contact.or(settings.contact).or(on_this_machine.then(|| LOOPBACK_CONTACT.to_owned()));
        let mut config = CrawlConfig::new(starts, &contact.unwrap_or_default(), now).map_err(|error| match error {
            InvalidConfig::Contact { .. } => {
                WrongUsage(format!("{error}: with --contact, or as `contact` in {FILE_NAME}"))
            }
            other => WrongUsage(other.to_string()),
        })?;
        for url in &settings.also_on {
            config = config.also_on(url);
        }
        config.follow_subsites = self.follow_subsites || settings.follow_subsites;
        config.columns = if self.column.is_empty() { settings.columns } else { self.column.into_iter().collect() };
        config.min_delay = self.rate.or(settings.rate).map(crate::rate::Rate::delay);
        config.body_bytes_max = settings.body_bytes_max.unwrap_or(config.body_bytes_max);
        config.pages_per_list_max = settings.pages_per_list_max.unwrap_or(config.pages_per_list_max);
        config.allow_private = settings.allow_private;
        config.file_bytes_max = settings.file_bytes_max.unwrap_or(config.file_bytes_max);
        if !self.no_files && settings.read_files != Some(false) {
            config.file_reader = read_attachment::worker(config.file_bytes_max);
        }
        for (host, rate) in &settings.rates {
            let host =
                Url::parse(&format!("https://{host}/")).ok().and_then(|url| Host::of(&url)).ok_or_else(|| {
                    WrongUsage(format!(
                        "{host:?} in the rates of {FILE_NAME} is no host; write a name such as www.example.gov.cn"
                    ))
                })?;
            config.host_delays.insert(host, rate.delay());
        }
        config.full = self.full;
        Ok(config)
    }
}

/// One crawl and its report, and an index that passes `guards` where one is wanted.
async fn once(
    archive: &mut Archive,
    config: &CrawlConfig,
    context: &mut Context,
    json: bool,
    guards: Option<&Guards>,
) -> anyhow::Result<Outcome> {
    let report = crawl(archive, config, &context.progress, &context.interrupt).await?;
    if json {
        context.out.json(&report)?;
    } else {
        crawl_report::print(&report, &unfetched::list(archive)?, &mut context.out)?;
    }
    context.out.flush()?;
    context.counted.documents = Some(report.posts.new + report.posts.updated);
    let outcome = outcome(&report);
    if let Some(guards) = guards.filter(|_| outcome != Outcome::Interrupted) {
        let root = context.data.create_index()?.with_guards(guards.clone());
        let indexed = bring_up_to_date(archive, &root, false, &context.progress, &context.interrupt)?;
        context.counted.generation = indexed.manifest().map(|manifest| manifest.name.clone());
    }
    Ok(outcome)
}

/// Waits; says whether the time has come, and not a wish to stop.
async fn wait_until(moment: Timestamp, interrupt: &interrupt::Interrupt) -> bool {
    let wait = moment.duration_since(Timestamp::now()).try_into().unwrap_or_default();
    tokio::select! {
        () = tokio::time::sleep(wait) => true,
        () = interrupt.clone().requested() => false,
    }
}

/// Some number from 0 to 1 that differs from start to start.
fn chance() -> f64 {
    f64::from(Timestamp::now().subsec_microsecond().unsigned_abs() % 1_000) / 1_000.0
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Crawls into `archive` until everything is read or someone asks to stop.
pub(crate) async fn crawl(
    archive: &mut Archive,
    config: &CrawlConfig,
    progress: &progress::Progress,
    interrupt: &interrupt::Interrupt,
) -> anyhow::Result<CrawlReport> {
    let task = progress.begin("fetching posts", None);
    let tell = |step: &Progress<'_>| tell(step, &task);
    Ok(gongkai_crawl::crawl(archive, config, tell, interrupt.receiver()).await?)
}

fn tell(step: &Progress<'_>, task: &Task) {
    match step.event {
        Event::Site { name, url, columns } => tracing::info!("{}: {columns} columns at {url}", printable(name)),
        Event::List { path, page, items, .. } => {
            tracing::debug!("{}, page {page}: {items} items", printable(path.as_str()));
        }
        Event::Post { id, title, result } => {
            tracing::debug!("{id} {}: {result:?}", printable(title));
            task.advance(1);
        }
        Event::Waiting { host, wait } if wait >= WAIT_TOLD_MIN => {
            tracing::info!("waiting {} s for {}", wait.as_secs(), host.as_str());
        }
        Event::File { name, unread } => {
            let end = unread.map_or("read", gongkai_document::Unread::code);
            tracing::debug!("file {}: {end}", printable(name));
        }
        // The crawl logs a problem itself.
        Event::Waiting { .. } | Event::Problem(_) => {}
    }
}

fn outcome(report: &CrawlReport) -> Outcome {
    match report.ending {
        Ending::Interrupted => Outcome::Interrupted,
        Ending::Complete if report.posts.failed == 0 && report.problems.is_empty() => Outcome::Done,
        Ending::Complete | Ending::HostClosed => Outcome::ProblemFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn crawl_of(url: &str) -> Crawl {
        Crawl { urls: vec![url.parse().unwrap()], ..Crawl::default() }
    }

    #[test]
    fn a_contact_is_needed_unless_the_portal_is_on_this_machine() {
        let contactless = |url| crawl_of(url).checked(CrawlSettings::default(), NOW);
        assert!(contactless("http://127.0.0.1:8600/gkmlpt/index").is_ok());
        assert!(contactless("http://[::1]/gkmlpt/index").is_ok());
        for url in ["https://www.example.gov.cn/gkmlpt/index", "http://localhost.example.gov.cn/"] {
            let error = contactless(url).unwrap_err().to_string();
            assert!(error.ends_with("with --contact, or as `contact` in gongkai.toml"), "{url}: {error}");
        }
    }

    #[test]
    fn the_command_line_decides_over_the_settings_file() {
        let settings = CrawlSettings {
            start_urls: vec!["https://www.example.gov.cn/gkmlpt/index".parse().unwrap()],
            contact: Some("mailto:it@example.gov.cn".to_owned()),
            rate: "1/s".parse().ok(),
            columns: [1, 2].into(),
            follow_subsites: true,
            ..CrawlSettings::default()
        };
        let config = Crawl::default().checked(settings.clone(), NOW).unwrap();
        assert_eq!(config.starts(), settings.start_urls);
        assert_eq!(config.min_delay, Some(Duration::from_secs(1)));
        assert!(config.follow_subsites);

        let crawl = Crawl { column: vec![3], rate: "30/min".parse().ok(), ..crawl_of("http://127.0.0.1/gkmlpt/index") };
        let config = crawl.checked(settings, NOW).unwrap();
        assert_eq!(config.starts()[0].as_str(), "http://127.0.0.1/gkmlpt/index");
        assert_eq!((config.columns, config.min_delay), ([3].into(), Some(Duration::from_secs(2))));
    }

    #[test]
    fn a_crawl_without_a_start_says_so() {
        let error = Crawl::default().checked(CrawlSettings::default(), NOW).unwrap_err();
        assert!(error.to_string().starts_with("no start URL"));
    }
}
