//! Finds data of persons in JSON Lines of documents (`id`, `title`, `body`) and prints one finding a line, and the speed.
//!
//! `cargo run --release -p gongkai-screening --example list_personal_data -- documents.jsonl`

use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

use gongkai_screening::personal_data;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("name a file of documents, one JSON object a line")?;
    let lines = std::fs::read_to_string(file)?;
    let documents: Vec<serde_json::Value> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let texts = documents.iter().flat_map(|document| {
        ["title", "body"].iter().filter_map(|field| Some((document["id"].as_str()?, document[*field].as_str()?)))
    });
    let texts: Vec<(&str, &str)> = texts.collect();
    let begin = Instant::now();
    let found: Vec<_> = texts.iter().map(|(_, text)| personal_data(text)).collect();
    let seconds = begin.elapsed().as_secs_f64();
    let mut out = std::io::stdout().lock();
    for ((id, text), findings) in texts.iter().zip(&found) {
        for finding in findings {
            let line = text[..finding.span.start].matches('\n').count() + 1;
            let weight = if finding.grave { "grave" } else { "told" };
            writeln!(out, "{}\t{weight}\t{id}\tline {line}\t{}\t{}", finding.rule, finding.matched, finding.excerpt)?;
        }
    }
    let (bytes, chars) =
        texts.iter().fold((0, 0), |(bytes, chars), (_, text)| (bytes + text.len(), chars + text.chars().count()));
    let bytes = u32::try_from(bytes)?;
    let count: usize = found.iter().map(Vec::len).sum();
    let speed = f64::from(bytes) / 1e6 / seconds;
    writeln!(std::io::stderr(), "{count} findings in {chars} characters; {speed:.1} MB/s")?;
    Ok(())
}
