//! A register of closed requests (依申请公开) with their replies: the rows of the statutory table, and no real person.

use gongkai_document::{Access, Date, Decision, Document, DocumentId, Kind, Request};

use crate::portal::SamplePortal;
use crate::random::Random;
use crate::writing::{day, village};

/// How many requests the register holds: as many as Huadu closed in 2020.
const REQUESTS: u64 = 350;

/// How often each decision is taken, in a hundred, and the provision that it rests on.
const DECISIONS: &[(Decision, u64, &str)] = &[
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
    (Decision::UnavailableNotHeld, 15, "第三十六条第（五）项"),
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

impl SamplePortal {
    /// The closed requests of 2020 with their replies, for staff only.
    pub fn register(&self) -> Vec<Document> {
        let mut random = Random::new(350);
        // Every decision once, then as often as it is taken.
        let weighted: Vec<usize> = (0..DECISIONS.len())
            .flat_map(|place| {
                let times = DECISIONS.get(place).map_or(0, |(_, times, _)| *times);
                (0..times).map(move |_| place)
            })
            .collect();
        (0..REQUESTS)
            .filter_map(|number| {
                let place = usize::try_from(number).ok().filter(|number| *number < DECISIONS.len());
                let place = place.or_else(|| weighted.get(random.index(weighted.len())).copied())?;
                let (decision, _, basis) = *DECISIONS.get(place)?;
                Some(self.reply(number + 1, decision, basis, &mut random))
            })
            .collect()
    }

    fn reply(&self, number: u64, decision: Decision, basis: &str, random: &mut Random) -> Document {
        let department = random.pick(&DEPARTMENTS);
        let place = village(random);
        let asked = match random.between(0, 5) {
            0 => format!("{place}集体土地征收的批准文件、补偿安置方案和补偿款发放明细"),
            1 => format!("{place}旧村改造项目的实施方案批复和表决结果"),
            2 => format!("2019年度{place}困难群众救助资金的发放标准和总额"),
            3 => format!("{place}小学2020年招生地段划分的依据"),
            4 => format!("{place}宅基地批准面积和村民建房审批登记表"),
            _ => format!("{place}违法建设查处的处罚决定书和拆除费用"),
        };
        let received =
            Date::constant(2020, 1, 6).saturating_add(jiff::Span::new().days(i64::try_from(number).unwrap_or(0)));
        let replied =
            received.saturating_add(jiff::Span::new().days(i64::try_from(random.between(5, 26)).unwrap_or(5)));
        let request_number = format!("花公开申〔2020〕{number}号");
        let outcome = self.outcome(decision, &asked, random);
        let basis = format!("《中华人民共和国政府信息公开条例》{basis}");
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
        document.request = Some(Request {
            number: request_number,
            received_on: Some(received),
            applicant_type: Some(random.pick(&APPLICANTS).to_owned()),
            text: format!("申请公开：{asked}。"),
            decision: Some(decision),
            legal_basis: Some(basis),
            replied_on: Some(replied),
            status: Some("归档".to_owned()),
            department: Some(department.to_owned()),
        });
        document
    }

    fn outcome(&self, decision: Decision, asked: &str, random: &mut Random) -> String {
        match decision {
            Decision::Granted if random.chance(40) => {
                let public = self.truth().get(random.index(self.truth().len()));
                let title = public.map(|document| document.title.clone()).unwrap_or_default();
                format!("您申请获取的信息已主动公开，可以在政府信息公开目录查阅《{title}》及有关栏目。")
            }
            Decision::Granted => format!("现将{asked}提供给您，详见附件。"),
            Decision::Partial => format!("{asked}中涉及第三方个人隐私的内容不予公开，其余部分作区分处理后提供给您。"),
            Decision::UnavailableNotHeld => format!("经检索，本机关未制作、未保存{asked}，该政府信息不存在。"),
            Decision::UnavailableNotReady => format!("{asked}没有现成信息，需要对现有信息加工、分析，本机关不予提供。"),
            Decision::UnavailableUnclear => "经补正，您申请的内容仍不明确，本机关无法提供。".to_owned(),
            Decision::NotProcessedPetition => {
                "您的申请实质为信访、投诉、举报事项，不作为政府信息公开申请处理，请通过相应渠道提出。".to_owned()
            }
            Decision::NotProcessedRepeat | Decision::NotProcessedConfirm => {
                "本机关此前已就相同申请作出答复，现不再重复处理。".to_owned()
            }
            Decision::OtherUncorrected => "您在规定期限内未按要求补正，视为放弃申请，本机关不再处理。".to_owned(),
            other => format!(
                "{asked}属于{}的情形，本机关决定{}。",
                other.label(),
                other.label().split('（').next().unwrap_or_default()
            ),
        }
    }
}
