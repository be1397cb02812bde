//! The fields of what is sent, in words for whoever reads the description.
//!
//! A name means the same wherever it stands, so each is explained once.

use serde_json::{Map, Value};

/// Names of fields and what they hold.
const FIELDS: &[(&str, &str)] = &[
    ("applicant_type", "申请人类别"),
    ("at", "版本的存档时间（UTC）"),
    ("attachments", "附件；在检索结果中为附件个数"),
    ("available", "能否在本服务中读到"),
    ("best_bets", "精选结果：管理者为这个检索词置于结果之前的文件，只在没有筛选条件的第一页，不影响结果及其总数"),
    ("body", "正文，每行一段"),
    ("by", "判断两者成对的依据（名称或文号）"),
    ("changed_at", "当前版本的存档时间（UTC）"),
    ("cited_by", "引用它的文件，最新的在前"),
    ("cited_by_total", "引用它的文件共有多少件"),
    ("cites", "它引用的文件"),
    ("column", "主要栏目的路径，以“/”分级；在分面中为各栏目的条数"),
    ("columns", "所属栏目的路径，以“/”分级"),
    ("conditions", "检索词中的限定，如“标题:助餐”"),
    ("count", "条数"),
    ("counterparts", "成对的政策文件与政策解读"),
    ("decision", "处理结果的代码，如 granted（予以公开）"),
    ("department", "承办或答复的单位"),
    ("detail", "这一次为什么被拒绝，怎样改正（英文）"),
    ("document_number", "文号，如“花民〔2020〕12号”"),
    ("duplicates", "另有多少件内容相同，已合并到这一条"),
    ("effective_on", "实施日期"),
    ("excluded", "不得出现的词"),
    ("expanded", "同时检索了的其他写法"),
    ("expires_on", "失效日期"),
    ("explanation", "得分的来由，由多到少；只有 explain=1 时才有"),
    ("facets", "检索结果在各字段上的分布"),
    ("first_seen", "首次存档的时间（UTC）"),
    ("from", "原词"),
    ("generation", "作答的索引；重建索引后变化"),
    ("has_attachment", "在分面中为有、无附件的条数"),
    ("hits", "本页的结果"),
    ("id", "标识，用于读取全文"),
    ("index_number", "索引号"),
    ("interpreted", "检索词是怎样理解的"),
    ("kind", "类型代码；在分面中为各类型的条数"),
    ("label", "名称，供人阅读"),
    ("legal_basis", "处理结果所依据的条款"),
    ("loosened", "没有信息原样含有、已改为检索其中各词的词句"),
    ("made_on", "成文日期，如 2020-08-10"),
    ("matched_attachments", "文字与检索词相符的附件"),
    ("name", "名称"),
    ("number", "编号：版本的序号，或申请的登记号"),
    ("page", "页码，从 1 起"),
    ("part", "摘要取自：text（正文）、question（提问）或 attachment（附件）"),
    ("phrases", "必须原样出现的词句"),
    ("published_on", "发布日期，如 2020-08-14"),
    ("publisher", "发布机构；在分面中为各机构的条数"),
    ("query", "收到的检索词"),
    ("received_on", "收到或提问的日期"),
    ("relation", "关系：interprets（解读）、interpreted_by（被解读）或 related（相关）"),
    ("relations", "与其他信息的关系"),
    ("replied_on", "答复日期"),
    ("request", "所答复的申请或提问"),
    ("score", "相关程度，只能在同一次检索中比较；在得分的来由中为这一项加上或减去的分"),
    (
        "semantic",
        "结果：是否使用了语义检索（off 未使用，used 已使用，timed_out 超时后只按词语检索）；命中：是否不含所查词语、仅因语义相近而列出",
    ),
    ("series", "同一机关同一年文号的开头"),
    ("shared_terms", "两者共有的词，最能说明内容的在前"),
    ("signal", "得分的一项来由的代码，如 title（标题与查询相同）"),
    ("size", "每页条数"),
    ("snippet_from", "摘要的来源"),
    ("snippet_html", "摘要，HTML 片段：文字已转义，命中处在 <mark> 中"),
    ("source", "信息来源"),
    ("status", "状态：HTTP 状态码，或申请的办理状态"),
    ("suggestions", "可以改用的检索词，或可以补全成的检索词"),
    ("term", "索引中的词、相邻的字或字"),
    ("terms", "用来比较的词，最能说明内容的在前；在得分的来由中为这一项由哪些词得来"),
    ("text", "文字：附件的文字、提问的内容或补全后的检索词"),
    ("text_poor", "内容是否主要在图片、音视频或附件中"),
    ("title", "标题；在错误说明中为错误的类别（英文）"),
    ("title_html", "标题，HTML 片段：文字已转义，命中处在 <mark> 中"),
    ("to", "同时检索的写法"),
    ("took_ms", "用时，毫秒"),
    ("total", "结果总数，准确且各页一致"),
    ("town", "在分面中为各镇街的条数"),
    ("type", "错误的代码，如 urn:gongkai:invalid-parameter"),
    ("unified_number", "规范性文件统一编号"),
    ("unread", "附件没有文字的原因代码"),
    ("url", "原网页或附件的网址"),
    ("validity", "有效性代码；在分面中为各有效性的条数"),
    ("validity_claim", "来源所写的有效性"),
    ("value", "取值，可用作同名的检索参数"),
    ("version", "当前版本的序号"),
    ("versions", "公开过的各个版本"),
    ("year", "各发布年份的条数"),
];

