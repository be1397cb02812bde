//! The audit log under several programs at once that are killed in the middle of their work.
//!
//! Called with the path of a file, this program appends to it until somebody kills it, and prints each number once it was
//! told that the entry is kept. Called as a test, it starts itself so three times, kills them, and compares.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test that cannot go on says where")]

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use gongkai_accounts::{Accounts, Action, Actor, Event, Head};
use gongkai_document::Timestamp;

/// How the program is asked to append.
const APPEND: &str = "--append-until-killed";
const PROGRAMS: usize = 3;
/// So many entries of one program are waited for before it is killed.
const ENTRIES_BEFORE: usize = 10;
const ROUNDS: usize = 3;

fn main() {
    let mut arguments = env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == APPEND) {
        append_until_killed(&PathBuf::from(arguments.next().unwrap()));
    }
    programs_that_are_killed_leave_a_chain_with_everything_they_were_told_is_kept();
    println!("test programs_that_are_killed_leave_a_chain_with_everything_they_were_told_is_kept ... ok");
}

fn append_until_killed(path: &Path) -> ! {
    let accounts = Accounts::open(path).unwrap();
    let event = Event {
        actor: Actor::CommandLine,
        action: Action::Search,
        subject: None,
        query: Some(std::process::id().to_string()),
        outcome: "done".to_owned(),
    };
    let mut out = std::io::stdout();
    loop {
        let head = accounts.record(&event, Timestamp::UNIX_EPOCH).unwrap();
        writeln!(out, "{head}").unwrap();
    }
}

fn start(path: &Path) -> Child {
    Command::new(env::current_exe().unwrap()).arg(APPEND).arg(path).stdout(Stdio::piped()).spawn().unwrap()
}

fn programs_that_are_killed_leave_a_chain_with_everything_they_were_told_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.sqlite");
    let mut told: BTreeSet<u64> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let mut programs: Vec<Child> = (0..PROGRAMS).map(|_| start(&path)).collect();
        let mut heads: Vec<Head> = Vec::new();
        for program in &mut programs {
            let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
            heads.extend(lines.by_ref().take(ENTRIES_BEFORE).map(|line| line.unwrap().parse::<Head>().unwrap()));
            program.kill().unwrap();
            program.wait().unwrap();
            // What it was still told; its last line may be cut off.
            heads.extend(lines.map_while(|line| line.unwrap().parse::<Head>().ok()));
        }
        let accounts = Accounts::open(&path).unwrap();
        for head in &heads {
            assert!(told.insert(head.number), "entry {} was given twice", head.number);
        }
        // The latest of all that were told; a walk for each would take minutes.
        let latest = heads.iter().max_by_key(|head| head.number).unwrap();
        assert_eq!(accounts.verify_against(latest).unwrap().fault, None, "{latest}");
        let head = accounts.head().unwrap();
        // Besides those that were told there are at most the ones that each program was killed after.
        let untold = head.number - told.len() as u64;
        assert!(untold <= (ROUNDS * PROGRAMS) as u64, "{untold} entries that nobody was told of");
        assert!(told.len() >= ENTRIES_BEFORE * PROGRAMS);
    }
}
