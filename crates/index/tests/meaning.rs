//! Documents found by what they mean: beside their words, never before an exact answer, and never when nobody wants it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gongkai_document::{Document, DocumentId, DocumentNumber, Kind};
use gongkai_index::LocalIndex;
use gongkai_query::{
    Compared, Comparison, Filters, Hit, Meaning, Nearness, Scope, SearchEngine, SearchRequest, SearchResponse,
    SemanticUse, Signal, Sort,
};
use tempfile::TempDir;

use support::index_of;

const BUDGET: Duration = Duration::from_millis(150);

/// Says what it was told to say, and notes what it was asked.
struct Fake {
    compared: Compared,
    asked: Mutex<Vec<String>>,
}

impl Meaning for Fake {
    fn compare(&self, text: &str, budget: Duration) -> Comparison {
        assert_eq!(budget, BUDGET);
        self.asked.lock().unwrap().push(text.to_owned());
        let compared = self.compared.clone();
        Box::new(move || compared)
    }
}

/// These documents are so near to whatever is asked, and what is under .5 is no answer.
fn near(similarities: &[(&str, f32)]) -> Compared {
    let mut sorted = similarities.to_vec();
    sorted.sort_by_key(|(id, _)| *id);
    Compared::Near(Nearness {
        documents: sorted.iter().map(|(id, _)| DocumentId::new(*id).unwrap()).collect(),
        similarities: sorted.iter().map(|(_, similarity)| *similarity).collect(),
        near_from: 0.5,
    })
}

fn document(id: &str, title: &str, body: &str, kind: Kind) -> Document {
    let mut document = Document::new(DocumentId::new(id).unwrap(), title, body);
    document.kind = kind;
    document
}

fn documents() -> Vec<Document> {
    let mut numbered = document("meals", "老人助餐办法", "每餐补贴三元。", Kind::Policy);
    numbered.document_number = DocumentNumber::new("花府办〔2020〕12号");
    vec![
        numbered,
        document("about", "《老人助餐办法》解读", "花府办〔2020〕12号规定每餐补贴三元。", Kind::Interpretation),
        document("canteen", "长者饭堂开放公告", "街道长者饭堂每日开放，凭证用膳。", Kind::Notice),
        document("school", "随迁子女入学办法", "非本市户籍的适龄儿童凭居住证申请学位。", Kind::Policy),
        document("burning", "秸秆禁烧通告", "五月至十月禁止露天焚烧。", Kind::Notice),
    ]
}

fn index(compared: Compared) -> (LocalIndex, Arc<Fake>, TempDir) {
    let fake = Arc::new(Fake { compared, asked: Mutex::default() });
    let (index, directory) = index_of(documents());
    (index.with_meaning(Arc::clone(&fake) as Arc<dyn Meaning>), fake, directory)
}

fn ask(text: &str) -> SearchRequest {
    SearchRequest::new(text).unwrap().with_meaning(BUDGET)
}

