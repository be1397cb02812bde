//! What staff have searched for already: a precedent of a request, and a certificate of a search.

use gongkai_document::Timestamp;
use gongkai_precedents::{Certificates, Draft, PrecedentRequest, Searched};
use gongkai_web::StaffIndexes;

/// The document of the case that is closest to the request of this number, and the number of a certificate.
pub(crate) fn searched(indexes: &StaffIndexes, number: &str) -> (String, String) {
    let answer = indexes.precedents.find(&PrecedentRequest::of_number(number)).unwrap();
    let precedent = answer.groups[0].closest.case.id.as_str().to_owned();
    let draft = Draft {
        request: Some(number.to_owned()),
        matter: answer.asked.text,
        queries: vec!["旧村改造 批复".to_owned(), "补偿安置方案".to_owned()],
    };
    let mut certificates = Certificates::open(&indexes.certificates).unwrap();
    let over = [(Searched::Staff, indexes.precedents.index()), (Searched::Public, &*indexes.public)];
    let given = certificates.issue(&draft, "王审核", Timestamp::UNIX_EPOCH, &over).unwrap();
    (precedent, given.number)
}
