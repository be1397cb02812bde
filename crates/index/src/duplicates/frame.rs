//! What stands around a text and is not what it says: its title once more, where it was taken from, who is greeted and
//! thanked, the day it was signed.
//!
//! Measured on judged and unjudged sets, copies differ here and nowhere else, and what differs anywhere else by however few
//! characters is another document: another company in the same notice, the fourth meeting in the words of the third.
//! So only what is known to say nothing is taken off, and the rest must be the same to the letter.

mod words;

use std::sync::LazyLock;

use gongkai_analysis::{canonical_document_number, fold_each, numeral_value};
use gongkai_document::Date;

use self::words::{
    ABOUT_PAGE, AGENCIES, BYLINES, CLAUSE_ENDS, COURTESY, FOLLOW_US, FOOT_LINES, FORMULAS, GREETING, GREETING_SIGNS,
    SIGNED_BY,
};
use crate::snippet::head;

/// A line longer than this says something, in bytes: some sixty Chinese characters.
const LINE_BYTES_MAX: usize = 180;
/// How many lines a title or a block of sources takes at most at either end.
const LINES_MAX: usize = 8;
/// A clause longer than this is no greeting and no thanks, in bytes: some thirty Chinese characters.
const CLAUSE_BYTES_MAX: usize = 90;
/// How far into a text a news agency's dateline reaches, in bytes.
const DATELINE_BYTES_MAX: usize = 90;

/// A text without what stands around it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Framed<'a> {
    /// What it says.
    pub(super) core: &'a str,
    /// Whether it greets somebody, as letters do.
    pub(super) is_letter: bool,
    /// The day it is signed with.
    pub(super) signed_on: Option<Date>,
    /// The document number above it, in canonical form.
    pub(super) number: Option<String>,
}

/// Takes off `body` what stands around its text. `is_letter` says that it answers somebody, if that is known.
pub(super) fn unframed<'a>(body: &'a str, title: &str, is_letter: bool) -> Framed<'a> {
    let mut framed = Framed { core: body.trim(), is_letter, ..Framed::default() };
    framed.take_head_lines(&letters(title));
    framed.take_dateline();
    framed.take_greetings();
    framed.take_foot();
    framed
}

impl Framed<'_> {
    fn take_head_lines(&mut self, title: &str) {
        for _ in 0..LINES_MAX {
            if let Some(rest) = without_title(self.core, title) {
                self.core = rest;
                continue;
            }
            let (line, rest) = self.core.split_once('\n').unwrap_or((self.core, ""));
            if line.len() > LINE_BYTES_MAX || rest.is_empty() {
                return;
            }
            if let Some(number) = canonical_document_number(line.trim()) {
                self.number.get_or_insert(number);
            } else if !is_about_page(line) {
                return;
            }
            self.core = rest.trim_start();
        }
    }

    /// 新华社北京10月27日电（记者……）
    fn take_dateline(&mut self) {
        if !AGENCIES.iter().any(|agency| self.core.starts_with(agency)) {
            return;
        }
        let line = head(self.core, DATELINE_BYTES_MAX);
        let Some(at) = line.find(['电', '讯']) else { return };
        let behind = self.core.get(at..).map(|rest| rest.trim_start_matches(['电', '讯']).trim_start());
        let Some(rest) = behind.filter(|_| !line.get(..at).is_some_and(|before| before.contains(['。', '，'])))
        else {
            return;
        };
        self.core = match rest.strip_prefix(['（', '(']).and_then(|inner| inner.split_once(['）', ')'])) {
            Some((inner, rest)) if is_byline(inner) => rest.trim_start(),
            _ => rest,
        };
    }

    fn take_greetings(&mut self) {
        while let Some((clause, rest)) = first_clause(self.core) {
            let letters = letters(clause);
            let is_greeting = is_greeting(&letters);
            let says_nothing = letters.is_empty() || is_greeting || (self.is_letter && is_courtesy(&letters));
            if !says_nothing {
                return;
            }
            self.is_letter |= is_greeting;
            self.core = rest;
        }
    }

    fn take_foot(&mut self) {
        for _ in 0..LINES_MAX {
            self.core = self.core.trim_end();
            if let Some((date, rest)) = signed_date(self.core).filter(|_| self.signed_on.is_none()) {
                self.signed_on = Some(date);
                self.core = rest;
                continue;
            }
            let (rest, line) = self.core.rsplit_once('\n').unwrap_or(("", self.core));
            if line.len() <= LINE_BYTES_MAX && is_foot(line) {
                self.core = rest;
                continue;
            }
            if let Some(rest) = without_byline(self.core) {
                self.core = rest;
                continue;
            }
            match last_clause(self.core) {
                Some((rest, clause)) if self.is_letter && is_courtesy(&letters(clause)) => self.core = rest,
                _ => return,
            }
        }
    }
}

