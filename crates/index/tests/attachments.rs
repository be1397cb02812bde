//! What a document does not say itself: the texts of its attachments, and the question that a reply answers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use expect_test::{Expect, expect};
use gongkai_document::{Attachment, Document, DocumentId, Kind, Request};
use gongkai_index::LocalIndex;
use gongkai_query::{Filters, Scope, SearchEngine, SearchRequest, SnippetSource};

use support::index_of;

fn document(id: &str, title: &str, body: &str) -> Document {
    Document::new(DocumentId::new(id).unwrap(), title, body)
}

fn file(name: &str, text: &str) -> Attachment {
    let mut file = Attachment::new(name, format!("http://portal.example/{name}"));
    file.text = Some(text.to_owned());
    file
}

fn documents() -> Vec<Document> {
    let mut notice = document("notice", "关于公布名单的通知", "现将名单印发给你们，见附件。");
    notice.attachments = vec![
        file("名单.xlsx", "序号 村社 金额\n1 赤坭镇莲塘村 三元"),
        Attachment::new("扫描件.pdf", "http://portal.example/2.pdf"),
        file("办法.docx", "老年人助餐\n补贴办法。申请人须年满六十周岁"),
    ];
    let mut annexed = document("annexed", "长者饭堂管理办法", "长者饭堂由街道负责。");
    annexed.attachments = vec![file("全文.pdf", "长者饭堂由街道负责。长者饭堂每日供餐。")];
    let mut reply = document("reply", "答复", "请到户籍所在地的街道办事处受理窗口提出。");
    reply.kind = Kind::Reply;
    reply.request = Some(Request { text: "独居老人如何办理助浴服务？".to_owned(), ..Request::default() });
    let mut asked = document("asked", "政务公开申请", "附言");
    asked.request = Some(Request { text: "保密的问题".to_owned(), ..Request::default() });
    let mut poster = document("poster", "防汛海报", "");
    poster.text_poor = true;
    poster.unified_number = Some("GZ0320240034".to_owned());
    vec![notice, annexed, reply, asked, poster]
}

fn index() -> (LocalIndex, tempfile::TempDir) {
    index_of(documents())
}

/// Each hit: its document, its matched attachments, whose its snippet is, and the snippet.
#[track_caller]
fn check(query: &str, expected: &Expect) {
    let response = index().0.search(&SearchRequest::new(query).unwrap().without_expansion()).unwrap();
    let lines = response.hits.iter().map(|hit| {
        let names: Vec<&str> = hit.matched_attachments.iter().map(|file| file.name.as_str()).collect();
        let from = match &hit.snippet_from {
            SnippetSource::Text => "text",
            SnippetSource::Question => "question",
            SnippetSource::Attachment(name) => name,
        };
        format!("{} [{}] {from}: {}", hit.id, names.join(" "), hit.snippet_html)
    });
    expected.assert_eq(&lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_only_an_attachment_says_is_found_named_and_shown() {
    check("莲塘村", &expect!["notice [名单.xlsx] 名单.xlsx: …1 赤坭镇<mark>莲塘</mark>村 三元"]);
    check(
        "补贴办法 周岁",
        &expect![[r#"
        notice [办法.docx] 办法.docx: …<mark>补贴办法</mark>。申请人须年满六十<mark>周岁</mark>
        annexed [] text: 长者饭堂由街道负责。"#]],
    );
}

#[test]
fn a_word_in_the_text_and_one_in_a_file_make_a_match_and_the_text_is_shown() {
    check("名单 莲塘村", &expect!["notice [名单.xlsx] text: 现将<mark>名单</mark>印发给你们，见附件。"]);
}

#[test]
fn a_file_that_repeats_its_document_is_named_only_for_all_of_the_query() {
    check("长者饭堂 供餐", &expect!["annexed [全文.pdf] text: <mark>长者饭堂</mark>由街道负责。"]);
    check("长者饭堂", &expect!["annexed [全文.pdf] text: <mark>长者饭堂</mark>由街道负责。"]);
    check("长者饭堂 管理", &expect!["annexed [] text: <mark>长者饭堂</mark>由街道负责。"]);
}

#[test]
fn a_phrase_stands_in_one_file_and_may_run_over_a_line() {
    check("\"助餐补贴\"", &expect!["notice [办法.docx] 办法.docx: 老年人助餐 补贴办法。申请人须年满六十周岁"]);
    // The end of one file and the beginning of the other, with whatever may stand between them.
    for between in ["", "，", "。。", "，，，"] {
        check(&format!("\"三元{between}老年人\""), &expect![""]);
        check(&format!("\"窗口提出{between}独居老人\""), &expect![""]);
    }
    check("\"村 三元\"", &expect!["notice [名单.xlsx] 名单.xlsx: …1 赤坭镇莲塘<mark>村 三元</mark>"]);
}

#[test]
fn what_must_not_occur_must_not_occur_in_a_file_either() {
    check("名单 -莲塘村", &expect![""]);
}

#[test]
fn a_search_in_titles_looks_into_no_file() {
    let request = SearchRequest::new("莲塘村").unwrap().with_scope(Scope::Title);
    assert_eq!(index().0.search(&request).unwrap().total, 0);
    let request = SearchRequest::new("长者饭堂").unwrap().with_scope(Scope::Title);
    assert!(index().0.search(&request).unwrap().hits[0].matched_attachments.is_empty());
}

#[test]
fn a_search_for_everything_names_no_file() {
    let filters = Filters { has_attachment: Some(true), ..Filters::default() };
    let request = SearchRequest::new("").unwrap().with_filters(filters).unwrap();
    let response = index().0.search(&request).unwrap();
    assert!(response.hits.iter().all(|hit| hit.matched_attachments.is_empty()));
    assert_eq!(response.hits.iter().map(|hit| hit.attachments).sum::<usize>(), 4);
}

#[test]
fn a_reply_is_found_by_its_question_and_no_other_document_is() {
    check("助浴", &expect!["reply [] question: 独居老人如何办理<mark>助浴</mark>服务？"]);
    check("街道办事处 助浴", &expect!["reply [] text: 请到户籍所在地的<mark>街道办事处</mark>受理窗口提出。"]);
    check("保密", &expect![""]);
}

#[test]
fn a_unified_number_finds_its_document_and_a_poster_is_known_for_one() {
    let response = index().0.search(&SearchRequest::new("gz0320240034").unwrap()).unwrap();
    assert_eq!(response.hits.first().map(|hit| (hit.id.as_str(), hit.text_poor)), Some(("poster", true)));
}
