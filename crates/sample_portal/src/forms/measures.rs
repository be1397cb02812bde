//! Measures with chapters and articles, and what explains them.

use super::{Draft, Occasion};
use crate::sites::{EXPLANATIONS, MEASURES};
use crate::writing::{Paragraph, centred, day, numeral, text};

/// How long measures are in force, in years.
pub(crate) const TERM_YEARS: i16 = 5;

const PURPOSES: [&str; 5] = [
    "为规范【事】工作，保障【众】的合法权益，根据有关法律、法规和上级文件规定，结合{t}实际，制定本办法。",
    "为进一步加强{t}【事】的组织实施，提高财政资金使用效益，依据国家和省、市有关规定，制定本办法。",
    "为落实以人民为中心的发展思想，推动【事】制度化、规范化，结合本地实际，制定本办法。",
    "为回应群众关切，解决【事】中存在的职责不清、标准不一等问题，制定本办法。",
    "为贯彻上级关于【事】的决策部署，明确各方责任，制定本办法。",
];
const DUTIES: [&str; 6] = [
    "区【局】负责【事】的统筹协调、业务指导和监督检查。",
    "财政部门负责资金保障和绩效评价，审计部门依法开展审计监督。",
    "各镇人民政府、街道办事处负责本辖区【事】的具体实施，指定专人受理申请。",
    "村（居）民委员会协助做好政策宣传、信息核实和公示工作。",
    "相关部门按照各自职责，共享业务数据，形成工作合力。",
    "{t}建立联席会议制度，每季度研究一次【事】的重点难点问题。",
];
const PROCEDURES: [&str; 7] = [
    "申请人应当如实提交申请表、身份证明和相关佐证材料，并对材料真实性负责。",
    "受理机关应当自收到材料之日起{d}个工作日内作出决定，不符合条件的书面说明理由。",
    "材料不齐的，应当一次性告知需要补正的全部内容，补正时间不计入办理期限。",
    "审核结果应当在{v}公示栏和政府网站公示，公示期不少于五个工作日。",
    "申请人对决定不服的，可以依法申请行政复议或者提起行政诉讼。",
    "受理、审核档案应当一人一档，保存期限不少于五年。",
    "可以通过政务服务网全程网办的，不得要求申请人重复提交纸质材料。",
];
const SUPERVISION: [&str; 5] = [
    "任何单位和个人不得截留、挪用、骗取资金，违者依法追究责任。",
    "区【局】每年至少组织一次专项检查，检查结果向社会公布。",
    "隐瞒事实、提供虚假材料的，取消资格，追回已发放款项，并按规定记入信用档案。",
    "工作人员滥用职权、玩忽职守的，依法给予处分；构成犯罪的，移送司法机关处理。",
    "畅通投诉举报渠道，投诉事项应当在{d}个工作日内答复。",
];

/// The title of measures without the words of their issue.
fn name_of(occasion: &mut Occasion<'_>) -> String {
    let sort = occasion.random.pick(&["管理办法", "实施细则", "暂行办法", "管理规定", "工作规程"]);
    format!("{}{}{sort}", occasion.site.short, occasion.topic.name)
}

/// A notice that issues measures.
pub(crate) fn measures(occasion: &mut Occasion<'_>) -> Draft {
    let name = name_of(occasion);
    let from_office = occasion.site.path.is_empty() && occasion.random.chance(40);
    let (publisher, series) = if from_office {
        ("广州市花都区人民政府办公室".to_owned(), occasion.random.pick(&["花府办", "花府办规"]).to_owned())
    } else {
        (occasion.publisher(), occasion.series())
    };
    issue(occasion, &name, publisher, series)
}

/// The measures that the manual of the project searches for.
pub(crate) fn meals_measures(occasion: &mut Occasion<'_>) -> Draft {
    issue(occasion, "花都区老人助餐配餐服务管理办法", "广州市花都区人民政府办公室".to_owned(), "花府办".to_owned())
}

