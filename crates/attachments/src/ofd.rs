//! The text of an OFD file (GB/T 33190): text codes with their places on each page, joined to lines as those of a PDF.

use gongkai_document::Unread;

use crate::error::Failure;
use crate::layout::{self, Run};
use crate::package::Package;
use crate::text::Lines;
use crate::xml::{self, Node};

/// The entry point that the standard prescribes.
pub(crate) const ENTRY: &str = "OFD.xml";

/// Reads every document of the file, page by page.
pub(crate) fn read(package: &mut Package<'_>, lines: &mut Lines) -> Result<(), Failure> {
    if package.has("Encryptions.xml") {
        return Err(Failure::new(Unread::Locked, "an ofd file with a password"));
    }
    let roots = locations(package, ENTRY, "DocRoot", "")?;
    let mut pages = Vec::new();
    for root in &roots {
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        for page in locations(package, root, "Page", folder)? {
            let content = package.part(&page)?.ok_or_else(|| missing(&page))?;
            pages.push(layout::lines_of(runs_of(&content)?));
        }
    }
    if pages.is_empty() {
        return Err(Failure::damaged("an ofd file without pages"));
    }
    layout::push_paragraphs(pages, lines);
    if lines.is_empty() {
        return Err(Failure::new(Unread::Scanned, "pages without text"));
    }
    Ok(())
}

fn missing(name: &str) -> Failure {
    Failure::damaged(format!("an ofd file without its part {name}"))
}

/// The places that elements of this name point to, by their content or their `BaseLoc`; relative ones are below `folder`.
fn locations(package: &mut Package<'_>, part: &str, name: &str, folder: &str) -> Result<Vec<String>, Failure> {
    let xml = package.part(part)?.ok_or_else(|| missing(part))?;
    let mut found = Vec::new();
    let mut text: Option<String> = None;
    xml::walk(&xml, |node| {
        match node {
            Node::Start(element) if element.name() == name => match element.attribute("BaseLoc") {
                Some(place) => found.push(resolved(&place, folder)),
                None => text = Some(String::new()),
            },
            Node::Start(_) => {}
            Node::Text(piece) => text.iter_mut().for_each(|text| text.push_str(piece)),
            Node::End(_) => found.extend(text.take().map(|text| resolved(text.trim(), folder))),
        }
        true
    })?;
    Ok(found)
}

fn resolved(place: &str, folder: &str) -> String {
    match place.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => place.to_owned(),
        None => format!("{folder}/{place}"),
    }
}

/// The text codes of one page, each with its place in millimetres from the bottom up.
fn runs_of(content: &str) -> Result<Vec<Run>, Failure> {
    let mut runs = Vec::new();
    let (mut box_x, mut box_y, mut size) = (0.0, 0.0, 1.0);
    let mut code: Option<Run> = None;
    xml::walk(content, |node| {
        match node {
            Node::Start(element) if element.name() == "TextObject" => {
                let boundary = element.attribute("Boundary").unwrap_or_default();
                let mut numbers = boundary.split_whitespace().map(number);
                (box_x, box_y) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
                size = element.attribute("Size").map_or(1.0, |size| number(&size));
            }
            Node::Start(element) if element.name() == "TextCode" => {
                let place = |name| element.attribute(name).map_or(0.0, |value| number(&value));
                code = Some(Run::at(box_x + place("X"), -(box_y + place("Y")), size));
            }
            Node::Text(text) => code.iter_mut().for_each(|run| run.push_estimated(text)),
            Node::End("TextCode") => runs.extend(code.take()),
            Node::Start(_) | Node::End(_) => {}
        }
        true
    })?;
    Ok(runs)
}

fn number(text: &str) -> f32 {
    text.trim().parse().unwrap_or_default()
}
