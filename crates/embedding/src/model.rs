//! A model that was opened: texts in, vectors out.

use std::io::Read;
use std::num::NonZeroUsize;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::batch::{groups, in_threads};
use crate::encoder::Encoder;
use crate::error::{EmbeddingError, Result};
use crate::format;
use crate::kernels::Cpu;
use crate::known::{KNOWN_MODELS, known_models};
use crate::tokenizer::Tokenizer;

/// A larger file is not read: three times the largest model of the family in 4 bits.
const MODEL_BYTES_MAX: u64 = 1 << 30;
/// Tokens that go through a layer together: enough to read each weight seldom, few enough to stay in the cache.
const TOKENS_TOGETHER: usize = 512;

/// Which of the two prefixes that the model was trained with a text gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// What someone asks: `query: `.
    Query,
    /// What may answer it: `passage: `.
    Passage,
}

impl TextKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Query => "query: ",
            Self::Passage => "passage: ",
        }
    }
}

/// Which file a model came from; what a list of vectors must name, because only vectors of one model compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelIdentity {
    /// The file's SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// The file's size.
    pub bytes: u64,
    /// The model's name, or that it is not known.
    pub name: String,
    /// Its licence, or that it is not known.
    pub licence: String,
    /// Values of a vector.
    pub dimensions: usize,
}

/// A model in memory. It may be shared between threads; nothing in it changes.
pub struct Model {
    identity: ModelIdentity,
    tokenizer: Tokenizer,
    encoder: Encoder,
    pub(crate) cpu: Cpu,
}

impl Model {
    /// Opens a model whose file is known to this program, bit by bit.
    ///
    /// The file is read once and not needed afterwards.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_expecting(path, None)
    }

    /// Opens a model that the operator trusts: a file with exactly this SHA-256 (hexadecimal digits), known or not.
    pub fn open_accepting(path: &Path, sha256: &str) -> Result<Self> {
        Self::open_expecting(path, Some(sha256))
    }

    fn open_expecting(path: &Path, accepted: Option<&str>) -> Result<Self> {
        let bytes = read(path)?;
        let file = format::read(&bytes, path)?;
        let sha256 = hexadecimal(&Sha256::digest(&bytes));
        let known = KNOWN_MODELS.iter().find(|model| model.sha256 == sha256);
        if !accepted.map_or(known.is_some(), |accepted| accepted.eq_ignore_ascii_case(&sha256)) {
            let expected = accepted.map_or_else(known_models, str::to_owned);
            return Err(EmbeddingError::UnknownModel { path: path.to_owned(), sha256, expected });
        }
        let or_unknown = |text: Option<&'static str>| text.unwrap_or("not known").to_owned();
        let identity = ModelIdentity {
            sha256,
            bytes: bytes.len() as u64,
            name: or_unknown(known.map(|model| model.name)),
            licence: or_unknown(known.map(|model| model.licence)),
            dimensions: file.shape.dimensions,
        };
        Ok(Self { identity, tokenizer: Tokenizer::new(&file), encoder: Encoder::new(&file)?, cpu: Cpu::detect() })
    }

    /// Which file this model is of.
    pub fn identity(&self) -> &ModelIdentity {
        &self.identity
    }

    /// The kind of processor that the model's inner loops are chosen for. All kinds give the same vectors.
    pub fn processor(&self) -> &'static str {
        self.cpu.name()
    }

    /// How much memory the model takes.
    pub fn resident_bytes(&self) -> usize {
        self.tokenizer.bytes() + self.encoder.bytes()
    }

    /// The tokens of a text with its prefix, without beginning and end.
    pub fn tokens(&self, kind: TextKind, text: &str) -> Vec<u32> {
        self.tokenizer.tokens(kind.prefix(), text)
    }

    /// A text's vector, of length one, in this thread.
    ///
    /// A text of more tokens than the model takes at once (510) is embedded in windows of that many, and their mean by
    /// tokens is its vector, as the reference engine does; from 65,536 bytes or 64 windows on it is cut.
    pub fn embed(&self, kind: TextKind, text: &str) -> Vec<f32> {
        self.vectors(kind, &[text]).pop().unwrap_or_default()
    }

    /// The vectors of many texts, in their order, by this thread and at most `threads - 1` others.
    ///
    /// A vector does not depend on the texts beside it, nor on the number of threads.
    pub fn embed_all<T: AsRef<str> + Sync>(&self, kind: TextKind, texts: &[T], threads: NonZeroUsize) -> Vec<Vec<f32>> {
        let groups = groups(texts.iter().map(|text| text.as_ref().len()));
        let vectors = in_threads(&groups, threads, |group| self.vectors(kind, texts.get(group).unwrap_or_default()));
        vectors.into_iter().flatten().collect()
    }

    /// The vectors of some texts, in this thread.
    fn vectors<T: AsRef<str>>(&self, kind: TextKind, texts: &[T]) -> Vec<Vec<f32>> {
        let windows_of = |text: &T| self.tokenizer.windows(&self.tokens(kind, text.as_ref())).collect();
        let texts: Vec<Vec<Vec<u32>>> = texts.iter().map(windows_of).collect();
        let windows: Vec<&[u32]> = texts.iter().flatten().map(Vec::as_slice).collect();
        let mut means = Vec::with_capacity(windows.len());
        let mut rest = windows.as_slice();
        while !rest.is_empty() {
            let mut tokens = 0;
            let fits = |window: &&&[u32]| {
                tokens += window.len();
                tokens <= TOKENS_TOGETHER
            };
            let (together, others) = rest.split_at(rest.iter().take_while(fits).count().max(1));
            rest = others;
            means.extend(self.encoder.means(self.cpu, together));
        }
        let mut means = means.iter();
        texts.iter().map(|windows| self.vector(windows, means.by_ref())).collect()
    }

    /// The mean of windows by their tokens, brought to length one.
    fn vector<'a>(&self, windows: &[Vec<u32>], means: impl Iterator<Item = &'a Vec<f32>>) -> Vec<f32> {
        let mut vector = vec![0.0; self.identity.dimensions];
        for (window, mean) in windows.iter().zip(means) {
            #[expect(clippy::cast_precision_loss, reason = "at most 512 tokens")]
            let weight = window.len().saturating_sub(2).max(1) as f32;
            vector.iter_mut().zip(mean).for_each(|(value, mean)| *value += weight * mean);
        }
        let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        // A model that nobody has tried may run out of the numbers' range; its vector is then near nothing.
        let factor = if length.is_normal() { length.recip() } else { 0.0 };
        for value in &mut vector {
            *value = if factor > 0.0 { *value * factor } else { 0.0 };
        }
        vector
    }
}

/// Two digits for each byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |digit: u8| char::from_digit(u32::from(digit), 16);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).flatten().collect()
}

/// The whole file, if it is not too large to be a model.
fn read(path: &Path) -> Result<Vec<u8>> {
    let unreadable = |source| EmbeddingError::Unreadable { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    let mut content = Vec::new();
    file.take(MODEL_BYTES_MAX + 1).read_to_end(&mut content).map_err(unreadable)?;
    if content.len() as u64 > MODEL_BYTES_MAX {
        return Err(EmbeddingError::TooLarge { path: path.to_owned(), bytes, bytes_max: MODEL_BYTES_MAX });
    }
    Ok(content)
}
