//! Chains of known words: a brand, what is offered, where to go, as gambling sites call themselves.

use crate::brand::{Candidate, Certainty};
use crate::finding::Place;
use crate::passage::Passage;
use crate::words::{Class, Word};

/// Latin letters and digits that may belong to a brand, in bytes: `yabo2018`.
const LATIN_BYTES_MAX: usize = 16;

/// No site's name is longer, in known words.
const WORDS_MAX: usize = 12;

/// The chains of known words in `passage` that may be brands, in order.
pub(crate) fn chains(index: usize, passage: &Passage<'_>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let text = passage.folded.text();
    let is_part = |word: &&Word| {
        use Class::{AmbiguousBrand, Betting, Brand, Filler, Gambling, Site};
        matches!(word.class, Brand | AmbiguousBrand | Betting | Gambling | Site | Filler)
    };
    let mut words = passage.words.iter().filter(is_part).peekable();
    while let Some(first) = words.next() {
        let mut chain = vec![*first];
        let mut end = first.end;
        while chain.len() < WORDS_MAX
            && let Some(next) = words.next_if(|next| is_latin(text.get(end..next.start)))
        {
            chain.push(*next);
            end = next.end;
        }
        candidates.extend(candidate(index, passage, &chain));
    }
    candidates
}

/// Whether nothing, or only a little Latin, stands between two words of a chain.
fn is_latin(between: Option<&str>) -> bool {
    between.is_some_and(|text| text.len() <= LATIN_BYTES_MAX && text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn candidate(index: usize, passage: &Passage<'_>, chain: &[Word]) -> Option<Candidate> {
    let named = |word: &Word| matches!(word.class, Class::Brand | Class::AmbiguousBrand);
    let text = passage.folded.text();
    // What stands before the brand belongs to the sentence: 门户网站某某官网.
    let chain = chain.get(chain.iter().position(named).unwrap_or(0)..)?;
    let trailing = chain.iter().rev().take_while(|word| word.class == Class::Filler).count();
    let chain = chain.get(..chain.len() - trailing)?;
    let (first, last) = (chain.first()?, chain.last()?);
    let latin_before = latin_run_before(text, first.start);
    let start = first.start - latin_before;
    let end = last.end + latin_run_after(text, last.end);
    let mut certainty = certainty(chain, latin_before > 1)?;
    if first.class == Class::AmbiguousBrand
        && passage.place == Place::Title
        && start == 0
        && text.get(end..)?.starts_with(' ')
    {
        // A title that begins with a city or a peninsula goes on without a blank.
        certainty = certainty.max(Certainty::Likely);
    }
    if is_honest_firm(text.get(end..).unwrap_or_default()) && certainty < Certainty::Known {
        return None;
    }
    Some(Candidate {
        passage: index,
        span: passage.folded.original(start..end),
        name: text.get(start..end)?.to_owned(),
        certainty,
        is_evidence: passage.is_about_enforcement(start..end),
    })
}

/// How sure the words of a chain make it, with or without Latin before them.
fn certainty(chain: &[Word], has_latin: bool) -> Option<Certainty> {
    let has = |class| chain.iter().any(|word| word.class == class);
    let (betting, site) = (has(Class::Betting), has(Class::Site));
    let gambling = betting || has(Class::Gambling);
    Some(if has(Class::Brand) {
        Certainty::Known
    } else if has(Class::AmbiguousBrand) {
        match (gambling, site) {
            (true, true) => Certainty::Known,
            (false, false) => Certainty::Possible,
            _ => Certainty::Likely,
        }
    } else if betting && (site || has_latin) || gambling && site && has_latin {
        Certainty::Likely
    } else if gambling && site || has_latin && (gambling || site) {
        Certainty::Possible
    } else {
        return None;
    })
}

/// 米兰体育馆, 皇冠娱乐有限公司: what follows makes it a place or a firm.
fn is_honest_firm(after: &str) -> bool {
    const FIRMS: &str = "有限 集团 公司 股份 馆 局 场 总 产业 赛 公园 中心 协会 设施 会所 酒店 大酒店 度假 用品 器材 文化 店 厅 学 \
        路 街 社区 村 镇 用户 资 商标 地址";
    FIRMS.split_whitespace().any(|firm| after.starts_with(firm))
}

fn latin_run_before(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default().bytes().rev();
    before.take(LATIN_BYTES_MAX).take_while(u8::is_ascii_alphanumeric).count()
}

fn latin_run_after(text: &str, at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default().bytes();
    after.take(LATIN_BYTES_MAX).take_while(u8::is_ascii_alphanumeric).count()
}
