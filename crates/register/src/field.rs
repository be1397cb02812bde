//! The columns of the register, and how each is written.

use gongkai_document::{ApplicantType, CaseResult, Channel, Date, Decision, LawsuitCourse, Stage};
use serde::{Deserialize, Serialize};

use crate::days::{self, DayFormats};

/// So many values of a closed list are told to whoever typed another one.
const LABELS_TOLD: usize = 8;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sort {
    /// Any text.
    Text,
    /// A day, kept as `YYYY-MM-DD`.
    Day,
    /// A code of a closed list: pairs of code and label.
    Code(fn() -> Vec<(&'static str, &'static str)>),
}

macro_rules! pairs {
    ($list:ty) => {
        Sort::Code(|| <$list>::ALL.iter().map(|value| (value.code(), value.label())).collect())
    };
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $label:literal, $sort:expr;)+) => {
        /// A field of a request, besides its number and who asked.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field {
            $($(#[$doc])* $variant,)+
        }

        impl Field {
            /// Every field, in the order in which a register has them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in mapping files, in the database and in JSON.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The Chinese words for it.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            pub(crate) const fn sort(self) -> Sort {
                match self { $(Self::$variant => $sort),+ }
            }
        }
    };
}

fields! {
    /// The day the office received it.
    ReceivedOn = "received_on", "收到日期", Sort::Day;
    /// How it came.
    Channel = "channel", "提交渠道", pairs!(Channel);
    /// What sort of applicant asked; a column of the statutory table.
    ApplicantType = "applicant_type", "申请人类型", pairs!(ApplicantType);
    /// What was asked.
    Text = "text", "申请内容", Sort::Text;
    /// Where it stands.
    Stage = "stage", "办理状态", pairs!(Stage);
    /// The department that handles it.
    Department = "department", "承办部门", Sort::Text;
    /// What was decided; a row of the statutory table.
    Decision = "decision", "答复结果", pairs!(Decision);
    /// The provisions that the decision rests on, as written in the register.
    LegalBasis = "legal_basis", "法律依据", Sort::Text;
    /// The reply's own number.
    ReplyNumber = "reply_number", "答复文号", Sort::Text;
    /// The day of the reply; with it the request is closed.
    RepliedOn = "replied_on", "答复日期", Sort::Day;
    /// The day the applicant was asked to correct the request.
    CorrectionAskedOn = "correction_asked_on", "补正告知日期", Sort::Day;
    /// The day the corrected request came in.
    CorrectedOn = "corrected_on", "补正收到日期", Sort::Day;
    /// The day the applicant was told that the reply takes longer.
    ExtendedOn = "extended_on", "延期告知日期", Sort::Day;
    /// The day a third party was asked for its opinion.
    ThirdPartyAskedOn = "third_party_asked_on", "征求第三方意见日期", Sort::Day;
    /// The day the third party answered.
    ThirdPartyAnsweredOn = "third_party_answered_on", "第三方答复日期", Sort::Day;
    /// The day an administrative review was asked for.
    ReviewFiledOn = "review_filed_on", "行政复议受理日期", Sort::Day;
    /// The day it was decided.
    ReviewClosedOn = "review_closed_on", "行政复议审结日期", Sort::Day;
    /// What came of it.
    ReviewResult = "review_result", "行政复议结果", pairs!(CaseResult);
    /// Which way a lawsuit came.
    LawsuitCourse = "lawsuit_course", "行政诉讼类型", pairs!(LawsuitCourse);
    /// The day it was brought.
    LawsuitFiledOn = "lawsuit_filed_on", "行政诉讼立案日期", Sort::Day;
    /// The day it was decided.
    LawsuitClosedOn = "lawsuit_closed_on", "行政诉讼审结日期", Sort::Day;
    /// What came of it.
    LawsuitResult = "lawsuit_result", "行政诉讼结果", pairs!(CaseResult);
    /// The names of the files that belong to it.
    Attachments = "attachments", "附件", Sort::Text;
}

impl Field {
    /// The field of that code.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.code() == code)
    }

    /// The value as the register keeps it, from a text that somebody typed; `Err` says what is wrong and what is right.
    pub(crate) fn read(self, text: &str, formats: &DayFormats) -> Result<String, String> {
        let text = text.trim();
        match self.sort() {
            Sort::Text => Ok(text.to_owned()),
            Sort::Day => days::read_day(text, formats).map(|day: Date| day.to_string()),
            Sort::Code(pairs) => {
                let pairs = pairs();
                let is_it = |(code, label): &&(&str, &str)| *code == text || *label == text;
                let found = pairs.iter().find(is_it).map(|(code, _)| (*code).to_owned());
                found.ok_or_else(|| {
                    let labels: Vec<&str> = pairs.iter().map(|(_, label)| *label).take(LABELS_TOLD).collect();
                    let more = if pairs.len() > LABELS_TOLD { "……" } else { "" };
                    format!("{text:?} is none of {}{more}", labels.join("、"))
                })
            }
        }
    }

    /// The value as people read it: the label of a code, anything else as it is.
    pub fn shown(self, value: &str) -> String {
        let Sort::Code(pairs) = self.sort() else { return value.to_owned() };
        pairs().into_iter().find(|(code, _)| *code == value).map_or(value, |(_, label)| label).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_and_its_label_are_the_same_value_and_another_word_is_refused_with_those_there_are() {
        let formats = DayFormats::default();
        assert_eq!(Field::ApplicantType.read(" 商业企业 ", &formats), Ok("business".to_owned()));
        assert_eq!(Field::ApplicantType.read("business", &formats), Ok("business".to_owned()));
        assert_eq!(Field::ApplicantType.shown("business"), "商业企业");
        let error = Field::ApplicantType.read("公民", &formats).unwrap_err();
        assert_eq!(error, "\"公民\" is none of 自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他");
    }

    #[test]
    fn every_field_has_a_column_of_its_own_in_the_database() {
        let schema = include_str!("../migrations/0001_register.sql");
        for field in Field::ALL {
            assert!(schema.contains(&format!("    {} TEXT", field.code())), "{}", field.code());
            assert_eq!(Field::of_code(field.code()), Some(*field));
        }
    }
}
