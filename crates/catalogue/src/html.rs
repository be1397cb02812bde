//! HTML to a tree, within limits that hold before the tree is built.
//!
//! html5ever follows the standard even where that costs quadratic time in the depth of the tree (servo/html5ever#788):
//! 100,000 nested `<div>` in 1.1 MB take 68 s. So the text is fed in small pieces, a counting sink watches the tree grow,
//! and reading stops at the first piece that takes it past a limit. Unclosed formatting tags, which the standard opens
//! again in every paragraph, run into the same limits.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use ego_tree::NodeId;
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns};
use scraper::{Html, HtmlTreeSink};
use url::Url;

use crate::CatalogueError;
use crate::tags::{ATTRIBUTES_MAX, has_endless_tag};

/// The most elements and comments of a page: 12.5 million `<br>` in 50 MB took 1.6 GB of memory.
pub const NODES_MAX: usize = 500_000;

/// The deepest nesting of a page: browsers stop at 512.
pub const DEPTH_MAX: usize = 512;

/// How much text is parsed between two looks at the counters; it can nest by a third of this at most.
const PIECE_BYTES: usize = 4_096;

/// What a page lacks that was cut off.
pub(crate) const END: &str = "the page's end (</html>)";

/// Whether a page was not cut off: half a text or half a list looks like a whole one.
pub(crate) fn is_whole(text: &str) -> bool {
    text.contains("</html>") || text.contains("</HTML>")
}

/// Parses a whole page.
pub(crate) fn parse_page(url: &Url, text: &str) -> Result<Html, CatalogueError> {
    let counts = Rc::new(Counts::default());
    let sink = CountingSink::new(Html::new_document(), &counts);
    feed(url, text, html5ever::parse_document(sink, ParseOpts::default()), &counts)
}

/// Parses the inside of a `<div>`, such as the text of a post within its JSON.
pub(crate) fn parse_fragment(url: &Url, text: &str) -> Result<Html, CatalogueError> {
    let counts = Rc::new(Counts::default());
    let sink = CountingSink::new(Html::new_fragment(), &counts);
    let context = QualName::new(None, ns!(html), local_name!("div"));
    feed(url, text, html5ever::parse_fragment(sink, ParseOpts::default(), context, Vec::new(), false), &counts)
}

fn feed(
    url: &Url,
    text: &str,
    mut parser: html5ever::Parser<CountingSink>,
    counts: &Counts,
) -> Result<Html, CatalogueError> {
    let too_large = |what, found, max| Err(CatalogueError::TooLarge { url: url.clone(), what, found, max });
    if has_endless_tag(text) {
        return too_large("attributes in a tag", ATTRIBUTES_MAX + 1, ATTRIBUTES_MAX);
    }
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE_BYTES);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, after) = rest.split_at(end);
        parser.process(StrTendril::from(piece));
        rest = after;
        if counts.nodes.get() > NODES_MAX {
            return too_large("nodes", counts.nodes.get(), NODES_MAX);
        }
        if counts.depth.get() > DEPTH_MAX {
            return too_large("levels of nesting", counts.depth.get(), DEPTH_MAX);
        }
    }
    Ok(parser.finish())
}

#[derive(Default)]
struct Counts {
    nodes: Cell<usize>,
    depth: Cell<usize>,
    late_attributes: Cell<usize>,
}

/// scraper's own sink, watched.
struct CountingSink {
    inner: HtmlTreeSink,
    counts: Rc<Counts>,
    depths: RefCell<HashMap<NodeId, usize>>,
}

impl CountingSink {
    fn new(html: Html, counts: &Rc<Counts>) -> Self {
        Self { inner: HtmlTreeSink::new(html), counts: Rc::clone(counts), depths: RefCell::default() }
    }

    fn count(&self, node: NodeId) -> NodeId {
        self.counts.nodes.set(self.counts.nodes.get() + 1);
        node
    }

    fn place(&self, parent_depth: usize, child: &NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(child) = child {
            let depth = parent_depth + 1;
            self.depths.borrow_mut().insert(*child, depth);
            self.counts.depth.set(self.counts.depth.get().max(depth));
        }
    }

