//! Questions and answers that portals publish as articles: 问：…… 答：……

use gongkai_document::{Document, Kind, Request};

/// What stands before a question.
const ASKS: [&str; 5] = ["问", "【问】", "提问", "Q", "问题"];

/// What stands before an answer.
const ANSWERS: [&str; 5] = ["答", "【答】", "答复", "A", "回答"];

/// Makes an article of one question and its answer a reply: the answer is its text. In a column of answers, a title that
/// asks is the question. A page of many questions stays one document with its text as it is.
pub(crate) fn settle(document: &mut Document) {
    let question = if let Some((question, answer)) = one_question(&document.body) {
        document.body = answer;
        question
    } else if document.kind == Kind::Reply && document.title.ends_with(['？', '?']) && asks(&document.body) < 2 {
        document.title.clone()
    } else {
        return;
    };
    document.kind = Kind::Reply;
    document.request = Some(Request { text: question, department: document.publisher.clone(), ..Request::default() });
}

/// The question at the beginning of a text and the answer, when there is one of each.
fn one_question(text: &str) -> Option<(String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let answers = lines.iter().filter(|line| after(line, &ANSWERS).is_some()).count();
    if asks(text) != 1 || answers != 1 {
        return None;
    }
    let at = lines.iter().position(|line| after(line, &ANSWERS).is_some())?;
    let (asked, answered) = lines.split_at_checked(at)?;
    let question = joined(asked, &ASKS)?;
    let answer = joined(answered, &ANSWERS)?;
    Some((question, answer))
}

fn asks(text: &str) -> usize {
    text.lines().filter(|line| after(line, &ASKS).is_some()).count()
}

/// The lines with the mark at their beginning taken off.
fn joined(lines: &[&str], marks: &[&str]) -> Option<String> {
    let (first, rest) = lines.split_first()?;
    let first = after(first, marks)?;
    let lines: Vec<&str> = std::iter::once(first).chain(rest.iter().copied()).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// What follows a mark and its colon at the beginning of a line.
fn after<'a>(line: &'a str, marks: &[&str]) -> Option<&'a str> {
    marks.iter().find_map(|mark| {
        let rest = line.strip_prefix(mark)?;
        let rest = if mark.starts_with('【') {
            rest.trim_start_matches(['：', ':'])
        } else {
            rest.strip_prefix(['：', ':'])?
        };
        Some(rest.trim())
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use gongkai_document::DocumentId;

    use super::*;

    #[track_caller]
    fn check(kind: Kind, title: &str, body: &str, expected: &Expect) {
        let mut document = Document::new(DocumentId::from_post("nfcms", 7), title, body);
        document.kind = kind;
        settle(&mut document);
        let question = document.request.map(|request| request.text);
        expected.assert_eq(&format!("{} {question:?} {:?}", document.kind, document.body));
    }

    #[test]
    fn one_question_and_its_answer_are_a_reply() {
        check(
            Kind::Other,
            "关于助餐",
            "问：老人如何申请？\n需要什么材料？\n答：到镇政府申请。\n带身份证。",
            &expect![[r#"reply Some("老人如何申请？\n需要什么材料？") "到镇政府申请。\n带身份证。""#]],
        );
        check(
            Kind::Reply,
            "怎样申请助餐？",
            "到镇政府申请。",
            &expect![[r#"reply Some("怎样申请助餐？") "到镇政府申请。""#]],
        );
    }

    #[test]
    fn many_questions_stay_one_text() {
        let many = "问：甲？\n答：乙。\n问：丙？\n答：丁。";
        check(Kind::Reply, "助餐常见问题", many, &expect![[r#"reply None "问：甲？\n答：乙。\n问：丙？\n答：丁。""#]]);
        check(Kind::Reply, "助餐怎么办？", many, &expect![[r#"reply None "问：甲？\n答：乙。\n问：丙？\n答：丁。""#]]);
    }

    #[test]
    fn a_text_that_only_quotes_a_question_stays() {
        let text = "记者走访。\n问：贵吗？\n答：不贵。";
        check(Kind::News, "走访", text, &expect![[r#"news None "记者走访。\n问：贵吗？\n答：不贵。""#]]);
    }
}
