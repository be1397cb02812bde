//! From formulas and cited articles to decisions.

use std::ops::Range;

use gongkai_document::Decision;

use crate::articles::Cited;
use crate::flat::{Flat, last_clause, tail};
use crate::formulas::{FORMULAS, Formula, suggested};
use crate::reading::{Outcome, Role};
use crate::sentences::{Sentence, Zone};

/// How many bytes `…` in a phrase may stand for: a name of an office, a title.
const GAP_BYTES_MAX: usize = 90;
/// How far before a phrase a negation works, in bytes.
const NEGATION_BYTES: usize = 36;
const NEGATIONS: &[&str] = &["不属于", "不涉及", "并非", "不构成", "未涉及", "不是", "不含"];
/// What makes 予以公开 the opposite or a mere rule when it stands right before.
const TURNS: &[&str] = &["不", "未", "不能", "无法", "影响的,", "同意公开的,", "应当", "可以不", "是否", "尚未"];
/// A request that is repeated in the answer is left out from this length on: shorter words stand everywhere.
const ASKED_CHARS_MIN: usize = 4;
/// Two decisions within so many points are hard to tell apart.
const CLOSE_POINTS: u32 = 2;

/// A decision with what speaks for it.
#[derive(Debug)]
struct Candidate {
    decision: Decision,
    phrase_points: u32,
    article_points: u32,
    span: Range<usize>,
}

impl Candidate {
    fn points(&self) -> u32 {
        self.phrase_points + self.article_points
    }
}

/// The decisions of a reply, with spans of the flat text.
pub(crate) fn outcomes(flat: &Flat, sentences: &[Sentence], citations: &[(usize, Role, Cited)]) -> Vec<Outcome> {
    let masked = mask(flat, sentences);
    let answer = || sentences.iter().filter(|sentence| sentence.zone == Zone::Answer);
    let parts = answer().map(|sentence| sentence.part).max().unwrap_or(0);
    let of_part = |part: usize| -> Option<Outcome> {
        let ranges: Vec<Range<usize>> =
            answer().filter(|sentence| sentence.part == part).map(|sentence| sentence.range.clone()).collect();
        let cited = citations.iter().filter(|(of, role, _)| *of == part && *role == Role::Basis);
        outcome(&masked, &ranges, cited.map(|(_, _, cited)| cited))
    };
    if parts > 1 {
        let outcomes: Vec<Outcome> = (1..=parts).filter_map(of_part).collect();
        if !outcomes.is_empty() {
            return outcomes;
        }
    }
    let ranges: Vec<Range<usize>> = answer().map(|sentence| sentence.range.clone()).collect();
    let cited = citations.iter().filter(|(_, role, _)| *role == Role::Basis);
    outcome(&masked, &ranges, cited.map(|(_, _, cited)| cited)).into_iter().collect()
}

/// The text with the same places, without what others say in it: long quotations, and what was asked where it is repeated.
fn mask(flat: &Flat, sentences: &[Sentence]) -> String {
    let mut masked = flat.text.clone();
    for range in flat.quotations.iter().cloned().chain(asked_again(flat, sentences)) {
        let blank: String =
            flat.get(range.clone()).chars().map(|c| if c.len_utf8() == 3 { '□' } else { '_' }).collect();
        if blank.len() == range.len() {
            masked.replace_range(range, &blank);
        }
    }
    masked
}

/// Where the answer repeats what was asked, word by word.
fn asked_again(flat: &Flat, sentences: &[Sentence]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for sentence in sentences.iter().filter(|sentence| sentence.zone == Zone::Asked).take(20) {
        let text = flat.get(sentence.range.clone());
        for cue in ["申请获取", "申请公开", "要求公开", "要求获取", "信息内容为:", "请公开", "你提出的", "您提出的"]
        {
            let Some(at) = text.find(cue).map(|at| at + cue.len()) else { continue };
            let asked = text.get(at..).unwrap_or_default().trim_start_matches(['"', ':', '的']);
            let end = asked.find(['。', '"', ';', ',']).unwrap_or(asked.len());
            let asked = asked.get(..end).unwrap_or_default().trim_end_matches("的公开申请");
            if asked.chars().count() >= ASKED_CHARS_MIN {
                ranges.extend(flat.text.match_indices(asked).map(|(at, found)| at..at + found.len()));
            }
        }
    }
    ranges
}

/// The decision of one part, from the phrases in its sentences and the articles it rests on.
fn outcome<'a>(text: &str, sentences: &[Range<usize>], basis: impl Iterator<Item = &'a Cited>) -> Option<Outcome> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for formula in FORMULAS {
        let Some(span) = found(text, sentences, formula) else { continue };
        if candidates.iter().all(|candidate| candidate.decision != formula.decision) {
            let phrase_points = formula.weight;
            candidates.push(Candidate { decision: formula.decision, phrase_points, article_points: 0, span });
        }
    }
    add_partial(&mut candidates);
    let mut has_articles = false;
    for cited in basis.filter(|cited| cited.provision.law.is_regulation()) {
        let provision = &cited.provision;
        for (decision, points) in suggested(provision.article, provision.paragraph, provision.item) {
            has_articles = true;
            match candidates.iter_mut().find(|candidate| candidate.decision == *decision) {
                Some(candidate) => candidate.article_points = candidate.article_points.max(*points),
                None => candidates.push(Candidate {
                    decision: *decision,
                    phrase_points: 0,
                    article_points: *points,
                    span: cited.range.clone(),
                }),
            }
        }
    }
    // Of equals the first in the order of the formulas.
    let best = candidates.iter().rev().max_by_key(|candidate| candidate.points())?;
    let others = candidates.iter().filter(|candidate| candidate.decision != best.decision);
    let is_close = others.map(Candidate::points).max().is_some_and(|next| next + CLOSE_POINTS > best.points());
    let confidence = confidence(best, has_articles, is_close);
    Some(Outcome { decision: best.decision, confidence, span: best.span.clone() })
}

