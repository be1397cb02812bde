//! The files that hang on a document: where they are, what they say, or why nobody could read them.

use gongkai_document::Attachment;

use crate::views::links::web_link;
use crate::views::paragraphs::{Paragraph, paragraphs};
use crate::views::search::file_name;

/// How much of the files' text a page carries, in characters over all files: some four hundred pages. Whoever wants the
/// rest opens the file.
const TEXT_CHARS_MAX: usize = 200_000;

/// A file that hangs on a document.
pub(super) struct File<'a> {
    pub(super) name: String,
    pub(super) href: Option<&'a str>,
    /// Why it has no text.
    pub(super) unread: Option<&'static str>,
    /// Its text.
    pub(super) paragraphs: Vec<Paragraph<'a>>,
    /// Whether the text goes on beyond them.
    pub(super) cut: bool,
}

/// The files in their order.
pub(super) fn files(attachments: &[Attachment]) -> Vec<File<'_>> {
    let mut left = TEXT_CHARS_MAX;
    let mut files = Vec::new();
    for attachment in attachments {
        let text = attachment.text.as_deref().unwrap_or_default().trim();
        let end = text.char_indices().nth(left).map(|(at, _)| at);
        let shown = end.and_then(|end| text.get(..end)).unwrap_or(text);
        left -= shown.chars().count();
        files.push(File {
            name: file_name(&attachment.name),
            href: web_link(&attachment.url),
            unread: attachment.unread.filter(|_| text.is_empty()).map(gongkai_document::Unread::label),
            paragraphs: paragraphs(shown),
            cut: end.is_some(),
        });
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: String) -> Attachment {
        let mut file = Attachment::new("表.xlsx", "https://www.example.gov.cn/1.xlsx");
        file.text = Some(text);
        file
    }

    #[test]
    fn a_page_carries_so_much_text_and_says_where_it_was_cut() {
        let attachments = [
            file("一".repeat(TEXT_CHARS_MAX - 1)),
            file("二\n\n 三 ".to_owned()),
            file("四".to_owned()),
            file(String::new()),
        ];
        let files = files(&attachments);
        let chars = |paragraph: &Paragraph<'_>| match paragraph {
            Paragraph::Plain(line) => line.chars().count(),
            _ => 0,
        };
        let shown: Vec<(usize, bool)> =
            files.iter().map(|file| (file.paragraphs.iter().map(chars).sum(), file.cut)).collect();
        assert_eq!(shown, [(TEXT_CHARS_MAX - 1, false), (1, true), (0, true), (0, false)]);
    }
}
