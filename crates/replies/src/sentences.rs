//! A reply's sentences: which tell what was asked, which answer, and which say where to complain.

use std::ops::Range;

use crate::cursor::Cursor;
use crate::flat::Flat;

/// Where the answer begins.
const ANSWER_BEGINS: &[&str] = &[
    "答复如下",
    "告知如下",
    "回复如下",
    "函复如下",
    "答复意见如下",
    "决定如下",
    "处理如下",
    "如下答复",
    "如下处理",
    "如下决定",
    "答复内容如下",
    "现答复",
    "现告知",
];

/// Words of a letter's first sentence, which says that a request came in.
const CAME_IN: &[&str] = &["收悉", "收到", "受理", "已收", "提交的", "来件"];

/// Words that call a reply wrong, and what can then be done: together they make an instruction on remedies.
const DISAGREES: &[&str] = &["不服", "异议", "侵犯", "不满意", "侵害"];
const COMPLAINS: &[&str] = &["复议", "诉讼", "起诉", "投诉", "举报"];

/// A line without a full stop that is shorter than this is a heading, an addressee or a signature: no page is so narrow.
const HEADING_CHARS: usize = 20;

/// What a sentence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// It tells what was asked, and what happened until the answer.
    Asked,
    /// It answers.
    Answer,
    /// It says where to complain about the answer.
    Remedy,
}

/// A sentence, or the half of one before a semicolon.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    pub(crate) range: Range<usize>,
    pub(crate) zone: Zone,
    /// Which of several requests it answers, from 1; 0 for all of them or the only one.
    pub(crate) part: usize,
}

/// The sentences of a reply, in order.
pub(crate) fn sentences(flat: &Flat) -> Vec<Sentence> {
    let answer_at = ANSWER_BEGINS.iter().filter_map(|mark| find_unquoted(flat, mark)).min();
    let mut sentences = Vec::new();
    let mut part = Parts::default();
    let mut after_remedy = false;
    for range in cut(flat, answer_at) {
        let text = flat.get(range.clone());
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let is_remedy = has(COMPLAINS) && (has(DISAGREES) || after_remedy);
        let zone = match answer_at {
            Some(answer_at) if range.start < answer_at => Zone::Asked,
            _ if is_remedy => Zone::Remedy,
            // Without such words the first sentence of a letter says what came in.
            None if text.contains("申请") && has(CAME_IN) && !text.contains("予") => Zone::Asked,
            _ => Zone::Answer,
        };
        after_remedy = zone == Zone::Remedy;
        let part = if zone == Zone::Answer { part.of(flat, &range) } else { 0 };
        sentences.push(Sentence { range, zone, part });
    }
    sentences
}

/// Whether the answer begins in these words.
pub(crate) fn begins_answer(text: &str) -> bool {
    ANSWER_BEGINS.iter().any(|mark| text.contains(mark))
}

/// The end of the first `mark` outside quotations.
fn find_unquoted(flat: &Flat, mark: &str) -> Option<usize> {
    let found = flat.text.match_indices(mark).find(|(at, _)| flat.quotation_at(*at).is_none())?;
    let mut cursor = Cursor::new(&flat.text, found.0 + mark.len());
    cursor.take(&["如下"]);
    Some(cursor.at)
}

/// Cuts at full stops and semicolons outside quotations, at headings' ends, before numbered lines, and where the answer begins.
fn cut(flat: &Flat, answer_at: Option<usize>) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = Vec::new();
    for (at, mark) in flat.text.match_indices(['。', ';', '!', '?']) {
        if flat.quotation_at(at).is_none() {
            ends.push(at + mark.len());
        }
    }
    let mut line_from = 0;
    for start in &flat.line_starts {
        let line = flat.get(line_from..*start);
        let is_heading = line.chars().count() < HEADING_CHARS && !line.contains([',', '、']);
        let unquoted = flat.quotation_at(*start).is_none();
        if unquoted && (line.ends_with(':') || is_heading || enumerator(&flat.text, *start).is_some()) {
            ends.push(*start);
        }
        line_from = *start;
    }
    if let Some(answer_at) = answer_at {
        let mut cursor = Cursor::new(&flat.text, answer_at);
        while cursor.take(&[":", ",", "。"]).is_some() {}
        ends.push(cursor.at);
    }
    ends.push(flat.text.len());
    ends.sort_unstable();
    ends.dedup();
    let mut from = 0;
    let mut ranges = Vec::new();
    for end in ends {
        if end > from {
            ranges.push(from..end);
        }
        from = end;
    }
    ranges
}

