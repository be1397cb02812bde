//! The web service: the pages that people read and the API that programs read.
//!
//! [`router`] answers requests and needs no port; [`serve`] brings it to a socket, with the limits that a public address
//! needs. Both are generic over the engine, which answers [`Discovery`](gongkai_query::Discovery); documents come from the archive,
//! read-only. Pages are rendered here, work without JavaScript, and load nothing from anywhere else.
//!
//! A handler reads its parameters (`params`), asks the [`Service`], and gives a page (`views`) or a body of its own
//! (`routes`). Whatever goes wrong is a `Refusal`: one variant, one status, one text for programs and one for people.
//!
//! **Invariant:** only this crate knows HTTP and the shapes of its JSON. Nothing that a visitor typed and nothing that a
//! portal published reaches a page unescaped, and only public documents reach one at all.
//!
//! ```
//! # use gongkai_query::Discovery;
//! use gongkai_web::{Identity, Limits, Service, router};
//!
//! # fn open<E: Discovery>(engine: E) -> Result<axum::Router, gongkai_web::WebError> {
//! let archive = std::path::Path::new("gongkai-data/archive.sqlite");
//! let service = Service::open(engine, archive, Identity::default(), &Limits::default())?;
//! let app: axum::Router = router(service, None);
//! # Ok(app)
//! # }
//! assert_eq!(Limits::default().connections_max, 512);
//! ```

mod access_log;
mod archives;
mod assets;
mod base;
mod best_bets;
mod body_limit;
mod bulkhead;
mod client;
mod connections;
mod cors;
mod csv;
mod differences;
mod display;
mod error;
mod etag;
#[cfg(test)]
mod fixtures;
mod headers;
#[cfg(test)]
mod hostile;
mod identity;
mod limits;
mod long_heads;
mod marks;
mod metrics;
mod network;
mod openapi;
mod params;
mod policy;
mod problem;
mod rate_limit;
mod refusal;
mod refusal_pause;
mod request_id;
mod router;
mod routes;
mod searches;
mod server;
mod service;
mod staff;
mod views;
mod wider;

pub use best_bets::{BEST_BETS_MAX, BestBet, BestBets, brief};
pub use error::WebError;
pub use identity::Identity;
pub use limits::Limits;
pub use metrics::GenerationFacts;
pub use network::{InvalidNetwork, Network};
pub use policy::{InvalidOrigin, Origins, Policy};
pub use router::router;
pub use routes::search_body::SearchBody;
pub use server::serve;
pub use service::Service;
pub use staff::{FileReader, Staff, StaffFiles, StaffIndexes};
pub use views::day_of;
