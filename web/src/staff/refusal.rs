//! Everything but an answer for staff: what they are told, with which status, and nothing of the cause.

use axum::http::{HeaderValue, StatusCode};
use gongkai_accounts::{AccountsError, Permission};
use gongkai_precedents::PrecedentsError;
use gongkai_query::{EngineError, InvalidRequest};
use gongkai_register::RegisterError;

use crate::bulkhead::Unfinished;
use crate::params::InvalidParameter;
use crate::refusal::Notice;
use crate::service::chain;

/// Why somebody on the staff side gets no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StaffRefusal {
    /// There is no account yet.
    NoAccounts,
    /// Nobody is signed in, or the session has ended.
    NotSignedIn,
    /// The account's role may not do this.
    Forbidden(Permission),
    /// A form without its session's token, or sent from another site.
    Form,
    /// There is no register yet.
    NoRegister,
    /// The register has no request of that number.
    NoSuchRequest,
    /// There is no index for staff yet.
    NoIndex,
    /// There is no search certificate of that number.
    NoSuchCertificate,
    /// A parameter or a field of a form cannot be used: its name in words, and what is wrong.
    Parameter(&'static str, String),
    /// Nothing is at this address.
    NoSuchAddress,
    /// The address is not asked in this way.
    Method,
    /// The body of the request is too long.
    Body,
    /// As much work waits as may.
    Busy,
    /// The answer was not ready in time.
    TooSlow,
    /// Something inside failed.
    Failed,
}

impl StaffRefusal {
    /// The status that HTTP has for it.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::Form => StatusCode::FORBIDDEN,
            Self::NoAccounts
            | Self::NoRegister
            | Self::NoSuchRequest
            | Self::NoIndex
            | Self::NoSuchCertificate
            | Self::NoSuchAddress => StatusCode::NOT_FOUND,
            Self::Parameter(..) => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy | Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a program is told: a short name that it can compare, the sort of refusal, and this one.
    pub(super) fn english(&self) -> (&'static str, &'static str, String) {
        let (code, title, detail) = match self {
            Self::Parameter(name, problem) => {
                return ("invalid-parameter", "A parameter cannot be used", format!("{name}: {problem}"));
            }
            Self::Forbidden(permission) => {
                return ("forbidden", "The key may not do this", format!("the key has no permission {permission}"));
            }
            Self::NotSignedIn | Self::NoAccounts | Self::Form => (
                "unauthorized",
                "A key is needed",
                "send `Authorization: Bearer` with a key that holds; `gongkai key add` makes one",
            ),
            Self::NoRegister => ("no-register", "There is no register yet", "nothing has been imported yet"),
            Self::NoSuchRequest => ("no-such-request", "There is no such request", "the register has no such number"),
            Self::NoIndex => ("no-index", "There is no index for staff yet", "nothing has been indexed yet"),
            Self::NoSuchCertificate => ("no-such-certificate", "There is no such certificate", "no certificate has it"),
            Self::NoSuchAddress => ("no-such-address", "There is nothing here", "no resource has this address"),
            Self::Method => ("method-not-allowed", "The method is not allowed", "this address is not asked so"),
            Self::Body => ("body-too-large", "The body is too large", "the body is longer than this address takes"),
            Self::Busy => ("busy", "The service is busy", "too many requests are waiting; try again in a second"),
            Self::TooSlow => ("too-slow", "The answer took too long", "the answer was not ready in time"),
            Self::Failed => ("failed", "The service failed", "the request is well formed, but answering it failed"),
        };
        (code, title, detail.to_owned())
    }

    /// In how many seconds to try again.
    pub(super) fn retry_after(&self) -> Option<HeaderValue> {
        matches!(self, Self::Busy | Self::TooSlow).then(|| HeaderValue::from_static("1"))
    }

