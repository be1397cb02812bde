//! `GET /search.atom`: what a search finds as a feed, the newest first.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gongkai_query::{PAGE_SIZE_MAX, SearchEngine, Sort};

use crate::base::base;
use crate::etag::{not_modified, tag};
use crate::headers::unlist;
use crate::params;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::views;

/// Where it is.
pub(crate) const PATH: &str = "/search.atom";

/// The newest of what a search finds, whatever its order: a reader of feeds asks what has come.
pub(crate) async fn feed<E: SearchEngine>(
    State(service): State<Service<E>>,
    RawQuery(query_string): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let request = params::read_known(query_string.as_deref().unwrap_or_default(), &params::NAMES_OF_ALL)?;
    let request = request.with_sort(Sort::Newest).with_page(1, PAGE_SIZE_MAX).map_err(|_| Refusal::Failed)?;
    let base = base(service.identity(), &headers);
    let address = params::href_of_all(PATH, &request);
    if let Some(response) = not_modified(&service, &headers, &base, &address).await {
        return Ok(response);
    }
    let found = service.search(&request).await?;
    let mut response = views::feed(service.identity(), &base, &request, &found);
    unlist(&mut response);
    tag(&mut response, &found.generation, &base, &address);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use expect_test::expect;

    use crate::fixtures::{App, FakeEngine, one_hit};

    fn app() -> App {
        App::new(FakeEngine::new(|request| Ok(one_hit(request))))
    }

    #[tokio::test]
    async fn a_search_becomes_a_feed_of_the_newest() {
        let answered = app().get("/search.atom?q=%E5%8A%A9%E9%A4%90&kind=policy").await;
        assert_eq!(answered.headers["content-type"], "application/atom+xml; charset=utf-8");
        assert_eq!(answered.headers["x-robots-tag"], "noindex, nofollow");
        expect![[r#"
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
            <id>http://localhost/search.atom?q=%E5%8A%A9%E9%A4%90&#38;kind=policy</id>
            <title>检索“助餐” - 政府信息公开检索</title>
            <subtitle>共 1 条，最新发布的在前</subtitle>
            <link rel="self" type="application/atom+xml" href="http://localhost/search.atom?q=%E5%8A%A9%E9%A4%90&#38;kind=policy"/>
            <link rel="alternate" type="text/html" href="http://localhost/search?q=%E5%8A%A9%E9%A4%90&#38;kind=policy&#38;sort=newest&#38;size=50"/>
            <updated>2020-08-14T00:00:00+08:00</updated>
            <author><name>政府信息公开检索</name><uri>http://localhost/</uri></author>
            <entry>
            <id>urn:gongkai:document:nfcms%3A1</id>
            <title>花都区老人助餐服务管理办法</title>
            <link rel="alternate" type="text/html" href="http://localhost/documents/nfcms%3A1"/>
            <link rel="via" href="https://www.example.gov.cn/post_1.html"/>
            <updated>2020-08-14T00:00:00+08:00</updated>
            <author><name>花都区民政局</name></author>
            <category term="政策文件"/>
            <summary type="html">为规范&#60;mark&#62;老人助餐&#60;/mark&#62;服务，制定本办法。</summary>
            </entry>
            </feed>"#]].assert_eq(&answered.body);
    }

    #[tokio::test]
    async fn what_a_reader_has_is_not_sent_again() {
        let app = app();
        let etag = app.get("/search.atom?q=a").await.headers["etag"].clone();
        let request = Request::get("/search.atom?q=a").header("if-none-match", etag).body(Body::empty()).unwrap();
        assert_eq!(app.ask(request).await.status, 304);
        assert_eq!(app.get("/search.atom?sort=oldest").await.status, 400);
    }

    #[tokio::test]
    async fn no_text_breaks_out_of_a_feed() {
        let app = App::new(FakeEngine::new(|request| {
            let mut found = one_hit(request);
            found.hits[0].title = "</title><script>\u{0}\u{ffff}]]>".to_owned();
            found.hits[0].publisher = Some("&<name>".to_owned());
            found.hits[0].url = Some("javascript:alert(1)".to_owned());
            Ok(found)
        }));
        let body = app.get("/search.atom?q=%3C%2Ffeed%3E%01").await.body;
        let mut reader = quick_xml::Reader::from_str(&body);
        let mut names = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(tag) => names.push(tag.name().0.to_owned()),
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert!(!names.iter().any(|name| name == "script" || name == "name>"), "{names:?}");
        assert!(body.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{ffff}'));
        assert!(!body.contains("javascript:"));
    }
}
