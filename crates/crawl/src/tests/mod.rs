//! The crawler against a sick and hostile portal on loopback.

mod catalogue;
mod fetching;
mod lists;
mod manners;
mod portal;
mod posts;
mod resuming;
mod robots;
mod trouble;
