//! What a page is when it is not what was asked for: gone, blocked, of another sort, or not understood.

use gongkai_document::Page;
use url::Url;

use crate::CatalogueError;
use crate::elements::elements;
use crate::html::parse_page;
use crate::text::{line_of, text_of};

/// A page with more text than this is not one that only says "not found".
const SHORT_PAGE_CHARACTERS: usize = 1_000;

/// Words of a page that says "not found" with a status of success.
const NOT_FOUND: [&str; 11] = [
    "页面不存在",
    "不存在或已删除",
    "已被删除",
    "找不到",
    "无法找到",
    "未找到",
    "访问的页面",
    "您访问的内容不存在",
    "404",
    "Not Found",
    "not found",
];

/// Marks of challenges: what the guards before government sites send in place of a page.
const CHALLENGES: [(&str, &str); 10] = [
    ("__jsl_clearance", "a cookie challenge"),
    ("FSSBBIl1UgzbN7N", "a script challenge"),
    ("C3VK=", "a cookie challenge"),
    ("$_ts=", "a script challenge"),
    ("$_ts.", "a script challenge"),
    ("EdgeOne", "a guard's page"),
    ("安全验证", "a request to prove being human"),
    ("滑动验证", "a request to prove being human"),
    ("访问过于频繁", "a complaint about too many requests"),
    ("访问被拒绝", "a refusal"),
];

/// The status of a page that says in words what its status does not.
const OK: u16 = 200;

/// Marks of a sign-in page.
const SIGN_INS: [&str; 5] = ["type=\"password\"", "type='password'", "统一身份认证", "请先登录", "用户登录"];

/// Words of a page that says, with a status of success, that something is broken for now.
const TROUBLES: [&str; 7] = ["系统繁忙", "系统维护", "正在维护", "服务器繁忙", "稍后再试", "稍后重试", "数据库错误"];

/// Refuses a page by its HTTP status.
pub(crate) fn check_status(page: &Page) -> Result<(), CatalogueError> {
    let url = page.url.clone();
    match page.status {
        // 202 is what a challenge is served with, never a finished page.
        202 | 401 | 403 | 412 | 521 => {
            Err(CatalogueError::Blocked { url, sign: format!("HTTP status {}", page.status) })
        }
        200..=299 => Ok(()),
        404 | 410 => Err(CatalogueError::Gone { url, status: page.status }),
        status => Err(CatalogueError::Unavailable { url, status }),
    }
}

/// Why a page that lacks `missing` is not what was asked for.
pub(crate) fn explain(url: &Url, text: &str, missing: &str) -> CatalogueError {
    let seen = match parse_page(url, text) {
        Ok(html) => text_of(html.tree.root()) + &title_of(&html).unwrap_or_default(),
        Err(error) => return error,
    };
    if seen.chars().count() <= SHORT_PAGE_CHARACTERS {
        if let Some((_, sign)) = CHALLENGES.iter().find(|(mark, _)| text.contains(mark)) {
            return CatalogueError::Blocked { url: url.clone(), sign: (*sign).to_owned() };
        }
        if let Some(words) = NOT_FOUND.iter().find(|words| seen.contains(*words)) {
            return CatalogueError::SoftNotFound { url: url.clone(), words: (*words).to_owned() };
        }
        if TROUBLES.iter().any(|words| seen.contains(words)) {
            return CatalogueError::Unavailable { url: url.clone(), status: OK };
        }
        if SIGN_INS.iter().any(|mark| text.contains(mark)) {
            return CatalogueError::Blocked { url: url.clone(), sign: "a sign-in form".to_owned() };
        }
    }
    CatalogueError::not_understood(url, missing)
}

/// The page's own title, when it has one.
pub(crate) fn title_of(html: &scraper::Html) -> Option<String> {
    let title = elements(html).find(|element| element.value().name() == "title")?;
    Some(line_of(*title)).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::page;

    fn explained(text: &str) -> CatalogueError {
        explain(&Url::parse("http://portal.example/gkmlpt/index").unwrap(), text, "window._CONFIG")
    }

    #[test]
    fn a_short_page_that_says_not_found_is_gone() {
        assert!(explained("<title>提示</title><body>您访问的页面不存在或已删除</body>").is_gone());
        assert!(explained("<title>404</title>").is_gone());
        let long = format!("<p>{}</p>", "办事指南里写着：找不到材料怎么办。".repeat(100));
        assert!(matches!(explained(&long), CatalogueError::NotUnderstood { .. }));
    }

    #[test]
    fn a_challenge_and_a_sign_in_form_are_blocks() {
        for text in [
            "<script>document.cookie=\"C3VK=abc;max-age=300\";location.reload()</script>",
            "<html><script>$_ts=window['$_ts'];</script></html>",
            "<form><input name=user><input type=\"password\"></form>",
        ] {
            assert!(matches!(explained(text), CatalogueError::Blocked { .. }), "{text}");
        }
    }

    #[test]
    fn a_status_says_what_can_be_done() {
        let with_status = |status| check_status(&Page { status, ..page("http://portal.example/", "") });
        assert!(with_status(200).is_ok());
        assert!(with_status(410).is_err_and(|error| error.is_gone()));
        assert!(matches!(with_status(412), Err(CatalogueError::Blocked { .. })));
        assert!(matches!(with_status(503), Err(CatalogueError::Unavailable { status: 503, .. })));
    }
}