/// How the parts of an answer are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// 一、
    Chinese,
    /// （一）
    Bracketed,
    /// 1. and 1、
    Digits,
    /// 关于第一项, 关于您申请的第1项
    Named,
}

/// The numbering of what stands at a place, when it is numbered.
fn enumerator(text: &str, at: usize) -> Option<(Style, u32)> {
    let mut cursor = Cursor::new(text, at);
    if cursor.take(&["〔"]).is_some() {
        let number = cursor.number()?;
        cursor.take(&["〕"])?;
        // The end of a line may cut 第三十六条第（五）项.
        return (!cursor.rest().starts_with(['项', '款', '条'])).then_some((Style::Bracketed, number));
    }
    if cursor.take(&["关于", "对于", "针对"]).is_some() {
        cursor.take(&["您", "你", "贵公司", "申请人"]);
        cursor.take(&["申请的", "申请公开的", "提出的", "所提"]);
    }
    if cursor.take(&["第"]).is_some() {
        let number = cursor.number()?;
        cursor.take(&["项", "点", "个", "份"])?;
        return Some((Style::Named, number));
    }
    let is_digits = cursor.rest().starts_with(|c: char| c.is_ascii_digit());
    let number = cursor.number()?;
    cursor.take(if is_digits { &[".", "、"] } else { &["、"] })?;
    // 1.5万元
    let goes_on = cursor.rest().starts_with(|c: char| c.is_ascii_digit());
    let style = if is_digits { Style::Digits } else { Style::Chinese };
    (!goes_on).then_some((style, number))
}

/// Counts the parts of an answer by the numbering that comes first.
#[derive(Debug, Default)]
struct Parts {
    style: Option<Style>,
    part: usize,
}

impl Parts {
    fn of(&mut self, flat: &Flat, range: &Range<usize>) -> usize {
        if let Some((style, number)) = enumerator(&flat.text, range.start) {
            let begins = self.style.is_none() && number == 1;
            if begins || self.style == Some(style) && number as usize == self.part + 1 {
                self.style = Some(style);
                self.part += 1;
            }
        }
        self.part
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let flat = Flat::new(text);
        let lines: Vec<String> = sentences(&flat)
            .into_iter()
            .map(|sentence| format!("{:?} {} {}", sentence.zone, sentence.part, flat.get(sentence.range)))
            .collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn a_letter_tells_what_was_asked_answers_each_request_and_says_where_to_complain() {
        check(
            "王某：\n您申请公开补偿方案和会议纪要。现答复如下：\n一、补偿方案予以公开；\n二、会议纪要不予公开。理由是\n（一）未定稿。\n如不服本答复，可以申请行政复议；或者依法提起行政诉讼。\n某某局",
            &expect![[r#"
                Asked 0 王某:
                Asked 0 您申请公开补偿方案和会议纪要。
                Asked 0 现答复如下:
                Answer 1 一、补偿方案予以公开;
                Answer 2 二、会议纪要不予公开。
                Answer 2 理由是
                Answer 2 〔一〕未定稿。
                Remedy 0 如不服本答复,可以申请行政复议;
                Remedy 0 或者依法提起行政诉讼。
                Answer 2 某某局"#]],
        );
    }

    #[test]
    fn a_line_that_begins_with_the_item_of_an_article_numbers_nothing() {
        check(
            "根据《中华人民共和国政府信息公开条例》第三十六条第\n（五）项规定，特此告知",
            &expect![[r#"Answer 0 根据《中华人民共和国政府信息公开条例》第三十六条第〔五〕项规定,特此告知"#]],
        );
    }
}
