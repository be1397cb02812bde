//! Questions of the public with their answers (常见问题), and a post of pictures.

use super::{Draft, Occasion};
use crate::sites::{NEWS, QUESTIONS};
use crate::writing::{Paragraph, text, village};

/// What stands before a question and before its answer.
pub(crate) const ASKED: &str = "问：";
pub(crate) const ANSWERED: &str = "答：";

/// Answers that fit any question, and so are given word for word again and again.
const STOCK_ANSWERS: [&str; 2] = [
    "您好！您咨询的事项须结合申请人的实际情况核定。请携带身份证明和有关材料，到所在镇街政务服务中心综合窗口现场咨询，工作人员将一次性告知办理条件、所需材料和办理时限；也可以拨打政务服务热线12345查询办理进度。感谢您的来信！",
    "您好！您询问的文件目前仍在有效期内，尚未修改或者废止，相关业务按照文件规定办理。今后如有调整，将通过政府网站的通知公告栏目及时公布，请以届时公布的文件为准。感谢您对我们工作的关心和支持！",
];

/// A question that gets one of those answers.
pub(crate) fn stock_question(occasion: &mut Occasion<'_>) -> Draft {
    let (short, topic, year) = (occasion.site.short, occasion.topic.name, occasion.made.year());
    let place = village(occasion.random);
    let (answer, title, asked) = if occasion.random.chance(50) {
        (STOCK_ANSWERS[0], format!("{place}居民咨询{topic}办理进度"), occasion.say(&ASKED_ABOUT_A_CASE))
    } else {
        (STOCK_ANSWERS[1], format!("{year}年{short}{topic}文件是否有效"), occasion.say(&ASKED_ABOUT_VALIDITY))
    };
    draft(occasion, title, &asked, vec![answer.to_owned()])
}

/// A question and an answer of its own: the question is the first paragraph, the answer is all others.
pub(crate) fn question(occasion: &mut Occasion<'_>) -> Draft {
    let title = asked_title(occasion);
    let asked = occasion.say(&ASKED_ABOUT_RULES);
    let mut answer = vec![occasion.say(&[
        "您好！感谢您对{t}【事】工作的关注，现将有关规定答复如下：",
        "您好！经向区【局】核实，关于【事】的情况如下：",
        "来信收悉。{t}【事】面向【众】，具体规定是：",
    ])];
    let count = 2 + occasion.random.index(2);
    answer.extend(occasion.sentences(count));
    answer.push(occasion.say(&[
        "如仍有疑问，请在工作日到{t}政务服务中心【局】窗口咨询，并带上申请表和身份证明。",
        "以上答复供参考，具体以现行文件为准；文件可在政府信息公开目录的规范性文件栏目查阅。",
        "办理进度可以在政务服务网查询，{d}个工作日内未收到结果的，可向区【局】反映。",
    ]));
    draft(occasion, title, &asked, answer)
}

const ASKED_ABOUT_A_CASE: [&str; 3] = [
    "我家住在{v}，想办【事】，以前从来没有办过，不知道自己符不符合条件，要准备什么？",
    "上个月交了【事】的材料，到现在没有消息，请问现在到哪一步了？",
    "请问关于【事】，我这种情况应该怎么办理，要跑几次？",
];
const ASKED_ABOUT_VALIDITY: [&str; 2] = [
    "请问贵区关于【事】的管理办法目前还有效吗，有没有新的文件？",
    "网上看到的【事】文件是几年前的，现在是否还按这个执行？",
];
const ASKED_ABOUT_RULES: [&str; 4] = [
    "请问{t}对【众】的【事】有哪些规定，标准是多少，什么时候可以申请？",
    "我不是{t}户籍，但在{v}居住多年，可以享受【事】的政策吗？",
    "家里老人行动不便，【事】可以由子女代办吗，需要带哪些证明？",
    "想了解【事】今年有什么变化，原来办过的还要不要重新申请？",
];

fn asked_title(occasion: &mut Occasion<'_>) -> String {
    let (short, topic, year) = (occasion.site.short, occasion.topic.name, occasion.made.year());
    let place = village(occasion.random);
    match occasion.random.between(0, 3) {
        0 => format!("{year}年{short}{topic}怎么办理？"),
        1 => format!("{year}年{short}{topic}的标准是多少？"),
        2 => format!("{place}居民能否在{short}申请{topic}？"),
        _ => format!("{place}居民关于{short}{topic}几个问题的咨询"),
    }
}

fn draft(occasion: &Occasion<'_>, title: String, asked: &str, answer: Vec<String>) -> Draft {
    let mut paragraphs = vec![text(format!("{ASKED}{asked}"))];
    for (index, line) in answer.into_iter().enumerate() {
        paragraphs.push(text(if index == 0 { format!("{ANSWERED}{line}") } else { line }));
    }
    Draft { title, paragraphs, column: QUESTIONS, publisher: occasion.publisher(), series: None }
}

/// What pictures say about a topic: a post without a word of text.
pub(crate) fn pictures(occasion: &mut Occasion<'_>) -> Draft {
    let (short, topic) = (occasion.site.short, occasion.topic.name);
    let paragraphs =
        ["谁可以申请", "在哪里办理", "需要带什么"].map(|what| Paragraph::Picture(format!("{topic}{what}"))).to_vec();
    Draft {
        title: format!("一图看懂{short}{topic}"),
        paragraphs,
        column: NEWS,
        publisher: occasion.publisher(),
        series: None,
    }
}
