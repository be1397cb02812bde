//! The facet values of a generation's documents, in memory: every search counts them for each of its matches, and a column
//! that is asked for one document at a time costs more than all of the ranking.

use std::collections::BTreeMap;

use tantivy::{DocId, SegmentReader};

use crate::error::IndexError;
use crate::facets::Facet;

/// The values of one facet.
#[derive(Debug, Default)]
pub(crate) struct FacetValues {
    /// Where the places of each document begin, and where the last one's end; empty when no document has two values.
    starts: Vec<u32>,
    /// The places of the documents' values in `names`; [`NONE`] for a document without one, where each has one at most.
    places: Vec<u32>,
    /// The values as filters take them.
    pub(crate) names: Vec<String>,
}

/// The place of no value.
const NONE: u32 = u32::MAX;

impl FacetValues {
    /// The places of a document's values.
    pub(crate) fn of(&self, document: DocId) -> &[u32] {
        let document = document as usize;
        let range = match (self.starts.get(document), self.starts.get(document + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ if self.starts.is_empty() => document..document + 1,
            _ => return &[],
        };
        match self.places.get(range) {
            None | Some([NONE]) => &[],
            Some(places) => places,
        }
    }

    fn new(values: impl Iterator<Item = Vec<u32>>, names: Vec<String>) -> Self {
        let (mut starts, mut places) = (vec![0], Vec::new());
        let mut is_single = true;
        for mut values in values {
            is_single &= values.len() < 2;
            places.append(&mut values);
            starts.push(u32::try_from(places.len()).unwrap_or(u32::MAX));
        }
        if is_single {
            let place = |ends: &[u32]| match ends {
                [from, to] if from < to => places.get(*from as usize).copied().unwrap_or(NONE),
                _ => NONE,
            };
            let places = starts.windows(2).map(place).collect();
            return Self { starts: Vec::new(), places, names };
        }
        Self { starts, places, names }
    }
}

/// Reads the values of every facet: one pass over each column, when a generation is opened.
pub(crate) fn read(segment: &SegmentReader) -> Result<[FacetValues; Facet::ALL.len()], IndexError> {
    let mut all: [FacetValues; Facet::ALL.len()] = Default::default();
    for (values, facet) in all.iter_mut().zip(Facet::ALL) {
        *values = facet_values(segment, facet)?;
    }
    Ok(all)
}

fn facet_values(segment: &SegmentReader, facet: Facet) -> Result<FacetValues, IndexError> {
    let doing = || IndexError::tantivy("reading the facets");
    let (fast, field) = (segment.fast_fields(), facet.field());
    let documents = 0..segment.max_doc();
    match facet {
        Facet::Year => {
            let column = fast.i64(field).map_err(doing())?;
            Ok(coded(documents.map(|document| column.first(document))))
        }
        Facet::HasAttachment => {
            let column = fast.bool(field).map_err(doing())?;
            Ok(coded(documents.map(|document| column.first(document))))
        }
        Facet::Kind | Facet::Publisher | Facet::Column | Facet::Validity | Facet::Town => {
            let Some(column) = fast.str(field).map_err(doing())? else { return Ok(FacetValues::default()) };
            let mut names = Vec::new();
            for ordinal in 0..column.num_terms() as u64 {
                let mut name = String::new();
                column.ord_to_str(ordinal, &mut name).map_err(|error| doing()(error.into()))?;
                names.push(name);
            }
            let places =
                |document| column.term_ords(document).filter_map(|ordinal| u32::try_from(ordinal).ok()).collect();
            Ok(FacetValues::new(documents.map(places), names))
        }
    }
}

/// The values of documents that have one at most.
fn coded<T: Ord + Copy + ToString>(values: impl Iterator<Item = Option<T>> + Clone) -> FacetValues {
    let mut known: BTreeMap<T, u32> = values.clone().flatten().map(|value| (value, 0)).collect();
    for (place, (_, number)) in (0..).zip(&mut known) {
        *number = place;
    }
    let places = values.map(|value| value.and_then(|value| known.get(&value).copied()).into_iter().collect());
    FacetValues::new(places, known.keys().map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_has_its_values_back() {
        let names = || vec!["a".to_owned(), "b".to_owned()];
        for documents in [vec![vec![1], vec![], vec![0]], vec![vec![], vec![0, 1], vec![1]], vec![]] {
            let values = FacetValues::new(documents.iter().cloned(), names());
            for (document, expected) in (0..).zip(&documents) {
                assert_eq!(values.of(document), expected);
            }
            assert_eq!(values.of(9), [0; 0]);
        }
        let years = coded([Some(2021), None, Some(2019), Some(2021)].into_iter());
        assert_eq!(years.names, ["2019", "2021"]);
        assert_eq!([0, 1, 2, 3].map(|document| years.of(document).first().copied()), [Some(1), None, Some(0), Some(1)]);
    }
}
