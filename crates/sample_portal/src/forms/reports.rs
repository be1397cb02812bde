//! What a disclosure office must publish about itself: its guide and its yearly report.

use super::{Draft, Occasion};
use crate::sites::{GUIDE, REPORT};
use crate::writing::{Paragraph, text};

/// The yearly disclosure report, with the statutory tables.
pub(crate) fn annual_report(occasion: &mut Occasion<'_>) -> Draft {
    let year = occasion.made.year() - 1;
    let publisher = if occasion.site.path.is_empty() && occasion.random.chance(80) {
        occasion.publisher()
    } else {
        occasion.site.name.clone()
    };
    let random = &mut *occasion.random;
    let (disclosed, explained) = (random.between(60, 900), random.between(0, 20));
    let (new, carried, next) = (random.between(3, 90), random.between(0, 4), random.between(0, 3));
    let total = new + carried - next;
    let granted = total / 3;
    let partial = (total - granted) / 4;
    let unavailable = (total - granted - partial) / 2;
    let others = total - granted - partial - unavailable;
    let row = |name: &str, count: u64| vec![name.to_owned(), count.to_string()];
    let table = vec![
        row("本年新收政府信息公开申请数量", new),
        row("上年结转政府信息公开申请数量", carried),
        row("予以公开", granted),
        row("部分公开", partial),
        row("无法提供", unavailable),
        row("不予处理及其他处理", others),
        row("总计", total),
        row("结转下年度继续办理", next),
    ];
    let paragraphs = vec![
        text(format!(
            "根据《中华人民共和国政府信息公开条例》和国务院办公厅政府信息与政务公开办公室有关要求，{publisher}编制本报告。数据统计期限自{year}年1月1日起至{year}年12月31日止。"
        )),
        text("一、总体情况"),
        text(format!(
            "{year}年，主动公开政府信息{disclosed}条，发布政策解读{explained}篇，重点公开{}等领域信息。",
            occasion.topic.name
        )),
        text("二、主动公开政府信息情况"),
        text(format!(
            "制发规范性文件{}件，废止{}件；作出行政许可决定{}件、行政处罚决定{}件。",
            occasion.random.between(0, 9),
            occasion.random.between(0, 4),
            occasion.random.between(20, 900),
            occasion.random.between(3, 300)
        )),
        text("三、收到和处理政府信息公开申请情况"),
        Paragraph::Table(table),
        text("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        text(format!(
            "行政复议{}宗，行政诉讼{}宗，均未发生纠错。",
            occasion.random.between(0, 5),
            occasion.random.between(0, 3)
        )),
        text("五、存在的主要问题及改进情况"),
        text(occasion.say(&[
            "公开内容与【众】的期待仍有差距，解读形式较为单一。下一步将增加图解和问答，提高【事】信息的可读性。",
            "部分栏目更新不够及时，专业人员流动较快。下一步将建立月度检查制度，加强培训。",
            "依申请公开答复文书不够规范。下一步将统一格式文本，强化法制审核。",
        ])),
        text("六、其他需要报告的事项"),
        text("本年度没有收取政府信息公开处理费，无其他需要报告的事项。"),
    ];
    let title = format!("{publisher}{year}年政府信息公开工作年度报告");
    Draft { title, paragraphs, column: REPORT, publisher, series: None }
}

/// The disclosure guide of a site.
pub(crate) fn disclosure_guide(occasion: &mut Occasion<'_>) -> Draft {
    let (publisher, year) = (occasion.site.name.clone(), occasion.made.year());
    let paragraphs = vec![
        text(format!("为便于公民、法人和其他组织获取政府信息，{publisher}编制本指南，每年更新一次。")),
        text(
            "一、主动公开：在政府信息公开目录中分栏目公开机构职能、政策文件、财政预决算、行政执法等信息，自形成或者变更之日起二十个工作日内公开。",
        ),
        text(
            "二、依申请公开：可以当面、邮寄或者通过网上平台提交申请，写明申请人的姓名或者名称、身份证明、联系方式以及所需信息的名称、文号或者便于查询的其他特征性描述。",
        ),
        text(
            "三、答复期限：能够当场答复的当场答复；不能当场答复的，自收到申请之日起二十个工作日内答复；需要延长的，最多延长二十个工作日。",
        ),
        text(
            "四、监督和救济：认为行政机关未依法履行公开义务的，可以向政府信息公开工作主管部门投诉、举报，或者依法申请行政复议、提起行政诉讼。",
        ),
        text(format!("五、受理机构：{publisher}政务公开工作机构，工作日办公。")),
    ];
    let title = format!("{publisher}政府信息公开指南（{year}年版）");
    Draft { title, paragraphs, column: GUIDE, publisher, series: None }
}
