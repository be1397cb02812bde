//! Cases: penalties, procurement, land, hiring. No real person and no real company stands in any of them.

use super::{Draft, Occasion};
use crate::sites::{LAND, PENALTIES, PROCUREMENT, STAFFING};
use crate::writing::{Paragraph, company, day, sum, text, village};

/// A decision on an administrative penalty.
pub(crate) fn penalty(occasion: &mut Occasion<'_>) -> Draft {
    let (publisher, topic) = (occasion.publisher(), occasion.topic.name);
    let party = company(occasion.random);
    let place = village(occasion.random);
    let fact = occasion.random.pick(&[
        "未按规定建立台账",
        "未取得许可擅自经营",
        "拒不执行整改通知",
        "提供虚假材料",
        "未落实安全防护措施",
        "擅自改变用途",
    ]);
    let fine = occasion.random.between(2, 180) * 500;
    let hearing = occasion.say(&[
        "当事人在规定期限内未提出陈述、申辩，也未要求听证。",
        "当事人提出陈述申辩，经复核，其理由不成立，不予采纳。",
        "鉴于当事人主动消除危害后果，依法从轻处罚。",
    ]);
    let paragraphs = vec![
        text(format!("当事人：{party}。住所：花都区{place}。")),
        text(format!(
            "经查，{}，执法人员到上述地址检查，发现当事人在{topic}方面{fact}。上述事实有现场检查笔录、询问笔录、照片等证据证实。",
            day(occasion.made)
        )),
        text(hearing),
        text(format!("依据有关法律、法规的规定，决定责令当事人改正违法行为，并处罚款人民币{fine}元。")),
        text("当事人应当自收到本决定书之日起十五日内缴纳罚款，到期不缴纳的，每日按罚款数额的百分之三加处罚款。"),
        text("如不服本决定，可以自收到决定书之日起六十日内申请行政复议，或者在六个月内向人民法院提起行政诉讼。"),
        text(publisher.clone()),
    ];
    let title = format!("行政处罚决定书（{party}在{topic}方面{fact}案）");
    Draft { title, paragraphs, column: PENALTIES, publisher, series: Some(format!("{}罚", occasion.series())) }
}

/// An announcement of a procurement or of its result.
pub(crate) fn procurement(occasion: &mut Occasion<'_>) -> Draft {
    let (publisher, topic, year) = (occasion.publisher(), occasion.topic.name, occasion.made.year());
    let what = occasion.random.pick(&[
        "服务采购项目",
        "信息系统建设项目",
        "设施维护项目",
        "第三方评估项目",
        "宣传服务项目",
        "工程监理项目",
    ]);
    let stage = occasion.random.pick(&[
        "公开招标公告",
        "中标结果公告",
        "竞争性磋商公告",
        "合同公告",
        "采购意向公开",
        "废标公告",
    ]);
    let place = village(occasion.random);
    let name = format!("{}{year}年{place}{topic}{what}", occasion.site.short);
    let budget = sum(occasion.random, 8, 900);
    let winner = company(occasion.random);
    let rows = vec![
        vec!["采购人".to_owned(), publisher.clone()],
        vec!["预算金额".to_owned(), format!("{budget}万元")],
        vec!["供应商".to_owned(), winner],
        vec!["服务地点".to_owned(), format!("花都区{place}")],
    ];
    let requirements = occasion.sentences(2);
    let mut paragraphs =
        vec![text(format!("{name}{stage}，有关内容如下：")), Paragraph::Table(rows), text("项目需求：")];
    paragraphs.extend(requirements.into_iter().map(text));
    paragraphs.push(text(occasion.say(&[
        "供应商应当具备独立承担民事责任的能力，近三年无重大违法记录，不接受联合体投标。",
        "评审采用综合评分法，其中价格分占{n}分，服务方案分占三十分。",
        "对结果有异议的，可以自公告期满之日起七个工作日内以书面形式提出质疑。",
        "有效投标供应商不足三家，本次采购作废标处理，重新组织采购。",
    ])));
    Draft { title: format!("{name}{stage}"), paragraphs, column: PROCUREMENT, publisher, series: None }
}

