//! Where somebody goes after the sign-in: to the page of this side that they had asked for, and nowhere else.

use axum::http::Uri;
use url::form_urlencoded;

use crate::staff::router::{HOME, SIGN_IN, SIGN_OUT};

/// The page to go to. What is not a path of the staff side, written as it stands in a request, is the front page.
pub(super) fn next(wanted: &str) -> &str {
    let is_below = wanted == HOME
        || wanted.strip_prefix(HOME).is_some_and(|rest| rest.starts_with(['/', '?']) && !rest.starts_with("//"));
    // What a browser would take for another host or another path begins with none of these characters within ASCII.
    let is_plain = wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let leads_back = [SIGN_IN, SIGN_OUT].iter().any(|path| wanted.starts_with(path));
    if is_below && is_plain && !leads_back && wanted.parse::<Uri>().is_ok() { wanted } else { HOME }
}

/// The sign-in that goes on to `wanted`.
pub(super) fn sign_in_before(wanted: &str) -> String {
    match next(wanted) {
        HOME => SIGN_IN.to_owned(),
        wanted => {
            let wanted: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
            format!("{SIGN_IN}?next={wanted}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_the_staff_side_comes_next() {
        for own in ["/staff", "/staff?a=b", "/staff/register?year=2024&page=2", "/staff/requests/%E8%8A%B1%2F1"] {
            assert_eq!(next(own), own);
        }
        for other in [
            "",
            "/",
            "/search",
            "/staffing",
            "//evil.example",
            "/staff//evil.example",
            "https://evil.example/staff",
            "/staff\\evil.example",
            "/staff/\r\nSet-Cookie: a=b",
            "/staff/花",
            "/\t/evil.example",
            "javascript:alert(1)",
            "/staff/sign-in?next=/staff",
            "/staff/sign-out",
        ] {
            assert_eq!(next(other), "/staff", "{other:?}");
        }
        assert_eq!(
            sign_in_before("/staff/register?year=2024"),
            "/staff/sign-in?next=%2Fstaff%2Fregister%3Fyear%3D2024"
        );
        assert_eq!(sign_in_before("/staff"), "/staff/sign-in");
    }
}
