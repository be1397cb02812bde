//! Texts in traditional characters where the site writes simplified ones.
//!
//! Some in a name or a quotation are nothing, many are told, and a text that a machine turned (see [`machine`]) is grave.

mod machine;

use gongkai_analysis::simplified;

use crate::finding::{Finding, Place, Rule};
use crate::passage::{Passage, is_han};

/// Written in simplified text as well, mostly in names and set words: 乾坤, 瞭望, 慰藉, 哪吒, 二噁英.
const ALSO_SIMPLIFIED: &str = "乾瞭藉徵夥吒昇噁覆苧摺馀甯";

/// Real pages turned by machine have 19 to 41 in a hundred, a partial table leaves 4; genuine ones have less than 1.
const PER_MILLE_MIN: usize = 30;

/// Fewer prove nothing in a short text.
const CHARS_GRAVE_MIN: usize = 4;

/// Fewer are a name, and not worth telling.
const CHARS_TOLD_MIN: usize = 8;

/// Title and text are judged together, as a short text alone may say too little; each attachment for itself.
pub(crate) fn find(passages: &[Passage<'_>]) -> Vec<Finding> {
    let is_main = |place| matches!(place, Place::Title | Place::Body);
    let counted: Vec<(&Passage<'_>, Count)> =
        passages.iter().map(|passage| (passage, Count::of(passage.text))).collect();
    let main = counted.iter().filter(|(passage, _)| is_main(passage.place));
    let is_much = main.clone().fold(Count::default(), |sum, (_, count)| sum.and(*count)).is_much()
        || main.clone().any(|(passage, count)| passage.place == Place::Body && count.is_much());
    let texts: Vec<&str> = main.map(|(passage, _)| passage.text).collect();
    let is_grave = is_much && machine::has_turned(&texts);
    let mut findings = Vec::new();
    for (passage, count) in counted {
        // Citizens write as they do, and a name is a name.
        let is_judged = !matches!(passage.place, Place::Publisher | Place::Request);
        let grave = is_main(passage.place) && is_grave && count.traditional > 0;
        if is_judged && (grave || count.traditional >= CHARS_TOLD_MIN && count.is_much()) {
            findings.extend(finding(passage, count, grave));
        }
    }
    findings
}

/// How many characters a text has.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    han: usize,
    traditional: usize,
}

impl Count {
    fn of(text: &str) -> Self {
        let mut count = Self::default();
        for c in text.chars().filter(|c| is_han(*c)) {
            count.han += 1;
            count.traditional += usize::from(is_traditional(c));
        }
        count
    }

    fn and(self, other: Self) -> Self {
        Self { han: self.han + other.han, traditional: self.traditional + other.traditional }
    }

    fn is_much(self) -> bool {
        self.traditional >= CHARS_GRAVE_MIN && self.traditional * 1000 >= self.han * PER_MILLE_MIN
    }
}

fn is_traditional(c: char) -> bool {
    simplified(c) != c && !ALSO_SIMPLIFIED.contains(c)
}

/// The first line that has traditional characters, from the first of them to the last.
fn finding(passage: &Passage<'_>, count: Count, grave: bool) -> Option<Finding> {
    let start = passage.text.find(is_traditional)?;
    let line = passage.after(start).split('\n').next().unwrap_or_default();
    let last = line.rfind(is_traditional)?;
    let end = start + last + line.get(last..)?.chars().next().map_or(0, char::len_utf8);
    let why = format!("{} of {} characters are traditional", count.traditional, count.han);
    Some(passage.finding(Rule::TraditionalText, start..end, grave, why))
}

#[cfg(test)]
mod tests {
    use gongkai_document::{Document, DocumentId};

    use super::*;
    use crate::{screen, screen_text};

    fn grave(text: &str) -> bool {
        screen_text(text).iter().any(Finding::is_grave)
    }

    #[test]
    fn a_text_turned_by_machine_is_grave() {
        assert!(grave(
            "關于印發老人助餐服務辦法的通知\n各鎮人民政府：為完善養老服務體係，現將辦法印發給你們，請認真貫徹執行。"
        ));
        // By a small table only.
        assert!(grave("關於印發花都區老人助餐服務辦法的通知，各镇人民政府请遵照执行，實施中遇到的問題请反映。"));
        assert!(grave("關於召開會議的通知"));
    }

    #[test]
    fn what_stands_beside_a_turned_text_does_not_save_it() {
        // The number comes from a field of its own.
        assert!(grave("某府办〔2021〕3号\n關於發展養老產業的通知：區政府辦公室現將辦法印發，請執行。"));
        // The title comes from the list: a wrong word tells it, or what a small table left.
        let turned = |title: &str, body: &str| {
            screen(&Document::new(DocumentId::from_post("test", 1), title, body)).iter().any(Finding::is_grave)
        };
        assert!(turned("关于发展养老产业的通知", "為發展養老產業，完善製度，現將有關問題通知如下，請執行。"));
        assert!(turned(
            "关于发展养老产业的通知",
            "為發展养老產業，对申请补贴的机构进行审查，時间另行通知，經费从预算中开支。"
        ));
        assert!(!turned("关于发展养老产业的报告", "為發展養老產業，完善制度，現將有關問題報告如下，請審議。"));
    }

    #[test]
    fn a_short_text_is_judged_with_its_title() {
        let document =
            Document::new(DocumentId::from_post("test", 1), "關於做好春節期間有關問題的通知", "见附件，请遵照執行。");
        let findings = screen(&document);
        let places: Vec<Place> = findings.iter().filter(|one| one.grave).map(|one| one.place).collect();
        assert_eq!(places, [Place::Title, Place::Body]);
    }

    #[test]
    fn names_and_quoted_calligraphy_are_not_grave() {
        let texts = [
            "陳鴻偉、劉興華等同志任职公示",
            "展出王羲之《蘭亭集序》摹本、顏真卿《勸學詩》书法作品，欢迎参观。",
            "臺灣同胞投资企业享受同等待遇，香港特别行政区政府與广东省政府签署协议。",
            "二噁英排放、满乾坤、王於昌、動画电影《哪吒》。",
            "论聯合政府 (1945年)，《毛澤東選集》第三卷，論聯合政府的版本包括：論聯合政府",
        ];
        for text in texts {
            assert!(!grave(text), "{text}");
        }
    }

    #[test]
    fn a_text_that_has_both_forms_was_typed_and_is_only_told() {
        let text = "關於國家預算的報告：这个報告说明國家的問題，國家要發展；关于国家发展的问题，另有报告。";
        let findings = screen_text(text);
        assert_eq!(findings.len(), 1);
        assert!(!findings[0].is_grave());
    }
}
