//! Which of the documents with one text are copies: all that contradict each other nowhere.

use std::collections::BTreeMap;

use super::traits::Trait;

/// With more different titles or numbers than this the text is a form, and only documents that agree in all of it are
/// copies.
const PROFILES_MAX: usize = 100;

/// What documents of one text can differ in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Profile {
    /// The title in letters; empty where there is none, or where it is a question's.
    pub(super) title: String,
    pub(super) traits: Vec<Trait>,
}

impl Profile {
    fn contradicts(&self, other: &Self) -> bool {
        titles_contradict(&self.title, &other.title) || Trait::contradict(&self.traits, &other.traits)
    }
}

/// Sets of places in `profiles`, each of copies: those that contradict each other nowhere, and the same others.
///
/// Of a text with one number, the same with another number and the same without any, the last could be a copy of either, so
/// it is folded with neither.
pub(super) fn copies(profiles: &[Profile]) -> Vec<Vec<usize>> {
    if profiles.len() > PROFILES_MAX {
        return (0..profiles.len()).map(|one| vec![one]).collect();
    }
    let mut sets: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (at, one) in profiles.iter().enumerate() {
        let agreeing = profiles.iter().enumerate().filter(|(other, profile)| *other == at || !one.contradicts(profile));
        sets.entry(agreeing.map(|(other, _)| other).collect()).or_default().push(at);
    }
    sets.into_values().collect()
}

/// Whether two titles name two things: neither is a part of the other. A part does not cut a number (1月 in 11月).
fn titles_contradict(a: &str, b: &str) -> bool {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !shorter.is_empty() && !longer.match_indices(shorter).any(|(at, part)| !cuts_number(longer, at, part))
}

fn cuts_number(whole: &str, at: usize, part: &str) -> bool {
    let (before, behind) = (whole.get(..at), whole.get(at + part.len()..));
    let is_number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || "〇一二三四五六七八九十".contains(c));
    let (before, behind) =
        (before.and_then(|text| text.chars().next_back()), behind.and_then(|text| text.chars().next()));
    (is_number(before) && is_number(part.chars().next())) || (is_number(behind) && is_number(part.chars().next_back()))
}

#[cfg(test)]
mod tests {
    use super::super::traits::TraitKind;
    use super::*;

    fn profile(title: &str, number: Option<u64>) -> Profile {
        let traits = number.map(|number| Trait::new(TraitKind::DocumentNumber, number)).into_iter().collect();
        Profile { title: title.to_owned(), traits }
    }

    #[test]
    fn copies_contradict_each_other_nowhere() {
        let profiles =
            |all: &[(&str, Option<u64>)]| all.iter().map(|(title, number)| profile(title, *number)).collect();
        let check = |all: &[(&str, Option<u64>)], expected: &[&[usize]]| {
            let profiles: Vec<Profile> = profiles(all);
            assert_eq!(copies(&profiles), expected, "{all:?}");
        };
        check(&[("办法", Some(1)), ("印发办法的通知", None), ("", None)], &[&[0, 1, 2]]);
        check(&[("申请表", None), ("登记表", None)], &[&[0], &[1]]);
        check(&[("办法", Some(1)), ("办法", Some(2)), ("", None), ("办法", None)], &[&[2, 3], &[0], &[1]]);
        check(&[("办法", Some(1)), ("规定", None), ("办法", None)], &[&[0, 2], &[1]]);
        check(&[("1月用水", None), ("11月用水", None), ("2020年1月用水", None)], &[&[0, 2], &[1]]);
        check(&[("第一批", None), ("第十一批", None)], &[&[0], &[1]]);
        let many: Vec<Profile> = (0..=100).map(|number| profile("办法", Some(number))).collect();
        assert_eq!(copies(&many).len(), 101);
    }
}
