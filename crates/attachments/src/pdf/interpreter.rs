//! Where a page shows which text: its operators one after another (ISO 32000-1, 9.4), and those of the forms it draws.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::STREAM_BYTES_MAX;
use super::fonts::Font;
use super::matrix::Matrix;
use crate::layout::Run;

/// Forms within forms; programs for stamping nest two or three.
const FORM_DEPTH_MAX: usize = 8;

/// Forms drawn in one file, counted each time: two that draw each other would double at every step.
const FORMS_MAX: usize = 20_000;

/// Graphics states kept at once (ISO 32000-1, annex C names 28).
const STATES_MAX: usize = 512;

/// What the pages gave and did not give.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    /// Codes with a meaning.
    pub(super) known: usize,
    /// Codes without one.
    pub(super) unknown: usize,
    /// Pages and forms that unpack to more than is read.
    pub(super) too_large: usize,
}

/// Reads the pages of one file; keeps the fonts that they share.
pub(super) struct Reader<'a> {
    document: &'a Document,
    fonts: HashMap<*const Dictionary, Rc<Font>>,
    tally: Tally,
    forms_left: usize,
}

/// Where names of fonts and forms are looked up, nearest first.
type Resources<'a> = Vec<&'a Dictionary>;

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, fonts: HashMap::new(), tally: Tally::default(), forms_left: FORMS_MAX }
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    /// The pieces of text of a page; none when the page cannot be read.
    pub(super) fn runs_of_page(&mut self, page: ObjectId) -> Vec<Run> {
        let document = self.document;
        let mut runs = Vec::new();
        let Ok(content) = document.get_page_content_with_limit(page, STREAM_BYTES_MAX) else {
            self.tally.too_large += 1;
            return runs;
        };
        let Ok((own, referred)) = document.get_page_resources(page) else { return runs };
        let referred = referred.into_iter().filter_map(|id| document.get_dictionary(id).ok());
        let resources = own.into_iter().chain(referred).collect();
        Interpreter::new(self, resources, Matrix::IDENTITY, 0).run(&content, &mut runs);
        runs
    }

    fn resource(&self, resources: &Resources<'a>, category: &[u8], name: &[u8]) -> Option<&'a Object> {
        let document = self.document;
        resources.iter().find_map(|resources| {
            let category = resources.get_deref(category, document).and_then(Object::as_dict).ok()?;
            category.get_deref(name, document).ok()
        })
    }

    fn font(&mut self, resources: &Resources<'a>, name: &[u8]) -> Option<Rc<Font>> {
        let font = self.resource(resources, b"Font", name)?.as_dict().ok()?;
        let document = self.document;
        Some(Rc::clone(self.fonts.entry(font).or_insert_with(|| Rc::new(Font::read(document, font)))))
    }
}

/// What `q` keeps and `Q` brings back.
#[derive(Clone)]
struct State {
    place: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    leading: f32,
    letter_spacing: f32,
    word_spacing: f32,
    stretch: f32,
    rise: f32,
}

struct Interpreter<'a, 'r> {
    reader: &'r mut Reader<'a>,
    resources: Resources<'a>,
    depth: usize,
    state: State,
    kept: Vec<State>,
    /// Where the next glyph stands, and where its line began.
    text: Matrix,
    line: Matrix,
}

