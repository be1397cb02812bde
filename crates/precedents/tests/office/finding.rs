//! Cases found, filtered, grouped and put in order.

use gongkai_document::{Date, Decision};
use gongkai_precedents::{Asking, CaseFilters, Order, PrecedentRequest, PrecedentsError, Thresholds, Warning};
use gongkai_replies::provisions_in;

use crate::OFFICE;

const ASKED: &str = "请公开旧村改造项目的实施方案批复和表决结果";

fn request() -> PrecedentRequest {
    PrecedentRequest::of_text(ASKED).unwrap()
}

#[test]
fn a_request_of_the_register_is_not_its_own_precedent_and_an_unknown_one_is_named() {
    let number = "花公开申（2020）第30号";
    let answer = OFFICE.precedents.find(&PrecedentRequest::of_number(number)).unwrap();
    assert_eq!(answer.asked.case.as_ref().unwrap().number.as_deref(), Some("花公开申〔2020〕30号"));
    assert!(answer.looked_at > 10);
    assert!(answer.cases().all(|case| case.case.number.as_deref() != Some("花公开申〔2020〕30号")));
    let unknown = OFFICE.precedents.find(&PrecedentRequest::of_number("花公开申〔1999〕1号"));
    assert!(matches!(unknown, Err(PrecedentsError::NoSuchRequest(number)) if number == "花公开申〔1999〕1号"));
}

#[test]
fn the_closest_case_is_about_what_is_asked_and_says_by_which_words() {
    let answer = OFFICE.precedents.find(&request()).unwrap();
    let closest = &answer.groups[0].closest;
    assert!(closest.case.request.contains("旧村改造"), "{closest:?}");
    assert!(closest.request_likeness > 80, "{closest:?}");
    assert!(closest.shared_terms.iter().any(|term| term.contains("改造")), "{:?}", closest.shared_terms);
}

#[test]
fn a_filter_leaves_what_meets_it_and_an_article_takes_in_its_items() {
    let find = |filters: CaseFilters| OFFICE.precedents.find(&request().with_filters(filters)).unwrap();
    let decisions = vec![Decision::UnavailableNotHeld, Decision::DeniedProcess];
    let decided = find(CaseFilters { decisions: decisions.clone(), ..CaseFilters::default() });
    assert!(decided.looked_at > 5);
    assert!(decided.cases().all(|case| decisions.contains(&case.case.decision.unwrap())));
    let provisions = provisions_in("第三十六条");
    let article = find(CaseFilters { provisions, ..CaseFilters::default() });
    let items: std::collections::BTreeSet<_> = article.cases().map(|case| case.case.basis[0].item).collect();
    assert!(items.len() > 1, "{items:?}");
    assert!(article.cases().all(|case| case.case.basis[0].article == 36));
    let none = find(CaseFilters { years: vec![1999], ..CaseFilters::default() });
    assert_eq!((none.looked_at, none.groups.len()), (0, 0));
}

#[test]
fn the_closest_cases_come_by_their_days_when_asked() {
    let days = |order| {
        let answer = OFFICE.precedents.find(&request().with_order(order)).unwrap();
        answer.groups.iter().filter_map(|group| group.closest.case.day()).collect::<Vec<_>>()
    };
    let (newest, oldest) = (days(Order::Newest), days(Order::Oldest));
    assert!(newest.is_sorted_by(|a, b| a >= b) && oldest.is_sorted());
    assert_ne!(newest, days(Order::Similarity));
}

#[test]
fn replies_that_say_the_same_are_one_group() {
    let asked = PrecedentRequest::of_text("信访、投诉、举报事项").unwrap();
    let answer = OFFICE.precedents.find(&asked).unwrap();
    let petitions = answer
        .groups
        .iter()
        .find(|group| group.closest.case.decision == Some(Decision::NotProcessedPetition) && !group.others.is_empty());
    assert!(petitions.unwrap().others.iter().all(|case| case.case.decision == Some(Decision::NotProcessedPetition)));
}

#[test]
fn of_what_is_public_already_the_policy_comes_before_its_interpretation() {
    let asked = PrecedentRequest::of_text("申请公开花都区老人助餐配餐服务管理办法").unwrap();
    let answer = OFFICE.precedents.find(&asked).unwrap();
    let asking = Asking { applicant: None, received_on: Date::constant(2024, 12, 31) };
    let warnings = OFFICE.precedents.warnings(&answer, asking, Some(&OFFICE.public), Thresholds::default()).unwrap();
    let titles = warnings.iter().find_map(|warning| match warning {
        Warning::AlreadyPublic { documents } => {
            Some(documents.iter().map(|document| document.title.as_str()).collect::<Vec<_>>())
        }
        _ => None,
    });
    let titles = titles.unwrap();
    assert!(titles[0].contains("关于印发") && titles.last().unwrap().contains("解读"), "{titles:?}");
}