    /// What people are told.
    pub(super) fn notice(&self) -> Notice {
        let (heading, text, advice): (_, &str, &[&'static str]) = match self {
            Self::NoAccounts => (
                "尚未建立工作人员帐号",
                "内部办理系统还没有任何帐号，暂时无法登录。",
                &["请系统管理员在服务器上运行 gongkai user add，建立第一个帐号。"],
            ),
            Self::NotSignedIn => ("需要登录", "您尚未登录，或登录已经过期。", &["请重新登录。"]),
            Self::Forbidden(permission) => {
                let text = format!("您的帐号没有“{}”的权限。", permission_label(*permission));
                return Notice {
                    heading: "没有权限", text, advice: &["如工作需要，请联系系统管理员调整角色。"]
                };
            }
            Self::Form => (
                "页面已过期",
                "提交的内容没有被接受：页面打开的时间过长，或提交的内容不是从本系统的页面发出的。",
                &["请返回原页面，刷新后重新提交。"],
            ),
            Self::NoRegister => (
                "尚未导入登记簿",
                "还没有依申请公开登记簿，没有可以查看的申请。",
                &["请系统管理员在服务器上运行 gongkai register import，导入登记簿。"],
            ),
            Self::NoSuchRequest => {
                ("没有这件申请", "登记簿中没有这个编号的申请。", &["请核对编号，或从登记簿中查找。"])
            }
            Self::NoIndex => (
                "尚未建立内部索引",
                "还没有供工作人员检索的索引。",
                &["请系统管理员在服务器上运行 gongkai index，建立索引。"],
            ),
            Self::NoSuchCertificate => {
                ("没有这份检索记录单", "没有这个编号的检索记录单。", &["请核对编号，或从检索记录单列表中查找。"])
            }
            Self::Parameter(name, problem) => {
                let text = format!("“{name}”填写有误：{problem}。");
                return Notice {
                    heading: "填写有误", text, advice: &["请返回上一页修改后重新提交。"]
                };
            }
            Self::NoSuchAddress => ("页面不存在", "您访问的页面不存在。", &["请核对网址。"]),
            Self::Method => ("不支持的访问方式", "这个网址不能这样访问。", &[]),
            Self::Body => ("提交的内容过长", "提交的内容超出了允许的长度。", &["请缩短后重新提交。"]),
            Self::Busy => ("系统繁忙", "当前使用人数较多，暂时无法处理您的请求。", &["请稍等片刻，再刷新本页。"]),
            Self::TooSlow => ("处理超时", "您的请求未能在规定时间内完成。", &["请稍等片刻，再刷新本页。"]),
            Self::Failed => {
                ("系统出现故障", "系统处理您的请求时出现故障。", &["请稍后再试；如果一直如此，请告知系统管理员。"])
            }
        };
        Notice { heading, text: text.to_owned(), advice }
    }
}

/// A permission in the words of an office.
pub(super) fn permission_label(permission: Permission) -> &'static str {
    match permission {
        Permission::ViewCases => "查看申请和答复",
        Permission::EditCases => "登记和修改申请",
        Permission::IssueCertificates => "出具检索记录单",
        Permission::ExportCases => "导出登记簿",
        Permission::ExportApplicants => "导出申请人",
        Permission::ReviewReplies => "审核和更正答复",
        Permission::ManageAccounts => "管理帐号",
        Permission::ManageKeys => "管理接口密钥",
        Permission::ReadAudit => "查看审计日志",
    }
}

impl From<Unfinished> for StaffRefusal {
    fn from(unfinished: Unfinished) -> Self {
        match unfinished {
            Unfinished::Full => Self::Busy,
            Unfinished::TooSlow => Self::TooSlow,
            Unfinished::Panicked => {
                tracing::error!("work for a page of staff panicked");
                Self::Failed
            }
        }
    }
}

impl From<AccountsError> for StaffRefusal {
    fn from(error: AccountsError) -> Self {
        tracing::error!(error = chain(&error), "the accounts or the audit log failed");
        Self::Failed
    }
}

impl From<RegisterError> for StaffRefusal {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::NoSuchRequest(_) => Self::NoSuchRequest,
            RegisterError::BadValue { field, problem: _ } => Self::Parameter(field, "不是可以选择的内容".to_owned()),
            other => {
                tracing::error!(error = chain(&other), "the register failed");
                Self::Failed
            }
        }
    }
}

impl From<PrecedentsError> for StaffRefusal {
    fn from(error: PrecedentsError) -> Self {
        match error {
            PrecedentsError::NoSuchRequest(_) => Self::NoSuchRequest,
            PrecedentsError::NoText(_) => {
                Self::Parameter("编号", "这件申请没有申请内容，请粘贴申请内容检索".to_owned())
            }
            PrecedentsError::InvalidRequest(error) => error.into(),
            PrecedentsError::NothingSearched => Self::Parameter("检索词", "至少填写一项".to_owned()),
            PrecedentsError::NoSuchCertificate(_) => Self::NoSuchCertificate,
            PrecedentsError::Register(error) => error.into(),
            PrecedentsError::Engine(EngineError::NoGeneration) => Self::NoIndex,
            other => {
                tracing::error!(error = chain(&other), "the search for precedents failed");
                Self::Failed
            }
        }
    }
}

impl From<InvalidRequest> for StaffRefusal {
    fn from(error: InvalidRequest) -> Self {
        match error {
            InvalidRequest::TextTooLong { max, .. } => Self::Parameter("检索内容", format!("超过 {max} 字")),
            _ => Self::Parameter("检索内容", "不能检索".to_owned()),
        }
    }
}

impl From<InvalidParameter> for StaffRefusal {
    fn from(error: InvalidParameter) -> Self {
        Self::Parameter("网址", error.chinese().trim_end_matches('。').to_owned())
    }
}
