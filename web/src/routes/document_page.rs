//! `GET /documents/{id}`: one document for people.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use gongkai_query::{Discovery, SimilarRequest};

use crate::archives::PublicDocument;
use crate::refusal::Refusal;
use crate::routes::document_id;
use crate::service::Service;
use crate::views::{self, Others};

/// How many similar documents a page shows.
const SIMILAR_MAX: usize = 5;

/// A document as archived, with those like it.
pub(crate) async fn document_page<E: Discovery>(
    State(service): State<Service<E>>,
    path: Result<Path<String>, PathRejection>,
) -> Response {
    match answer(&service, path).await {
        Ok((document, others)) => views::document_page(service.identity(), &document, &others),
        Err(refusal) => views::refusal_page(service.identity(), &refusal),
    }
}

async fn answer<E: Discovery>(
    service: &Service<E>,
    path: Result<Path<String>, PathRejection>,
) -> Result<(PublicDocument, Others), Refusal> {
    let id = document_id(path)?;
    let document = service.document(id.clone()).await?;
    // Without an index, or with too much to do, the document is still there to be read.
    let copies = service.copies(id.clone()).await.ok().flatten();
    let citations = service.citations(id.clone()).await.ok().flatten();
    let similar = match SimilarRequest::to_document(id).with_size(SIMILAR_MAX) {
        Ok(request) => service.similar(request).await.ok().flatten(),
        Err(_) => None,
    };
    Ok((document, Others { similar, copies, citations }))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixtures::{App, FakeEngine, one_hit, text_of};

    fn app() -> App {
        App::new(FakeEngine::new(|request| Ok(one_hit(request))))
    }

    #[tokio::test]
    async fn a_document_shows_its_fields_text_files_relations_and_versions() {
        let answered = app().get("/documents/nfcms%3A1").await;
        assert_eq!(answered.status, 200);
        expect![[r#"
            政策文件
            有效
            花都区老人助餐服务管理办法
            公开信息
            索引号
            11440114007512345X/2020-00012
            文号
            花民〔2020〕12号
            发布机构
            花都区民政局
            成文日期
            2020年8月10日
            发布日期
            2020年8月14日
            有效性
            有效
            栏目
            政策 › 规范性文件
            正文
            第一章　总则
            第一条
            为规范老人助餐服务，制定本办法。
            本办法自印发之日起施行。
            查看原网页
            附件
            申请表.docx
            坏链接
            政策解读
            解读一
            一图读懂关于助餐的答复
            相关信息
            不公开的
            内容相同的信息
            （转载）关于助餐的答复
            共 12 件，以上为前 1 件。
            相关文件
            关于助餐的答复
            答复，已废止，2020年8月14日；共同词：助餐、老人
            引用的文件
            花都区老人助餐服务管理办法
            花都区民政局，2020年8月14日
            被引用情况
            转发关于助餐的答复
            共 12 件，以上为最新的 1 件。
            检索提到本文号的信息
            引用格式
            花都区民政局. 花都区老人助餐服务管理办法：花民〔2020〕12号[EB/OL]. (2020-08-14)[2024-10-21]. https://www.example.gov.cn/post_1.html.
            存档
            本页是 2024年10月21日存档的文本，以原网站发布的为准。
            共 2 个版本：
            2024年10月21日
            与上一版的差异
            2024年10月15日"#]]
        .assert_eq(&text_of(&answered.body, "main"));
    }

    #[tokio::test]
    async fn a_reply_stands_below_its_question_with_what_its_files_say() {
        let answered = app().get("/documents/nfcms%3A4").await;
        assert_eq!(answered.status, 200);
        expect![[r#"
            答复
            已废止
            图片类信息
            关于助餐的答复
            本文件已废止，内容仅供查阅。
            公开信息
            索引号
            —
            文号
            —
            统一编号
            GZ0320240034
            发布机构
            花都区民政局
            成文日期
            —
            发布日期
            2020年8月14日
            实施日期
            2020年9月1日
            失效日期
            2025年8月31日
            有效性
            失效（提前废止）
            栏目
            —
            信息来源
            花都区政务服务中心
            提问
            老人助餐
            怎么申请？
            提问日期
            2020年8月10日
            答复日期
            2020年8月14日
            答复单位
            区民政局养老科
            答复
            这份信息的内容主要在图片、音视频或附件中，请查看原网页或附件。
            您好，请携带身份证前往街道办事处。
            附件文字：流程.docx
            一、申请
            二、审核
            附件
            流程.docx
            签章页.pdf
            （扫描件，无文字）
            政策解读
            一图读懂关于助餐的答复
            内容相同的信息
            （转载）关于助餐的答复
            共 12 件，以上为前 1 件。
            相关文件
            关于助餐的答复
            答复，已废止，2020年8月14日；共同词：助餐、老人
            引用的文件
            花都区老人助餐服务管理办法
            花都区民政局，2020年8月14日
            被引用情况
            转发关于助餐的答复
            共 12 件，以上为最新的 1 件。
            引用格式
            花都区民政局. 关于助餐的答复[EB/OL]. (2020-08-14)[2024-10-15].
            存档
            本页是 2024年10月15日存档的文本，以原网站发布的为准。"#]]
        .assert_eq(&text_of(&answered.body, "main"));
        assert!(answered.body.contains("<details class=\"file\">"));
    }

    #[tokio::test]
    async fn without_an_index_a_document_is_still_there_to_be_read() {
        let answered = App::new(FakeEngine::without_generation()).get("/documents/nfcms:1").await;
        assert_eq!(answered.status, 200);
        assert!(!answered.body.contains("相关文件"));
    }

    #[tokio::test]
    async fn a_document_without_text_says_so() {
        let answered = app().get("/documents/nfcms:2").await;
        assert!(answered.body.contains("没有可以检索的文字"));
    }

    #[tokio::test]
    async fn what_is_not_public_has_the_page_of_what_does_not_exist() {
        let app = app();
        let unknown = app.get("/documents/nfcms:99").await;
        assert_eq!(unknown.status, 404);
        expect![[r#"
            404
            没有这份公开信息
            没有找到这份公开信息，它可能不存在，或已不再公开。
            请核对网址。
            请在上方用标题、文号或关键词检索。
            返回首页"#]]
        .assert_eq(&text_of(&unknown.body, "main"));
        for id in ["r-staff", "nfcms:3", "nfcms:6"] {
            let answered = app.get(&format!("/documents/{id}")).await;
            assert_eq!((answered.status, &answered.body), (unknown.status, &unknown.body));
        }
    }
}
