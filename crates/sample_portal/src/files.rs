//! Writes files as offices attach them: the smallest that programs accept.

mod docx;
mod pdf;
mod xlsx;
mod xml;
mod zip;

use gongkai_document::Unread;

use crate::writing::Paragraph;

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
            Self::Wps => "application/vnd.ms-works",
        }
    }

    /// Why nobody gets its text; `None` for a file that can be read.
    pub(crate) const fn unread(self) -> Option<Unread> {
        match self {
            Self::Docx | Self::Xlsx | Self::Pdf => None,
            Self::Scan => Some(Unread::Scanned),
            Self::Ofd | Self::Wps => Some(Unread::Format),
        }
    }

    /// The file that holds `paragraphs`.
    pub(crate) fn write(self, paragraphs: &[Paragraph]) -> Vec<u8> {
        match self {
            Self::Docx => docx::write(paragraphs),
            Self::Xlsx => xlsx::write(paragraphs),
            Self::Pdf => pdf::write(paragraphs),
            Self::Scan => pdf::scan(),
            Self::Ofd => zip::write(&[(
                "OFD.xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:OFD xmlns:ofd=\"http://www.ofdspec.org/2016\" Version=\"1.0\" DocType=\"OFD\"/>",
            )]),
            // The head of a compound file, and nothing that anybody reads.
            Self::Wps => [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 504]].concat(),
        }
    }
}
