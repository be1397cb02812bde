//! The search index: tantivy under our own analysis, in generations.
//!
//! A **generation** is one complete index in a directory of its own. [`IndexRoot::build`] begins a new one beside the one
//! that serves; a [`GenerationBuilder`] takes documents, and its `finish` checks what was built (every document counted, a
//! sample of its own titles found first) and what its operator asks ([`Guards`]) before one atomic rename makes it current. A [`LocalIndex`] answers searches from
//! the current generation and moves to a newer one without a pause.
//!
//! **Invariant:** whatever dies at whatever moment, the current generation is complete, checked, and was analysed as a
//! query will be: its files' checksums and the version of its analysis are compared before it serves.
//!
//! ```
//! use gongkai_analysis::Analyzer;
//! use gongkai_document::{Document, DocumentId, Timestamp};
//! use gongkai_index::{IndexRoot, LocalIndex};
//! use gongkai_query::{SearchEngine, SearchRequest};
//!
//! let directory = tempfile::tempdir()?;
//! let root = IndexRoot::open(directory.path(), Analyzer::embedded())?;
//! let mut generation = root.build(Timestamp::UNIX_EPOCH)?;
//! generation.add(&Document::new(DocumentId::new("d1")?, "老人助餐管理办法", "每餐补贴三元。"))?;
//! generation.finish(1)?;
//!
//! let index = LocalIndex::open(root)?;
//! assert_eq!(index.search(&SearchRequest::new("助餐补贴")?)?.total, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod asked;
mod bm25;
mod builder;
mod characters;
mod checks;
mod citations;
mod citing;
mod clauses;
mod duplicates;
mod error;
mod expansion;
mod explain;
mod facet_values;
mod facets;
mod filters;
mod generation;
mod groups;
mod guards;
mod highlight;
mod hits;
mod local;
mod lock;
mod meaning;
mod official;
mod question_words;
mod ranking;
mod refusal;
mod rescue;
mod schema;
mod sealed;
mod search;
mod short_forms;
mod signals;
mod similar;
mod slips;
mod snippet;
mod stored;
mod suggest;
mod tally;
mod top;
mod town;
mod weights;

pub use builder::GenerationBuilder;
pub use checks::{Checks, SelfTest};
pub use error::{Holder, IndexError};
pub use generation::{GenerationInfo, IndexRoot, Manifest};
pub use guards::{Canary, Guards, InvalidCanary};
pub use local::LocalIndex;
pub use refusal::Refusal;
pub use similar::TellingWord;