/// The letters and digits of a text, folded.
pub(super) fn letters(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    fold_each(text, |c| letters.extend(Some(c).filter(|c| c.is_alphanumeric())));
    letters
}

/// The text behind its own title, which may take some lines.
fn without_title<'a>(text: &'a str, title: &str) -> Option<&'a str> {
    let (mut left, mut rest) = (title, text);
    for _ in 0..LINES_MAX {
        let (line, behind) = rest.split_once('\n')?;
        left = left.strip_prefix(letters(head(line, LINE_BYTES_MAX)).as_str())?;
        rest = behind.trim_start();
        if left.is_empty() {
            return Some(rest).filter(|rest| !title.is_empty() && !rest.is_empty());
        }
    }
    None
}

fn is_about_page(line: &str) -> bool {
    let line = line.trim();
    let has_colon = |rest: &str| rest.trim_start().starts_with(['：', ':']);
    line.is_empty() || ABOUT_PAGE.iter().any(|name| line.strip_prefix(name).is_some_and(has_colon))
}

fn is_foot(line: &str) -> bool {
    let letters = letters(line);
    let follows = FOLLOW_US.iter().any(|start| letters.starts_with(start));
    letters.is_empty() || follows || FOOT_LINES.contains(&letters.as_str()) || is_about_page(line)
}

fn is_byline(inner: &str) -> bool {
    inner.len() <= CLAUSE_BYTES_MAX && BYLINES.iter().any(|start| inner.trim_start().starts_with(start))
}

/// The text before a remark in brackets about who wrote it.
fn without_byline(text: &str) -> Option<&str> {
    let (before, inner) = text.strip_suffix(['）', ')'])?.rsplit_once(['（', '('])?;
    is_byline(inner).then_some(before)
}

/// The first clause and what follows it.
fn first_clause(text: &str) -> Option<(&str, &str)> {
    let at = head(text, CLAUSE_BYTES_MAX).find(CLAUSE_ENDS)?;
    let (clause, rest) = text.split_at_checked(at)?;
    Some((clause, rest.trim_start_matches(|c: char| CLAUSE_ENDS.contains(&c) || c.is_whitespace())))
}

/// What comes before the last clause, and that clause.
fn last_clause(text: &str) -> Option<(&str, &str)> {
    let bare = text.trim_end_matches(|c: char| CLAUSE_ENDS.contains(&c) || c.is_whitespace());
    let at = bare.rfind(CLAUSE_ENDS)?;
    let (rest, clause) = bare.split_at_checked(at)?;
    (clause.len() <= CLAUSE_BYTES_MAX).then_some((rest, clause))
}

/// Whether `letters` greet somebody: 尊敬的网友, 张先生您好, UU008140您好.
fn is_greeting(letters: &str) -> bool {
    let mut rest = letters;
    if let Some(behind) = rest.strip_prefix("尊敬的") {
        // Whoever is named in two or three characters.
        let titles = ["先生", "女士", "同志", "网友"];
        let name = titles.iter().find_map(|title| behind.split_once(title));
        if let Some((_, behind)) = name.filter(|(name, _)| name.chars().count() <= 3) {
            rest = behind;
        }
    }
    while !rest.is_empty() {
        let is_number = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit());
        if let Some(number) = rest.strip_prefix("uu").filter(is_number) {
            rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
        } else if let Some(behind) = GREETING.iter().find_map(|word| rest.strip_prefix(word)) {
            rest = behind;
        } else {
            return false;
        }
    }
    // 群众 alone may be the head of a list.
    GREETING_SIGNS.iter().any(|sign| letters.contains(sign))
}

/// Whether `letters` are nothing but courtesy.
fn is_courtesy(letters: &str) -> bool {
    static LONGEST_FIRST: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let mut words = COURTESY.to_vec();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words
    });
    let is_thanks = ["感谢", "谢谢", "祝", "欢迎"].iter().any(|word| letters.contains(word));
    let mut rest = letters;
    while let Some(behind) = LONGEST_FIRST.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = behind;
    }
    (is_thanks && rest.is_empty()) || FORMULAS.contains(&letters)
}

