//! Which family of portals a page comes from, and the way into that family's own files.
//!
//! A further family is a further variant, a folder beside `nfcms/`, and a set of fixtures for the contract suite. There is
//! no trait: the set is closed, and each question is one `match`.

use gongkai_document::{CatalogueColumn, Document, ListFace, Listing, ListingItem, Page, Site, Validity};
use scraper::Html;
use url::Url;

use crate::html::{END, is_whole, parse_page};
use crate::main_text::marked;
use crate::meta::NationalTags;
use crate::{CatalogueError, decode, id_of, link_list, nfcms, refusal, trs};

/// A family of portals: sites made by one content management system, alike in their pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Guangdong's common platform: the catalogue (`gkmlpt`) and the ordinary channels beside it.
    Nfcms,
    /// Sites made with TRS, whose posts stand in folders of months (`/202404/t20240401_2211.html`).
    Trs,
}

impl Family {
    /// Every family.
    pub const ALL: &'static [Self] = &[Self::Nfcms, Self::Trs];

    /// The platform's name in document ids.
    pub const fn platform(self) -> &'static str {
        match self {
            Self::Nfcms => nfcms::PLATFORM,
            Self::Trs => trs::PLATFORM,
        }
    }

    /// The family that names its documents so.
    fn of_platform(platform: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|family| family.platform() == platform)
    }

    /// The family whose marks a page of links or a front page bears.
    fn of_list(text: &str) -> Option<Self> {
        // A site of one family may link to posts of another, so what only one of them writes decides first.
        match text {
            text if nfcms::names_itself(text) => Some(Self::Nfcms),
            text if trs::links_to_posts(text) => Some(Self::Trs),
            text if nfcms::links_to_posts(text) => Some(Self::Nfcms),
            text if trs::names_itself(text) => Some(Self::Trs),
            _ => None,
        }
    }
}

/// What a page in HTML is, outside the catalogue with its own configuration.
struct HtmlPage<'a> {
    url: &'a Url,
    text: &'a str,
    html: Html,
    tags: NationalTags,
}

impl<'a> HtmlPage<'a> {
    fn parse(url: &'a Url, text: &'a str) -> Result<Self, CatalogueError> {
        let html = parse_page(url, text)?;
        let tags = NationalTags::read(&html);
        Ok(Self { url, text, html, tags })
    }

    /// Only articles have the tag `ArticleTitle` or name a post; an old page may have nothing but an article's address and text.
    fn is_article(&self) -> bool {
        let is_known = || {
            let marks = nfcms::TEXT_MARKS.iter().chain(&trs::TEXT_MARKS);
            id_of(self.url).is_some() && marked(&self.html, &marks.copied().collect::<Vec<_>>()).is_some()
        };
        self.tags.title.is_some() || nfcms::names_post(self.text) || is_known()
    }

    /// The list that the page holds; none is an error.
    fn list(&self) -> Result<Listing, CatalogueError> {
        match link_list::read(self.url, &self.html, self.text) {
            Ok(Some(_)) if !is_whole(self.text) => Err(self.missing(END)),
            Ok(Some(listing)) => Ok(listing),
            Ok(None) => Err(self.missing("a list (`articles` in JSON, or links to posts with their dates)")),
            Err(what) => Err(CatalogueError::not_understood(self.url, what)),
        }
    }

    fn missing(&self, what: &str) -> CatalogueError {
        refusal::explain(self.url, self.text, what)
    }

    fn wrong(&self, expected: &'static str, found: &'static str) -> CatalogueError {
        CatalogueError::WrongSort { url: self.url.clone(), expected, found }
    }
}

/// Reads a site: a catalogue's front page (`/gkmlpt/index`), a TRS site's front page of disclosure, or any list page,
/// which is a site of one column.
///
/// # Errors
/// A page that is not understood, gone, blocked or too large is an error, never a site without columns.
pub fn read_site(page: &Page) -> Result<Site, CatalogueError> {
    refusal::check_status(page)?;
    let text = decode(page)?;
    let url = &page.url;
    if nfcms::made_catalogue(url, &text) {
        return nfcms::read_site(page, &text);
    }
    let page = HtmlPage::parse(url, &text)?;
    match Family::of_list(&text) {
        Some(_) if page.is_article() => Err(page.wrong("a site's front page or list", "an article")),
        Some(Family::Nfcms) => {
            page.list()?;
            nfcms::read_column_site(url, &text, &page.html, &page.tags)
        }
        Some(Family::Trs) if is_whole(&text) => trs::read_site(url, &text, &page.html, &page.tags),
        Some(Family::Trs) => Err(page.missing(END)),
        None => Err(page.missing("window._CONFIG, or the marks of a known family's list")),
    }
}

