//! ZIP archives whose entries are stored as they are (APPNOTE.TXT 6.3.10, method 0).

/// The version that a reader must know of: 2.0.
const VERSION: u16 = 20;
/// The flag that says that names are in UTF-8.
const UTF8: u16 = 1 << 11;
/// The first of January 2024 in the format's days.
const DAY: u16 = (2024 - 1980) << 9 | 1 << 5 | 1;

/// An archive of `entries`, each a name and a text.
pub(super) fn write(entries: &[(&str, &str)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in entries {
        let offset = length(archive.len());
        let about = about(name, text);
        archive.extend(0x0403_4B50_u32.to_le_bytes());
        archive.extend(&about);
        archive.extend(name.as_bytes());
        archive.extend(text.as_bytes());
        directory.extend(0x0201_4B50_u32.to_le_bytes());
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&about);
        // No comment, the first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX).to_le_bytes();
    let (start, size) = (length(archive.len()), length(directory.len()));
    archive.extend(directory);
    archive.extend(0x0605_4B50_u32.to_le_bytes());
    archive.extend([0; 4]);
    archive.extend([count, count].concat());
    archive.extend(size.to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    archive
}

/// What stands about an entry both before it and in the directory.
fn about(name: &str, text: &str) -> Vec<u8> {
    let size = length(text.len()).to_le_bytes();
    let name_bytes = u16::try_from(name.len()).unwrap_or(u16::MAX);
    let mut about = Vec::new();
    for half in [VERSION, UTF8, 0, 0, DAY] {
        about.extend(half.to_le_bytes());
    }
    about.extend(crc32fast::hash(text.as_bytes()).to_le_bytes());
    about.extend(size);
    about.extend(size);
    about.extend(name_bytes.to_le_bytes());
    about.extend([0; 2]);
    about
}

/// A length as the format counts it; nothing here is near its limit.
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
