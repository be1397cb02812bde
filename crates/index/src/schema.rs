//! The fields of the index, and which question each one answers.

use gongkai_analysis::{Analyzer, BIGRAMS_TOKENIZER, BigramsTokenizer, WORDS_TOKENIZER, WordsTokenizer};
use tantivy::Index;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TextAnalyzer;

use crate::characters::{CHARACTERS_TOKENIZER, CharactersTokenizer};

/// Raised whenever an index written before could be read wrongly.
pub(crate) const SCHEMA_VERSION: u32 = 8;

/// The name of the fast field that facets and filters of each kind read.
pub(crate) const KIND: &str = "kind";
pub(crate) const PUBLISHER: &str = "publisher";
pub(crate) const COLUMN: &str = "column";
pub(crate) const VALIDITY: &str = "validity";
pub(crate) const TOWN: &str = "town";
pub(crate) const HAS_ATTACHMENT: &str = "has_attachment";
pub(crate) const YEAR: &str = "year";
pub(crate) const PUBLISHED: &str = "published";
/// The name of the fast field that holds each document's identifier.
pub(crate) const ID: &str = "id";
/// The name of the fast field that holds each title's letters.
pub(crate) const TITLE_KEY: &str = "title_key";
/// The names of the fast fields by which copies are known.
pub(crate) const COPY_TEXT: &str = "copy_text";
pub(crate) const COPY_TRAITS: &str = "copy_traits";
/// The name of the fast field that holds the key of each document's work.
pub(crate) const WORK: &str = "work";
/// The name of the fast field that holds the keys of the works that each document cites.
pub(crate) const CITES: &str = "cites";

/// The fields, by what they are for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The words of title and text together: ranking. Title and text are one field, because two fields whose scores are
    /// added rank statutes ten points of nDCG@10 worse than one.
    pub(crate) words: Field,
    /// The bigrams of title and text together, with positions: recall, phrases, and half of the ranking.
    pub(crate) bigrams: Field,
    /// The words of the title: its extra weight, and searches in titles only.
    pub(crate) title_words: Field,
    /// The bigrams of the title.
    pub(crate) title_bigrams: Field,
    /// The characters of title and text together: what is left to share when a question uses other words.
    pub(crate) characters: Field,
    /// The characters of the title.
    pub(crate) title_characters: Field,
    /// The words of the beginning of a text that has no title: it says what the text is about, as a title would.
    pub(crate) lead_words: Field,
    /// The bigrams of the beginning of a text that has no title.
    pub(crate) lead_bigrams: Field,
    /// The characters of the beginning of a text that has no title.
    pub(crate) lead_characters: Field,
    /// The words of the attachments, one value a file. A field of their own, so that an annex of two hundred pages neither
    /// lengthens its notice nor weighs as much as a text that is about the thing.
    pub(crate) attached_words: Field,
    /// The bigrams of the attachments, with positions.
    pub(crate) attached_bigrams: Field,
    /// The title's letters and digits, folded and in a row: a title pasted whole, with whatever marks.
    pub(crate) title_key: Field,
    /// The document number in canonical form.
    pub(crate) document_number: Field,
    /// The index number and the unified number, folded.
    pub(crate) index_number: Field,
    pub(crate) kind: Field,
    pub(crate) publisher: Field,
    /// Each column path and every path above it.
    pub(crate) column: Field,
    pub(crate) validity: Field,
    /// The town or street whose body published it.
    pub(crate) town: Field,
    pub(crate) year: Field,
    /// The day of publication, in days since 1970.
    pub(crate) published: Field,
    pub(crate) has_attachment: Field,
    /// What the index's owner filed it under.
    pub(crate) label: Field,
    pub(crate) id: Field,
    /// The key of the work that the document is, or is an article of.
    pub(crate) work: Field,
    /// The keys of the works that it cites.
    pub(crate) cites: Field,
    /// A key of the text without what stands around it, where it is long enough to be told from another one.
    pub(crate) copy_text: Field,
    /// What two documents of one text cannot differ in when they are copies; none or several values a document.
    pub(crate) copy_traits: Field,
    /// What a hit shows, as JSON.
    pub(crate) source: Field,
    /// The text, for snippets.
    pub(crate) body: Field,
    /// The question that a reply answers, for snippets.
    pub(crate) question: Field,
    /// The texts of the attachments that have one, for snippets.
    pub(crate) attached: Field,
}

