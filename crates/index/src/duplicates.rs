//! Replies that give the same answer word for word, which a search shows as one hit.
//!
//! Only public replies are folded, and only by the whole of their answer: two notices of the same words are two notices.
//! White space does not count, because pages break the same paragraph differently.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use gongkai_document::{Document, Kind};
use sha2::{Digest, Sha256};
use tantivy::{DocId, Searcher, SegmentReader};

use crate::error::IndexError;
use crate::schema::ANSWER;

/// An answer shorter than this is never folded, in characters without white space. It says nothing by itself (您好，已转相关
/// 部门办理。), so only the question tells one such reply from another.
const ANSWER_CHARS_MIN: usize = 20;

/// What replies with the same answer have in common; `None` for what is never folded.
pub(crate) fn answer_hash(document: &Document) -> Option<u64> {
    if document.kind != Kind::Reply {
        return None;
    }
    let answer: String = document.body.split_whitespace().collect();
    answer.chars().nth(ANSWER_CHARS_MIN - 1)?;
    let digest = Sha256::digest(answer.as_bytes());
    // Eight bytes: among ten million different answers two are taken for the same with a chance of one in 300,000.
    digest.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}

/// The number of a set of replies with one answer.
pub(crate) type Group = NonZeroU32;

/// The groups of a whole generation, which is one segment. Most answers are given once; those are in no group.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    /// The group of each document; empty when there is no group.
    groups: Arc<Vec<Option<Group>>>,
    sizes: HashMap<Group, usize>,
}

impl Duplicates {
    /// Finds the groups: one pass over one column, when a generation is opened.
    pub(crate) fn find(searcher: &Searcher) -> Result<Self, IndexError> {
        let Some(segment) = searcher.segment_readers().first() else { return Ok(Self::default()) };
        let mut members: HashMap<u64, Vec<DocId>> = HashMap::new();
        for (document, answer) in answers(segment)? {
            members.entry(answer).or_default().push(document);
        }
        members.retain(|_, members| members.len() > 1);
        if members.is_empty() {
            return Ok(Self::default());
        }
        let mut groups: Vec<Option<Group>> = vec![None; segment.max_doc() as usize];
        let mut sizes = HashMap::new();
        for (group, members) in (1u32..).filter_map(NonZeroU32::new).zip(members.into_values()) {
            sizes.insert(group, members.len());
            for document in members {
                if let Some(place) = groups.get_mut(document as usize) {
                    *place = Some(group);
                }
            }
        }
        Ok(Self { groups: Arc::new(groups), sizes })
    }

    /// The group of each document, by its number.
    pub(crate) fn groups(&self) -> Arc<Vec<Option<Group>>> {
        Arc::clone(&self.groups)
    }

    /// How many documents the generation has in `group`.
    pub(crate) fn size(&self, group: Group) -> usize {
        self.sizes.get(&group).copied().unwrap_or(1)
    }
}

/// The group of a document, where it has one.
pub(crate) fn group_of(groups: &[Option<Group>], document: DocId) -> Option<Group> {
    groups.get(document as usize).copied().flatten()
}

fn answers(segment: &SegmentReader) -> Result<Vec<(DocId, u64)>, IndexError> {
    let doing = IndexError::tantivy;
    let column = segment.fast_fields().u64(ANSWER).map_err(doing("looking for answers given more than once"))?;
    Ok((0..segment.max_doc()).filter_map(|document| Some((document, column.first(document)?))).collect())
}

#[cfg(test)]
mod tests {
    use gongkai_document::DocumentId;

    use super::*;

    fn hash(kind: Kind, answer: &str) -> Option<u64> {
        let mut document = Document::new(DocumentId::from_post("nfcms", 1), "", answer);
        document.kind = kind;
        answer_hash(&document)
    }

    #[test]
    fn white_space_does_not_tell_two_answers_apart_and_anything_else_does() {
        let answer = "您好，老年人助餐补贴由户籍所在地的街道办事处受理。";
        let spaced = "您好，\n　　老年人助餐补贴由户籍 所在地的街道办事处受理。\n";
        assert!(hash(Kind::Reply, answer).is_some());
        assert_eq!(hash(Kind::Reply, answer), hash(Kind::Reply, spaced));
        assert_ne!(hash(Kind::Reply, answer), hash(Kind::Reply, "您好，老年人助餐补贴由户籍所在地的街道办事处受理！"));
    }

    #[test]
    fn what_is_no_reply_or_says_nothing_by_itself_is_never_folded() {
        let nineteen = "您好您的来信收悉已转相关部门依法办理谢";
        assert_eq!(nineteen.chars().count(), ANSWER_CHARS_MIN - 1);
        assert_eq!(hash(Kind::Reply, nineteen), None);
        assert_eq!(hash(Kind::Reply, &nineteen.replace('您', "您 　\n")), None);
        assert!(hash(Kind::Reply, &format!("{nineteen}谢")).is_some());
        assert_eq!(hash(Kind::Notice, &format!("{nineteen}谢")), None);
        assert_eq!(hash(Kind::Reply, ""), None);
    }
}
