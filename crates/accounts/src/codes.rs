//! Words that stand in the database and on the command line for a closed set of values.

/// A word that stands for none of the values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no {what}; one of: {known}")]
pub struct UnknownCode {
    /// What it should have been.
    pub what: &'static str,
    /// The word.
    pub found: String,
    /// The words that there are.
    pub known: String,
}

/// Makes an enum whose values have a word each, in a fixed order.
macro_rules! coded {
    ($(#[$about:meta])* $name:ident, $what:literal { $($(#[$doc:meta])* $value:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $value,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$value,)+];

            /// The word for it.
            pub fn code(self) -> &'static str {
                match self { $(Self::$value => $code,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let known = || Self::ALL.iter().map(|value| value.code()).collect::<Vec<_>>().join(", ");
                let found = Self::ALL.iter().find(|value| value.code() == text);
                found.copied().ok_or_else(|| $crate::UnknownCode { what: $what, found: text.to_owned(), known: known() })
            }
        }
    };
}
pub(crate) use coded;
