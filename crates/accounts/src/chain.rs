//! How entries of the audit log hang together: each hash covers the hash before it and all of its own entry.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::audit::Texts;
use crate::secret::{from_hex, hex};

/// Begins the form that is hashed; another form gets another beginning.
const FORM: &[u8] = b"gongkai audit 1\n";

/// How far the log has come: its last entry's number and hash. Noted outside the machine, it shows later whether
/// everything up to that entry is still there and as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last entry's number; 0 for an empty log.
    pub number: u64,
    /// The last entry's hash; zeros for an empty log.
    pub hash: [u8; 32],
}

impl Head {
    /// The head of a log without entries.
    pub const EMPTY: Self = Self { number: 0, hash: [0; 32] };
}

/// The text is no head.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no head of an audit log; it is written NUMBER:HASH, with 64 hexadecimal digits")]
pub struct InvalidHead {
    /// The text.
    pub found: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.number, hex(&self.hash))
    }
}

impl FromStr for Head {
    type Err = InvalidHead;

    fn from_str(text: &str) -> Result<Self, InvalidHead> {
        let parts =
            text.trim().split_once(':').and_then(|(number, hash)| Some((number.parse().ok()?, from_hex(hash)?)));
        let (number, hash) = parts.ok_or_else(|| InvalidHead { found: text.to_owned() })?;
        Ok(Self { number, hash })
    }
}

/// The hash of the entry that follows the one with the hash `previous`.
pub(crate) fn entry_hash(previous: &[u8; 32], number: i64, at: i64, texts: &Texts) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(FORM);
    hash.update(previous);
    hash.update(number.to_be_bytes());
    hash.update(at.to_be_bytes());
    let Texts { actor, action, subject, query, outcome } = texts;
    for text in [Some(actor), Some(action), subject.as_ref(), query.as_ref(), Some(outcome)] {
        // With its length before it no text can lend characters to the next, and none differs from an empty one.
        match text {
            None => hash.update([0]),
            Some(text) => {
                hash.update([1]);
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
        }
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        Texts {
            actor: "li.na".to_owned(),
            action: "search".to_owned(),
            subject: None,
            query: Some("老人助餐".to_owned()),
            outcome: "12 hits".to_owned(),
        }
    }

    /// A log written by this version must verify with every later one. The value was computed apart from this program,
    /// from the form as it is described here.
    #[test]
    fn the_form_that_is_hashed_stays_as_it_is() {
        let hash = entry_hash(&[0; 32], 1, 1_700_000_000_000_000, &texts());
        assert_eq!(hex(&hash), "7ba9c514dedb59c7338e7895c7d649585663d93d3fbf2d33b0a38f8c468c8ba2");
    }

    #[test]
    fn every_part_of_an_entry_changes_its_hash() {
        let hash = |previous: u8, number, at, texts: &Texts| entry_hash(&[previous; 32], number, at, texts);
        let changed = |change: fn(&mut Texts)| {
            let mut texts = texts();
            change(&mut texts);
            hash(0, 1, 5, &texts)
        };
        let mut hashes = vec![
            hash(0, 1, 5, &texts()),
            hash(1, 1, 5, &texts()),
            hash(0, 2, 5, &texts()),
            hash(0, 1, 6, &texts()),
            changed(|texts| texts.actor = "li.n".to_owned()),
            // The same characters, parted elsewhere.
            changed(|texts| (texts.actor, texts.action) = ("li.nas".to_owned(), "earch".to_owned())),
            changed(|texts| texts.subject = Some(String::new())),
            changed(|texts| (texts.subject, texts.query) = (texts.query.take(), None)),
            changed(|texts| texts.query = None),
            changed(|texts| texts.outcome = "13 hits".to_owned()),
        ];
        let all = hashes.len();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), all);
    }

    #[test]
    fn a_head_is_read_as_it_was_written() {
        let head = Head { number: 17, hash: [0xab; 32] };
        assert_eq!(head.to_string().parse(), Ok(head));
        let digits = "ab".repeat(32);
        for bad in ["", "17", "17:ab", &digits, &format!(":{digits}"), &format!("-1:{digits}")] {
            assert!(bad.parse::<Head>().is_err(), "{bad}");
        }
    }
}
