//! `window._CONFIG`: what every catalogue page carries for its scripts, as a JavaScript object.
//!
//! The object is no JSON: its keys are bare, some values are expressions. But the values that matter are JSON, as PHP
//! writes it. So the top level of the object is read as JavaScript, key by key, and each value that begins like JSON is
//! decoded by `serde_json` from where it stands; braces and keys within a text cannot mislead it.

use serde_json::Value;

/// The name of the object.
pub(super) const MARK: &str = "_CONFIG";

/// How many places that look like the object are tried.
const PLACES_MAX: usize = 4;

/// The values of the object that are plain: JSON, or a text in single quotes.
#[derive(Debug)]
pub(super) struct Config {
    values: Vec<(String, Value)>,
}

impl Config {
    /// Finds and reads the object. `None` when a page has none that ends and names its site.
    pub(super) fn find(page: &str) -> Option<Self> {
        let places = page.match_indices(MARK).filter_map(|(at, mark)| {
            let after = page.get(at + mark.len()..)?.trim_start();
            let after = after.strip_prefix('=')?.trim_start();
            after.strip_prefix('{')
        });
        places
            .take(PLACES_MAX)
            .filter_map(|object| Some(Self { values: members(object)? }))
            .find(|config| config.get("SID").is_some() || config.get("SITE_INFO").is_some())
    }

    /// The plain value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

/// Reads the members of an object whose `{` is just read; `None` when it does not end.
fn members(object: &str) -> Option<Vec<(String, Value)>> {
    let mut rest = skip_space(object);
    let mut values = Vec::new();
    while !rest.starts_with('}') {
        let (key, after) = read_key(rest)?;
        rest = skip_space(skip_space(after).strip_prefix(':')?);
        let (value, after) = read_value(rest);
        let (end, is_plain) = skip_expression(after)?;
        if let (Some(value), true) = (value, is_plain) {
            values.push((key.to_owned(), value));
        }
        rest = skip_space(end.strip_prefix(',').unwrap_or(end));
    }
    Some(values)
}

fn read_key(text: &str) -> Option<(&str, &str)> {
    if text.starts_with(['"', '\'']) {
        let end = string_bytes(text)?;
        return Some((text.get(1..end - 1)?, text.get(end..)?));
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).filter(|end| *end > 0)?;
    Some(text.split_at(end))
}

/// One value in JSON or in single quotes, and what follows it; or no value, and the same text.
fn read_value(text: &str) -> (Option<Value>, &str) {
    if text.starts_with('\'') {
        let Some(end) = string_bytes(text) else { return (None, text) };
        let inner = text.get(1..end - 1).unwrap_or_default().replace("\\/", "/").replace("\\'", "'");
        return (Some(Value::String(inner)), text.get(end..).unwrap_or_default());
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => (Some(value), text.get(values.byte_offset()..).unwrap_or_default()),
        _ => (None, text),
    }
}

/// Goes to the `,` or `}` that ends the expression; tells whether there was nothing before it.
fn skip_expression(text: &str) -> Option<(&str, bool)> {
    let mut rest = skip_space(text);
    let is_plain = rest.starts_with([',', '}']);
    let mut open = 0_usize;
    loop {
        match rest.bytes().next()? {
            b',' | b'}' if open == 0 => return Some((rest, is_plain)),
            b'"' | b'\'' | b'`' => rest = rest.get(string_bytes(rest)?..)?,
            byte => {
                match byte {
                    b'(' | b'[' | b'{' => open += 1,
                    b')' | b']' | b'}' => open = open.saturating_sub(1),
                    _ => {}
                }
                let mut characters = rest.chars();
                characters.next();
                rest = skip_space(characters.as_str());
            }
        }
    }
}

/// How many bytes the string literal takes that `text` begins with, its quotes included.
fn string_bytes(text: &str) -> Option<usize> {
    let quote = text.bytes().next()?;
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return Some(index + 1),
            _ => {}
        }
    }
    None
}

/// Skips white space and comments.
fn skip_space(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let after = if let Some(line) = rest.strip_prefix("//") {
            line.split_once('\n').map(|(_, after)| after)
        } else if let Some(block) = rest.strip_prefix("/*") {
            block.split_once("*/").map(|(_, after)| after)
        } else {
            return rest;
        };
        rest = after.unwrap_or_default().trim_start();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const OBJECT: &str = r#"<script>
        window._CONFIG = {
            isMobile: true, // cached
            'ACTION': 'content',
            SITE_INFO: {"footer":"\u003Cdiv\u003E};]{ SID: '1', TREE: []\u003C\/div\u003E","name":"花都"},
            SID: '200243',
            DETAIL: {"content":"DETAIL: {\"id\":2}, \"};"},
            TREE: [{"id":1}],
            SITE_JSONP_URL: 'https://cloud.example'.replace('https:', ''),
            RELATED: '' || 'https://api.example', LAST: "x"
        };
        window._CONFIG.RELATED = window._CONFIG.RELATED.replace('https:', '');
    </script>"#;

    #[test]
    fn values_are_read_where_they_stand_and_not_within_texts() {
        let config = Config::find(OBJECT).unwrap();
        assert_eq!(config.get("SID"), Some(&json!("200243")));
        assert_eq!(config.get("TREE"), Some(&json!([{ "id": 1 }])));
        assert_eq!(config.get("ACTION"), Some(&json!("content")));
        assert_eq!(config.get("LAST"), Some(&json!("x")));
        assert_eq!(config.get("DETAIL").unwrap()["content"], "DETAIL: {\"id\":2}, \"};");
    }

    #[test]
    fn an_expression_is_no_plain_value() {
        let config = Config::find(OBJECT).unwrap();
        assert_eq!(config.get("SITE_JSONP_URL"), None);
        assert_eq!(config.get("RELATED"), None);
    }

    #[test]
    fn a_place_that_only_looks_like_the_object_is_passed_over() {
        let config = Config::find(&format!("<meta content='window._CONFIG = {{}}'>{OBJECT}")).unwrap();
        assert_eq!(config.get("SID"), Some(&json!("200243")));
    }

    #[test]
    fn an_object_that_does_not_end_is_none() {
        for end in 0..OBJECT.find("};\n        window").unwrap() {
            if let Some(cut) = OBJECT.get(..end) {
                assert!(Config::find(cut).is_none(), "{cut}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[ '\"`{}\\[\\]():,/*a花\\\\\n]{0,60}") {
            let _ = Config::find(&format!("_CONFIG={{{text}"));
        }
    }
}
