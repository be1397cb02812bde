//! `GET` and `POST /staff/sign-in`, `POST /staff/sign-out`.

use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use gongkai_accounts::{Password, SessionToken, SignIn};

use crate::staff::asked::{Asked, Refused, see_other};
use crate::staff::form::{Body, Form};
use crate::staff::next::next;
use crate::staff::refusal::StaffRefusal;
use crate::staff::router::SIGN_IN;
use crate::staff::views::{self, SignInTrouble};

/// The form. A browser without a cookie gets a token of no session, so that this form has a token as every other has.
pub(super) async fn sign_in_page(asked: Asked) -> Result<Response, Refused> {
    let parameters = asked.parameters()?;
    let wanted = parameters.iter().find(|(name, _)| name == "next").map_or("", |(_, wanted)| wanted.as_str());
    // Whether there is anybody to sign in at all.
    asked.office.staff.page(|_, _| Ok(())).await.map_err(|refusal| asked.refuse(refusal))?;
    form_page(&asked, next(wanted), None)
}

/// Signs somebody in.
pub(super) async fn sign_in(asked: Asked, body: Body) -> Result<Response, Refused> {
    let Ok(form) = Form::read(&asked, body) else {
        return form_page(&asked, next(""), Some(SignInTrouble::Stale));
    };
    let name = form.field("name").unwrap_or_default().to_owned();
    let password = Password::typed(form.field("password").unwrap_or_default());
    let (from, before) = (asked.from, asked.token.clone());
    let answer = asked.office.staff.sign_in(move |staff, accounts| {
        let now = staff.now();
        let answer = accounts.sign_in(&name, &password, from, now)?;
        if let (SignIn::Accepted { .. }, Some(before)) = (&answer, before) {
            // The new session takes the place of the one that this browser had.
            accounts.sign_out(&before, now)?;
        }
        Ok(answer)
    });
    let wanted = next(form.field("next").unwrap_or_default());
    match answer.await.map_err(|refusal| asked.refuse(refusal))? {
        SignIn::Accepted { token, .. } => Ok(with_cookie(see_other(wanted), asked.office.cookie.set(&token))),
        SignIn::Refused { wait_s } => form_page(&asked, wanted, Some(SignInTrouble::Refused { wait_s })),
    }
}

/// Ends the session.
pub(super) async fn sign_out(asked: Asked, body: Body) -> Result<Response, Refused> {
    let cleared = with_cookie(see_other(SIGN_IN), asked.office.cookie.clear());
    let Some(token) = asked.token.clone() else { return Ok(cleared) };
    Form::read(&asked, body)?;
    let ended = asked.office.staff.page(move |staff, accounts| Ok(accounts.sign_out(&token, staff.now())?));
    ended.await.map_err(|refusal| asked.refuse(refusal))?;
    Ok(cleared)
}

fn form_page(asked: &Asked, wanted: &str, trouble: Option<SignInTrouble>) -> Result<Response, Refused> {
    let (token, is_new) = match &asked.token {
        Some(token) => (token.clone(), false),
        None => (SessionToken::unused().map_err(|error| asked.refuse(StaffRefusal::from(error)))?, true),
    };
    let status = match trouble {
        None => StatusCode::OK,
        Some(SignInTrouble::Refused { wait_s }) if wait_s > 0 => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::FORBIDDEN,
    };
    let mut page = views::sign_in_page(status, &asked.office.identity, &token.csrf().reveal(), wanted, trouble);
    if let Some(SignInTrouble::Refused { wait_s }) = trouble
        && wait_s > 0
    {
        page.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait_s));
    }
    Ok(if is_new { with_cookie(page, asked.office.cookie.set(&token)) } else { page })
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}
