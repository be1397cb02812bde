//! E-mail addresses that no office publishes.

use super::Suspect;
use super::labels::{Label, Labels};
use crate::finding::Rule;

/// The longest local part (RFC 5321, 4.5.3.1.1), in bytes.
const LOCAL_BYTES_MAX: usize = 64;

/// The longest domain (RFC 5321, 4.5.3.1.2), in bytes.
const DOMAIN_BYTES_MAX: usize = 255;

/// Domains under which only bodies have addresses.
const OFFICES: &[&str] = &[".gov.cn", ".mil.cn"];

pub(super) fn find(text: &str, labels: &Labels<'_>) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    for (at, sign) in text.match_indices(['@', '＠']) {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + sign.len()..).unwrap_or_default();
        let local = before.bytes().rev().take(LOCAL_BYTES_MAX).take_while(|byte| is_local(*byte)).count();
        let domain = domain(behind);
        let start = at - local;
        let is_masked = text.get(..start).is_some_and(|before| before.ends_with('*'));
        if local == 0 || is_masked || !domain.contains('.') || is_an_offices(domain) {
            continue;
        }
        if labels.governing(start) != Some(Label::Service) {
            let span = start..at + sign.len() + domain.len();
            let why = "an e-mail address that no label calls an office's";
            suspects.push(Suspect { rule: Rule::EmailAddress, span, grave: false, why });
        }
    }
    suspects
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+' | b'%')
}

/// The domain that `text` begins with; empty when it is none.
fn domain(text: &str) -> &str {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let bytes = text.bytes().take(DOMAIN_BYTES_MAX).take_while(is_part).count();
    let domain = text.get(..bytes).unwrap_or_default().trim_end_matches(['.', '-']);
    let top = domain.rsplit('.').next().unwrap_or_default();
    if top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic()) { domain } else { "" }
}

fn is_an_offices(domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    OFFICES.iter().any(|office| domain.ends_with(office) || domain == office.trim_start_matches('.'))
}
