//! What everybody may be shown of a document that a portal has published as it is.

use gongkai_document::Document;

use super::mask::mask;
use super::personal_data;

/// The document with every grave number masked: of identity, of bank cards, passports and the like.
///
/// A portal that published one by mistake corrects itself, and a copy that is searched would go on showing it. Everything
/// else stays as it is: an office's telephone is what people look for.
///
/// ```
/// use gongkai_document::{Document, DocumentId};
/// use gongkai_screening::mask_grave;
///
/// // A region that never was and a birth date to come: the number is nobody's.
/// let text = "身份证号：449999204001010012，咨询电话：020-36898222";
/// let shown = mask_grave(Document::new(DocumentId::new("d")?, "名单", text));
/// assert_eq!(shown.body, "身份证号：44*************012，咨询电话：020-36898222");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mask_grave(mut document: Document) -> Document {
    let request = document.request.iter_mut().map(|request| &mut request.text);
    let files = document.attachments.iter_mut().filter_map(|file| file.text.as_mut());
    for text in [&mut document.title, &mut document.body].into_iter().chain(request).chain(files) {
        let mut findings = personal_data(text);
        findings.retain(|finding| finding.grave);
        if !findings.is_empty() {
            *text = mask(text, &findings);
        }
    }
    document
}