/// Reads one page of a column's list: an answer in JSON, or a page of links.
///
/// # Errors
/// An answer of another shape is an error, never an empty list. [`CatalogueError::Gone`] is how a portal answers a page
/// number past the end.
pub fn read_listing(page: &Page) -> Result<Listing, CatalogueError> {
    refusal::check_status(page)?;
    let text = decode(page)?;
    if text.trim_start().starts_with(['{', '[']) {
        return nfcms::read_listing(page, &text);
    }
    let page = HtmlPage::parse(&page.url, &text)?;
    if page.is_article() {
        return Err(page.wrong("a list", "an article"));
    }
    if nfcms::has_configuration(&text) {
        return Err(page.wrong("a list", "a catalogue's front page"));
    }
    page.list()
}

/// The faces by which a column's list can be read, the one that tells most first; none for a column whose items are
/// elsewhere. Their hosts are the caller's to allow.
pub fn list_faces(site: &Site, column: &CatalogueColumn) -> Vec<ListFace> {
    match Family::of_platform(&site.platform) {
        Some(Family::Nfcms) => nfcms::list_faces(site, column),
        Some(Family::Trs) => trs::list_faces(site, column),
        None => Vec::new(),
    }
}

/// The address of one page (from 1) of a column's list; none when the column has no such face.
pub fn list_url(site: &Site, column: &CatalogueColumn, face: ListFace, page_number: u32) -> Option<Url> {
    match Family::of_platform(&site.platform)? {
        Family::Nfcms => nfcms::list_url(site, column, face, page_number),
        Family::Trs => trs::list_url(site, column, face, page_number),
    }
}

/// Gives a document what its list says and its own page leaves out. What the page says stays.
pub fn complete(document: &mut Document, item: &ListingItem) {
    fn fill<T: Clone>(field: &mut Option<T>, given: Option<&T>) {
        if field.is_none() {
            *field = given.cloned();
        }
    }
    fill(&mut document.publisher, item.publisher.as_ref());
    fill(&mut document.document_number, item.document_number.as_ref());
    fill(&mut document.index_number, item.index_number.as_ref());
    fill(&mut document.published_on, item.published_on.as_ref());
    fill(&mut document.made_on, item.made_on.as_ref());
    if document.validity == Validity::Unknown {
        document.validity = item.validity;
    }
}

/// Reads the page of one item.
///
/// # Errors
/// A page that is not understood, gone, blocked, too large or of another post is an error, never an empty document.
pub fn read_document(page: &Page) -> Result<Document, CatalogueError> {
    const EXPECTED: &str = "an article";
    refusal::check_status(page)?;
    let text = decode(page)?;
    let url = &page.url;
    if nfcms::made_catalogue(url, &text) {
        return nfcms::read_document(page, &text);
    }
    let page = HtmlPage::parse(url, &text)?;
    if let Some(id) = nfcms::letter_of(url) {
        return nfcms::read_letter(url, &text, &page.html, id);
    }
    if text.trim_start().starts_with('{') && text.contains("\"articles\"") {
        return Err(page.wrong(EXPECTED, "a list in JSON"));
    }
    if !page.is_article() {
        return Err(match page.list() {
            Ok(_) => page.wrong(EXPECTED, "a list"),
            Err(_) => page.missing("an article (ArticleTitle, a post's number, or a known template's text)"),
        });
    }
    if !is_whole(&text) {
        return Err(page.missing(END));
    }
    match trs::post_of(url) {
        Some(id) => trs::read_article(url, &text, &page.html, &page.tags, id),
        None => nfcms::read_article(url, &text, &page.html, &page.tags),
    }
}
