//! What only the page shows: noise elements, hidden links, brands outside the article, a title that is another one.

mod titles;

use std::collections::HashSet;
use std::ops::Range;

use gongkai_document::Document;
use url::Url;

use self::titles::Titles;
use crate::finding::{Finding, Place, Rule};
use crate::host::is_government_host;
use crate::markup::{Piece, Pieces, attribute};
use crate::passage::Passage;
use crate::screen::screen;
use crate::{brand, pornography};

/// Elements that browsers hardly know any more; machines that make copies strew them about with an `id` of a few letters.
const NOISE_ELEMENTS: &[&str] =
    &["noframes", "listing", "xmp", "plaintext", "noembed", "multicol", "nextid", "isindex"];

/// Elements that never have a closing tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements that end where the next of the same name begins, closed or not.
const CLOSED_BY_THE_NEXT: &[&str] = &["p", "li", "tr", "td", "option", "dd", "dt"];

/// How deep elements are followed; a page below that is no page.
const DEPTH_MAX: usize = 1_000;

/// The `meta` names whose content a search engine shows.
const SHOWN_META: &[&str] = &["description", "keywords", "columnkeywords", "columndescription"];

/// How many findings of a page are told, after the document's own; the grave ones first.
const FINDINGS_MAX: usize = 200;

/// Screens a document as [`screen`] does, and its page as well. What the document's own findings say already is not said
/// again of the page.
pub fn screen_page(document: &Document, html: &str) -> Vec<Finding> {
    let mut findings = screen(document);
    let known: HashSet<String> = findings.iter().map(Finding::key).collect();
    let page = Reading::of(html, document.url.as_deref());
    let mut more = page.findings;
    more.extend(page.titles.mismatches(html));
    let mut seen = HashSet::new();
    more.retain(|finding| !known.contains(&finding.key()) && seen.insert((finding.key(), finding.span.start)));
    more.sort_by_key(|finding| !finding.grave);
    more.truncate(FINDINGS_MAX);
    more.sort_by_key(|finding| (finding.span.start, finding.span.end, finding.rule));
    findings.extend(more);
    findings
}

struct Element {
    name: String,
    hidden: bool,
    /// Whether it is a link to another site, and where it leads.
    foreign: Option<String>,
}