fn ids(response: &SearchResponse) -> Vec<&str> {
    response.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn by_meaning(response: &SearchResponse) -> Vec<&str> {
    response.hits.iter().filter(|hit| hit.semantic).map(|hit: &Hit| hit.id.as_str()).collect()
}

/// What is near to a question about meals.
fn meals() -> Compared {
    near(&[("canteen", 0.9), ("school", 0.6), ("meals", 0.8), ("about", 0.55), ("burning", 0.2), ("gone", 0.95)])
}

#[test]
fn a_document_without_the_words_is_found_by_what_it_means_and_says_so() {
    let (index, _, _directory) = index(meals());
    let found = index.search(&ask("孤寡者何处就膳")).unwrap();
    assert_eq!((found.semantic, found.total, found.by_words), (SemanticUse::Used, 4, 0));
    assert_eq!(
        ids(&found),
        ["canteen", "meals", "school", "about"],
        "the nearest first, what is far and what is gone not"
    );
    let found = index.search(&ask("助餐")).unwrap();
    // A policy is worth a little more than a notice.
    assert_eq!(by_meaning(&found), ["school", "canteen"]);
    assert_eq!((ids(&found)[0], found.total), ("meals", 4));
}

#[test]
fn what_nobody_wants_or_what_is_not_there_changes_nothing() {
    let (plain, _directory) = index_of(documents());
    for compared in [meals(), Compared::Off, Compared::TimedOut] {
        let (with, fake, _directory) = index(compared.clone());
        for text in ["助餐", "老人吃饭有补贴吗", "花府办〔2020〕12号", "“每餐补贴”", "", "秸秆 -露天", "没有这样的词"]
        {
            for request in [SearchRequest::new(text).unwrap(), SearchRequest::new(text).unwrap().with_explanation()] {
                let expected = SearchResponse { generation: String::new(), ..plain.search(&request).unwrap() };
                let found = SearchResponse { generation: String::new(), ..with.search(&request).unwrap() };
                assert_eq!(found, expected, "{text}");
                if !matches!(compared, Compared::Near(_)) {
                    let asked = with.search(&request.with_meaning(BUDGET)).unwrap();
                    let semantic = asked.semantic;
                    let found = SearchResponse { generation: String::new(), semantic: SemanticUse::Off, ..asked };
                    assert_eq!(found, expected, "{text}");
                    let timed_out = matches!(compared, Compared::TimedOut);
                    let is_asked = !std::mem::take(&mut *fake.asked.lock().unwrap()).is_empty();
                    let expected = if timed_out && is_asked { SemanticUse::TimedOut } else { SemanticUse::Off };
                    assert_eq!(semantic, expected, "{text}");
                }
            }
        }
    }
}

#[test]
fn a_query_that_names_what_it_wants_is_answered_by_words_alone() {
    let (index, fake, _directory) = index(meals());
    let elsewhere = [
        ask("助餐").with_sort(Sort::Newest),
        ask("助餐").with_scope(Scope::Title),
        ask("助餐法第十二条"),
        ask("助餐法39条"),
    ];
    let named =
        ["花府办〔2020〕12号", "花府办[2020]12号的补贴", "“每餐补贴”", "助餐 “每餐补贴”", "2020-08-20", "“老人助餐"];
    let named = named.map(ask);
    for request in elsewhere.iter().chain(&named[..5]).chain([&ask(""), &ask("文号:花府办〔2020〕12号"), &ask("-助餐")])
    {
        let found = index.search(request).unwrap();
        assert_eq!((found.semantic, by_meaning(&found).len()), (SemanticUse::Off, 0), "{}", request.text());
    }
    assert!(fake.asked.lock().unwrap().is_empty(), "{:?}", fake.asked);
    assert_eq!(
        index.search(&named[5]).unwrap().semantic,
        SemanticUse::Used,
        "a mark that is never closed quotes nothing"
    );
}

#[test]
fn a_title_typed_whole_stays_first_however_near_others_are() {
    let (index, _, _directory) = index(near(&[("meals", 0.5), ("about", 0.99), ("canteen", 0.99), ("school", 0.98)]));
    for title in ["老人助餐办法", "长者饭堂开放公告"] {
        let found = index.search(&ask(title)).unwrap();
        assert_eq!((found.semantic, found.hits[0].title.as_str()), (SemanticUse::Used, title));
    }
}

#[test]
fn conditions_and_unwanted_words_hold_for_what_is_near_too() {
    let (index, fake, _directory) = index(meals());
    assert_eq!(ids(&index.search(&ask("就膳 -长者")).unwrap()), ["meals", "school", "about"]);
    assert_eq!(ids(&index.search(&ask("就膳 标题:办法")).unwrap()), ["meals", "school", "about"]);
    let notices = Filters { kinds: vec![Kind::Notice], ..Filters::default() };
    let found = index.search(&ask("助餐").with_filters(notices).unwrap()).unwrap();
    assert_eq!((ids(&found), found.total), (vec!["canteen"], 1));
    let asked = fake.asked.lock().unwrap().clone();
    assert_eq!(asked, ["就膳", "就膳  办法", "助餐"]);
}

#[test]
fn choosing_a_value_finds_as_many_as_the_number_beside_it_says() {
    let (index, _, _directory) = index(meals());
    for text in ["助餐", "就膳", "每餐 户籍", "老人 长者 入学 露天"] {
        let all = index.search(&ask(text)).unwrap();
        assert_eq!(all.facets.kind.iter().map(|kind| kind.count).sum::<usize>(), all.total);
        for counted in &all.facets.kind {
            let kinds = vec![counted.value.parse().unwrap()];
            let chosen = ask(text).with_filters(Filters { kinds, ..Filters::default() }).unwrap();
            let found = index.search(&chosen).unwrap();
            assert_eq!(found.total, counted.count, "{text} {}", counted.value);
            let others: Vec<_> = found.facets.kind.iter().map(|kind| (&kind.value, kind.count)).collect();
            assert_eq!(others.len(), all.facets.kind.len(), "{text}: {others:?}");
        }
    }
}

#[test]
fn a_total_is_the_same_on_every_page_and_no_hit_comes_twice() {
    let many =
        (0..90).map(|number| document(&format!("m-{number:02}"), "通知", &format!("事项{number}。"), Kind::Notice));
    let similarities: Vec<(String, f32)> =
        (0..90u8).map(|number| (format!("m-{number:02}"), 0.5 + f32::from(number) / 200.0)).collect();
    let similarities: Vec<(&str, f32)> = similarities.iter().map(|(id, near)| (id.as_str(), *near)).collect();
    let fake = Fake { compared: near(&similarities), asked: Mutex::default() };
    let (index, _directory) = index_of(many.chain(documents()));
    let index = index.with_meaning(Arc::new(fake));
    let mut seen = Vec::new();
    for page in 1..=5 {
        let found = index.search(&ask("每餐补贴").with_page(page, 5).unwrap()).unwrap();
        assert_eq!(found.total, 22, "two have the words, and twenty are near");
        seen.extend(found.hits.into_iter().map(|hit| hit.id.to_string()));
    }
    assert_eq!(seen.len(), 22);
    assert_eq!(seen.iter().collect::<std::collections::BTreeSet<_>>().len(), 22);
    let deep = index.search(&ask("每餐补贴").with_depth(100).unwrap()).unwrap();
    assert_eq!(ids(&deep), seen.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn an_explanation_names_what_is_near_and_adds_up_to_the_score() {
    let (index, _, _directory) = index(meals());
    let mut near = 0;
    for text in ["助餐", "孤寡者何处就膳", "老人助餐办法", "老人吃饭有补贴吗，在哪里办理，要什么材料"]
    {
        for hit in index.search(&ask(text).with_explanation()).unwrap().hits {
            let explanation = hit.explanation.unwrap();
            let (sum, score) = (explanation.total(), hit.score);
            assert!((sum - score).abs() <= 0.001 * score.abs().max(1.0), "{text}: {sum} of {score}");
            near += explanation.signals.iter().filter(|signal| signal.signal == Signal::Semantic).count();
        }
    }
    assert!(near > 8, "{near}");
}

#[test]
fn nothing_is_suggested_less_because_something_is_near() {
    let (with, _, _directory) = index(meals());
    let (plain, _directory) = index_of(documents());
    let slip = "老人柱餐";
    let expected = plain.search(&SearchRequest::new(slip).unwrap()).unwrap().suggestions;
    let found = with.search(&ask(slip)).unwrap();
    assert!(!expected.is_empty() && found.semantic == SemanticUse::Used);
    assert_eq!(found.suggestions, expected);
}
