//! What every page has: its head, the service's name, the search box, the foot.

use gongkai_query::{PAGE_SIZE_DEFAULT, Scope, SearchRequest, Sort};

use crate::assets::{ICON, SCRIPT, STYLE};
use crate::display::Display;
use crate::identity::Identity;
use crate::routes::display;
use crate::views::links::web_link;
use crate::views::text::shown;

/// The frame of a page.
pub(super) struct Layout<'a> {
    pub(super) name: &'a str,
    pub(super) portal: Option<&'a str>,
    pub(super) request: Option<&'a str>,
    pub(super) style: String,
    pub(super) icon: String,
    pub(super) script: String,
    /// Where the size of text is chosen, its style sheet, and the sizes.
    pub(super) display: &'static str,
    pub(super) display_style: &'static str,
    pub(super) sizes: [(Display, &'static str); 3],
}

impl<'a> Layout<'a> {
    pub(super) fn new(identity: &'a Identity) -> Self {
        Self {
            name: &identity.name,
            portal: identity.portal_url.as_deref().and_then(web_link),
            request: identity.request_url.as_deref().and_then(web_link),
            style: STYLE.href(),
            icon: ICON.href(),
            script: SCRIPT.href(),
            display: display::PATH,
            display_style: display::STYLE_PATH,
            sizes: Display::ALL,
        }
    }
}

/// The search box, filled in as the search that is shown.
#[derive(Default)]
pub(super) struct SearchBox {
    pub(super) text: String,
    pub(super) in_title: bool,
    /// What a new query keeps without showing it: names and values.
    pub(super) kept: Vec<(&'static str, String)>,
}

impl SearchBox {
    pub(super) fn new(request: &SearchRequest) -> Self {
        let mut kept = Vec::new();
        if request.sort() != Sort::default() {
            kept.push(("sort", request.sort().code().to_owned()));
        }
        if request.size() != PAGE_SIZE_DEFAULT {
            kept.push(("size", request.size().to_string()));
        }
        if !request.expands() {
            kept.push(("expand", "0".to_owned()));
        }
        Self { text: shown(request.text()), in_title: request.scope() == Scope::Title, kept }
    }
}
