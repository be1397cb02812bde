//! The description of the API for programs (`OpenAPI` 3.1), and what its page for people is made of.
//!
//! The shapes come from the types that are sent, the parameters from the list that they are read by, the refusals from
//! their enum; only the words are written here. So what is described is what is done, and a test holds each answer
//! against its schema.

mod calls;
mod fields;
mod parameters;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::problem::{self, PROBLEM_JSON};
use crate::refusal::Refusal;
use crate::routes::{citations_api, document_api, export, health, search_body, similar_api, suggest_api};

pub(crate) use calls::{Answer, CALLS, Call};
pub(crate) use fields::{Field, fields_of, schema_text};
pub(crate) use parameters::Parameter;

/// What the API is called in its own description.
const TITLE: &str = "政府信息公开检索接口";
/// The version of the API, which also stands in its addresses.
const VERSION: &str = "1.0.0";
const DESCRIPTION: &str = "检索、读取政府主动公开的信息。全部为只读的 GET 请求，不需要密钥；返回 UTF-8 编码的 JSON。\
    未知的参数、重复的参数和取值有误的参数一律以 400 拒绝，不会被悄悄忽略；空值视同没有填写。\
    字段没有内容时为 null，不会缺失（只在要求时才有的除外）。以后可能增加字段，已有字段的含义不变；不兼容的改动会换用新的版本号路径。";

/// The document, ready to send.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

