//! Invented pages with what hijackers put into them, and pages as portals make them.

use gongkai_document::{Document, DocumentId};

use crate::{Finding, Place, Rule, screen_page};

fn found(html: &str) -> Vec<Finding> {
    let mut document = Document::new(DocumentId::from_post("test", 1), "老人助餐办法的通知", "现将办法印发给你们。");
    document.url = Some("http://www.example-district.gov.cn/content/post_1.html".to_owned());
    screen_page(&document, html)
}

fn rules(html: &str) -> Vec<(Rule, bool)> {
    found(html).iter().map(|finding| (finding.rule, finding.grave)).collect()
}

#[test]
fn a_page_as_the_platform_makes_it_is_clean() {
    let html = r#"<!doctype html><html><head><title>老人助餐办法的通知 - 某区人民政府门户网站</title>
        <meta name="ArticleTitle" content="老人助餐办法的通知"><meta name="Keywords" content="助餐,养老">
        <script>var a = '<a style="display:none" href="http://x.example.com">bet365官网</a>'</script></head>
        <body style="visibility: hidden"><div style="display:none"><a href="/index.html">首页</a><a href="http://gd.gov.cn">省</a></div>
        <h1>老人助餐办法的通知</h1><p>现将办法印发给你们。</p><a href="https://weibo.com/share">分享到微博</a></body></html>"#;
    assert_eq!(found(html), []);
}

#[test]
fn noise_elements_with_random_ids_are_grave() {
    assert_eq!(
        rules("<body><noframes id=\"zqkvd\"><listing id='zqkvd'></listing></noframes><p>正文</p></body>"),
        [(Rule::NoiseMarkup, true), (Rule::NoiseMarkup, true)]
    );
    assert_eq!(rules("<noframes>您的浏览器不支持框架</noframes>"), []);
}

#[test]
fn a_hidden_link_elsewhere_is_told_and_grave_when_it_names_a_brand() {
    let hidden = |text: &str| {
        rules(&format!("<div style='position:absolute; left:-9999px'><a href='//www.example.com/'>{text}</a></div>"))
    };
    assert_eq!(hidden("友情链接"), [(Rule::HiddenLink, false)]);
    assert_eq!(hidden("bet365官网"), [(Rule::BrandName, true), (Rule::HiddenLink, true)]);
    assert_eq!(rules("<a href='http://a.example.com' style='font-size: 0'>甲</a>"), [(Rule::HiddenLink, false)]);
    assert_eq!(rules("<p style='height:0'>甲<p><a href='http://a.example.com'>乙</a>"), []);
    assert_eq!(rules("<div style='display:none'></div><a href='http://a.example.com'>甲</a>"), []);
}

#[test]
fn brands_in_links_titles_and_descriptions_are_found_on_the_page() {
    let html = "<title>yabo888官网-登录入口</title><meta name=description content='日韩无码,人妻少妇在线视频,久久精品'>\
                <a href='http://www.example.com'>澳门新葡官网</a>";
    let findings = found(html);
    let all: Vec<_> =
        findings.iter().map(|one| (one.rule, one.place, one.grave, html[one.span.clone()].to_owned())).collect();
    assert_eq!(
        all,
        [
            (Rule::BrandName, Place::Page, true, "yabo888官网".to_owned()),
            (Rule::PornographicText, Place::Page, true, "日韩无码,人妻少妇在线视频,久久精品".to_owned()),
            (Rule::BrandName, Place::Page, true, "澳门新葡官网".to_owned()),
        ]
    );
}

#[test]
fn another_title_than_the_articles_is_told() {
    let page =
        |title: &str| rules(&format!("<title>{title}</title><meta name='ArticleTitle' content='老人助餐办法的通知'>"));
    assert_eq!(page("某某旅行社优惠活动"), [(Rule::TitleMismatch, false)]);
    let heading = |headings: &str| rules(&format!("{headings}<meta name='ArticleTitle' content='老人助餐办法的通知'>"));
    assert_eq!(heading("<h1>某某旅行社</h1><h1>优惠</h1>"), [(Rule::TitleMismatch, false)]);
    assert_eq!(heading("<h1>首页</h1><h1>老人助餐<br>办法的通知</h1>"), []);
    assert_eq!(page("首页&gt;老人助餐办法的通知"), []);
    assert_eq!(page("老人助餐办法的通…"), []);
}

#[test]
fn what_the_document_says_already_is_not_said_again() {
    let mut document = Document::new(DocumentId::from_post("test", 1), "bet365官网 年度报告", "正文");
    document.url = None;
    let findings = screen_page(&document, "<title>bet365官网 年度报告</title><p>另有yabo官网</p>");
    let places: Vec<_> = findings.iter().map(|one| (one.place, one.matched.as_str())).collect();
    assert_eq!(places, [(Place::Title, "bet365官网"), (Place::Page, "yabo官网")]);
}

#[test]
fn a_hundred_thousand_nested_tags_are_read() {
    assert_eq!(found(&"<div>".repeat(100_000)), []);
}
