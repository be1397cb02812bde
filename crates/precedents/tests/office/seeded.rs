//! Every warning that the register was made to give, and how many others.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_document::Date;
use gongkai_precedents::{Asking, PrecedentRequest, Thresholds, Warning};

use crate::OFFICE;

/// What a warning rests on, by numbers or identifiers.
fn rests_on(warning: &Warning) -> BTreeSet<String> {
    match warning {
        Warning::Contradiction { ways } => ways.iter().flat_map(|way| way.requests.clone()).collect(),
        Warning::AlreadyPublic { documents } => documents.iter().map(|document| document.id.clone()).collect(),
        Warning::Repeat { requests }
        | Warning::AskedBefore { requests }
        | Warning::Frequent { requests }
        | Warning::WantedByMany { requests } => requests.iter().cloned().collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn every_seeded_warning_is_found_and_the_others_are_counted() {
    let mut wanted: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
    for seeded in OFFICE.portal.seeded_warnings() {
        wanted.insert((seeded.request, seeded.warning), seeded.rests_on);
    }
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let (mut missed, mut wrong) = (Vec::new(), Vec::new());
    for reply in OFFICE.portal.register() {
        let number = reply.request.unwrap().number;
        let answer = OFFICE.precedents.find(&PrecedentRequest::of_number(&number)).unwrap();
        let asking = Asking { applicant: None, received_on: Date::constant(2020, 12, 31) };
        let warnings =
            OFFICE.precedents.warnings(&answer, asking, Some(&OFFICE.public), Thresholds::default()).unwrap();
        for warning in warnings {
            let counted = counts.entry(warning.code()).or_default();
            match wanted.remove(&(number.clone(), warning.code())) {
                Some(expected) if expected.iter().all(|one| rests_on(&warning).contains(one)) => counted[0] += 1,
                Some(expected) => missed.push(format!("{number} {}: {expected:?} not all in it", warning.code())),
                None => {
                    counted[2] += 1;
                    wrong.push(format!("{number} {}: {:?}", warning.code(), rests_on(&warning)));
                }
            }
        }
    }
    for ((number, code), expected) in wanted {
        counts.entry(code).or_default()[1] += 1;
        missed.push(format!("{number} {code}: {expected:?}"));
    }
    let lines: Vec<String> = counts
        .iter()
        .map(|(code, [found, missed, wrong])| format!("{code}: {found} found, {missed} missed, {wrong} false"))
        .collect();
    expect_test::expect![[r#"
        already_public: 16 found, 0 missed, 0 false
        contradiction: 20 found, 0 missed, 0 false
        frequent: 5 found, 0 missed, 0 false
        repeat: 12 found, 0 missed, 0 false
        wanted_by_many: 12 found, 0 missed, 0 false"#]]
    .assert_eq(&lines.join("\n"));
    assert!(missed.is_empty(), "{missed:#?}\nfalse ones: {wrong:#?}");
}
