//! The meta tags that every government site must write (国办发〔2017〕47号, 政府网站发展指引).

use gongkai_document::Page;
use scraper::Html;

use crate::elements::elements;
use crate::html::parse_page;
use crate::value::present;
use crate::{CatalogueError, decode};

/// What the tags say; absent where they are missing, empty or `null`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NationalTags {
    /// The site's name (`SiteName`).
    pub site: Option<String>,
    /// The site's national number (`SiteIDCode`).
    pub site_id_code: Option<String>,
    /// The column's name (`ColumnName`): on a catalogue's page often the whole catalogue's.
    pub column: Option<String>,
    /// The sort of column (`ColumnType`).
    pub column_type: Option<String>,
    /// The article's title (`ArticleTitle`), which only pages of articles have.
    pub title: Option<String>,
    /// The time of publication as written (`PubDate`): to the day, the minute or the second.
    pub published: Option<String>,
    /// Where the text is from (`ContentSource`).
    pub source: Option<String>,
    /// The page's own address (`Url`).
    pub url: Option<String>,
}

/// What any page says of itself in the national tags, whether it is understood or not.
///
/// # Errors
/// A page that does not decode or is too large to be parsed.
pub fn read_tags(page: &Page) -> Result<NationalTags, CatalogueError> {
    let text = decode(page)?;
    Ok(NationalTags::read(&parse_page(&page.url, &text)?))
}

impl NationalTags {
    /// Reads the tags; the first of a name that says something holds, and case does not matter.
    pub(crate) fn read(html: &Html) -> Self {
        let mut tags = Self::default();
        for meta in elements(html).filter(|element| element.value().name() == "meta") {
            let Some(name) = meta.attr("name") else { continue };
            let field = match name.trim().to_ascii_lowercase().as_str() {
                "sitename" => &mut tags.site,
                "siteidcode" => &mut tags.site_id_code,
                "columnname" => &mut tags.column,
                "columntype" => &mut tags.column_type,
                "articletitle" => &mut tags.title,
                "pubdate" => &mut tags.published,
                "contentsource" => &mut tags.source,
                "url" => &mut tags.url,
                _ => continue,
            };
            if field.is_none() {
                *field = meta.attr("content").and_then(present).map(str::to_owned);
            }
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn the_first_tag_that_says_something_holds() {
        let url = Url::parse("http://portal.example/").unwrap();
        let text = "<meta name='SiteName' content='null'><meta name=sitename content='\u{A0}青禾区人民政府 '>\
            <meta name=SiteName content='别处'><meta name='PubDate'\n content='2024-01-05&nbsp;09:12'><meta name=Author content=''>";
        let tags = NationalTags::read(&parse_page(&url, text).unwrap());
        assert_eq!(tags.site.as_deref(), Some("青禾区人民政府"));
        assert_eq!(tags.published.as_deref(), Some("2024-01-05\u{A0}09:12"));
        assert_eq!(tags.title, None);
    }
}
