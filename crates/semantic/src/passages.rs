//! A document's passages: what is embedded, so that a text is found by any of its parts.

mod cut;

use std::ops::Range;

use gongkai_document::Document;

use cut::cut;

/// Goes up with every change of the rules below: vectors of passages that were cut by other rules are not mixed.
pub const PASSAGE_RULES: u32 = 1;

/// Characters of a passage's text: about 200 tokens, so that text and title fit the model's window of 510, and one
/// paragraph of a notice or one long article is one passage.
pub const PASSAGE_CHARACTERS_MAX: usize = 300;

/// Characters of the title that stand before a passage; nine titles in ten of a portal are shorter.
pub const CONTEXT_CHARACTERS_MAX: usize = 60;

/// Characters of all attachments of a document that are cut into passages: about 67 of them. An annex of hundreds of
/// pages would otherwise cost as much as a hundred notices, and its first pages say what it is about.
pub const ATTACHMENTS_CHARACTERS_MAX: usize = 20_000;

/// Which text of a document a passage is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The title, of a document without any text.
    Title,
    /// The question that a reply answers.
    Request,
    /// The document's own text.
    Body,
    /// The text of the attachment at this place.
    Attachment(usize),
}

/// A piece of a document that is embedded as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Which text it is from.
    pub part: Part,
    /// Its bytes in that text.
    pub range: Range<usize>,
    /// What is embedded: the title as context, and the piece.
    pub text: String,
}

/// A document's passages: of the request, the body and the attachments, in this order; the title alone when there is no
/// text, and nothing when there is not even a title.
///
/// The ranges of a part follow each other without a gap. A passage's number is its place in this list.
pub fn passages(document: &Document) -> Vec<Passage> {
    let title = document.title.trim();
    let mut passages = Vec::new();
    if let Some(request) = &document.request {
        add(&mut passages, Part::Request, title, &request.text);
    }
    add(&mut passages, Part::Body, title, &document.body);
    let mut rest = ATTACHMENTS_CHARACTERS_MAX;
    for (place, attachment) in document.attachments.iter().enumerate() {
        let text = beginning(attachment.text.as_deref().unwrap_or_default(), rest);
        rest -= text.chars().count();
        let name = attachment.name.trim();
        let context = if title.contains(name) { title.to_owned() } else { format!("{title} {name}") };
        add(&mut passages, Part::Attachment(place), &context, text);
    }
    if passages.is_empty() && !title.is_empty() {
        let text = beginning(title, PASSAGE_CHARACTERS_MAX);
        passages.push(Passage { part: Part::Title, range: 0..document.title.len(), text: text.to_owned() });
    }
    passages
}

fn add(passages: &mut Vec<Passage>, part: Part, context: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let context = beginning(context.trim(), CONTEXT_CHARACTERS_MAX);
    for range in cut(text, PASSAGE_CHARACTERS_MAX) {
        let piece = text.get(range.clone()).unwrap_or_default().trim();
        // Many texts begin with their title.
        let text = if context.is_empty() || piece.starts_with(context) {
            piece.to_owned()
        } else {
            format!("{context}\n{piece}")
        };
        passages.push(Passage { part, range, text });
    }
}

/// The first characters of a text, at most so many.
fn beginning(text: &str, characters_max: usize) -> &str {
    let end = text.char_indices().nth(characters_max).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use gongkai_document::{Attachment, DocumentId, Request};
    use proptest::prelude::*;

    use super::*;

    fn document(title: &str, body: &str) -> Document {
        Document::new(DocumentId::from_post("nfcms", 1), title, body)
    }

    fn texts(document: &Document) -> Vec<String> {
        passages(document).into_iter().map(|passage| passage.text).collect()
    }

    #[test]
    fn a_title_alone_is_one_passage_and_nothing_is_none() {
        assert_eq!(texts(&document("关于停水的通知", " \n")), ["关于停水的通知"]);
        assert!(passages(&document(" ", "\n")).is_empty());
    }

    #[test]
    fn a_title_stands_before_a_text_that_does_not_begin_with_it() {
        assert_eq!(texts(&document("停水通知", "明日停水。")), ["停水通知\n明日停水。"]);
        assert_eq!(texts(&document("停水通知", "停水通知\n明日停水。")), ["停水通知\n明日停水。"]);
    }

    #[test]
    fn a_reply_has_its_question_first() {
        let mut reply = document("答复", "可以。");
        reply.request = Some(Request { text: "能入学吗？".to_owned(), ..Request::default() });
        assert_eq!(texts(&reply), ["答复\n能入学吗？", "答复\n可以。"]);
        assert_eq!(passages(&reply)[0].part, Part::Request);
    }

    #[test]
    fn attachments_come_last_with_their_name_and_end_at_the_limit() {
        let mut notice = document("通知", "正文。");
        let with_text = |text: String| Attachment { text: Some(text), ..Attachment::new("附表", "https://a.test/1") };
        notice.attachments = vec![
            Attachment::new("未读", "https://a.test/0"),
            with_text("甲".repeat(ATTACHMENTS_CHARACTERS_MAX - 1)),
            with_text("乙乙".to_owned()),
            with_text("丙".to_owned()),
        ];
        let passages = passages(&notice);
        let last = passages.last().unwrap();
        assert_eq!((last.part, last.text.as_str()), (Part::Attachment(2), "通知 附表\n乙"));
        assert_eq!(passages[0].part, Part::Body);
    }

    proptest! {
        #[test]
        fn every_character_of_the_body_is_in_one_passage_in_order(
            title in "[关于通知 ]{0,90}",
            body in "([第一二条款。，；！\n a]|市民|[〇-龥]{0,40}){0,300}",
        ) {
            let document = document(&title, &body);
            let mut at = 0;
            for passage in passages(&document).iter().filter(|passage| passage.part == Part::Body) {
                prop_assert_eq!(passage.range.start, at);
                at = passage.range.end;
                let piece = &body[passage.range.clone()];
                prop_assert!(piece.chars().count() <= PASSAGE_CHARACTERS_MAX);
                prop_assert!(passage.text.ends_with(piece.trim()));
                prop_assert!(passage.text.chars().count() <= CONTEXT_CHARACTERS_MAX + 1 + PASSAGE_CHARACTERS_MAX);
            }
            prop_assert_eq!(at, if body.trim().is_empty() { 0 } else { body.len() });
        }
    }
}
