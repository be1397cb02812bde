//! The bundled sample portal: a district's catalogue of invented documents, served in the platform's own shapes.
//!
//! [`SamplePortal::generate`] writes the documents of a district and its ten towns and streets: measures with articles,
//! plans, notices, budgets, penalties, procurement, land, hiring, guides, news, yearly reports, explanations paired with
//! what they explain, and questions of the public. [`serve`] answers as a portal of the `gkmlpt` platform does, on
//! loopback, with every [`Face`] of it and with files; [`SamplePortal::truth`] says what a perfect crawl yields, the text
//! of the files included. With it comes a register of closed requests with their replies.
//!
//! **Invariant:** everything follows from the options, so two portals of the same options are the same to the letter; no
//! person, company, village or number in it is real, apart from the names of the district, its towns and its bureaus.
//!
//! ```
//! use gongkai_sample_portal::{SampleOptions, SamplePortal};
//!
//! let portal = SamplePortal::generate(&SampleOptions { items: 120, channels: true, ..SampleOptions::default() });
//! assert_eq!(portal.truth().len(), 120);
//! let numbers: Vec<_> = portal.truth().iter().filter_map(|document| document.document_number.as_ref()).collect();
//! assert!(numbers.iter().any(|number| number.as_str() == "花府办〔2020〕12号"));
//! assert_eq!((portal.hijacked().count(), portal.soft_404s().len(), portal.register().len()), (1, 3, 350));
//! ```

mod attached;
mod faces;
mod files;
mod forms;
mod generate;
mod portal;
mod random;
mod register;
mod server;
mod sites;
mod topics;
mod traffic;
mod writing;

pub use faces::Face;
pub use portal::{SampleOptions, SamplePortal};
pub use register::SeededWarning;
pub use server::{router, serve};
pub use traffic::Traffic;
