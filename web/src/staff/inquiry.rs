//! What precedents are searched for: a pasted request or a number, and which cases are wanted.

use gongkai_precedents::{CaseFilters, Order, PrecedentRequest};
use gongkai_replies::provisions_in;

use crate::staff::refusal::StaffRefusal;
use crate::staff::wanted::{code, year};

/// The longest name of an applicant or a department, in characters.
const NAME_CHARS_MAX: usize = 200;

/// The fields of the search for precedents, as they were filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) text: String,
    pub(super) number: String,
    /// Who asks, to see whether it is a repeat.
    pub(super) applicant: String,
    pub(super) decision: String,
    pub(super) article: String,
    pub(super) department: String,
    pub(super) year: String,
    pub(super) applicant_type: String,
    pub(super) outcome: String,
    pub(super) sort: String,
    /// The document of the case to be set beside the request.
    pub(super) with: String,
}

/// A search that can be done.
#[derive(Debug, Clone)]
pub(super) struct Inquiry {
    pub(super) request: PrecedentRequest,
    pub(super) filters: CaseFilters,
    pub(super) applicant: Option<String>,
}

impl Fields {
    /// Reads the parameters of an address or the fields of a form; one that nobody knows is refused.
    pub(super) fn read(pairs: &[(String, String)]) -> Result<Self, StaffRefusal> {
        let mut fields = Self::default();
        for (name, value) in pairs {
            let place = match name.as_str() {
                "text" => &mut fields.text,
                "number" => &mut fields.number,
                "applicant" => &mut fields.applicant,
                "decision" => &mut fields.decision,
                "article" => &mut fields.article,
                "department" => &mut fields.department,
                "year" => &mut fields.year,
                "applicant_type" => &mut fields.applicant_type,
                "outcome" => &mut fields.outcome,
                "sort" => &mut fields.sort,
                "with" => &mut fields.with,
                crate::staff::form::CSRF_FIELD => continue,
                _ => return Err(StaffRefusal::Parameter("网址", "有不能识别的条件".to_owned())),
            };
            value.clone_into(place);
        }
        Ok(fields)
    }

    /// The search that they ask for.
    pub(super) fn inquiry(&self) -> Result<Inquiry, StaffRefusal> {
        let Self { applicant, department, .. } = self;
        for (label, name) in [("申请人", applicant), ("承办部门", department), ("编号", &self.number)] {
            if name.chars().count() > NAME_CHARS_MAX {
                return Err(StaffRefusal::Parameter(label, "过长".to_owned()));
            }
        }
        let request = if self.number.trim().is_empty() {
            PrecedentRequest::of_text(&self.text)?
        } else {
            PrecedentRequest::of_number(&self.number)
        };
        let order = match self.sort.as_str() {
            "" => Order::default(),
            sort => Order::of_code(sort).ok_or_else(|| StaffRefusal::Parameter("排序", "没有这种排序".to_owned()))?,
        };
        let applicant = Some(applicant.trim().to_owned()).filter(|name| !name.is_empty());
        Ok(Inquiry { request: request.with_order(order), filters: self.filters()?, applicant })
    }

    fn filters(&self) -> Result<CaseFilters, StaffRefusal> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let article = given(&self.article);
        let provisions = article.as_deref().map(provisions_in).unwrap_or_default();
        if article.is_some() && provisions.len() != 1 {
            return Err(StaffRefusal::Parameter("法律依据", "请写一条，例如第三十六条第（五）项".to_owned()));
        }
        Ok(CaseFilters {
            decisions: given(&self.decision).map(|one| code(&one, "答复结果")).transpose()?.into_iter().collect(),
            provisions,
            departments: given(&self.department).into_iter().collect(),
            years: given(&self.year).map(|one| year(&one)).transpose()?.into_iter().collect(),
            applicant_types: given(&self.applicant_type)
                .map(|one| code(&one, "申请人类型"))
                .transpose()?
                .into_iter()
                .collect(),
            outcomes: given(&self.outcome).map(|one| code(&one, "复议诉讼结果")).transpose()?.into_iter().collect(),
        })
    }

    /// Whether nothing is to be searched yet.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What the audit log notes of it: the text, and what else was chosen.
    pub(super) fn noted(&self) -> String {
        let named = [
            ("number", &self.number),
            ("decision", &self.decision),
            ("article", &self.article),
            ("department", &self.department),
            ("year", &self.year),
            ("applicant_type", &self.applicant_type),
            ("outcome", &self.outcome),
            ("applicant", &self.applicant),
            ("with", &self.with),
        ];
        let chosen: Vec<String> = named
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        // The text last: it may be cut off, and it may hold anything.
        if self.text.is_empty() { chosen.join("; ") } else { format!("{}| {}", chosen.join("; "), self.text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::asked::pairs;

    fn read(query: &str) -> Result<Inquiry, StaffRefusal> {
        Fields::read(&pairs(query).unwrap())?.inquiry()
    }

    #[test]
    fn every_field_becomes_what_it_says_and_what_cannot_be_meant_is_refused() {
        let inquiry = read("text=a&decision=partial&article=%E7%AC%AC36%E6%9D%A1&year=2020&applicant_type=person&outcome=upheld&sort=newest&department=b&applicant=c").unwrap();
        let filters = &inquiry.filters;
        assert_eq!(
            (filters.decisions.len(), filters.years.as_slice(), filters.outcomes.len()),
            (1, &[2020_i16][..], 1)
        );
        assert_eq!(filters.provisions[0].to_string(), "《中华人民共和国政府信息公开条例》第三十六条");
        assert_eq!((inquiry.request.order(), inquiry.applicant.as_deref()), (Order::Newest, Some("c")));
        let long = format!("text={}", "a".repeat(20_001));
        for query in ["decision=x", "article=x", "year=1", "applicant_type=x", "outcome=x", "sort=x", "q=a", &long] {
            assert!(matches!(read(query), Err(StaffRefusal::Parameter(..))), "{query}");
        }
    }
}
