//! Which family of portals a page comes from, and the way into that family's own files.
//!
//! A second family is a second variant, a second folder beside `nfcms/`, and a second set of fixtures for the contract
//! suite. There is no trait: the set is closed, and each question is one `match`.

use gongkai_document::{CatalogueColumn, Document, ListFace, Listing, ListingItem, Page, Site, Validity};
use url::Url;

use crate::{CatalogueError, decode, nfcms, refusal};

/// A family of portals: sites made by one content management system, alike in their pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// The disclosure catalogues (`gkmlpt`) of Guangdong's common platform.
    Nfcms,
}

impl Family {
    /// Every family.
    pub const ALL: &'static [Self] = &[Self::Nfcms];

    /// The platform's name in document ids.
    pub const fn platform(self) -> &'static str {
        match self {
            Self::Nfcms => nfcms::PLATFORM,
        }
    }

    /// The family that names its documents so.
    fn of_platform(platform: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|family| family.platform() == platform)
    }

    /// The family whose marks the page bears.
    fn of(page: &Page, text: &str) -> Option<Self> {
        nfcms::made(&page.url, text).then_some(Self::Nfcms)
    }
}

/// Reads a catalogue's front page (`/gkmlpt/index`).
///
/// # Errors
/// A page that is not understood, gone, blocked or too large is an error, never a site without columns.
pub fn read_site(page: &Page) -> Result<Site, CatalogueError> {
    refusal::check_status(page)?;
    let text = decode(page)?;
    match Family::of(page, &text) {
        Some(Family::Nfcms) => nfcms::read_site(page, &text),
        None => Err(refusal::explain(&page.url, &text, "window._CONFIG")),
    }
}

/// Reads one answer of a column's list.
///
/// # Errors
/// An answer that is no JSON, or JSON of another shape, is an error, never an empty list. [`CatalogueError::Gone`] is how
/// a portal answers a page number past the end.
pub fn read_listing(page: &Page) -> Result<Listing, CatalogueError> {
    refusal::check_status(page)?;
    // A list bears no mark of its family yet: there is one shape.
    nfcms::read_listing(page, &decode(page)?)
}

/// The faces by which a column's list can be read, the one that tells most first; none for a column whose items are
/// elsewhere. Their hosts are the caller's to allow.
pub fn list_faces(site: &Site, column: &CatalogueColumn) -> Vec<ListFace> {
    match Family::of_platform(&site.platform) {
        Some(Family::Nfcms) => nfcms::list_faces(site, column),
        None => Vec::new(),
    }
}

/// The address of one page (from 1) of a column's list; none when the column has no such face.
pub fn list_url(site: &Site, column: &CatalogueColumn, face: ListFace, page_number: u32) -> Option<Url> {
    match Family::of_platform(&site.platform)? {
        Family::Nfcms => nfcms::list_url(site, column, face, page_number),
    }
}

/// Gives a document what its list says and its own page leaves out. What the page says stays.
pub fn complete(document: &mut Document, item: &ListingItem) {
    fn fill<T: Clone>(field: &mut Option<T>, given: &Option<T>) {
        if field.is_none() {
            field.clone_from(given);
        }
    }
    fill(&mut document.publisher, &item.publisher);
    fill(&mut document.document_number, &item.document_number);
    fill(&mut document.index_number, &item.index_number);
    fill(&mut document.published_on, &item.published_on);
    fill(&mut document.made_on, &item.made_on);
    if document.validity == Validity::Unknown {
        document.validity = item.validity;
    }
}

/// Reads the page of one item.
///
/// # Errors
/// A page that is not understood, gone, blocked, too large or of another post is an error, never an empty document.
pub fn read_document(page: &Page) -> Result<Document, CatalogueError> {
    refusal::check_status(page)?;
    let text = decode(page)?;
    match Family::of(page, &text) {
        Some(Family::Nfcms) => nfcms::read_document(page, &text),
        None => Err(refusal::explain(&page.url, &text, "window._CONFIG")),
    }
}
