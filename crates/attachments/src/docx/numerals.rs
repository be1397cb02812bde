//! Numbers as Word writes them before paragraphs (ECMA-376, part 1, 17.18.59).

/// A number in one of the formats; arabic in those that Chinese offices do not use, nothing for a bullet.
pub(super) fn written(number: u32, format: &str) -> String {
    match format {
        "bullet" | "none" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "decimalFullWidth" | "decimalFullWidth2" => number.to_string().chars().map(full_width).collect(),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(number),
        "upperLetter" => letters(number, 'A'),
        "lowerLetter" => letters(number, 'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "chineseLegalSimplified" => counted(number, &LEGAL),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "ideographTraditional" => counted(number, &PLAIN),
        _ => number.to_string(),
    }
}

/// Ten digits, then ten, hundred and thousand.
type Numerals = [char; 13];

const PLAIN: Numerals = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千'];
const LEGAL: Numerals = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖', '拾', '佰', '仟'];

/// Up to 9,999 in Chinese: 十一, 一百零五.
fn counted(number: u32, numerals: &Numerals) -> String {
    if number == 0 || number > 9_999 {
        return number.to_string();
    }
    let numeral = |index: u32| usize::try_from(index).ok().and_then(|index| numerals.get(index)).copied();
    let mut written = String::new();
    let mut has_gap = false;
    for place in (0..4_u32).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        if digit == 0 {
            has_gap = !written.is_empty();
            continue;
        }
        written.extend(has_gap.then(|| numeral(0)).flatten());
        has_gap = false;
        let is_bare_ten = place == 1 && digit == 1 && written.is_empty();
        written.extend(numeral(digit).filter(|_| !is_bare_ten));
        written.extend((place > 0).then(|| numeral(9 + place)).flatten());
    }
    written
}

fn full_width(digit: char) -> char {
    digit.to_digit(10).and_then(|digit| char::from_u32(u32::from('０') + digit)).unwrap_or(digit)
}

/// ① to ⑳.
fn enclosed(number: u32) -> String {
    let character = (1..=20).contains(&number).then(|| char::from_u32(u32::from('①') + number - 1)).flatten();
    character.map_or_else(|| number.to_string(), String::from)
}

/// A to Z, then AA to ZZ, as Word goes on.
fn letters(number: u32, first: char) -> String {
    let index = number.saturating_sub(1);
    let letter = char::from_u32(u32::from(first) + index % 26).unwrap_or(first);
    let times = usize::try_from(index / 26 + 1).unwrap_or(1).min(4);
    std::iter::repeat_n(letter, times).collect()
}

fn roman(number: u32) -> String {
    const SIGNS: &[(u32, &str)] = &[
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = number.min(3_999);
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while left >= *value {
            written.push_str(sign);
            left -= value;
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_read_them() {
        let chinese: Vec<String> =
            [1, 10, 11, 20, 99, 100, 101, 110, 115, 1005, 1050, 2020].map(|n| written(n, "chineseCounting")).to_vec();
        let expected = "一 十 十一 二十 九十九 一百 一百零一 一百一十 一百一十五 一千零五 一千零五十 二千零二十";
        assert_eq!(chinese.join(" "), expected);
        let others = [
            written(12, "decimalFullWidth"),
            written(20, "decimalEnclosedCircle"),
            written(21, "decimalEnclosedCircle"),
            written(28, "lowerLetter"),
            written(14, "upperRoman"),
            written(12, "chineseLegalSimplified"),
            written(3, "decimalZero"),
            written(3, "bullet"),
        ];
        assert_eq!(others.join(" "), "１２ ⑳ 21 bb XIV 拾贰 03 ");
    }
}
