//! Names of persons in fields: behind 申请人, 姓名, 投诉人; behind 联系人 only among the fields of an applicant, since an office
//! names its own in every notice.

use super::Suspect;
use super::labels::{Label, Labels};
use crate::finding::Rule;
use crate::passage::is_han;

/// The lengths of names in characters; those with a dot (of other peoples) are longer.
const CHARS: std::ops::RangeInclusive<usize> = 2..=4;
const CHARS_WITH_DOT_MAX: usize = 16;

/// Surnames, after the census of 2020 those of all but one in fifty persons; the first character of compound ones.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任\
    卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱丘江尹薛闫阎段雷侯龙史黎贺顾毛郝龚邵万覃武钱戴严莫孔向常汤温康施文牛樊\
    葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛翁冉骆蓝路游辛靳\
    管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师\
    和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝揭诸幸封劳植区利禤冼";

/// Behind a surname these make no name but an address: 李先生 is told from nobody.
const FORMS_OF_ADDRESS: &[&str] = &[
    "先生", "女士", "小姐", "同志", "某", "某某", "某甲", "某乙", "科长", "主任", "经理", "老师", "工", "律师", "局长",
];

/// What ends like this is a body.
const BODIES: &[&str] = &["公司", "局", "委会", "办", "处", "中心", "学校", "协会", "厂", "社", "所", "院", "站", "部"];

pub(super) fn find(text: &str, labels: &Labels<'_>) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    for field in labels.fields() {
        let Some(start) = field.value else { continue };
        let announces = match field.label {
            Label::Applicant | Label::Name => true,
            Label::Contact => labels.is_among_applicants_fields(start),
            _ => false,
        };
        if announces && let Some(bytes) = name(text.get(start..).unwrap_or_default()) {
            let why = "a name in the field of a person";
            suspects.push(Suspect { rule: Rule::PersonalName, span: start..start + bytes, grave: false, why });
        }
    }
    suspects
}

/// The length in bytes of the name that `value` begins with and that ends where the field does.
fn name(value: &str) -> Option<usize> {
    let is_part = |c: char| is_han(c) || matches!(c, '·' | '•' | '・');
    let near = value.char_indices().take(CHARS_WITH_DOT_MAX + 1);
    let bytes = near
        .clone()
        .find(|(_, c)| !is_part(*c))
        .map_or_else(|| near.clone().last().map_or(0, |(at, c)| at + c.len_utf8()), |(at, _)| at);
    let (name, behind) = value.split_at_checked(bytes)?;
    let has_dot = name.contains(|c| !is_han(c));
    let chars = name.chars().count();
    let fits = if has_dot { chars <= CHARS_WITH_DOT_MAX && chars > 2 } else { CHARS.contains(&chars) };
    let given = name.get(name.chars().next()?.len_utf8()..)?;
    let is_name = has_dot || name.starts_with(|c| SURNAMES.contains(c)) && !FORMS_OF_ADDRESS.contains(&given);
    let is_body = BODIES.iter().any(|ending| name.ends_with(ending));
    (fits && is_name && !is_body && ends_a_field(behind)).then_some(bytes)
}

fn ends_a_field(behind: &str) -> bool {
    let next = behind.chars().next();
    next.is_none_or(|c| c.is_whitespace() || "，,。；;、（(）)|/".contains(c))
}
