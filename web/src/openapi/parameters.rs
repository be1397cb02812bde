//! The parameters, from the list that they are read by.

use gongkai_document::{Kind, Validity};
use gongkai_query::{
    PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, PREFIX_CHARS_MAX, QUERY_CHARS_MAX, RESULTS_MAX, SIMILAR_SIZE_DEFAULT, Scope, Sort,
};
use serde_json::{Value, json};

use crate::params::{FILTER_CHARS_MAX, FILTER_VALUES_MAX, label};

/// A parameter of a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    in_path: bool,
    repeats: bool,
    schema: Value,
}

impl Parameter {
    /// The parameter of a search that has this name.
    pub(super) fn of_search(name: &'static str) -> Self {
        let codes = |codes: Vec<&'static str>| json!({ "type": "string", "enum": codes });
        let text = json!({ "type": "string", "maxLength": FILTER_CHARS_MAX });
        let date = json!({ "type": "string", "format": "date" });
        let number =
            |default: usize, max: usize| json!({ "type": "integer", "minimum": 1, "maximum": max, "default": default });
        let switch = |default: u8| json!({ "type": "integer", "minimum": 0, "maximum": 1, "default": default });
        let (repeats, schema, more) = match name {
            "q" => (
                false,
                json!({ "type": "string", "maxLength": QUERY_CHARS_MAX, "default": "" }),
                "可以是标题、文号、关键词或句子；引号内的词句应原样出现，“-”后的词不得出现；不填则列出全部信息",
            ),
            "page" => (false, number(1, RESULTS_MAX), "页码与每页条数之积有上限"),
            "size" => (false, number(PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX), ""),
            "sort" => (
                false,
                codes(vec![Sort::Relevance.code(), Sort::Newest.code(), Sort::Oldest.code()]),
                "relevance 按相关度（默认），newest 最新发布在前，oldest 最早发布在前",
            ),
            "in" => (false, codes(vec![Scope::All.code(), Scope::Title.code()]), "all 全文（默认），title 只在标题中"),
            "kind" => (true, codes(Kind::ALL.iter().map(|kind| kind.code()).collect()), "同一参数的几个值之间为“或”"),
            "publisher" => (true, text, "与信息中所写完全一致"),
            "town" => (true, text, "发布机构所在的镇、乡或街道，如“狮岭镇”"),
            "column" => (true, text, "栏目的路径，包括下级栏目"),
            "year" => (true, json!({ "type": "integer", "minimum": 1000, "maximum": 9999 }), ""),
            "from" | "to" => (false, date, "含当日；起始日期不晚于截止日期"),
            "validity" => (true, codes(Validity::ALL.iter().map(|validity| validity.code()).collect()), ""),
            "expand" => (
                false,
                switch(1),
                "1 同时检索简称的全称、俗语的正式说法，引号内的词句没有信息原样含有时改为检索其中的词（默认）；0 只检索所写的文字",
            ),
            "explain" => (false, switch(0), "1 每条结果说明得分的来由，0 不说明（默认）"),
            _ => (false, json!({ "type": "boolean" }), "true 只要有附件的，false 只要没有附件的"),
        };
        let mut text = label(name).to_owned();
        for part in [more, if repeats { "可以重复" } else { "" }].into_iter().filter(|part| !part.is_empty()) {
            text.push('；');
            text.push_str(part);
        }
        Self { name, text, in_path: false, repeats, schema }
    }

    /// The identifier in a path.
    pub(super) fn id() -> Self {
        let text = "信息的标识，取自检索结果的 id".to_owned();
        let schema = json!({ "type": "string", "minLength": 1 });
        Self { name: "id", text, in_path: true, repeats: false, schema }
    }

    /// What is being typed.
    pub(super) fn prefix() -> Self {
        let schema = json!({ "type": "string", "maxLength": PREFIX_CHARS_MAX, "default": "" });
        let text = "已经输入的文字；也可以是拼音".to_owned();
        Self { name: "q", text, in_path: false, repeats: false, schema }
    }

    /// How many are wanted.
    pub(super) fn size() -> Self {
        let schema =
            json!({ "type": "integer", "minimum": 1, "maximum": PAGE_SIZE_MAX, "default": SIMILAR_SIZE_DEFAULT });
        Self { name: "size", text: "至多给出几条".to_owned(), in_path: false, repeats: false, schema }
    }

    pub(super) fn to_json(&self) -> Value {
        // A form sends every field: what is empty counts as left out.
        let is_text = self.schema.get("maxLength").is_some();
        let value = if self.in_path || is_text {
            self.schema.clone()
        } else {
            json!({ "anyOf": [self.schema, { "const": "" }] })
        };
        let schema = if self.repeats {
            json!({ "type": "array", "items": value, "maxItems": FILTER_VALUES_MAX })
        } else {
            value
        };
        let place = if self.in_path { "path" } else { "query" };
        let mut parameter = json!({
            "name": self.name, "in": place, "required": self.in_path, "description": self.text, "schema": schema,
        });
        if let Some(object) = parameter.as_object_mut().filter(|_| !self.in_path) {
            object.insert("style".to_owned(), "form".into());
            object.insert("explode".to_owned(), true.into());
        }
        parameter
    }

    /// The values that it takes, in words.
    pub(crate) fn takes(&self) -> String {
        if let Some(codes) = self.schema.get("enum").and_then(Value::as_array) {
            return codes.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、");
        }
        let number = |name: &str| self.schema.get(name).and_then(Value::as_u64);
        match (self.schema.get("type").and_then(Value::as_str), number("maximum"), number("maxLength")) {
            (Some("integer"), Some(max), _) => {
                format!("整数，{} 至 {max}{}", number("minimum").unwrap_or(1), self.default_text())
            }
            (Some("boolean"), ..) => "true、false".to_owned(),
            (_, _, Some(max)) => format!("文字，至多 {max} 字"),
            _ if self.schema.get("format").is_some() => "日期，如 2020-08-10".to_owned(),
            _ => "文字".to_owned(),
        }
    }

    fn default_text(&self) -> String {
        self.schema.get("default").and_then(Value::as_u64).map_or(String::new(), |value| format!("，默认 {value}"))
    }
}
