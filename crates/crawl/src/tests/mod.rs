//! The crawler against a sick and hostile portal on loopback.

mod fetching;
mod portal;
mod robots;
