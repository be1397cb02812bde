//! Whether an item is in force, by the catalogue's flags.

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
}
