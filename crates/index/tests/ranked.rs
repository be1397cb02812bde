//! Why hits rank as they do: explanations, citations, everyday words, loosened quotations.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use gongkai_document::{Document, DocumentId, Kind};
use gongkai_index::LocalIndex;
use gongkai_query::{Filters, SearchEngine, SearchRequest, SearchResponse, Signal};
use tempfile::TempDir;

use support::index_of;

const CASE: &str = "租客搬走以后房东一直不退押金，应该怎么要求退还并且赔偿损失";

fn document(id: &str, title: &str, body: &str) -> Document {
    Document::new(DocumentId::new(id).unwrap(), title, body)
}

fn index() -> (LocalIndex, TempDir) {
    let deposit = "租赁期间届满，应当退还押金；造成损失的，应当赔偿。";
    let mut meals = document("meals", "老人助餐办法", "老人助餐补贴标准为每餐三元，依照《中华人民共和国押金法》办理。");
    meals.kind = Kind::Policy;
    index_of([
        meals,
        document("law", "中华人民共和国押金法第二条", deposit),
        document("rule", "押金管理暂行规定第二条", deposit),
        document("lessor", "租赁条例第九条", "出租人收取款项的，期满后返还承租人。"),
        document("other", "供水条例第九条", "供水单位收取款项的，期满后返还用户。"),
        document("citing", "租赁条例第十条", "押金依照《押金法》第二条办理。"),
    ])
}

fn ask(text: &str) -> SearchRequest {
    SearchRequest::new(text).unwrap()
}

fn place(response: &SearchResponse, id: &str) -> usize {
    response.hits.iter().position(|hit| hit.id.as_str() == id).unwrap()
}

#[test]
fn of_two_that_say_the_same_a_sentence_finds_the_cited_one_first() {
    let (index, _directory) = index();
    let found = index.search(&ask(CASE)).unwrap();
    assert!(place(&found, "law") < place(&found, "rule"));
}

#[test]
fn an_everyday_word_brings_forward_what_the_law_calls_it_and_can_be_switched_off() {
    let (index, _directory) = index();
    let text = "房东期满以后收取的款项一直不返还怎么办理";
    let found = index.search(&ask(text)).unwrap();
    assert!(place(&found, "lessor") < place(&found, "other"));
    assert!(found.interpreted.expanded.iter().any(|one| one.from == "房东" && one.to == "出租人"));
    let typed = index.search(&ask(text).without_expansion().with_explanation()).unwrap();
    assert!(typed.interpreted.expanded.is_empty());
    let signals = typed.hits.iter().flat_map(|hit| &hit.explanation.as_ref().unwrap().signals);
    assert!(signals.clone().count() > 0 && signals.clone().all(|signal| signal.signal != Signal::Official));
}

#[test]
fn a_quotation_that_no_document_has_is_loosened_and_says_so() {
    let (index, _directory) = index();
    let quoted = ask("“补贴老人标准”");
    assert_eq!(index.search(&quoted.clone().without_expansion()).unwrap().total, 0);
    let loose = index.search(&quoted).unwrap();
    assert_eq!(loose.hits.first().unwrap().id.as_str(), "meals");
    assert_eq!(loose.interpreted.loosened, ["补贴老人标准"]);
    assert!(index.search(&ask("“补贴标准”")).unwrap().interpreted.loosened.is_empty());
}

#[test]
fn an_explanation_names_the_signals_and_adds_up_to_the_score() {
    let (index, _directory) = index();
    let mut named = std::collections::BTreeSet::new();
    for query in ["老人助餐", "老人助餐办法", "押金法第二条", CASE, "“退还押金”", "低保 押金"]
    {
        for hit in index.search(&ask(query).with_explanation()).unwrap().hits {
            let explanation = hit.explanation.unwrap();
            let (sum, score) = (explanation.total(), hit.score);
            assert!((sum - score).abs() <= 0.001 * score.abs().max(1.0), "{query}: {sum} of {score}");
            named.extend(explanation.signals.iter().map(|signal| signal.signal.code()));
        }
    }
    for signal in ["words", "bigrams", "characters", "title", "title_terms", "official", "authority", "kind"] {
        assert!(named.contains(signal), "{signal} in {named:?}");
    }
}

#[test]
fn a_short_form_that_two_documents_introduce_is_written_out() {
    let introduced = |id: &str| document(id, "工作规则", "长者饭堂管理服务中心（以下简称长饭中心）负责供餐。");
    let once = document("once", "职责", "巡河管理服务中心（以下简称巡服中心）负责巡河。");
    let full = document("full", "开放时间", "长者饭堂管理服务中心每日开放。");
    let (index, _directory) = index_of([introduced("a"), introduced("b"), once, full]);
    let expanded = |text: &str| index.search(&ask(text)).unwrap().interpreted.expanded;
    assert_eq!(expanded("长饭中心")[0].to, "长者饭堂管理服务中心");
    assert!(expanded("巡服中心").is_empty());
    let explained = index.search(&ask("长饭中心 开放").with_explanation()).unwrap();
    assert_eq!(explained.hits.first().map(|hit| hit.id.as_str()), Some("full"));
}

#[test]
fn a_title_typed_whole_comes_before_the_document_whose_number_it_has() {
    let mut policy = document("policy", "老人助餐办法", "每餐三元。");
    policy.document_number = gongkai_document::DocumentNumber::new("花府办〔2020〕12号");
    let title = "《老人助餐办法》政策解读（花府办〔2020〕12号）";
    let (index, _directory) = index_of([policy, document("explained", title, "每餐三元。")]);
    let first = |text: &str| index.search(&ask(text)).unwrap().hits.first().unwrap().id.to_string();
    assert_eq!((first(title).as_str(), first("花府办〔2020〕12号").as_str()), ("explained", "policy"));
}

#[test]
fn a_quotation_that_a_condition_leaves_out_is_not_loosened() {
    let (index, _directory) = index();
    let elsewhere = Filters { kinds: vec![Kind::Notice], ..Filters::default() };
    let filtered = index.search(&ask("“补贴标准”").with_filters(elsewhere).unwrap()).unwrap();
    assert_eq!((filtered.total, filtered.interpreted.loosened.len()), (0, 0));
    let unwanted = index.search(&ask("“补贴标准” -三元")).unwrap();
    assert_eq!((unwanted.total, unwanted.interpreted.loosened.len()), (0, 0));
}
