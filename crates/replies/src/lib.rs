//! What a reply to a freedom-of-information request decides, and on what law: read from its formula phrases.
//!
//! [`read_reply`] takes a reply's text. It folds the text, takes it apart into sentences and says of each whether it tells
//! what was asked, answers, or says where to complain; finds every provision of a law that is cited
//! ([`Citation`]), with the [`Role`] that its surroundings give it; and looks for the phrases by which offices decide
//! (不予公开, 该政府信息不存在, 作区分处理), leaving out those that are negated, quoted from a law, or part of what was asked.
//! Where one letter answers several requests, each has an [`Outcome`] of its own.
//!
//! It is pure and explains itself: every outcome and every citation has its place in the text and a confidence in percent,
//! so that a person can look and correct it. A letter that follows no formula has no outcome rather than a guessed one.
//!
//! **Invariant:** a place is a range of bytes of the original text on character boundaries; whatever is typed, reading ends
//! in the time of the text's length and never fails.
//!
//! ```
//! use gongkai_document::Decision;
//! use gongkai_replies::read_reply;
//!
//! let text = "您认为依据第二十条应当公开。经研究，现答复如下：经检索，本机关未制作该信息，该政府信息不存在。\
//!     根据《政府信息公开条例》第36条第4项，特此告知。";
//! let reading = read_reply(text);
//! let outcome = reading.decision().ok_or("no decision")?;
//! assert_eq!(outcome.decision, Decision::UnavailableNotHeld);
//! let basis: Vec<String> = reading.basis().map(|citation| citation.provision.to_string()).collect();
//! assert_eq!(basis, ["《中华人民共和国政府信息公开条例》第三十六条第（四）项"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod articles;
mod cursor;
mod decide;
mod flat;
mod formulas;
mod laws;
mod mentions;
mod provision;
mod reading;
mod roles;
mod sentences;

pub use laws::{Law, REGULATION};
pub use provision::{Provision, provisions_in};
pub use reading::{Citation, Outcome, Reading, Role, read_reply};
