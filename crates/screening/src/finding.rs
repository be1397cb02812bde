//! What screening finds: the rule, the place, the bytes.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What was found to be wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The name of a gambling site, often where the name of a body stood.
    BrandName,
    /// Phrases of pornographic sites.
    PornographicText,
    /// Traditional characters where the site writes simplified ones.
    TraditionalText,
    /// Readings in pinyin behind single, common characters.
    PinyinGloss,
    /// Elements that no page needs, there to make a copy look like another text.
    NoiseMarkup,
    /// A link to another site that a reader cannot see.
    HiddenLink,
    /// An address that is no government's where one should stand.
    ForeignHost,
    /// The page's title or heading is another one than its article's.
    TitleMismatch,
    /// Characters lost in a copy or in a wrong charset.
    LostCharacters,
    /// A person's identity number, of 18 or 15 digits.
    IdentityNumber,
    /// The number of a passport or a similar document, behind its label.
    IdentityDocument,
    /// The number of a bank card.
    BankCard,
    /// A person's telephone, mobile or at home.
    Telephone,
    /// The plate of a vehicle.
    VehiclePlate,
    /// A person's e-mail address.
    EmailAddress,
    /// The name in an applicant's field.
    PersonalName,
    /// Where somebody lives, below the street or township.
    HomeAddress,
}

impl Rule {
    /// Every rule.
    pub const ALL: &'static [Self] = &[
        Self::BrandName,
        Self::PornographicText,
        Self::TraditionalText,
        Self::PinyinGloss,
        Self::NoiseMarkup,
        Self::HiddenLink,
        Self::ForeignHost,
        Self::TitleMismatch,
        Self::LostCharacters,
        Self::IdentityNumber,
        Self::IdentityDocument,
        Self::BankCard,
        Self::Telephone,
        Self::VehiclePlate,
        Self::EmailAddress,
        Self::PersonalName,
        Self::HomeAddress,
    ];

    /// Whether the rule is about a person's data rather than about hijacked text: what is masked in public.
    pub const fn is_personal(self) -> bool {
        matches!(
            self,
            Self::IdentityNumber
                | Self::IdentityDocument
                | Self::BankCard
                | Self::Telephone
                | Self::VehiclePlate
                | Self::EmailAddress
                | Self::PersonalName
                | Self::HomeAddress
        )
    }

    /// The code that files, the API and the command line use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BrandName => "brand_name",
            Self::PornographicText => "pornographic_text",
            Self::TraditionalText => "traditional_text",
            Self::PinyinGloss => "pinyin_gloss",
            Self::NoiseMarkup => "noise_markup",
            Self::HiddenLink => "hidden_link",
            Self::ForeignHost => "foreign_host",
            Self::TitleMismatch => "title_mismatch",
            Self::LostCharacters => "lost_characters",
            Self::IdentityNumber => "identity_number",
            Self::IdentityDocument => "identity_document",
            Self::BankCard => "bank_card",
            Self::Telephone => "telephone",
            Self::VehiclePlate => "vehicle_plate",
            Self::EmailAddress => "email_address",
            Self::PersonalName => "personal_name",
            Self::HomeAddress => "home_address",
        }
    }

    /// The Chinese words that a page shows.
    pub const fn label(self) -> &'static str {
        match self {
            Self::BrandName => "博彩网站名称",
            Self::PornographicText => "色情文字",
            Self::TraditionalText => "繁体字",
            Self::PinyinGloss => "拼音注音",
            Self::NoiseMarkup => "干扰标签",
            Self::HiddenLink => "隐藏链接",
            Self::ForeignHost => "非政府网址",
            Self::TitleMismatch => "标题不一致",
            Self::LostCharacters => "字符丢失",
            Self::IdentityNumber => "身份证号",
            Self::IdentityDocument => "证件号",
            Self::BankCard => "银行卡号",
            Self::Telephone => "个人电话",
            Self::VehiclePlate => "车牌号",
            Self::EmailAddress => "电子邮箱",
            Self::PersonalName => "姓名",
            Self::HomeAddress => "住址",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Where something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the title.
    Title,
    /// In the text.
    Body,
    /// In the publisher's name.
    Publisher,
    /// In the request that the document answers.
    Request,
    /// In the text of an attachment, counted from zero.
    Attachment(usize),
    /// In the document's own address.
    Url,
    /// In the page's markup.
    Page,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => f.write_str("title"),
            Self::Body => f.write_str("body"),
            Self::Publisher => f.write_str("publisher"),
            Self::Request => f.write_str("request"),
            Self::Attachment(index) => write!(f, "attachment {}", index + 1),
            Self::Url => f.write_str("url"),
            Self::Page => f.write_str("page"),
        }
    }
}

