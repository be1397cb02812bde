//! The parent's side: a process for each file, with limits, killed when it takes too long.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use gongkai_document::Unread;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process_group};

use crate::error::Failure;
use crate::serve::{Answer, Question};
use crate::{AttachmentError, Limits, Text};

/// Reads files, each in a process of its own that may crash, hang, or be killed without harm to this one.
///
/// A process, because a thread cannot be stopped and shares its memory; one for each file, because starting one takes
/// two milliseconds and nothing of a hostile file is left for the next.
#[derive(Debug, Clone)]
pub struct Worker {
    program: PathBuf,
    args: Vec<OsString>,
    limits: Limits,
}

/// What an answer holds besides the text; and text grows when it is quoted, at most to twice its length.
const ANSWER_FRAME_BYTES: usize = 64 << 10;

/// How long a process that has closed its output may take to end.
const FAREWELL: Duration = Duration::from_millis(500);

impl Worker {
    /// Reading by `program`, called with `args`, which must do what [`serve_worker`](crate::serve_worker) does: this very
    /// program called again with a hidden argument, or another one.
    pub fn new(
        program: impl Into<PathBuf>,
        args: impl IntoIterator<Item = impl Into<OsString>>,
        limits: Limits,
    ) -> Self {
        Self { program: program.into(), args: args.into_iter().map(Into::into).collect(), limits }
    }

    /// The limits of each file.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Reads one file. Blocks, for at most the wall limit and half a second; an async program calls it where blocking is allowed.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Result<Text, AttachmentError> {
        let bytes_max = self.limits.file_bytes_max;
        if bytes.len() > bytes_max {
            let detail = format!("{} bytes, at most {bytes_max} are read", bytes.len());
            return Err(Failure::new(Unread::TooLarge, detail).of(name));
        }
        let question = Question { name: name.to_owned(), file_bytes: bytes.len(), limits: self.limits.clone() };
        let no_worker = |source| AttachmentError::NoWorker { program: self.program.clone(), source };
        let question = serde_json::to_string(&question).map_err(|error| no_worker(error.into()))? + "\n";
        let child = self.spawn().map_err(no_worker)?;
        match self.converse(child, question.as_bytes(), bytes).map_err(no_worker)? {
            Ok(Answer::Text(text)) => Ok(text),
            Ok(Answer::Unread { reason, detail }) => Err(Failure { reason, detail }.of(name)),
            Err(failure) => Err(failure.of(name)),
        }
    }

    fn spawn(&self) -> io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(&self.args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Nothing that the parent knows from its environment, such as a token, is within reach of a hostile file.
        command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.process_group(0).spawn()
    }

    /// Sends the file, waits for the answer, and ends the process and whatever it started.
    fn converse(&self, mut child: Child, question: &[u8], bytes: &[u8]) -> io::Result<Result<Answer, Failure>> {
        let wall = self.limits.wall;
        let group = Pid::from_child(&child);
        // The worker does this itself before it reads; here it holds for a program that does not.
        let limited = self.limits.impose(Some(group));
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let answer_bytes_max = self.limits.text_bytes_max.saturating_mul(2).saturating_add(ANSWER_FRAME_BYTES);
        let (sender, receiver) = mpsc::channel();
        let send = || stdin.map(|mut stdin| stdin.write_all(question).and_then(|()| stdin.write_all(bytes)));
        let receive = || stdout.map(|stdout| sender.send(hear(stdout, answer_bytes_max)));
        let heard = thread::scope(|scope| {
            let sends = thread::Builder::new().spawn_scoped(scope, send);
            let receives = sends.and_then(|_| thread::Builder::new().spawn_scoped(scope, receive));
            let heard = receives.map(|_| receiver.recv_timeout(wall));
            // A whole answer ends its line; without one it matters how the process ended.
            let is_cut = matches!(&heard, Ok(Ok(heard)) if !heard.ends_with(b"\n"));
            let status = if is_cut { ended(&mut child) } else { None };
            // Ends both threads: their pipes close with the last process of the group.
            let _ = kill_process_group(group, Signal::KILL);
            heard.map(|heard| (heard, status))
        });
        let _ = child.wait();
        let (heard, status) = heard?;
        Ok(match heard {
            Err(_) => Err(Failure::too_costly(format!("no answer within {wall:?}"))),
            Ok(heard) if heard.len() > answer_bytes_max => {
                Err(Failure::too_costly(format!("an answer of more than {answer_bytes_max} bytes")))
            }
            Ok(heard) => serde_json::from_slice(&heard).map_err(|_| match limited {
                Err(error) if error != Errno::SRCH => {
                    Failure::too_costly(format!("its process could not be limited: {error}"))
                }
                _ => failure_of(status),
            }),
        })
    }
}

/// Reads an answer to its end, or to one byte more than it may have.
fn hear(stdout: impl Read, bytes_max: usize) -> Vec<u8> {
    let mut heard = Vec::new();
    // A pipe that breaks ends the answer: what was heard is then no JSON.
    let _ = stdout.take(bytes_max as u64 + 1).read_to_end(&mut heard);
    heard
}

/// How a process that has closed its output ended; `None` when it goes on.
fn ended(child: &mut Child) -> Option<ExitStatus> {
    let deadline = Instant::now() + FAREWELL;
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// What a process that gave no answer died of: a limit (the system's signals for processor time and memory, and the abort of
/// a failed allocation), or the file.
fn failure_of(status: Option<ExitStatus>) -> Failure {
    let signal = status.and_then(|status| status.signal()).and_then(Signal::from_named_raw);
    match signal {
        Some(signal @ (Signal::XCPU | Signal::KILL | Signal::ABORT | Signal::XFSZ)) => {
            Failure::too_costly(format!("its process was ended by {signal:?}"))
        }
        Some(signal) => Failure::damaged(format!("its process was ended by {signal:?}")),
        None => Failure::damaged("its process gave no answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_an_end_is_heard_up_to_its_limit() {
        assert_eq!(hear(io::repeat(b'a'), 1000).len(), 1001);
    }
}
