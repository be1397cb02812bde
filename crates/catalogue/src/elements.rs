//! Elements of a page found by what they are called.

use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node};

/// Every element of a page, in its order.
pub(crate) fn elements(html: &Html) -> impl Iterator<Item = ElementRef<'_>> {
    html.tree.root().descendants().filter_map(ElementRef::wrap)
}

/// Every element under `node`, itself included, in their order.
pub(crate) fn elements_under(node: NodeRef<'_, Node>) -> impl Iterator<Item = ElementRef<'_>> {
    node.descendants().filter_map(ElementRef::wrap)
}

/// Whether the element has a class.
pub(crate) fn has_class(element: ElementRef<'_>, class: &str) -> bool {
    element.value().classes().any(|own| own == class)
}

/// Whether there is a text, a picture or a film under the element.
pub(crate) fn holds_something(element: ElementRef<'_>) -> bool {
    element.descendants().skip(1).any(|node| match node.value() {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) => matches!(element.name(), "img" | "video" | "audio" | "embed"),
        _ => false,
    })
}

/// The text without its white space: what two spellings of one title share.
pub(crate) fn squashed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
