//! What the detectors of personal data find, what they pass, and what masking leaves.

#[cfg(test)]
mod generator;
#[cfg(test)]
mod identity_numbers;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod masking;
#[cfg(test)]
mod traps;