    fn depth_of(&self, node: NodeId) -> usize {
        self.depths.borrow().get(&node).copied().unwrap_or(0)
    }
}

impl TreeSink for CountingSink {
    type Handle = NodeId;
    type Output = Html;
    type ElemName<'a> = <HtmlTreeSink as TreeSink>::ElemName<'a>;

    fn finish(self) -> Html {
        self.inner.finish()
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.inner.parse_error(message);
    }

    fn get_document(&self) -> NodeId {
        self.inner.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.inner.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.count(self.inner.create_element(name, attributes, flags))
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.count(self.inner.create_comment(text))
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.count(self.inner.create_pi(target, data))
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.place(self.depth_of(*parent), &child);
        self.inner.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        self.place(self.depth_of(*element).max(self.depth_of(*previous)), &child);
        self.inner.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.inner.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        let contents = self.inner.get_template_contents(target);
        self.place(self.depth_of(*target), &NodeOrText::AppendNode(contents));
        contents
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        self.inner.same_node(one, other)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, new_node: NodeOrText<NodeId>) {
        self.place(self.depth_of(*sibling), &new_node);
        self.inner.append_before_sibling(sibling, new_node);
    }

    /// A second `<html>` or `<body>` gives its attributes to the first one. Nobody reads those, and 300,000 such tags
    /// take 12 s, so what comes past the limit is dropped.
    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        let late = &self.counts.late_attributes;
        late.set(late.get() + attributes.len());
        if late.get() <= ATTRIBUTES_MAX {
            self.inner.add_attrs_if_missing(target, attributes);
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.inner.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.inner.reparent_children(node, new_parent);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[track_caller]
    fn check_refused(text: &str, expected: &str) {
        let url = Url::parse("http://portal.example/").unwrap();
        for parsed in [parse_page(&url, text), parse_fragment(&url, text)] {
            match parsed {
                Err(CatalogueError::TooLarge { what, .. }) => assert_eq!(what, expected),
                other => panic!("not refused: {:?}", other.map(|html| html.tree.nodes().count())),
            }
        }
    }

    #[test]
    fn nesting_past_the_limit_is_refused_early() {
        check_refused(&"<div>".repeat(100_000), "levels of nesting");
        check_refused(&"<ul><li>".repeat(50_000), "levels of nesting");
        check_refused(&"<span>".repeat(100_000), "levels of nesting");
        check_refused(&"<table><tr><td>".repeat(20_000), "levels of nesting");
        check_refused(&"<template>".repeat(20_000), "levels of nesting");
    }

    #[test]
    fn formatting_tags_that_no_paragraph_closes_are_refused_early() {
        let mut nested = String::new();
        let mut between = String::new();
        for number in 0..20_000 {
            write!(nested, "<b a={number}>").unwrap();
            write!(between, "<p><b a={number}>x</p>").unwrap();
        }
        check_refused(&(nested + &"<p>".repeat(20_000)), "levels of nesting");
        check_refused(&between, "levels of nesting");
    }

    #[test]
    fn too_many_nodes_are_refused() {
        check_refused(&"<br>".repeat(NODES_MAX + 1), "nodes");
        check_refused(&"<!---->".repeat(NODES_MAX + 1), "nodes");
    }

    #[test]
    fn a_long_list_whose_items_nobody_closes_is_honest() {
        let url = Url::parse("http://portal.example/").unwrap();
        let list = format!("<ul>{}</ul>", "<li><a href=x>花都</a>".repeat(2_000));
        assert!(parse_page(&url, &list).is_ok());
        assert!(parse_page(&url, &"<p>一<p>二".repeat(2_000)).is_ok());
    }

    #[test]
    fn pieces_are_cut_between_characters() {
        let url = Url::parse("http://portal.example/").unwrap();
        let text = "花都区".repeat(5_000);
        let html = parse_fragment(&url, &format!("x<p>{text}")).unwrap();
        assert_eq!(html.root_element().text().collect::<String>(), format!("x{text}"));
    }
}
