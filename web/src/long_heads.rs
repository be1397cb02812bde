//! Requests whose head is too long to be read at all.
//!
//! The HTTP library refuses them by itself, with a status and no word of why. Ten thousand Chinese characters in a query
//! are such a request. Here its refusal is replaced on the way out by the one that every other wrong query gets.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::to_bytes;
use axum::response::{IntoResponse, Response};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::headers::SecurityHeaders;
use crate::identity::Identity;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::routes::{export, feed};
use crate::views;

/// How the library's own refusals begin: the address is too long, the headers are. No route answers with either.
const SILENT: [&[u8]; 2] = [b"HTTP/1.1 414", b"HTTP/1.1 431"];

/// How much of a refused request is still read, so that closing the connection does not take the answer with it.
const REST_BYTES_MAX: usize = 1024 * 1024;

/// The answers to a head that is too long, ready to be sent.
#[derive(Debug)]
pub(crate) struct LongHeads {
    problem: Vec<u8>,
    page: Vec<u8>,
}

impl LongHeads {
    /// Writes both answers down.
    pub(crate) async fn prepare(identity: &Identity, security: &SecurityHeaders) -> io::Result<Arc<Self>> {
        let problem = written(Problem(Refusal::Head).into_response(), security).await?;
        let page = written(views::refusal_page(identity, &Refusal::Head), security).await?;
        Ok(Arc::new(Self { problem, page }))
    }
}

/// A response as it goes over the wire, and the connection ends with it.
async fn written(mut response: Response, security: &SecurityHeaders) -> io::Result<Vec<u8>> {
    security.add_to(response.headers_mut());
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(io::Error::other)?;
    let reason = parts.status.canonical_reason().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", parts.status.as_u16()).into_bytes();
    for (name, value) in &parts.headers {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    bytes.extend(format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len()).into_bytes());
    bytes.extend(body);
    Ok(bytes)
}

/// A connection on which a head that is too long is refused with a reason.
#[derive(Debug)]
pub(crate) struct Explaining<S> {
    stream: S,
    answers: Arc<LongHeads>,
    /// Whether the latest request asked a program's address.
    asked_api: bool,
    state: State,
    rest_bytes: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Whatever is written goes through.
    Open,
    /// So much of a refusal has been sent.
    Refusing(usize),
    /// The refusal has been sent.
    Refused,
}

impl<S> Explaining<S> {
    pub(crate) fn new(stream: S, answers: Arc<LongHeads>) -> Self {
        Self { stream, answers, asked_api: false, state: State::Open, rest_bytes: 0 }
    }
}

impl<S: AsyncWrite + Unpin> Explaining<S> {
    fn poll_refusal(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let State::Refusing(sent) = self.state {
            let answer = if self.asked_api { &self.answers.problem } else { &self.answers.page };
            let Some(left) = answer.get(sent..).filter(|left| !left.is_empty()) else {
                self.state = State::Refused;
                break;
            };
            match ready!(Pin::new(&mut self.stream).poll_write(context, left))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.state = State::Refusing(sent + written),
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// Whether a request's first bytes ask an address whose refusals are problem documents, as its description says.
fn is_for_programs(head: &[u8]) -> bool {
    let target = head.strip_prefix(b"GET ").or_else(|| head.strip_prefix(b"HEAD ")).unwrap_or_default();
    let is_path = |path: &str| target.strip_prefix(path.as_bytes()).is_some_and(|rest| rest.starts_with(b"?"));
    target.starts_with(b"/api/") || [feed::PATH, export::CSV_PATH, export::JSON_PATH].into_iter().any(is_path)
}

impl<S: AsyncRead + Unpin> AsyncRead for Explaining<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let read = buffer.filled().get(before..).unwrap_or_default();
        if read.starts_with(b"GET /") || read.starts_with(b"HEAD /") {
            self.asked_api = is_for_programs(read);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Explaining<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.state == State::Open && SILENT.iter().any(|refusal| bytes.starts_with(refusal)) {
            self.state = State::Refusing(0);
        }
        if self.state == State::Open {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        }
        ready!(self.poll_refusal(context))?;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(context))?;
        ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        while self.state == State::Refused && self.rest_bytes < REST_BYTES_MAX {
            let mut scratch = [0; 8 * 1024];
            let mut buffer = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => self.rest_bytes += buffer.filled().len(),
                // The client is done, or gone.
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}
