//! `GET /documents/{id}/versions/{number}`: what a version changed, for people.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use gongkai_document::DocumentId;
use gongkai_query::SearchEngine;

use crate::headers::unlist;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::views;

/// The differences to the version before. Search engines keep the document, not what it once said.
pub(crate) async fn version_page<E: SearchEngine>(
    State(service): State<Service<E>>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Response {
    let mut response = match answer(&service, path).await {
        Ok(response) => response,
        Err(refusal) => views::refusal_page(service.identity(), &refusal),
    };
    unlist(&mut response);
    response
}

async fn answer<E: SearchEngine>(
    service: &Service<E>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Refusal> {
    let Path((id, number)) = path.map_err(|_| Refusal::Path)?;
    let id = DocumentId::new(id).map_err(|_| Refusal::NoSuchDocument)?;
    let number = number.parse().map_err(|_| Refusal::NoSuchAddress)?;
    let (pair, comparison) = service.version_change(id, number).await?;
    Ok(views::version_page(service.identity(), &pair, &comparison))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::fixtures::{App, FakeEngine, one_hit, text_of};

    #[tokio::test]
    async fn a_version_shows_what_it_changed() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        assert!(app.get("/documents/nfcms:1").await.body.contains("/documents/nfcms%3A1/versions/2"));
        let answered = app.get("/documents/nfcms%3A1/versions/2").await;
        assert_eq!(answered.headers["x-robots-tag"], "noindex, nofollow");
        expect![[r#"
            返回《花都区老人助餐服务管理办法》
            版本差异
            第 2 版（2024年10月21日存档）与第 1 版（2024年10月15日存档）相比。
            划去的
            是原来的文字，
            带下划线的
            是后来的文字。
            要素
            要素
            原来
            后来
            有效性
            未注明
            有效
            正文
            （1 段没有变化）
            第一条　为规范老人助餐服务，制定本办法。
            本办法自
            公布
            印发
            之日起施行。"#]]
        .assert_eq(&text_of(&answered.body, "main"));
    }

    #[tokio::test]
    async fn what_is_not_public_has_no_versions() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        for path in [
            "nfcms:1/versions/1",
            "nfcms:1/versions/3",
            "nfcms:1/versions/x",
            "nfcms:3/versions/2",
            "r-staff/versions/2",
            "nfcms:6/versions/2",
        ] {
            assert_eq!(app.get(&format!("/documents/{path}")).await.status, 404, "{path}");
        }
    }
}
