//! Whether a machine turned a text into traditional characters.
//!
//! A machine turns a character wherever it stands, and down to the plain words of offices (關於, 問題, 辦); names and
//! calligraphy have other characters, and a text put together by hand has 國 here and 国 there. A machine with a small
//! table leaves other characters as they were; one with a large table turns some wrongly (體係, 方麵).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use gongkai_analysis::{document_numbers_in, simplified};

use super::is_traditional;
use crate::passage::is_han;

/// What official text cannot do without; names and titles of art works can.
const PLAIN: &str = "關於為爲對應時問題辦務個們這來將並與從後給還過進現實發開業會經動認證設請規該\
    須無讓單數據標準項則計劃處責級農產總報導長電話門區號網頁說條屆縣鎮衛環護財稅\
    訂頒執職權組織協機廳黨監檢審負舉辯訴險類費貼補檔驗試";

/// Words that only a machine writes, which turns a character that has two forms into the wrong one. Texts typed in
/// traditional characters have none of them.
const WRONG: &[&str] = &[
    "對于", "方麵", "全麵", "麵對", "麵向", "麵積", "書麵", "麵臨", "層麵", "係統", "製定", "製度", "控製", "限製",
    "強製", "曆史", "迴應", "為瞭", "批準", "核準", "隻有", "纔能", "關註", "代錶", "嚮", "齣", "閤", "傢",
];

/// How many different plain characters it takes.
const PLAIN_MIN: usize = 3;

/// How much of a machine's work may stand in both forms, in a hundred: a heading of another origin. Genuine texts in
/// traditional characters that were typed by hand have 15 and more.
const IN_BOTH_FORMS_PERCENT_MAX: usize = 10;

/// How many characters, in a hundred, a small table leaves that a text in traditional characters would not have: real
/// ones have 5 (后, 里, 面 are also traditional), texts turned by a small table more than 20.
const LEFT_PERCENT_MIN: usize = 12;

/// How many wrong words betray a machine whatever stands around them: a part of the text was turned.
const WRONG_MIN: usize = 2;

/// Whether a machine turned the texts, which are known to be much in traditional characters.
pub(super) fn has_turned(texts: &[&str]) -> bool {
    let whole = Evidence::of(texts.iter().copied());
    if whole.plain < PLAIN_MIN {
        return false;
    }
    // A number is copied from its own field, and a line without any traditional character has another origin.
    let without_numbers: Vec<String> = texts.iter().map(|text| without_numbers(text)).collect();
    let lines = without_numbers.iter().flat_map(|text| text.lines()).filter(|line| line.contains(is_traditional));
    let turned = Evidence::of(lines);
    let all = Evidence::of(without_numbers.iter().map(String::as_str));
    all.is_consistent()
        || turned.is_consistent() && (turned.wrong > 0 || turned.left * 100 >= turned.han * LEFT_PERCENT_MIN)
        || whole.wrong >= WRONG_MIN
}

fn without_numbers(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    for number in document_numbers_in(text) {
        rest.push_str(text.get(at..number.range.start).unwrap_or_default());
        at = number.range.end;
    }
    rest.push_str(text.get(at..).unwrap_or_default());
    rest
}

/// What the characters of a text say.
#[derive(Debug, Default)]
struct Evidence {
    han: usize,
    traditional: usize,
    /// Traditional ones that stand in their simplified form too.
    in_both_forms: usize,
    /// How many of [`PLAIN`].
    plain: usize,
    /// Those that have a traditional form and do not stand in it.
    left: usize,
    /// How many of [`WRONG`].
    wrong: usize,
}

impl Evidence {
    fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut evidence = Self::default();
        let mut counts: HashMap<char, usize> = HashMap::new();
        for text in texts {
            evidence.wrong += WRONG.iter().map(|word| text.matches(word).count()).sum::<usize>();
            for c in text.chars().filter(|c| is_han(*c)) {
                *counts.entry(c).or_default() += 1;
            }
        }
        for (c, count) in &counts {
            evidence.han += count;
            if is_traditional(*c) {
                evidence.traditional += count;
                evidence.plain += usize::from(PLAIN.contains(*c));
                evidence.in_both_forms += if counts.contains_key(&simplified(*c)) { *count } else { 0 };
            } else if SIMPLIFIED.contains(c) {
                evidence.left += count;
            }
        }
        evidence
    }

    fn is_consistent(&self) -> bool {
        self.in_both_forms * 100 <= self.traditional * IN_BOTH_FORMS_PERCENT_MAX
    }
}

/// The characters that some traditional one folds to.
static SIMPLIFIED: LazyLock<HashSet<char>> = LazyLock::new(|| {
    let all = '\u{3400}'..='\u{9FFF}';
    all.filter(|c| simplified(*c) != *c).map(simplified).collect()
});
