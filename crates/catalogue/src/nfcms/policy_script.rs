//! The status of a normative document (行政规范性文件统一发布平台, `/gfxwj/`), which stands in its page's script alone.

use crate::field_box::FieldBox;
use crate::value::{in_china, present};

/// The class of the box of such a document.
pub(super) const BOX_CLASS: &str = "xxgkcontop";

/// Gives the box what the script says, where the box itself is silent.
pub(super) fn complete(fields: &mut FieldBox, text: &str) {
    let status = || script_text(text, "file_status");
    fields.status = fields.status.take().or_else(status);
    // The end of the last day on which it is in force, in seconds since 1970.
    let end = || in_china(script_text(text, "losetime")?.parse().ok().filter(|end| *end > 0)?);
    fields.expires_on = fields.expires_on.or_else(|| Some(end()?.date()));
}

/// The text in quotes that a script first gives a variable.
fn script_text(text: &str, name: &str) -> Option<String> {
    let value = text.match_indices(name).find_map(|(at, name)| {
        let value = text.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        Some(value.get(1..)?.split_once(quote)?.0)
    })?;
    present(value).map(str::to_owned)
}
