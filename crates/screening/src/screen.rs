//! The fields of a document, each by the rules that fit it.

use gongkai_document::Document;
use url::Url;

use crate::finding::{Finding, Place, Rule};
use crate::host::{host_of_site, is_government_host};
use crate::passage::Passage;
use crate::{brand, lost, pinyin, pornography, traditional};

/// Screens what a document shows: title, text, publisher, the request that it answers, the text of its attachments, its
/// address. Ordered by place and span.
pub fn screen(document: &Document) -> Vec<Finding> {
    let mut passages = vec![Passage::new(Place::Title, &document.title), Passage::new(Place::Body, &document.body)];
    passages.extend(document.publisher.iter().map(|name| Passage::new(Place::Publisher, name)));
    passages.extend(document.request.iter().map(|request| Passage::new(Place::Request, &request.text)));
    for (index, attachment) in document.attachments.iter().enumerate() {
        passages.extend(attachment.text.iter().map(|text| Passage::new(Place::Attachment(index), text)));
    }
    let mut findings = screen_passages(&passages);
    findings.extend(foreign_address(document));
    findings
}

/// Screens any text as the text of a document without a title.
pub fn screen_text(text: &str) -> Vec<Finding> {
    screen_passages(&[Passage::new(Place::Body, text)])
}

fn screen_passages(passages: &[Passage<'_>]) -> Vec<Finding> {
    let mut findings = brand::find(passages);
    findings.extend(traditional::find(passages));
    for passage in passages {
        findings.extend(pornography::find(passage));
        findings.extend(pinyin::find(passage));
        findings.extend(lost::find(passage));
        findings.extend(host_of_site(passage));
    }
    findings.sort_by_key(|finding| (finding.place, finding.span.start, finding.span.end, finding.rule));
    findings
}

/// The address of a document that says it stands on a government's site, at a host that is no government's. The portal may
/// have such a host, and the crawler asks none that it was not told to: so this is only told.
fn foreign_address(document: &Document) -> Option<Finding> {
    let address = document.url.as_deref()?;
    let says_so = document.site_id_code.is_some() || document.site.as_ref().is_some_and(|site| site.contains("政府"));
    let url = Url::parse(address).ok().filter(|_| says_so)?;
    let host = url.domain().filter(|host| *host != "localhost")?;
    if is_government_host(host, &[]) {
        return None;
    }
    let start = address.find(host)?;
    let why = format!("{host} is no government's host");
    Some(Finding::new(Rule::ForeignHost, Place::Url, address, start..start + host.len(), false, why))
}

#[cfg(test)]
mod tests {
    use gongkai_document::DocumentId;

    use super::*;

    fn hosts_found(address: &str, site_id_code: Option<&str>) -> Vec<String> {
        let mut document = Document::new(DocumentId::from_post("test", 1), "通知", "正文");
        document.url = Some(address.to_owned());
        document.site_id_code = site_id_code.map(str::to_owned);
        screen(&document).into_iter().map(|finding| finding.matched).collect()
    }

    #[test]
    fn a_governments_page_at_another_host_is_told() {
        let mirror = "https://www.example-mirror.com/content/post_1.html";
        assert_eq!(hosts_found(mirror, Some("4400000001")), ["www.example-mirror.com"]);
        assert_eq!(hosts_found(mirror, None), [""; 0]);
        assert_eq!(hosts_found("http://www.example-district.gov.cn/post_1.html", Some("4400000001")), [""; 0]);
        assert_eq!(hosts_found("http://127.0.0.1:8600/post_1.html", Some("4400000001")), [""; 0]);
    }
}
