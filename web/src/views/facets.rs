//! The facets as boxes to tick.

use gongkai_document::{Kind, Validity};
use gongkai_query::{FacetCount, Facets, Filters};

use crate::views::text::{column, shown};

/// How many values of a facet are shown before the rest is folded away.
const SHOWN_MAX: usize = 6;

/// One facet.
pub(super) struct FacetGroup {
    pub(super) legend: &'static str,
    /// The parameter that its boxes set.
    pub(super) name: &'static str,
    /// The values that are always shown.
    pub(super) shown: Vec<Choice>,
    /// The values that are folded away.
    pub(super) folded: Vec<Choice>,
}

/// One value of a facet.
pub(super) struct Choice {
    pub(super) value: String,
    /// What stands before the label for those who do not see where it stands: the columns above it.
    pub(super) above: String,
    pub(super) label: String,
    /// How many columns above it are shown.
    pub(super) depth: usize,
    /// How many documents have it; unknown for a value that is ticked but no longer counted.
    pub(super) count: Option<usize>,
    pub(super) ticked: bool,
}

/// The facets that have something to choose.
pub(super) fn groups(facets: &Facets, filters: &Filters) -> Vec<FacetGroup> {
    let years: Vec<String> = filters.years.iter().map(ToString::to_string).collect();
    let kinds: Vec<String> = filters.kinds.iter().map(ToString::to_string).collect();
    let validities: Vec<String> = filters.validities.iter().map(ToString::to_string).collect();
    [
        group("类型", "kind", &facets.kind, &kinds, kind_label),
        group("有效性", "validity", &facets.validity, &validities, validity_label),
        group("发布年份", "year", &facets.year, &years, |year| format!("{year}年")),
        group("发布机构", "publisher", &facets.publisher, &filters.publishers, shown),
        group("镇街", "town", &facets.town, &filters.towns, shown),
        columns(&facets.column, &filters.columns),
    ]
    .into_iter()
    .filter(|group| !group.shown.is_empty())
    .collect()
}

fn group(
    legend: &'static str,
    name: &'static str,
    counts: &[FacetCount],
    ticked: &[String],
    label: impl Fn(&str) -> String,
) -> FacetGroup {
    let counted = |value: &String| counts.iter().any(|entry| entry.value == *value);
    let lost = ticked.iter().filter(|value| !counted(value)).map(|value| (value, None));
    let found = counts.iter().map(|entry| (&entry.value, Some(entry.count)));
    let choices = lost.chain(found).map(|(value, count)| Choice {
        value: value.clone(),
        above: String::new(),
        label: label(value),
        depth: 0,
        count,
        ticked: ticked.contains(value),
    });
    folded(legend, name, choices)
}

/// The columns as a tree: each below the one that it is a part of, where that is counted too.
fn columns(counts: &[FacetCount], ticked: &[String]) -> FacetGroup {
    let mut choices: Vec<Choice> = Vec::new();
    let lost = ticked.iter().filter(|path| counts.iter().all(|entry| entry.value != **path)).map(|path| (path, None));
    // A column is counted at least as often as its parts, so it comes before them.
    for (path, count) in lost.chain(counts.iter().map(|entry| (&entry.value, Some(entry.count)))) {
        let parent = path.match_indices('/').rev().find_map(|(end, _)| {
            let at = choices.iter().position(|other| Some(other.value.as_str()) == path.get(..end))?;
            Some((at, path.get(..end)?, path.get(end + 1..)?))
        });
        let depth = parent.and_then(|(at, ..)| choices.get(at)).map_or(0, |above| above.depth + 1);
        let (above, label) = parent.map_or(("", path.as_str()), |(_, above, label)| (above, label));
        let place = parent.map_or(choices.len(), |(at, ..)| {
            at + 1 + choices.iter().skip(at + 1).take_while(|other| other.depth >= depth).count()
        });
        let choice = Choice {
            value: path.clone(),
            above: column(&shown(above)),
            label: column(&shown(label)),
            depth,
            count,
            ticked: ticked.contains(path),
        };
        choices.insert(place, choice);
    }
    folded("栏目", "column", choices)
}

/// The first choices, and the others folded away.
fn folded(legend: &'static str, name: &'static str, choices: impl IntoIterator<Item = Choice>) -> FacetGroup {
    let (mut shown, mut folded) = (Vec::new(), Vec::new());
    for choice in choices {
        // What is ticked is never folded away, wherever it stands.
        if choice.ticked || shown.len() < SHOWN_MAX { &mut shown } else { &mut folded }.push(choice);
    }
    FacetGroup { legend, name, shown, folded }
}

fn kind_label(code: &str) -> String {
    code.parse::<Kind>().map_or_else(|_| shown(code), |kind| kind.label().to_owned())
}

fn validity_label(code: &str) -> String {
    code.parse::<Validity>().map_or_else(|_| shown(code), |validity| validity.label().to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn line(choices: &[Choice]) -> String {
        let boxes = choices.iter().map(|choice| {
            let mark = if choice.ticked { "[x]" } else { "[ ]" };
            format!("{mark} {} {}", choice.label, choice.count.map_or("?".to_owned(), |count| count.to_string()))
        });
        boxes.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn columns_stand_below_those_that_they_are_a_part_of() {
        let counts = [
            ("政策", 11),
            ("公示", 9),
            ("政策/规范性文件", 8),
            ("公示/招标", 5),
            ("政策/规范性文件/区级", 4),
            ("其他/党建", 3),
            ("政策/解读", 2),
        ];
        let counts = counts.map(|(path, count)| FacetCount { value: path.to_owned(), count });
        let group = columns(&counts, &["已无/栏目".to_owned()]);
        let lines: Vec<String> = group
            .shown
            .iter()
            .chain(&group.folded)
            .map(|choice| format!("{}{} ({})", "  ".repeat(choice.depth), choice.label, choice.above))
            .collect();
        expect![[r#"
            已无 › 栏目 ()
            政策 ()
              规范性文件 (政策)
                区级 (政策 › 规范性文件)
              解读 (政策)
            公示 ()
              招标 (公示)
            其他 › 党建 ()"#]]
        .assert_eq(&lines.join("\n"));
    }

    #[test]
    fn ticked_values_stay_in_sight_also_without_a_count() {
        let year = (2015..=2024).rev().map(|year| FacetCount { value: year.to_string(), count: 3 }).collect();
        let kind = vec![FacetCount { value: "policy".to_owned(), count: 9 }];
        let facets = Facets { year, kind, ..Facets::default() };
        let filters = Filters { years: vec![2015, 1999], kinds: vec![Kind::Policy], ..Filters::default() };
        let lines: Vec<String> = groups(&facets, &filters)
            .iter()
            .map(|group| format!("{}: {} / {}", group.legend, line(&group.shown), line(&group.folded)))
            .collect();
        expect![[r#"
            类型: [x] 政策文件 9 / 
            发布年份: [x] 1999年 ? | [ ] 2024年 3 | [ ] 2023年 3 | [ ] 2022年 3 | [ ] 2021年 3 | [ ] 2020年 3 | [x] 2015年 3 / [ ] 2019年 3 | [ ] 2018年 3 | [ ] 2017年 3 | [ ] 2016年 3"#]].assert_eq(&lines.join("\n"));
    }
}
