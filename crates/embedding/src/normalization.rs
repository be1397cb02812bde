//! What happens to a text's characters before it is cut: the model's own table, single blanks, and a mark for blanks.

/// Stands for a blank in pieces, and before the first character.
pub(crate) const BLANK_MARK: char = '\u{2581}';

/// Characters that become others.
pub(crate) struct Normalization {
    /// In order of the character.
    table: Vec<(char, String)>,
}

impl Normalization {
    pub(crate) fn new(table: Vec<(char, String)>) -> Self {
        Self { table }
    }

    /// The text that is cut into pieces, of `parts` written one after another.
    ///
    /// A blank that follows one is left out; in front stands a mark for a blank, always exactly one.
    pub(crate) fn normalize(&self, parts: &[&str]) -> String {
        let mut normal = String::with_capacity(parts.iter().map(|part| part.len()).sum::<usize>() + 8);
        let mut after_blank = false;
        let mut push = |c: char| {
            if c == ' ' && after_blank {
                return;
            }
            if normal.is_empty() && c != ' ' {
                normal.push(BLANK_MARK);
            }
            after_blank = c == ' ';
            normal.push(if c == ' ' { BLANK_MARK } else { c });
        };
        for c in parts.iter().flat_map(|part| part.chars()) {
            match self.table.binary_search_by_key(&c, |(from, _)| *from) {
                Ok(place) => self.table.get(place).iter().flat_map(|(_, to)| to.chars()).for_each(&mut push),
                Err(_) => push(c),
            }
        }
        if normal.is_empty() {
            normal.push(BLANK_MARK);
        }
        normal
    }

    /// How much memory the table takes.
    pub(crate) fn bytes(&self) -> usize {
        self.table.iter().map(|(_, to)| size_of::<(char, String)>() + to.capacity()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let table = [('\u{1}', ""), ('\u{2}', "ab "), ('\u{3000}', " "), ('Ａ', "A")];
        let table = table.map(|(from, to)| (from, to.to_owned())).to_vec();
        assert_eq!(Normalization::new(table).normalize(&[text]), expected, "{text:?}");
    }

    #[test]
    fn blanks_are_single_and_marked_and_one_stands_in_front() {
        check("a  b", "▁a▁b");
        check("  a", "▁a");
        check("a ", "▁a▁");
        check("", "▁");
        check("   ", "▁");
    }

    #[test]
    fn characters_become_what_the_table_says() {
        check("Ａ\u{3000} Ａ", "▁A▁A");
        check("\u{1}", "▁");
        check("\u{2} \u{1} c", "▁ab▁c");
    }
}
