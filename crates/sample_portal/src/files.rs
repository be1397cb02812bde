//! Writes files as offices attach them: the smallest that programs accept.

mod docx;
mod ofd;
mod pdf;
mod xlsx;
mod xml;
mod zip;

use gongkai_document::Unread;

use crate::writing::{Paragraph, plain};

/// A sort of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Docx,
    Xlsx,
    Pdf,
    /// A PDF of pictures of pages.
    Scan,
    /// The national format for fixed pages (GB/T 33190).
    Ofd,
    /// A packed file.
    Rar,
    /// The format of a word processor of the country's own.
    Wps,
}

impl FileKind {
    /// What names of such files end in.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pdf | Self::Scan => "pdf",
            Self::Ofd => "ofd",
            Self::Rar => "rar",
            Self::Wps => "wps",
        }
    }

    /// What the portal says that such files are.
    pub(crate) const fn mime(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf | Self::Scan => "application/pdf",
            Self::Ofd => "application/ofd",
            Self::Rar => "application/vnd.rar",
            Self::Wps => "application/vnd.ms-works",
        }
    }

    /// Why nobody gets its text; `None` for a file that can be read.
    pub(crate) const fn unread(self) -> Option<Unread> {
        match self {
            Self::Docx | Self::Xlsx | Self::Pdf | Self::Ofd => None,
            Self::Scan => Some(Unread::Scanned),
            Self::Rar | Self::Wps => Some(Unread::Format),
        }
    }

    /// The file that holds `paragraphs`.
    pub(crate) fn write(self, paragraphs: &[Paragraph]) -> Vec<u8> {
        match self {
            Self::Docx => docx::write(paragraphs),
            Self::Xlsx => xlsx::write(paragraphs),
            Self::Pdf => pdf::write(paragraphs),
            Self::Scan => pdf::scan(),
            Self::Ofd => ofd::write(paragraphs),
            Self::Rar => b"Rar!\x1A\x07\x01\0".to_vec(),
            // The head of a compound file, and nothing that anybody reads.
            Self::Wps => [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 504]].concat(),
        }
    }
}

/// The most characters on a line of an A4 page in 12 points.
const CHARACTERS_MAX: usize = 40;

/// The lines of `paragraphs` on a page; the cells of a row have a space of full width between.
fn page_lines(paragraphs: &[Paragraph]) -> Vec<Vec<char>> {
    let text = plain(paragraphs).replace('\t', "　");
    let cut = |line: &str| {
        let characters: Vec<char> = line.chars().collect();
        characters.chunks(CHARACTERS_MAX).map(<[char]>::to_vec).collect::<Vec<_>>()
    };
    text.lines().flat_map(cut).collect()
}
