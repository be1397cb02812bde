//! `GET /staff`: on to the search for precedents, or what an account without cases can do.

use axum::response::Response;
use gongkai_accounts::Permission;

use crate::staff::asked::{Asked, Refused, see_other};
use crate::staff::router::SEARCH;
use crate::staff::views;

/// The front page.
pub(super) async fn home(asked: Asked) -> Result<Response, Refused> {
    let visitor = asked.visitor().await?;
    if visitor.may(Permission::ViewCases) {
        return Ok(see_other(SEARCH));
    }
    Ok(views::home_page(&asked.office.identity, &visitor))
}
