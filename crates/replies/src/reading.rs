//! The reading of one reply.

use std::ops::Range;

use gongkai_document::Decision;
use serde::{Deserialize, Serialize};

use crate::articles;
use crate::decide;
use crate::flat::Flat;
use crate::provision::Provision;
use crate::roles;
use crate::sentences::sentences;

/// What a reply was read to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What was decided: one for each request that the reply answers apart, none where no formula was found.
    pub outcomes: Vec<Outcome>,
    /// Every provision cited, in the order of the text.
    pub citations: Vec<Citation>,
}

/// One decision of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The row of the statutory table.
    pub decision: Decision,
    /// How sure it is, in percent.
    pub confidence: u8,
    /// The bytes of the text that say it.
    pub span: Range<usize>,
}

/// One provision where a reply cites it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The provision.
    pub provision: Provision,
    /// What it is to the reply.
    pub role: Role,
    /// The bytes of the text that cite it, without the law's name.
    pub span: Range<usize>,
}

/// What a cited provision is to a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The reply rests on it.
    Basis,
    /// The applicant cites it, or asks for something that it describes.
    Applicant,
    /// It says where to complain about the reply.
    Remedy,
    /// It is named in passing: a step on the way, a provision that does not hold, another law's own procedure.
    Mention,
}

impl Reading {
    /// The decision on the whole letter: that of all its parts, and where some was given and some was not, a partial one
    /// (部分公开). `None` without any outcome.
    pub fn decision(&self) -> Option<Outcome> {
        let first = self.outcomes.first()?;
        if self.outcomes.iter().all(|outcome| outcome.decision == first.decision) {
            return self.outcomes.iter().max_by_key(|outcome| outcome.confidence).cloned();
        }
        let last = self.outcomes.last()?;
        let least = self.outcomes.iter().map(|outcome| outcome.confidence).min().unwrap_or(0);
        let gives = |outcome: &Outcome| matches!(outcome.decision, Decision::Granted | Decision::Partial);
        let decision = if self.outcomes.iter().any(gives) { Decision::Partial } else { first.decision };
        // Several refusals in one letter are one row of the table all the same; which, a person says.
        let confidence = if decision == Decision::Partial { least } else { least.min(50) };
        Some(Outcome { decision, confidence, span: first.span.start..last.span.end })
    }

    /// The provisions that the reply rests on, each once.
    pub fn basis(&self) -> impl Iterator<Item = &Citation> {
        let is_first = |index: usize, citation: &Citation| {
            let mut before = self.citations.iter().take(index);
            !before.any(|other| other.role == Role::Basis && other.provision == citation.provision)
        };
        let basis = self.citations.iter().enumerate().filter(|(_, citation)| citation.role == Role::Basis);
        basis.filter(move |(index, citation)| is_first(*index, citation)).map(|(_, citation)| citation)
    }
}

/// Reads a reply's text.
pub fn read_reply(text: &str) -> Reading {
    let flat = Flat::new(text);
    let sentences = sentences(&flat);
    let mut citations = Vec::new();
    for cited in articles::cited(&flat) {
        let place = sentences.partition_point(|sentence| sentence.range.end <= cited.range.start);
        let Some(sentence) = sentences.get(place) else { continue };
        citations.push((sentence.part, roles::role(&flat, sentence, &cited), cited));
    }
    let mut outcomes = decide::outcomes(&flat, &sentences, &citations);
    for outcome in &mut outcomes {
        outcome.span = flat.original(&outcome.span);
    }
    let citations = citations
        .into_iter()
        .map(|(_, role, cited)| Citation { provision: cited.provision, role, span: flat.original(&cited.range) })
        .collect();
    Reading { outcomes, citations }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_typed_places_lie_in_the_text(text in "[您本机关根据第三十六条（一）、，。；：“”《》条例不予公开如下\n现答复项款a1 ]{0,80}") {
            let reading = read_reply(&text);
            let spans = reading.outcomes.iter().map(|outcome| &outcome.span);
            for span in spans.chain(reading.citations.iter().map(|citation| &citation.span)) {
                prop_assert!(text.get(span.clone()).is_some(), "{:?} of {:?}", span, text);
            }
        }
    }

    #[test]
    fn a_long_text_is_read_in_the_time_of_its_length() {
        for piece in ["《", "“", "第三十六条第（", "第一条、", "您认为根据第十条，", "现答复如下：一、"]
        {
            let reading = read_reply(&piece.repeat(60_000 / piece.len()));
            assert!(reading.outcomes.is_empty(), "{piece}");
        }
    }

    #[test]
    fn a_letter_that_gives_some_and_refuses_some_is_a_partial_one() {
        let text = "现答复如下：一、方案予以公开，现提供给您。二、经检索，会议纪要未制作，该信息不存在。";
        let reading = read_reply(text);
        let decisions: Vec<Decision> = reading.outcomes.iter().map(|outcome| outcome.decision).collect();
        assert_eq!(decisions, [Decision::Granted, Decision::UnavailableNotHeld]);
        assert_eq!(reading.decision().unwrap().decision, Decision::Partial);
    }

    #[test]
    fn a_letter_without_a_formula_has_no_decision() {
        assert_eq!(read_reply("感谢您对我们工作的支持。祝您生活愉快！"), Reading::default());
    }
}
