//! Percent-encoding, undone strictly.

use super::InvalidParameter;

/// The text that a part of a query string stands for: `+` is a blank, `%XX` a byte, and the bytes are UTF-8.
///
/// Form parsers replace what they cannot read by `�`; a search for that finds nothing and does not say why.
pub(crate) fn decode(part: &str) -> Result<String, InvalidParameter> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (rest.next().and_then(hex_digit), rest.next().and_then(hex_digit)) {
                (Some(high), Some(low)) => high * 16 + low,
                _ => return Err(InvalidParameter::encoding(part)),
            },
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| InvalidParameter::encoding(part))
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_from_its_percent_encoding() {
        assert_eq!(decode("%E8%8A%B1%E5%BA%9C+a%2Bb%00").unwrap(), "花府 a+b\0");
        assert_eq!(decode("花府").unwrap(), "花府");
    }

    #[test]
    fn half_an_escape_and_half_a_character_are_refused() {
        for part in ["%", "%4", "%g0", "%E8%8A", "%C0%80", "%ED%A0%80"] {
            assert!(decode(part).is_err(), "{part}");
        }
    }
}
