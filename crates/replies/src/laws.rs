//! Which law a name means.

use serde::{Deserialize, Serialize};

/// The full name of the Regulation on Open Government Information (State Council order 711 of 2019).
pub const REGULATION: &str = "中华人民共和国政府信息公开条例";

/// What stands before the names of the nation's laws, and is often left out.
const NATION: &str = "中华人民共和国";

/// How the regulation is called in replies.
const REGULATION_NAMES: &[&str] = &["政府信息公开条例", "信息公开条例", "公开条例", "政府公开条例"];

/// Laws that replies name without book marks or without the nation's name: as written, and in full after it.
const NATIONAL: &[(&str, &str)] = &[
    ("行政诉讼法", "行政诉讼法"),
    ("行政复议法实施条例", "行政复议法实施条例"),
    ("行政复议法", "行政复议法"),
    ("行政处罚法", "行政处罚法"),
    ("行政许可法", "行政许可法"),
    ("行政强制法", "行政强制法"),
    ("保守国家秘密法", "保守国家秘密法"),
    ("保密法", "保守国家秘密法"),
    ("档案法", "档案法"),
    ("统计法", "统计法"),
    ("土地管理法", "土地管理法"),
    ("城乡规划法", "城乡规划法"),
    ("反不正当竞争法", "反不正当竞争法"),
    ("个人信息保护法", "个人信息保护法"),
    ("数据安全法", "数据安全法"),
    ("国家赔偿法", "国家赔偿法"),
    ("民事诉讼法", "民事诉讼法"),
    ("民法典", "民法典"),
    ("公务员法", "公务员法"),
    ("治安管理处罚法", "治安管理处罚法"),
];

/// How the names of laws and rules end.
const SORTS: &[&str] = &["条例", "法", "办法", "规定", "细则", "规则", "决定", "法典", "解释", "通知", "意见"];

/// What has articles and is no law.
const NO_LAWS: &[&str] = &[
    "协议",
    "协议书",
    "合同",
    "合同书",
    "章程",
    "公告",
    "申请",
    "申请表",
    "申请书",
    "年鉴",
    "方案",
    "目录",
    "附件",
    "告知书",
    "决定书",
    "判决书",
    "文件",
    "清单",
];

/// The full name of a law or rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Law(String);

impl Law {
    /// The Regulation on Open Government Information.
    pub fn regulation() -> Self {
        Self(REGULATION.to_owned())
    }

    /// The law that a full or short name means; a name that is not known stays as it is.
    ///
    /// ```
    /// use gongkai_replies::Law;
    ///
    /// assert_eq!(Law::named("政府信息公开条例"), Law::regulation());
    /// assert_eq!(Law::named("保密法").as_str(), "中华人民共和国保守国家秘密法");
    /// assert_eq!(Law::named("广州市政府信息公开规定").as_str(), "广州市政府信息公开规定");
    /// ```
    pub fn named(name: &str) -> Self {
        let short = name.strip_prefix(NATION).unwrap_or(name);
        if short == "条例" || REGULATION_NAMES.contains(&short) {
            return Self::regulation();
        }
        let national = NATIONAL.iter().find(|(written, _)| *written == short);
        Self(national.map_or_else(|| name.to_owned(), |(_, full)| format!("{NATION}{full}")))
    }

    /// The full name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the Regulation on Open Government Information.
    pub fn is_regulation(&self) -> bool {
        self.0 == REGULATION
    }

    /// Whether it says how to complain about a reply.
    pub(crate) fn is_about_remedies(&self) -> bool {
        ["行政复议法", "行政诉讼法", "行政复议法实施条例"].iter().any(|name| self.0.strip_prefix(NATION) == Some(name))
    }

    /// Whether the name ends so.
    pub(crate) fn is_a(&self, sort: &str) -> bool {
        self.0.ends_with(sort)
    }
}

/// Whether what is called so has articles and is no law: a contract, an application.
pub(crate) fn is_no_law(name: &str) -> bool {
    NO_LAWS.iter().any(|ending| name.ends_with(ending))
}

/// The sort of rule that a name or a phrase such as 该办法 ends with.
pub(crate) fn sort_of(name: &str) -> Option<&'static str> {
    SORTS.iter().filter(|sort| name.ends_with(**sort)).max_by_key(|sort| sort.len()).copied()
}

/// The longest name of a known law that `text` ends with, without book marks.
pub(crate) fn known_at_end(text: &str) -> Option<&'static str> {
    let known = NATIONAL.iter().map(|(name, _)| *name).chain(REGULATION_NAMES.iter().copied());
    known.filter(|name| text.ends_with(name)).max_by_key(|name| name.len())
}
