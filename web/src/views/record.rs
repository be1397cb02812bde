//! What a catalogue tells about a document: names and values, as its page and a comparison of versions show them.

use gongkai_document::{Document, DocumentNumber, IndexNumber};

use crate::views::search::file_name;
use crate::views::text::{column, day};

/// What stands where a document says nothing.
const ABSENT: &str = "—";

/// The fields in the order in which a catalogue's table shows them. Of those that every catalogue has, what the source does
/// not give is a dash; the others are only there when it gives them.
pub(super) fn fields(document: &Document) -> Vec<(&'static str, String)> {
    let given = |value: Option<String>| Some(value.unwrap_or_else(|| ABSENT.to_owned()));
    let columns: Vec<String> = document.columns.iter().map(|path| column(path.as_str())).collect();
    let validity = document.validity_claim.clone().unwrap_or_else(|| document.validity.label().to_owned());
    named([
        ("索引号", given(document.index_number.as_ref().map(IndexNumber::to_string))),
        ("文号", given(document.document_number.as_ref().map(DocumentNumber::to_string))),
        ("统一编号", document.unified_number.clone()),
        ("发布机构", given(document.publisher.clone())),
        ("成文日期", given(document.made_on.map(day))),
        ("发布日期", given(document.published_on.map(day))),
        ("实施日期", document.effective_on.map(day)),
        ("失效日期", document.expires_on.map(day)),
        ("有效性", Some(validity)),
        ("栏目", given((!columns.is_empty()).then(|| columns.join("；")))),
        ("信息来源", document.source.clone()),
    ])
}

/// Those fields that are there.
pub(super) fn named<const N: usize>(fields: [(&'static str, Option<String>); N]) -> Vec<(&'static str, String)> {
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// A field that reads differently in two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangedField {
    pub(crate) name: &'static str,
    pub(crate) before: String,
    pub(crate) after: String,
}

impl ChangedField {
    /// Whether the earlier version said anything.
    pub(super) fn was_there(&self) -> bool {
        self.before != ABSENT
    }

    /// Whether the later version says anything.
    pub(super) fn is_there(&self) -> bool {
        self.after != ABSENT
    }
}

/// The fields, title, kind and files that changed from one version to the next.
pub(crate) fn changed_fields(before: &Document, after: &Document) -> Vec<ChangedField> {
    let all = |document: &Document| {
        let names: Vec<String> = document.attachments.iter().map(|file| file_name(&file.name)).collect();
        let files = if names.is_empty() { ABSENT.to_owned() } else { names.join("；") };
        let mut all = vec![("标题", document.title.clone()), ("类型", document.kind.label().to_owned())];
        all.extend(fields(document));
        all.push(("附件", files));
        all
    };
    let (before, after) = (all(before), all(after));
    let value = |fields: &[(&'static str, String)], name: &str| {
        fields.iter().find(|(other, _)| *other == name).map_or_else(|| ABSENT.to_owned(), |(_, value)| value.clone())
    };
    let mut names: Vec<&'static str> = after.iter().map(|(name, _)| *name).collect();
    names.extend(before.iter().map(|(name, _)| *name).filter(|name| after.iter().all(|(other, _)| other != name)));
    names
        .into_iter()
        .map(|name| ChangedField { name, before: value(&before, name), after: value(&after, name) })
        .filter(|field| field.before != field.after)
        .collect()
}
