//! The one element that an engine may put into a text.

const MARKUP: [&str; 2] = ["<mark>", "</mark>"];

/// An engine's HTML, when `<mark>` is all the markup in it; else the same text with everything escaped.
///
/// Engines promise escaped text with `<mark>` around what matched. A page is the wrong place to find out that one does
/// not keep the promise.
pub(crate) fn only_marks(html: &str) -> String {
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>']) {
        let markup = rest.get(at..).unwrap_or_default();
        let Some(behind) = MARKUP.iter().find_map(|mark| markup.strip_prefix(mark)) else {
            return escaped(html);
        };
        rest = behind;
    }
    html.to_owned()
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_pass_and_any_other_markup_makes_all_of_it_text() {
        assert_eq!(only_marks("花都区<mark>老人助餐</mark>&lt;办法&gt;"), "花都区<mark>老人助餐</mark>&lt;办法&gt;");
        assert_eq!(only_marks("<mark onclick=x>a"), "&lt;mark onclick=x&gt;a");
        assert_eq!(only_marks("<mark>a</mark><script>"), "&lt;mark&gt;a&lt;/mark&gt;&lt;script&gt;");
        assert_eq!(only_marks("5 > 3"), "5 &gt; 3");
    }
}
