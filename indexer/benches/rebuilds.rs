//! Full rebuilds in a row under a running service that is asked fifty times a second: how many searches failed, how many
//! answers mixed two generations, how long they took, and what memory the service has at the beginning and at the end.
//!
//! ```sh
//! cargo bench -p gongkai --bench rebuilds -- DATA [REBUILDS]
//! ```
//!
//! DATA is a data directory, whose archive is copied and otherwise left alone. Before each rebuild one more document comes
//! into the copy, so that every generation answers a query for these documents differently: with as many as it has. Each
//! other query must have one total in each generation.

#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "it prints its tables, and stops where an answer has another shape"
)]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_gongkai");
const REBUILDS_DEFAULT: u32 = 50;
const QUERIES_A_SECOND: u32 = 50;
/// Enough that one slow answer does not delay the next question.
const ASKERS: usize = 16;
/// What the documents say that make the generations differ, and nothing else does.
const MARKER: &str = "\"重建核对专用条目\"";
/// Ask for few, many, everything, and what nobody wrote.
const QUERIES: [&str; 8] = [
    "老人助餐",
    "政府信息公开 年报",
    "花府办〔2020〕12号",
    "部门预算",
    "怎样申请廉租住房补贴",
    "\"行政处罚\"",
    "",
    "飞碟着陆",
];

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let data = PathBuf::from(arguments.next().context("give a data directory")?);
    let rebuilds = arguments.next().map_or(Ok(REBUILDS_DEFAULT), |count| count.parse())?;
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("data");
    fs::create_dir(&copy)?;
    fs::copy(data.join("archive.sqlite"), copy.join("archive.sqlite"))?;
    // With the first of the differing documents, so that the service begins like it goes on.
    rebuild(&copy, 1)?;
    let service = Service::start(&copy)?;
    let asked = Asked::default();
    let done = AtomicBool::new(false);
    let began = service.resident_mib()?;
    println!("| rebuilds | seconds each | own memory of the service, MiB | searches | failed | mixed |");
    println!("|---|---|---|---|---|---|");
    let finished = thread::scope(|scope| {
        let askers: Vec<_> = (0..ASKERS).map(|_| scope.spawn(|| asked.ask_until(&service.address, &done))).collect();
        let built = build_again_and_again(&copy, rebuilds, &service, &asked);
        done.store(true, Ordering::Relaxed);
        for asker in askers {
            drop(asker.join());
        }
        built
    });
    finished?;
    let ended = service.resident_mib()?;
    println!("\nmemory {began:.0} MiB before, {ended:.0} MiB after");
    println!("{}", asked.summary());
    Ok(())
}

fn build_again_and_again(copy: &Path, rebuilds: u32, service: &Service, asked: &Asked) -> anyhow::Result<()> {
    let mut begun = Instant::now();
    let tenth = (rebuilds / 10).max(1);
    for number in 1..=rebuilds {
        rebuild(copy, number + 1)?;
        if number % tenth == 0 {
            let seconds = begun.elapsed().as_secs_f64() / f64::from(tenth);
            let Tally { searches, failed, mixed, .. } = asked.tally();
            println!("| {number} | {seconds:.1} | {:.0} | {searches} | {failed} | {mixed} |", service.resident_mib()?);
            begun = Instant::now();
        }
    }
    Ok(())
}

/// Puts the `number`th of the differing documents into the archive, and builds a full generation.
fn rebuild(data: &Path, number: u32) -> anyhow::Result<()> {
    let file = data.with_extension("jsonl");
    let mut body = String::new();
    for part in 0..20 {
        write!(body, "第{}项数值为{}。", part + 1, number * 7_919 + part * 104_729)?;
    }
    fs::write(
        &file,
        format!("{{\"id\":\"rebuilt:{number}\",\"title\":\"重建核对专用条目{number}\",\"body\":\"{body}\"}}\n"),
    )?;
    for arguments in [&["import", &file.to_string_lossy()][..], &["index", "--full"]] {
        let mut command = Command::new(PROGRAM);
        command.arg("--data").arg(data).arg("-q").args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
        if !command.status()?.success() {
            bail!("gongkai {} failed", arguments.join(" "));
        }
    }
    Ok(())
}

/// The service, stopped when it is dropped.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start(data: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(PROGRAM);
        command.arg("--data").arg(data).args(["-q", "serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no output")?).read_line(&mut line)?;
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).context("no address")?;
        let service = Self { child, address: address.to_owned() };
        // Warm, as a service is that has run for a while.
        for _ in 0..200 {
            for query in QUERIES {
                answer(&service.address, query)?;
            }
        }
        Ok(service)
    }

    /// Memory of its own: without the pages of the index, which the system keeps in memory as it likes.
    fn resident_mib(&self) -> anyhow::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("RssAnon:")).context("no RssAnon")?;
        Ok(line.split_whitespace().nth(1).context("no number")?.parse::<f64>()? / 1_024.0)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // One that ended by itself is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What was asked and answered.
