//! What happens to files and generations under a service that runs, and beside a second one.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;

use crate::program::{current, gongkai, import, indexed, largest_file, succeed};

/// A service on a free port, killed when it is dropped.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start(data: &Path) -> Self {
        let mut child = gongkai(data, &["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { child, address }
    }

    /// How many documents it finds, in which generation; anything but an answer fails.
    #[track_caller]
    fn found(&self) -> (u64, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "GET /api/v1/search?q=%E9%80%9A%E7%9F%A5 HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let (begin, end) = (body.find('{').unwrap(), body.rfind('}').unwrap());
        let body: serde_json::Value = serde_json::from_str(&body[begin..=end]).unwrap();
        (body["total"].as_u64().unwrap(), body["generation"].as_str().unwrap().to_owned())
    }

    /// Asks until it answers from the generation that is current, and never fails meanwhile.
    fn takes_over(&self, data: &Path) {
        let wanted = current(data);
        while self.found().1 != wanted {
            thread::yield_now();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_service_answers_on_whatever_is_done_to_the_generation_that_it_serves() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 20);
    let service = Service::start(&data);
    let (total, first) = service.found();
    fs::remove_dir_all(data.join("index").join(&first)).unwrap();
    assert_eq!(service.found(), (total, first.clone()));
    fs::remove_file(data.join("index/CURRENT")).unwrap();
    assert_eq!(service.found(), (total, first));
    succeed(&data, &["index"]);
    service.takes_over(&data);
    assert_eq!(service.found().0, total);
    succeed(&data, &["check"]);
}

#[test]
fn a_service_that_begins_beside_a_damaged_or_missing_generation_answers_from_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 20);
    let first = current(&data);
    succeed(&data, &["index", "--full"]);
    let second = current(&data);
    let largest = largest_file(&data);
    let mut bytes = fs::read(&largest).unwrap();
    bytes[100] ^= 1;
    fs::write(&largest, bytes).unwrap();
    assert_eq!(Service::start(&data).found().1, first);
    fs::remove_dir_all(data.join("index").join(&second)).unwrap();
    assert_eq!(Service::start(&data).found().1, first);
    fs::remove_file(data.join("index/CURRENT")).unwrap();
    let service = Service::start(&data);
    assert_eq!(service.found().1, first);
    succeed(&data, &["index"]);
    service.takes_over(&data);
    succeed(&data, &["check"]);
}

#[test]
fn the_public_is_answered_beside_a_damaged_index_for_staff() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 20);
    let file = folder.path().join("staff.jsonl");
    fs::write(&file, "{\"id\":\"s\",\"title\":\"答复\",\"body\":\"不予公开。\",\"access\":\"staff\"}\n").unwrap();
    succeed(&data, &["import", file.to_str().unwrap()]);
    succeed(&data, &["index"]);
    let name = fs::read_to_string(data.join("staff/CURRENT")).unwrap();
    fs::write(data.join("staff").join(name).join("tantivy/meta.json"), "{}").unwrap();
    assert_eq!(Service::start(&data).found().0, 20);
    succeed(&data, &["index"]);
    succeed(&data, &["precedents", "不予公开"]);
}

#[test]
fn two_services_on_one_directory_answer_alike_through_crawls_and_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 20);
    let services = [Service::start(&data), Service::start(&data)];
    assert_eq!(services[0].found(), services[1].found());
    import(&data, 20, 30);
    succeed(&data, &["index"]);
    for service in &services {
        service.takes_over(&data);
    }
    assert_eq!(services[0].found(), services[1].found());
    succeed(&data, &["rollback"]);
    for service in &services {
        service.takes_over(&data);
    }
    assert_eq!(services[0].found(), services[1].found());
}

#[test]
fn a_second_index_is_told_who_builds_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = indexed(folder.path(), 20);
    let root = gongkai_index::IndexRoot::open(data.join("index"), gongkai_analysis::Analyzer::embedded()).unwrap();
    let builder = root.build(gongkai_document::Timestamp::UNIX_EPOCH).unwrap();
    let output = crate::program::run(&data, &["index", "--full"]);
    let told = crate::program::told(&output, 1);
    assert!(told.lines().count() == 1, "{told}");
    assert!(told.starts_with(&format!("gongkai: another gongkai (process {}, since 2", std::process::id())), "{told}");
    drop(builder);
    succeed(&data, &["index", "--full"]);
    succeed(&data, &["check"]);
}
