//! What an account or a key is called.

use std::fmt;
use std::str::FromStr;

/// Fits into a column of a terminal and an audit entry.
const CHARACTERS_MAX: usize = 32;

/// The name that somebody signs in with: small ASCII letters, digits, `.`, `-` and `_`, beginning with a letter.
///
/// Two names never look the same, and none looks like the other actors of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountName(String);

/// The text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{found:?} is no name: up to {CHARACTERS_MAX} small letters a-z, digits, '.', '-' and '_', beginning with a letter"
)]
pub struct InvalidName {
    /// The text.
    pub found: String,
}

impl AccountName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
        if begins && text.len() <= CHARACTERS_MAX && text.chars().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(InvalidName { found: text.to_owned() })
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain_and_cannot_be_mistaken_for_another_actor() {
        for good in ["li.na", "z", "wang-2_b"] {
            assert_eq!(good.parse::<AccountName>().unwrap().as_str(), good);
        }
        let long = "a".repeat(CHARACTERS_MAX + 1);
        for bad in ["", "Li", "李娜", "1a", "-a", "a b", "key:a", "operator@command-line", "(nobody)", long.as_str()]
        {
            assert_eq!(bad.parse::<AccountName>(), Err(InvalidName { found: bad.to_owned() }));
        }
    }
}
