//! By what copies are known: a key of what a text says, and traits that two copies cannot differ in.

use gongkai_analysis::{canonical_document_number, fold_each};
use gongkai_document::{Document, Kind};
use sha2::{Digest, Sha256};

use super::frame::{Framed, letters, unframed};
use super::traits::{Trait, TraitKind};
use crate::stored::{day, index_number_key};

/// A text with less to say is never folded, in letters without its frame. It says nothing by itself (已转相关部门办理。), so
/// only what stands beside it tells one such document from another.
const LETTERS_MIN: usize = 20;
/// A text with less to say than this may be the form in which an office says it each time (现予公示), so it is a copy only
/// from the same publisher and within [`TraitKind::days_apart`]; in letters.
const FORM_LETTERS_MAX: usize = 200;

/// Signs that say something: a ticked box, a share, a comparison.
const SIGNS: &[char] = &[
    '%', '‰', '℃', '°', '+', '±', '×', '÷', '=', '<', '>', '≤', '≥', '≠', '~', '√', '✓', '✔', '☑', '☒', '☐', '□', '■',
    '¥', '$', '€', '*', '/', '●', '★', '☆', '△', '▲',
];

/// By whom a text speaks without naming who that is.
const SELF: &[&str] = &[
    "我局",
    "本局",
    "我委",
    "本委",
    "我办",
    "我厅",
    "我院",
    "我校",
    "我中心",
    "我单位",
    "本单位",
    "本部门",
    "本机关",
    "我街",
    "本街",
    "我镇",
    "本镇",
    "我乡",
    "本乡",
];

/// By what a document's copies are known.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    /// The same for texts that say the same.
    pub(crate) text: u64,
    /// What copies cannot differ in, where both have it; see [`Trait::contradict`].
    pub(crate) traits: Vec<u64>,
}

/// The fingerprint of a document; `None` for what is never folded.
pub(crate) fn fingerprint(document: &Document) -> Option<Fingerprint> {
    if document.text_poor {
        return None;
    }
    let is_reply = document.kind == Kind::Reply;
    let framed = unframed(&document.body, &document.title, is_reply);
    let said = said(framed.core);
    let length = said.chars().count();
    if length < LETTERS_MIN {
        return None;
    }
    let mut digest = Sha256::new();
    // An answer stands with its question: it is no copy of a notice, and no one who may see less shares it.
    digest.update([u8::from(is_reply)]);
    digest.update(document.access.code());
    digest.update(&said);
    for file in &document.attachments {
        let text = file.text.as_deref().map(letters).filter(|text| !text.is_empty());
        digest.update("\n");
        digest.update(text.unwrap_or_else(|| letters(&file.name)));
    }
    Some(Fingerprint { text: first_bytes(&digest.finalize()), traits: traits(document, &framed, &said, length) })
}

fn traits(document: &Document, framed: &Framed<'_>, said: &str, length: usize) -> Vec<u64> {
    let mut traits = Vec::new();
    let mut add = |kind: TraitKind, value: u64| traits.push(Trait::new(kind, value).code());
    if document.kind == Kind::Reply {
        add(TraitKind::Reply, 0);
    }
    let number = document
        .document_number
        .as_ref()
        .map(|number| canonical_document_number(number.as_str()).unwrap_or_else(|| index_number_key(number.as_str())));
    let number = number.or_else(|| framed.number.clone());
    if let Some(number) = &number {
        add(TraitKind::DocumentNumber, hash(number));
    }
    if let Some(number) = &document.unified_number {
        add(TraitKind::UnifiedNumber, hash(&index_number_key(number)));
    }
    if let Some(number) = document.index_number.as_ref().map(|number| index_number_key(number.as_str())) {
        let office = number.split('/').next().unwrap_or_default();
        add(TraitKind::Office, hash(office));
        add(TraitKind::IndexNumber, hash(&number));
    }
    // A document's number says what it is, whoever publishes it again and whenever.
    if number.is_some() {
        return traits;
    }
    let is_form = !framed.is_letter && length < FORM_LETTERS_MAX;
    if let Some(publisher) = &document.publisher
        && (is_form || SELF.iter().any(|name| said.contains(name)))
    {
        add(TraitKind::Speaker, hash(&letters(publisher)));
    }
    if framed.is_letter {
        return traits;
    }
    if let Some(date) = framed.signed_on.or(document.made_on) {
        add(TraitKind::Signed, days(day(date)));
    }
    if let Some(published) = document.published_on
        && (is_form || !names_year(said, published.year()))
    {
        add(if is_form { TraitKind::FormDay } else { TraitKind::Day }, days(day(published)));
    }
    traits
}

/// What a text says: its letters, digits and signs, folded. A mark between two digits stays, because 1.5 is not 15.
fn said(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let (mut last, mut between) = (None::<char>, None::<char>);
    fold_each(text, |c| {
        if !c.is_alphanumeric() && !SIGNS.contains(&c) {
            between = between.filter(|mark| *mark != ' ').or(Some(c));
            return;
        }
        let is_in_number = c.is_ascii_digit() && last.is_some_and(|last| last.is_ascii_digit());
        let is_negative = c.is_ascii_digit() && between == Some('-');
        said.extend(between.take().filter(|_| is_in_number || is_negative));
        said.push(c);
        last = Some(c);
    });
    said
}

