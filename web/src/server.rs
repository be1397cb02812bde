//! The socket: accepting connections, bounding them, and ending without breaking an answer.
//!
//! `axum::serve` has no time limit for a request's head: clients that send half a head keep their connections for ever.
//! Here each connection has one, a lifetime besides, and a place among a bounded number.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use gongkai_query::Discovery;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time;
use tower::ServiceExt;

use crate::client::Peer;
use crate::headers::SecurityHeaders;
use crate::limits::HEAD_BYTES_MAX;
use crate::long_heads::{Explaining, LongHeads};
use crate::{Limits, Service, Staff, WebError, router};

/// How long accepting pauses after the system refused a connection: long enough for a file descriptor to become free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `shutdown` is done; then takes no more connections, answers what has been asked, and returns within
/// [`Limits::drain_timeout`].
pub async fn serve<E: Discovery>(
    listener: TcpListener,
    service: Service<E>,
    staff: Option<Staff>,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> Result<(), WebError> {
    let address = listener.local_addr().map_err(WebError::Listener)?;
    tracing::info!(%address, "serving");
    let security = SecurityHeaders::new(&service.policy().frame_ancestors);
    let long_heads = LongHeads::prepare(service.identity(), &security).await.map_err(WebError::Listener)?;
    let app = router(service, staff);
    let places = Arc::new(Semaphore::new(limits.connections_max));
    let (ending, ended) = watch::channel(false);
    let mut shutdown = pin!(shutdown);
    loop {
        // A place first: what has none waits in the system's backlog and costs nothing here.
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            let (stream, peer) = listener.accept().await?;
            Ok::<_, io::Error>((place, stream, Peer(peer)))
        };
        let (place, stream, peer) = tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => match accepted {
                Ok(connection) => connection,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        let stream = Explaining::new(stream, Arc::clone(&long_heads));
        let connection = serve_connection(stream, peer, app.clone(), limits, ended.clone());
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    ending.send_replace(true);
    let all = u32::try_from(limits.connections_max).unwrap_or(u32::MAX);
    if time::timeout(limits.drain_timeout, places.acquire_many(all)).await.is_ok() {
        tracing::info!("stopped; every request was answered");
    } else {
        tracing::warn!("stopped; some requests took too long and were cut off");
    }
    Ok(())
}

/// Serves one connection until the client leaves, its lifetime is over, or the service ends.
async fn serve_connection(
    stream: Explaining<TcpStream>,
    peer: Peer,
    app: Router,
    limits: Limits,
    mut ended: watch::Receiver<bool>,
) {
    let app = app.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_read_timeout)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    let mut connection = pin!(connection);
    let mut outcome = tokio::select! {
        outcome = connection.as_mut() => Some(outcome),
        () = time::sleep(limits.connection_lifetime) => None,
        _ = ended.wait_for(|ended| *ended) => None,
    };
    if outcome.is_none() {
        connection.as_mut().graceful_shutdown();
        outcome = time::timeout(limits.drain_timeout, connection).await.ok();
    }
    match outcome {
        Some(Ok(())) => {}
        Some(Err(error)) => tracing::debug!(%error, "a connection ended early"),
        None => tracing::debug!("a connection was cut off at the end of its time"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{self, SocketAddr};

    use tokio::sync::{mpsc, oneshot};
    use tokio::task::JoinHandle;

    use super::*;
    use crate::fixtures::{FakeEngine, archive, one_hit, service};

    const LONG: Duration = Duration::from_secs(3600);

    /// A server on a free port of the loopback.
    struct Running {
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        served: JoinHandle<Result<(), WebError>>,
        _folder: tempfile::TempDir,
    }

    async fn start(engine: FakeEngine, limits: Limits) -> Running {
        let folder = archive();
        let service = service(engine, folder.path(), &limits);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(serve(listener, service, None, limits, async move {
            let _ = stopped.await;
        }));
        Running { address, stop, served, _folder: folder }
    }

    /// Sends `request` and reads until the server closes.
    fn exchange(address: SocketAddr, request: impl Into<Vec<u8>>) -> JoinHandle<String> {
        let request = request.into();
        tokio::task::spawn_blocking(move || {
            let mut stream = net::TcpStream::connect(address).unwrap();
            stream.write_all(&request).unwrap();
            let mut answer = Vec::new();
            // A connection that the server resets is closed as well.
            let _ = stream.read_to_end(&mut answer);
            String::from_utf8_lossy(&answer).into_owned()
        })
    }

    fn answering() -> FakeEngine {
        FakeEngine::new(|request| Ok(one_hit(request)))
    }

    #[tokio::test]
    async fn half_a_head_is_not_waited_for() {
        let limits =
            Limits { header_read_timeout: Duration::from_millis(50), connection_lifetime: LONG, ..Limits::default() };
        let server = start(answering(), limits).await;
        let slow: Vec<_> =
            (0..20).map(|_| exchange(server.address, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ")).collect();
        for connection in slow {
            // Without a time limit this would wait for ever.
            assert!(!connection.await.unwrap().contains(" 200 "));
        }
        let kept = exchange(server.address, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        assert!(kept.starts_with("HTTP/1.1 200 OK"), "an idle connection is closed after its answer: {kept}");
    }

    #[tokio::test]
    async fn a_head_too_long_to_be_read_is_refused_with_a_reason() {
        let server = start(answering(), Limits::default()).await;
        let query = "%E6%94%BF".repeat(10_000);
        let long = format!("GET / HTTP/1.1\r\nHost: a\r\nX-Long: {}\r\n\r\n", "a".repeat(400_000));
        let answer = exchange(server.address, long).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
        let problem = "\"detail\":\"the address";
        for (path, reason) in [
            ("/api/v1/search", problem),
            ("/search.csv", problem),
            ("/search.json", problem),
            ("/search.atom", problem),
            ("/search", "请缩短检索内容"),
        ] {
            let request = format!("GET {path}?q={query} HTTP/1.1\r\nHost: a\r\n\r\n");
            let answer = exchange(server.address, request).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
            assert!(answer.contains(reason) && answer.contains("default-src 'none'"), "{answer}");
        }
    }

    #[tokio::test]
    async fn a_connection_beyond_the_most_waits_until_one_is_free() {
        let limits = Limits {
            connections_max: 1,
            header_read_timeout: LONG,
            connection_lifetime: Duration::from_millis(50),
            drain_timeout: Duration::from_millis(50),
            ..Limits::default()
        };
        let server = start(answering(), limits).await;
        let _idle = TcpStream::connect(server.address).await.unwrap();
        let answer =
            exchange(server.address, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }

    #[tokio::test]
    async fn a_shutdown_lets_the_request_under_way_finish() {
        let (started, mut running) = mpsc::unbounded_channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let released = std::sync::Mutex::new(released);
        let engine = FakeEngine::new(move |request| {
            started.send(()).unwrap();
            released.lock().unwrap().recv().unwrap();
            Ok(one_hit(request))
        });
        let limits = Limits { answer_budget: LONG, drain_timeout: LONG, ..Limits::default() };
        let server = start(engine, limits).await;
        let request = exchange(server.address, "GET /api/v1/search?q=a HTTP/1.1\r\nHost: a\r\n\r\n");
        running.recv().await.unwrap();
        server.stop.send(()).unwrap();
        while TcpStream::connect(server.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        assert!(request.await.unwrap().starts_with("HTTP/1.1 200 OK"));
        server.served.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_shutdown_does_not_wait_for_a_silent_client() {
        let limits =
            Limits { header_read_timeout: LONG, drain_timeout: Duration::from_millis(50), ..Limits::default() };
        let server = start(answering(), limits).await;
        let silent = TcpStream::connect(server.address).await.unwrap();
        silent.writable().await.unwrap();
        silent.try_write(b"GET / HT").unwrap();
        server.stop.send(()).unwrap();
        server.served.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn what_is_no_http_is_refused() {
        let server = start(answering(), Limits::default()).await;
        for bytes in
            [&b"GET /search?q=\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n"[..], b"\x16\x03\x01\x02\x00", b"GET /\r\n\r\n"]
        {
            let answer = exchange(server.address, bytes).await.unwrap();
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
        }
        let raw = "GET /api/v1/search?q=低保 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        assert!(exchange(server.address, raw).await.unwrap().contains(r#""query":"低保""#));
    }
}
