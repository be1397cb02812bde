//! Contents kept once each, compressed, under their SHA-256.