/// An announcement about land or planning.
pub(crate) fn land(occasion: &mut Occasion<'_>) -> Draft {
    let publisher = occasion.publisher();
    let place = village(occasion.random);
    let area = sum(occasion.random, 1, 60);
    let (sort, rule) = occasion.random.pick(&[
        ("征收土地预公告", "自本公告发布之日起，任何单位和个人不得在拟征收范围内抢栽抢建。"),
        ("征地补偿安置公告", "被征地农民应当在公告规定期限内持不动产权属证明办理补偿登记。"),
        ("地块规划条件公示", "公示期间可以通过信函、电子邮件等方式反馈意见，逾期视为无异议。"),
        ("建设工程规划许可批后公告", "建设单位应当严格按照许可的内容进行建设，不得擅自变更。"),
        ("国有建设用地使用权出让公告", "申请人可以单独申请，也可以联合申请，竞买保证金应当按时足额缴纳。"),
    ]);
    let title = format!("关于{}{place}{area}公顷{}{sort}", occasion.site.short, occasion.topic.name);
    let mut paragraphs = vec![
        text(format!(
            "为保障{}等公共利益需要，根据土地管理和城乡规划法律、法规，现就{place}有关地块公告如下：",
            occasion.topic.name
        )),
        text(format!(
            "一、位置和范围：位于{}{place}，东至规划路，西至现状河涌，总面积{area}公顷。",
            occasion.site.short
        )),
        text(format!("二、用途：{}及配套设施用地。", occasion.topic.name)),
    ];
    let count = 1 + occasion.random.index(3);
    paragraphs.extend(
        occasion
            .sentences(count)
            .into_iter()
            .enumerate()
            .map(|(index, sentence)| text(format!("{}、{sentence}", crate::writing::numeral(index + 3)))),
    );
    paragraphs.extend([text(rule), text(publisher.clone()), text(day(occasion.made))]);
    Draft { title, paragraphs, column: LAND, publisher, series: None }
}

/// An announcement about hiring.
pub(crate) fn hiring(occasion: &mut Occasion<'_>) -> Draft {
    let (publisher, topic, year) = (occasion.publisher(), occasion.topic.name, occasion.made.year());
    let count = occasion.random.between(1, 30);
    let stage = occasion.random.pick(&["招聘公告", "拟聘用人员公示", "笔试成绩公告", "面试安排公告", "体检结果公告"]);
    let month = occasion.made.month();
    let title = format!("{publisher}{year}年{month}月{topic}岗位编外人员{stage}");
    let mut paragraphs = vec![
        text(format!("因工作需要，{publisher}面向社会招聘{topic}岗位编外工作人员{count}名，现将有关事项公告如下：")),
        text("一、应聘条件：遵纪守法，品行端正，具有大专以上学历，年龄在三十五周岁以下，能够适应加班和外勤。"),
        text(format!("二、岗位职责：协助开展{topic}的宣传、受理、巡查和资料整理。")),
    ];
    let duties = occasion.sentences(2);
    paragraphs.extend(duties.into_iter().map(text));
    paragraphs.push(text(occasion.say(&[
        "报名采取现场报名方式，时间为发布之日起{d}日内，地点为{t}政务服务中心。",
        "笔试和面试成绩各占百分之五十，总成绩六十分以下的不予聘用。",
        "公示期为七个工作日，公示期间有异议的请实名反映，聘用人员名单张贴于办公地点，不在网上公布个人信息。",
        "试用期两个月，工资待遇按照区编外人员薪酬管理规定执行，月薪{m}元起。",
    ])));
    paragraphs.extend([text(publisher.clone()), text(day(occasion.made))]);
    Draft { title, paragraphs, column: STAFFING, publisher, series: None }
}
