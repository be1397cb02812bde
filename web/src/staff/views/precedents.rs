//! The search for precedents: its form, and what was found.

use askama::Template;
use gongkai_accounts::Permission;
use gongkai_document::{ApplicantType, CaseResult, Date, Decision, DocumentId};
use gongkai_precedents::{Case, Group, Order, PublicDocument, SimilarCase, Warning, Way};

use super::layout::Layout;
use crate::staff::desk::Visitor;
use crate::staff::inquiry::Fields;
use crate::staff::precedents::Found;
use crate::staff::router::{CERTIFICATES, COMPARE, FROM_FILE, RESULTS, SEARCH};
use crate::staff::views::case_href;
use crate::views::{document_href, shown, web_link};

/// How many characters of what was asked, and of the reply, a card shows.
const SNIPPET_CHARS: usize = 120;
/// How many groups are shown: what comes behind is hardly alike.
const GROUPS_MAX: usize = 20;
/// How many requests a warning names, and in how many ways it says that a matter was decided.
const NUMBERS_MAX: usize = 5;
const WAYS_MAX: usize = 4;
/// How many of the telling words a certificate's search begins with.
const QUERY_TERMS: usize = 4;

#[derive(Template)]
#[template(path = "staff/search.html")]
pub(super) struct SearchPage<'a> {
    layout: Layout<'a>,
    action: &'static str,
    results: &'static str,
    /// Where a file is sent.
    from_file: &'static str,
    csrf: &'a str,
    fields: &'a Fields,
    selects: Vec<Select>,
    found: Option<Results<'a>>,
}

/// A choice among values.
struct Select {
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Vec<(&'static str, &'static str, bool)>,
}

/// What was found, which the script puts into the page alone.
#[derive(Template)]
#[template(path = "staff/results.html")]
pub(super) struct Results<'a> {
    compare: &'static str,
    certificates: &'static str,
    csrf: &'a str,
    fields: &'a Fields,
    /// What a request of the register asks for, which is in no field of the form.
    asked: Option<String>,
    warnings: Vec<WarningView>,
    decisions: Vec<(&'static str, usize)>,
    cards: Vec<Card>,
    looked_at: usize,
    /// What a certificate is begun with: the matter, and what to search for; none for whoever may give none.
    certificate: Option<(String, String)>,
}

/// A warning with what it rests on.
struct WarningView {
    text: &'static str,
    provision: Option<String>,
    /// Texts with where they lead.
    links: Vec<(String, Option<String>)>,
}