/// The day that a text is signed with at its end, and what comes before it.
fn signed_date(text: &str) -> Option<(Date, &str)> {
    let of_date = |c: char| {
        c.is_ascii_digit()
            || c.is_ascii_alphanumeric()
            || "年月日-./ 　".contains(c)
            || "〇○零一二三四五六七八九十".contains(c)
    };
    let rest = text.trim_end_matches(of_date);
    let written = text.get(rest.len()..)?;
    let is_signature = rest.is_empty() || rest.ends_with(SIGNED_BY);
    if !is_signature || written.len() > CLAUSE_BYTES_MAX {
        return None;
    }
    let mut folded = String::new();
    fold_each(written, |c| folded.extend(Some(c).filter(|c| *c != ' ')));
    let mut parts = folded.split(['年', '月', '日', '-', '.', '/']);
    let mut number = || numeral_value(parts.next()?);
    let (year, month, day) = (number()?, number()?, number()?);
    if parts.any(|part| !part.is_empty()) || !(1949..=2100).contains(&year) {
        return None;
    }
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, rest.trim_end()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TITLE: &str = "关于开展助餐服务的通知";
    const TEXT: &str = "各村（社区）即日起为老人供餐，每餐补贴三元。";

    #[track_caller]
    fn check(body: &str, core: &str) {
        assert_eq!(unframed(body, TITLE, false).core, core, "{body}");
    }

    #[test]
    fn what_stands_around_a_text_is_taken_off() {
        check(TEXT, TEXT);
        for around in [
            "关于开展\n助餐服务的通知\n{}",
            "来源：区民政局　发布时间：2020-05-01　浏览次数：12\n关于开展助餐服务的通知\n{}",
            "花府办〔2020〕12号\n{}",
            "{}\n（此件公开发布）",
            "{}\n2020年5月1日\n来源：新华网\n责任编辑：王某",
            "{}（记者 王某）",
            "{}\n更多信息请关注官方微信“花都民政”",
            "新华社北京5月1日电（记者 王某） {}",
            "本报讯　{}",
        ] {
            check(&around.replace("{}", TEXT), TEXT);
        }
    }

    #[test]
    fn what_could_be_the_point_stays() {
        for body in [
            "来源不明的食品\n不得用于助餐。",
            "群众，是真正的英雄。",
            "助餐截止日期为2020年5月1日",
            "服务电话：86888888",
            "感谢您对助餐工作的支持。",
            "关于开展助餐服务的通知",
            "附件：名单（合格）",
            "本报告一讲成绩，二讲不足。",
        ] {
            check(body, body);
        }
    }

    #[test]
    fn greetings_and_thanks_are_taken_off_letters_only() {
        let said = "助餐补贴由街道办事处受理。区民政局";
        for (before, after) in [
            ("网友“UU0081402”您好！您的留言已收悉。现将有关情况回复如下：", "2020年5月1日"),
            ("尊敬的王先生：您好！感谢您对我们工作的关心和支持。", "\n二〇二〇年五月十九日"),
            ("您好，", "。特此回复。感谢您的来信，祝您生活愉快！2020/5/1"),
        ] {
            let framed = format!("{before}{said}{after}");
            let framed = unframed(&framed, "", false);
            assert!(framed.is_letter);
            assert_eq!(framed.core, said, "{before}");
        }
    }

    #[test]
    fn the_number_and_the_day_that_are_taken_off_are_kept() {
        let body = format!("花府办[2020]12號\n{TEXT}\n区民政局\n二〇二〇年五月十九日");
        let framed = unframed(&body, TITLE, false);
        assert_eq!(framed.number.as_deref(), Some("花府办〔2020〕12号"));
        assert_eq!(framed.signed_on, Some(Date::constant(2020, 5, 19)));
        assert_eq!(framed.core, format!("{TEXT}\n区民政局"));
        assert_eq!(unframed("一切照旧。\n2020年13月1日", "", false).signed_on, None);
    }

    proptest! {
        #[test]
        fn whatever_is_published_has_a_core_that_stands_in_it(body in "[您好网友感谢来源：。，\n（）记者2年5月1日电新华社此件公开发布 ]{0,60}") {
            let core = unframed(&body, "您好", false).core;
            prop_assert!(body.contains(core));
        }
    }
}