/// Names of schemas and what they describe.
const SCHEMAS: &[(&str, &str)] = &[
    ("Attachment", "一份文件所带的附件"),
    ("Brief", "一份文件的概要"),
    ("CitationsResult", "引用与被引用的文件"),
    ("Counterpart", "与一份文件成对的文件或解读"),
    ("Document", "一份公开信息的当前版本"),
    ("Expansion", "同时检索的另一种写法"),
    ("Export", "导出的检索结果"),
    ("FacetCount", "一个取值与其条数"),
    ("Facets", "检索结果在各字段上的分布"),
    ("File", "附件的名称与网址"),
    ("Hit", "一条检索结果"),
    ("Interpreted", "对检索词的理解"),
    ("Problem", "错误说明（RFC 9457）"),
    ("Ready", "正在提供服务的索引"),
    ("Relation", "与另一份信息的关系"),
    ("Request", "所答复的申请或提问"),
    ("SearchResult", "一页检索结果"),
    ("Signal", "得分的一项来由"),
    ("SimilarHit", "一份相近的文件"),
    ("SimilarResult", "与一份文件相近的文件"),
    ("SnippetSource", "摘要取自哪里"),
    ("SuggestResult", "补全的检索词"),
    ("Suggestion", "一个补全的检索词"),
    ("Term", "一个词与它所加的分"),
    ("Version", "一个版本"),
];

/// The fields that are left out where they have nothing to say, each behind one that tells its schema from others.
const OPTIONAL: [(&str, &str); 2] = [("part", "name"), ("snippet_html", "explanation")];

/// A field of a schema, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// Its type in words.
    pub(crate) kind: String,
    pub(crate) text: String,
}

/// What a schema describes.
pub(crate) fn schema_text(name: &str) -> &'static str {
    text_of(SCHEMAS, name)
}

fn text_of(table: &[(&'static str, &'static str)], name: &str) -> &'static str {
    table.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
}

/// Adds to a schema what its type does not tell: words, and that every field is always there.
pub(super) fn explain(schema: &mut Value) {
    for parts in ["allOf", "oneOf"] {
        for part in schema.get_mut(parts).and_then(Value::as_array_mut).into_iter().flatten() {
            explain(part);
        }
    }
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties.iter_mut() {
        if let Some(property) = property.as_object_mut() {
            property.insert("description".to_owned(), text_of(FIELDS, name).into());
        }
    }
    let is_optional =
        |name: &str| OPTIONAL.iter().any(|(beside, optional)| *optional == name && properties.contains_key(*beside));
    let required: Vec<Value> =
        properties.keys().filter(|name| !is_optional(name)).map(|name| name.as_str().into()).collect();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("required".to_owned(), required.into());
    }
}

/// The fields of a schema, those of its parts included.
pub(crate) fn fields_of(schema: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    if let Some(name) = referred(schema) {
        let named = super::DOCUMENT.pointer(&format!("/components/schemas/{name}"));
        return named.map(fields_of).unwrap_or_default();
    }
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        fields.extend(fields_of(part));
    }
    let none = Map::new();
    for (name, property) in schema.get("properties").and_then(Value::as_object).unwrap_or(&none) {
        let text = property.get("description").and_then(Value::as_str).unwrap_or_default();
        fields.push(Field { name: name.clone(), kind: kind_of(property), text: text.to_owned() });
    }
    fields
}

fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

/// The type of a property in words.
fn kind_of(property: &Value) -> String {
    if let Some(name) = referred(property) {
        return name.to_owned();
    }
    if let Some(parts) = property.get("oneOf").and_then(Value::as_array) {
        let named: Vec<String> = parts.iter().filter_map(referred).map(str::to_owned).collect();
        return format!("{}，可为空", named.join("、"));
    }
    let word = |name: &str| match name {
        "string" => "文字",
        "integer" => "整数",
        "number" => "数",
        "boolean" => "是否",
        "null" => "可为空",
        _ => "列表",
    };
    match property.get("type") {
        Some(Value::String(name)) if name == "array" => {
            format!("{}的列表", property.get("items").map(kind_of).unwrap_or_default())
        }
        Some(Value::String(name)) => word(name).to_owned(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(word).collect::<Vec<_>>().join("，"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_each_is_used() {
        let schemas = super::super::DOCUMENT["components"]["schemas"].as_object().unwrap();
        for table in [FIELDS, SCHEMAS] {
            assert!(table.is_sorted_by(|(one, _), (next, _)| one < next));
        }
        let used: Vec<String> = schemas.values().flat_map(fields_of).map(|field| field.name).collect();
        let idle: Vec<&str> =
            FIELDS.iter().map(|(name, _)| *name).filter(|name| !used.iter().any(|other| other == name)).collect();
        assert_eq!(idle, [""; 0]);
        assert!(SCHEMAS.iter().all(|(name, _)| schemas.contains_key(*name)));
    }
}
