//! Passwords: which are accepted, and argon2id for what is kept of them.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use unicode_normalization::UnicodeNormalization;

use crate::secret::random;
use crate::{AccountName, AccountsError, Result};

/// The shortest password. NIST SP 800-63B-4 (3.1.1.2) asks for 15 characters of a password that is the only factor, and
/// for 8 of one beside another factor; in between, since guessing here is also slowed down by the lock-out.
pub const PASSWORD_CHARACTERS_MIN: usize = 12;

/// The longest password; NIST SP 800-63B-4 asks for at least 64 to be allowed.
const CHARACTERS_MAX: usize = 128;

/// A password without its common parts must have so many characters left, and so many different ones.
const UNCOMMON_CHARACTERS_MIN: usize = 6;

/// What the commonest passwords are made of, from the lists of leaked ones that are published each year; the Chinese ones
/// say "I love you" (woaini, 5201314) or walk along the keyboard. Longer parts come before their own parts.
const COMMON_PARTS: &[&str] = &[
    "1234567890",
    "0987654321",
    "123456789",
    "987654321",
    "12345678",
    "1234567",
    "7654321",
    "123456",
    "654321",
    "123123",
    "112233",
    "5201314",
    "1314520",
    "147258369",
    "159357",
    "1qaz2wsx",
    "qazwsxedc",
    "qazwsx",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "asdfgh",
    "zxcvbnm",
    "1q2w3e4r5t",
    "1q2w3e4r",
    "abcdefgh",
    "abcd1234",
    "abc123",
    "abcdef",
    "a123456",
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "mima",
    "administrator",
    "admin",
    "root",
    "letmein",
    "welcome",
    "changeme",
    "iloveyou",
    "woaini",
    "woaiwojia",
    "monkey",
    "dragon",
    "sunshine",
    "superman",
    "football",
    "princess",
    "guanliyuan",
    "gongkai",
    "zhengfu",
    "xinxi",
    "huadu",
    "huadou",
    "guangzhou",
    "guangdong",
    "zhongguo",
    "china",
    "密码",
    "管理员",
    "政府信息公开",
    "信息公开",
    "公开",
    "政府",
    "花都",
    "广州",
    "中国",
];

/// A password as it was typed. It is compared by characters, however an input method wrote them (NFKC), and printed nowhere.
#[derive(Clone)]
pub struct Password(String);

/// The password is too easily guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too few characters.
    #[error("a password has at least {PASSWORD_CHARACTERS_MIN} characters; a sentence is easy to remember")]
    TooShort,
    /// Too many characters.
    #[error("a password has at most {CHARACTERS_MAX} characters")]
    TooLong,
    /// Hardly more than common passwords, the account's name, or the same characters again and again.
    #[error("this password is among those that are tried first: common words, keyboard rows, the account's own name")]
    Common,
}

impl Password {
    /// The password that somebody typed.
    pub fn typed(text: &str) -> Self {
        Self(text.nfkc().collect())
    }

    /// Whether the account `name` may have this password.
    pub(crate) fn check(&self, name: &AccountName) -> Result<(), WeakPassword> {
        let characters = self.0.chars().count();
        if characters < PASSWORD_CHARACTERS_MIN {
            return Err(WeakPassword::TooShort);
        }
        if characters > CHARACTERS_MAX {
            return Err(WeakPassword::TooLong);
        }
        let mut left = self.0.to_lowercase();
        for part in COMMON_PARTS.iter().copied().chain([name.as_str()]).filter(|part| part.chars().count() > 1) {
            left = left.replace(part, "");
        }
        let mut different: Vec<char> = left.chars().collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < UNCOMMON_CHARACTERS_MIN { Err(WeakPassword::Common) } else { Ok(()) }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// How much work one guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's first choice for argon2id where memory is
    /// shared with other work (RFC 9106's own choices begin at 64 MiB a guess, which a few sign-ins at once would
    /// take from the searches).
    pub(crate) const STANDARD: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// So little that a test may sign in a hundred times; the smallest that the algorithm has.
    #[cfg(test)]
    pub(crate) const TESTS: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    fn params(self) -> Result<Params> {
        Params::new(self.memory_kib, self.passes, self.lanes, None).map_err(hashing)
    }

    /// Whether a hash made with `other` is as hard to guess as one made with this.
    fn is_met_by(self, other: &Params) -> bool {
        other.m_cost() >= self.memory_kib && other.t_cost() >= self.passes && other.p_cost() >= self.lanes
    }
}

/// What is kept of a password: argon2id with a salt of its own, as a text that names its parameters (PHC).
pub(crate) fn hash(password: &Password, cost: Cost) -> Result<String> {
    let salt: [u8; 16] = random()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params()?);
    let hash: PasswordHash = argon2.hash_password_with_salt(password.0.as_bytes(), &salt).map_err(hashing)?;
    Ok(hash.to_string())
}

