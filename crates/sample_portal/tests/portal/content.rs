//! What a portal holds: its figures, its numbers, and that its texts are of the right sort.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use gongkai_document::{Document, Kind, RelationKind, Validity};
use gongkai_sample_portal::{SampleOptions, SamplePortal};
use sha2::{Digest, Sha256};

use crate::{small, whole};

#[test]
fn the_whole_sample_has_the_districts_own_figures() {
    let portal = whole();
    let truth = portal.truth();
    assert_eq!(truth.len(), 6_133);
    let explanations: Vec<&Document> = truth.iter().filter(|document| document.kind == Kind::Interpretation).collect();
    assert_eq!(explanations.len(), 89);
    let by_id: HashMap<_, _> = truth.iter().map(|document| (&document.id, document)).collect();
    for explanation in explanations {
        let [policy] = explanation.relations.as_slice() else { panic!("{} explains nothing", explanation.title) };
        assert_eq!(policy.kind, RelationKind::Interprets);
        let back = &by_id[&policy.id].relations;
        assert!(
            back.iter().any(|relation| relation.kind == RelationKind::InterpretedBy && relation.id == explanation.id)
        );
    }
    let publishers: HashSet<_> = truth.iter().filter_map(|document| document.publisher.as_deref()).collect();
    assert!(publishers.contains("广州市花都区花山镇人民政府") && publishers.len() > 25);
}

#[test]
fn a_portal_has_as_many_items_as_are_asked_for() {
    for items in [40, 41, 75, 120, 333] {
        for (seed, quirks, channels) in [(1, true, true), (2, false, true), (3, true, false), (4, false, false)] {
            let portal = SamplePortal::generate(&SampleOptions { items, seed, quirks, channels });
            assert_eq!(portal.truth().len(), items, "seed {seed}");
            assert_eq!(portal.hijacked().count(), usize::from(quirks && channels));
            let files = portal.truth().iter().filter(|document| !document.attachments.is_empty()).count();
            // The smallest portals have hardly more than each site's guide and yearly reports.
            assert_eq!(files > 5, channels && items > 50, "{files} of {items}");
        }
    }
}

#[test]
fn no_number_and_no_title_is_given_twice_and_no_day_is_before_its_making() {
    let portal = whole();
    let (mut numbers, mut indexes, mut titles) = (HashSet::new(), HashSet::new(), HashSet::new());
    for document in portal.truth() {
        assert!(document.document_number.as_ref().is_none_or(|number| numbers.insert(number.clone())));
        assert!(indexes.insert(document.index_number.clone().unwrap()));
        assert!(titles.insert(document.title.clone()), "{}", document.title);
        assert!(document.made_on <= document.published_on);
    }
}

#[test]
fn a_repeal_names_a_document_of_the_sample_that_is_marked_repealed() {
    let portal = whole();
    let by_title: HashMap<&str, &Document> =
        portal.truth().iter().map(|document| (document.title.as_str(), document)).collect();
    let mut repeals = 0;
    for line in portal.truth().iter().flat_map(|document| document.body.lines()) {
        let Some((named, _)) = line.split_once("）自本办法施行之日起同时废止") else { continue };
        let (title, number) = named.trim_start_matches('《').rsplit_once("》（").unwrap();
        let repealed = by_title[title];
        assert_eq!(repealed.validity, Validity::Repealed);
        assert_eq!(repealed.document_number.as_ref().unwrap().as_str(), number);
        repeals += 1;
    }
    assert!(repeals > 20, "{repeals}");
    let marked = portal.truth().iter().filter(|document| document.validity == Validity::Repealed).count();
    assert_eq!(marked, repeals);
}

#[test]
fn the_same_options_write_the_same_portal() {
    let hash = |options: &SampleOptions| {
        let text = format!("{:?}", SamplePortal::generate(options).truth());
        Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
    };
    let options = SampleOptions { items: 200, ..SampleOptions::default() };
    assert_eq!(hash(&options), hash(&options));
    assert_ne!(hash(&options), hash(&SampleOptions { seed: 1, ..options.clone() }));
}

#[test]
fn documents_are_of_real_lengths_and_no_near_copies() {
    let portal = whole();
    let mut lengths: Vec<usize> = portal
        .truth()
        .iter()
        .filter(|document| !document.text_poor)
        .map(|document| document.body.chars().count())
        .collect();
    lengths.sort_unstable();
    assert!(lengths[0] >= 80, "{}", lengths[0]);
    let median = lengths[lengths.len() / 2];
    assert!((200..1_000).contains(&median), "{median}");
    let sample: Vec<HashSet<Vec<char>>> = portal
        .truth()
        .iter()
        .step_by(12)
        .map(|document| document.body.chars().collect::<Vec<_>>().windows(5).map(<[char]>::to_vec).collect())
        .collect();
    let is_copy = |(index, one): (usize, &HashSet<Vec<char>>)| {
        sample[..index].iter().any(|other| {
            let shared = one.intersection(other).count();
            shared * 10 > (one.len() + other.len() - shared) * 8
        })
    };
    let copies = sample.iter().enumerate().filter(|(index, one)| is_copy((*index, one))).count();
    // Yearly reports and disclosure guides follow a statutory form, as real ones do.
    assert!(copies * 100 < sample.len() * 5, "{copies} of {}", sample.len());
}

#[test]
fn no_text_has_what_could_be_a_number_of_a_person() {
    let portal = whole();
    let register = portal.register();
    for document in portal.truth().iter().chain(&register) {
        let runs = document.body.split(|c: char| !c.is_ascii_digit());
        assert!(runs.map(str::len).all(|digits| digits < 10), "{}", document.title);
    }
}

#[test]
fn the_register_has_every_decision_and_is_for_staff() {
    let register = small().register();
    assert_eq!(register.len(), 350);
    let decisions: HashSet<_> = register.iter().filter_map(|reply| reply.request.as_ref()?.decision).collect();
    assert_eq!(decisions.len(), gongkai_document::Decision::ALL.len());
    assert!(register.iter().all(|reply| reply.access == gongkai_document::Access::Staff));
}

#[test]
fn the_register_that_ships_is_the_one_that_is_written() {
    let mut lines = String::new();
    for reply in SamplePortal::generate(&SampleOptions::default()).register() {
        writeln!(lines, "{}", serde_json::to_string(&reply).unwrap()).unwrap();
    }
    assert!(
        include_str!("../../../../data/sample/register.jsonl") == lines,
        "run `cargo run -p gongkai-sample-portal --example write_register`"
    );
}
