//! Documents found by what they mean: their passages, the passages' vectors, and the nearest of them to a query.
//!
//! A document is cut into [`passages`] along its structure, each with the title in front. A [`Build`] embeds those that
//! are new with the model that the operator enabled and writes a set of [`Vectors`]: complete, checked, and made the one
//! that is searched by one rename. [`Vectors::nearest`] compares a query with every passage and gives documents, each by
//! its nearest passage.
//!
//! All vectors that were ever made are kept in one append-only file beside the sets, under a hash of the model and the
//! passage's text. So equal passages are embedded once, an unchanged one never again, and a build that was stopped or
//! killed goes on where it was. [`SemanticRoot`] is the folder of all this; without it nothing else changes.
//!
//! **Invariant:** whenever a build is killed, the set that is searched is complete, and the vectors that were saved are
//! found again; what is damaged is an error, never a wrong answer.
//!
//! ```
//! use gongkai_document::{Document, DocumentId};
//! use gongkai_semantic::{Part, passages};
//!
//! let body = "第一条 适龄儿童凭居住证明申请入学。\n第二条 本办法自发布之日起施行。";
//! let document = Document::new(DocumentId::from_post("nfcms", 1), "入学办法", body);
//! let passages = passages(&document);
//! assert_eq!(passages.len(), 1);
//! assert_eq!((passages[0].part, passages[0].range.clone()), (Part::Body, 0..body.len()));
//! assert!(passages[0].text.starts_with("入学办法\n第一条"));
//! ```

mod durable;
mod error;
mod job;
mod manifest;
mod nearest;
mod pace;
mod passages;
mod queries;
mod recent;
mod root;
mod store;
#[cfg(test)]
mod tests;
mod vectors;

pub use error::{Result, SemanticError};
pub use job::{Build, BuildCounts, Embedder, Next};
pub use manifest::{VectorsFile, VectorsManifest};
pub use nearest::NearDocument;
pub use pace::{Hours, Limits, Pause, load_average};
pub use passages::{
    ATTACHMENTS_CHARACTERS_MAX, CONTEXT_CHARACTERS_MAX, PASSAGE_CHARACTERS_MAX, PASSAGE_RULES, Part, Passage, passages,
};
pub use queries::{Queries, ResidentBytes};
pub use root::{EnabledModel, SemanticRoot};
pub use vectors::Vectors;
