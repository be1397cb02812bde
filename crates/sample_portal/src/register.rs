//! A register of closed requests (依申请公开) with their replies: the rows of the statutory table, and no real person.

mod matters;
mod plan;
mod seeds;

use gongkai_document::{Access, Date, Decision, Document, DocumentId, Kind, Request};

use crate::portal::SamplePortal;
use crate::random::Random;
use crate::writing::day;
use matters::{Matters, framed};
use plan::{Planned, plan};
pub use seeds::SeededWarning;

/// How often each decision is taken, in a hundred, and the provision that it rests on.
const DECISIONS: &[(Decision, usize, &str)] = &[
    (Decision::Granted, 34, "第三十六条第（二）项"),
    (Decision::Partial, 11, "第三十七条"),
    (Decision::DeniedSecret, 1, "第十四条"),
    (Decision::DeniedForbidden, 1, "第十四条"),
    (Decision::DeniedSecurity, 1, "第十四条"),
    (Decision::DeniedThirdParty, 4, "第十五条、第三十二条"),
    (Decision::DeniedInternal, 3, "第十六条第一款"),
    (Decision::DeniedProcess, 5, "第十六条第二款"),
    (Decision::DeniedEnforcement, 3, "第十六条第二款"),
    (Decision::DeniedInquiry, 2, "第三十六条第（七）项"),
    (Decision::UnavailableNotHeld, 15, "第三十六条第（四）项"),
    (Decision::UnavailableNotReady, 4, "第三十八条"),
    (Decision::UnavailableUnclear, 2, "第三十条"),
    (Decision::NotProcessedPetition, 4, "第三十九条第一款"),
    (Decision::NotProcessedRepeat, 3, "第三十六条第（六）项"),
    (Decision::NotProcessedPublication, 1, "第三十九条第二款"),
    (Decision::NotProcessedExcessive, 1, "第三十五条"),
    (Decision::NotProcessedConfirm, 1, "第三十六条第（六）项"),
    (Decision::OtherUncorrected, 2, "第三十条"),
    (Decision::OtherUnpaid, 1, "第四十二条"),
    (Decision::Other, 1, "第四十条"),
];

const APPLICANTS: [&str; 8] =
    ["自然人", "自然人", "自然人", "自然人", "自然人", "商业企业", "社会公益组织", "法律服务机构"];
const DEPARTMENTS: [&str; 7] =
    ["规划和自然资源局", "住房和城乡建设局", "民政局", "教育局", "农业农村局", "财政局", "综合行政执法局"];
/// The seed of everything in the register.
const SEED: u64 = 350;

impl SamplePortal {
    /// The closed requests of 2020 with their replies, for staff only. Who asked stands in each as the unknown field
    /// `applicant`: 申请人 and a number, no name.
    pub fn register(&self) -> Vec<Document> {
        self.written_register().0
    }

    /// What should be noticed about the requests of the register.
    pub fn seeded_warnings(&self) -> Vec<SeededWarning> {
        self.written_register().1
    }

    fn written_register(&self) -> (Vec<Document>, Vec<SeededWarning>) {
        let mut random = Random::new(SEED);
        let mut matters = Matters::default();
        let planned = plan(self, &mut matters, &mut random);
        let replies: Vec<Document> =
            (1..).zip(&planned).map(|(number, planned)| self.reply(number, planned, &matters, &mut random)).collect();
        let warnings = seeds::warnings(&planned, &matters, &replies);
        (replies, warnings)
    }

    fn reply(&self, number: u64, planned: &Planned, matters: &Matters, random: &mut Random) -> Document {
        let Planned { decision, applicant, .. } = *planned;
        let department = random.pick(&DEPARTMENTS);
        let matter = matters.all.get(planned.matter);
        let asked = matter.map(|matter| matter.worded(planned.wording)).unwrap_or_default();
        let received =
            Date::constant(2020, 1, 6).saturating_add(jiff::Span::new().days(i64::try_from(number).unwrap_or(0)));
        let replied =
            received.saturating_add(jiff::Span::new().days(i64::try_from(random.between(5, 26)).unwrap_or(5)));
        let request_number = format!("花公开申〔2020〕{number}号");
        let public = matter.and_then(|matter| matter.public.as_ref());
        let title = public.and_then(|id| self.truth().iter().find(|document| document.id == *id));
        let outcome = outcome(decision, &asked, title.map(|document| document.title.as_str()));
        let basis = format!("《中华人民共和国政府信息公开条例》{}", planned.basis);
        let body = [
            format!(
                "申请人：本机关于{}收到您提交的政府信息公开申请（{request_number}），申请获取{asked}。",
                day(received)
            ),
            format!("经研究，现答复如下：{outcome}"),
            format!("上述答复依据{basis}作出。"),
            "如对本答复不服，可以自收到本答复书之日起六十日内申请行政复议，或者在六个月内向人民法院提起行政诉讼。"
                .to_owned(),
            format!("广州市花都区{department}"),
            day(replied),
        ]
        .join("\n");
        let id = DocumentId::from_post("register", 202_000_000 + number);
        let mut document = Document::new(id, format!("关于{request_number}政府信息公开申请的答复"), body);
        document.kind = Kind::Reply;
        document.access = Access::Staff;
        document.publisher = Some(format!("广州市花都区{department}"));
        document.made_on = Some(replied);
        document.unknown.insert("applicant".to_owned(), format!("申请人{applicant:04}").into());
        document.request = Some(Request {
            number: request_number,
            received_on: Some(received),
            applicant_type: Some(random.pick(&APPLICANTS).to_owned()),
            text: framed(&asked, random.index(usize::MAX)),
            decision: Some(decision),
            legal_basis: Some(basis),
            replied_on: Some(replied),
            status: Some("归档".to_owned()),
            department: Some(department.to_owned()),
        });
        document
    }
}

/// What the reply says; `public` is the title of the public document that was asked for.
fn outcome(decision: Decision, asked: &str, public: Option<&str>) -> String {
    match (decision, public) {
        (Decision::Granted, Some(title)) => {
            format!("您申请获取的信息已主动公开，可以在政府信息公开目录查阅《{title}》及有关栏目。")
        }
        (Decision::Granted, None) => format!("现将{asked}提供给您，详见附件。"),
        (Decision::Partial, _) => {
            format!("{asked}中涉及第三方个人隐私的内容不予公开，其余部分作区分处理后提供给您。")
        }
        (Decision::UnavailableNotHeld, _) => format!("经检索，本机关未制作、未保存{asked}，该政府信息不存在。"),
        (Decision::UnavailableNotReady, _) => {
            format!("{asked}没有现成信息，需要对现有信息加工、分析，本机关不予提供。")
        }
        (Decision::UnavailableUnclear, _) => "经补正，您申请的内容仍不明确，本机关无法提供。".to_owned(),
        (Decision::NotProcessedPetition, _) => {
            "您的申请实质为信访、投诉、举报事项，不作为政府信息公开申请处理，请通过相应渠道提出。".to_owned()
        }
        (Decision::NotProcessedRepeat | Decision::NotProcessedConfirm, _) => {
            "本机关此前已就相同申请作出答复，现不再重复处理。".to_owned()
        }
        (Decision::OtherUncorrected, _) => "您在规定期限内未按要求补正，视为放弃申请，本机关不再处理。".to_owned(),
        (other, _) => format!(
            "{asked}属于{}的情形，本机关决定{}。",
            other.label(),
            other.label().split('（').next().unwrap_or_default()
        ),
    }
}
