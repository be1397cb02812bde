//! `gongkai serve`: the web service over what there is.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_query::{Meaning, SearchEngine};
use gongkai_query_log::{QueryLog, Recorder};
use gongkai_semantic::{Queries, ResidentBytes};
use gongkai_web::{FileReader, GenerationFacts, Limits, Service, Staff, StaffIndexes};
use tokio::net::TcpListener;

use super::{Context, read_attachment};
use crate::best_bets::WatchedFile;
use crate::config::{QUERY_LOG_DAYS_DEFAULT, ServeSettings, Settings};
use crate::data_directory::DataDirectory;
use crate::interrupt::Interrupt;
use crate::outcome::Outcome;

/// Where the service listens when nothing else is said: only for this machine.
pub(crate) const LISTEN_DEFAULT: &str = "127.0.0.1:8080";

/// How often the service looks for a newer generation: a reindex is searchable within a second.
const REFRESH_INTERVAL: Duration = Duration::from_millis(500);

/// Serves the search page and the API until it is stopped.
///
/// A generation that `gongkai index` makes current meanwhile is taken over without a restart and without a failed search.
/// Staff sign in at `/staff`; `gongkai user add` makes the first account.
/// To be reached from elsewhere, put a web server in front of it, or listen on another address.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai serve --listen 127.0.0.1:8080")]
pub(crate) struct Serve {
    /// The address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = LISTEN_DEFAULT)]
    listen: SocketAddr,
    /// The settings file; `gongkai.toml` when there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Count what people search and open, by day and without a trace of who; `gongkai queries` shows it.
    #[arg(long)]
    query_log: bool,
}

impl Serve {
    /// Serves until someone asks to stop.
    pub(crate) async fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let mut settings = Settings::read(self.config.as_deref())?.serve;
        settings.query_log |= self.query_log;
        let listener = listen(self.listen).await?;
        let service = WebService::open(&context.data, &settings)?;
        context.out.line(format_args!("open http://{}/ (Ctrl-C stops)", listener.local_addr()?))?;
        context.out.flush()?;
        service.run(listener, context.interrupt.clone()).await?;
        Ok(Outcome::Done)
    }
}

/// Listens on `address`.
pub(crate) async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; stop what listens there, or choose another with --listen")
    })
}

/// The web service over a data directory, ready to serve.
pub(crate) struct WebService {
    engine: Arc<LocalIndex>,
    root: IndexRoot,
    meaning: Arc<Queries>,
    staff_meaning: Arc<Queries>,
    best_bets: WatchedFile,
    service: Service<Arc<LocalIndex>>,
    staff: Staff,
    limits: Limits,
}

impl WebService {
    /// Opens archive and index under `settings`.
    pub(crate) fn open(data: &DataDirectory, settings: &ServeSettings) -> anyhow::Result<Self> {
        let limits = Limits::default();
        let policy = settings.policy()?;
        let root = data.index()?;
        let meaning = Arc::new(Queries::new(data.semantic())?);
        let (engine, trouble) = LocalIndex::open_any(root.clone())?;
        if let Some(trouble) = trouble {
            let name = SearchEngine::generation(&engine)?;
            tracing::error!("{name} serves, because the generation that should cannot be taken: {trouble}");
        }
        let engine = Arc::new(engine.with_meaning(Arc::clone(&meaning) as Arc<dyn Meaning>));
        // An archive of an earlier form is brought up to date first: the service itself only reads.
        drop(data.upgraded_archive()?);
        data.upgrade_register()?;
        let service = Service::open(Arc::clone(&engine), &data.archive_path(), settings.identity(), &limits)?;
        let mut service = service.with_policy(policy);
        if settings.query_log {
            let days = settings.query_log_days.unwrap_or(QUERY_LOG_DAYS_DEFAULT);
            service = service.with_query_log(Recorder::start(QueryLog::open(&data.query_log_path(), days)?)?);
        }
        let best_bets = WatchedFile::new(data.best_bets_path());
        let staff_meaning = Arc::new(Queries::new(data.staff_semantic())?);
        let mut staff = Staff::new(data.staff_files()?, &limits);
        match data.precedents() {
            Ok(precedents) => {
                staff = staff.with_indexes(StaffIndexes {
                    precedents: precedents.with_meaning(Arc::clone(&staff_meaning) as Arc<dyn Meaning>),
                    staff_root: data.create_staff_index()?,
                    public: Arc::clone(&engine),
                    public_root: root.clone(),
                    certificates: data.certificates_path(),
                });
            }
            // What only staff see is no reason not to answer the public.
            Err(error) => {
                tracing::error!(
                    "staff cannot search until the index is repaired and the service started again: {error:#}"
                );
            }
        }
        if let Some(reader) = file_reader() {
            staff = staff.with_file_reader(reader);
        }
        Ok(Self { engine, root, meaning, staff_meaning, best_bets, service, staff, limits })
    }

    /// Serves until `interrupt` asks to stop, moving to each newer generation as it becomes current.
    pub(crate) async fn run(self, listener: TcpListener, interrupt: Interrupt) -> anyhow::Result<()> {
        let refreshing = tokio::spawn(keep_fresh(self.engine, self.root, self.service.clone()));
        let refreshing_staff = tokio::spawn(keep_staff_fresh(self.staff.clone()));
        let meaning = tokio::spawn(keep_meaning(self.meaning));
        let staff_meaning = tokio::spawn(keep_meaning(self.staff_meaning));
        let watching = tokio::spawn(keep_best_bets(self.best_bets, self.service.clone()));
        gongkai_web::serve(listener, self.service, Some(self.staff), self.limits, interrupt.requested()).await?;
        refreshing.abort();
        refreshing_staff.abort();
        meaning.abort();
        staff_meaning.abort();
        watching.abort();
        Ok(())
    }
}

