//! The sample register of 350 closed requests, from its file to the tables.

use gongkai_register::{Effect, Field, StatutoryReport, disagreements};

use crate::{Office, plan};

#[test]
fn the_sample_register_is_read_counted_and_checked() {
    let register = include_str!("../../../../data/sample/register.jsonl");
    let mapping = include_str!("../../../../data/sample/register.mapping.toml");
    let plan = plan("register.jsonl", register.as_bytes(), mapping);
    assert_eq!((plan.lines.len(), plan.refusals.len()), (350, 0));
    let office = Office::new();
    assert!(office.import(&plan).iter().all(|effect| *effect == Effect::New));
    assert!(office.import(&plan).iter().all(|effect| *effect == Effect::Unchanged));
    let records = office.register.records().unwrap();

    let report = StatutoryReport::new(&records, 2020);
    let total = |code: &str| {
        let row = report.requests.iter().find(|row| row.code == code).unwrap();
        row.cells.last().unwrap().count()
    };
    assert_eq!(report.violations, []);
    assert_eq!((total("new"), total("carried_in")), (350, 0));
    // Three of the 150 that were granted were so in January.
    assert_eq!((total("granted"), total("closed"), total("carried_out")), (147, 344, 6));

    // The sample answers two sorts of repeated requests in the same words.
    let found = disagreements(&records);
    assert_eq!(found.len(), 1);
    assert!(found.iter().all(|one| one.field == Field::Decision
        && one.register.as_deref() == Some("不予处理（要求确认或重新出具已获取信息）")));
}
