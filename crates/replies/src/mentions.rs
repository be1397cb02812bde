//! Every law that a text names, where it names it, and which law the words before an article mean.

use std::ops::Range;

use crate::flat::{Flat, tail};
use crate::laws::{Law, is_no_law, known_at_end, sort_of};

/// The longest name in book marks, in bytes: past it, a mark was left out.
const NAME_BYTES_MAX: usize = 240;

/// What stands between the name of a law and an article, besides a remark in brackets.
const BETWEEN: &[&str] = &["规定的", "中的", "中", "的", "之"];

/// Words that mean a law named before.
const POINTING: &[&str] = &["该", "上述", "前述", "同一", "同"];

/// A law named in a text; `None` for a book, a contract, a notice's title.
#[derive(Debug)]
struct Mention {
    range: Range<usize>,
    law: Option<Law>,
}

/// Every law that a text names, in order.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    mentions: Vec<Mention>,
    /// Short names that the text itself brings in (以下简称).
    short: Vec<(String, Law)>,
}

/// What the words before an article say of its law.
pub(crate) enum Before {
    /// They name it.
    Named(Law),
    /// They name something with articles that is no law.
    NoLaw,
    /// They name nothing.
    Nothing,
}

impl Mentions {
    pub(crate) fn new(flat: &Flat) -> Self {
        let mut mentions = Self::default();
        let mut from = 0;
        while let Some(open) = flat.text.get(from..).and_then(|rest| rest.find('《')).map(|open| from + open) {
            from = open + '《'.len_utf8();
            let rest = flat.get(from..flat.text.len());
            let Some(length) = rest.find(['》', '《']).filter(|length| *length <= NAME_BYTES_MAX) else { continue };
            if !rest.get(length..).is_some_and(|rest| rest.starts_with('》')) {
                continue;
            }
            let (name, end) = (flat.get(from..from + length), from + length + '》'.len_utf8());
            let before = flat.get(0..open);
            let is_short_form = ["以下简称", "下称", "简称"].iter().any(|word| before.ends_with(word));
            if is_short_form {
                if let Some(law) = mentions.last_before(open, None) {
                    mentions.short.push((name.to_owned(), law));
                }
            } else if sort_of(name).is_some() || is_no_law(name) {
                let law = (!is_no_law(name)).then(|| mentions.resolve(name, open));
                mentions.mentions.push(Mention { range: open..end, law });
            }
            from = end;
        }
        mentions
    }

    /// The law that a name means in this text.
    fn resolve(&self, name: &str, at: usize) -> Law {
        if let Some((_, law)) = self.short.iter().rev().find(|(short, _)| short == name) {
            return law.clone();
        }
        let pointed = POINTING.iter().find_map(|word| name.strip_prefix(word)).and_then(sort_of);
        pointed.and_then(|sort| self.last_before(at, Some(sort))).unwrap_or_else(|| Law::named(name))
    }

    /// The law named last before `at`, of a sort when one is given.
    pub(crate) fn last_before(&self, at: usize, sort: Option<&str>) -> Option<Law> {
        let before = self.mentions.iter().rev().filter(|mention| mention.range.end <= at);
        before.filter_map(|mention| mention.law.as_ref()).find(|law| sort.is_none_or(|sort| law.is_a(sort))).cloned()
    }

    /// What was named last within `range`.
    pub(crate) fn last_within(&self, range: &Range<usize>) -> Before {
        let within = |mention: &&Mention| mention.range.start >= range.start && mention.range.end <= range.end;
        match self.mentions.iter().rev().find(within) {
            Some(Mention { law: Some(law), .. }) => Before::Named(law.clone()),
            Some(_) => Before::NoLaw,
            None => Before::Nothing,
        }
    }

    /// What the words that end at `at` say.
    pub(crate) fn before(&self, flat: &Flat, at: usize) -> Before {
        let window = tail(flat.get(0..at), NAME_BYTES_MAX * 2);
        let before = name_end(window);
        let end = at - (window.len() - before.len());
        let place = self.mentions.partition_point(|mention| mention.range.end < end);
        if let Some(mention) = self.mentions.get(place).filter(|mention| mention.range.end == end) {
            return mention.law.clone().map_or(Before::NoLaw, Before::Named);
        }
        if let Some(name) = before.strip_suffix('》').and_then(|before| before.rsplit('《').next()) {
            return Before::Named(self.resolve(name, at));
        }
        if let Some(name) = known_at_end(before) {
            return Before::Named(self.resolve(name, at));
        }
        for sort in ["条例", "办法", "规定", "细则", "法"] {
            let Some(head) = before.strip_suffix(sort) else { continue };
            if POINTING.iter().any(|word| head.ends_with(word)) {
                return self.last_before(at, Some(sort)).map_or(Before::Nothing, Before::Named);
            }
            if sort == "条例" && !head.ends_with(is_name_character) || head.ends_with("本") || ends_with_cue(head) {
                // 按照规定第二条: a word, not a name.
                return if sort == "条例" { Before::Named(self.resolve(sort, at)) } else { Before::Nothing };
            }
            let name = bare_name(before);
            return Before::Named(Law::named(name));
        }
        if is_no_law(before) { Before::NoLaw } else { Before::Nothing }
    }
}

/// The text without what may stand between a law's name and an article: a remark in brackets, 的, 中的.
fn name_end(mut before: &str) -> &str {
    loop {
        let trimmed =
            before.strip_suffix('〕').and_then(|inside| inside.rfind('〔').and_then(|open| inside.get(..open)));
        let trimmed = trimmed.or_else(|| {
            let shorter = BETWEEN.iter().find_map(|word| before.strip_suffix(word))?;
            shorter.ends_with(['》', '〕', '例', '法']).then_some(shorter)
        });
        match trimmed {
            Some(shorter) => before = shorter,
            None => return before,
        }
    }
}

/// What stands before a law's name.
const CUES: &[&str] = &[
    "根据", "依据", "依照", "按照", "参照", "遵照", "违反", "适用", "符合", "属于", "以及", "或者", "由于", "基于",
    "和", "及", "与", "或", "依", "按", "是", "在", "对", "系", "据", "以",
];

fn ends_with_cue(text: &str) -> bool {
    CUES.iter().any(|cue| text.ends_with(cue))
}

fn is_name_character(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The name without book marks that `text` ends with, as far as one can tell.
fn bare_name(text: &str) -> &str {
    let start = text.trim_end_matches(is_name_character).len();
    let run = text.get(start..).unwrap_or_default();
    let cut = CUES.iter().filter(|cue| cue.len() > 3).filter_map(|cue| run.rfind(cue).map(|at| at + cue.len())).max();
    run.get(cut.unwrap_or(0)..).unwrap_or(run)
}
