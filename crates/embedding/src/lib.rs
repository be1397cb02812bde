//! A text becomes a vector.

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
