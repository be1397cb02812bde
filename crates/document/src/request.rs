//! A freedom-of-information request (依申请公开) and what was decided about it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Date;
use crate::codes::{UnknownCode, codes};

/// The request that a reply answers, as the office's register holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The register's own number.
    pub number: String,
    /// The day the office received it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Date>,
    /// Who asked: a column of the statutory table, never a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant_type: Option<String>,
    /// What was asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// The provision the decision rests on, as written in the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The day of the reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied_on: Option<Date>,
    /// Where the request stands, in the register's words (登记, 审核, 办理, 答复, 归档).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The department that handled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}

codes! {
    /// What was decided: the rows of the statutory table (国办公开办函〔2021〕30号, section three).
    Decision, "decision", {
        /// Everything asked was given.
        Granted = "granted", "予以公开";
        /// A part was given.
        Partial = "partial", "部分公开";
        /// A state secret.
        DeniedSecret = "denied_secret", "不予公开（属于国家秘密）";
        /// Another law forbids it.
        DeniedForbidden = "denied_forbidden", "不予公开（其他法律行政法规禁止公开）";
        /// It would endanger the state, the public, the economy or social stability.
        DeniedSecurity = "denied_security", "不予公开（危及“三安全一稳定”）";
        /// It would harm a third party's rights.
        DeniedThirdParty = "denied_third_party", "不予公开（保护第三方合法权益）";
        /// One of three classes of internal affairs.
        DeniedInternal = "denied_internal", "不予公开（属于三类内部事务信息）";
        /// One of four classes of information of a process under way.
        DeniedProcess = "denied_process", "不予公开（属于四类过程性信息）";
        /// A file of administrative enforcement.
        DeniedEnforcement = "denied_enforcement", "不予公开（属于行政执法案卷）";
        /// A matter of administrative inquiry.
        DeniedInquiry = "denied_inquiry", "不予公开（属于行政查询事项）";
        /// The office does not hold it.
        UnavailableNotHeld = "unavailable_not_held", "无法提供（本机关不掌握相关政府信息）";
        /// It would have to be made first.
        UnavailableNotReady = "unavailable_not_ready", "无法提供（没有现成信息需要另行制作）";
        /// Still unclear after a correction.
        UnavailableUnclear = "unavailable_unclear", "无法提供（补正后申请内容仍不明确）";
        /// A petition, report or complaint.
        NotProcessedPetition = "not_processed_petition", "不予处理（信访举报投诉类申请）";
        /// The same request again.
        NotProcessedRepeat = "not_processed_repeat", "不予处理（重复申请）";
        /// It asks for a publication that can be bought.
        NotProcessedPublication = "not_processed_publication", "不予处理（要求提供公开出版物）";
        /// Many requests without a good reason.
        NotProcessedExcessive = "not_processed_excessive", "不予处理（无正当理由大量反复申请）";
        /// It asks to confirm or issue again what the applicant has.
        NotProcessedConfirm = "not_processed_confirm", "不予处理（要求确认或重新出具已获取信息）";
        /// The applicant did not correct the request in time.
        OtherUncorrected = "other_uncorrected", "其他处理（逾期不补正）";
        /// The applicant did not pay in time.
        OtherUnpaid = "other_unpaid", "其他处理（逾期未缴纳费用）";
        /// Anything else, such as a withdrawal.
        Other = "other_other", "其他处理（其他）";
    }
}

impl Decision {
    /// Whether it decides about the information that was asked for. The others say something of the request itself: that it
    /// is unclear, was made before, or was not paid for.
    pub const fn is_on_information(self) -> bool {
        !matches!(
            self,
            Self::UnavailableUnclear
                | Self::NotProcessedRepeat
                | Self::NotProcessedExcessive
                | Self::NotProcessedConfirm
                | Self::OtherUncorrected
                | Self::OtherUnpaid
                | Self::Other
        )
    }
}

codes! {
    /// Who asked: the columns of the statutory table (国办公开办函〔2021〕30号, section three).
    ApplicantType, "applicant type", {
        /// A natural person.
        Person = "person", "自然人";
        /// A business.
        Business = "business", "商业企业";
        /// A research institution.
        Research = "research", "科研机构";
        /// An organisation for the public good.
        Charity = "charity", "社会公益组织";
        /// A law firm or the like.
        LegalService = "legal_service", "法律服务机构";
        /// Any other organisation.
        Other = "other", "其他";
    }
}

codes! {
    /// How a request reached the office.
    Channel, "channel", {
        /// Handed over in person.
        InPerson = "in_person", "当面";
        /// By mail.
        Post = "post", "邮寄";
        /// By the office's site or by e-mail.
        Network = "network", "网络";
        /// By fax.
        Fax = "fax", "传真";
        /// Any other way.
        Other = "other", "其他";
    }
}

codes! {
    /// Where a request stands in the office.
    Stage, "stage", {
        /// It was registered.
        Registered = "registered", "登记";
        /// It is being examined: is it clear, is it for this office?
        Examined = "examined", "审核";
        /// A department works on it.
        InHand = "in_hand", "办理";
        /// The reply was sent.
        Replied = "replied", "答复";
        /// It is filed.
        Filed = "filed", "归档";
    }
}

codes! {
    /// What came of an administrative review (行政复议) or a lawsuit (行政诉讼): the columns of the statutory table's
    /// fourth section.
    CaseResult, "result", {
        /// The reply stands.
        Upheld = "upheld", "结果维持";
        /// The reply was set aside or changed.
        Corrected = "corrected", "结果纠正";
        /// Any other end, such as a withdrawal.
        Other = "other", "其他结果";
        /// It is not decided yet.
        Pending = "pending", "尚未审结";
    }
}

codes! {
    /// Which way a lawsuit came before the court: the statutory table counts the two apart.
    LawsuitCourse, "course of a lawsuit", {
        /// Without a review before it.
        Direct = "direct", "未经复议直接起诉";
        /// After a review.
        AfterReview = "after_review", "复议后起诉";
    }
}
