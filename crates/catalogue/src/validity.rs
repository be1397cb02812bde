//! Whether a document is in force, in a portal's own words.

use gongkai_document::Validity;

/// What the words of 文件状态 or 有效性 say.
pub(crate) fn validity_of_words(words: &str) -> Validity {
    let says = |word| words.contains(word);
    if says("废止") {
        Validity::Repealed
    } else if says("失效") || says("无效") {
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
    use super::*;

    #[test]
    fn every_known_status_has_its_validity() {
        for (words, validity) in [
            ("有效", Validity::Valid),
            ("现行有效", Validity::Valid),
            ("失效", Validity::Expired),
            ("已失效", Validity::Expired),
            ("无效", Validity::Expired),
            ("失效（提前废止）", Validity::Repealed),
            ("有效（延续实施）", Validity::ValidExtended),
            ("已修改", Validity::Modified),
            ("-", Validity::Unknown),
        ] {
            assert_eq!(validity_of_words(words), validity, "{words}");
        }
    }
}
