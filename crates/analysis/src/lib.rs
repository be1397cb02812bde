//! Chinese government text to tokens, the same way for documents and for queries.
//!
//! Four steps, each a file: [`Normalized`] folds what readers hold to be the same (full width, traditional characters,
//! case, the shapes of brackets) and remembers where every byte came from; the recognisers find what must not be cut
//! (document numbers 文号, dates, articles, Latin words, numbers); jieba cuts the rest into **words**; and the same text
//! becomes **bigrams** of characters, so that finding never depends on how a word was cut. An [`Analyzer`] does all of
//! it, and hands tantivy its tokenizers.
//!
//! **Invariant:** a token may change its text, never where it came from: its offsets are bytes of the original text, on
//! character boundaries, and a highlight made from them shows what was published.
//!
//! ```
//! use gongkai_analysis::Analyzer;
//!
//! let analyzer = Analyzer::embedded();
//! let text = "《花府办〔2020〕１２號》規定老人助餐補貼標準";
//! let words = analyzer.words(text);
//! assert_eq!(words[0].text, "花府办〔2020〕12号");
//! assert_eq!(&text[words[0].range.clone()], "花府办〔2020〕１２號");
//! assert_eq!(words[2].text, "老人助餐");
//! ```

mod analyzer;
mod bigrams;
mod dictionary;
mod document_number;
mod explain;
mod fold;
mod hidden;
mod lay_words;
mod mined_forms;
mod normalize;
mod number_in_query;
mod numerals;
mod recognize;
mod short_forms;
mod tokenizer;
mod units;
mod word_list;
mod words;

pub use analyzer::{Analyzer, Token, TokenKind};
pub use dictionary::{Dictionary, DictionaryError};
pub use document_number::{FoundNumber, canonical_document_number, document_number_series, document_numbers_in};
pub use explain::{ExplainedToken, Explanation};
pub use fold::simplified;
pub use hidden::HiddenWords;
pub use lay_words::{FoundLayWord, LayWordError, LayWords, OFFICIAL_WORDS_MAX};
pub use mined_forms::short_forms_in;
pub use normalize::{Normalized, fold_each};
pub use number_in_query::document_number_in_query;
pub use numerals::numeral_value;
pub use short_forms::{FULL_FORMS_MAX, ShortFormError, ShortForms};
pub use tokenizer::{BIGRAMS_TOKENIZER, BigramsTokenizer, WORDS_TOKENIZER, WordsTokenizer};
