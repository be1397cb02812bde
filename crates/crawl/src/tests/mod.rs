//! The crawler against a sick and hostile portal on loopback.

mod catalogue;
mod faces;
mod fetching;
mod files;
mod lists;
mod manners;
mod portal;
mod posts;
mod removal;
mod resuming;
mod robots;
mod trouble;
