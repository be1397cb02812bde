//! The tables of the statutory yearly report, third and fourth section (国办公开办函〔2021〕30号), counted from the register
//! with the arithmetic checked; every cell names its cases.

mod cases;
mod requests;

use gongkai_document::ApplicantType;
use serde::{Serialize, Serializer};

use crate::record::Record;

pub use cases::CaseRow;
pub use requests::RequestRow;

/// A cell: the cases that it counts, by their numbers, in the register's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The numbers of the requests.
    pub cases: Vec<String>,
}

impl Cell {
    /// What stands in the table.
    pub fn count(&self) -> usize {
        self.cases.len()
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut cell = serializer.serialize_struct("Cell", 2)?;
        cell.serialize_field("count", &self.count())?;
        cell.serialize_field("cases", &self.cases)?;
        cell.end()
    }
}

/// A sum that does not come out, or a case that stands in no row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Which sum, with both sides: `自然人：一＋二＝三（七）＋四，3≠2`.
    pub sum: String,
    /// The cases that make the difference.
    pub cases: Vec<String>,
}

/// The two tables of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatutoryReport {
    /// The year.
    pub year: i16,
    /// The headings of section three's columns: the sorts of applicants, and the total (总计).
    pub columns: Vec<&'static str>,
    /// Section three: 收到和处理政府信息公开申请情况.
    pub requests: Vec<RequestRow>,
    /// The headings of section four's columns: the results, and the total.
    pub case_columns: Vec<&'static str>,
    /// Section four: 政府信息公开行政复议、行政诉讼情况.
    pub cases: Vec<CaseRow>,
    /// What does not add up; nothing where the report can be handed in.
    pub violations: Vec<Violation>,
}

/// The heading of the last column.
const TOTAL: &str = "总计";

impl StatutoryReport {
    /// Counts a year.
    ///
    /// A request is new in the year in which it was received, closed in the year of its reply, and carried over in between.
    /// Its row is what the register or a person's correction says was decided; what was only read from a letter is not
    /// counted, and the case is named with the sum that it breaks. A review or lawsuit counts in the year in which it was
    /// decided, and as undecided (尚未审结) at the end of each year before.
    pub fn new(records: &[Record], year: i16) -> Self {
        let mut violations = Vec::new();
        let requests = requests::rows(records, year, &mut violations);
        let cases = cases::rows(records, year, &mut violations);
        let columns = ApplicantType::ALL.iter().map(|sort| sort.label()).chain([TOTAL]).collect();
        let case_columns = cases::RESULTS.iter().map(|result| result.label()).chain([TOTAL]).collect();
        Self { year, columns, requests, case_columns, cases, violations }
    }
}