/// Whether the password is the one that `kept` was made from. With nothing kept it is compared all the same, with a hash
/// that no password is known to have, and does not fit.
pub(crate) fn fits(password: &Password, kept: Option<&str>, cost: Cost) -> Result<bool> {
    let compared = kept.map_or_else(|| nobodys_hash(cost), str::to_owned);
    let hash = PasswordHash::new(&compared).map_err(hashing)?;
    #[cfg(test)]
    tests::COMPARED.with_borrow_mut(|all| all.push(compared.split('$').take(4).collect::<Vec<_>>().join("$")));
    match Argon2::default().verify_password(password.0.as_bytes(), &hash) {
        Ok(()) => Ok(kept.is_some()),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(hashing(error)),
    }
}

/// A hash of 256 zero bits, made with some salt.
fn nobodys_hash(cost: Cost) -> String {
    let Cost { memory_kib, passes, lanes } = cost;
    let zeros = "A".repeat(43);
    format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}$bm9ib2R5J3Mgc2FsdCEhIQ${zeros}")
}

/// Whether `kept` was made with less work than `cost` asks, so that it should be made again while the password is known.
pub(crate) fn is_outdated(kept: &str, cost: Cost) -> Result<bool> {
    let kept = PasswordHash::new(kept).map_err(hashing)?;
    let params = Params::try_from(&kept).map_err(hashing)?;
    Ok(kept.algorithm.as_str() != Algorithm::Argon2id.as_str() || !cost.is_met_by(&params))
}

fn hashing(error: impl fmt::Display) -> AccountsError {
    AccountsError::Hashing(error.to_string())
}

#[cfg(test)]
pub(crate) mod tests {
    use std::cell::RefCell;

    use super::*;

    thread_local! {
        /// The parameters of each comparison on this thread.
        pub(crate) static COMPARED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    fn check(password: &str) -> Result<(), WeakPassword> {
        Password::typed(password).check(&"li.na".parse().unwrap())
    }

    #[test]
    fn a_password_is_long_and_not_made_of_what_is_tried_first() {
        for good in ["三里桥头卖豆腐的老王 1987", "correct horse battery", "Xk9#mPq2vL!z", "密码是三里桥头卖豆腐的老王"]
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        assert_eq!(check("Xk9#mPq2vL!"), Err(WeakPassword::TooShort));
        assert_eq!(check(&"Xk9#mPq2vL!z".repeat(11)), Err(WeakPassword::TooLong));
        for common in [
            "1234567890123",
            "Password1234!",
            "p@ssw0rdp@ssw0rd",
            "woaini5201314",
            "qwertyuiop123",
            "Admin@huadu2026",
            "aaaaaaaaaaaaaaaa",
            "abababababababab",
            "li.na-li.na-1987",
            "１２３４５６７８９０１２",
            "花都政府信息公开密码2026",
        ] {
            assert_eq!(check(common), Err(WeakPassword::Common), "{common}");
        }
    }

    #[test]
    fn the_same_password_has_another_hash_each_time_and_fits_to_both() {
        let password = Password::typed("三里桥头卖豆腐的老王");
        let kept = [(); 2].map(|()| hash(&password, Cost::TESTS).unwrap());
        assert_ne!(kept[0], kept[1]);
        for kept in &kept {
            assert!(fits(&password, Some(kept), Cost::TESTS).unwrap());
            assert!(!fits(&Password::typed("三里桥头卖豆腐的老李"), Some(kept), Cost::TESTS).unwrap());
        }
        assert!(!fits(&password, None, Cost::TESTS).unwrap());
    }

    #[test]
    fn an_input_method_in_full_width_makes_no_other_password() {
        let kept = hash(&Password::typed("老王 tofu １９８７！"), Cost::TESTS).unwrap();
        assert!(fits(&Password::typed("老王 tofu 1987!"), Some(&kept), Cost::TESTS).unwrap());
    }

    #[test]
    fn a_hash_names_its_parameters_and_is_outdated_when_any_of_them_rises() {
        let password = Password::typed("三里桥头卖豆腐的老王");
        let kept = hash(&password, Cost::STANDARD).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(!is_outdated(&kept, Cost::STANDARD).unwrap());
        assert!(!is_outdated(&kept, Cost::TESTS).unwrap());
        let Cost { memory_kib, passes, lanes } = Cost::STANDARD;
        for higher in [
            Cost { memory_kib: memory_kib + 1, passes, lanes },
            Cost { memory_kib, passes: passes + 1, lanes },
            Cost { memory_kib, passes, lanes: lanes + 1 },
        ] {
            assert!(is_outdated(&kept, higher).unwrap(), "{higher:?}");
        }
        let other = kept.replace("argon2id", "argon2i");
        assert!(is_outdated(&other, Cost::STANDARD).unwrap());
    }

    #[test]
    fn a_password_prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", Password::typed("三里桥头卖豆腐的老王")), "Password(…)");
    }
}
