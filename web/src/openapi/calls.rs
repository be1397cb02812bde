//! The calls: what each is for, what it takes and gives, and an example.

use url::form_urlencoded::{Serializer, byte_serialize};

use crate::params;
use crate::refusal::Refusal;
use crate::routes::{self, export, feed};

use super::Parameter;

/// A call of the API.
#[derive(Debug)]
pub(crate) struct Call {
    /// Its name for programs.
    pub(crate) id: &'static str,
    pub(crate) path: &'static str,
    /// A few words.
    pub(crate) summary: &'static str,
    /// More of them.
    pub(crate) text: &'static str,
    takes: Takes,
    /// What a good answer is.
    pub(crate) gives: &'static str,
    pub(crate) answer: Answer,
    /// Whether the answer has a name that can be brought back.
    pub(crate) has_etag: bool,
    /// Parameters that find something in most catalogues.
    example: &'static [(&'static str, &'static str)],
    /// The codes of the refusals that it can give.
    refuses: &'static [&'static str],
}

/// What a call answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// JSON of this schema.
    Json(&'static str),
    /// JSON of some other shape.
    Any(&'static str),
    /// A text of this content type.
    Text(&'static str),
}

/// Which parameters a call takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Search,
    Sorted,
    All,
    Document,
    Similar,
    Prefix,
    Nothing,
}

/// What can happen to any call that searches.
const SEARCHING: &[&str] = &["invalid-parameter", "too-many-requests", "failed", "busy", "too-slow", "no-index"];
/// What can happen to a call that reads one document.
const READING: &[&str] = &["invalid-path", "no-such-document", "too-many-requests", "failed", "busy", "too-slow"];
/// What can happen to a call that does both.
const COMPARING: &[&str] = &[
    "invalid-parameter",
    "invalid-path",
    "no-such-document",
    "too-many-requests",
    "failed",
    "busy",
    "too-slow",
    "no-index",
];

/// Every call, in the order in which one learns them.
pub(crate) const CALLS: &[Call] = &[
    Call {
        id: "search",
        path: "/api/v1/search",
        summary: "检索",
        text: "按检索词和筛选条件检索，分页给出结果、分面统计，并说明检索词是怎样理解的。\
               同一筛选参数的几个值之间为“或”，不同参数之间为“且”。\
               已选了值的分面按其他条件统计，各个值的条数就是改选该值时的条数。",
        takes: Takes::Search,
        gives: "一页检索结果",
        answer: Answer::Json("SearchResult"),
        has_etag: true,
        example: &[("q", "养老 助餐"), ("kind", "policy"), ("sort", "newest"), ("size", "5")],
        refuses: SEARCHING,
    },
    Call {
        id: "document",
        path: "/api/v1/documents/{id}",
        summary: "读取一份信息",
        text: "给出一份公开信息当前版本的全文、各项要素、附件及其文字、与其他信息的关系和历次版本的时间。\
               不存在的、已不再公开的和不公开的，都答复 404。",
        takes: Takes::Document,
        gives: "一份公开信息",
        answer: Answer::Json("Document"),
        has_etag: false,
        example: &[],
        refuses: READING,
    },
    Call {
        id: "similar",
        path: "/api/v1/documents/{id}/similar",
        summary: "相近的文件",
        text: "给出与一份文件相近的文件、两者共有的词，以及成对的政策解读或所解读的文件。",
        takes: Takes::Similar,
        gives: "相近的文件；尚未编入索引的文件没有",
        answer: Answer::Json("SimilarResult"),
        has_etag: false,
        example: &[("size", "5")],
        refuses: COMPARING,
    },
    Call {
        id: "citations",
        path: "/api/v1/documents/{id}/citations",
        summary: "引用与被引用",
        text: "给出一份文件以书名号或文号引用的文件，以及引用它的文件，后者最新的在前；各至多 50 件，只含本服务已编入索引的。",
        takes: Takes::Document,
        gives: "引用与被引用的文件；尚未编入索引的文件没有",
        answer: Answer::Json("CitationsResult"),
        has_etag: false,
        example: &[],
        refuses: COMPARING,
    },
    Call {
        id: "suggest",
        path: "/api/v1/suggest",
        summary: "补全检索词",
        text: "按已经输入的文字（汉字或拼音）给出可以补全成的检索词，取自公开信息的标题、文号和常用词，不取自他人的检索。",
        takes: Takes::Prefix,
        gives: "补全的检索词",
        answer: Answer::Json("SuggestResult"),
        has_etag: false,
        example: &[("q", "niandu")],
        refuses: SEARCHING,
    },
    Call {
        id: "export",
        path: export::JSON_PATH,
        summary: "导出检索结果（JSON）",
        text: "以一个文件给出检索结果的前 1000 条，取自同一个索引；参数同检索，但没有页码和每页条数。",
        takes: Takes::Sorted,
        gives: "至多 1000 条检索结果",
        answer: Answer::Json("Export"),
        has_etag: false,
        example: &[("q", "年度报告"), ("sort", "newest")],
        refuses: SEARCHING,
    },
    Call {
        id: "table",
        path: export::CSV_PATH,
        summary: "导出检索结果（CSV）",
        text: "同上，为可以用电子表格软件打开的表格（UTF-8，带 BOM）；会被当作公式或失去位数的文字前加单引号。",
        takes: Takes::Sorted,
        gives: "至多 1000 行的表格",
        answer: Answer::Text("text/csv"),
        has_etag: false,
        example: &[("q", "年度报告"), ("sort", "newest")],
        refuses: SEARCHING,
    },
    Call {
        id: "feed",
        path: feed::PATH,
        summary: "订阅检索结果（Atom）",
        text: "以 Atom 格式给出检索结果中最新发布的 50 条，供阅读器订阅；参数同检索，但没有排序、页码和每页条数。",
        takes: Takes::All,
        gives: "Atom 订阅源",
        answer: Answer::Text("application/atom+xml"),
        has_etag: true,
        example: &[("q", "公示")],
        refuses: SEARCHING,
    },
    Call {
        id: "openapi",
        path: "/api/v1/openapi.json",
        summary: "接口描述",
        text: "本接口的 OpenAPI 3.1 描述，可供程序生成客户端或自动测试。",
        takes: Takes::Nothing,
        gives: "OpenAPI 3.1 文档",
        answer: Answer::Any("application/json"),
        has_etag: false,
        example: &[],
        refuses: &["too-many-requests"],
    },
    Call {
        id: "healthz",
        path: "/healthz",
        summary: "进程是否存活",
        text: "只要进程在运行就答复 200；不计入访问频次。",
        takes: Takes::Nothing,
        gives: "存活",
        answer: Answer::Text("text/plain"),
        has_etag: false,
        example: &[],
        refuses: &[],
    },
    Call {
        id: "readyz",
        path: "/readyz",
        summary: "能否检索",
        text: "有索引在提供服务时答复 200，否则答复 503；不计入访问频次。",
        takes: Takes::Nothing,
        gives: "可以检索",
        answer: Answer::Json("Ready"),
        has_etag: false,
        example: &[],
        refuses: &["failed", "busy", "too-slow", "no-index"],
    },
    Call {
        id: "metrics",
        path: routes::metrics::PATH,
        summary: "运行指标",
        text: "供 Prometheus 读取：各路由的耗时分布、检索次数和无结果次数、索引的新旧、排队和拒绝的次数。\
               只答复设置中指明的地址（默认仅本机），对其他地址如同不存在；不计入访问频次。",
        takes: Takes::Nothing,
        gives: "运行指标（OpenMetrics 文本）",
        answer: Answer::Text("application/openmetrics-text"),
        has_etag: false,
        example: &[],
        refuses: &["no-such-address", "failed"],
    },
];

impl Call {
    /// The parameters that it takes.
    pub(crate) fn parameters(&self) -> Vec<Parameter> {
        match self.takes {
            Takes::Search => params::NAMES.into_iter().map(Parameter::of_search).collect(),
            Takes::Sorted => params::NAMES_OF_SORTED.into_iter().map(Parameter::of_search).collect(),
            Takes::All => params::NAMES_OF_ALL.into_iter().map(Parameter::of_search).collect(),
            Takes::Document => vec![Parameter::id()],
            Takes::Similar => vec![Parameter::id(), Parameter::size()],
            Takes::Prefix => vec![Parameter::prefix(), Parameter::size()],
            Takes::Nothing => Vec::new(),
        }
    }

    /// The refusals that it can give.
    pub(crate) fn refusals(&self) -> Vec<Refusal> {
        super::refusals().into_iter().filter(|refusal| self.refuses.contains(&refusal.code())).collect()
    }

    /// The path with the document `id` in it.
    fn path_of(&self, id: &str) -> String {
        let id: String = byte_serialize(id.as_bytes()).collect();
        self.path.replace("{id}", &id)
    }

    /// The address of the example, about the document `id`.
    pub(crate) fn example_href(&self, id: &str) -> String {
        if self.example.is_empty() {
            return self.path_of(id);
        }
        let query_string = Serializer::new(String::new()).extend_pairs(self.example).finish();
        format!("{}?{query_string}", self.path_of(id))
    }

    /// The example as one types it, about the document `id` of the service at `base`.
    pub(crate) fn curl(&self, base: &str, id: &str) -> String {
        let mut line = format!("curl -sG '{base}{}'", self.path_of(id));
        for (name, value) in self.example {
            line.extend([" --data-urlencode '", name, "=", value, "'"]);
        }
        line
    }
}