/// What reads the files that staff bring along: this program, called again with limits, as a crawl does it.
fn file_reader() -> Option<FileReader> {
    let worker = read_attachment::worker(gongkai_attachments::Limits::default().file_bytes_max)?;
    Some(FileReader::new(move |name, bytes| match worker.read(name, bytes) {
        Ok(text) => Ok(text.text),
        Err(error) => {
            let reason = error.unread().map_or("无法读取", gongkai_document::Unread::label);
            // The name of the file is in the error, and is nobody's business here.
            tracing::info!("a file that staff brought gave no text: {reason}");
            Err(reason.to_owned())
        }
    }))
}

/// Reads what can be suggested, so that no reader waits for it.
async fn prepare(engine: Arc<LocalIndex>) {
    match tokio::task::spawn_blocking(move || engine.prepare_suggestions()).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::error!("what can be suggested could not be read: {error}"),
        Err(error) => tracing::error!("reading what can be suggested failed: {error}"),
    }
}

/// Tells the service which generation serves, for its metrics.
fn note_generation(engine: &LocalIndex, root: &IndexRoot, service: &Service<Arc<LocalIndex>>) {
    let Ok(name) = SearchEngine::generation(engine) else { return };
    match root.manifest(&name) {
        Ok(manifest) => {
            let (created_at, documents) = (manifest.created_at, manifest.document_count);
            service.note_generation(GenerationFacts { created_at, documents });
        }
        Err(error) => tracing::warn!("how old {name} is cannot be told: {error}"),
    }
}

/// Takes over the operator's pins whenever their file changes. Of a file with a mistake nothing is taken, and what was
/// shown before stays.
async fn keep_best_bets(mut file: WatchedFile, service: Service<Arc<LocalIndex>>) {
    loop {
        let looked = tokio::task::spawn_blocking(move || {
            let changed = file.changed();
            (file, changed)
        });
        let Ok((looked, changed)) = looked.await else {
            tracing::error!("looking for changed best bets failed; restart the service to take them over");
            return;
        };
        file = looked;
        match changed {
            Some(Ok(best_bets)) => {
                tracing::info!("{} best bets are shown now", best_bets.all().len());
                service.set_best_bets(best_bets);
            }
            Some(Err(error)) => tracing::error!("the best bets stay as they were: {error:#}"),
            None => {}
        }
        tokio::time::sleep(REFRESH_INTERVAL).await;
    }
}

/// Takes over each newer generation of the staff's index. The same trouble is told once.
async fn keep_staff_fresh(staff: Staff) {
    let mut told = String::new();
    loop {
        tokio::time::sleep(REFRESH_INTERVAL).await;
        let opened = staff.clone();
        match tokio::task::spawn_blocking(move || opened.refresh()).await {
            Ok(Err(error)) if told != error.to_string() => {
                told = error.to_string();
                tracing::error!("the newer index for staff cannot be taken, the one before goes on serving: {told}");
            }
            Ok(_) => {}
            Err(error) => tracing::error!("looking for a newer index for staff failed: {error}"),
        }
    }
}

/// Takes over the model that is enabled and each set of vectors as it becomes current. Without any, and while something is
/// wrong with them, searches are answered by words.
async fn keep_meaning(meaning: Arc<Queries>) {
    let mut told = String::new();
    loop {
        let looked = Arc::clone(&meaning);
        match tokio::task::spawn_blocking(move || looked.refresh()).await {
            Ok(Ok(true)) => {
                told.clear();
                if let Some(ResidentBytes { model, vectors }) = meaning.resident_bytes() {
                    let (model, vectors) = (model / 1_000_000, vectors / 1_000_000);
                    tracing::info!(
                        "documents are found by what they mean: {model} MB of model, {vectors} MB of vectors"
                    );
                } else {
                    tracing::info!("documents are found by words alone");
                }
            }
            // The same trouble twice a second is told once.
            Ok(Err(error)) if told != error.to_string() => {
                told = error.to_string();
                tracing::error!("finding by meaning stays as it was: {told}");
            }
            Ok(Ok(false) | Err(_)) => {}
            Err(error) => tracing::error!("looking for newer vectors failed: {error}"),
        }
        tokio::time::sleep(REFRESH_INTERVAL).await;
    }
}

async fn keep_fresh(engine: Arc<LocalIndex>, root: IndexRoot, service: Service<Arc<LocalIndex>>) {
    let mut told = String::new();
    note_generation(&engine, &root, &service);
    prepare(Arc::clone(&engine)).await;
    loop {
        tokio::time::sleep(REFRESH_INTERVAL).await;
        let opened = Arc::clone(&engine);
        match tokio::task::spawn_blocking(move || opened.refresh()).await {
            Ok(Ok(true)) => {
                let name = SearchEngine::generation(&engine).unwrap_or_default();
                tracing::info!("{name} serves now");
                told.clear();
                note_generation(&engine, &root, &service);
                prepare(Arc::clone(&engine)).await;
            }
            // The same trouble twice a second is told once.
            Ok(Err(error)) if told != error.to_string() => {
                told = error.to_string();
                tracing::error!("the newer generation cannot be taken, the one before goes on serving: {told}");
            }
            Ok(Ok(false) | Err(_)) => {}
            Err(error) => tracing::error!("looking for a newer generation failed: {error}"),
        }
    }
}