/// Whether a text names a year from which on it cannot be one year's words used again in another.
fn names_year(said: &str, published: i16) -> bool {
    let written = |at: usize| said.get(..at).and_then(|before| before.get(before.len().checked_sub(4)?..));
    let year = |at: usize| written(at).and_then(|digits| digits.parse::<i16>().ok());
    said.match_indices('年').any(|(at, _)| year(at).is_some_and(|year| (published - 1..=published + 1).contains(&year)))
}

/// Days since 1970 as a trait's value, from the year 1600 on.
fn days(day: i64) -> u64 {
    u64::try_from(day + 135_140).unwrap_or_default()
}

fn hash(text: &str) -> u64 {
    first_bytes(&Sha256::digest(text.as_bytes()))
}

/// Eight bytes: among ten million different texts two are taken for the same with a chance of one in 300,000.
fn first_bytes(digest: &[u8]) -> u64 {
    digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use gongkai_document::{Attachment, Date, DocumentId, DocumentNumber};
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "各村（社区）：即日起为老人供餐，每餐补贴1.5元，由街道办事处受理。";

    fn document(kind: Kind, body: &str) -> Document {
        let mut document = Document::new(DocumentId::from_post("nfcms", 1), "", body);
        document.kind = kind;
        document
    }

    fn key(body: &str) -> Option<u64> {
        fingerprint(&document(Kind::Notice, body)).map(|found| found.text)
    }

    #[test]
    fn spelling_does_not_tell_two_texts_apart_and_anything_said_does() {
        let same = [
            "各村(社區)： 即日起為老人供餐，\n　　每餐補貼１.５元,由街道辦事處受理",
            &format!("{TEXT}\n（此件公开发布）"),
        ];
        for other in same {
            assert_eq!(key(TEXT), key(other), "{other}");
        }
        for (from, to) in
            [("1.5", "15"), ("1.5", "1-5"), ("老人", "老年人"), ("1.5", "-1.5"), ("每餐", "√每餐"), ("即日", "次日")]
        {
            assert_ne!(key(TEXT), key(&TEXT.replace(from, to)), "{to}");
        }
        assert!(key(TEXT).is_some());
    }

    #[test]
    fn what_says_nothing_by_itself_is_never_folded() {
        let nineteen = "经核实已转相关部门依法办理并按期答复谢";
        assert_eq!(nineteen.chars().count(), LETTERS_MIN - 1);
        assert_eq!(key(nineteen), None);
        assert_eq!(key(&format!("您好！{nineteen}，\n2020年5月1日")), None);
        assert!(key(&format!("{nineteen}谢")).is_some());
        let mut pictures = document(Kind::Notice, TEXT);
        pictures.text_poor = true;
        assert_eq!(fingerprint(&pictures), None);
    }

    #[test]
    fn an_answer_another_access_and_another_file_make_another_text() {
        let text = |document: &Document| fingerprint(document).map(|found| found.text);
        let notice = document(Kind::Notice, TEXT);
        assert_eq!(text(&notice), text(&document(Kind::Policy, TEXT)));
        assert_ne!(text(&notice), text(&document(Kind::Reply, TEXT)));
        let mut staff = notice.clone();
        staff.access = gongkai_document::Access::Staff;
        assert_ne!(text(&notice), text(&staff));
        let mut first = notice.clone();
        first.attachments = vec![Attachment::new("名单.xlsx", "http://portal.example/1.xlsx")];
        let mut second = first.clone();
        second.attachments = vec![Attachment::new("名单.xlsx", "http://portal.example/2.xlsx")];
        assert_ne!(text(&notice), text(&first));
        assert_eq!(text(&first), text(&second));
        second.attachments[0].text = Some("莲塘村".to_owned());
        assert_ne!(text(&first), text(&second));
    }

    #[test]
    fn a_document_tells_by_number_and_date_what_it_is() {
        let kinds = |document: &Document| {
            let read = fingerprint(document).unwrap().traits.into_iter().filter_map(Trait::read);
            read.map(|one| format!("{:?}", one.kind())).collect::<Vec<_>>().join(" ")
        };
        let mut short = document(Kind::Notice, &format!("{TEXT}\n2020年5月1日"));
        short.publisher = Some("区民政局".to_owned());
        short.published_on = Some(Date::constant(2020, 5, 2));
        assert_eq!(kinds(&short), "Speaker Signed FormDay");
        short.document_number = DocumentNumber::new("花府办〔2020〕12号");
        assert_eq!(kinds(&short), "DocumentNumber");
        let mut long = document(Kind::Notice, &TEXT.repeat(9));
        long.publisher = Some("区民政局".to_owned());
        long.published_on = Some(Date::constant(2020, 5, 2));
        assert_eq!(kinds(&long), "Day");
        long.body.push_str("自2020年起施行，我局负责解释。");
        assert_eq!(kinds(&long), "Speaker");
        let mut reply = short.clone();
        (reply.kind, reply.document_number) = (Kind::Reply, None);
        assert_eq!(kinds(&reply), "Reply");
    }

    proptest! {
        #[test]
        fn one_other_letter_makes_another_text(place in 20usize..60, letter in "[甲乙丙丁戊]") {
            let text = "为规范老年人助餐服务根据有关规定结合本区实际制定本办法每餐补贴三元由街道办事处审核发放不得截留挪用违者依法处理".repeat(2);
            let mut changed: Vec<String> = text.chars().map(String::from).collect();
            changed[place] = letter;
            prop_assert_ne!(key(&text), key(&changed.concat()));
        }
    }
}
