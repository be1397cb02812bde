//! Hijacked and forged text is found before it is shown.
//!
//! Copies of government pages, and sometimes the pages themselves, carry what nobody in an office wrote: a gambling
//! site's name where a body's name stood, a line of pornographic phrases, the whole text turned into traditional
//! characters by machine, readings in pinyin behind single characters, hidden links. [`screen`] looks at a document's
//! fields, [`screen_page`] at its page as well, [`screen_text`] at any text. Each [`Finding`] names its [`Rule`], its
//! [`Place`] and the bytes, and says whether it is **grave** (the document is held back until a person has looked at it)
//! or only told.
//!
//! Genuine documents write *about* gambling and pornography, quote calligraphy and bear names in traditional characters.
//! So a word alone is seldom grave: it takes the shape of a hijack as well.
//!
//! Apart from these, [`personal_data`] finds numbers, names and addresses of persons in what is about to be published, and
//! [`mask`] puts stars for them.
//!
//! **Invariant:** screening is a pure function of what it is given; a span lies within its text, on character boundaries.
//!
//! ```
//! use gongkai_screening::{Rule, screen_text};
//!
//! let findings = screen_text("yabo2018亚洲官网 关于印发工作方案的通知\n各镇人民政府：现将yabo2018亚洲官网 工作方案印发给你们。");
//! assert_eq!(findings[0].rule, Rule::BrandName);
//! assert!(findings[0].is_grave());
//! assert!(screen_text("公安机关开展打击网络赌博专项行动，坚持扫黄打非。").is_empty());
//! ```

mod brand;
mod chain;
mod finding;
mod host;
mod lost;
mod markup;
mod page;
mod passage;
mod personal;
mod phrase;
mod pinyin;
mod pornography;
mod screen;
mod traditional;
mod words;

pub use finding::{EXCERPT_CHARS_MAX, Finding, MATCHED_CHARS_MAX, Place, Rule};
pub use host::is_government_host;
pub use page::screen_page;
pub use personal::{mask, mask_grave, personal_data, personal_data_in};
pub use screen::{screen, screen_text};
