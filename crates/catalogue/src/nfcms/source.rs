//! Everything that a catalogue page says about its item: `DETAIL`, the box, the national tags, in the order of trust.

use std::borrow::Cow;

use ego_tree::NodeRef;
use gongkai_document::{
    CatalogueColumn, Column, DateTime, Document, DocumentId, DocumentNumber, IndexNumber, Validity,
};
use scraper::{Html, Node};
use serde_json::Value;
use url::Url;

use super::config::Config;
use super::site::columns;
use super::validity::validity_of_flags;
use crate::address::{own_address, resolve};
use crate::article::{publish, take_tags};
use crate::clean::plain_line;
use crate::elements::elements;
use crate::field_box::FieldBox;
use crate::html::{END, is_whole, parse_fragment, parse_page};
use crate::main_text::{TextMark, marked};
use crate::meta::NationalTags;
use crate::text::line_of;
use crate::validity::validity_of_words;
use crate::value::{day_in, in_china, present};
use crate::{CatalogueError, id_of, refusal, value};

/// The element that holds an item's text. There are two; the one for policies is empty on items of other sorts.
const TEXT: TextMark = TextMark::Class("div", "article-content");

/// The class of the box of fields above an item's text.
const BOX_CLASS: &str = "classify";

/// A page, taken apart.
pub(super) struct Source<'a> {
    url: &'a Url,
    /// `DETAIL`; null when the page has none.
    pub(super) detail: Value,
    /// `gkml_data` within it.
    pub(super) data: Value,
    /// `SITE_INFO`; null when the page has none.
    site: Value,
    tree: Vec<CatalogueColumn>,
    pub(super) fields: FieldBox,
    tags: NationalTags,
    /// The text's own markup in `DETAIL`.
    fragment: Option<Html>,
    /// The whole page; none for the JSON face.
    page: Option<Html>,
}

impl<'a> Source<'a> {
    pub(super) fn read(url: &'a Url, text: &str) -> Result<Self, CatalogueError> {
        let is_json = text.trim_start().starts_with('{');
        let config = if is_json { None } else { Config::find(text) };
        let detail = match &config {
            Some(config) => config.get("DETAIL").cloned().unwrap_or_default(),
            None if is_json => serde_json::from_str(text)
                .map_err(|_| CatalogueError::not_understood(url, "a complete post in JSON"))?,
            None => Value::Null,
        };
        let data = value::nested(&detail, "gkml_data").map_or(Value::Null, Cow::into_owned);
        let tree = config.as_ref().map(|config| columns(url, config)).transpose()?.unwrap_or_default();
        let content = value::text(&detail, "content");
        let fragment = content.as_deref().map(|content| parse_fragment(url, content)).transpose()?;

        let page = if is_json { None } else { Some(parse_page(url, text)?) };
        if fragment.is_none() && !is_json && !is_whole(text) {
            // The text would be taken from the page itself, and half of it may be missing.
            return Err(refusal::explain(url, text, END));
        }
        let tags = page.as_ref().map(NationalTags::read).unwrap_or_default();
        let site = config.as_ref().and_then(|config| config.get("SITE_INFO").cloned()).unwrap_or_default();
        let fields = page.as_ref().map(|page| read_box(page, &tags)).unwrap_or_default();
        if detail.is_null() && fields.labels == 0 {
            if !tree.is_empty() {
                let (expected, found) = ("an article", "a catalogue's front page");
                return Err(CatalogueError::WrongSort { url: url.clone(), expected, found });
            }
            return Err(refusal::explain(url, text, "DETAIL in a complete window._CONFIG, or the box of fields"));
        }
        Ok(Self { url, detail, data, site, tree, fields, tags, fragment, page })
    }

    /// A field on one line: the post's own, the catalogue's, or the box's.
    pub(super) fn text(&self, key: &str, in_box: Option<&str>) -> Option<String> {
        let texts = [value::text(&self.detail, key), value::text(&self.data, key), in_box.map(str::to_owned)];
        texts.into_iter().flatten().map(|text| plain_line(self.url, &text)).find(|text| !text.is_empty())
    }

