//! The replies of the sample register, read and compared with the register's own columns.

use std::collections::BTreeMap;

use gongkai_document::{Decision, Document};
use gongkai_replies::{provisions_in, read_reply};

#[test]
fn the_sample_registers_replies_say_what_its_columns_say() {
    let register = include_str!("../../../data/sample/register.jsonl");
    let (mut replies, mut differ) = (0, BTreeMap::new());
    for line in register.lines() {
        let document: Document = serde_json::from_str(line).unwrap();
        let request = document.request.unwrap();
        let reading = read_reply(&document.body);
        replies += 1;
        let read: Vec<_> = reading.basis().map(|citation| citation.provision.clone()).collect();
        assert_eq!(read, provisions_in(&request.legal_basis.unwrap()), "{}", request.number);
        let decision = reading.decision().map(|outcome| outcome.decision);
        if decision != request.decision {
            *differ.entry((request.decision, decision)).or_insert(0) += 1;
        }
    }
    assert_eq!(replies, 350);
    // The sample's two sorts of repeated requests are answered in the same words, so that no reader can tell them apart.
    let same_words = (Some(Decision::NotProcessedConfirm), Some(Decision::NotProcessedRepeat));
    assert_eq!(differ, BTreeMap::from([(same_words, 1)]));
}
