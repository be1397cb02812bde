//! A portal that answers whatever a test scripts, byte by byte, and remembers who asked for what.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use url::Url;

/// One scripted answer: these bytes, and then perhaps more of them.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    bytes: Vec<u8>,
    after: After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// The connection takes the next request.
    KeepAlive,
    /// The connection closes.
    Close,
    /// Nothing more comes, and the connection stays.
    Hang,
    /// The same byte comes for ever, at this interval.
    Drip(Duration),
    /// Zeros come for ever, as fast as they are taken.
    Flood,
}

impl Reply {
    /// A correct answer.
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let length = body.as_ref().len().to_string();
        let mut headers = headers.to_vec();
        headers.push(("Content-Length", &length));
        Self { after: After::KeepAlive, ..Self::raw(status, &headers, body) }
    }

    /// A correct answer with nothing special.
    pub(crate) fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, &[("Content-Type", "text/html; charset=UTF-8")], body)
    }

    /// An answer with a status and nothing else.
    pub(crate) fn status(status: u16) -> Self {
        Self::new(status, &[], "")
    }

    pub(crate) fn redirect(location: &str) -> Self {
        Self::new(302, &[("Location", location)], "")
    }

    /// Exactly these headers and bytes, whatever they claim; then the connection closes.
    pub(crate) fn raw(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let mut bytes = format!("HTTP/1.1 {status} X\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend(format!("{name}: {value}\r\n").into_bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(body.as_ref());
        Self { bytes, after: After::Close }
    }

    /// No answer at all.
    pub(crate) fn silence() -> Self {
        Self { bytes: Vec::new(), after: After::Hang }
    }

    /// A connection closed without a word.
    pub(crate) fn hang_up() -> Self {
        Self { bytes: Vec::new(), after: After::Close }
    }

    pub(crate) fn then_drips(self, interval: Duration) -> Self {
        Self { after: After::Drip(interval), ..self }
    }

    pub(crate) fn then_floods(self) -> Self {
        Self { after: After::Flood, ..self }
    }
}

/// A request that the portal got.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) target: String,
    pub(crate) headers: BTreeMap<String, String>,
}

#[derive(Default)]
struct State {
    routes: Mutex<BTreeMap<String, VecDeque<Reply>>>,
    seen: Mutex<Vec<Seen>>,
    asked: Notify,
    connections: AtomicUsize,
    now: AtomicUsize,
    peak: AtomicUsize,
}

/// The portal, on a port of its own; it ends with the test's runtime.
pub(crate) struct Portal {
    address: SocketAddr,
    state: Arc<State>,
}

impl Portal {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { address, state }
    }

    pub(crate) fn url(&self, target: &str) -> Url {
        Url::parse(&format!("http://{}{target}", self.address)).unwrap()
    }

    /// Answers a path and query so from now on; anything never scripted is a 404.
    pub(crate) fn answer(&self, target: &str, reply: Reply) {
        self.answers(target, [reply]);
    }

    /// Answers so in turn; the last answer stays.
    pub(crate) fn answers(&self, target: &str, replies: impl IntoIterator<Item = Reply>) {
        self.state.routes.lock().unwrap().insert(target.to_owned(), replies.into_iter().collect());
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().unwrap().clone()
    }

    /// What was asked for, without robots.txt.
    pub(crate) fn targets(&self) -> Vec<String> {
        let targets = self.seen().into_iter().map(|seen| seen.target);
        targets.filter(|target| target != "/robots.txt").collect()
    }

    /// How often this was asked for.
    pub(crate) fn count(&self, target: &str) -> usize {
        self.seen().iter().filter(|seen| seen.target == target).count()
    }

    /// Ends when it was asked for this many things.
    pub(crate) async fn was_asked(&self, requests: usize) {
        while self.seen().len() < requests {
            self.state.asked.notified().await;
        }
    }

    pub(crate) fn forget_requests(&self) {
        self.state.seen.lock().unwrap().clear();
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// The most requests that were being answered at one moment.
    pub(crate) fn peak(&self) -> usize {
        self.state.peak.load(Ordering::SeqCst)
    }
}

impl State {
    fn reply(&self, target: &str) -> Reply {
        let mut routes = self.routes.lock().unwrap();
        match routes.get_mut(target) {
            Some(replies) if replies.len() > 1 => replies.pop_front().unwrap(),
            Some(replies) => replies.front().unwrap().clone(),
            None => Reply::new(404, &[], "<html><title>404</title></html>"),
        }
    }
}

async fn serve(stream: TcpStream, state: Arc<State>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    while let Ok(Some(request_line)) = lines.next_line().await {
        let mut headers = BTreeMap::new();
        while let Ok(Some(line)) = lines.next_line().await {
            let Some((name, value)) = line.split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let target = request_line.split(' ').nth(1).unwrap_or_default().to_owned();
        state.peak.fetch_max(state.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let reply = state.reply(&target);
        state.seen.lock().unwrap().push(Seen { target, headers });
        state.asked.notify_one();
        let stays = write.write_all(&reply.bytes).await.is_ok() && end(&mut write, reply.after).await;
        state.now.fetch_sub(1, Ordering::SeqCst);
        if !stays {
            return;
        }
    }
}

/// Ends an answer; says whether the connection takes another request.
async fn end(write: &mut (impl AsyncWriteExt + Unpin), after: After) -> bool {
    match after {
        After::KeepAlive => true,
        After::Close => false,
        After::Hang => {
            std::future::pending::<()>().await;
            false
        }
        After::Drip(interval) => {
            while write.write_all(b"x").await.is_ok() {
                tokio::time::sleep(interval).await;
            }
            false
        }
        After::Flood => {
            let zeros = vec![0; 64 * 1024];
            while write.write_all(&zeros).await.is_ok() {}
            false
        }
    }
}
