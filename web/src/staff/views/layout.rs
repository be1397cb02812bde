//! What every page for staff has: its head, where one can go, who is signed in.

use gongkai_accounts::{Permission, Role};

use crate::assets::{ICON, STAFF_SCRIPT, STAFF_STYLE, STYLE};
use crate::display::Display;
use crate::identity::Identity;
use crate::routes::display;
use crate::staff::desk::Visitor;
use crate::staff::router::{CERTIFICATES, HOME, REGISTER, SEARCH, SIGN_OUT, TABLES};

/// Where a page stands among those that every page leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Search,
    Register,
    Tables,
    Certificates,
    Elsewhere,
}

/// The frame of a page.
pub(super) struct Layout<'a> {
    pub(super) name: &'a str,
    pub(super) style: String,
    pub(super) staff_style: String,
    pub(super) icon: String,
    pub(super) script: String,
    pub(super) home: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) display: &'static str,
    pub(super) display_style: &'static str,
    pub(super) sizes: [(Display, &'static str); 3],
    /// Who is signed in, with what they are and what their forms carry.
    pub(super) visitor: Option<SignedIn<'a>>,
    /// Where one can go: address, words, and whether this is it.
    pub(super) places: Vec<(&'static str, &'static str, bool)>,
}

/// Who is signed in.
pub(super) struct SignedIn<'a> {
    pub(super) name: &'a str,
    pub(super) role: &'static str,
    pub(super) csrf: &'a str,
}

impl<'a> Layout<'a> {
    pub(super) fn new(identity: &'a Identity, visitor: Option<&'a Visitor>, place: Place) -> Self {
        let sees_cases = visitor.is_some_and(|visitor| visitor.may(Permission::ViewCases));
        let places = [
            (SEARCH, "查先例", Place::Search),
            (REGISTER, "登记簿", Place::Register),
            (TABLES, "统计表", Place::Tables),
            (CERTIFICATES, "检索记录单", Place::Certificates),
        ];
        Self {
            name: &identity.name,
            style: STYLE.href(),
            staff_style: STAFF_STYLE.href(),
            icon: ICON.href(),
            script: STAFF_SCRIPT.href(),
            home: HOME,
            sign_out: SIGN_OUT,
            display: display::PATH,
            display_style: display::STYLE_PATH,
            sizes: Display::ALL,
            visitor: visitor.map(|visitor| SignedIn {
                name: &visitor.account.display_name,
                role: role(visitor.account.role),
                csrf: &visitor.csrf,
            }),
            places: places
                .into_iter()
                .filter(|_| sees_cases)
                .map(|(to, words, one)| (to, words, one == place))
                .collect(),
        }
    }
}

/// A role in the words of an office.
const fn role(role: Role) -> &'static str {
    match role {
        Role::Clerk => "经办",
        Role::Reviewer => "审核",
        Role::Operator => "系统管理",
    }
}
