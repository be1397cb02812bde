//! A document's own number (文号) where only its text shows it: on a centred line of its own before the title.
//!
//! Of 22 pages with a number near the top of the text, on 6 it was the number of a cited document. So a number counts
//! only where the layout of an official document (GB/T 9704) proves it: alone on its line, centred, and followed by the
//! page's own title, centred too.

use ego_tree::NodeRef;
use gongkai_document::DocumentNumber;
use scraper::{ElementRef, Node};

use crate::elements::{elements_under, squashed};
use crate::text::line_of;

/// Elements that make a line of a document's head.
const LINES: [&str; 9] = ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center"];

/// The number and the title stand within so many lines.
const LINES_MAX: usize = 10;

/// The longest name of an issuing body before the year: 穗人社规字, with the longest ones seen twice as long.
const PREFIX_CHARACTERS_MAX: usize = 14;

/// Words that cite a number, and that no issuing body's name holds.
const CITING: [&str; 7] = ["的", "按照", "根据", "依据", "关于", "解读", "参照"];

/// The number on its own line, when the title follows it.
pub(crate) fn own_number(content: NodeRef<'_, Node>, title: &str) -> Option<DocumentNumber> {
    let lines: Vec<(String, bool)> = elements_under(content)
        .filter(|element| LINES.contains(&element.value().name()) && is_innermost(*element))
        .map(|element| (line_of(*element), is_centred(element, content)))
        .filter(|(line, _)| !line.is_empty())
        .take(LINES_MAX)
        .collect();
    let at = lines.iter().position(|(line, centred)| *centred && is_number(line))?;
    let title = squashed(title);
    let mut following = String::new();
    for (line, _) in lines.iter().skip(at + 1).take_while(|(_, centred)| *centred) {
        following.push_str(&squashed(line));
        if following.contains(&title) {
            return lines.get(at).and_then(|(line, _)| DocumentNumber::new(line));
        }
    }
    None
}

fn is_innermost(element: ElementRef<'_>) -> bool {
    elements_under(*element).skip(1).all(|below| !LINES.contains(&below.value().name()))
}

fn is_centred(element: ElementRef<'_>, content: NodeRef<'_, Node>) -> bool {
    let own = std::iter::once(element);
    let above = element.ancestors().take_while(|above| above.id() != content.id()).filter_map(ElementRef::wrap);
    let alignment = own.chain(above).find_map(|element| {
        let style = squashed(element.attr("style").unwrap_or_default()).to_ascii_lowercase();
        let of_style = style.rsplit_once("text-align:").map(|(_, value)| value.starts_with("center"));
        let of_attribute = element.attr("align").map(|value| value.eq_ignore_ascii_case("center"));
        of_style.or(of_attribute).or((element.value().name() == "center").then_some(true))
    });
    alignment == Some(true)
}

/// Whether the whole line is a number of the form `花府办〔2024〕8号`, in any brackets.
fn is_number(line: &str) -> bool {
    let line = squashed(line);
    let Some((prefix, after)) = line.split_once(['〔', '﹝', '［', '[', '【', '（', '(']) else { return false };
    let Some((year, serial)) = after.split_once(['〕', '﹞', '］', ']', '】', '）', ')']) else { return false };
    let serial = serial.strip_prefix('第').unwrap_or(serial).strip_suffix('号').unwrap_or_default();
    let is_digits =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    (1..=PREFIX_CHARACTERS_MAX).contains(&prefix.chars().count())
        && !CITING.iter().any(|word| prefix.contains(word))
        && prefix.chars().all(|c| ('\u{4e00}'..='\u{9fa5}').contains(&c))
        && is_digits(year, 4)
        && (year.starts_with("19") || year.starts_with("20"))
        && is_digits(serial, 5)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::html::parse_fragment;

    const TITLE: &str = "青禾区人民政府办公室 关于印发助餐办法的通知";

    #[track_caller]
    fn check(html: &str, number: Option<&str>) {
        let html = parse_fragment(&Url::parse("http://portal.example/").unwrap(), html).unwrap();
        let found = own_number(html.tree.root(), TITLE);
        assert_eq!(found.as_ref().map(DocumentNumber::as_str), number);
    }

    #[test]
    fn a_number_alone_on_a_centred_line_before_the_title_is_the_documents() {
        check(
            "<p style='text-align: center'><span>青府办规〔</span>2024〕8号&nbsp;</p>\
             <p style='TEXT-ALIGN:center;'><strong>青禾区人民政府办公室</strong></p><p align=center>关于印发助餐办法的通知</p><p>各镇：</p>",
            Some("青府办规〔2024〕8号"),
        );
    }

    #[test]
    fn a_cited_a_glued_and_an_unproven_number_is_not() {
        let title = format!("<p align=center>{TITLE}</p>");
        for line in [
            "<p>青府办规〔2024〕8号</p>",
            "<p align=center>按照青府办规〔2024〕8号</p>",
            "<p align=center>的解读青府办规〔2024〕8号）</p>",
            "<p align=center>（国发〔2024〕8号）</p>",
        ] {
            check(&format!("{line}{title}"), None);
        }
        check("<p align=center>青府办规〔2024〕8号</p><p>各镇：</p>", None);
        check(&format!("{title}<p align=center>青府办规〔2024〕8号</p>"), None);
    }
}
