//! The pages that are looked at: one of each kind.

use crate::sample::encoded;
use crate::served::Served;

/// A page, by how to reach it.
pub(crate) struct Page {
    /// What pictures and findings call it.
    pub(crate) name: &'static str,
    /// The address below the service; `{measures}` stands for the document with two versions, `{case}` for [`CASE`], the
    /// other names for what [`Served`] has of them.
    path: &'static str,
    /// What is searched, for pages of results.
    query: Option<&'static str>,
    /// More parameters of the search.
    more: &'static str,
    /// An element that stands on no page of another kind.
    pub(crate) sign: &'static str,
    /// Whether the browser is right to note that the page was refused.
    pub(crate) refused: bool,
}

const fn plain(name: &'static str, path: &'static str, sign: &'static str) -> Page {
    Page { name, path, query: None, more: "", sign, refused: false }
}

const fn search(name: &'static str, query: &'static str, more: &'static str, sign: &'static str) -> Page {
    Page { query: Some(query), more, ..plain(name, "/search", sign) }
}

/// A page for staff; every browser of the tests is signed in.
const fn staff(name: &'static str, path: &'static str, sign: &'static str) -> Page {
    plain(name, path, sign)
}

/// The sample register's request that pages are opened of.
pub(crate) const CASE: &str = "花公开申〔2020〕12号";

/// Whoever adds a kind of page adds a line.
pub(crate) const PAGES: &[Page] = &[
    plain("home", "/", ".welcome"),
    search("results", "花都区 通知", "", ".hits > li:nth-child(10)"),
    search("filtered", "花都区", "&kind=policy&year=2020&in=title", ".active"),
    search("understood", "花府办 2020 12", "", ".understood"),
    search("few", "老人助餐配餐 -公示", "", ".hits"),
    search("nothing", "laorenzhucan", "&kind=policy", ".nothing"),
    plain("document", "/documents/{measures}", "article .text"),
    plain("versions", "/documents/{measures}/versions/2", ".differences"),
    plain("api", "/api", ".manual table, .wide table"),
    Page { refused: true, ..plain("refusal", "/documents/none", ".notice") },
    staff("sign-in", "/staff/sign-in", ".sign-in form"),
    staff("precedents", "/staff/search", ".precedents #text"),
    staff("found", "/staff/search?number={case}", ".precedents .cards li:nth-child(5)"),
    staff("compare", "/staff/compare?number={case}&with={precedent}", ".compare .pair"),
    staff("certificate", "/staff/certificates/{certificate}?verify=1", ".certificate .sound"),
    staff("certificates", "/staff/certificates", ".certificates #queries"),
    staff("register", "/staff/register", ".register tbody tr:nth-child(50)"),
    staff("register-overdue", "/staff/register?overdue=1", ".register tbody .ended"),
    staff("case", "/staff/requests/{case}", ".case .correct"),
    staff("tables", "/staff/tables?year=2020", ".tables td a"),
    Page { refused: true, ..staff("staff-refusal", "/staff/requests/none", ".notice .notice") },
    Page { refused: true, ..search("refused-search", "花都", "&page=x", ".notice") },
];

impl Page {
    /// Its whole address.
    pub(crate) fn address(&self, served: &Served) -> String {
        let mut path = self.path.replace("{measures}", served.measures.id.as_str());
        for (place, text) in
            [("{case}", CASE), ("{precedent}", &served.precedent), ("{certificate}", &served.certificate)]
        {
            path = path.replace(place, &encoded(text));
        }
        let query = self.query.map(|query| format!("?q={}{}", encoded(query), self.more)).unwrap_or_default();
        format!("{}{path}{query}", served.base)
    }

    /// The page of this name.
    pub(crate) fn named(name: &str) -> &'static Self {
        PAGES.iter().find(|page| page.name == name).unwrap_or_else(|| panic!("no page is called {name}"))
    }
}
