//! The box of fields above a normative document (行政规范性文件统一发布平台, `/gfxwj/`).

use gongkai_document::{Date, Document, DocumentNumber};
use scraper::{ElementRef, Html};

use crate::elements::{elements, elements_under, has_class, squashed};
use crate::text::text_of;
use crate::validity::validity_of_words;
use crate::value::{day_in, in_china, present};

/// The class of the box.
const BOX_CLASS: &str = "xxgkcontop";

/// What the box says.
#[derive(Debug, Default)]
pub(super) struct PolicyBox {
    unified_number: Option<String>,
    document_number: Option<String>,
    effective_on: Option<Date>,
    expires_on: Option<Date>,
    publisher: Option<String>,
    status: Option<String>,
}

impl PolicyBox {
    /// Reads the box by its labels, which portals pad with spaces; `None` when the page has none. The status stands in
    /// the page's script alone.
    pub(super) fn read(html: &Html, text: &str) -> Option<Self> {
        let found = elements(html).find(|element| has_class(*element, BOX_CLASS))?;
        let mut fields = Self::default();
        for item in elements_under(*found).filter(|element| matches!(element.value().name(), "li" | "td")) {
            fields.take(item);
        }
        fields.status = fields.status.or_else(|| script_text(text, "file_status"));
        // The end of the last day on which it is in force, in seconds since 1970.
        let end = || in_china(script_text(text, "losetime")?.parse().ok().filter(|end| *end > 0)?);
        fields.expires_on = fields.expires_on.or_else(|| Some(end()?.date()));
        Some(fields)
    }

    fn take(&mut self, item: ElementRef<'_>) {
        let line = text_of(*item).replace('\n', " ");
        let Some((label, value)) = line.split_once(['：', ':']) else { return };
        let Some(value) = present(value) else { return };
        match squashed(label).as_str() {
            "统一编号" => self.unified_number = Some(value.to_owned()),
            "文号" | "发文字号" => self.document_number = Some(value.to_owned()),
            "实施日期" => self.effective_on = day_in(value),
            "失效日期" => self.expires_on = day_in(value),
            "发布机关" | "发布机构" => self.publisher = Some(value.to_owned()),
            "文件状态" => self.status = Some(value.to_owned()),
            _ => {}
        }
    }

    /// What the box says is surer than what the text or the line under the title says.
    pub(super) fn fill(self, document: &mut Document) {
        document.unified_number = self.unified_number;
        document.effective_on = self.effective_on;
        document.expires_on = self.expires_on;
        if let Some(number) = self.document_number.as_deref().and_then(DocumentNumber::new) {
            document.document_number = Some(number);
        }
        if self.publisher.is_some() {
            document.publisher = self.publisher;
        }
        if let Some(status) = self.status {
            document.validity = validity_of_words(&status);
            document.validity_claim = Some(status);
        }
    }
}

/// The text in quotes that a script first gives a variable.
fn script_text(text: &str, name: &str) -> Option<String> {
    let value = text.match_indices(name).find_map(|(at, name)| {
        let value = text.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        Some(value.get(1..)?.split_once(quote)?.0)
    })?;
    present(value).map(str::to_owned)
}
