//! The text of any page, whether it is a document or not.

use gongkai_document::Page;

use crate::html::parse_page;
use crate::refusal::title_of;
use crate::text::text_of;
use crate::{CatalogueError, decode};

/// Everything that a reader of the page sees, a paragraph a line, menus and footer included.
///
/// # Errors
/// A page that does not decode or is too large to be parsed.
pub fn visible_text(page: &Page) -> Result<String, CatalogueError> {
    let text = decode(page)?;
    Ok(text_of(parse_page(&page.url, &text)?.tree.root()))
}

/// The title that a browser shows for the page; empty where it has none.
///
/// # Errors
/// A page that does not decode or is too large to be parsed.
pub fn title_of_page(page: &Page) -> Result<String, CatalogueError> {
    let text = decode(page)?;
    Ok(title_of(&parse_page(&page.url, &text)?).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::testing::page;

    #[test]
    fn scripts_are_not_seen_and_every_paragraph_is_a_line() {
        let html =
            "<html><head><title>题</title></head><body><script>var a</script><p>甲</p><div>乙</div></body></html>";
        let page = page("http://a.example/", html);
        assert_eq!(super::visible_text(&page).unwrap(), "甲\n乙");
        assert_eq!(super::title_of_page(&page).unwrap(), "题");
    }
}
