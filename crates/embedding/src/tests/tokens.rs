//! Texts as tokens, with the tiny vocabulary.

use proptest::prelude::*;

use super::tiny::{PIECES, WINDOW, open, tiny};
use crate::model::{Model, TextKind};
use crate::tokenizer::{TEXT_BYTES_MAX, WINDOWS_MAX};

fn pieces(model: &Model, kind: TextKind, text: &str) -> String {
    let tokens = model.tokens(kind, text);
    tokens.iter().map(|token| PIECES[usize::try_from(*token).unwrap()]).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_most_probable_cut_is_taken_and_what_is_in_no_piece_is_unknown() {
    let model = open(&tiny().bytes).unwrap();
    let check = |text, expected| assert_eq!(pieces(&model, TextKind::Query, text), expected, "{text:?}");
    check("", "▁query : ▁");
    check("政府信息公开。", "▁query : ▁ 政府 信息 公开 。");
    check("政务", "▁query : ▁ 政 <unk>");
    check("ab Ａ\tb", "▁query : ▁ ab ▁a ▁ b");
    check("㍿", "▁query : ▁ 公开");
    check("<unk>", "▁query : ▁ <unk> <unk> <unk> <unk> <unk>");
    assert_eq!(pieces(&model, TextKind::Passage, "政"), "▁passage : ▁ 政");
}

#[test]
fn a_long_text_is_embedded_in_windows_up_to_a_bound() {
    let model = open(&tiny().bytes).unwrap();
    let long = "政府信息公开。".repeat(100);
    assert_eq!(model.tokens(TextKind::Query, &long).len(), 3 + 400);
    let endless = "政府信息公开。".repeat(100_000);
    assert_eq!(model.tokens(TextKind::Query, &endless).len(), WINDOWS_MAX * WINDOW);
    assert_eq!(
        model.embed(TextKind::Query, &endless),
        model.embed(TextKind::Query, &endless[..TEXT_BYTES_MAX / 21 * 21])
    );
}

#[test]
fn windows_count_by_their_tokens() {
    let model = open(&tiny().bytes).unwrap();
    // Three tokens of the prefix and eleven more fill a window.
    let (first, second) = ("a".repeat(11), "政府".repeat(2));
    let cosine = |one: &[f32], other: &[f32]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f32>();
    let [whole, first] = [format!("{first}{second}"), first].map(|text| model.embed(TextKind::Query, &text));
    let near = cosine(&whole, &first);
    assert!((0.5..0.999).contains(&near), "{near}");
}

proptest! {
    #[test]
    fn any_text_gives_known_tokens_of_bounded_length(text in any::<String>(), query in any::<bool>()) {
        let model = open(&tiny().bytes).unwrap();
        let kind = if query { TextKind::Query } else { TextKind::Passage };
        let tokens = model.tokens(kind, &text);
        prop_assert!(tokens.len() <= WINDOWS_MAX * WINDOW);
        prop_assert!(tokens.iter().all(|token| usize::try_from(*token).unwrap() < PIECES.len()));
        prop_assert!(model.embed(kind, &text).iter().all(|value| value.is_finite()));
    }
}
