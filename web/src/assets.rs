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
/// What the pages for staff have besides.
pub(crate) static STAFF_STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("staff", "css", "text/css; charset=utf-8", include_str!("../assets/staff.css")));
/// What searches while somebody types there. Pages work without it.
pub(crate) static STAFF_SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("staff", "js", "text/javascript; charset=utf-8", include_str!("../assets/staff.js")));
/// What completes queries. Pages work without it.
pub(crate) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("script", "js", "text/javascript; charset=utf-8", include_str!("../assets/script.js")));
/// The sign beside the service's name and in the browser's tab.
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("../assets/icon.svg")));

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, content: &'static str) -> Self {
        Self { name: format!("{name}-{:016x}.{extension}", fnv1a(content.as_bytes())), content_type, content }
    }

    /// The file of this name, the hash included.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        [&*STYLE, &*STAFF_STYLE, &*STAFF_SCRIPT, &*SCRIPT, &*ICON].into_iter().find(|asset| asset.name == name)
    }

    /// Where it is.
    pub(crate) fn href(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

/// FNV-1a in 64 bits: tells two versions of our own files apart, and is the same on every machine.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
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

    /// A colour of the style sheet's first (light) or last (dark) definition, as its relative luminance (WCAG 2.2).
    fn luminance(name: &str, dark: bool) -> f64 {
        let definition = format!("--{name}: #");
        let style = STYLE.content.split("@media print").next().unwrap();
        let at = if dark { style.rfind(&definition) } else { style.find(&definition) }.expect(name);
        let hex = &style[at + definition.len()..][..6];
        let channel = |from: usize| {
            let value = f64::from(u8::from_str_radix(&hex[from..from + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    }

    #[test]
    fn colours_that_meet_have_the_contrast_that_wcag_asks() {
        // Text needs 4.5 (success criterion 1.4.3), the border of a control 3 (1.4.11).
        let pairs = [
            ("ink", "paper", 4.5),
            ("ink", "wash", 4.5),
            ("ink", "accent-wash", 4.5),
            ("soft", "paper", 4.5),
            ("soft", "wash", 4.5),
            ("link", "paper", 4.5),
            ("link", "wash", 4.5),
            ("link", "accent-wash", 4.5),
            ("visited", "paper", 4.5),
            ("mark", "paper", 4.5),
            ("accent-ink", "accent", 4.5),
            ("good", "good-wash", 4.5),
            ("warn", "warn-wash", 4.5),
            ("bad", "bad-wash", 4.5),
            ("edge", "paper", 3.0),
            ("seal", "paper", 3.0),
        ];
        for dark in [false, true] {
            for (front, back, least) in pairs {
                let (front_light, back_light) = (luminance(front, dark), luminance(back, dark));
                let contrast = (front_light.max(back_light) + 0.05) / (front_light.min(back_light) + 0.05);
                assert!(contrast >= least, "{front} on {back}, dark {dark}: {contrast:.2}");
            }
        }
    }
}
