//! Whether an item is in force: the catalogue's flags, and the words of its box.

use gongkai_document::Validity;
use serde_json::Value;

use crate::value;

/// What the flags say. The platform writes 0 on news and notices too, so two zeros say nothing.
pub(super) fn validity_of_flags(object: &Value) -> Validity {
    let is_set = |key| value::flag(object, key) == Some(true);
    if is_set("is_abolished") {
        Validity::Repealed
    } else if is_set("is_expired") {
        Validity::Expired
    } else {
        Validity::Unknown
    }
}

/// What the words of 文件状态 say.
pub(super) fn validity_of_words(words: &str) -> Validity {
    let says = |word| words.contains(word);
    if says("废止") {
        Validity::Repealed
    } else if says("失效") {
        Validity::Expired
    } else if says("延续") {
        Validity::ValidExtended
    } else if says("修改") || says("修订") {
        Validity::Modified
    } else if says("有效") {
        Validity::Valid
    } else {
        Validity::Unknown
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_flag_that_is_set_is_believed_and_two_zeros_say_nothing() {
        assert_eq!(validity_of_flags(&json!({ "is_expired": 1, "is_abolished": 0 })), Validity::Expired);
        assert_eq!(validity_of_flags(&json!({ "is_expired": "1", "is_abolished": "1" })), Validity::Repealed);
        assert_eq!(validity_of_flags(&json!({ "is_expired": 0, "is_abolished": 0 })), Validity::Unknown);
        assert_eq!(validity_of_flags(&json!({})), Validity::Unknown);
    }

    #[test]
    fn every_known_status_has_its_validity() {
        for (words, validity) in [
            ("有效", Validity::Valid),
            ("现行有效", Validity::Valid),
            ("失效", Validity::Expired),
            ("已失效", Validity::Expired),
            ("失效（提前废止）", Validity::Repealed),
            ("有效（延续实施）", Validity::ValidExtended),
            ("已修改", Validity::Modified),
            ("-", Validity::Unknown),
        ] {
            assert_eq!(validity_of_words(words), validity, "{words}");
        }
    }
}
