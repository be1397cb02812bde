//! Plates of vehicles (GA 36-2018): province, office, five characters, or six of a vehicle with new energy.

use super::Suspect;
use super::digits::is_letter;
use crate::finding::Rule;

/// What a plate begins with.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// What a plate may end with instead of its last character: coaches, police, Hong Kong, Macau, trailers, consulates.
const LAST: &str = "学警港澳挂领使超";

/// Letters that say the drive of a small vehicle with new energy, before or behind five digits.
const NEW_ENERGY: &str = "ABCDEFGHJK";

/// At most two of five characters are letters.
const LETTERS_MAX: usize = 2;

pub(super) fn find(text: &str) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    // The office's letter behind the province is rarer in a text than the provinces' characters.
    let mut previous = (0, ' ');
    for (at, c) in text.char_indices() {
        let (start, province) = std::mem::replace(&mut previous, (at, c));
        if half_width(c).is_none() || !PROVINCES.contains(province) {
            continue;
        }
        let behind = text.get(start..).unwrap_or_default();
        if let Some(bytes) = plate(behind) {
            let why = "a vehicle's plate";
            suspects.push(Suspect { rule: Rule::VehiclePlate, span: start..start + bytes, grave: false, why });
        }
    }
    suspects
}

/// The length in bytes of the plate that `text` begins with.
fn plate(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let office = half_width(chars.next()?.1)?;
    if !office.is_ascii_uppercase() || matches!(office, 'I' | 'O') {
        return None;
    }
    let mut rest = chars.peekable();
    rest.next_if(|(_, c)| matches!(c, ' ' | '·' | '•' | '.' | '-' | '・' | '\u{3000}'));
    let (mut serial, mut end) = (String::new(), 0);
    while let Some((at, c)) = rest.next_if(|(_, c)| half_width(*c).is_some()) {
        serial.extend(half_width(c));
        end = at + c.len_utf8();
        if serial.len() > 6 {
            return None;
        }
    }
    if let Some((at, c)) = rest.next_if(|(_, c)| serial.len() == 4 && LAST.contains(*c)) {
        return is_serial(&serial).then_some(at + c.len_utf8());
    }
    let runs_on = rest.peek().is_some_and(|(_, c)| matches!(c, '*' | '＊' | '-' | '_'));
    let fits = serial.len() == 5 && is_serial(&serial) || serial.len() == 6 && is_new_energy(&serial);
    (fits && !runs_on).then_some(end)
}

/// A capital letter or a digit in half width.
fn half_width(c: char) -> Option<char> {
    let c = match c {
        'Ａ'..='Ｚ' | '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0)?,
        c => c,
    };
    (c.is_ascii_uppercase() || c.is_ascii_digit()).then_some(c)
}

fn is_serial(serial: &str) -> bool {
    let letters = serial.chars().filter(|c| is_letter(*c)).count();
    letters <= LETTERS_MAX && !serial.contains(['I', 'O'])
}

/// Small vehicles have their letter first and may have another second; large ones have it last.
fn is_new_energy(serial: &str) -> bool {
    let small = serial.starts_with(|c| NEW_ENERGY.contains(c))
        && serial.chars().skip(2).all(|c| c.is_ascii_digit())
        && is_serial(serial);
    let large = serial.ends_with(|c| NEW_ENERGY.contains(c)) && serial.chars().take(5).all(|c| c.is_ascii_digit());
    small || large
}
