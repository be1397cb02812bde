//! Every article that a text cites, in any writing: 第三十六条第（五）项, 第36条第5项, 第十四条、第十五条, 第（一）、（二）项.

use std::ops::Range;

use crate::cursor::{Cursor, number_start};
use crate::flat::{Flat, tail};
use crate::laws::Law;
use crate::mentions::{Before, Mentions};
use crate::provision::Provision;

/// Words that join two of a list.
const JOINERS: &[&str] = &["、", "以及", "或者", "和", "及", "与", "或", ",以及"];
/// Words between the first and the last of a range.
const RANGES: &[&str] = &["至", "到", "-"];
/// The longest range of articles that is written out: no reply rests on more.
const RANGE_ARTICLES_MAX: u32 = 12;
/// How far back a sentence is looked through for a law's name.
const SENTENCE_BYTES_MAX: usize = 1_500;
/// The regulation has so many articles; a higher number without a law's name belongs to another text.
const REGULATION_ARTICLES: u32 = 56;

/// A provision where it is cited.
#[derive(Debug, Clone)]
pub(crate) struct Cited {
    pub(crate) provision: Provision,
    /// From its own 第 to its last part; the law's name is not within.
    pub(crate) range: Range<usize>,
}

/// An article with its parts, before its law is known.
#[derive(Debug)]
struct Written {
    articles: Vec<u32>,
    inserted: Option<u32>,
    /// Paragraph and item, one for each provision.
    parts: Vec<(Option<u32>, Option<u32>)>,
    range: Range<usize>,
}

/// Every provision cited, in order.
pub(crate) fn cited(flat: &Flat) -> Vec<Cited> {
    let mentions = Mentions::new(flat);
    let mut found: Vec<Cited> = Vec::new();
    let mut free_from = 0;
    for (at, _) in flat.text.match_indices('条') {
        let Some(start) = article_start(&flat.text, at).filter(|start| *start >= free_from) else { continue };
        let Some(written) = article(&flat.text, start) else { continue };
        free_from = written.range.end;
        let previous =
            found.last().map(|cited| (cited.provision.law.clone(), cited.provision.article, cited.range.end));
        let Some((law, from)) = law_of(flat, &mentions, &written, previous) else { continue };
        let articles = from.map(|from| from + 1..).into_iter().flat_map(|more| {
            let first = written.articles.first().copied().unwrap_or(0);
            more.take_while(move |article| *article < first)
        });
        for article in articles.chain(written.articles.iter().copied()) {
            for (paragraph, item) in &written.parts {
                let provision = Provision {
                    law: law.clone(),
                    article,
                    inserted: written.inserted,
                    paragraph: *paragraph,
                    item: *item,
                };
                found.push(Cited { provision, range: written.range.clone() });
            }
        }
    }
    found
}

/// Where the article whose 条 stands at `at` begins: at its 第, or at its number behind a law's name.
fn article_start(text: &str, at: usize) -> Option<usize> {
    let mut start = number_start(text, at);
    if start == at {
        return None;
    }
    loop {
        let before = text.get(..start)?;
        if let Some(before) = before.strip_suffix('第') {
            return Some(before.len());
        }
        // 第十四、十五条
        let joiner = JOINERS.iter().find_map(|joiner| before.strip_suffix(joiner));
        let number = joiner.map(|before| number_start(text, before.len()));
        match (joiner, number) {
            (Some(before), Some(number)) if number < before.len() => start = number,
            _ => {
                let named = before.ends_with(['》', '〕']) || before.ends_with("条例") || before.ends_with('法');
                return named.then_some(start);
            }
        }
    }
}

/// Reads an article from its beginning on.
fn article(text: &str, start: usize) -> Option<Written> {
    let mut cursor = Cursor::new(text, start);
    cursor.take(&["第"]);
    let mut articles = vec![cursor.number()?];
    while cursor.take(&["条"]).is_none() {
        cursor.take(JOINERS)?;
        articles.push(cursor.number()?);
    }
    let inserted = cursor.take(&["之"]).and_then(|_| cursor.number());
    if inserted.is_none() && text.get(..cursor.at).is_some_and(|before| before.ends_with('之')) {
        cursor.at -= '之'.len_utf8();
    }
    let mut parts: Vec<(Option<u32>, Option<u32>)> = Vec::new();
    let mut joined = false;
    while let Some((numbers, unit)) = part(&mut cursor, &mut joined) {
        if unit == "款" {
            parts.extend(numbers.iter().map(|number| (Some(*number), None)));
        } else {
            let paragraph = parts.last().and_then(|part| part.0);
            if !joined && matches!(parts.last(), Some((_, None))) {
                parts.pop();
            }
            parts.extend(numbers.iter().map(|number| (paragraph, Some(*number))));
        }
    }
    if parts.is_empty() {
        parts.push((None, None));
    }
    Some(Written { articles, inserted, parts, range: start..cursor.at })
}