fn issue(occasion: &mut Occasion<'_>, name: &str, publisher: String, series: String) -> Draft {
    let receivers = if occasion.site.path.is_empty() {
        "各镇人民政府、街道办事处，区府直属各单位："
    } else {
        "各村（居）民委员会，各有关单位："
    };
    let mut paragraphs = vec![
        text(receivers),
        text(format!("现将《{name}》印发给你们，请认真组织实施。实施过程中遇到的问题，请径向{publisher}反映。")),
        text(publisher.clone()),
        text(day(occasion.made)),
        centred(name),
    ];
    let chapters = [
        ("总则", vec![occasion.say(&PURPOSES), scope(occasion)]),
        ("职责分工", {
            let count = articles(occasion, 2, 4);
            several(occasion, &DUTIES, count)
        }),
        ("对象和标准", {
            let count = articles(occasion, 3, 6);
            occasion.sentences(count)
        }),
        ("办理程序", {
            let count = articles(occasion, 2, 6);
            several(occasion, &PROCEDURES, count)
        }),
        ("监督管理", {
            let count = articles(occasion, 2, 4);
            several(occasion, &SUPERVISION, count)
        }),
    ];
    let mut article = 0;
    for (index, (chapter, sentences)) in chapters.into_iter().enumerate() {
        paragraphs.push(centred(format!("第{}章 {chapter}", numeral(index + 1))));
        for sentence in sentences {
            article += 1;
            paragraphs.push(text(format!("第{}条 {sentence}", numeral(article))));
        }
    }
    paragraphs.push(centred("第六章 附则"));
    paragraphs.push(text(format!("第{}条 本办法由{publisher}负责解释。", numeral(article + 1))));
    let term = format!("本办法自印发之日起施行，有效期{}年。", numeral(TERM_YEARS.unsigned_abs().into()));
    paragraphs.push(text(format!("第{}条 {term}", numeral(article + 2))));
    let title = format!("{publisher}关于印发{name}的通知");
    Draft { title, paragraphs, column: MEASURES, publisher, series: Some(series) }
}

fn articles(occasion: &mut Occasion<'_>, low: usize, high: usize) -> usize {
    low + occasion.random.index(high - low + 1)
}

fn scope(occasion: &mut Occasion<'_>) -> String {
    occasion.say(&[
        "本办法适用于{t}行政区域内的【众】以及相关服务管理活动。",
        "{t}范围内【事】的申请、审核、实施和监督，适用本办法。",
        "本办法所称【事】，是指面向【众】、由财政资金支持或者依法组织的服务与管理活动。",
    ])
}

fn several(occasion: &mut Occasion<'_>, choices: &[&'static str], count: usize) -> Vec<String> {
    let chosen = occasion.random.some(choices, count);
    chosen.iter().map(|choice| occasion.say(&[choice])).collect()
}

/// The clause that repeals an earlier document.
pub(crate) fn repeal_clause(title: &str, number: &str) -> Paragraph {
    text(format!("《{title}》（{number}）自本办法施行之日起同时废止。"))
}

/// Questions and answers about measures that are issued as `number`.
pub(crate) fn explanation(occasion: &mut Occasion<'_>, policy_title: &str, number: &str) -> Draft {
    let name = policy_title.split_once("关于印发").map_or(policy_title, |(_, name)| name).trim_end_matches("的通知");
    let mut paragraphs = vec![text(format!("近日，《{name}》（{number}）正式印发。现就有关内容解读如下。"))];
    let basis = occasion.say(&[
        "近年来，【众】对【事】的需求不断增长，原有规定在对象范围、补助标准和办理时限等方面已不适应实际，有必要制定新的文件。",
        "为落实上级最新要求，区【局】在调研座谈、征求各镇街意见并经合法性审查的基础上，起草了本文件。",
        "上级对【事】提出了新的要求，{t}需要结合实际细化落实，明确谁来管、怎么办、怎么管。",
    ]);
    let mut answers = vec![("出台的背景是什么？".to_owned(), basis)];
    let questions =
        ["主要内容有哪些？", "具体标准是多少？", "怎么办理？", "与以前相比有什么变化？", "群众需要注意什么？"];
    let sentences = occasion.sentences(5);
    answers.extend(questions.iter().map(|question| (*question).to_owned()).zip(sentences));
    answers.push(("从什么时候开始执行？".to_owned(), "文件自印发之日起施行，有效期五年。".to_owned()));
    for (index, (question, answer)) in answers.into_iter().enumerate() {
        paragraphs.push(text(format!("{}、{question}", numeral(index + 1))));
        paragraphs.push(text(answer));
    }
    let (title, publisher) = (format!("《{name}》政策解读"), occasion.publisher());
    Draft { title, paragraphs, column: EXPLANATIONS, publisher, series: None }
}
