//! What two copies cannot differ in, each in one number, so that an index keeps all of them in one column.

/// How many bits tell the kind of a trait.
const KIND_BITS: u32 = 4;

/// A trait of a document, which its copies have too or do not speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trait {
    kind: TraitKind,
    value: u64,
}

/// What a trait is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TraitKind {
    /// It is a reply, whose title is its question's.
    Reply = 1,
    /// The document number.
    DocumentNumber = 2,
    /// The number among the normative documents of a city.
    UnifiedNumber = 3,
    /// The index number: one office gives two numbers to two items, while a repost has one of another office.
    IndexNumber = 4,
    /// The office that gave the index number.
    Office = 5,
    /// Who speaks, where the text does not say.
    Speaker = 6,
    /// The day that it is signed with.
    Signed = 7,
    /// The day of publication of a text that does not name its year.
    Day = 8,
    /// The day of publication of a text so short that it may be a form.
    FormDay = 9,
}

impl TraitKind {
    const ALL: [Self; 9] = [
        Self::Reply,
        Self::DocumentNumber,
        Self::UnifiedNumber,
        Self::IndexNumber,
        Self::Office,
        Self::Speaker,
        Self::Signed,
        Self::Day,
        Self::FormDay,
    ];

    /// How far apart the values of two copies may be, in days. What is published again within half a year is a repost,
    /// after a year the next one (新春茶话会); what an office says in few words it may say again next week.
    const fn days_apart(self) -> u64 {
        match self {
            Self::Day => 180,
            Self::FormDay => 3,
            _ => 0,
        }
    }
}

impl Trait {
    /// A trait with a hash or a number of days.
    pub(super) const fn new(kind: TraitKind, value: u64) -> Self {
        let code = (value << KIND_BITS) | kind as u64;
        Self { kind, value: code >> KIND_BITS }
    }

    /// The trait as it is kept.
    pub(super) const fn code(self) -> u64 {
        (self.value << KIND_BITS) | self.kind as u64
    }

    /// The trait that was kept; `None` for what no program of this schema keeps.
    pub(super) fn read(code: u64) -> Option<Self> {
        let kind = TraitKind::ALL.into_iter().find(|kind| *kind as u64 == code & ((1 << KIND_BITS) - 1))?;
        Some(Self { kind, value: code >> KIND_BITS })
    }

    /// What it is about.
    #[cfg(test)]
    pub(super) const fn kind(self) -> TraitKind {
        self.kind
    }

    /// Whether documents with these traits say different things, though their texts are the same.
    pub(super) fn contradict(a: &[Self], b: &[Self]) -> bool {
        let differ = |kind: TraitKind| {
            let values = value(a, kind).zip(value(b, kind));
            values.is_some_and(|(a, b)| a.abs_diff(b) > kind.days_apart())
        };
        TraitKind::ALL.into_iter().any(|kind| match kind {
            TraitKind::Office => false,
            TraitKind::IndexNumber => differ(kind) && !differ(TraitKind::Office),
            _ => differ(kind),
        })
    }
}

/// The value of the trait of this kind.
pub(super) fn value(traits: &[Trait], kind: TraitKind) -> Option<u64> {
    traits.iter().find(|one| one.kind == kind).map(|one| one.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(all: &[(TraitKind, u64)]) -> Vec<Trait> {
        all.iter().map(|(kind, value)| Trait::new(*kind, *value)).collect()
    }

    #[track_caller]
    fn check(a: &[(TraitKind, u64)], b: &[(TraitKind, u64)], contradict: bool) {
        let (a, b) = (traits(a), traits(b));
        assert_eq!(Trait::contradict(&a, &b), contradict);
        assert_eq!(Trait::contradict(&b, &a), contradict);
        assert!(!Trait::contradict(&a, &a));
    }

    #[test]
    fn a_trait_reads_back() {
        for kind in TraitKind::ALL {
            let kept = Trait::new(kind, u64::MAX);
            assert_eq!(Trait::read(kept.code()), Some(kept));
        }
        assert_eq!(Trait::read(0), None);
    }

    #[test]
    fn only_what_both_speak_of_can_differ() {
        use TraitKind::{Day, DocumentNumber, FormDay, IndexNumber, Office, Speaker};
        check(&[], &[(DocumentNumber, 1)], false);
        check(&[(DocumentNumber, 1)], &[(DocumentNumber, 2)], true);
        check(&[(DocumentNumber, 1)], &[(Speaker, 2)], false);
        check(&[(Day, 1_000)], &[(Day, 1_180)], false);
        check(&[(Day, 1_000)], &[(Day, 1_181)], true);
        check(&[(FormDay, 1_000)], &[(FormDay, 1_004)], true);
        check(&[(IndexNumber, 1), (Office, 7)], &[(IndexNumber, 2), (Office, 7)], true);
        check(&[(IndexNumber, 1), (Office, 7)], &[(IndexNumber, 2), (Office, 8)], false);
    }
}
