//! The form of the lists that ship: `词 = 另一词 | 另一词` a line, `#` begins a comment.

/// The lines of a list that say something, each with its number from 1.
pub(crate) fn entries(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split('#').next().unwrap_or_default().trim()))
        .filter(|(_, line)| !line.is_empty())
}

/// A line taken apart: the word, and what stands behind the equals sign; `None` without one.
pub(crate) fn entry(line: &str) -> Option<(&str, Vec<String>)> {
    let (word, others) = line.split_once('=')?;
    Some((word.trim(), others.split('|').map(|other| other.trim().to_owned()).collect()))
}
