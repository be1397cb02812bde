//! `GET /search`: results for people.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gongkai_document::Timestamp;
use gongkai_query::{SearchEngine, SearchRequest};

use crate::etag::{not_modified, tag};
use crate::headers::unlist;
use crate::params;
use crate::refusal::Refusal;
use crate::searches::is_plain;
use crate::service::Service;
use crate::views;
use crate::wider::{FEW_MAX, Found, wider};

/// A page of results. Search engines must not keep it: its address can be made to hold any text, also such as nobody
/// wants to see on a government's pages.
pub(crate) async fn search_page<E: SearchEngine>(
    State(service): State<Service<E>>,
    RawQuery(query_string): RawQuery,
    headers: HeaderMap,
) -> Response {
    let mut response = match answer(&service, query_string.as_deref(), &headers).await {
        Ok(response) => response,
        Err(refusal) => views::refusal_page(service.identity(), &refusal),
    };
    unlist(&mut response);
    response
}

async fn answer<E: SearchEngine>(
    service: &Service<E>,
    query_string: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let request = params::read_known(query_string.unwrap_or_default(), params::NAMES_OF_PAGE)?;
    let address = params::href(&request);
    let today = views::day_of(Timestamp::now());
    let counts_clicks = service.query_log().is_some() && is_plain(&request);
    // What the office is called stands on the page too, ranges of time that end today, and where hits lead.
    let variant = format!("{:?} {today} {counts_clicks}", service.identity());
    let best_bets = service.best_bets(&request, today).await;
    // What stands above the results changes without a generation, and so does what is found by its meaning.
    let is_lasting = best_bets.is_empty() && service.policy().semantic_budget.is_none();
    if is_lasting && let Some(response) = not_modified(service, headers, &variant, &address).await {
        return Ok(response);
    }
    let found = service.search(&service.of_public(&request).with_counterparts()).await?;
    service.note_search(&request, found.by_words);
    service.count_query(&request, found.by_words, today);
    let wider = find_wider(service, &request, found.by_words).await;
    let results = views::Results { found: &found, wider: &wider, best_bets: &best_bets, counts_clicks };
    let mut response = views::search_page(service.identity(), &request, &results, today);
    if is_lasting {
        tag(&mut response, &found.generation, &variant, &address);
    }
    Ok(response)
}

