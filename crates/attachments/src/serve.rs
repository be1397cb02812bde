//! The worker's side: limits first, then the file, then one answer.

use std::io::{self, BufRead, BufReader, Read, Write};

use gongkai_document::Unread;
use serde::{Deserialize, Serialize};

use crate::error::Failure;
use crate::read::read_within;
use crate::{Limits, Text};

/// What a worker is asked, in one line of JSON before the bytes of the file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) name: String,
    pub(crate) file_bytes: usize,
    pub(crate) limits: Limits,
}

/// What a worker answers, in one line of JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    Text(Text),
    Unread { reason: Unread, detail: String },
}

/// A question is a name and some numbers.
const QUESTION_BYTES_MAX: u64 = 64 << 10;

/// Reads one file from `stdin` and answers on `stdout`: what the program that a [`Worker`](crate::Worker) starts must do, and
/// all that it should do. Before it sees a byte of the file it takes the limits upon this whole process, for good.
///
/// ```no_run
/// if std::env::args().nth(1).as_deref() == Some("read-attachment") {
///     gongkai_attachments::serve_worker(std::io::stdin(), std::io::stdout())?;
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn serve_worker(stdin: impl Read, mut stdout: impl Write) -> io::Result<()> {
    let mut stdin = BufReader::new(stdin);
    let mut line = Vec::new();
    stdin.by_ref().take(QUESTION_BYTES_MAX).read_until(b'\n', &mut line)?;
    let question: Question = serde_json::from_slice(&line)?;
    question.limits.impose(None)?;
    let mut bytes = Vec::new();
    let answer = match stdin.take(question.file_bytes as u64).read_to_end(&mut bytes) {
        Ok(length) if length < question.file_bytes => return Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(_) => answer(&question, &bytes),
        Err(error) => Failure::of_io(&error).into(),
    };
    serde_json::to_writer(&mut stdout, &answer)?;
    stdout.write_all(b"\n")?;
    stdout.flush()
}

fn answer(question: &Question, bytes: &[u8]) -> Answer {
    match read_within(&question.name, bytes, question.limits.text_bytes_max) {
        Ok(text) => Answer::Text(text),
        Err(failure) => failure.into(),
    }
}

impl From<Failure> for Answer {
    fn from(Failure { reason, detail }: Failure) -> Self {
        Self::Unread { reason, detail }
    }
}
