//! Tests of the whole crate: on a tiny model that is written here, and on the real one where there is one.

mod damage;
mod forward;
mod reference;
mod tiny;
mod tokens;
