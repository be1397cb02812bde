//! Notices, work plans, guides to services, and news.

use super::{Draft, Occasion};
use crate::sites::{NEWS, NOTICES, OTHER_FILES, SERVICES};
use crate::writing::{centred, day, fill, numeral, text, village};

/// A notice to the public.
pub(crate) fn notice(occasion: &mut Occasion<'_>) -> Draft {
    let (publisher, topic, year) = (occasion.publisher(), occasion.topic.name, occasion.made.year());
    let place = village(occasion.random);
    let what = occasion.random.pick(&[
        "有关事项的通告",
        "名单的公示",
        "申报工作的通知",
        "专项检查结果的公告",
        "征求意见的公告",
        "办理时间调整的通知",
    ]);
    let title = match occasion.random.between(0, 2) {
        0 => format!("关于{year}年度{topic}{what}"),
        1 => format!("{}关于{place}{topic}{what}", occasion.site.short),
        _ => format!(
            "关于做好{year}年第{}季度{topic}{what}",
            numeral(usize::from(occasion.made.month().unsigned_abs()).div_ceil(3))
        ),
    };
    let opening = occasion.say(&[
        "根据工作安排，现就{t}【事】有关事项通告如下：",
        "为做好【事】工作，方便【众】办理业务，现将有关事项通知如下：",
        "按照公开透明的原则，现将【事】有关情况予以公示，接受社会监督：",
        "经研究，现就【事】向社会公开征求意见，有关内容如下：",
    ]);
    let mut paragraphs = vec![text(opening)];
    let count = 2 + occasion.random.index(4);
    for (index, sentence) in occasion.sentences(count).into_iter().enumerate() {
        paragraphs.push(text(format!("{}、{sentence}", numeral(index + 1))));
    }
    paragraphs.push(text(occasion.say(&[
        "公示期自发布之日起{d}个工作日。如有异议，请以书面形式向区【局】反映，并注明真实姓名和联系方式。",
        "办理地点为{t}政务服务中心综合窗口和{v}便民服务站，办公时间为工作日上午九时至十二时、下午十四时至十七时。",
        "逾期未办理的视为自动放弃。咨询可拨打政务服务热线12345。",
        "意见反馈截止时间为发布之日起{d}日内，请在信封上注明“【事】意见”字样。",
    ])));
    paragraphs.push(text("特此通告。"));
    paragraphs.push(text(publisher.clone()));
    paragraphs.push(text(day(occasion.made)));
    let series = occasion.random.chance(30).then(|| occasion.series());
    Draft { title, paragraphs, column: NOTICES, publisher, series }
}

/// A plan of work.
pub(crate) fn plan(occasion: &mut Occasion<'_>) -> Draft {
    let (publisher, topic, year) = (occasion.publisher(), occasion.topic.name, occasion.made.year());
    let sort = occasion.random.pick(&["工作方案", "实施方案", "专项行动方案", "三年行动计划", "工作要点", "应急预案"]);
    let name = format!("{}{year}年{topic}{sort}", occasion.site.short);
    let mut paragraphs = vec![
        text("各有关单位："),
        text(format!("《{name}》已经研究同意，现印发给你们，请结合实际贯彻执行。")),
        centred(name.clone()),
    ];
    let goal = occasion.say(&[
        "坚持问题导向和目标导向，力争用一年时间推动{t}【事】取得明显成效，群众满意度达到{p}以上。",
        "到今年年底，{t}【事】的组织体系、标准体系和保障体系基本建成。",
        "聚焦【众】最关心的问题，补短板、强弱项，重点任务完成率达到百分之百。",
    ]);
    paragraphs.extend([text("一、工作目标"), text(goal), text("二、重点任务")]);
    let count = 3 + occasion.random.index(3);
    for (index, sentence) in occasion.sentences(count).into_iter().enumerate() {
        let duty = occasion.say(&[
            "（区【局】牵头，各镇街配合）",
            "（各镇街负责，{d}日内完成）",
            "（责任单位：区【局】、财政部门）",
        ]);
        paragraphs.push(text(format!("（{}）{sentence}{duty}", numeral(index + 1))));
    }
    paragraphs.push(text("三、实施步骤"));
    for stage in ["动员部署阶段", "组织实施阶段", "总结提升阶段"] {
        let work = occasion.say(&[
            "成立领导小组，摸清底数，建立任务清单和责任清单，召开动员会议。",
            "对照任务清单逐项推进，每月报送进展，对{v}等重点区域开展现场督导。",
            "梳理经验做法，形成长效机制，对进度滞后的单位予以通报。",
            "组织交叉检查，发现问题{n}项，逐一明确整改时限。",
        ]);
        paragraphs.push(text(format!("{stage}。{work}")));
    }
    paragraphs.push(text("四、保障措施"));
    paragraphs.push(text(occasion.say(&[
        "加强组织领导，主要负责同志亲自抓；强化资金保障，安排专项经费{m}万元；注重宣传引导，营造良好氛围。",
        "建立周调度、月通报制度，将工作成效纳入年度考核，对弄虚作假的严肃问责。",
    ])));
    let title = format!("{publisher}关于印发{name}的通知");
    Draft { title, paragraphs, column: OTHER_FILES, series: Some(occasion.series()), publisher }
}

