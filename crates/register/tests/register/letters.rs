//! Letters, what is read from them, and a person's word on it.

use gongkai_document::{Decision, Timestamp};
use gongkai_register::{Field, disagreements};

use crate::{Office, by, office};

const NOT_HELD: &str = "您申请公开补偿方案。现答复如下：经检索，本机关未制作该信息，该政府信息不存在。\
    根据《条例》第三十六条第（四）项，特此告知。";

/// One request that the register says was granted after article 36 (2).
fn granted() -> Office {
    office("登记编号,收件日期,处理结果,依据\n青公开申〔2024〕1号,2024-03-05,予以公开,第三十六条第二项\n")
}

fn told(office: &Office) -> Vec<(Field, Option<String>, String)> {
    let found = disagreements(&office.register.records().unwrap());
    found.into_iter().map(|one| (one.field, one.register, one.reply)).collect()
}

#[test]
fn a_letter_that_says_something_else_than_the_register_is_listed_with_its_words() {
    let office = granted();
    assert!(office.register.put_reply("青公开申（2024）1号", "1号.docx", NOT_HELD, by("王某", "1号.docx")).unwrap());
    assert!(!office.register.put_reply("青公开申（2024）1号", "1号.docx", NOT_HELD, by("王某", "1号.docx")).unwrap());
    let found = disagreements(&office.register.records().unwrap());
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].register.as_deref(), Some("予以公开"));
    assert_eq!(found[0].reply, "无法提供（本机关不掌握相关政府信息）");
    assert!(found[0].quote.starts_with("未制作") && found[0].confidence > 90, "{:?}", found[0]);
    assert_eq!(found[1].reply, "《中华人民共和国政府信息公开条例》第三十六条第（四）项");
    assert_eq!(found[1].quote, "第三十六条第（四）项");
}

#[test]
fn a_persons_word_settles_it_and_outlives_imports_and_new_readings() {
    let office = granted();
    let number = "青公开申〔2024〕1号";
    office.register.put_reply(number, "1号.docx", NOT_HELD, by("王某", "1号.docx")).unwrap();
    let clerk = by("李某", "looked at the letter");
    office.register.correct(number, Field::Decision, Some("部分公开"), clerk).unwrap();
    office.register.correct(number, Field::LegalBasis, Some("第三十七条"), clerk).unwrap();
    assert_eq!(told(&office), []);
    let again = crate::plan(
        "again.csv",
        "登记编号,处理结果\n青公开申〔2024〕1号,不予公开（属于国家秘密）\n".as_bytes(),
        "[columns]\nnumber = '登记编号'\ndecision = '处理结果'",
    );
    office.import(&again);
    office.register.put_reply(number, "1号.docx", "现答复如下：予以公开。", by("王某", "1号.docx")).unwrap();
    office.register.read_again(Timestamp::UNIX_EPOCH).unwrap();
    let record = office.register.record(number).unwrap().unwrap();
    assert_eq!(record.decision(), Some(Decision::Partial));
    assert_eq!(record.value(Field::LegalBasis), Some("第三十七条"));
    assert_eq!(record.fields[&Field::Decision], "denied_secret");
    assert_eq!(told(&office), []);
    office.register.correct(number, Field::Decision, None, clerk).unwrap();
    assert_eq!(office.register.record(number).unwrap().unwrap().decision(), Some(Decision::DeniedSecret));
    let changes = office.register.history(number).unwrap();
    let corrections: Vec<_> = changes.iter().filter(|change| change.field == "correction:decision").collect();
    assert_eq!(corrections.len(), 2);
    assert_eq!((corrections[1].before.as_deref(), corrections[1].after.as_deref()), (Some("partial"), None));
}

#[test]
fn only_what_is_read_from_letters_is_corrected_and_only_to_what_it_can_be() {
    let office = granted();
    let clerk = by("李某", "");
    let correct = |field, value| {
        office.register.correct("青公开申〔2024〕1号", field, Some(value), clerk).unwrap_err().to_string()
    };
    assert!(correct(Field::ReceivedOn, "2024-03-05").starts_with("收到日期 is not read from replies"));
    assert!(correct(Field::Decision, "给了").starts_with("答复结果: \"给了\" is none of 予以公开"));
}

#[test]
fn an_earlier_text_of_a_letter_is_kept_and_the_later_one_counts() {
    let office = granted();
    let number = "青公开申〔2024〕1号";
    for text in [NOT_HELD, "现答复如下：予以公开，现提供给您。", NOT_HELD] {
        assert!(office.register.put_reply(number, "1号.docx", text, by("王某", "1号.docx")).unwrap());
    }
    let record = office.register.record(number).unwrap().unwrap();
    assert_eq!(record.replies.len(), 1);
    assert_eq!(record.replies[0].text, NOT_HELD);
    let changes = office.register.history(number).unwrap();
    assert_eq!(changes.iter().filter(|change| change.field == "reply").count(), 3);
}
