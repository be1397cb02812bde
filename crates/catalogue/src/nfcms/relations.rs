//! The posts that a post belongs with: `related_posts`.

use std::collections::HashSet;

use gongkai_document::{DocumentId, Kind, Relation, RelationKind};
use serde_json::Value;
use url::Url;

use super::PLATFORM;
use crate::clean::plain_line;
use crate::value;

/// `related_classify` for an explanation in words, in pictures, in a film.
const EXPLANATIONS: [i64; 3] = [3, 4, 5];

/// `related_classify` for documents (相关文件).
const DOCUMENTS: i64 = 2;

/// Words by which the title of an explanation is known: 【音频解读】……, 【一图读懂】……
const EXPLANATION_WORDS: [&str; 3] = ["解读", "读懂", "图解"];

/// The published posts that `detail` names, each once, never the post itself.
pub(super) fn relations(url: &Url, detail: &Value, post_id: u64, kind: Kind) -> Vec<Relation> {
    let mut found = Vec::new();
    let mut seen = HashSet::from([post_id]);
    for post in value::list(detail, "related_posts") {
        let is_published = value::text(&post, "status").is_none_or(|status| status == "published");
        let Some(other) = value::id(&post, "id").filter(|other| is_published && seen.insert(*other)) else { continue };
        let id = DocumentId::from_post(PLATFORM, other);
        let title = value::text(&post, "title").map(|title| plain_line(url, &title)).unwrap_or_default();
        found.push(Relation { kind: relation_kind(&post, &title, kind), id, title });
    }
    found
}

fn relation_kind(post: &Value, title: &str, own_kind: Kind) -> RelationKind {
    let class = value::number(post, "related_classify");
    let is_explanation = class.is_some_and(|class| EXPLANATIONS.contains(&class))
        || (class.is_none() && EXPLANATION_WORDS.iter().any(|word| title.contains(word)));
    match own_kind {
        Kind::Interpretation if class == Some(DOCUMENTS) => RelationKind::Interprets,
        Kind::Interpretation => RelationKind::Related,
        _ if is_explanation => RelationKind::InterpretedBy,
        _ => RelationKind::Related,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(post: &Value, kind: Kind, expected: &[RelationKind]) {
        let url = Url::parse("http://portal.example/").unwrap();
        let detail = json!({ "related_posts": [post, post] });
        let found: Vec<_> = relations(&url, &detail, 7, kind).into_iter().map(|relation| relation.kind).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_explanation_is_known_by_its_class_or_else_by_its_title() {
        let by_class = json!({ "id": 8, "title": "一问一答", "related_classify": "4" });
        check(&by_class, Kind::Policy, &[RelationKind::InterpretedBy]);
        let by_title = json!({ "id": 8, "title": "【一图读懂】助餐办法", "status": "published" });
        check(&by_title, Kind::Policy, &[RelationKind::InterpretedBy]);
        let document = json!({ "id": 8, "title": "解读工作办法", "related_classify": 2 });
        check(&document, Kind::Policy, &[RelationKind::Related]);
    }

    #[test]
    fn an_explanation_explains_the_documents_it_names() {
        let document = json!({ "id": 8, "title": "助餐办法", "related_classify": 2 });
        check(&document, Kind::Interpretation, &[RelationKind::Interprets]);
        check(&json!({ "id": 8, "title": "视频解读" }), Kind::Interpretation, &[RelationKind::Related]);
    }

    #[test]
    fn the_post_itself_and_what_is_not_published_are_left_out() {
        check(&json!({ "id": 7, "title": "自己" }), Kind::Policy, &[]);
        check(&json!({ "id": 8, "title": "草稿", "status": "draft" }), Kind::Policy, &[]);
    }
}
