//! Whether a query looks like personal data: identity and telephone numbers, addresses of mail, number plates.
//!
//! The rule is coarse on purpose. A harmless query that it keeps out costs one count; a number that it lets in is
//! somebody's. Names cannot be told from other words: against them stands only that rare queries are never shown.

/// How many digits in a row are a number of somebody: telephone numbers begin at seven (a local one), identity and bank
/// numbers have more. A document number, whose year and number stand on both sides of a bracket, has no such row.
const DIGITS_MIN: usize = 7;

/// What stands between the digits of one number as people write it.
const BETWEEN_DIGITS: [char; 5] = [' ', '-', '.', '+', '*'];

/// The characters that stand for provinces on number plates (GA 36-2018), and those of the embassies and the police.
const PLATE_BEGINNINGS: &str = "京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川贵云陕甘青蒙桂宁新藏使领警";

/// How many letters and digits follow the letter of a number plate: five, six for electric cars.
const PLATE_LENGTHS: std::ops::RangeInclusive<usize> = 5..=6;

/// Whether a normalised query looks like personal data.
pub(crate) fn looks_personal(query: &str) -> bool {
    query.contains('@') || has_long_number(query) || has_number_plate(query)
}

fn has_long_number(query: &str) -> bool {
    let mut digits = 0;
    for c in query.chars() {
        if is_digit(c) {
            digits += 1;
            if digits >= DIGITS_MIN {
                return true;
            }
        } else if !BETWEEN_DIGITS.contains(&c) {
            digits = 0;
        }
    }
    false
}

/// A digit in any script, also as numbers are read out: 一三八〇〇.
fn is_digit(c: char) -> bool {
    c.is_numeric() || "〇零幺一二三四五六七八九壹贰叁肆伍陆柒捌玖".contains(c)
}

fn has_number_plate(query: &str) -> bool {
    let mut rest = query.char_indices().filter(|(_, c)| PLATE_BEGINNINGS.contains(*c));
    rest.any(|(at, c)| {
        let after = query.get(at + c.len_utf8()..).unwrap_or_default();
        let plate: String = after
            .chars()
            .filter(|c| !matches!(c, ' ' | '·' | '.' | '-'))
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let number = plate.get(1..).unwrap_or_default();
        plate.starts_with(|c: char| c.is_ascii_alphabetic())
            && PLATE_LENGTHS.contains(&number.len())
            && number.bytes().any(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::LoggedQuery;

    #[test]
    fn numbers_of_persons_and_addresses_of_mail_are_personal() {
        for text in [
            "11010519491231002X",
            "440114 19900101 1234",
            "身份证110105491231002",
            "13800138000",
            "１３８－００１３－８０００",
            "+86 138 0013 8000",
            "020-36881234",
            "3688123",
            "电话一三八零零一三八零零零",
            "138****8000",
            "6222 0000 1111 2222 333",
            "someone@example.cn",
            "someone＠example.cn",
            "粤A12345",
            "粤A·D12345 违章",
            "港澳通行证C12345678",
        ] {
            assert_eq!(LoggedQuery::read(text), None, "{text}");
        }
    }

    #[test]
    fn what_people_search_is_not_personal() {
        for text in [
            "老人助餐",
            "花府办〔2020〕12号",
            "花府办 2020 12",
            "第二十七条",
            "2020年财政决算",
            "12345热线",
            "110千伏输变电工程",
            "粤府办",
            "新能源汽车 A级",
            "十四五规划",
        ] {
            assert!(LoggedQuery::read(text).is_some(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_telephone_number_is_found_wherever_it_stands(before in "\\PC{0,9}", after in "\\PC{0,9}", number in "1[3-9][0-9]{9}") {
            let text = format!("{before}{number}{after}");
            prop_assert_eq!(LoggedQuery::read(&text), None);
        }
    }
}
