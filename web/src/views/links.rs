//! What may become a link: addresses out of documents are other people's texts.

use url::Url;
use url::form_urlencoded;

use gongkai_document::DocumentId;

/// The address, when it is an absolute one on the web. `javascript:`, `data:`, `//host` and the like stay text.
pub(crate) fn web_link(address: &str) -> Option<&str> {
    let url = Url::parse(address).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(address)
}

/// The page of a document.
pub(crate) fn document_href(id: &DocumentId) -> String {
    // In a path a blank is no `+`; an identifier has none, and every other character is escaped alike.
    let id: String = form_urlencoded::byte_serialize(id.as_str().as_bytes()).collect();
    format!("/documents/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_on_the_web_become_links() {
        for address in ["https://www.gov.cn/a?b=c&d", "http://www.huadu.gov.cn/post_9866248.html"] {
            assert_eq!(web_link(address), Some(address));
        }
        let others = [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " java\nscript:alert(1)",
            "data:text/html,<script>",
            "//evil.example",
            "/local",
            "file:///etc/passwd",
            "ftp://a.example",
            "vbscript:x",
            "",
        ];
        for address in others {
            assert_eq!(web_link(address), None, "{address}");
        }
    }

    #[test]
    fn an_id_with_any_character_is_one_segment_of_a_path() {
        assert_eq!(document_href(&DocumentId::new("nfcms:9866248").unwrap()), "/documents/nfcms%3A9866248");
        assert_eq!(document_href(&DocumentId::new("答复/1?#%").unwrap()), "/documents/%E7%AD%94%E5%A4%8D%2F1%3F%23%25");
    }
}