/// Reads one paragraph or item, or a list of them with one 款 or 项 at its end; tells whether a word joined it to the last.
fn part(cursor: &mut Cursor<'_>, joined: &mut bool) -> Option<(Vec<u32>, &'static str)> {
    let mut ahead = *cursor;
    let is_joined = ahead.take(JOINERS).is_some();
    let mut numbers = Vec::new();
    loop {
        ahead.take(&["第"]);
        let opened = ahead.take(&["〔"]).is_some();
        numbers.push(ahead.number()?);
        if opened {
            ahead.take(&["〕"])?;
        }
        if let Some(unit) = ahead.take(&["款", "项"]) {
            (*cursor, *joined) = (ahead, is_joined);
            return Some((numbers, unit));
        }
        ahead.take(JOINERS)?;
    }
}

/// The law of an article, and for the end of a range the article at its beginning; `None` for what is no law's.
fn law_of(
    flat: &Flat,
    mentions: &Mentions,
    written: &Written,
    previous: Option<(Law, u32, usize)>,
) -> Option<(Law, Option<u32>)> {
    let start = written.range.start;
    if let Some((law, article, end)) = previous {
        let between = flat.get(end..start);
        if JOINERS.contains(&between) || between.is_empty() {
            return Some((law, None));
        }
        if RANGES.contains(&between) {
            let first = written.articles.first().copied().unwrap_or(0);
            let is_short = first > article && first - article <= RANGE_ARTICLES_MAX;
            return Some((law, is_short.then_some(article)));
        }
    }
    let unnamed = || written.articles.iter().all(|article| *article <= REGULATION_ARTICLES).then(Law::regulation);
    let law = match mentions.before(flat, start) {
        Before::Named(law) => law,
        Before::NoLaw => return None,
        Before::Nothing => {
            let before = tail(flat.get(0..start), SENTENCE_BYTES_MAX);
            let sentence = start - before.len() + before.rfind(['。', ';']).unwrap_or(0);
            match mentions.last_within(&(sentence..start)) {
                Before::Named(law) => law,
                Before::NoLaw => return None,
                Before::Nothing => unnamed()?,
            }
        }
    };
    Some((law, None))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let cited = cited(&Flat::new(text));
        let lines: Vec<String> = cited.iter().map(|cited| cited.provision.to_string()).collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn an_item_is_read_in_any_writing() {
        let item = &expect!["《中华人民共和国政府信息公开条例》第三十六条第（五）项"];
        for text in [
            "《中华人民共和国政府信息公开条例》第三十六条第（五）项",
            "《政府信息公开条例》第36条第5项的规定",
            "本条例第三十六条第五项规定",
            "条例第三十六条（五）项",
            "不得以条例第三十六条第（五）项为由",
            "政府信息公开条例３６条第〔５〕项",
            "《條例》第 三十六 條第（ 五 ）項",
            "《政府信息公开条例》（国务院令第711号）第三十六条\n第（五）项",
            "《中华人民共和国政府信息公开条例》（以下简称《条例》）第三十六条第（五）项",
        ] {
            check(text, item);
        }
    }

    #[test]
    fn lists_and_ranges_are_taken_apart() {
        check(
            "《条例》第三十六条第（一）、（七）项，第十四、十五条和第十六条第一款、第二款，《保密法》第九条第一款第（一）项、第（二）项，条例第十四条至第十六条",
            &expect![[r#"
                《中华人民共和国政府信息公开条例》第三十六条第（一）项
                《中华人民共和国政府信息公开条例》第三十六条第（七）项
                《中华人民共和国政府信息公开条例》第十四条
                《中华人民共和国政府信息公开条例》第十五条
                《中华人民共和国政府信息公开条例》第十六条第一款
                《中华人民共和国政府信息公开条例》第十六条第二款
                《中华人民共和国保守国家秘密法》第九条第一款第（一）项
                《中华人民共和国保守国家秘密法》第九条第一款第（二）项
                《中华人民共和国政府信息公开条例》第十四条
                《中华人民共和国政府信息公开条例》第十五条
                《中华人民共和国政府信息公开条例》第十六条"#]],
        );
    }

    #[test]
    fn a_word_that_points_back_means_the_law_named_last() {
        check(
            "《不动产登记暂行条例》第二十七条和该条例第二十八条；依照《广州市依申请公开政府信息办法》，按该办法第九条；行政复议法第九条；根据《中华人民共和国测绘条例（以下简称《条例》）第三条",
            &expect![[r#"
                《不动产登记暂行条例》第二十七条
                《不动产登记暂行条例》第二十八条
                《广州市依申请公开政府信息办法》第九条
                《中华人民共和国行政复议法》第九条
                《中华人民共和国测绘条例》第三条"#]],
        );
    }

    #[test]
    fn articles_of_contracts_and_high_numbers_are_no_citations() {
        check("《安置协议》第五条、合同第三条，第八十条，申请表第2项，第一书记，建议三条", &expect![[""]]);
    }

    #[test]
    fn an_article_put_in_later_keeps_its_second_number() {
        check("《中华人民共和国刑法》第一百二十条之一第一款", &expect!["《中华人民共和国刑法》第一百二十条之一第一款"]);
    }
}
