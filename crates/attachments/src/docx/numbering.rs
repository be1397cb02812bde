//! The numbers that Word sets before paragraphs without writing them into the text (ECMA-376, part 1, 17.9): 第一条, 一、, (1).

use std::collections::{HashMap, HashSet};

use super::numerals::written;
use crate::xml::{self, Element, Node};

/// Levels of a list (17.9.6).
const LEVELS: usize = 9;

/// Lists and styles that are kept; templates have some hundred.
const DEFINITIONS_MAX: usize = 20_000;

/// What is set before paragraphs of one level of a list.
#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    /// `第%1条`: the number of each level in its place.
    text: String,
    /// Whether a gap follows.
    has_gap: bool,
}

/// A list as paragraphs name it.
#[derive(Debug, Clone, Default)]
struct List {
    definition: String,
    starts: HashMap<usize, u32>,
}

/// Where a paragraph says that it belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Membership {
    pub(super) style: Option<String>,
    pub(super) list: Option<String>,
    pub(super) level: Option<usize>,
}

/// The lists of a file, and how far each is counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, List>,
    levels: HashMap<(String, usize), Level>,
    styles: HashMap<String, Membership>,
    counts: HashMap<String, [Option<u32>; LEVELS]>,
    begun: HashSet<String>,
}

impl Membership {
    /// Takes in a property of a paragraph.
    pub(super) fn note(&mut self, element: &Element<'_>) {
        let value = || element.attribute("val");
        match element.name() {
            "pStyle" => self.style = value(),
            "numId" => self.list = value(),
            "ilvl" => self.level = value().and_then(|level| level.parse().ok()),
            _ => {}
        }
    }
}

impl Numbering {
    /// Reads `numbering.xml` and `styles.xml`, as far as they can be read: the text does not depend on them.
    pub(super) fn read(numbering: &str, styles: &str) -> Self {
        let mut read = Self::default();
        let (mut definition, mut list, mut level) = (String::new(), String::new(), 0);
        let _ = xml::walk(numbering, |node| {
            if let Node::Start(element) = node {
                let value = |name: &str| element.attribute(name).unwrap_or_default();
                match element.name() {
                    "abstractNum" => definition = value("abstractNumId"),
                    "num" => list = value("numId"),
                    "abstractNumId" => read.lists.entry(list.clone()).or_default().definition = value("val"),
                    "lvl" | "lvlOverride" => level = value("ilvl").parse().unwrap_or(0),
                    "startOverride" => {
                        let start = value("val").parse().unwrap_or(1);
                        read.lists.entry(list.clone()).or_default().starts.insert(level, start);
                    }
                    // Levels that one list defines anew come after the lists' begin and are not told apart: rare.
                    name if list.is_empty() => read.note_level((&definition, level), name, &value("val")),
                    _ => {}
                }
            }
            read.levels.len() + read.lists.len() < DEFINITIONS_MAX
        });
        read.read_styles(styles);
        read
    }

    fn note_level(&mut self, (definition, level): (&str, usize), name: &str, value: &str) {
        if !matches!(name, "start" | "numFmt" | "lvlText" | "suff") || level >= LEVELS {
            return;
        }
        let plain = || Level { start: 1, format: "decimal".to_owned(), text: String::new(), has_gap: true };
        let level = self.levels.entry((definition.to_owned(), level)).or_insert_with(plain);
        match name {
            "start" => level.start = value.parse().unwrap_or(1),
            "numFmt" => value.clone_into(&mut level.format),
            "lvlText" => value.clone_into(&mut level.text),
            _ => level.has_gap = value != "nothing",
        }
    }

    fn read_styles(&mut self, styles: &str) {
        let mut style = String::new();
        let _ = xml::walk(styles, |node| {
            if let Node::Start(element) = node {
                match element.name() {
                    "style" => style = element.attribute("styleId").unwrap_or_default(),
                    "numId" | "ilvl" => self.styles.entry(style.clone()).or_default().note(&element),
                    _ => {}
                }
            }
            self.styles.len() < DEFINITIONS_MAX
        });
    }

    /// What stands before the next paragraph of this membership; counts it.
    pub(super) fn label(&mut self, membership: &Membership) -> Option<String> {
        let of_style = membership.style.as_ref().and_then(|style| self.styles.get(style));
        let name = membership.list.as_ref().or_else(|| of_style?.list.as_ref())?;
        let level = membership.level.or_else(|| of_style?.level).unwrap_or(0);
        let list = self.lists.get(name)?;
        let definition = self.levels.get(&(list.definition.clone(), level))?;

        let counts = self.counts.entry(list.definition.clone()).or_default();
        let restart = if self.begun.insert(name.clone()) { list.starts.get(&level).copied() } else { None };
        let count = counts.get_mut(level)?;
        *count = Some(restart.unwrap_or_else(|| count.map_or(definition.start, |count| count.saturating_add(1))));
        counts.iter_mut().skip(level + 1).for_each(|deeper| *deeper = None);

        let mut label = definition.text.clone();
        for (index, count) in counts.iter().enumerate().take(level + 1) {
            let place = format!("%{}", index + 1);
            if let Some(level) = self.levels.get(&(list.definition.clone(), index)).filter(|_| label.contains(&place)) {
                label = label.replace(&place, &written(count.unwrap_or(level.start), &level.format));
            }
        }
        if definition.format == "bullet" || label.is_empty() {
            return None;
        }
        // Behind `（一）` and `1.` the text goes on; behind `第一条` a gap is seen.
        if definition.has_gap && label.ends_with(char::is_alphanumeric) {
            label.push(' ');
        }
        Some(label)
    }
}
