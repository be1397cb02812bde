//! `gongkai demo`: the whole way, from a portal to a search page, on this machine alone.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use gongkai_archive::Archive;
use gongkai_crawl::{CrawlConfig, CrawlReport, Ending};
use gongkai_document::Timestamp;
use gongkai_index::Guards;
use gongkai_register::{Author, Mapping, Plan, Sheet};
use gongkai_sample_portal::{SampleOptions, SamplePortal};
use tokio::net::TcpListener;
use url::Url;

use super::index::{Indexed, bring_staff_index_up_to_date, bring_up_to_date};
use super::serve::{LISTEN_DEFAULT, WebService, listen};
use super::{Context, crawl, read_attachment};
use crate::config::ServeSettings;
use crate::outcome::Outcome;

/// Where the sample portal listens. A fixed port would collide; but an address that changes makes a second start a new
/// crawl, so this one is tried first.
const PORTAL_PORT: u16 = 8_611;
/// What the register says its requests come from.
const SAMPLE_REGISTER: &str = "the sample register.jsonl";

/// Crawls the bundled sample portal, indexes it, and serves the search page.
///
/// The sample portal stands in for a district's: it runs on this machine and has as many items as Huadu published in
/// 2020, all of them invented. With them comes a register of closed requests, which only staff may see. A second start
/// finds everything there and only looks for changes.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai demo --listen 127.0.0.1:8080")]
pub(crate) struct Demo {
    /// The address and port to serve on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = LISTEN_DEFAULT)]
    listen: SocketAddr,
    /// How many items the sample portal has.
    #[arg(long, value_name = "N", default_value_t = SampleOptions::default().items)]
    items: usize,
}

impl Demo {
    /// Runs the whole way, and serves until someone asks to stop.
    pub(crate) async fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        // First of all, so that an address in use is told before a minute of work.
        let listener = listen(self.listen).await?;
        let portal = Arc::new(SamplePortal::generate(&SampleOptions { items: self.items, ..SampleOptions::default() }));
        let mut archive = context.data.create_archive()?;
        let report = crawl_sample(&portal, &mut archive, context).await?;
        if report.ending == Ending::Interrupted {
            return Ok(Outcome::Interrupted);
        }
        tracing::info!("archived {} documents of the sample portal", archive.counts()?.documents_public);
        import_register(&portal, context)?;
        let root = context.data.create_index()?.with_guards(context.data.guards()?);
        if bring_up_to_date(&archive, &root, false, &context.progress, &context.interrupt)? == Indexed::Interrupted {
            return Ok(Outcome::Interrupted);
        }
        bring_staff_index_up_to_date(&archive, context, false, Guards::default())?;
        drop(archive);
        let service = WebService::open(&context.data, &ServeSettings::default())?;
        context.out.line(format_args!("open http://{}/ (Ctrl-C stops)", listener.local_addr()?))?;
        context.out.flush()?;
        service.run(listener, context.interrupt.clone()).await?;
        Ok(Outcome::Done)
    }
}

/// Serves the sample portal for as long as its crawl takes.
async fn crawl_sample(
    portal: &Arc<SamplePortal>,
    archive: &mut Archive,
    context: &Context,
) -> anyhow::Result<CrawlReport> {
    let listener = portal_listener().await.context("cannot listen for the sample portal")?;
    let start = Url::parse(&format!("http://{}/gkmlpt/index", listener.local_addr()?))?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(gongkai_sample_portal::serve(listener, Arc::clone(portal), async {
        // Whether it is told to stop or the crawl has died, the portal has nobody left to serve.
        let _ = stopped.await;
    }));
    let mut config = CrawlConfig::new(vec![start], crawl::LOOPBACK_CONTACT, Timestamp::now())?;
    config.follow_subsites = true;
    config.file_reader = read_attachment::worker(config.file_bytes_max);
    let report = crawl::crawl(archive, &config, &context.progress, &context.interrupt).await;
    // The portal may have ended by itself; then there is nobody to tell.
    let _ = stop.send(());
    serving.await?.context("the sample portal failed")?;
    report
}

async fn portal_listener() -> std::io::Result<TcpListener> {
    match TcpListener::bind(("127.0.0.1", PORTAL_PORT)).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind(("127.0.0.1", 0)).await,
    }
}

/// Puts the requests of the sample register into the register, as an office does with its own table.
fn import_register(portal: &SamplePortal, context: &Context) -> anyhow::Result<()> {
    let mut table = String::new();
    for reply in portal.register() {
        table.push_str(&serde_json::to_string(&reply)?);
        table.push('\n');
    }
    let mapping = Mapping::parse(include_str!("../../../data/sample/register.mapping.toml"))?;
    let plan = Plan::new(&Sheet::read(SAMPLE_REGISTER, table.as_bytes(), mapping.place())?, &mapping)?;
    let author = Author { who: "gongkai demo", source: SAMPLE_REGISTER, at: Timestamp::now() };
    let register = context.data.create_register()?;
    register.batch(|register| plan.lines.iter().try_for_each(|line| register.put(line, author).map(drop)))?;
    tracing::info!("registered {} requests of the sample register, for staff only", plan.lines.len());
    Ok(())
}
