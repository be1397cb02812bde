//! What a page says about itself around a text: print, font size, share, scan. No part of the document.

use crate::elements::squashed;

/// Words of such lines that no document's line consists of.
const WORDS: [&str; 30] = [
    "扫一扫在手机打开当前页",
    "扫一扫在手机上查看当前页面",
    "扫一扫在手机打开",
    "扫一扫分享本页",
    "扫描二维码",
    "扫一扫",
    "打印本页",
    "打印此页",
    "关闭窗口",
    "关闭本页",
    "关闭此页",
    "返回顶部",
    "我要纠错",
    "内容纠错",
    "分享到",
    "浏览次数",
    "浏览量",
    "字体大小",
    "浏览字号",
    "字号",
    "字体",
    "打印",
    "关闭",
    "分享",
    "收藏",
    "微信",
    "微博",
    "视力保护色",
    "语音播报",
    "纠错",
];

/// Words that such lines also have, and tables of a document too.
const SMALL_WORDS: [&str; 9] = ["默认", "超大", "大", "中", "小", "次", "至", "A-", "A+"];

/// At most so many lines at either end are looked at: what stands within a text is the text's.
const LINES_MAX: usize = 6;

/// The text without such lines at its ends.
pub(crate) fn without_chrome(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..LINES_MAX {
        match rest.split_once('\n') {
            Some((first, after)) if is_chrome(first) => rest = after,
            _ => break,
        }
    }
    for _ in 0..LINES_MAX {
        match rest.rsplit_once('\n') {
            Some((before, last)) if is_chrome(last) => rest = before,
            _ => break,
        }
    }
    if is_chrome(rest) { "" } else { rest }
}

/// Whether a line consists of such words alone.
pub(crate) fn is_chrome(line: &str) -> bool {
    let line = squashed(line);
    let mut rest = line.as_str();
    let mut has_word = false;
    while let Some(first) = rest.chars().next() {
        let strip = |words: &[&str]| words.iter().find_map(|word| rest.strip_prefix(word));
        rest = if let Some(after) = strip(&WORDS) {
            has_word = true;
            after
        } else if let Some(after) = strip(&SMALL_WORDS) {
            after
        } else if "【】[]（）()：:|，,-—".contains(first) || first.is_ascii_digit() {
            rest.get(first.len_utf8()..).unwrap_or_default()
        } else {
            return false;
        };
    }
    has_word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_buttons_at_the_ends_go_and_the_text_stays() {
        let text = "【打印】【字体：大 中 小】 分享到：\n打印材料请带身份证。\n打印\n中\n小\n结束。\n【关闭窗口】\n扫一扫在手机打开当前页";
        assert_eq!(without_chrome(text), "打印材料请带身份证。\n打印\n中\n小\n结束。");
        assert_eq!(without_chrome("浏览次数：12次"), "");
        assert_eq!(without_chrome(""), "");
    }

    #[test]
    fn small_words_and_numbers_alone_are_text() {
        for line in ["大", "1.", "中小", "字体设计比赛"] {
            assert!(!is_chrome(line), "{line}");
        }
    }
}
