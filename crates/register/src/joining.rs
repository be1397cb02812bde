//! Which request a reply's file belongs to: by the number in its name, or in its text.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::field::Field;
use crate::record::Record;
use crate::register::number_key;
use crate::{RegisterError, Result};

/// The numbers of every request and of its reply, to be found in names and texts.
#[derive(Debug)]
pub struct Numbers {
    matcher: AhoCorasick,
    /// For each pattern, the request's number and the pattern's own length.
    requests: Vec<(String, usize)>,
}

/// What a file answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// This request.
    To(String),
    /// Several are named; a person puts the number into the file's name.
    Several(Vec<String>),
    /// None is named.
    Nothing,
}

impl Numbers {
    /// The numbers of these requests.
    pub fn new(records: &[Record]) -> Result<Self> {
        let mut requests = Vec::new();
        let mut patterns = Vec::new();
        for record in records {
            let reply = record.value(Field::ReplyNumber);
            for key in std::iter::once(record.number.as_str()).chain(reply).map(number_key) {
                // One or two digits, as small offices number, stand everywhere.
                if key.chars().count() >= KEY_CHARS_MIN {
                    requests.push((record.number.clone(), key.len()));
                    patterns.push(key);
                }
            }
        }
        let matcher = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns);
        let matcher = matcher.map_err(|error| RegisterError::Unreadable {
            file: "the register's numbers".to_owned(),
            problem: error.to_string(),
        })?;
        Ok(Self { matcher, requests })
    }

    /// The request that a file answers: the one named in its name, else the only one named in its text.
    pub fn join(&self, name: &str, text: &str) -> Joined {
        match self.find(name) {
            Joined::Nothing => self.find(text),
            found => found,
        }
    }

    fn find(&self, text: &str) -> Joined {
        let key = number_key(text);
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        for hit in self.matcher.find_overlapping_iter(&key) {
            // 2020|1 within 12020|11 is another number.
            let before = key.get(..hit.start()).and_then(|before| before.chars().next_back());
            let after = key.get(hit.end()..).and_then(|after| after.chars().next());
            let starts_with_digit =
                key.get(hit.start()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let ends_with_digit = key.get(..hit.end()).is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()));
            if is_digit(before) && starts_with_digit || is_digit(after) && ends_with_digit {
                continue;
            }
            if let Some((number, _)) = self.requests.get(hit.pattern().as_usize()) {
                found.push((hit.start(), hit.end(), number));
            }
        }
        let is_within = |one: &(usize, usize, &str)| {
            found.iter().any(|other| other.0 <= one.0 && one.1 <= other.1 && other.1 - other.0 > one.1 - one.0)
        };
        let mut numbers: Vec<&str> = found.iter().filter(|one| !is_within(one)).map(|one| one.2).collect();
        numbers.sort_unstable();
        numbers.dedup();
        match numbers.as_slice() {
            [] => Joined::Nothing,
            [one] => Joined::To((*one).to_owned()),
            several => Joined::Several(several.iter().map(|number| (*number).to_owned()).collect()),
        }
    }
}

/// A number that is looked for has at least so many characters.
const KEY_CHARS_MIN: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> Numbers {
        let record = |number: &str, reply: Option<&str>| Record {
            number: number.to_owned(),
            fields: reply.map(|reply| (Field::ReplyNumber, reply.to_owned())).into_iter().collect(),
            ..Record::default()
        };
        let records = [
            record("花公开申〔2020〕1号", Some("花民公复〔2020〕7号")),
            record("花公开申〔2020〕11号", None),
            record("2020-0012", None),
            record("7", None),
        ];
        Numbers::new(&records).unwrap()
    }

    #[test]
    fn a_file_is_joined_by_its_name_before_its_text() {
        let numbers = numbers();
        let to = |number: &str| Joined::To(number.to_owned());
        assert_eq!(numbers.join("花公开申（2020）11号答复.docx", "花公开申〔2020〕1号"), to("花公开申〔2020〕11号"));
        assert_eq!(numbers.join("答复书.pdf", "收到您的申请（花公开申[2020]1 号），"), to("花公开申〔2020〕1号"));
        assert_eq!(numbers.join("花民公复-2020-7号.txt", ""), to("花公开申〔2020〕1号"));
        assert_eq!(numbers.join("2020-0012.docx", ""), to("2020-0012"));
    }

    #[test]
    fn what_names_no_request_or_several_is_left_to_a_person() {
        let numbers = numbers();
        assert_eq!(numbers.join("2020-00123.docx", "第7号"), Joined::Nothing);
        let text = "就花公开申〔2020〕1号和花公开申〔2020〕11号一并答复如下";
        assert!(matches!(numbers.join("答复.docx", text), Joined::Several(several) if several.len() == 2));
    }
}
