//! The files that a post's fields or a list's article name.

use gongkai_document::Attachment;
use serde_json::Value;
use url::Url;

use crate::address::resolve;
use crate::clean::plain_line;
use crate::files::{attachment, without_repeats};
use crate::value;

/// The files under `attachment`.
pub(super) fn listed(base: &Url, object: &Value) -> Vec<Attachment> {
    let files = value::list(object, "attachment");
    let found = files.iter().filter_map(|file| {
        let url = resolve(base, &value::text(file, "url")?)?;
        let name = value::text(file, "name").map(|name| plain_line(base, &name)).filter(|name| !name.is_empty());
        Some(attachment(name, url))
    });
    without_repeats(found)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_listed_twice_is_one_file() {
        let base = Url::parse("https://www.qinghe.example/gkmlpt/content/7/7000/post_7000001.html").unwrap();
        let detail = json!({ "attachment": [
            { "id": 1, "name": "表%u4E00.docx", "size": "26624", "url": "http://www.qinghe.example/attachment/1/1/1/7.docx" },
            { "id": 1, "name": "表一", "url": "https://www.qinghe.example/attachment/1/1/1/7.docx" },
            { "id": 2, "name": "", "url": "/attachment/1/1/2/7.pdf" },
            { "id": 3, "name": "无址", "url": null },
        ] });
        let lines: Vec<_> = listed(&base, &detail).iter().map(|file| format!("{} {}", file.name, file.url)).collect();
        expect![[r#"
            表一.docx http://www.qinghe.example/attachment/1/1/1/7.docx
            7.pdf https://www.qinghe.example/attachment/1/1/2/7.pdf"#]]
        .assert_eq(&lines.join("\n"));
        assert_eq!(listed(&base, &json!({ "attachment": "[]" })), []);
    }
}
