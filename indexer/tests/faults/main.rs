//! Faults that are brought about, not imagined: the built program is killed, its disk filled or made read-only, its files
//! damaged or taken away. Each time it says clearly what is wrong, the next run repairs it, nothing that was committed is
//! lost, and where a good generation is, every search is answered.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on says where")]

mod damage;
mod disk;
mod kills;
mod program;
mod serving;
