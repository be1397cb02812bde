//! The closed lists: kind, validity and access, with the codes that files, the API and the command line use.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is no code of a closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no known {list}; use one of {allowed}")]
pub struct UnknownCode {
    /// The text as given.
    pub text: String,
    /// The list's name, in words.
    pub list: &'static str,
    /// Every allowed code.
    pub allowed: String,
}

/// Declares a closed list once: its variants, their codes and their Chinese labels.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $list:literal, { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every value, in the order in which lists show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code that files, the API and the command line use.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The Chinese words that a page shows.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;

            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                Self::ALL.iter().copied().find(|value| value.code() == text).ok_or_else(|| UnknownCode {
                    text: text.to_owned(),
                    list: $list,
                    allowed: Self::ALL.iter().map(|value| value.code()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// What sort of document it is.
    Kind, "kind", {
        /// A policy or other official document (政策文件).
        Policy = "policy", "政策文件";
        /// The explanation of a policy (政策解读).
        Interpretation = "interpretation", "政策解读";
        /// A notice or announcement (通知公告).
        Notice = "notice", "通知公告";
        /// A yearly disclosure report (年报).
        Report = "report", "年报";
        /// An answer to a citizen (答复).
        Reply = "reply", "答复";
        /// News (动态).
        News = "news", "动态";
        /// A guide to a service (办事指南).
        Guide = "guide", "办事指南";
        /// Anything else, and whatever its source does not tell.
        Other = "other", "其他";
    }
}

codes! {
    /// Whether a document is in force (有效性), as its source claims.
    Validity, "validity", {
        /// In force (有效).
        Valid = "valid", "有效";
        /// In force, with its term extended (有效（延续实施）).
        ValidExtended = "valid_extended", "有效（延续实施）";
        /// Its term has ended (失效).
        Expired = "expired", "已失效";
        /// Repealed before its term ended (废止).
        Repealed = "repealed", "已废止";
        /// In force with changes (已修改).
        Modified = "modified", "已修改";
        /// Its source does not tell.
        Unknown = "unknown", "未注明";
    }
}

codes! {
    /// Who may see a document.
    Access, "access", {
        /// Everybody.
        Public = "public", "公开";
        /// Staff only; never in the public index.
        Staff = "staff", "内部";
    }
}

codes! {
    /// Why an attachment has no text.
    Unread, "reason why a file has no text", {
        /// A sort of file that is not read, such as wps, ppt or rar.
        Format = "format", "格式暂不支持";
        /// Pictures of pages, without a layer of text.
        Scanned = "scanned", "扫描件，无文字";
        /// It is locked with a password.
        Locked = "locked", "文件已加密";
        /// It is not what its name says, or is broken.
        Damaged = "damaged", "文件损坏";
        /// It is larger than is read.
        TooLarge = "too_large", "文件过大";
        /// Reading it took too long or too much memory.
        TooCostly = "too_costly", "解析超限";
        /// The portal does not have it.
        Gone = "gone", "文件不存在";
        /// It is on a host that is not asked, or the host does not give it.
        Refused = "refused", "未获取";
    }
}

codes! {
    /// The faces by which a portal shows one column's list.
    ListFace, "face of a list", {
        /// The platform's interface for programs, which tells every field.
        Api = "api", "目录接口";
        /// Pages of links, as people read them.
        Pages = "pages", "栏目页面";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_and_a_wrong_one_names_the_right_ones() {
        for kind in Kind::ALL {
            assert_eq!(kind.code().parse(), Ok(*kind));
        }
        let error = "opened".parse::<Access>().unwrap_err();
        assert_eq!(error.to_string(), r#""opened" is no known access; use one of public, staff"#);
    }
}
