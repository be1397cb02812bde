//! Traditional characters to simplified ones (the tables of `OpenCC`), keeping the number of characters.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// The block that holds nearly every traditional character; anything outside it is left as it is.
const FIRST: char = '\u{3400}';
const LAST: char = '\u{9FFF}';

/// Each character of the block with the one it folds to.
static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    // Without its tables the crate would be broken at build time; folding nothing is then the honest fall-back.
    let converter = OpenCC::from_config(BuiltinConfig::T2s).ok();
    (FIRST..=LAST).map(|c| converter.as_ref().map_or(c, |converter| fold_one(converter, c))).collect()
});

fn fold_one(converter: &OpenCC, c: char) -> char {
    let folded = converter.convert(c.encode_utf8(&mut [0; 4]));
    let mut chars = folded.chars();
    match (chars.next(), chars.next()) {
        (Some(simplified), None) => simplified,
        _ => c,
    }
}

/// The simplified form of one character; itself when it has none.
///
/// Folding looks at one character alone, so that a document and a query never differ by what stands around it. Where the
/// simplified form depends on the word (乾 in 乾隆 and 乾燥), the more frequent one stands for both, on both sides.
pub fn simplified(c: char) -> char {
    if !(FIRST..=LAST).contains(&c) {
        return c;
    }
    TABLE.get(c as usize - FIRST as usize).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_fold_and_simplified_ones_stay() {
        let fold = |text: &str| text.chars().map(simplified).collect::<String>();
        assert_eq!(fold("關於發佈醫療補貼標準"), "关于发布医疗补贴标准");
        assert_eq!(fold("皇后著作里面"), "皇后著作里面");
        assert_eq!(fold("abc，🀄"), "abc，🀄");
    }
}
