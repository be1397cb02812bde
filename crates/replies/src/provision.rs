//! A provision of a law, and how it is written.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::articles;
use crate::flat::Flat;
use crate::laws::Law;

/// An article (条) of a law, with its paragraph (款) and item (项) as far as they are named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Provision {
    /// The law.
    pub law: Law,
    /// The article.
    pub article: u32,
    /// The article's number after 之, for one that was put in later: 第一百二十条之一.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inserted: Option<u32>,
    /// The paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u32>,
    /// The item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
}

impl Provision {
    /// Whether one of the two says nothing that the other does not say too: 第三十六条 and 第三十六条第（五）项.
    pub fn is_within(&self, other: &Self) -> bool {
        let fits = |mine: Option<u32>, theirs: Option<u32>| theirs.is_none() || mine.is_none() || mine == theirs;
        self.law == other.law
            && self.article == other.article
            && self.inserted == other.inserted
            && fits(self.paragraph, other.paragraph)
            && fits(self.item, other.item)
    }
}

impl fmt::Display for Provision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "《{}》第{}条", self.law.as_str(), numeral(self.article))?;
        if let Some(inserted) = self.inserted {
            write!(f, "之{}", numeral(inserted))?;
        }
        if let Some(paragraph) = self.paragraph {
            write!(f, "第{}款", numeral(paragraph))?;
        }
        if let Some(item) = self.item {
            write!(f, "第（{}）项", numeral(item))?;
        }
        Ok(())
    }
}

/// The provisions that a short text names, such as the legal basis in a register's column; the regulation's where it names
/// no law.
///
/// ```
/// let named = gongkai_replies::provisions_in("条例第十五条、第36条第3项");
/// assert_eq!(named[1].to_string(), "《中华人民共和国政府信息公开条例》第三十六条第（三）项");
/// ```
pub fn provisions_in(text: &str) -> Vec<Provision> {
    let mut provisions = Vec::new();
    for cited in articles::cited(&Flat::new(text)) {
        if !provisions.contains(&cited.provision) {
            provisions.push(cited.provision);
        }
    }
    provisions
}

/// A number below ten thousand as laws write it.
fn numeral(value: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |place: u32| DIGITS.get((value / place % 10) as usize).copied().unwrap_or_default();
    if value == 0 || value >= 10_000 {
        return value.to_string();
    }
    let mut written = String::new();
    let mut gap = false;
    for (place, unit) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
        if digit(place).is_empty() {
            gap = !written.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            written.push('零');
        }
        if !(place == 10 && value < 20) {
            written.push_str(digit(place));
        }
        written.push_str(unit);
    }
    written
}

#[cfg(test)]
mod tests {
    use gongkai_analysis::numeral_value;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_written_as_in_laws() {
        let written: Vec<String> = [1, 10, 16, 36, 101, 120, 1_005].map(numeral).to_vec();
        assert_eq!(written, ["一", "十", "十六", "三十六", "一百零一", "一百二十", "一千零五"]);
    }

    proptest! {
        #[test]
        fn a_written_number_reads_back(value in 1u32..10_000) {
            prop_assert_eq!(numeral_value(&numeral(value)), Some(value));
        }
    }

    #[test]
    fn an_article_holds_its_items_and_not_another_item() {
        let read = |text| provisions_in(text).remove(0);
        assert!(read("第三十六条").is_within(&read("条例第36条第（五）项")));
        assert!(!read("第三十六条第一项").is_within(&read("第三十六条第七项")));
        assert!(!read("第三十六条").is_within(&read("《行政复议法》第三十六条")));
    }
}