impl<'a, 'r> Interpreter<'a, 'r> {
    fn new(reader: &'r mut Reader<'a>, resources: Resources<'a>, place: Matrix, depth: usize) -> Self {
        let state = State {
            place,
            font: None,
            size: 0.0,
            leading: 0.0,
            letter_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            rise: 0.0,
        };
        let (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        Self { reader, resources, depth, state, kept: Vec::new(), text, line }
    }

    /// Follows the operators up to the first that cannot be read.
    fn run(&mut self, content: &[u8], runs: &mut Vec<Run>) {
        for operation in Content::decode_iter(content).map_while(Result::ok) {
            self.follow(&operation, runs);
        }
    }

    fn follow(&mut self, operation: &Operation, runs: &mut Vec<Run>) {
        let operands = operation.operands.as_slice();
        let number = |index: usize| operands.get(index).and_then(|object| object.as_float().ok()).unwrap_or_default();
        match operation.operator.as_str() {
            "q" if self.kept.len() < STATES_MAX => self.kept.push(self.state.clone()),
            "Q" => self.kept.pop().into_iter().for_each(|state| self.state = state),
            "cm" => {
                self.state.place =
                    Matrix::of(operands).map_or(self.state.place, |matrix| matrix.then(self.state.place));
            }
            "BT" => self.begin_line_at(Matrix::IDENTITY),
            "Tm" => Matrix::of(operands).into_iter().for_each(|matrix| self.begin_line_at(matrix)),
            "Td" => self.move_line(number(0), number(1)),
            "TD" => {
                self.state.leading = -number(1);
                self.move_line(number(0), number(1));
            }
            "T*" => self.move_line(0.0, -self.state.leading),
            "TL" => self.state.leading = number(0),
            "Tc" => self.state.letter_spacing = number(0),
            "Tw" => self.state.word_spacing = number(0),
            "Tz" => self.state.stretch = number(0) / 100.0,
            "Ts" => self.state.rise = number(0),
            "Tf" => {
                let name = operands.first().and_then(|object| object.as_name().ok()).unwrap_or_default();
                self.state.font = self.reader.font(&self.resources, name);
                self.state.size = number(1);
            }
            "Tj" | "'" | "\"" => {
                if operation.operator != "Tj" {
                    self.move_line(0.0, -self.state.leading);
                }
                operands.last().into_iter().for_each(|string| self.show(string, runs));
            }
            "TJ" => {
                let array = operands.first().and_then(|object| object.as_array().ok());
                array.into_iter().flatten().for_each(|object| self.show(object, runs));
            }
            "Do" => self.draw(operands, runs),
            _ => {}
        }
    }

    fn begin_line_at(&mut self, matrix: Matrix) {
        self.line = matrix;
        self.text = matrix;
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.begin_line_at(Matrix::translation(x, y).then(self.line));
    }

    /// Shows a string, or moves by a number of thousandths against the direction of writing.
    fn show(&mut self, object: &Object, runs: &mut Vec<Run>) {
        let state = &self.state;
        if let Ok(thousandths) = object.as_float() {
            let x = -thousandths / 1000.0 * state.size * state.stretch;
            self.text = Matrix::translation(x, 0.0).then(self.text);
            return;
        }
        let (Ok(bytes), Some(font)) = (object.as_str(), state.font.as_ref()) else { return };
        let shown = font.show(bytes);
        self.reader.tally.unknown += usize::from(shown.unknown);
        self.reader.tally.known += usize::from(shown.codes.saturating_sub(shown.unknown));
        let spacing = f32::from(shown.codes) * state.letter_spacing + f32::from(shown.spaces) * state.word_spacing;
        let width = (shown.width * state.size + spacing) * state.stretch;
        let from = Matrix::translation(0.0, state.rise).then(self.text).then(state.place);
        self.text = Matrix::translation(width, 0.0).then(self.text);
        let to = Matrix::translation(0.0, state.rise).then(self.text).then(state.place);
        runs.extend(run(from, to, state.size, shown.text));
    }

    /// Draws a form: content with a place and resources of its own.
    fn draw(&mut self, operands: &[Object], runs: &mut Vec<Run>) {
        let Some(form) = operands.first().and_then(|object| self.form(object)) else { return };
        if self.depth >= FORM_DEPTH_MAX || self.reader.forms_left == 0 {
            return;
        }
        self.reader.forms_left -= 1;
        let document = self.reader.document;
        let Ok(content) = form.decompressed_content_with_limit(STREAM_BYTES_MAX) else {
            self.reader.tally.too_large += 1;
            return;
        };
        let own = form.dict.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
        let resources = own.into_iter().chain(self.resources.iter().copied()).take(FORM_DEPTH_MAX).collect();
        let matrix = form.dict.get_deref(b"Matrix", document).and_then(Object::as_array).ok();
        let matrix = matrix.and_then(|matrix| Matrix::of(matrix)).unwrap_or(Matrix::IDENTITY);
        let place = matrix.then(self.state.place);
        Interpreter::new(self.reader, resources, place, self.depth + 1).run(&content, runs);
    }

    fn form(&self, name: &Object) -> Option<&'a Stream> {
        let stream = self.reader.resource(&self.resources, b"XObject", name.as_name().ok()?)?.as_stream().ok()?;
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|subtype| subtype == b"Form").then_some(stream)
    }
}

/// A piece of text between two places, seen upright; none for text that stands aslant, as watermarks do.
fn run(from: Matrix, to: Matrix, size: f32, text: String) -> Option<Run> {
    if text.is_empty() {
        return None;
    }
    let size = size.abs() * from.c.hypot(from.d);
    let along = from.a.abs() > 8.0 * from.b.abs();
    let across = from.b.abs() > 8.0 * from.a.abs();
    let (turns, start, base, end) = match (along, across) {
        (true, _) if from.a > 0.0 => (0, from.e, from.f, to.e),
        (true, _) => (2, -from.e, -from.f, -to.e),
        (_, true) if from.b > 0.0 => (1, from.f, -from.e, to.f),
        (_, true) => (3, -from.f, from.e, -to.f),
        _ => return None,
    };
    Some(Run { turns, start, end, base, size, text })
}
