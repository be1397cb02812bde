//! A text becomes a vector.

mod encoder;
mod error;
mod format;
mod kernels;
mod known;
mod linear;
mod model;
mod normalization;
mod quantized;
mod tokenizer;
mod vocabulary;

pub use error::{EmbeddingError, Result};
pub use model::{Model, ModelIdentity, TextKind};
