//! Secrets that are random: tokens of sessions, API keys, and what is kept of them.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::{AccountsError, Result};

/// 256 random bits: nobody guesses them, so that one round of SHA-256 keeps them and no lock-out is needed.
pub(crate) const SECRET_BYTES: usize = 32;

/// What the HMAC of a session's CSRF token is made over.
const CSRF_PURPOSE: &[u8] = b"gongkai csrf token";

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(AccountsError::NoRandomness)?;
    Ok(bytes)
}

/// The SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The HMAC-SHA-256 of some bytes.
pub(crate) fn keyed_hash(key: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    mac(key, bytes).finalize().into_bytes().into()
}

fn mac(key: &[u8; 32], bytes: &[u8]) -> Hmac<Sha256> {
    // A block of SHA-256 has 64 bytes; a shorter key is filled up with zeros (RFC 2104), which `new` wants done.
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::new(&block.into()).chain_update(bytes)
}

/// Bytes in small hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// The bytes that [`hex`] wrote, in small or capital digits.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if digits.len() != 2 * N {
        return None;
    }
    bytes.try_into().ok()
}

/// What a browser shows to be taken for a session's owner. It is given out once and kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken([u8; SECRET_BYTES]);

impl SessionToken {
    /// A token of no session: what a browser carries until it is signed in, so that the form to sign in has a
    /// [`csrf`](Self::csrf) token too.
    pub fn unused() -> Result<Self> {
        Self::new()
    }

    pub(crate) fn new() -> Result<Self> {
        Ok(Self(random()?))
    }

    /// Reads what a browser sent; `None` when it cannot be a token.
    pub fn read(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }

    /// The token as text, for the one cookie that carries it.
    pub fn reveal(&self) -> String {
        hex(&self.0)
    }

    /// What is kept of it.
    pub(crate) fn sha256(&self) -> [u8; 32] {
        sha256(&self.0)
    }

    /// What every form of this session carries, so that a form on another site is refused. Another session has another;
    /// the session's own token cannot be found from it.
    pub fn csrf(&self) -> CsrfToken {
        CsrfToken(keyed_hash(&self.0, CSRF_PURPOSE))
    }

    /// Whether `sent` is this session's [`csrf`](Self::csrf) token, compared in a time that does not depend on it.
    pub fn csrf_fits(&self, sent: &str) -> bool {
        from_hex::<32>(sent).is_some_and(|sent| mac(&self.0, CSRF_PURPOSE).verify_slice(&sent).is_ok())
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// The token that a form carries.
#[derive(Clone, PartialEq, Eq)]
pub struct CsrfToken([u8; 32]);

impl CsrfToken {
    /// The token as text, for a hidden field.
    pub fn reveal(&self) -> String {
        hex(&self.0)
    }
}

impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_read_as_it_was_written_and_nothing_else_is() {
        assert_eq!(hex(&[0, 0x1f, 0xff]), "001fff");
        assert_eq!(from_hex("001fFF"), Some([0, 0x1f, 0xff]));
        for bad in ["001ff", "001fff00", "001ffg", "", "００1fff"] {
            assert_eq!(from_hex::<3>(bad), None, "{bad:?}");
        }
    }

    /// Test case 2 of RFC 4231.
    #[test]
    fn the_keyed_hash_is_that_of_the_standard() {
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&keyed_hash(&key, b"what do ya want for nothing?")), expected);
    }

    #[test]
    fn a_forms_token_fits_its_own_session_and_no_other() {
        let (one, other) = (SessionToken::new().unwrap(), SessionToken::new().unwrap());
        assert_ne!(one, other);
        let sent = one.csrf().reveal();
        assert!(one.csrf_fits(&sent) && !other.csrf_fits(&sent));
        assert!(!one.csrf_fits("") && !one.csrf_fits(&one.reveal()) && !one.csrf_fits(&sent[2..]));
        assert_eq!(SessionToken::read(&one.reveal()), Some(one));
    }

    #[test]
    fn a_token_prints_nothing_of_itself() {
        let token = SessionToken::new().unwrap();
        assert_eq!(format!("{token:?} {:?}", token.csrf()), "SessionToken(…) CsrfToken(…)");
    }
}
