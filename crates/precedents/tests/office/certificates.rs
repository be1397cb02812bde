//! Search certificates: numbered, chained, and done again.

use gongkai_document::Timestamp;
use gongkai_precedents::{Certificates, Comparison, Draft, PrecedentsError, Searched};

use crate::{OFFICE, root};

fn draft(queries: &[&str]) -> Draft {
    let queries = queries.iter().map(|query| (*query).to_owned()).collect();
    Draft {
        request: Some("花公开申〔2020〕12号".to_owned()), matter: "罗坝村补偿方案".to_owned(), queries
    }
}

fn indexes() -> [(Searched, &'static gongkai_index::LocalIndex); 2] {
    [(Searched::Staff, OFFICE.precedents.index()), (Searched::Public, &OFFICE.public)]
}

fn issue(certificates: &mut Certificates, queries: &[&str], at: &str) -> String {
    let at: Timestamp = at.parse().unwrap();
    certificates.issue(&draft(queries), "li.na", at, &indexes()).unwrap().number
}

#[test]
fn a_certificate_says_what_was_searched_and_its_searches_find_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut certificates = Certificates::open(&folder.path().join("certificates.sqlite")).unwrap();
    let number = issue(&mut certificates, &["旧村改造", " ", "QXZKV"], "2026-03-01T02:00:00Z");
    // The year is China's: eight hours later.
    let next = issue(&mut certificates, &["助餐"], "2026-12-31T17:00:00Z");
    assert_eq!((number.as_str(), next.as_str()), ("检〔2026〕1号", "检〔2027〕1号"));
    let (certificate, hash) = certificates.certificate(&number).unwrap();
    assert_eq!((certificate.searches.len(), hash.len()), (4, 64));
    let totals: Vec<usize> = certificate.searches.iter().map(|search| search.total).collect();
    assert!(totals[0] > 0 && totals[2..] == [0, 0], "{totals:?}");
    assert!(certificate.searches[0].found.iter().all(|found| found.title.starts_with("花公开申")));
    let again = certificate.compare(|searched| {
        Some(root(&OFFICE.folder.path().join(if searched == Searched::Staff { "staff" } else { "index" })))
    });
    assert!(again.unwrap().iter().all(|comparison| *comparison == Comparison::Same));
    let gone = certificate.compare(|_| Some(root(&folder.path().join("empty")))).unwrap();
    assert!(gone.iter().all(|comparison| matches!(comparison, Comparison::Gone { .. })));
}

#[test]
fn what_is_changed_or_removed_shows_and_nothing_can_be_by_accident() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificates.sqlite");
    let mut certificates = Certificates::open(&path).unwrap();
    for query in ["旧村改造", "助餐", "征地"] {
        issue(&mut certificates, &[query], "2026-03-01T02:00:00Z");
    }
    assert_eq!((certificates.verify().unwrap().sound, certificates.all().unwrap().len()), (3, 3));
    let file = rusqlite::Connection::open(&path).unwrap();
    assert!(file.execute("DELETE FROM certificates", []).is_err());
    assert!(file.execute("UPDATE certificates SET content = '{}'", []).is_err());
    file.execute_batch("DROP TRIGGER certificates_stand; UPDATE certificates SET content = replace(content, 'li.na', 'wang') WHERE id = 2").unwrap();
    let fault = certificates.verify().unwrap();
    assert_eq!((fault.sound, fault.fault.unwrap().0.as_str()), (1, "检〔2026〕2号"));
    file.execute_batch("DROP TRIGGER certificates_stay; DELETE FROM certificates WHERE id = 2").unwrap();
    assert_eq!(certificates.verify().unwrap().fault.unwrap().1, "one before it is missing");
}

#[test]
fn a_certificate_without_a_search_or_of_another_number_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut certificates = Certificates::open(&folder.path().join("certificates.sqlite")).unwrap();
    let nothing = certificates.issue(&draft(&["", "  "]), "li.na", Timestamp::UNIX_EPOCH, &indexes());
    assert!(matches!(nothing, Err(PrecedentsError::NothingSearched)));
    assert!(matches!(certificates.certificate("检〔2026〕9号"), Err(PrecedentsError::NoSuchCertificate(_))));
    std::fs::write(folder.path().join("other"), b"no database at all, but long enough to look like one").unwrap();
    assert!(matches!(
        Certificates::open(&folder.path().join("other")),
        Err(PrecedentsError::Foreign { .. } | PrecedentsError::Sqlite(_))
    ));
}