/// One reading of a page from front to back.
struct Reading<'a> {
    html: &'a str,
    own_host: Option<String>,
    open: Vec<Element>,
    titles: Titles,
    findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    fn of(html: &'a str, address: Option<&str>) -> Self {
        let own_host =
            address.and_then(|address| Url::parse(address).ok()).and_then(|url| url.host_str().map(str::to_owned));
        let mut reading = Self { html, own_host, open: Vec::new(), titles: Titles::default(), findings: Vec::new() };
        for piece in Pieces::of(html) {
            match piece {
                Piece::Open { name, attributes, span } => reading.open(name, attributes, span),
                Piece::Close { name } => reading.close(&name),
                Piece::Text { span } => reading.text(span),
            }
        }
        reading
    }

    fn open(&mut self, name: String, attributes: &'a str, span: Range<usize>) {
        if NOISE_ELEMENTS.contains(&name.as_str()) && attribute(attributes, "id").is_some_and(is_random) {
            let why = format!("<{name}> with an id of random letters");
            self.push(Rule::NoiseMarkup, span, true, why);
        } else if name == "meta" {
            self.meta(attributes);
        }
        if VOID.contains(&name.as_str()) || self.open.len() >= DEPTH_MAX {
            return;
        }
        if CLOSED_BY_THE_NEXT.contains(&name.as_str()) && self.open.last().is_some_and(|last| last.name == name) {
            self.open.pop();
        }
        if name == "h1" {
            self.titles.headings.push(Vec::new());
        }
        let hidden = self.is_hidden() || name != "body" && attribute(attributes, "style").is_some_and(hides);
        let foreign =
            (name == "a").then(|| attribute(attributes, "href")).flatten().and_then(|href| self.foreign(href));
        self.open.push(Element { name, hidden, foreign });
    }

    fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|element| element.name == name) {
            self.open.truncate(at);
        }
    }

    fn text(&mut self, span: Range<usize>) {
        let text = self.html.get(span.clone()).unwrap_or_default();
        if text.trim().is_empty() {
            return;
        }
        let last = self.open.last().map(|element| element.name.as_str());
        if last == Some("title") && self.titles.title.is_none() {
            self.titles.title = Some(span.clone());
        }
        if let Some(heading) = self.titles.headings.last_mut()
            && self.open.iter().any(|element| element.name == "h1")
        {
            heading.push(span.clone());
        }
        let grave = self.words(span.clone());
        let hidden_link =
            self.open.iter().rev().find(|element| element.foreign.is_some()).filter(|element| element.hidden);
        if let Some(host) = hidden_link.and_then(|link| link.foreign.clone()) {
            let why = format!("a link to {host} that no reader sees");
            self.push(Rule::HiddenLink, span, grave, why);
        }
    }

    fn meta(&mut self, attributes: &'a str) {
        let name = attribute(attributes, "name").unwrap_or_default().to_ascii_lowercase();
        let Some(content) = attribute(attributes, "content").filter(|content| !content.is_empty()) else { return };
        // The content is a piece of the page itself: this is where it begins.
        let start = content.as_ptr() as usize - self.html.as_ptr() as usize;
        let span = start..start + content.len();
        if name == "articletitle" {
            self.titles.article = Some(span.clone());
        }
        if name == "articletitle" || SHOWN_META.contains(&name.as_str()) {
            self.words(span);
        }
    }

    /// Looks for brands and pornography; whether there is any.
    fn words(&mut self, span: Range<usize>) -> bool {
        let text = self.html.get(span.clone()).unwrap_or_default();
        let passage = Passage::new(Place::Page, text);
        if passage.words.is_empty() {
            return false;
        }
        let mut found = brand::find(std::slice::from_ref(&passage));
        found.extend(pornography::find(&passage));
        let grave = found.iter().any(Finding::is_grave);
        for mut finding in found {
            finding.span = finding.span.start + span.start..finding.span.end + span.start;
            self.findings.push(finding);
        }
        grave
    }

    fn is_hidden(&self) -> bool {
        self.open.last().is_some_and(|element| element.hidden)
    }

    /// The host that a link leads to, if it is neither a government's nor the page's own.
    fn foreign(&self, href: &str) -> Option<String> {
        let absolute = if href.starts_with("//") { format!("http:{href}") } else { href.trim().to_owned() };
        let url = Url::parse(&absolute).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let host = url.host_str()?.to_owned();
        let own: Vec<&str> = self.own_host.iter().map(String::as_str).collect();
        (!is_government_host(&host, &own)).then_some(host)
    }

    fn push(&mut self, rule: Rule, span: Range<usize>, grave: bool, why: String) {
        self.findings.push(Finding::new(rule, Place::Page, self.html, span, grave, why));
    }
}

/// Four to eight small letters and nothing else.
fn is_random(id: &str) -> bool {
    (4..=8).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether an inline style takes an element from the reader's sight. `visibility` alone does not count: the platform hides
/// its whole body that way until its script has run.
fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    style.split(';').any(|rule| {
        let Some((name, value)) = rule.split_once(':') else { return false };
        let value = value.trim_end_matches("!important");
        match name {
            "display" => value == "none",
            "font-size" | "opacity" | "line-height" | "height" | "max-height" | "width" => {
                matches!(value, "0" | "0px" | "0%" | "0.0")
            }
            "text-indent" | "left" | "top" | "margin-left" | "margin-top" => {
                value.starts_with('-') && value.bytes().filter(u8::is_ascii_digit).count() > 3
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests;
