//! The side for an office's staff: everything below `/staff`, behind a sign-in.
//!
//! [`Staff`] is the files that it needs; the public routes have no way to them, because the two sides are routers with
//! states of their own that only [`router`](crate::router) joins. A handler here takes an [`Asked`](asked::Asked), which
//! knows who shows which cookie, and does its work at a [`Desk`](desk::Desk): signed in, permitted, and able to give an
//! answer only together with its entry in the audit log.
//!
//! **Invariant:** what a handler gets from the register has an entry of the audit log that is on the disk already. Every
//! form carries its session's token. Nothing below `/staff` may be kept by a browser, a proxy or a search engine.

mod api;
mod asked;
mod case;
mod certificates;
mod comparison;
mod cookie;
mod correction;
mod desk;
mod due;
mod export;
mod files;
mod form;
mod grid;
mod home;
mod inquiry;
mod marked;
mod next;
mod precedents;
mod problem;
mod refusal;
mod register_list;
mod router;
mod sign_in;
mod tables;
#[cfg(test)]
mod tests;
mod upload;
mod views;
mod wanted;
mod workbook;

pub use files::{Staff, StaffFiles, StaffIndexes};
pub(crate) use router::{keep_private, router};
pub use upload::FileReader;
