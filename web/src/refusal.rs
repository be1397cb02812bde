//! Everything but an answer: what a visitor is told, with which status, and nothing of the cause.

use axum::http::{HeaderValue, StatusCode};

use crate::bulkhead::Unfinished;
use crate::params::InvalidParameter;

/// Why a request is not answered. Each variant has one status and one text for programs and one for people; what
/// really happened inside goes to the log, never out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A parameter cannot be used.
    Parameter(InvalidParameter),
    /// The path is no text.
    Path,
    /// The address or the headers are too long to be read.
    Head,
    /// Nothing is at this address.
    NoSuchAddress,
    /// No public document has this identifier: it never existed, was withdrawn, or is for staff. Which one, nobody
    /// outside is told.
    NoSuchDocument,
    /// The address exists, but is only read.
    Method,
    /// The request's body is too long.
    Body,
    /// The address that asks has asked too often.
    TooManyRequests {
        /// In how many seconds it may ask again.
        retry_after_s: u64,
    },
    /// As much work waits as may.
    Busy,
    /// The answer was not ready in time.
    TooSlow,
    /// There is no index yet.
    NoGeneration,
    /// Something inside failed.
    Failed,
}

impl Refusal {
    /// One of each sort, for whoever describes them all.
    pub(crate) fn each() -> Vec<Self> {
        vec![
            Self::Parameter(InvalidParameter::Repeated { name: "q" }),
            Self::Path,
            Self::Head,
            Self::NoSuchAddress,
            Self::NoSuchDocument,
            Self::Method,
            Self::Body,
            Self::TooManyRequests { retry_after_s: 1 },
            Self::Busy,
            Self::TooSlow,
            Self::NoGeneration,
            Self::Failed,
        ]
    }

    /// The status that HTTP has for it.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Parameter(_) | Self::Path | Self::Head => StatusCode::BAD_REQUEST,
            Self::NoSuchAddress | Self::NoSuchDocument => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Body => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::TooSlow | Self::NoGeneration => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A short name that programs can compare.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Parameter(_) => "invalid-parameter",
            Self::Path => "invalid-path",
            Self::Head => "head-too-large",
            Self::NoSuchAddress => "no-such-address",
            Self::NoSuchDocument => "no-such-document",
            Self::Method => "method-not-allowed",
            Self::Body => "body-too-large",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::Busy => "busy",
            Self::TooSlow => "too-slow",
            Self::NoGeneration => "no-index",
            Self::Failed => "failed",
        }
    }

    /// In how many seconds to try again.
    pub(crate) fn retry_after(&self) -> Option<HeaderValue> {
        match self {
            Self::TooManyRequests { retry_after_s } => Some(HeaderValue::from(*retry_after_s)),
            Self::Busy | Self::TooSlow => Some(HeaderValue::from_static("1")),
            Self::NoGeneration => Some(HeaderValue::from_static("30")),
            _ => None,
        }
    }

    /// What a program is told: the sort of refusal and this one.
    pub(crate) fn english(&self) -> (&'static str, String) {
        let (title, detail) = match self {
            Self::Parameter(error) => return ("A parameter cannot be used", error.to_string()),
            Self::Path => ("The path cannot be read", "the path is no percent-encoded UTF-8"),
            Self::Head => {
                ("The request is too long", "the address or the headers are too long to be read; shorten the query")
            }
            Self::NoSuchAddress => ("There is nothing here", "no resource has this address"),
            Self::NoSuchDocument => ("There is no such document", "no public document has this id"),
            Self::Method => ("The method is not allowed", "this address is only read; use GET or HEAD"),
            Self::Body => ("The body is too large", "no address here takes a body of this length"),
            Self::TooManyRequests { .. } => {
                ("Too many requests", "this address has asked too often; wait as long as Retry-After says")
            }
            Self::Busy => ("The service is busy", "too many requests are waiting; try again in a second"),
            Self::TooSlow => {
                ("The answer took too long", "the answer was not ready in time; try again or ask for less")
            }
            Self::NoGeneration => ("There is no index yet", "nothing has been indexed yet; try again later"),
            Self::Failed => ("The service failed", "the request is well formed, but answering it failed"),
        };
        (title, detail.to_owned())
    }

    /// What a person is told: a heading, what happened, and what can be done.
    pub(crate) fn chinese(&self) -> Notice {
        let (heading, text, advice): (_, &str, &[&'static str]) = match self {
            Self::Parameter(error) => {
                return Notice {
                    heading: "检索条件有误",
                    text: error.chinese(),
                    advice: &["请修改网址中的检索条件，或在上方重新检索。"],
                };
            }
            Self::Path => ("网址有误", "网址的编码不正确，无法识别。", &["请核对网址，或在上方检索。"]),
            Self::Head => ("检索内容过长", "网址过长，无法识别。", &["请缩短检索内容，再重新检索。"]),
            Self::NoSuchAddress => (
                "页面不存在",
                "您访问的页面不存在，可能网址有误，或页面已经移走。",
                &["请核对网址。", "请在上方用标题、文号或关键词检索。"],
            ),
            Self::NoSuchDocument => (
                "没有这份公开信息",
                "没有找到这份公开信息，它可能不存在，或已不再公开。",
                &["请核对网址。", "请在上方用标题、文号或关键词检索。"],
            ),
            Self::Method => ("不支持的访问方式", "这个网址只供查阅，不接收提交的内容。", &[]),
            Self::Body => ("提交的内容过大", "提交的内容超出了允许的长度。", &[]),
            Self::TooManyRequests { .. } => {
                ("访问过于频繁", "来自您所在网络的访问次数过多，暂时无法继续。", &["请稍等片刻，再刷新本页。"])
            }
            Self::Busy => ("系统繁忙", "当前访问人数较多，暂时无法处理您的请求。", &["请稍等片刻，再刷新本页。"]),
            Self::TooSlow => (
                "处理超时",
                "您的请求未能在规定时间内完成。",
                &["请稍等片刻，再刷新本页。", "请换用更具体的词，或减少检索条件。"],
            ),
            Self::NoGeneration => ("检索服务正在准备", "索引尚未建立，暂时无法检索。", &["请稍后再来。"]),
            Self::Failed => {
                ("系统出现故障", "系统处理您的请求时出现故障。", &["请稍后再试；如果一直如此，请告知网站管理员。"])
            }
        };
        Notice { heading, text: text.to_owned(), advice }
    }
}

/// A refusal in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// A few words.
    pub(crate) heading: &'static str,
    /// What happened.
    pub(crate) text: String,
    /// What can be done, a sentence each.
    pub(crate) advice: &'static [&'static str],
}

impl From<InvalidParameter> for Refusal {
    fn from(error: InvalidParameter) -> Self {
        Self::Parameter(error)
    }
}

impl From<Unfinished> for Refusal {
    fn from(unfinished: Unfinished) -> Self {
        match unfinished {
            Unfinished::Full => Self::Busy,
            Unfinished::TooSlow => Self::TooSlow,
            Unfinished::Panicked => Self::Failed,
        }
    }
}
