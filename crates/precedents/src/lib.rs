//! Precedents: the closest closed cases to a request for information, for an office's staff only.
//!
//! [`Sources::build`] makes the staff's index, a generation of its own beside the public one, from the register and from the
//! archive's documents for staff only. [`Precedents::find`] compares a request (pasted, or by its number) with all of them:
//! an [`Answer`] has the cases grouped where their replies say the same, each with how alike what was asked and what was
//! replied are, apart, and the words that tie them. [`Precedents::warnings`] says what should be looked at before anybody
//! answers, and [`Certificates`] keep what was searched where the reply is that there is no such information (检索记录单).
//!
//! **Invariant:** nothing of this is in the public index, and nothing here writes to the register or the archive. What a case
//! shows is read from its source at each search, so a person's correction shows at once.
//!
//! ```
//! use gongkai_analysis::Analyzer;
//! use gongkai_document::Timestamp;
//! use gongkai_index::IndexRoot;
//! use gongkai_precedents::{Files, PrecedentRequest, Precedents, Sources};
//! use gongkai_register::{Author, Mapping, Plan, Register, Sheet};
//!
//! let folder = tempfile::tempdir()?;
//! let files = Files { register: folder.path().join("register.sqlite"), archive: folder.path().join("archive.sqlite") };
//! let register = Register::open(&files.register)?;
//! let mapping = Mapping::parse("[columns]\nnumber = '编号'\ntext = '内容'")?;
//! let table = "编号,内容\n青公开申〔2024〕1号,罗坝村旧村改造实施方案的批复\n";
//! let plan = Plan::new(&Sheet::read("2024.csv", table.as_bytes(), mapping.place())?, &mapping)?;
//! register.put(&plan.lines[0], Author { who: "王某", source: "2024.csv", at: Timestamp::UNIX_EPOCH })?;
//!
//! let root = IndexRoot::open(folder.path().join("staff"), Analyzer::embedded())?;
//! let sources = Sources { register: Some(&register), archive: None };
//! sources.build(&root, false, Timestamp::UNIX_EPOCH, || std::ops::ControlFlow::Continue(()))?;
//! let precedents = Precedents::open(root, files)?;
//! let answer = precedents.find(&PrecedentRequest::of_text("请公开罗坝村旧村改造的批复")?)?;
//! assert_eq!(answer.groups[0].closest.case.number.as_deref(), Some("青公开申〔2024〕1号"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod building;
mod case;
mod certificate;
mod certificates;
mod error;
mod filters;
mod names;
mod precedents;
mod public_twins;
mod replies_alike;
mod request;
mod subject;
mod warnings;

pub use answer::{Answer, Group, SimilarCase};
pub use building::{Built, Sources};
pub use case::Case;
pub use certificate::{Certificate, Draft, Found, SearchDone, Searched};
pub use certificates::{Certificates, Comparison, Verification};
pub use error::{PrecedentsError, Result};
pub use filters::CaseFilters;
pub use precedents::{Files, LOOKED_AT_MAX, Precedents};
pub use request::{Asked, Order, PrecedentRequest};
pub use warnings::{Asking, FREQUENT_MIN, PublicDocument, Thresholds, WANTED_BY_MANY_MIN, Warning, Way};
