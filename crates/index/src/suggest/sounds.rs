//! What sounds alike to many speakers: zh and z, ch and c, sh and s, n and l, f and h, and the endings with and without g.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A number that readings share when they sound alike.
pub(crate) fn blurred(reading: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for syllable in reading {
        let (initial, rest) = initial(syllable);
        (initial, ending(rest)).hash(&mut hasher);
    }
    hasher.finish()
}

fn initial(syllable: &str) -> (&'static str, &str) {
    const ALIKE: &[(&str, &str)] = &[
        ("zh", "z"),
        ("z", "z"),
        ("ch", "c"),
        ("c", "c"),
        ("sh", "s"),
        ("s", "s"),
        ("n", "l"),
        ("l", "l"),
        ("h", "f"),
        ("f", "f"),
    ];
    let same = ALIKE.iter().find_map(|(from, to)| Some((*to, syllable.strip_prefix(from)?)));
    same.unwrap_or(("", syllable))
}

/// `ang` as `an`, `eng` as `en`, `ing` as `in`.
fn ending(rest: &str) -> &str {
    ["ang", "eng", "ing"].iter().find(|end| rest.ends_with(*end)).and_then(|_| rest.strip_suffix('g')).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_speakers_do_not_tell_apart_sounds_alike() {
        for (one, other) in
            [(["zhu", "can"], ["zu", "chang"]), (["nan", "sheng"], ["lang", "sen"]), (["fu", "xin"], ["hu", "xing"])]
        {
            assert_eq!(blurred(&one), blurred(&other), "{one:?} {other:?}");
        }
        assert_ne!(blurred(&["lao", "ren"]), blurred(&["lao", "leng"]));
        assert_ne!(blurred(&["xi", "an"]), blurred(&["xian"]));
    }
}
