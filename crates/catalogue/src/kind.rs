//! What sort of document it is, told from the columns it stands in.

use gongkai_document::Kind;

/// The rule, in its order: the first word that a column's name holds decides.
///
/// 解读 comes before 政策 because the column of explanations is called 政策解读; 文件 comes late because 文件通知 is a notice.
const KINDS_BY_WORD: [(&str, Kind); 21] = [
    ("解读", Kind::Interpretation),
    ("年报", Kind::Report),
    ("年度报告", Kind::Report),
    ("年度报表", Kind::Report),
    ("常见问题", Kind::Reply),
    ("问答", Kind::Reply),
    ("答复", Kind::Reply),
    ("公告", Kind::Notice),
    ("通知", Kind::Notice),
    ("通告", Kind::Notice),
    ("动态", Kind::News),
    ("新闻", Kind::News),
    ("要闻", Kind::News),
    ("媒体", Kind::News),
    ("指南", Kind::Guide),
    ("规范性文件", Kind::Policy),
    ("政策", Kind::Policy),
    ("文件", Kind::Policy),
    ("公报", Kind::Policy),
    ("规章", Kind::Policy),
    ("法规", Kind::Policy),
];

/// The kind that the names of a column's path tell, from the column itself up to the top; [`Kind::Other`] when none does.
pub(crate) fn kind_of_column<'a>(names: impl DoubleEndedIterator<Item = &'a str>) -> Kind {
    names.rev().find_map(kind_of_name).unwrap_or(Kind::Other)
}

fn kind_of_name(name: &str) -> Option<Kind> {
    KINDS_BY_WORD.iter().find(|(word, _)| name.contains(word)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: Kind) {
        assert_eq!(kind_of_column(path.split('/')), expected);
    }

    #[test]
    fn the_column_decides_before_those_above_it() {
        check("政策/政策解读", Kind::Interpretation);
        check("政策/规范性文件", Kind::Policy);
        check("部门文件/通知", Kind::Notice);
        check("政策/财政", Kind::Policy);
    }

    #[test]
    fn every_usual_column_of_a_catalogue_has_its_kind() {
        check("政府信息公开工作年度报告", Kind::Report);
        check("政府信息公开指南", Kind::Guide);
        check("其他/通知公告", Kind::Notice);
        check("其他/常见问题", Kind::Reply);
        check("其他/政府网站工作年度报表", Kind::Report);
        check("工作动态", Kind::News);
        check("媒体聚焦", Kind::News);
        check("政府公报/第5期", Kind::Policy);
        check("财政预决算", Kind::Other);
    }
}
