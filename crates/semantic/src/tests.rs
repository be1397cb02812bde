//! Builds and searches with vectors that are made here, and with the real model where there is one.

mod builds;
mod made;
mod real;
mod searches;
