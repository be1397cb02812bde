//! Tests of the whole crate: on a tiny model that is written here, and on the real one where there is one.

#![expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "numbers of a tiny model are small")]

mod damage;
mod forward;
mod reference;
mod tiny;
mod tokens;
