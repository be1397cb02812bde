//! The description of the API for staff (`OpenAPI` 3.1), apart from the public one, which names none of it.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::bodies::FoundBody;
use super::{SEARCH, SIMILAR};
use crate::problem::{self, PROBLEM_JSON};
use crate::routes::search_body::SearchBody;

/// The document, ready to send.
pub(super) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "依申请公开内部接口",
            "version": "1.0.0",
            "description": "供单位内部系统查找类似申请和检索内部文件。每次请求都须带密钥（gongkai key add），并记入审计日志。",
        },
        "servers": [{ "url": "/" }],
        "security": [{ "key": [] }],
        "paths": {
            SIMILAR: { "post": {
                "operationId": "staffSimilar",
                "summary": "查找类似申请",
                "description": "按申请内容（text）或登记簿编号（number）查找最接近的申请和答复，并给出提示。",
                "requestBody": {
                    "required": true,
                    "content": { "application/json": { "schema": fields() } },
                },
                "responses": responses("StaffSimilar"),
            }},
            SEARCH: { "get": {
                "operationId": "staffSearch",
                "summary": "检索内部文件",
                "description": "参数与公开接口的 /api/v1/search 相同，检索范围为登记簿和仅供工作人员查看的文件。",
                "parameters": [
                    { "name": "q", "in": "query", "schema": { "type": "string" }, "description": "检索词" },
                    { "name": "page", "in": "query", "schema": { "type": "integer" }, "description": "页码" },
                    { "name": "size", "in": "query", "schema": { "type": "integer" }, "description": "每页条数" },
                ],
                "responses": responses("SearchResult"),
            }},
        },
        "components": {
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas(),
        },
    })
});

/// What the body of a comparison takes, in words.
const FIELDS: [(&str, &str); 10] = [
    ("text", "申请内容，至多 20000 字"),
    ("number", "登记簿编号；给出时以登记簿中的申请内容为准"),
    ("applicant", "申请人姓名或名称，用于核对重复申请"),
    ("decision", "答复结果的代码"),
    ("article", "法律依据，一条，例如第三十六条第（五）项"),
    ("department", "承办部门"),
    ("year", "年度"),
    ("applicant_type", "申请人类型的代码"),
    ("outcome", "行政复议或行政诉讼结果的代码"),
    ("sort", "排序：similarity、newest 或 oldest"),
];

fn fields() -> Value {
    let properties = FIELDS.iter().map(|(name, text)| {
        let sort = if *name == "year" { json!(["string", "integer", "null"]) } else { json!(["string", "null"]) };
        ((*name).to_owned(), json!({ "type": sort, "description": text }))
    });
    json!({ "type": "object", "properties": properties.collect::<Map<_, _>>(), "additionalProperties": false })
}

fn responses(schema: &str) -> Value {
    let problem = |text: &str| {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        json!({ "description": text, "content": { PROBLEM_JSON: { "schema": schema } } })
    };
    let found = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } });
    json!({
        "200": { "description": "找到的内容", "content": found },
        "400": problem("请求有误"),
        "401": problem("没有密钥，或密钥无效"),
        "403": problem("密钥没有这项权限"),
        "404": problem("没有这件申请，或尚未建立索引"),
        "413": problem("请求过长"),
        "429": problem("请求过于频繁"),
        "500": problem("系统出现故障"),
        "503": problem("系统繁忙"),
    })
}

fn schemas() -> Map<String, Value> {
    let mut found = Vec::new();
    crate::openapi::add::<FoundBody<'_>>(&mut found);
    crate::openapi::add::<SearchBody<'_>>(&mut found);
    crate::openapi::add::<problem::Body<'_>>(&mut found);
    let written = found.into_iter().filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?)));
    written.collect()
}
