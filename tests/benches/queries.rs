//! How long a search takes beside the least that tantivy and jieba can do: one field cut in search mode, an OR of the
//! query's words, ten documents and their count. A run that prints a table; nothing is asserted.
//!
//! ```sh
//! cargo bench -p gongkai-tests --bench queries -- DATA QUERIES
//! ```
//!
//! `DATA` is a data directory with an index, `QUERIES` a file of JSON Lines with `text`. Each query is asked some times by
//! every engine in turn, and the fastest counts: other work on the machine makes times longer and never shorter.
#![expect(clippy::print_stdout, reason = "a table is what it is for")]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use gongkai_analysis::Analyzer;
use gongkai_archive::Archive;
use gongkai_document::Access;
use gongkai_index::{IndexRoot, LocalIndex};
use gongkai_query::{SearchEngine, SearchRequest};
use jieba_rs::Jieba;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

/// How often each query is asked.
const ROUNDS: usize = 5;
/// How many of the slowest queries are named.
const SLOWEST_SHOWN: usize = 5;
/// The memory of the floor's writer, in bytes.
const WRITER_BYTES: usize = 200_000_000;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [data, queries] = arguments.as_slice() else {
        println!("usage: cargo bench -p gongkai-tests --bench queries -- DATA QUERIES");
        return Ok(());
    };
    let data = Path::new(data);
    let queries = read_queries(Path::new(queries))?;
    let floor = Floor::build(&data.join("archive.sqlite"))?;
    let ours = LocalIndex::open(IndexRoot::open(&data.join("index"), Analyzer::embedded())?)?;
    let mut slowest: Vec<(Duration, &str)> = Vec::new();
    let mut columns: Vec<(&str, Vec<Duration>)> =
        ["floor", "ranked, 1 hit", "10 hits"].map(|name| (name, Vec::new())).into();
    for text in &queries {
        let requests = [1, 10].map(|size| SearchRequest::new(text).and_then(|request| request.with_page(1, size)));
        let [one, ten] = requests;
        let (one, ten) = (one?, ten?);
        let mut best = [Duration::MAX; 3];
        for _ in 0..ROUNDS {
            let [floor_time, one_time, ten_time] = &mut best;
            *floor_time = (*floor_time).min(timed(|| floor.search(text))?);
            *one_time = (*one_time).min(timed(|| Ok(ours.search(&one).map(drop)?))?);
            *ten_time = (*ten_time).min(timed(|| Ok(ours.search(&ten).map(drop)?))?);
        }
        slowest.push((best[2], text));
        for ((_, times), time) in columns.iter_mut().zip(best) {
            times.push(time);
        }
    }
    print(&mut columns);
    slowest.sort_unstable();
    for (time, text) in slowest.iter().rev().take(SLOWEST_SHOWN) {
        println!("{:>9.3} ms  {}", time.as_secs_f64() * 1000.0, text.chars().take(60).collect::<String>());
    }
    Ok(())
}

fn timed(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed())
}

fn read_queries(file: &Path) -> anyhow::Result<Vec<String>> {
    let lines = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut texts = Vec::new();
    for line in lines.lines() {
        let query: serde_json::Value = serde_json::from_str(line)?;
        texts.push(query["text"].as_str().unwrap_or_default().to_owned());
    }
    Ok(texts)
}

fn print(columns: &mut [(&str, Vec<Duration>)]) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    println!("{:<14} {:>9} {:>9} {:>9}  {:>6} {:>6}", "", "mean ms", "p50 ms", "p99 ms", "÷ p50", "÷ p99");
    let mut floor = None;
    for (name, times) in columns {
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).copied().map_or(0.0, milliseconds);
        let mean = times.iter().copied().map(milliseconds).sum::<f64>() / times.len().max(1) as f64;
        let (p50, p99) = (at(50), at(99));
        let (floor_p50, floor_p99) = *floor.get_or_insert((p50, p99));
        println!("{name:<14} {mean:>9.3} {p50:>9.3} {p99:>9.3}  {:>6.2} {:>6.2}", p50 / floor_p50, p99 / floor_p99);
    }
}

/// The least that searches Chinese text.
struct Floor {
    jieba: Jieba,
    searcher: Searcher,
    text: Field,
}

impl Floor {
    fn build(archive: &Path) -> anyhow::Result<Self> {
        let mut schema = Schema::builder();
        let indexed = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexed));
        let stored = schema.add_text_field("stored", STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BYTES)?;
        let jieba = Jieba::new();
        Archive::open(archive)?.documents(Some(Access::Public), |found| {
            let document = &found.document;
            let whole = format!("{}\n{}", document.title, document.body);
            let mut made = TantivyDocument::default();
            let tokens = jieba.tokenize(&whole, jieba_rs::TokenizeMode::Search, true);
            let tokens = tokens.into_iter().enumerate().map(|(position, token)| Token {
                position,
                text: token.word.to_owned(),
                ..Token::default()
            });
            made.add_pre_tokenized_text(text, PreTokenizedString { tokens: tokens.collect(), text: String::new() });
            made.add_text(stored, &whole);
            writer.add_document(made).map(drop)?;
            anyhow::Ok(())
        })?;
        writer.commit()?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > 1 {
            writer.merge(&segments).wait()?;
        }
        Ok(Self { jieba, searcher: index.reader()?.searcher(), text })
    }

    fn search(&self, query: &str) -> anyhow::Result<()> {
        let words: BTreeSet<&str> = self
            .jieba
            .tokenize(query, jieba_rs::TokenizeMode::Search, true)
            .into_iter()
            .map(|token| token.word)
            .collect();
        let term = |word: &&str| {
            let term = Term::from_field_text(self.text, word);
            (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>)
        };
        let any = BooleanQuery::new(words.iter().map(term).collect());
        let (top, _) = self.searcher.search(&any, &(TopDocs::with_limit(10).order_by_score(), Count))?;
        for (_, address) in top {
            self.searcher.doc::<TantivyDocument>(address)?;
        }
        Ok(())
    }
}
