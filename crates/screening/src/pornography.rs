//! Lines of pornographic phrases, as they are put before a stolen text.
//!
//! No single word decides: 无码 is also said of goods without a code, 一区二区 of plans for two districts. A line that heaps
//! such words up does.

use std::ops::Range;

use crate::finding::{Finding, Rule};
use crate::passage::Passage;
use crate::words::{Class, Word};

/// How close together words make one line, in bytes of the folded text: 80 characters.
const LINE_BYTES: usize = 240;

/// What a class of words weighs.
const fn weight(class: Class) -> usize {
    match class {
        Class::Pornographic => 4,
        Class::Suggestive => 2,
        Class::Viewing => 1,
        _ => 0,
    }
}

/// How far around a line words of enforcement count, in bytes of the folded text: 100 characters.
const CONTEXT_BYTES: usize = 300;

/// The weight from which on a line is pornographic: one plain phrase and another hint, or three hints.
const WEIGHT_MIN: usize = 6;

/// The same for a paragraph that is nothing but phrases: sentences are what official text is made of.
const WEIGHT_OF_PHRASES_MIN: usize = 4;

/// The longest paragraph of nothing but phrases, in bytes: nine phrases, as hijacked pages have them, and as many again.
const PHRASES_BYTES_MAX: usize = 600;

pub(crate) fn find(passage: &Passage<'_>) -> Vec<Finding> {
    let words: Vec<Word> = passage.words.iter().copied().filter(|word| weight(word.class) > 0).collect();
    let mut findings = Vec::new();
    let mut rest = words.as_slice();
    while let Some(first) = rest.first() {
        let length = rest.partition_point(|word| word.end <= first.start + LINE_BYTES);
        let (line, after) = rest.split_at(length.max(1));
        if let Some(range) = pornographic(passage, line) {
            let told_only = has_enforcement(passage, &range);
            let span = passage.folded.original(range);
            let why = format!("{} phrases of pornographic sites in one line", line.len());
            findings.push(passage.finding(Rule::PornographicText, span, !told_only, why));
            rest = after;
        } else {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    findings
}

/// The bytes of the line, if it is one.
fn pornographic(passage: &Passage<'_>, line: &[Word]) -> Option<Range<usize>> {
    let mut seen: Vec<&str> = Vec::new();
    let (mut total, mut hints, mut plain) = (0, 0, 0);
    for word in line {
        let text = passage.folded.text().get(word.start..word.end)?;
        if !seen.contains(&text) {
            seen.push(text);
            total += weight(word.class);
            hints += usize::from(word.class == Class::Suggestive);
            plain += usize::from(word.class == Class::Pornographic);
        }
    }
    let range = line.first()?.start..line.last()?.end;
    let is_enough = plain > 0 || hints > 1;
    let is_heavy =
        total >= WEIGHT_MIN || total >= WEIGHT_OF_PHRASES_MIN && is_phrases(passage, paragraph(passage, &range));
    (is_enough && is_heavy).then_some(range)
}

/// The paragraph around a range of the folded text, in bytes of the text as published; no further on each side than a
/// paragraph of nothing but phrases is long.
fn paragraph(passage: &Passage<'_>, range: &Range<usize>) -> Range<usize> {
    let span = passage.folded.original(range.clone());
    let (before, after) = passage.text.as_bytes().split_at_checked(span.end).unwrap_or_default();
    let before = before.get(..span.start).unwrap_or_default().iter().rev();
    let is_end = |byte: &u8| *byte == b'\n';
    let start = span.start - before.take(PHRASES_BYTES_MAX).take_while(|byte| !is_end(byte)).count();
    let end = span.end + after.iter().take(PHRASES_BYTES_MAX).take_while(|byte| !is_end(byte)).count();
    start..end
}

/// Whether a paragraph is phrases joined by commas, blanks or bars, and no sentence.
fn is_phrases(passage: &Passage<'_>, paragraph: Range<usize>) -> bool {
    if paragraph.len() > PHRASES_BYTES_MAX {
        return false;
    }
    let Some(paragraph) = passage.text.get(paragraph) else { return false };
    let joints = paragraph.trim().matches([',', '，', '、', '_', '|', '-', ' ']).count();
    joints > 1 && !paragraph.contains(['。', '；', '：', '《', '“', '（', '？', '！'])
}

/// Whether those who fight pornography say it: their words stand around it in the same paragraph. A line put before a
/// text is a paragraph of its own.
fn has_enforcement(passage: &Passage<'_>, range: &Range<usize>) -> bool {
    let paragraph = paragraph(passage, range);
    let is_near = |word: &&Word| {
        word.class == Class::Enforcement
            && word.end + CONTEXT_BYTES > range.start
            && word.start < range.end + CONTEXT_BYTES
    };
    let is_in_paragraph = |word: &Word| {
        let place = passage.folded.original(word.start..word.end);
        place.start >= paragraph.start && place.end <= paragraph.end
    };
    passage.words.iter().filter(is_near).any(is_in_paragraph)
}

#[cfg(test)]
mod tests {
    use crate::{Finding, Rule, screen_text};

    #[track_caller]
    fn assert_clean(text: &str) {
        assert_eq!(screen_text(text), [], "{text}");
    }

    fn grave(text: &str) -> Vec<Finding> {
        screen_text(text).into_iter().filter(|one| one.rule == Rule::PornographicText && one.grave).collect()
    }

    #[test]
    fn a_line_of_phrases_before_a_text_is_grave() {
        let findings =
            grave("日韩无码一区二区三区,国产精品久久久不卡,人妻少妇在线视频\n关于印发实施方案的通知\n各有关单位：");
        assert_eq!(findings.len(), 1);
        assert!(findings[0].matched.ends_with("在线视频"), "{findings:?}");
        assert_eq!(grave("久久精品无码,成人免费在线观看,亚洲AV").len(), 1);
    }

    #[test]
    fn a_line_before_a_text_about_crime_is_grave_all_the_same() {
        assert_eq!(grave("国产自拍,亚洲AV,无码专区\n关于打击传播淫秽物品犯罪的通告").len(), 1);
    }

    #[test]
    fn districts_codes_and_adult_education_are_no_pornography() {
        assert_clean("审议花都湖A片区控制性详细规划，一区二区三区分期实施，高清地图在网站在线播放。");
        assert_clean("无码药品不得销售，有码产品扫码入库。");
        assert_clean("成人教育学院招收成人高等教育学生，提供在线视频课程和国产精品教材。");
        assert_clean("坚持久久为功，充满激情干事创业。");
        assert_clean("为无码人员、老年人提供便利，视频监控高清。");
    }

    #[test]
    fn those_who_fight_pornography_are_not_held_back() {
        assert_clean("开展扫黄打非行动，查处传播淫秽色情视频、偷拍他人隐私等违法行为。");
        assert_clean("严厉打击卖淫嫖娼、制作贩卖传播淫秽物品、利用网络传播色情信息的犯罪。");
        let told = screen_text("被告人贩卖成人视频、黄色视频，经鉴定均属淫秽物品，另有偷拍内容和自拍图片。");
        assert!(!told.iter().any(Finding::is_grave), "{told:?}");
        let told = screen_text("被告人上传“国产自拍”“亚洲AV”“无码专区”等视频牟利，经鉴定为淫秽物品。");
        assert!(!told.is_empty() && !told.iter().any(Finding::is_grave), "{told:?}");
    }
}
