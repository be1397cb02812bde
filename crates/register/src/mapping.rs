//! The mapping file: which heading of an office's own table is which field, and what its words mean.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::days::DayFormats;
use crate::field::{Field, Sort};
use crate::sheet::Place;
use crate::{RegisterError, Result};

/// What a column becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The request's number, which every row must have.
    Number,
    /// Who asked; kept apart.
    Applicant,
    /// The text of the reply.
    ReplyText,
    /// A field.
    Field(Field),
}

impl Target {
    /// The name in mapping files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Applicant => "applicant",
            Self::ReplyText => "reply_text",
            Self::Field(field) => field.code(),
        }
    }

    fn of_code(code: &str) -> Option<Self> {
        let fixed = [Self::Number, Self::Applicant, Self::ReplyText];
        fixed.into_iter().find(|target| target.code() == code).or_else(|| Field::of_code(code).map(Self::Field))
    }
}

/// A mapping file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    sheet: Option<String>,
    #[serde(default = "first_row")]
    headings_in_row: u64,
    columns: BTreeMap<String, String>,
    #[serde(default)]
    dates: Dates,
    #[serde(default)]
    values: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dates {
    formats: Vec<String>,
}

fn first_row() -> u64 {
    1
}

/// A mapping that can be used: every name in it is a field, every value one that its field can have.
///
/// ```
/// use gongkai_register::Mapping;
///
/// let mapping = Mapping::parse(r#"
///     headings_in_row = 2
///     [columns]
///     number = "登记编号"
///     received_on = "收件日期"
///     decision = "处理结果"
///     [dates]
///     formats = ["%d/%m/%Y"]
///     [values.decision]
///     "信息不存在" = "unavailable_not_held"
/// "#)?;
/// assert_eq!(mapping.headings().count(), 3);
/// assert!(Mapping::parse("[columns]\nnummer = '编号'").is_err());
/// # Ok::<(), gongkai_register::RegisterError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Mapping {
    place: Place,
    columns: Vec<(Target, String)>,
    formats: DayFormats,
    values: BTreeMap<Field, BTreeMap<String, String>>,
}

impl Mapping {
    /// Reads a mapping file.
    pub fn parse(text: &str) -> Result<Self> {
        let file: MappingFile = toml::from_str(text).map_err(|error| RegisterError::Mapping(error.to_string()))?;
        let formats = DayFormats::new(file.dates.formats).map_err(RegisterError::Mapping)?;
        let mut columns = Vec::new();
        for (code, heading) in file.columns {
            let target = Target::of_code(&code).ok_or_else(|| unknown(&code))?;
            columns.push((target, heading.split_whitespace().collect()));
        }
        if !columns.iter().any(|(target, _)| *target == Target::Number) {
            return Err(RegisterError::Mapping("[columns] names no column for number".to_owned()));
        }
        let mut values = BTreeMap::new();
        for (code, meanings) in file.values {
            let field = Field::of_code(&code).filter(|field| matches!(field.sort(), Sort::Code(_)));
            let field = field.ok_or_else(|| {
                RegisterError::Mapping(format!("[values.{code}]: only fields with a closed list have values to map"))
            })?;
            let mut read = BTreeMap::new();
            for (written, meant) in meanings {
                let value = field.read(&meant, &formats).map_err(RegisterError::Mapping)?;
                read.insert(written.trim().to_owned(), value);
            }
            values.insert(field, read);
        }
        let place = Place { sheet: file.sheet, headings_in_row: file.headings_in_row };
        Ok(Self { place, columns, formats, values })
    }

    /// Where in a file the table stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What each heading becomes.
    pub fn headings(&self) -> impl Iterator<Item = (&str, Target)> {
        self.columns.iter().map(|(target, heading)| (heading.as_str(), *target))
    }

    /// A cell's value as the register keeps it.
    pub(crate) fn read(&self, field: Field, text: &str) -> Result<String, String> {
        if let Some(value) = self.values.get(&field).and_then(|values| values.get(text.trim())) {
            return Ok(value.clone());
        }
        field.read(text, &self.formats).map_err(|problem| match field.sort() {
            Sort::Code(_) => format!("{problem}; say what it means in [values.{}] of the mapping", field.code()),
            Sort::Day => format!("{problem}, or name its format in [dates] of the mapping"),
            Sort::Text => problem,
        })
    }
}

fn unknown(code: &str) -> RegisterError {
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.code()).collect();
    RegisterError::Mapping(format!(
        "[columns] has {code:?}; the fields are number, applicant, reply_text, {}",
        fields.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_mapping_is_named_before_anything_is_read() {
        let error = |text: &str| Mapping::parse(text).unwrap_err().to_string();
        assert!(error("[columns]\nnummer = '编号'").contains("\"nummer\"; the fields are number, applicant"));
        assert!(error("[columns]\nstage = '状态'").ends_with("names no column for number"));
        let number = "[columns]\nnumber = '编号'\n";
        assert!(
            error(&format!("{number}[values.decision]\n'无' = 'nothing'")).contains("\"nothing\" is none of 予以公开")
        );
        assert!(error(&format!("{number}[values.text]\n'a' = 'b'")).contains("only fields with a closed list"));
        assert!(error(&format!("{number}[dates]\nformats = ['%m月']")).contains("%m月"));
        assert!(error("colums = 1").contains("unknown field"));
    }
}
