//! How a document is cited, in the form of the national standard for references (GB/T 7714).

use gongkai_document::{Date, Document};

use crate::views::links::web_link;
use crate::views::text::shown;

/// The reference, of what the source gives; `archived_on` is the day of the text that is shown.
pub(super) fn citation(document: &Document, archived_on: Date) -> String {
    let mut line = String::new();
    if let Some(publisher) = &document.publisher {
        line.extend([shown(publisher).as_str(), ". "]);
    }
    let title = document.title.trim();
    line.push_str(&if title.is_empty() { "（无标题）".to_owned() } else { shown(title) });
    if let Some(number) = &document.document_number {
        line.extend(["：", shown(number.as_str()).as_str()]);
    }
    line.push_str("[EB/OL]. ");
    if let Some(day) = document.published_on.or(document.made_on) {
        line.extend(["(", day.to_string().as_str(), ")"]);
    }
    line.extend(["[", archived_on.to_string().as_str(), "]."]);
    if let Some(url) = document.url.as_deref().and_then(web_link) {
        line.extend([" ", url, "."]);
    }
    line
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::fixtures::policy;

    #[test]
    fn a_reference_has_what_the_source_gives() {
        let day: Date = "2024-10-21".parse().unwrap();
        expect!["花都区民政局. 花都区老人助餐服务管理办法：花民〔2020〕12号[EB/OL]. (2020-08-14)[2024-10-21]. https://www.example.gov.cn/post_1.html."].assert_eq(&citation(&policy(), day));
        let bare = Document::new(policy().id, " ", "");
        expect!["（无标题）[EB/OL]. [2024-10-21]."].assert_eq(&citation(&bare, day));
    }
}
