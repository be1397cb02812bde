//! A server that answers byte for byte what a test scripts, and remembers what it was asked.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// One answer: these bytes, and what comes after them.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    bytes: Vec<u8>,
    after: After,
}

#[derive(Debug, Clone)]
enum After {
    /// The connection takes the next request.
    NextRequest,
    /// The connection closes.
    Close,
    /// Nothing more comes, and the connection stays.
    Silence,
    /// The same bytes come again and again, at this interval or as fast as they are taken.
    Endless(Vec<u8>, Option<Duration>),
}

impl Reply {
    /// A correct answer.
    pub(super) fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let length = body.as_ref().len().to_string();
        let mut headers = headers.to_vec();
        headers.push(("Content-Length", &length));
        Self { after: After::NextRequest, ..Self::raw(status, &headers, body) }
    }

    /// A page of HTML, without a word about its character set.
    pub(super) fn html(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, &[("Content-Type", "text/html")], body)
    }

    pub(super) fn json(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, &[("Content-Type", "application/json")], body)
    }

    pub(super) fn status(status: u16) -> Self {
        Self::new(status, &[], "")
    }

    pub(super) fn redirect(location: &str) -> Self {
        Self::new(302, &[("Location", location)], "")
    }

    /// These headers and this body, whatever the headers claim; then the connection closes.
    pub(super) fn raw(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let mut head = format!("HTTP/1.1 {status} X\r\n");
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        Self::bytes([head.as_bytes(), b"\r\n", body.as_ref()].concat())
    }

    /// These bytes and no others; then the connection closes.
    pub(super) fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), after: After::Close }
    }

    /// The connection takes the next request after all.
    pub(super) fn then_goes_on(self) -> Self {
        Self { after: After::NextRequest, ..self }
    }

    pub(super) fn then_silence(self) -> Self {
        Self { after: After::Silence, ..self }
    }

    /// One byte a while, for ever.
    pub(super) fn then_trickles(self, interval: Duration) -> Self {
        Self { after: After::Endless(b"x".to_vec(), Some(interval)), ..self }
    }

    /// The same bytes for ever, as fast as they are taken.
    pub(super) fn then_floods(self, bytes: &[u8]) -> Self {
        Self { after: After::Endless(bytes.repeat(64 * 1024 / bytes.len()), None), ..self }
    }
}

/// A request that the server got.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) target: String,
    pub(super) headers: BTreeMap<String, String>,
}

type Otherwise = Box<dyn Fn(&str) -> Reply + Send + Sync>;

struct State {
    scripted: Mutex<BTreeMap<String, VecDeque<Reply>>>,
    otherwise: Mutex<Otherwise>,
    asked: Mutex<Vec<Asked>>,
    connections: AtomicUsize,
}

/// The server, on a port of its own; it ends with the test's runtime.
pub(super) struct Portal {
    address: SocketAddr,
    state: Arc<State>,
}

impl Portal {
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            scripted: Mutex::default(),
            otherwise: Mutex::new(Box::new(|_| Reply::new(404, &[], "<html><title>404</title></html>"))),
            asked: Mutex::default(),
            connections: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { address, state }
    }

    pub(super) fn url(&self, target: &str) -> Url {
        Url::parse(&format!("http://{}{target}", self.address)).unwrap()
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Answers a path and query so from now on.
    pub(super) fn answer(&self, target: &str, reply: Reply) {
        self.answers(target, [reply]);
    }

    /// Answers so in turn; the last answer stays.
    pub(super) fn answers(&self, target: &str, replies: impl IntoIterator<Item = Reply>) {
        self.state.scripted.lock().unwrap().insert(target.to_owned(), replies.into_iter().collect());
    }

    /// Takes back what was scripted for a path and query.
    pub(super) fn forget(&self, target: &str) {
        self.state.scripted.lock().unwrap().remove(target);
    }

    /// Answers so whatever is not scripted; without this it is a 404.
    pub(super) fn answer_otherwise(&self, reply: impl Fn(&str) -> Reply + Send + Sync + 'static) {
        *self.state.otherwise.lock().unwrap() = Box::new(reply);
    }

    /// Every request since [`Portal::forget_requests`].
    pub(super) fn asked(&self) -> Vec<Asked> {
        self.state.asked.lock().unwrap().clone()
    }

    /// How often this was asked for.
    pub(super) fn count(&self, target: &str) -> usize {
        self.count_where(|asked| asked == target)
    }

    pub(super) fn count_where(&self, is_meant: impl Fn(&str) -> bool) -> usize {
        self.asked().iter().filter(|asked| is_meant(&asked.target)).count()
    }

    pub(super) fn forget_requests(&self) {
        self.state.asked.lock().unwrap().clear();
    }

    /// Every connection that was ever made, whether anything was asked on it or not.
    pub(super) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }
}

impl State {
    fn reply(&self, target: &str) -> Reply {
        match self.scripted.lock().unwrap().get_mut(target) {
            Some(replies) if replies.len() > 1 => replies.pop_front().unwrap(),
            Some(replies) => replies.front().unwrap().clone(),
            None => (self.otherwise.lock().unwrap())(target),
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
        let reply = state.reply(&target);
        state.asked.lock().unwrap().push(Asked { target, headers });
        if write.write_all(&reply.bytes).await.is_err() {
            return;
        }
        match reply.after {
            After::NextRequest => {}
            After::Close => return,
            After::Silence => return std::future::pending().await,
            After::Endless(bytes, interval) => {
                while write.write_all(&bytes).await.is_ok() {
                    if let Some(interval) = interval {
                        tokio::time::sleep(interval).await;
                    }
                }
                return;
            }
        }
    }
}
