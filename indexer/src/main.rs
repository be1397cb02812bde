//! The program `gongkai`.
fn main() {}
