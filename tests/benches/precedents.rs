//! How long a clerk waits for precedents while typing, over many closed cases. A run that prints a table; nothing is
//! asserted.
//!
//! ```sh
//! cargo bench -p gongkai-tests --bench precedents -- 100000
//! ```
//!
//! The cases are the sample register's, each in as many towns as it takes. Requests are typed from their beginning in steps
//! of a few characters, as a page asks while somebody types: once alone, once while another process keeps a core busy, and
//! once while others keep every core busy.
#![expect(clippy::print_stdout, reason = "a table is what it is for")]

use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use gongkai_analysis::Analyzer;
use gongkai_document::{Date, Timestamp};
use gongkai_index::IndexRoot;
use gongkai_precedents::{Asking, Files, PrecedentRequest, Precedents, Sources, Thresholds};
use gongkai_register::{Author, Mapping, Plan, Register, Sheet};
use gongkai_sample_portal::{SampleOptions, SamplePortal};
use serde_json::Value;

/// How many cases there are when no number is given.
const CASES: usize = 100_000;
/// How many requests are typed.
const TYPED: usize = 60;
/// How many characters come between two searches.
const STEP: usize = 6;
/// Towns that do not exist have two of these in their names.
const SYLLABLES: &str = "青岗平溪龙塘石湖新岭永坝联桥西湾东埔南庄清屋田边杨步竹象莲洞横坑鹅横罗李";

fn main() -> anyhow::Result<()> {
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(CASES);
    let folder = tempfile::tempdir()?;
    let files =
        Files { register: folder.path().join("register.sqlite"), archive: folder.path().join("archive.sqlite") };
    let started = Instant::now();
    let requests = write_register(&files.register, count)?;
    println!("{count} cases registered in {:.1} s", started.elapsed().as_secs_f64());
    let root = IndexRoot::open(folder.path().join("staff"), Analyzer::embedded())?;
    let register = Register::open_read_only(&files.register)?;
    let started = Instant::now();
    let sources = Sources { register: Some(&register), archive: None };
    sources.build(&root, true, Timestamp::UNIX_EPOCH, || ControlFlow::Continue(()))?;
    println!("indexed in {:.1} s", started.elapsed().as_secs_f64());
    let precedents = Precedents::open(root, files)?;

    let mut typed = Vec::new();
    for request in requests.iter().step_by(requests.len().div_ceil(TYPED).max(1)) {
        let characters: Vec<char> = request.chars().collect();
        for length in (STEP..characters.len()).step_by(STEP).chain([characters.len()]) {
            typed.push(characters.iter().take(length).collect::<String>());
        }
    }
    println!("{} searches; milliseconds           p50      p90      p99      max", typed.len());
    let cores = std::thread::available_parallelism()?.get();
    for (state, count) in [("alone", 0), ("one core busy", 1), ("every core busy", cores)] {
        let load = busy(count)?;
        measure(&format!("precedents, {state}"), &typed, |text| {
            precedents.find(&PrecedentRequest::of_text(text)?)?;
            Ok(())
        })?;
        measure(&format!("and warnings, {state}"), &typed, |text| {
            let answer = precedents.find(&PrecedentRequest::of_text(text)?)?;
            let asking = Asking { applicant: None, received_on: Date::constant(2024, 12, 31) };
            precedents.warnings(&answer, asking, None, Thresholds::default())?;
            Ok(())
        })?;
        for mut process in load {
            process.kill()?;
            process.wait()?;
        }
    }
    Ok(())
}

/// Writes a register of `count` cases and gives what they ask.
fn write_register(path: &Path, count: usize) -> anyhow::Result<Vec<String>> {
    let register = Register::open(path)?;
    let portal = SamplePortal::generate(&SampleOptions { items: 300, ..SampleOptions::default() });
    let originals = portal.register().iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>()?;
    let mapping = Mapping::parse(include_str!("../../data/sample/register.mapping.toml"))?;
    let syllables: Vec<char> = SYLLABLES.chars().collect();
    let mut requests = Vec::with_capacity(count);
    let mut lines = String::new();
    for number in 0..count {
        let mut case = originals.get(number % originals.len()).context("the sample register is empty")?.clone();
        let turn = number / originals.len();
        let (first, second) = (turn % syllables.len(), turn / syllables.len() % syllables.len());
        let town: String = [syllables.get(first), syllables.get(second)].into_iter().flatten().collect();
        // "…公开：罗坝村…" becomes "…公开：青岗镇罗坝村…", in the request and in the reply.
        let in_town = |text: &str| {
            let text = text.replace("申请获取", &format!("申请获取{town}镇")).replace("现将", &format!("现将{town}镇"));
            text.replacen("公开", &format!("公开{town}镇"), 1).replacen("了解", &format!("了解{town}镇"), 1)
        };
        let texts = [("/request/text", true), ("/body", false)];
        for (place, is_request) in texts {
            let text = case.pointer(place).and_then(Value::as_str).map(in_town).unwrap_or_default();
            if is_request {
                requests.push(text.clone());
            }
            if let Some(value) = case.pointer_mut(place) {
                *value = Value::String(text);
            }
        }
        if let Some(value) = case.pointer_mut("/request/number") {
            *value = Value::String(format!("青公开申〔2020〕{}号", number + 1));
        }
        lines.push_str(&case.to_string());
        lines.push('\n');
    }
    let plan = Plan::new(&Sheet::read("cases.jsonl", lines.as_bytes(), mapping.place())?, &mapping)?;
    let author = Author { who: "a benchmark", source: "cases.jsonl", at: Timestamp::UNIX_EPOCH };
    register.batch(|register| plan.lines.iter().try_for_each(|line| register.put(line, author).map(drop)))?;
    Ok(requests)
}

/// Other processes that keep so many cores busy.
fn busy(cores: usize) -> anyhow::Result<Vec<Child>> {
    let spin = || Command::new("sh").args(["-c", "while :; do :; done"]).stdin(Stdio::null()).spawn();
    Ok((0..cores).map(|_| spin()).collect::<Result<_, _>>()?)
}

fn measure(name: &str, typed: &[String], search: impl Fn(&str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut times = Vec::with_capacity(typed.len());
    for text in typed {
        let started = Instant::now();
        search(text)?;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    let at = |percent: usize| {
        let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times.get(place).copied().unwrap_or(Duration::ZERO).as_secs_f64() * 1000.0
    };
    println!("{name:<34} {:>8.2} {:>8.2} {:>8.2} {:>8.2}", at(50), at(90), at(99), at(100));
    Ok(())
}
