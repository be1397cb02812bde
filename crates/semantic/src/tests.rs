//! Builds and searches with vectors that are made here, and with the real model where there is one.

mod builds;
mod made;
mod queries;
mod real;
mod searches;
