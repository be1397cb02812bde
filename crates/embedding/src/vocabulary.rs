//! The pieces that texts are cut into, as a tree of bytes: all pieces that begin at a place are found in one walk.

use crate::format::Pieces;

/// No piece ends here.
const NONE: u32 = u32::MAX;

/// All pieces of a model with their scores.
///
/// Nodes are numbered level by level, so the children of a node follow one another and a node needs only the number of
/// its first; the children of node `n` are `first_child[n]..first_child[n + 1]`.
pub(crate) struct Vocabulary {
    first_child: Vec<u32>,
    /// The byte that leads to each node.
    byte: Vec<u8>,
    /// The piece that ends at each node, or [`NONE`].
    piece: Vec<u32>,
    scores: Vec<f32>,
    unknown: u32,
    unknown_score: f32,
}

/// How much worse than the worst piece an unknown character is; sentencepiece's constant.
const UNKNOWN_PENALTY: f32 = 10.0;

impl Vocabulary {
    pub(crate) fn new(pieces: &Pieces<'_>) -> Self {
        let mut sorted: Vec<(&[u8], u32)> = pieces.texts.iter().map(|text| text.as_bytes()).zip(0..).collect();
        sorted.sort_unstable();
        let mut tree = Self {
            first_child: Vec::new(),
            byte: vec![0],
            piece: Vec::new(),
            scores: pieces.scores.clone(),
            unknown: pieces.unknown,
            unknown_score: pieces.scores.iter().copied().fold(f32::INFINITY, f32::min) - UNKNOWN_PENALTY,
        };
        // The pieces below each node that has no children yet, with the bytes that they share.
        let mut level: Vec<&[(&[u8], u32)]> = vec![&sorted];
        let mut depth = 0;
        while !level.is_empty() {
            let mut next = Vec::new();
            for mut below in level {
                // Of equal pieces the first counts, and an empty one never does.
                let ends = below.iter().take_while(|(piece, _)| piece.len() == depth).count();
                let ending = below.first().filter(|_| ends > 0 && depth > 0);
                tree.piece.push(ending.map_or(NONE, |(_, id)| *id));
                below = below.get(ends..).unwrap_or_default();
                tree.first_child.push(index(tree.byte.len()));
                for children in below.chunk_by(|(one, _), (other, _)| one.get(depth) == other.get(depth)) {
                    let byte = children.first().and_then(|(piece, _)| piece.get(depth));
                    tree.byte.push(byte.copied().unwrap_or_default());
                    next.push(children);
                }
            }
            level = next;
            depth += 1;
        }
        tree.first_child.push(index(tree.byte.len()));
        tree
    }

    /// The pieces that `text` begins with, shortest first: their lengths in bytes, ids and scores. The unknown piece is
    /// none of them.
    pub(crate) fn beginnings<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = (usize, u32, f32)> + 'a {
        let mut node = 0;
        let nodes = text.iter().map_while(move |byte| {
            node = self.child(node, *byte)?;
            Some(node)
        });
        (1..).zip(nodes).filter_map(|(length, node)| {
            let id = *self.piece.get(node)?;
            let score = *self.scores.get(usize::try_from(id).ok()?)?;
            (id != self.unknown).then_some((length, id, score))
        })
    }

    fn child(&self, node: usize, byte: u8) -> Option<usize> {
        let [from, to] = *self.first_child.get(node..)?.first_chunk::<2>()?;
        let from = usize::try_from(from).ok()?;
        let children = self.byte.get(from..usize::try_from(to).ok()?)?;
        children.binary_search(&byte).ok().map(|place| from + place)
    }

    /// The piece for a character that is in no other.
    pub(crate) fn unknown(&self) -> (u32, f32) {
        (self.unknown, self.unknown_score)
    }

    /// How much memory the tree and the scores take.
    pub(crate) fn bytes(&self) -> usize {
        self.byte.len() + 4 * (self.first_child.len() + self.piece.len() + self.scores.len())
    }
}

/// Nodes are at most the bytes of all pieces, which a file counts in 32 bits.
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str], text: &str) -> Vec<(usize, u32)> {
        let scores = (0_u8..).map(|id| -f32::from(id)).take(texts.len()).collect();
        let pieces = Pieces { texts: texts.to_vec(), scores, begin: 0, end: 0, unknown: 0 };
        Vocabulary::new(&pieces).beginnings(text.as_bytes()).map(|(length, id, _)| (length, id)).collect()
    }

    #[test]
    fn all_pieces_at_the_beginning_are_found_shortest_first() {
        assert_eq!(found(&["<unk>", "政府", "政", "政府网站", "府", "网"], "政府网"), [(3, 2), (6, 1)]);
        assert_eq!(found(&["<unk>", "a", "ab", "abc", "b"], "abd"), [(1, 1), (2, 2)]);
    }

    #[test]
    fn of_equal_pieces_the_first_counts_and_the_unknown_and_the_empty_one_never() {
        assert_eq!(found(&["<unk>", "a", "a", ""], "a<unk>"), [(1, 1)]);
        assert_eq!(found(&["<unk>", "a"], "<unk>"), []);
        assert_eq!(found(&["<unk>"], ""), []);
    }

    #[test]
    fn an_unknown_character_costs_more_than_the_worst_piece() {
        let pieces = Pieces { texts: vec!["<unk>", "a"], scores: vec![0.0, -20.0], begin: 0, end: 0, unknown: 0 };
        assert_eq!(Vocabulary::new(&pieces).unknown(), (0, -30.0));
    }
}
