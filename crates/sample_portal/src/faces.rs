//! Where posts stand: on catalogue pages, on ordinary pages of the portal, among the published normative documents.

use std::collections::HashMap;

use gongkai_document::{Date, Document, Request, Validity};

use crate::forms::{ANSWERED, ASKED, TERM_YEARS};
use crate::generate::TODAY;
use crate::portal::Post;
use crate::sites::{MEASURES, NORMATIVE, QUESTIONS, SampleSite, channel};
use crate::writing::Paragraph;

/// A sort of page that a post can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A page of the catalogue, with the catalogue's box of fields.
    Catalogue,
    /// An ordinary page of the portal, in the column that the catalogue jumps to.
    Channel,
    /// A page among the published normative documents, with the document's state in a script. Its catalogue page is
    /// there as well.
    Normative,
}

/// Every how many repealed documents of the district one is published as a normative document; all others are.
const REPEALED_STEP: usize = 6;
/// A term that is not over yet and ends before this day is extended already.
const EXTENDED_BEFORE: Date = Date::constant(2026, 6, 30);

/// What the catalogue's pages say of where a text comes from: this site.
pub(crate) const OWN_SOURCE: &str = "本网";

/// The hour of the day at which everything is published.
pub(crate) const HOUR: i8 = 9;

/// Gives every post its page, and its document what is said there alone. Without `channels` all pages are the
/// catalogue's.
pub(crate) fn publish(posts: &mut [Post], sites: &[SampleSite], channels: bool) {
    let mut published = Published::default();
    for post in posts {
        let Some(site) = sites.get(post.site) else { continue };
        let column = post.columns.first().copied().unwrap_or_default();
        if channels && published.takes(post) {
            published.add(post);
        } else if let Some(folder) = channel(column).filter(|_| channels) {
            post.face = Face::Channel;
            post.document.url = Some(format!("{}{folder}/content/post_{}.html", site.path, post.id));
        }
        describe(post, site);
        if column == QUESTIONS {
            part(&mut post.document);
        }
    }
}

/// What every page says beside the post's own fields.
fn describe(post: &mut Post, site: &SampleSite) {
    let document = &mut post.document;
    document.site = Some(site.name.clone());
    document.site_id_code = Some(site.id_code.clone());
    document.published_at = document.published_on.map(|date| date.at(HOUR, 0, 0, 0));
    document.source = match post.face {
        Face::Catalogue => Some(OWN_SOURCE.to_owned()),
        Face::Channel | Face::Normative => document.publisher.clone(),
    };
    let pictures = post.paragraphs.iter().filter_map(|paragraph| match paragraph {
        Paragraph::Picture(what) => Some(what.as_str()),
        _ => None,
    });
    document.images = pictures.clone().count();
    document.text_poor = document.images > 0 && document.body.is_empty();
    if document.text_poor {
        // Nothing else can be searched for.
        document.body = std::iter::once(document.title.as_str()).chain(pictures).collect::<Vec<_>>().join("\n");
    }
}

/// Makes the text the answer alone, and puts the question beside it.
fn part(document: &mut Document) {
    let Some((question, answer)) = document.body.split_once('\n') else { return };
    let question = question.strip_prefix(ASKED).unwrap_or(question).to_owned();
    let department = document.publisher.clone();
    document.request = Some(Request { text: question, department, ..Request::default() });
    document.body = answer.strip_prefix(ANSWERED).unwrap_or(answer).to_owned();
}

/// The normative documents that are published so far.
#[derive(Default)]
struct Published {
    /// The last serial number of each year.
    serials: HashMap<i16, u32>,
    /// How many repealed ones there were to choose from.
    repealed: usize,
}

impl Published {
    /// Whether a post is to be among them. An explained document stays on its catalogue page, which alone links to the
    /// explanation.
    fn takes(&mut self, post: &Post) -> bool {
        let is_eligible =
            post.site == 0 && post.columns.first() == Some(&MEASURES) && post.document.relations.is_empty();
        let is_repealed = post.document.validity == Validity::Repealed;
        self.repealed += usize::from(is_eligible && is_repealed);
        is_eligible && (!is_repealed || self.repealed % REPEALED_STEP == 1)
    }

    fn add(&mut self, post: &mut Post) {
        let document = &mut post.document;
        let Some(made) = document.made_on else { return };
        let serial = self.serials.entry(made.year()).or_default();
        *serial += 1;
        document.unified_number = Some(format!("HD01{}{serial:04}", made.year()));
        let (validity, claim, terms) = match document.validity {
            Validity::Repealed => (Validity::Repealed, "失效（提前废止）", 1),
            _ if last_day(made, 1) < TODAY => (Validity::Expired, "失效", 1),
            _ if last_day(made, 1) < EXTENDED_BEFORE => (Validity::ValidExtended, "有效（延续实施）", 2),
            _ => (Validity::Valid, "有效", 1),
        };
        document.validity = validity;
        document.validity_claim = Some(claim.to_owned());
        document.effective_on = Some(made);
        document.expires_on = Some(last_day(made, terms));
        document.url = Some(format!("{NORMATIVE}/content/post_{}.html", post.id));
        post.face = Face::Normative;
    }
}

/// The last day of so many terms that begin on `made`.
fn last_day(made: Date, terms: i16) -> Date {
    let day_after = made.saturating_add(jiff::Span::new().years(terms * TERM_YEARS));
    day_after.saturating_sub(jiff::Span::new().days(1))
}

/// The folder of a post's catalogue page within its site.
pub(crate) fn catalogue_folder(id: u64) -> String {
    format!("/gkmlpt/content/{}/{}/", id / 1_000_000, id / 1_000)
}
