//! How well replies are read: 200 letters with what they cite and decide, in `cases/`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test's own reading of its own files")]

use std::collections::BTreeMap;

use gongkai_document::Decision;
use gongkai_replies::{Law, Provision, Reading, Role, read_reply};

/// One letter and what a careful reader finds in it.
struct Case {
    name: String,
    text: String,
    decision: Decision,
    citations: Vec<(Role, Provision)>,
}

/// Reads a file of cases: a `##` line with the name, a line for the decision and for each citation
/// (`role law article paragraph item`), `---`, and the letter.
fn cases(file: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for block in file.split("## ").skip(1) {
        let (head, text) = block.split_once("\n---\n").unwrap();
        let mut lines = head.lines();
        let name = lines.next().unwrap().to_owned();
        let decision = lines.next().unwrap().strip_prefix("decision ").unwrap().parse().unwrap();
        let citations = lines.map(citation).collect();
        cases.push(Case { name, text: text.trim_end().to_owned(), decision, citations });
    }
    cases
}

fn citation(line: &str) -> (Role, Provision) {
    let fields: Vec<&str> = line.split(' ').collect();
    let [role, law, article, paragraph, item] = fields.as_slice() else { panic!("{line}") };
    let role = match *role {
        "basis" => Role::Basis,
        "quoted" => Role::Applicant,
        "remedy" => Role::Remedy,
        "mention" => Role::Mention,
        other => panic!("{other}"),
    };
    let law = Law::named(law);
    let (article, paragraph, item) = (article.parse().unwrap(), paragraph.parse().ok(), item.parse().ok());
    (role, Provision { law, article, inserted: None, paragraph, item })
}

/// What a set of cases gives.
#[derive(Default)]
struct Score {
    expected: usize,
    found: usize,
    right: usize,
    roles_right: usize,
    citations: usize,
    decided: usize,
    cases: usize,
    wrong: Vec<String>,
    by_confidence: BTreeMap<u8, (usize, usize)>,
}

impl Score {
    fn of(cases: &[Case]) -> Self {
        let mut score = Self::default();
        for case in cases {
            score.add(case, &read_reply(&case.text));
        }
        score
    }

    fn add(&mut self, case: &Case, reading: &Reading) {
        let short = |law: &Law| law.as_str().trim_start_matches("中华人民共和国").to_owned();
        let key =
            |provision: &Provision| (short(&provision.law), provision.article, provision.paragraph, provision.item);
        let wanted: Vec<_> = case
            .citations
            .iter()
            .filter(|(role, _)| *role == Role::Basis)
            .map(|(_, provision)| key(provision))
            .collect();
        let basis: Vec<_> = reading.basis().map(|citation| key(&citation.provision)).collect();
        self.expected += wanted.len();
        self.found += basis.len();
        let right = basis.iter().filter(|found| wanted.contains(found)).count();
        self.right += right;
        if right != wanted.len() || right != basis.len() {
            self.wrong.push(format!("{}: rests on {wanted:?}, read {basis:?}", case.name));
        }
        self.citations += case.citations.len();
        for (role, provision) in &case.citations {
            let is_right =
                |found: &&gongkai_replies::Citation| found.role == *role && key(&found.provision) == key(provision);
            if reading.citations.iter().any(|found| is_right(&found)) {
                self.roles_right += 1;
            } else if *role != Role::Basis {
                self.wrong.push(format!("{}: {provision} is {role:?}", case.name));
            }
        }
        self.cases += 1;
        let decision = reading.decision();
        let is_right = decision.as_ref().is_some_and(|found| found.decision == case.decision);
        self.decided += usize::from(is_right);
        let confidence = decision.as_ref().map_or(0, |found| found.confidence);
        let counts = self.by_confidence.entry(confidence).or_default();
        counts.0 += usize::from(is_right);
        counts.1 += 1;
        if !is_right {
            let read = decision.map(|found| found.decision.code());
            self.wrong.push(format!("{}: decides {}, read {read:?} ({confidence} %)", case.name, case.decision));
        }
    }

    fn precision(&self) -> f64 {
        share(self.right, self.found)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.expected)
    }

    fn lines(&self) -> String {
        format!(
            "basis: precision {:.3}, recall {:.3} of {}; every citation with its role: {:.3} of {}; decision: {:.3} of {}\nby confidence: {:?}\n{}",
            self.precision(),
            self.recall(),
            self.expected,
            share(self.roles_right, self.citations),
            self.citations,
            share(self.decided, self.cases),
            self.cases,
            self.by_confidence,
            self.wrong.join("\n"),
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "some hundred")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The measures that must hold on both halves: citations' precision and recall as a register can rely on them.
#[track_caller]
fn check(file: &str, decisions_min: f64) {
    let cases = cases(file);
    assert_eq!(cases.len(), 100);
    let score = Score::of(&cases);
    let lines = score.lines();
    assert!(score.precision() >= 0.98 && score.recall() >= 0.95, "{lines}");
    assert!(share(score.decided, score.cases) >= decisions_min, "{lines}");
    assert!(share(score.roles_right, score.citations) >= 0.95, "{lines}");
}

#[test]
fn the_letters_used_while_developing_are_read() {
    check(include_str!("cases/develop.txt"), 0.95);
}

#[test]
fn letters_of_other_offices_in_other_words_are_read() {
    check(include_str!("cases/set_aside.txt"), 0.9);
}
