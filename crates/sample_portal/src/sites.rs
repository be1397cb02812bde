//! The district, its towns and streets, and the columns that each of their catalogues has.

use gongkai_document::SiteId;

/// A site: a government with a catalogue of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SampleSite {
    pub(crate) id: SiteId,
    /// The path before `/gkmlpt`: nothing for the district, `/gzhdhsz` for a town.
    pub(crate) path: &'static str,
    /// 花都区 or 花山镇.
    pub(crate) short: &'static str,
    /// The government's full name.
    pub(crate) name: String,
    /// What its document numbers begin with.
    pub(crate) series: String,
    /// Its code in index numbers.
    pub(crate) code: String,
    /// Its national number (网站标识码).
    pub(crate) id_code: String,
}

/// The ten towns and streets with the paths of their catalogues.
const TOWNS: [(&str, &str); 10] = [
    ("新华街道", "/gzhdxhj"),
    ("新雅街道", "/gzhdxyj"),
    ("花城街道", "/gzhdhcj"),
    ("秀全街道", "/gzhdxqj"),
    ("花山镇", "/gzhdhsz"),
    ("花东镇", "/gzhdhdz"),
    ("赤坭镇", "/gzhdcnz"),
    ("炭步镇", "/gzhdtbz"),
    ("狮岭镇", "/gzhdslz"),
    ("梯面镇", "/gzhdtmz"),
];

/// The district first, then its towns and streets.
pub(crate) fn sites() -> Vec<SampleSite> {
    let district = SampleSite {
        id: SiteId(209_000),
        path: "",
        short: "花都区",
        name: "广州市花都区人民政府".to_owned(),
        series: "花府办".to_owned(),
        code: "11440114S00000000D".to_owned(),
        id_code: "4401140000".to_owned(),
    };
    let town = |(number, (short, path)): (u64, (&'static str, &'static str))| SampleSite {
        id: SiteId(209_001 + number),
        path,
        short,
        name: match short.strip_suffix("街道") {
            Some(_) => format!("广州市花都区人民政府{short}办事处"),
            None => format!("广州市花都区{short}人民政府"),
        },
        series: match short.strip_suffix("街道") {
            Some(street) => format!("{street}街"),
            None => format!("{}府", short.trim_end_matches('镇')),
        },
        code: format!("11440114S{number:08}T"),
        id_code: format!("44011401{number:02}"),
    };
    std::iter::once(district).chain((0..).zip(TOWNS).map(town)).collect()
}

/// A column of a catalogue, by its place in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SampleColumn {
    /// What it adds to a hundred times the site's number.
    pub(crate) offset: u64,
    pub(crate) name: &'static str,
    /// The column above it.
    pub(crate) parent: Option<u64>,
    /// Where its items really are.
    pub(crate) jump: Option<&'static str>,
}

const fn column(offset: u64, name: &'static str, parent: Option<u64>) -> SampleColumn {
    SampleColumn { offset, name, parent, jump: None }
}

const fn elsewhere(offset: u64, name: &'static str, jump: &'static str) -> SampleColumn {
    SampleColumn { offset, name, parent: None, jump: Some(jump) }
}

pub(crate) const GUIDE: u64 = 1;
pub(crate) const REPORT: u64 = 3;
pub(crate) const MEASURES: u64 = 5;
pub(crate) const OTHER_FILES: u64 = 6;
pub(crate) const EXPLANATIONS: u64 = 7;
pub(crate) const BUDGETS: u64 = 8;
pub(crate) const PENALTIES: u64 = 9;
pub(crate) const NEWS: u64 = 11;
pub(crate) const NOTICES: u64 = 13;
pub(crate) const PROCUREMENT: u64 = 14;
pub(crate) const LAND: u64 = 15;
pub(crate) const STAFFING: u64 = 16;
pub(crate) const SERVICES: u64 = 17;
pub(crate) const QUESTIONS: u64 = 18;

/// The columns of every catalogue.
pub(crate) const COLUMNS: [SampleColumn; 18] = [
    column(GUIDE, "政府信息公开指南", None),
    elsewhere(2, "政府信息依申请公开", "https://ysqgk.example.gov.cn/209000/index"),
    column(REPORT, "政府信息公开工作年度报告", None),
    column(4, "政策", None),
    column(MEASURES, "规范性文件", Some(4)),
    column(OTHER_FILES, "其他文件", Some(4)),
    column(EXPLANATIONS, "政策解读", Some(4)),
    column(BUDGETS, "财政预决算", None),
    column(PENALTIES, "行政执法", None),
    elsewhere(10, "权责清单", "https://www.example.gov.cn/qzqd"),
    column(NEWS, "工作动态", None),
    column(12, "公示公告", None),
    column(NOTICES, "通知公告", Some(12)),
    column(PROCUREMENT, "招标采购", Some(12)),
    column(LAND, "征地与规划", Some(12)),
    column(STAFFING, "人事招考", Some(12)),
    column(SERVICES, "办事指南", None),
    column(QUESTIONS, "常见问题", None),
];

/// The folder in which a site keeps a column's posts as ordinary pages of its portal; `None` for a column that the
/// catalogue itself shows.
pub(crate) const fn channel(offset: u64) -> Option<&'static str> {
    match offset {
        NOTICES => Some("/zwgk/tzgg"),
        QUESTIONS => Some("/zmhd/cjwt"),
        _ => None,
    }
}

/// The folder of the district's published normative documents (行政规范性文件统一发布平台).
pub(crate) const NORMATIVE: &str = "/gfxwj";

/// The names from the top down to the column at `offset`.
pub(crate) fn names(offset: u64) -> Vec<&'static str> {
    let found = COLUMNS.iter().find(|column| column.offset == offset);
    let above = found.and_then(|column| column.parent).map(names).unwrap_or_default();
    above.into_iter().chain(found.map(|column| column.name)).collect()
}
