//! Numbers in Chinese writing: 二十 and 二〇二〇.

/// The value of one Chinese digit.
fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn place(c: char) -> Option<u32> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        _ => return None,
    })
}

/// Whether the character can be part of a Chinese number.
pub(crate) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || place(c).is_some()
}

/// The value of a number written in digits of either script, or with 十, 百 and 千; `None` when it is no number below
/// 100,000.
pub fn numeral_value(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 9 {
        return None;
    }
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok().filter(|value| *value < 100_000);
    }
    if text.chars().all(|c| digit(c).is_some()) {
        let value =
            text.chars().filter_map(digit).fold(0u32, |value, digit| value.saturating_mul(10).saturating_add(digit));
        return (value < 100_000).then_some(value);
    }
    let (mut value, mut pending) = (0, None);
    for c in text.chars() {
        if let Some(place) = place(c) {
            value += pending.take().unwrap_or(1) * place;
        } else {
            pending = Some(digit(c)?);
        }
    }
    Some(value + pending.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_articles_and_years_are_read() {
        for (text, expected) in [
            ("二十", 20),
            ("十", 10),
            ("十五", 15),
            ("三十六", 36),
            ("一百零三", 103),
            ("一千二百六十", 1_260),
            ("二〇二〇", 2_020),
            ("0012", 12),
        ] {
            assert_eq!(numeral_value(text), Some(expected), "{text}");
        }
        for text in ["", "条", "二条", "999999999", "一二三四五六七"] {
            assert_eq!(numeral_value(text), None, "{text}");
        }
    }
}