    pub(super) fn content(&self) -> Option<NodeRef<'_, Node>> {
        match (&self.fragment, &self.page) {
            (Some(fragment), _) => Some(*fragment.root_element()),
            (None, Some(page)) => marked(page, &[TEXT]),
            (None, None) => None,
        }
    }

    /// The names from the top of the tree down to the item's main column.
    pub(super) fn column_names(&self) -> Vec<String> {
        let main = value::id(&self.data, "classify_main");
        if let Some(names) = main.and_then(|id| path_to(&self.tree, id)) {
            return names;
        }
        self.text("classify_main_name", self.fields.column.as_deref()).into_iter().collect()
    }

    /// The path in the tree, and the column that the page's own tag names where that is another one.
    pub(super) fn columns(&self, names: &[String]) -> Vec<Column> {
        let path = names.iter().map(String::as_str);
        let of_tree = (!names.is_empty()).then(|| Column::from_names(path));
        let tagged = self.tags.column.as_deref().filter(|tagged| names.iter().all(|name| name != tagged));
        of_tree.into_iter().chain(tagged.map(|name| Column::from_names([name]))).collect()
    }

    /// The fields beside title, text and columns.
    pub(super) fn fill(&self, document: &mut Document) {
        document.published_on = value::day(&self.detail, "display_publish_time")
            .or_else(|| value::day(&self.detail, "first_publish_time"))
            .or_else(|| value::day(&self.detail, "date"))
            .or(self.fields.published_on);
        take_tags(document, &self.tags);
        self.fill_from_configuration(document);
        document.made_on = value::day(&self.data, "date").or(self.fields.made_on);
        document.publisher = self.text("publisher", self.fields.publisher.as_deref());
        // Never from the text: what stands there may be a number that the text only cites.
        document.document_number = self
            .text("document_number", self.fields.document_number.as_deref())
            .and_then(|number| DocumentNumber::new(&number));
        document.index_number =
            self.text("identifier", self.fields.index_number.as_deref()).and_then(|number| IndexNumber::new(&number));
        document.validity = self.validity();
        document.validity_claim.clone_from(&self.fields.status);
    }

    /// What the tags left open.
    fn fill_from_configuration(&self, document: &mut Document) {
        let times = ["display_publish_time", "first_publish_time"];
        let published = times.into_iter().find_map(|key| value::number(&self.detail, key)).and_then(in_china);
        if document.published_at.is_none() && published.map(DateTime::date) == document.published_on {
            document.published_at = published;
        }
        let or = |field: &mut Option<String>, object: &Value, key: &str| {
            *field = field.take().or_else(|| Some(plain_line(self.url, &value::text(object, key)?)));
        };
        or(&mut document.source, &self.detail, "source");
        or(&mut document.site, &self.site, "name");
        or(&mut document.site_id_code, &self.site, "sitecode");
        let box_time = self.fields.published_on.map(|day| day.to_string());
        publish(document, box_time.as_deref());
    }

    /// The flags are set by hand and never say that a document is valid; the box says it in words.
    fn validity(&self) -> Validity {
        let flags = [validity_of_flags(&self.data), validity_of_flags(&self.detail)];
        let of_flags = flags.into_iter().find(|validity| *validity != Validity::Unknown);
        let of_words = || self.fields.status.as_deref().and_then(present).map(validity_of_words);
        of_flags.or_else(of_words).unwrap_or(Validity::Unknown)
    }

    /// The post's address: what the fields give if it means this post, else where the page was read.
    pub(super) fn address(&self, id: &DocumentId) -> Url {
        let given = ["gkml_url", "url"].into_iter().filter_map(|key| value::text(&self.detail, key));
        let given = given
            .into_iter()
            .find(|given| resolve(self.url, given).is_some_and(|url| id_of(&url).as_ref() == Some(id)));
        own_address(self.url, given.as_deref().or(self.tags.url.as_deref()), id)
    }
}

/// The box, and where it is silent the tags and the heading.
fn read_box(page: &Html, tags: &NationalTags) -> FieldBox {
    let mut fields = FieldBox::of_class(page, BOX_CLASS).unwrap_or_default();
    let heading = || {
        let heading = elements(page).find(|element| element.value().name() == "h1")?;
        present(&line_of(*heading)).map(str::to_owned)
    };
    fields.title = fields.title.or_else(|| tags.title.clone()).or_else(heading);
    fields.published_on = fields.published_on.or_else(|| day_in(tags.published.as_deref()?));
    fields
}

fn path_to(columns: &[CatalogueColumn], id: u64) -> Option<Vec<String>> {
    columns.iter().find_map(|column| {
        let below = if column.id == id { Some(Vec::new()) } else { path_to(&column.children, id) };
        below.map(|mut names| {
            names.insert(0, column.name.clone());
            names
        })
    })
}