fn document() -> Value {
    let mut paths = Map::new();
    for call in CALLS {
        paths.insert(call.path.to_owned(), json!({ "get": operation(call) }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": VERSION,
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": schemas() },
    })
}

fn operation(call: &Call) -> Value {
    let parameters: Vec<Value> = call.parameters().iter().map(Parameter::to_json).collect();
    let mut responses = Map::new();
    let content = match call.answer {
        Answer::Json(schema) => json!({ "application/json": { "schema": reference(schema) } }),
        Answer::Text(content_type) => json!({ content_type: { "schema": { "type": "string" } } }),
        Answer::Any(content_type) => json!({ content_type: { "schema": { "type": "object" } } }),
    };
    responses.insert("200".to_owned(), json!({ "description": call.gives, "headers": headers(), "content": content }));
    if call.has_etag {
        responses
            .insert("304".to_owned(), json!({ "description": "If-None-Match 所带的内容仍是最新的，不再重复发送。" }));
    }
    for refusal in call.refusals() {
        let status = refusal.status().as_u16().to_string();
        let text = format!("{}（{}）", refusal.chinese().heading, refusal.code());
        let entry = responses.entry(status).or_insert_with(|| {
            let problem = json!({ "schema": reference("Problem") });
            json!({ "description": "", "headers": headers(), "content": { PROBLEM_JSON: problem } })
        });
        if let Some(Value::String(description)) = entry.get_mut("description") {
            if !description.is_empty() {
                description.push('；');
            }
            description.push_str(&text);
        }
    }
    json!({
        "operationId": call.id,
        "summary": call.summary,
        "description": call.text,
        "parameters": parameters,
        "responses": responses,
    })
}

/// The headers that say something to a program, with their meaning.
pub(crate) const HEADERS: [(&str, &str); 5] = [
    (
        "X-Request-Id",
        "本次请求的编号。请求可以自带编号（字母、数字、“-”“_”“.”，至多 64 个），否则由服务生成；也会记入服务日志，便于查错。",
    ),
    ("ETag", "内容标识。下次请求用 If-None-Match 带上，内容没有变化时返回 304。每换一次索引，标识就会变化。"),
    ("RateLimit-Policy", "访问频次的规定：每个网络地址在 w 秒内可以请求 q 次。"),
    ("RateLimit", "余量：现在还可以请求 r 次，t 秒后恢复到全部（用完时为多少秒后可以再次请求）。"),
    ("Retry-After", "被拒绝（429、503）时，请在这么多秒之后再试。"),
];

fn headers() -> Value {
    let all = HEADERS.iter().map(|(name, text)| {
        ((*name).to_owned(), json!({ "description": text, "required": false, "schema": { "type": "string" } }))
    });
    Value::Object(all.collect())
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// The schemas of everything that is sent, each once, with words.
fn schemas() -> Map<String, Value> {
    let mut found = Vec::new();
    add::<search_body::SearchBody<'_>>(&mut found);
    add::<export::ExportBody<'_>>(&mut found);
    add::<document_api::DocumentBody<'_>>(&mut found);
    add::<citations_api::CitationsBody<'_>>(&mut found);
    add::<similar_api::SimilarBody<'_>>(&mut found);
    add::<suggest_api::SuggestBody<'_>>(&mut found);
    add::<health::Ready>(&mut found);
    add::<problem::Body<'_>>(&mut found);
    let mut schemas = Map::new();
    for (name, schema) in found {
        let Ok(mut schema) = serde_json::to_value(schema) else { continue };
        fields::explain(&mut schema);
        if let Some(object) = schema.as_object_mut() {
            object.insert("description".to_owned(), schema_text(&name).into());
        }
        schemas.insert(name, schema);
    }
    schemas
}

/// Adds the schema of a type, and of those within it.
pub(crate) fn add<T: ToSchema>(found: &mut Vec<(String, RefOr<Schema>)>) {
    found.push((T::name().into_owned(), T::schema()));
    T::schemas(found);
}

/// Every refusal that a program can meet, in the order of statuses.
pub(crate) fn refusals() -> Vec<Refusal> {
    let mut all = Refusal::each();
    all.sort_by_key(Refusal::status);
    all
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::expect;

    use super::*;
    use crate::fixtures::{App, FakeEngine, one_hit};

    #[test]
    fn every_call_is_described_in_one_line_each() {
        let mut lines = String::new();
        for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
            let call = &item["get"];
            let names: Vec<&str> =
                call["parameters"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
            let statuses: Vec<&str> = call["responses"].as_object().unwrap().keys().map(String::as_str).collect();
            let id = call["operationId"].as_str().unwrap();
            writeln!(lines, "{path} {id}({}): {}", names.join(" "), statuses.join(" ")).unwrap();
        }
        expect![[r#"
            /api/v1/search search(q page size sort in kind publisher town column year from to validity has_attachment expand explain): 200 304 400 429 500 503
            /api/v1/documents/{id} document(id): 200 400 404 429 500 503
            /api/v1/documents/{id}/similar similar(id size): 200 400 404 429 500 503
            /api/v1/documents/{id}/citations citations(id): 200 400 404 429 500 503
            /api/v1/suggest suggest(q size): 200 400 429 500 503
            /search.json export(q in sort kind publisher town column year from to validity has_attachment expand): 200 400 429 500 503
            /search.csv table(q in sort kind publisher town column year from to validity has_attachment expand): 200 400 429 500 503
            /search.atom feed(q in kind publisher town column year from to validity has_attachment expand): 200 304 400 429 500 503
            /api/v1/openapi.json openapi(): 200 429
            /healthz healthz(): 200
            /readyz readyz(): 200 500 503
            /metrics metrics(): 200 404 500
        "#]].assert_eq(&lines);
    }

    #[test]
    fn every_field_and_schema_has_words() {
        let mut silent = Vec::new();
        for (name, schema) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
            if schema["description"].as_str().is_none_or(str::is_empty) {
                silent.push(name.clone());
            }
            for field in fields_of(schema) {
                if field.text.is_empty() {
                    silent.push(format!("{name}.{}", field.name));
                }
            }
        }
        assert_eq!(silent, [""; 0]);
    }

    /// What is wrong with `value` against `schema`, a line each.
    fn differences(value: &Value, schema: &Value, place: &str, found: &mut Vec<String>) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap();
            return differences(value, &DOCUMENT["components"]["schemas"][name], place, found);
        }
        for part in ["allOf", "oneOf"].iter().filter_map(|word| schema[word].as_array()).flatten() {
            if part["type"] != "null" && !value.is_null() {
                differences(value, part, place, found);
            }
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(several) => several.iter().map(|one| one.as_str().unwrap()).collect(),
            _ => return,
        };
        let is = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) if types.contains(&"number") => "number",
            Value::Number(_) => "integer",
        };
        if !types.contains(&is) {
            found.push(format!("{place} is {is}, not {types:?}"));
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                found.push(format!("{place} lacks {name}"));
            }
        }
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(value) = value.get(name) {
                differences(value, inner, &format!("{place}.{name}"), found);
            }
        }
        for element in value.as_array().into_iter().flatten() {
            differences(element, &schema["items"], &format!("{place}[]"), found);
        }
    }

    #[tokio::test]
    async fn each_answer_has_the_shape_that_is_described() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let mut paths: Vec<(String, &str)> = CALLS
            .iter()
            .filter_map(|call| match call.answer {
                Answer::Json(schema) => Some((call.example_href("nfcms:1"), schema)),
                _ => None,
            })
            .collect();
        paths.push(("/api/v1/documents/nfcms:4".to_owned(), "Document"));
        paths.push(("/api/v1/search?bad=1".to_owned(), "Problem"));
        for (path, schema) in paths {
            let body: Value = serde_json::from_str(&app.get(&path).await.body).unwrap();
            let mut found = Vec::new();
            differences(&body, &reference(schema), schema, &mut found);
            assert_eq!(found, [""; 0], "{path}");
            let described: Vec<String> =
                fields_of(&DOCUMENT["components"]["schemas"][schema]).into_iter().map(|field| field.name).collect();
            let sent: Vec<&String> = body.as_object().unwrap().keys().collect();
            assert_eq!(described.iter().collect::<Vec<_>>(), sent, "{path}");
        }
    }

    #[test]
    fn an_answer_of_another_shape_is_found() {
        let mut found = Vec::new();
        differences(&json!({"suggestions": [{"text": 1}]}), &reference("SuggestResult"), "a", &mut found);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