/// One suspicious spot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong.
    pub rule: Rule,
    /// In which text.
    pub place: Place,
    /// Where in that text, in bytes.
    pub span: Range<usize>,
    /// What stands there, at most [`MATCHED_CHARS_MAX`] characters of it; a person's data masked.
    pub matched: String,
    /// At most [`EXCERPT_CHARS_MAX`] characters around its beginning, on one line; a person's data masked.
    pub excerpt: String,
    /// Why it was found, in a sentence without full stop.
    pub explanation: String,
    /// Whether the document is to be held back: from being shown, or, with a person's data, from being published.
    pub grave: bool,
}

/// How much of what was found a finding keeps: enough to know a phrase again; what is longer is known by its beginning.
pub const MATCHED_CHARS_MAX: usize = 60;

/// How long an excerpt is: a line of a terminal or of a list.
pub const EXCERPT_CHARS_MAX: usize = 40;

/// How many of an excerpt's characters stand before the spot.
const EXCERPT_CHARS_BEFORE: usize = 10;

impl Finding {
    pub(crate) fn new(rule: Rule, place: Place, text: &str, span: Range<usize>, grave: bool, why: String) -> Self {
        let found = text.get(span.clone()).unwrap_or_default();
        let matched = found.chars().take(MATCHED_CHARS_MAX).collect();
        Self { rule, place, excerpt: excerpt(text, span.start), span, matched, explanation: why, grave }
    }

    /// Whether the document is to be held back until a person has looked at it; other findings are only told.
    pub fn is_grave(&self) -> bool {
        self.grave
    }

    /// What the finding is known by when the same document is screened again: its rule and what stands there. A release
    /// of this key holds while the rest of the text changes.
    pub fn key(&self) -> String {
        let words: Vec<&str> = self.matched.split_whitespace().collect();
        format!("{}:{}", self.rule, words.join(" "))
    }
}

pub(crate) fn excerpt(text: &str, start: usize) -> String {
    let (before, after) = text.split_at_checked(start).unwrap_or((text, ""));
    let from = before.char_indices().rev().nth(EXCERPT_CHARS_BEFORE - 1).map_or(0, |(at, _)| at);
    let around = before.get(from..).unwrap_or_default().chars().chain(after.chars()).take(EXCERPT_CHARS_MAX);
    around.map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_known_again_when_the_text_around_it_changes() {
        let find = |text: &str| {
            let start = text.find("乙平台").unwrap();
            Finding::new(Rule::BrandName, Place::Body, text, start..start + 9, true, String::new())
        };
        let (one, other) = (find("甲乙平台丙"), find("另一段文字\n乙平台"));
        assert_ne!(one, other);
        assert_eq!(one.key(), other.key());
        assert_eq!(one.key(), "brand_name:乙平台");
    }

    #[test]
    fn an_excerpt_is_one_short_line_around_the_spot() {
        let text = format!("{}\n{}", "前".repeat(30), "后".repeat(60));
        let finding = Finding::new(Rule::BrandName, Place::Body, &text, 91..94, true, String::new());
        assert_eq!(finding.excerpt, format!("{} {}", "前".repeat(9), "后".repeat(30)));
    }

    #[test]
    fn a_finding_reads_back_from_json() {
        let finding = Finding::new(Rule::HiddenLink, Place::Attachment(1), "甲乙", 3..6, false, "why".to_owned());
        let json = serde_json::to_string(&finding).unwrap();
        assert!(json.contains(r#""rule":"hidden_link","place":{"attachment":1}"#), "{json}");
        assert_eq!(serde_json::from_str::<Finding>(&json).unwrap(), finding);
    }

    #[test]
    fn a_rule_is_written_in_json_by_its_code() {
        for rule in Rule::ALL {
            assert_eq!(serde_json::to_string(rule).unwrap(), format!("\"{rule}\""));
        }
    }
}