#[derive(Default)]
struct Asked {
    turn: AtomicUsize,
    tally: Mutex<Tally>,
}

#[derive(Debug, Clone, Default)]
struct Tally {
    searches: u64,
    failed: u64,
    mixed: u64,
    /// In milliseconds.
    took: Vec<f64>,
    /// The total of each query in each generation.
    totals: HashMap<(String, &'static str), u64>,
    /// The first complaints, word by word.
    complaints: Vec<String>,
}

impl Asked {
    /// Asks the next query when its time has come, again and again.
    fn ask_until(&self, address: &str, done: &AtomicBool) {
        let begun = Instant::now();
        while !done.load(Ordering::Relaxed) {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            let due = Duration::from_secs(1) * u32::try_from(turn).unwrap_or(u32::MAX) / QUERIES_A_SECOND;
            thread::sleep(due.saturating_sub(begun.elapsed()));
            // Every other one is the one whose total tells the generation.
            let query = if turn.is_multiple_of(2) { MARKER } else { QUERIES[turn / 2 % QUERIES.len()] };
            let asked = Instant::now();
            let answer = answer(address, query);
            self.note(query, answer, asked.elapsed());
        }
    }

    fn note(&self, query: &'static str, answer: anyhow::Result<Value>, took: Duration) {
        let mut tally = self.tally.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        tally.searches += 1;
        tally.took.push(took.as_secs_f64() * 1_000.0);
        let complaint = match answer {
            Ok(answer) => tally.mixes(query, &answer).inspect(|_| tally.mixed += 1),
            Err(error) => {
                tally.failed += 1;
                Some(format!("{error:#}"))
            }
        };
        tally.complaints.extend(complaint);
    }

    fn tally(&self) -> Tally {
        self.tally.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn summary(&self) -> String {
        let Tally { searches, failed, mixed, mut took, totals, complaints } = self.tally();
        took.sort_by(f64::total_cmp);
        let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or_default();
        let markers: BTreeMap<&String, u64> =
            totals.iter().filter(|((_, query), _)| *query == MARKER).map(|((name, _), total)| (name, *total)).collect();
        let mut summary = format!(
            "{searches} searches over {} generations: {failed} failed, {mixed} mixed; p50 {:.1} ms, p99 {:.1} ms, longest {:.0} ms",
            markers.len(),
            at(50),
            at(99),
            took.last().copied().unwrap_or_default()
        );
        // A later generation has one document more.
        let grows = markers.values().zip(markers.values().skip(1)).all(|(one, next)| one < next);
        summary.push_str(if grows {
            "\neach generation found more than the one before"
        } else {
            "\nTOTALS DO NOT GROW"
        });
        for complaint in complaints.iter().take(20) {
            summary.push('\n');
            summary.push_str(complaint);
        }
        summary
    }
}

impl Tally {
    /// What in an answer is not of the generation that it names.
    fn mixes(&mut self, query: &'static str, answer: &Value) -> Option<String> {
        let (total, generation) = (answer["total"].as_u64()?, answer["generation"].as_str()?.to_owned());
        let kinds = answer["facets"]["kind"].as_array().into_iter().flatten();
        let counted: u64 = kinds.filter_map(|kind| kind["count"].as_u64()).sum();
        let hits = answer["hits"].as_array().map_or(0, Vec::len) as u64;
        let expected = *self.totals.entry((generation.clone(), query)).or_insert(total);
        if total == expected && counted == total && hits == total.min(10) {
            return None;
        }
        Some(format!("{query:?} in {generation}: total {total}, once {expected}; {counted} counted, {hits} shown"))
    }
}

fn answer(address: &str, query: &str) -> anyhow::Result<Value> {
    let encoded = query.bytes().fold(String::new(), |mut encoded, byte| {
        // Writing to a text never fails.
        let _ = write!(encoded, "%{byte:02X}");
        encoded
    });
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(stream, "GET /api/v1/search?q={encoded} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    if !text.starts_with("HTTP/1.1 200") {
        bail!("{}", text.lines().next().unwrap_or("no answer"));
    }
    let (begin, end) = (text.find('{').context("no answer")?, text.rfind('}').context("no answer")?);
    serde_json::from_str(text.get(begin..=end).context("no answer")?).context("the answer is no JSON")
}
