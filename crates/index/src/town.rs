//! The town or street (镇街) that a document comes from, by the name of the body that published it.

use gongkai_document::Document;

/// How the name of a town or street ends, the longest first.
const ENDINGS: &[&str] = &["街道", "镇", "乡", "街"];

/// What follows a town's name in the name of one of its bodies. 乡村, 城乡建设 and 新乡市 are no towns.
const BODIES: &[&str] = &["人民政府", "政府", "办事处", "党政", "党工委", "党委", "纪工委", "纪委", "综合", "公共服务"];

/// What a town lies in: its name begins behind the last of them.
const ABOVE: &[&str] = &["人民政府", "省", "自治区", "自治州", "州", "盟", "市", "区", "县", "旗"];

/// The longest name, in characters.
const CHARS_MAX: usize = 10;

/// The town or street of a document, `None` for one of a higher body.
pub(crate) fn town(document: &Document) -> Option<&str> {
    document.publisher.as_deref().and_then(named).or_else(|| document.site.as_deref().and_then(named))
}

fn named(body: &str) -> Option<&str> {
    let end = ENDINGS
        .iter()
        .flat_map(|ending| body.match_indices(ending).map(|(at, ending)| at + ending.len()))
        .filter(|end| {
            let rest = body.get(*end..).unwrap_or_default();
            rest.is_empty() || BODIES.iter().any(|body| rest.starts_with(body))
        })
        .min()?;
    let name = body.get(..end)?;
    let start = ABOVE.iter().filter_map(|above| Some(name.rfind(above)? + above.len())).max().unwrap_or(0);
    let name = name.get(start..)?.trim();
    // 镇人民政府 alone says no name.
    let is_name = (2..=CHARS_MAX).contains(&name.chars().count()) && !ENDINGS.contains(&name);
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_is_read_from_the_name_of_its_body() {
        for (body, expected) in [
            ("广州市花都区炭步镇人民政府", Some("炭步镇")),
            ("广州市花都区人民政府新华街道办事处", Some("新华街道")),
            ("花都区秀全街办事处", Some("秀全街")),
            ("茂林镇党政办公室", Some("茂林镇")),
            ("五良太乡", Some("五良太乡")),
            ("大学东路街道", Some("大学东路街道")),
            ("新乡市人民代表大会常务委员会", None),
            ("广州市农业农村局（乡村振兴局）", None),
            ("广州市住房和城乡建设局", None),
            ("花都区人民政府办公室", None),
            ("镇人民政府", None),
            ("街道", None),
            ("", None),
        ] {
            assert_eq!(named(body), expected, "{body}");
        }
    }
}