/// How to get a service.
pub(crate) fn guide(occasion: &mut Occasion<'_>) -> Draft {
    let (publisher, topic) = (occasion.publisher(), occasion.topic.name);
    let title = format!("{}{topic}办事指南（{}年版）", occasion.site.short, occasion.made.year());
    let mut paragraphs = vec![text(format!("一、服务对象：{}。", occasion.topic.concerned)), text("二、办理条件")];
    let count = 2 + occasion.random.index(3);
    paragraphs.extend(occasion.sentences(count).into_iter().map(text));
    paragraphs.push(text("三、申请材料：申请表、身份证明、居住证明以及事项要求的其他材料，复印件须注明与原件一致。"));
    for (heading, choices) in [
        (
            "四、办理流程：",
            [
                "申请、受理、审核、公示、办结。可通过政务服务网或者{v}便民服务站提交。",
                "线上提交申请，镇街初审，区【局】复核，结果短信告知。",
            ],
        ),
        ("五、办理时限：", ["法定时限{d}个工作日，承诺时限五个工作日。", "自受理之日起{d}个工作日。"]),
        ("六、收费标准：", ["不收费。", "不收取任何费用，谨防中介代办。"]),
        ("七、咨询投诉：", ["政务服务热线12345，或者{t}政务服务中心咨询窗口。", "区【局】业务科室，工作日接待。"]),
    ] {
        let answer = occasion.say(&choices);
        paragraphs.push(text(format!("{heading}{answer}")));
    }
    Draft { title, paragraphs, column: SERVICES, publisher, series: None }
}

/// News of work done.
pub(crate) fn news(occasion: &mut Occasion<'_>) -> Draft {
    let (short, topic) = (occasion.site.short, occasion.topic.name);
    let place = village(occasion.random);
    let title = match occasion.random.between(0, 4) {
        0 => format!("{short}召开{topic}工作推进会"),
        1 => format!("{short}领导到{place}调研{topic}工作"),
        2 => format!("{topic}走进{place} 服务群众零距离"),
        3 => format!("{short}扎实推进{topic} {}月成效明显", occasion.made.month()),
        _ => format!("{place}：{topic}解民忧"),
    };
    let opening = fill("{t}", occasion.site, occasion.random);
    let event = occasion.say(&[
        "组织召开【事】专题会议，听取区【局】情况汇报，研究部署下一阶段重点工作。",
        "开展【事】宣传进{v}活动，现场解答群众咨询{n}人次，发放宣传资料{n}份。",
        "联合有关部门到{v}开展【事】督导检查，随机抽查点位{n}处。",
        "举办【事】业务培训班，各镇街经办人员{n}人参加。",
    ]);
    let mut paragraphs = vec![text(format!("{}，{opening}{event}", day(occasion.made)))];
    let count = 2 + occasion.random.index(2);
    paragraphs.extend(occasion.sentences(count).into_iter().map(text));
    paragraphs.push(text(occasion.say(&[
        "会议强调，要把好事办好、实事办实，让【众】真正受益，对工作不力的要严肃通报。",
        "居民张某表示：“以前要跑几趟，现在家门口就能办，很方便。”",
        "下一步，{t}将持续完善【事】工作机制，巩固已有成果，推动服务提质增效。",
        "检查组要求立行立改，{d}日内上报整改情况，并举一反三开展自查。",
    ])));
    Draft { title, paragraphs, column: NEWS, publisher: occasion.publisher(), series: None }
}
