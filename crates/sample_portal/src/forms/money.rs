//! Budgets and final accounts.

use super::{Draft, Occasion};
use crate::sites::BUDGETS;
use crate::writing::{Paragraph, centred, sum, text};

/// A budget or final accounts with their tables.
pub(crate) fn budget(occasion: &mut Occasion<'_>) -> Draft {
    let (publisher, year, topic) = (occasion.publisher(), occasion.made.year(), occasion.topic.name);
    let is_final = occasion.made.month() >= 7;
    let (sort, of) = if is_final { ("决算", year - 1) } else { ("预算", year) };
    let random = &mut *occasion.random;
    let income = sum(random, 900, 60_000);
    let rows = |random: &mut crate::random::Random, heads: &[&str]| {
        let mut rows = vec![vec!["项目".to_owned(), format!("{of}年{sort}数（万元）"), "比上年增减".to_owned()]];
        for head in heads {
            let change = format!("{}{}%", random.pick(&["", "-"]), random.between(1, 40));
            rows.push(vec![(*head).to_owned(), sum(random, 1, 9_000), change]);
        }
        rows
    };
    let spending = rows(
        random,
        &["一般公共服务支出", "社会保障和就业支出", "卫生健康支出", "城乡社区支出", "农林水支出", "住房保障支出"],
    );
    let three = rows(random, &["因公出国（境）费", "公务接待费", "公务用车购置及运行维护费"]);
    let mut paragraphs = vec![
        centred(format!("第一部分 {publisher}概况")),
        text(format!("主要职责：贯彻执行有关法律法规和方针政策，组织实施{topic}等工作。")),
        centred(format!("第二部分 {of}年部门{sort}表")),
        text(format!("{of}年收入{sort}{income}万元，支出{sort}{income}万元，收支平衡。")),
        Paragraph::Table(spending),
        centred("第三部分 情况说明"),
        text("一般公共预算安排的“三公”经费情况如下："),
        Paragraph::Table(three),
    ];
    let count = 2 + occasion.random.index(2);
    paragraphs.extend(occasion.sentences(count).into_iter().map(text));
    paragraphs.push(text(occasion.say(&[
        "机关运行经费{m}万元，比上年减少{p}，主要原因是压减办公费和会议费。",
        "政府采购支出{m}万元，其中授予中小企业合同金额占{p}。",
        "本部门共有车辆{n}辆，单价五十万元以上通用设备{n}台（套）。",
    ])));
    let title = format!("{publisher}{of}年部门{sort}（{topic}专项）公开");
    Draft { title, paragraphs, column: BUDGETS, publisher, series: None }
}
