//! How values are written in the database.