/// Where a text both gives and refuses for a reason of its own, it gives a part.
fn add_partial(candidates: &mut Vec<Candidate>) {
    let find = |decision: Decision| candidates.iter().find(|candidate| candidate.decision == decision);
    let (gives, refuses) =
        (find(Decision::Granted), candidates.iter().find(|candidate| is_refusal(candidate.decision)));
    if let (Some(gives), Some(refuses), None) = (gives, refuses, find(Decision::Partial)) {
        let span = gives.span.start.min(refuses.span.start)..gives.span.end.max(refuses.span.end);
        candidates.push(Candidate { decision: Decision::Partial, phrase_points: 8, article_points: 0, span });
    }
}

/// Whether it is a reason of the information itself. A matter of inquiry is no such reason: there, 查询 sends on.
fn is_refusal(decision: Decision) -> bool {
    matches!(
        decision,
        Decision::DeniedSecret
            | Decision::DeniedForbidden
            | Decision::DeniedSecurity
            | Decision::DeniedThirdParty
            | Decision::DeniedInternal
            | Decision::DeniedProcess
            | Decision::DeniedEnforcement
    )
}

/// How sure a decision is, in percent; what these figures are worth is measured by the test of the cases.
fn confidence(best: &Candidate, has_articles: bool, is_close: bool) -> u8 {
    let sure = match (best.phrase_points > 0, best.article_points > 0) {
        (true, true) => 97,
        (true, false) if !has_articles => 85,
        (true, false) => 65,
        (false, _) => 55,
    };
    if is_close { sure - 20 } else { sure }
}

/// Where a formula stands in these sentences: the sentence of its first group's phrase, from the first phrase to the last.
fn found(text: &str, sentences: &[Range<usize>], formula: &Formula) -> Option<Range<usize>> {
    let mut span: Option<Range<usize>> = None;
    for group in formula.groups {
        let mut hits = sentences.iter().filter_map(|sentence| first_hit(text, sentence, group));
        let hit = hits.next()?;
        span = Some(match span {
            Some(span) if hit.start.abs_diff(span.start) < GAP_BYTES_MAX * 3 => {
                span.start.min(hit.start)..span.end.max(hit.end)
            }
            Some(span) => span,
            None => hit,
        });
    }
    span
}

/// The first phrase of a group in a sentence that is neither negated nor a mere rule.
fn first_hit(text: &str, sentence: &Range<usize>, group: &[&str]) -> Option<Range<usize>> {
    let within = text.get(sentence.clone())?;
    let hits = group.iter().filter_map(|phrase| hit(within, phrase));
    let hit = hits.min_by_key(|range| range.start)?;
    Some(sentence.start + hit.start..sentence.start + hit.end)
}

fn hit(text: &str, phrase: &str) -> Option<Range<usize>> {
    let (head, rest) = phrase.split_once('…').map_or((phrase, None), |(head, rest)| (head, Some(rest)));
    for (at, _) in text.match_indices(head) {
        let mut end = at + head.len();
        if let Some(rest) = rest {
            let window = text.get(end..).unwrap_or_default();
            let window = window.split(['。', ';']).next().unwrap_or_default();
            let Some(gap) = window.find(rest).filter(|gap| *gap <= GAP_BYTES_MAX) else { continue };
            end += gap + rest.len();
        }
        // 不属于政府信息公开申请 is not about what government information is.
        if !(is_turned(text, at, head)
            || rest.is_some() && text.get(end..).is_some_and(|next| next.starts_with("公开申请")))
        {
            return Some(at..end);
        }
    }
    None
}

/// Whether a phrase itself says no: what stands before it then does not turn it round.
fn is_negative(phrase: &str) -> bool {
    phrase.starts_with(['不', '未', '没', '非', '并', '无'])
}

/// Whether what stands before a phrase makes it say the opposite.
fn is_turned(text: &str, at: usize, phrase: &str) -> bool {
    let before = tail(text.get(..at).unwrap_or_default(), NEGATION_BYTES);
    if TURNS.iter().any(|turn| before.ends_with(turn)) && !is_negative(phrase) {
        return true;
    }
    let clause = last_clause(before);
    let negation = NEGATIONS.iter().any(|negation| clause.contains(negation));
    negation && !is_negative(phrase)
}

#[cfg(test)]
mod tests {
    use gongkai_document::Decision;

    use crate::read_reply;

    #[track_caller]
    fn check(text: &str, expected: Option<(Decision, &str)>) {
        let outcome = read_reply(text).decision();
        let found = outcome.map(|outcome| (outcome.decision, text.get(outcome.span).unwrap()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_negated_reason_is_none() {
        check("该信息不涉及商业秘密，亦不属于国家秘密，本机关予以公开。", Some((Decision::Granted, "予以公开")));
        check(
            "该信息涉及商业秘密，第三方不同意公开，本机关不予公开。",
            Some((Decision::DeniedThirdParty, "商业秘密，第三方不同意公开")),
        );
    }

    #[test]
    fn a_rule_that_is_quoted_decides_nothing() {
        check("现答复如下：《条例》第三十六条规定：“经检索没有所申请公开信息的，告知申请人该政府信息不存在。”", None);
    }

    #[test]
    fn what_was_asked_is_not_what_was_decided() {
        check(
            "您申请公开重复申请处理情况、国家秘密不予公开目录。现答复如下：重复申请处理情况、国家秘密不予公开目录属于可以公开的信息，现予提供。",
            Some((Decision::Granted, "现予提供")),
        );
    }
}