/// A case.
struct Card {
    id: String,
    name: String,
    href: Option<String>,
    title: String,
    request: String,
    reply: String,
    decision: Option<&'static str>,
    decision_confidence: Option<u8>,
    basis: String,
    facts: Vec<(&'static str, String)>,
    outcomes: Vec<String>,
    is_same_matter: bool,
    likeness: (u8, u8),
    terms: Vec<String>,
    others: Vec<(String, Option<String>)>,
}

impl<'a> SearchPage<'a> {
    pub(super) fn new(layout: Layout<'a>, visitor: &'a Visitor, fields: &'a Fields, found: Option<&Found>) -> Self {
        Self {
            layout,
            action: SEARCH,
            results: RESULTS,
            from_file: FROM_FILE,
            csrf: &visitor.csrf,
            fields,
            selects: selects(fields),
            found: found.map(|found| Results::new(visitor, fields, found)),
        }
    }
}

fn selects(fields: &Fields) -> Vec<Select> {
    let decisions = Decision::ALL.iter().map(|one| (one.code(), one.label(), fields.decision == one.code()));
    let types = ApplicantType::ALL.iter().map(|one| (one.code(), one.label(), fields.applicant_type == one.code()));
    let outcomes = CaseResult::ALL.iter().map(|one| (one.code(), one.label(), fields.outcome == one.code()));
    let orders = [(Order::Newest, "日期从新到旧"), (Order::Oldest, "日期从旧到新")];
    let orders = orders.into_iter().map(|(one, label)| (one.code(), label, fields.sort == one.code()));
    let select = |name, label, any, options| Select { name, label, any, options };
    vec![
        select("decision", "答复结果", "全部", decisions.collect()),
        select("applicant_type", "申请人类型", "全部", types.collect()),
        select("outcome", "复议诉讼结果", "全部", outcomes.collect()),
        select("sort", "排序", "相似程度", orders.collect()),
    ]
}

impl<'a> Results<'a> {
    pub(super) fn new(visitor: &'a Visitor, fields: &'a Fields, found: &Found) -> Self {
        let answer = &found.answer;
        let matter = || {
            let queries = answer.terms.iter().take(QUERY_TERMS).map(|term| shown(term)).collect::<Vec<_>>().join(" ");
            (answer.asked.text.clone(), queries)
        };
        Self {
            compare: COMPARE,
            certificates: CERTIFICATES,
            csrf: &visitor.csrf,
            fields,
            asked: answer.asked.case.as_ref().map(|case| snippet(&case.request)),
            warnings: found.warnings.iter().map(WarningView::new).collect(),
            decisions: answer.decisions.iter().map(|(decision, count)| (decision.label(), *count)).collect(),
            cards: answer.groups.iter().take(GROUPS_MAX).map(Card::new).collect(),
            looked_at: answer.looked_at,
            certificate: visitor.may(Permission::IssueCertificates).then(matter),
        }
    }
}

impl WarningView {
    fn new(warning: &Warning) -> Self {
        let (text, links) = match warning {
            Warning::Repeat { requests } => {
                ("同一申请人此前已就同一事项申请并得到答复，可能属于重复申请", numbered(requests))
            }
            Warning::AskedBefore { requests } => {
                ("此前已有人就同一事项申请并得到答复，请核对是否为同一申请人", numbered(requests))
            }
            Warning::Frequent { requests } => ("同一申请人一年内申请次数较多，可以要求说明理由", numbered(requests)),
            Warning::Contradiction { ways } => ("同一事项此前的答复结果或依据不一致", ways_of(ways)),
            Warning::AlreadyPublic { documents } => {
                ("申请的信息可能已经主动公开，可以告知获取方式", documents.iter().map(public_link).collect())
            }
            Warning::WantedByMany { requests } => ("多人申请同一信息且可以公开，宜主动公开", numbered(requests)),
            _ => ("请核对", Vec::new()),
        };
        Self { text, provision: warning.provision().map(|provision| provision.to_string()), links }
    }
}

/// The first of these requests, and how many there are.
fn numbered(numbers: &[String]) -> Vec<(String, Option<String>)> {
    let mut links: Vec<_> = numbers.iter().take(NUMBERS_MAX).map(|number| link(number)).collect();
    if numbers.len() > NUMBERS_MAX {
        links.push((format!("等 {} 件", numbers.len()), None));
    }
    links
}

/// The ways in which a matter was decided, the most frequent first.
fn ways_of(ways: &[Way]) -> Vec<(String, Option<String>)> {
    let shown = ways.iter().take(WAYS_MAX).flat_map(|way| {
        let basis = if way.basis.is_empty() { "未引用条款".to_owned() } else { way.basis.join("、") };
        let about = (format!("{}（{basis}）：", way.decision.label()), None);
        [about].into_iter().chain(numbered(&way.requests)).chain([("；".to_owned(), None)])
    });
    let more = (ways.len() > WAYS_MAX).then(|| (format!("共 {} 种", ways.len()), None));
    shown.chain(more).collect()
}

/// A public document: its page here, or where the public reads it.
fn public_link(document: &PublicDocument) -> (String, Option<String>) {
    let own = DocumentId::new(document.id.clone()).ok().map(|id| document_href(&id));
    let portal = document.url.as_deref().and_then(web_link).map(str::to_owned);
    (shown(&document.title), own.or(portal))
}

/// A request's number with where it is.
fn link(number: &str) -> (String, Option<String>) {
    (shown(number), Some(case_href(number)))
}

impl Card {
    fn new(group: &Group) -> Self {
        let SimilarCase { case, shared_terms, is_same_matter, request_likeness, reply_likeness, .. } = &group.closest;
        let others = group.others.iter().map(|other| name(&other.case));
        let (name, href) = name(case);
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let facts = [
            ("承办部门", case.department.as_deref().map(shown)),
            ("申请人类型", case.applicant_type.map(|one| one.label().to_owned())),
            ("收到", day(case.received_on)),
            ("答复", day(case.replied_on)),
            ("答复文号", case.reply_number.as_deref().map(shown)),
        ];
        let outcomes = [("行政复议", case.review), ("行政诉讼", case.lawsuit)];
        Self {
            id: case.id.as_str().to_owned(),
            name,
            href,
            title: shown(&case.title),
            request: snippet(&case.request),
            reply: snippet(&case.reply),
            decision: case.decision.map(Decision::label),
            decision_confidence: case.decision_confidence,
            basis: case.basis.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
            facts: facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect(),
            outcomes: outcomes
                .into_iter()
                .filter_map(|(label, result)| Some(format!("{label}：{}", result?.label())))
                .collect(),
            is_same_matter: *is_same_matter,
            likeness: (*request_likeness, *reply_likeness),
            terms: shared_terms.iter().map(|term| shown(term)).collect(),
            others: others.collect(),
        }
    }
}

/// What a case is called, and where it is when it is one of the register.
fn name(case: &Case) -> (String, Option<String>) {
    match &case.number {
        Some(number) => link(number),
        None => (shown(&case.title), None),
    }
}

/// The beginning of a text.
fn snippet(text: &str) -> String {
    let line = shown(text);
    match line.char_indices().nth(SNIPPET_CHARS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