fn analysed(tokenizer: &str, record: IndexRecordOption) -> TextOptions {
    TextOptions::default()
        .set_indexing_options(TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record))
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    // Words never take part in a phrase, so they need no positions; those are four fifths of an index.
    let words = || analysed(WORDS_TOKENIZER, IndexRecordOption::WithFreqs);
    let bigrams = || analysed(BIGRAMS_TOKENIZER, IndexRecordOption::WithFreqsAndPositions);
    let pairs = || analysed(BIGRAMS_TOKENIZER, IndexRecordOption::WithFreqs);
    let characters = || analysed(CHARACTERS_TOKENIZER, IndexRecordOption::WithFreqs);
    let code = || STRING | FAST;
    let number = || NumericOptions::default() | FAST | INDEXED;
    let mut builder = Schema::builder();
    let fields = Fields {
        words: builder.add_text_field("words", words()),
        bigrams: builder.add_text_field("bigrams", bigrams()),
        title_words: builder.add_text_field("title_words", words()),
        title_bigrams: builder.add_text_field("title_bigrams", bigrams()),
        characters: builder.add_text_field("characters", characters()),
        title_characters: builder.add_text_field("title_characters", characters()),
        lead_words: builder.add_text_field("lead_words", words()),
        lead_bigrams: builder.add_text_field("lead_bigrams", pairs()),
        lead_characters: builder.add_text_field("lead_characters", characters()),
        attached_words: builder.add_text_field("attached_words", words()),
        attached_bigrams: builder.add_text_field("attached_bigrams", bigrams()),
        title_key: builder.add_text_field(TITLE_KEY, code()),
        document_number: builder.add_text_field("document_number", STRING),
        index_number: builder.add_text_field("index_number", STRING),
        kind: builder.add_text_field(KIND, code()),
        publisher: builder.add_text_field(PUBLISHER, code()),
        column: builder.add_text_field(COLUMN, code()),
        validity: builder.add_text_field(VALIDITY, code()),
        town: builder.add_text_field(TOWN, code()),
        year: builder.add_i64_field(YEAR, number()),
        published: builder.add_i64_field(PUBLISHED, number()),
        has_attachment: builder.add_bool_field(HAS_ATTACHMENT, number()),
        label: builder.add_text_field("label", STRING),
        id: builder.add_text_field(ID, FAST),
        work: builder.add_u64_field(WORK, FAST),
        cites: builder.add_u64_field(CITES, FAST),
        copy_text: builder.add_u64_field(COPY_TEXT, FAST),
        copy_traits: builder.add_u64_field(COPY_TRAITS, FAST),
        source: builder.add_text_field("source", STORED),
        body: builder.add_text_field("body", STORED),
        question: builder.add_text_field("question", STORED),
        attached: builder.add_text_field("attached", STORED),
    };
    (builder.build(), fields)
}

/// Tells tantivy how the analysed fields are cut. Only the names are kept in an index, so this is done at each opening.
pub(crate) fn register_tokenizers(index: &Index, analyzer: &Analyzer) {
    index.tokenizers().register(WORDS_TOKENIZER, TextAnalyzer::builder(WordsTokenizer::new(analyzer.clone())).build());
    index.tokenizers().register(CHARACTERS_TOKENIZER, TextAnalyzer::builder(CharactersTokenizer::default()).build());
    index.tokenizers().register(BIGRAMS_TOKENIZER, TextAnalyzer::builder(BigramsTokenizer::default()).build());
}
