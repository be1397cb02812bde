//! The files that pages load, kept in the program.

use std::sync::LazyLock;

/// A file with an address that changes with its content, so that browsers may keep it for ever.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Its name in the address: name, hash and extension.
    pub(crate) name: String,
    /// What it is.
    pub(crate) content_type: &'static str,
    /// The file.
    pub(crate) content: &'static str,
}

/// The style sheet of every page.
pub(crate) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css; charset=utf-8", include_str!("../assets/style.css")));
/// The sign beside the service's name and in the browser's tab.
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("../assets/icon.svg")));

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, content: &'static str) -> Self {
        Self { name: format!("{name}-{:016x}.{extension}", fnv1a(content.as_bytes())), content_type, content }
    }

    /// The file of this name, the hash included.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        [&*STYLE, &*ICON].into_iter().find(|asset| asset.name == name)
    }

    /// Where it is.
    pub(crate) fn href(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

/// FNV-1a in 64 bits: tells two versions of our own files apart, and is the same on every machine.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // The vectors of the FNV reference (Fowler, Noll, Vo).
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
