//! The text of files that hang on posts: pdf, docx, xlsx, xls, doc, ofd, txt, csv and html.
//!
//! What a file is, its first bytes say; its name decides only where they do not. A [`Worker`] reads each file in a process
//! of its own within [`Limits`], for parsers of foreign files crash and hang; [`serve_worker`] is that process's whole
//! work. What gives no text has a reason (`Unread` of the documents' nouns), to be shown and counted. Where `pdftotext`
//! or `catdoc` is installed, the worker asks them for what it cannot read itself.
//!
//! **Invariant:** no file can crash, stall or fill the calling process: it holds the file, at most twice
//! [`text_bytes_max`](Limits::text_bytes_max) of answer, and waits no longer than [`wall`](Limits::wall).
//!
//! ```no_run
//! use gongkai_attachments::{Limits, Worker, serve_worker};
//!
//! if std::env::args().nth(1).as_deref() == Some("read-attachment") {
//!     return Ok(serve_worker(std::io::stdin(), std::io::stdout())?);
//! }
//! let worker = Worker::new(std::env::current_exe()?, ["read-attachment"], Limits::default());
//! match worker.read("附件1.docx", &std::fs::read("10777181.docx")?) {
//!     Ok(text) => println!("{}", text.text),
//!     Err(error) => eprintln!("{error}: {:?}", error.unread()),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod doc;
mod docx;
mod error;
mod format;
mod html;
mod layout;
mod limits;
mod ofd;
mod package;
mod pdf;
mod plain;
mod read;
mod serve;
mod sheets;
mod text;
mod tools;
mod worker;
mod xml;

pub use error::AttachmentError;
pub use format::{Format, is_readable};
pub use limits::Limits;
pub use read::read_file;
pub use serve::serve_worker;
pub use text::Text;
pub use worker::Worker;
