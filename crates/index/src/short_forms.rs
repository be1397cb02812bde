//! The short forms that a generation's own documents introduce, beside the list that ships.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use gongkai_analysis::{FULL_FORMS_MAX, ShortForms, short_forms_in};
use gongkai_document::Document;

use crate::error::IndexError;
use crate::generation::write_durably;

/// The name of the file in a generation, among those whose checksums are kept.
const FILE: &str = "short_forms.txt";

/// In how many documents a pair is introduced at least. One document may say anything.
const DOCUMENTS_MIN: u32 = 2;
/// How many short forms one generation keeps, the most frequent ones.
const SHORT_FORMS_MAX: usize = 10_000;

/// Counts the pairs while documents are added.
#[derive(Debug, Default)]
pub(crate) struct MinedForms {
    documents: HashMap<(String, String), u32>,
}

impl MinedForms {
    /// Takes the pairs of one document.
    pub(crate) fn add(&mut self, document: &Document) {
        let mut pairs = short_forms_in(&document.body);
        pairs.sort_unstable();
        pairs.dedup();
        for pair in pairs {
            *self.documents.entry(pair).or_default() += 1;
        }
    }

    /// Writes those that enough documents introduce into `directory`.
    pub(crate) fn write(self, directory: &Path) -> Result<(), IndexError> {
        let mut pairs: Vec<((String, String), u32)> =
            self.documents.into_iter().filter(|(_, documents)| *documents >= DOCUMENTS_MIN).collect();
        pairs.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
        let mut forms: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for ((short, full), _) in pairs {
            let is_room = forms.len() < SHORT_FORMS_MAX || forms.contains_key(&short);
            if is_room {
                let known = forms.entry(short).or_default();
                if known.len() < FULL_FORMS_MAX {
                    known.push(full);
                }
            }
        }
        let forms: ShortForms = forms.into_iter().collect();
        write_durably(&directory.join(FILE), forms.to_string().as_bytes())
    }
}

/// The short forms that a search of the generation in `directory` writes out.
pub(crate) fn read(directory: &Path, name: &str) -> Result<ShortForms, IndexError> {
    let path = directory.join(FILE);
    let text = fs::read_to_string(&path).map_err(IndexError::file("read", &path))?;
    let mined = ShortForms::parse(&text)
        .map_err(|error| IndexError::Damaged { name: name.to_owned(), what: format!("{FILE}: {error}") })?;
    Ok(ShortForms::embedded().clone().with(mined))
}