/// The wider searches that find more than the `total` of a search that finds little. When there is too much to do, they
/// are left out.
async fn find_wider<E: SearchEngine>(service: &Service<E>, request: &SearchRequest, total: usize) -> Vec<Found> {
    let mut better = Vec::new();
    if total > FEW_MAX {
        return better;
    }
    for wider in wider(request) {
        let Ok(smallest) = wider.request.clone().with_page(1, 1) else { continue };
        let Ok(found) = service.search(&smallest).await else { break };
        if found.total > total {
            better.push(Found::new(&wider, found.total));
        }
    }
    better
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use gongkai_query::{EngineError, Expansion, MatchedAttachment, SnippetSource};

    use crate::fixtures::{App, FakeEngine, one_hit, text_of};

    fn app() -> App {
        App::new(FakeEngine::new(|request| Ok(one_hit(request))))
    }

    #[tokio::test]
    async fn results_show_what_was_found_and_how_it_was_understood() {
        let answered = app()
            .get("/search?q=%E8%80%81%E4%BA%BA+%22%E5%8A%A9%E9%A4%90%22+-%E5%85%AC%E7%A4%BA&year=2020&in=title")
            .await;
        assert_eq!(answered.status, 200);
        assert_eq!(answered.headers["x-robots-tag"], "noindex, nofollow");
        assert!(answered.body.contains("<title>检索结果 - 政府信息公开检索</title>"));
        expect![[r#"
            检索结果
            共
            1
            条，本页第 1–1 条
            筛选
            检索词的理解
            必须原样出现：
            助餐
            不含：
            公示
            已选条件
            年份
            2020
            ×
            全部去掉
            排序
            相关度
            最新发布
            最早发布
            时间
            不限
            一周内
            一月内
            半年内
            一年内
            三年内
            花都区
            老人助餐
            服务管理办法
            政策文件
            有效
            花民〔2020〕12号
            为规范
            老人助餐
            服务，制定本办法。
            花都区民政局
            发布：
            2020-08-14
            成文：
            2020-08-10
            政策 › 规范性文件
            附件 1 个
            原网页
            订阅与导出
            订阅更新（Atom）
            导出表格（CSV）
            导出数据（JSON）"#]]
        .assert_eq(&text_of(&answered.body, ".found"));
    }

    #[tokio::test]
    async fn filters_stand_beside_the_results() {
        let answered = app().get("/search?q=a&year=2020").await;
        expect![[r#"
            筛选
            应用
            类型
            政策文件
            1
            条
            发布年份
            2020年
            1
            条
            发布日期
            从
            到
            附件
            附件
            不限
            有附件（0）
            无附件（0）
            应用筛选"#]]
        .assert_eq(&text_of(&answered.body, ".filters"));
    }

    #[tokio::test]
    async fn a_phrase_that_was_loosened_is_told_as_such() {
        let app = App::new(FakeEngine::new(|request| {
            let mut found = one_hit(request);
            found.interpreted.loosened = request.query().phrases.clone();
            Ok(found)
        }));
        let body = app.get("/search?q=%22a%22").await.body;
        expect![[r#"
            检索词的理解
            没有信息原样含有“
            a
            ”，已改为检索其中的词
            只查原词"#]]
        .assert_eq(&text_of(&body, ".understood"));
    }

    #[tokio::test]
    async fn a_page_without_results_says_which_condition_empties_it() {
        let app = App::new(FakeEngine::new(|request| {
            let mut found = one_hit(request);
            if request.filters().years.contains(&1999) {
                found.hits.clear();
                (found.total, found.by_words) = (0, 0);
            } else {
                (found.total, found.by_words) = (25, 25);
            }
            Ok(found)
        }));
        let body = app.get("/search?q=a&year=1999&kind=policy").await.body;
        expect![[r#"
            没有找到符合条件的信息
            放宽条件就能找到：
            去掉全部筛选条件
            （25 条）
            去掉条件“年份：1999”
            （25 条）
            您还可以：
            检查检索词有没有错别字，或换一个说法；
            减少检索词，只留最要紧的词；
            查文号时核对年份和序号。
            仍然没有找到？
            行政机关没有主动公开的信息，公民、法人或者其他组织可以依法申请公开（《中华人民共和国政府信息公开条例》第二十七条）。请在政府门户网站的“依申请公开”栏目提出申请。"#]].assert_eq(&text_of(&body, ".nothing"));
    }

    #[tokio::test]
    async fn a_hit_names_the_files_that_answer_and_counts_its_copies() {
        let engine = FakeEngine::new(|request| {
            let mut found = one_hit(request);
            let file = |name: &str, url: &str| MatchedAttachment { name: name.to_owned(), url: url.to_owned() };
            for hit in &mut found.hits {
                hit.snippet_from = SnippetSource::Attachment("名单.xlsx".to_owned());
                hit.matched_attachments =
                    vec![file("名单.xlsx", "https://www.example.gov.cn/1.xlsx"), file("坏链接", "javascript:alert(1)")];
                (hit.attachments, hit.duplicates, hit.text_poor) = (3, 12, true);
            }
            found.hits.extend(found.hits.clone());
            for hit in found.hits.iter_mut().skip(1) {
                (hit.snippet_from, hit.semantic) = (SnippetSource::Question, true);
            }
            Ok(found)
        });
        let answered = App::new(engine).get("/search?q=a").await;
        expect![[r#"
            花都区
            老人助餐
            服务管理办法
            政策文件
            有效
            图片类信息
            花民〔2020〕12号
            附件《名单.xlsx》：
            为规范
            老人助餐
            服务，制定本办法。
            花都区民政局
            发布：
            2020-08-14
            成文：
            2020-08-10
            政策 › 规范性文件
            附件：
            名单.xlsx
            、坏链接（共 3 个）
            另有 12 件内容相同
            原网页
            花都区
            老人助餐
            服务管理办法
            政策文件
            有效
            图片类信息
            语义相近
            花民〔2020〕12号
            提问：
            为规范
            老人助餐
            服务，制定本办法。
            花都区民政局
            发布：
            2020-08-14
            成文：
            2020-08-10
            政策 › 规范性文件
            附件：
            名单.xlsx
            、坏链接（共 3 个）
            另有 12 件内容相同
            原网页"#]]
        .assert_eq(&text_of(&answered.body, ".hits"));
        assert!(answered.body.contains("<a href=\"https://www.example.gov.cn/1.xlsx\" rel=\"noopener noreferrer\">"));
        assert!(!answered.body.contains("javascript:"));
    }

    #[tokio::test]
    async fn conditions_in_the_text_can_be_taken_back_and_a_number_leads_to_its_series() {
        let app = App::new(FakeEngine::new(|request| Ok(one_hit(request))));
        let answered =
            app.get("/search?q=%E8%8A%B1%E5%BA%9C%E5%8A%9E2020%E5%B9%B412%E5%8F%B7+%E6%97%A5%E6%9C%9F:2020").await;
        expect![[r#"
            检索词的理解
            识别到文号：
            花府办〔2020〕12号
            同年同机关文件
            限定：
            日期:2020
            去掉"#]]
        .assert_eq(&text_of(&answered.body, ".understood"));
        assert!(answered.body.contains("<a href=\"/search?q=%E8%8A%B1%E5%BA%9C%E5%8A%9E2020%E5%B9%B412%E5%8F%B7\" aria-label=\"去掉限定：日期:2020\">"));
        assert!(answered.body.contains(
            "<a href=\"/search?q=%E6%96%87%E5%8F%B7%3A%E8%8A%B1%E5%BA%9C%E5%8A%9E%E3%80%942020%E3%80%95\" aria-label="
        ));
    }

    #[tokio::test]
    async fn nothing_found_says_what_to_try_and_where_to_ask() {
        let engine = FakeEngine::new(|request| {
            let mut found = one_hit(request);
            (found.total, found.by_words, found.hits) = (0, 0, Vec::new());
            found.facets = gongkai_query::Facets::default();
            found.interpreted.expanded =
                vec![Expansion { from: "低保".to_owned(), to: "最低生活保障".to_owned() }];
            Ok(found)
        });
        let answered = App::new(engine).get("/search?q=%E4%BD%8E%E4%BF%9D&kind=policy").await;
        assert_eq!(answered.status, 200);
        expect![[r#"
            检索结果
            共
            0
            条
            筛选
            检索词的理解
            “低保”同时检索了：
            最低生活保障
            只查原词
            已选条件
            类型
            政策文件
            ×
            全部去掉
            没有找到符合条件的信息
            您可以：
            检查检索词有没有错别字，或换一个说法；
            减少检索词，只留最要紧的词；
            查文号时核对年份和序号。
            仍然没有找到？
            行政机关没有主动公开的信息，公民、法人或者其他组织可以依法申请公开（《中华人民共和国政府信息公开条例》第二十七条）。请在政府门户网站的“依申请公开”栏目提出申请。
            筛选
            应用
            类型
            政策文件
            发布日期
            从
            到
            附件
            附件
            不限
            有附件（0）
            无附件（0）
            应用筛选"#]].assert_eq(&text_of(&answered.body, "main"));
        let as_typed = "<a href=\"/search?q=%E4%BD%8E%E4%BF%9D&#38;kind=policy&#38;expand=0\">只查原词</a>";
        assert!(answered.body.contains(as_typed), "{}", answered.body);
    }

    #[tokio::test]
    async fn a_page_past_the_last_one_leads_back() {
        let engine = FakeEngine::new(|request| {
            let mut found = one_hit(request);
            found.hits.clear();
            (found.total, found.by_words) = (12, 12);
            Ok(found)
        });
        let answered = App::new(engine).get("/search?q=a&page=9").await;
        assert!(answered.body.contains("没有第 9 页"));
        assert!(answered.body.contains("href=\"/search?q=a&#38;page=2\""));
    }

    #[tokio::test]
    async fn each_refusal_is_a_chinese_page() {
        let bad = app().get("/search?q=a&sort=time").await;
        let none = App::new(FakeEngine::without_generation()).get("/search?q=a").await;
        let failed = App::new(FakeEngine::new(|_| Err(EngineError::Failed("disk".into())))).get("/search?q=a").await;
        let pages: Vec<String> = [bad, none, failed].iter().map(|page| text_of(&page.body, "main")).collect();
        expect![[r#"
            400
            检索条件有误
            “排序”（sort）不能是“time”，应为下列之一：relevance, newest, oldest。
            请修改网址中的检索条件，或在上方重新检索。
            返回首页
            ----
            503
            检索服务正在准备
            索引尚未建立，暂时无法检索。
            请稍后再来。
            返回首页
            ----
            500
            系统出现故障
            系统处理您的请求时出现故障。
            请稍后再试；如果一直如此，请告知网站管理员。
            返回首页"#]]
        .assert_eq(&pages.join("\n----\n"));
    }
}
