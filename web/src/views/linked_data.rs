//! A document in the vocabulary of schema.org, for programs that read pages.

use gongkai_document::{Document, Kind, Validity};
use serde_json::{Map, Value, json};

use crate::problem::without_markup;
use crate::views::links::web_link;
use crate::views::text::shown;

/// The document as JSON-LD, without a character that could end the element that it stands in.
pub(super) fn linked_data(document: &Document) -> Option<String> {
    let (sort, name) = match document.kind {
        // A policy without a number is a plan or a speech as often as a norm.
        Kind::Policy if document.document_number.is_some() => ("Legislation", "name"),
        Kind::Guide => ("GovernmentService", "name"),
        Kind::News => ("NewsArticle", "headline"),
        Kind::Report => ("Report", "headline"),
        _ => ("Article", "headline"),
    };
    let mut data = Map::new();
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            data.insert(name.to_owned(), value);
        }
    };
    let office =
        document.publisher.as_deref().map(|name| json!({"@type": "GovernmentOrganization", "name": shown(name)}));
    let day = |day: Option<gongkai_document::Date>| day.map(|day| Value::from(day.to_string()));
    add("@context", Some("https://schema.org".into()));
    add("@type", Some(sort.into()));
    add(name, Some(shown(&document.title).into()));
    add("inLanguage", (sort != "GovernmentService").then(|| "zh-CN".into()));
    add("url", document.url.as_deref().and_then(web_link).map(Value::from));
    match sort {
        "Legislation" => {
            let number = document.document_number.as_ref().map(|number| shown(number.as_str()));
            add("legislationIdentifier", number.map(Value::from));
            add("legislationPassedBy", office);
            add("legislationDate", day(document.made_on));
            add("datePublished", day(document.published_on));
            add("legislationDateVersion", day(document.effective_on));
            add("legislationLegalForce", force(document.validity).map(Value::from));
        }
        "GovernmentService" => add("serviceOperator", office),
        _ => {
            add("publisher", office);
            add("dateCreated", day(document.made_on));
            add("datePublished", day(document.published_on));
        }
    }
    without_markup(&data)
}

/// The force of a norm in schema.org's words; none where the source does not tell.
fn force(validity: Validity) -> Option<&'static str> {
    match validity {
        Validity::Valid | Validity::ValidExtended => Some("https://schema.org/InForce"),
        Validity::Modified => Some("https://schema.org/PartiallyInForce"),
        Validity::Expired | Validity::Repealed => Some("https://schema.org/NotInForce"),
        Validity::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::fixtures::{policy, reply};

    #[test]
    fn a_norm_is_legislation_and_a_reply_an_article() {
        expect![[r#"{"@context":"https://schema.org","@type":"Legislation","name":"花都区老人助餐服务管理办法","inLanguage":"zh-CN","url":"https://www.example.gov.cn/post_1.html","legislationIdentifier":"花民〔2020〕12号","legislationPassedBy":{"@type":"GovernmentOrganization","name":"花都区民政局"},"legislationDate":"2020-08-10","datePublished":"2020-08-14","legislationLegalForce":"https://schema.org/InForce"}"#]].assert_eq(&linked_data(&policy()).unwrap());
        expect![[r#"{"@context":"https://schema.org","@type":"Article","headline":"关于助餐的答复","inLanguage":"zh-CN","publisher":{"@type":"GovernmentOrganization","name":"花都区民政局"},"datePublished":"2020-08-14"}"#]].assert_eq(&linked_data(&reply()).unwrap());
    }

    #[test]
    fn no_text_ends_the_element() {
        let mut document = policy();
        document.title = "</script><script>alert(1)</script>&".to_owned();
        assert!(!linked_data(&document).unwrap().contains(['<', '>', '&']));
    }
}
