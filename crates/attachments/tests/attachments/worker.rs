//! A worker is a process: whatever becomes of it, the caller gets an answer in time and stays small.

use std::time::{Duration, Instant};

use gongkai_attachments::{AttachmentError, Limits, Worker};
use gongkai_document::Unread;

use crate::fixtures::office::docx;
use crate::outcome;

const LETTER: &str = "<w:p><w:r><w:t>花都区</w:t></w:r></w:p>";

fn limits(wall_ms: u64) -> Limits {
    Limits { wall: Duration::from_millis(wall_ms), text_bytes_max: 1 << 20, ..Limits::default() }
}

/// The worker of this crate.
pub(crate) fn worker(limits: Limits) -> Worker {
    Worker::new(env!("CARGO_BIN_EXE_gongkai-read-attachment"), [""; 0], limits)
}

/// What becomes of a file of a megabyte that is given to a shell's script in place of a worker.
fn given_to(script: &str, limits: Limits) -> String {
    let file = vec![b'a'; 1 << 20];
    outcome(&Worker::new("/bin/sh", ["-c", script], limits).read("附件.txt", &file))
}

#[test]
fn a_file_is_read_in_another_process_as_in_this_one() {
    let worker = worker(limits(60_000));
    let text = worker.read("通知.doc", &docx(LETTER)).unwrap();
    assert_eq!(text, gongkai_attachments::read_file("通知.doc", &docx(LETTER)).unwrap());
    assert_eq!(outcome(&worker.read("图.png", b"\x89PNG")), "format");
    assert_eq!(outcome(&worker.read("空.docx", b"")), "damaged");
}

#[test]
fn a_longer_text_is_cut_and_a_larger_file_is_not_sent() {
    let limits = Limits { text_bytes_max: 100, file_bytes_max: 5000, ..limits(60_000) };
    let text = worker(limits.clone()).read("长.txt", "\"一\\".repeat(1000).as_bytes()).unwrap();
    assert!(text.truncated && text.text.len() <= 100);
    assert_eq!(outcome(&worker(limits).read("长.txt", &[b'a'; 5001])), "too_large");
}

#[test]
fn a_missing_program_is_no_fault_of_the_file() {
    let read = Worker::new("/nowhere/gongkai", ["read-attachment"], Limits::default()).read("a.txt", b"a");
    let error = read.unwrap_err();
    assert!(matches!(error, AttachmentError::NoWorker { .. }));
    assert_eq!(error.unread(), None);
    assert!(error.to_string().starts_with("/nowhere/gongkai cannot be started"), "{error}");
}

#[test]
fn a_process_that_hangs_is_killed_at_the_wall_limit() {
    let begun = Instant::now();
    for script in [
        "sleep 1000",
        "cat > /dev/null; sleep 1000",
        "exec sleep 1000 <&- ",
        "sleep 1000 & wait",
        "trap '' TERM; while :; do :; done",
    ] {
        assert_eq!(given_to(script, limits(150)), "too_costly", "{script}");
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn a_process_that_loops_is_ended_by_its_processor_time() {
    let limits = Limits { cpu_seconds_max: 1, ..limits(60_000) };
    assert_eq!(
        given_to("exec >&- ; while :; do :; done", limits),
        "damaged",
        "its output is closed: nothing will come"
    );
    let limits = Limits { cpu_seconds_max: 1, ..self::limits(60_000) };
    assert_eq!(given_to("while :; do :; done", limits), "too_costly");
}

#[test]
fn a_process_that_wants_more_memory_than_it_may_have_does_not_get_it() {
    let limits = Limits { memory_bytes_max: 64 << 20, ..limits(60_000) };
    // `tail` keeps the last line in memory, and this one has no end.
    assert_eq!(given_to("exec tail -n 1 /dev/zero", limits), "damaged");
}

#[test]
fn the_worker_itself_is_ended_where_its_memory_ends() {
    let limits = Limits { memory_bytes_max: 48 << 20, ..limits(60_000) };
    let body = LETTER.repeat(1_000_000);
    assert_eq!(outcome(&worker(limits).read("大.docx", &docx(&body))), "too_costly");
}

#[test]
fn a_process_that_answers_nonsense_too_much_or_nothing_is_no_answer() {
    assert_eq!(given_to("echo '{\"text\": 7}'", limits(60_000)), "damaged");
    assert_eq!(given_to("head -c 1000 /dev/urandom", limits(60_000)), "damaged");
    assert_eq!(given_to("yes", limits(60_000)), "too_costly");
    assert_eq!(given_to("exit 3", limits(60_000)), "damaged");
    assert_eq!(given_to("kill -SEGV $$", limits(60_000)), "damaged");
    assert_eq!(given_to("kill -ABRT $$", limits(60_000)), "too_costly");
    let text = r#"echo '{"text":{"text":"甲","truncated":false,"format":"text"}}'"#;
    assert_eq!(given_to(text, limits(60_000)), "甲");
}

#[test]
fn a_worker_sees_nothing_of_its_callers_environment() {
    let script = r#"n=$(env | cut -d= -f1 | grep -v -x -e PATH -e PWD -e SHLVL -e _ -e OLDPWD | wc -l)
        echo '{"text":{"text":"'$n' more","truncated":false,"format":"text"}}'"#;
    assert_eq!(given_to(script, limits(60_000)), "0 more");
}

#[test]
fn reasons_are_those_of_the_documents() {
    let read = worker(limits(60_000)).read("附件.rar", b"Rar!\x1A\x07\x00");
    assert_eq!(read.as_ref().unwrap_err().unread(), Some(Unread::Format));
    assert_eq!(read.unwrap_err().to_string(), r#""附件.rar" gave no text: a rar file (format)"#);
}
