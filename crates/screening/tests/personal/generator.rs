//! Numbers that are computed and belong to nobody.
//!
//! Identity numbers have a region that was never given out (449999) or a birth date to come (2040 to 2049; the oldest of 15
//! digits cannot have one, theirs have the region). Cards have the prefix 62 and an issuer of zeros. Both are right by
//! every rule that can be computed.

/// A small generator of numbers, the same ones in each run (Numerical Recipes' constants).
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`, which is small.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 32);
        usize::try_from(self.0 >> 8).unwrap() % end
    }

    /// So many digits.
    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from_digit(u32::try_from(self.below(10)).unwrap(), 10).unwrap()).collect()
    }
}

/// An identity number of 18 characters.
pub(crate) fn identity_number(draws: &mut Draws) -> String {
    const PROVINCES: [usize; 8] = [11, 12, 31, 37, 44, 50, 65, 82];
    let region = if draws.below(2) == 0 { 449_999 } else { PROVINCES[draws.below(8)] * 10_000 + draws.below(10_000) };
    let date = format!("{}{:02}{:02}", 2040 + draws.below(10), 1 + draws.below(12), 1 + draws.below(28));
    let seventeen = format!("{region}{date}{}", draws.digits(3));
    format!("{seventeen}{}", check_character(&seventeen))
}

/// One that ends with X.
pub(crate) fn identity_number_with_x(draws: &mut Draws) -> String {
    std::iter::repeat_with(|| identity_number(draws)).find(|number| number.ends_with('X')).unwrap()
}

/// The check character by the recursive method of ISO 7064, which the detector does not use.
pub(crate) fn check_character(seventeen: &str) -> char {
    let product = seventeen.bytes().fold(0, |product, digit| (product + u32::from(digit - b'0')) * 2 % 11);
    match (12 - product) % 11 {
        10 => 'X',
        check => char::from_digit(check, 10).unwrap(),
    }
}

/// An identity number of 15 digits.
pub(crate) fn identity_number_of_15(draws: &mut Draws) -> String {
    format!("449999{:02}{:02}{:02}{}", draws.below(100), 1 + draws.below(12), 1 + draws.below(28), draws.digits(3))
}

/// A bank card of so many digits.
pub(crate) fn bank_card(draws: &mut Draws, length: usize) -> String {
    let body = format!("620000{}", draws.digits(length - 7));
    let valid =
        |card: &String| {
            let digits = card.bytes().rev().map(|digit| u32::from(digit - b'0')).enumerate();
            digits
                .map(|(index, digit)| {
                    if index % 2 == 1 { [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][usize::try_from(digit).unwrap()] } else { digit }
                })
                .sum::<u32>()
                % 10
                == 0
        };
    (0..10).map(|check| format!("{body}{check}")).find(valid).unwrap()
}

/// A mobile number of a prefix that the numbering plan gives.
pub(crate) fn mobile(draws: &mut Draws) -> String {
    const PREFIXES: [&str; 12] = ["130", "139", "145", "150", "158", "162", "166", "173", "180", "189", "191", "199"];
    format!("{}{}", PREFIXES[draws.below(12)], draws.digits(8))
}

/// A unified social credit code (GB 32100-2015) of a firm or a body, check character and all.
pub(crate) fn credit_code(draws: &mut Draws) -> String {
    const CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let kind = ["91", "92", "11", "12", "51", "52"][draws.below(6)];
    let letter = ["MA5", "455", "007", "MB2"][draws.below(4)];
    let code = format!("{kind}4401{:02}{letter}{}", 1 + draws.below(18), draws.digits(6));
    let mut weight = 1;
    let mut sum = 0;
    for c in code.chars() {
        sum += CHARACTERS.find(c).unwrap() * weight;
        weight = weight * 3 % 31;
    }
    format!("{code}{}", CHARACTERS.chars().nth((31 - sum % 31) % 31).unwrap())
}
