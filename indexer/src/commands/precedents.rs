//! `gongkai precedents`: the closest cases to a request, and what should be looked at before it is answered.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use gongkai_accounts::Action;
use gongkai_document::{ApplicantType, CaseResult, Decision};
use gongkai_index::LocalIndex;
use gongkai_precedents::{
    Answer, Asking, CaseFilters, Group, Order, PrecedentRequest, SimilarCase, Thresholds, Warning,
};
use gongkai_replies::{Provision, provisions_in};
use serde_json::json;

use super::Context;
use super::register::today;
use crate::outcome::{Outcome, WrongUsage};
use crate::output::{Output, printable};

/// How many characters of a request a line shows.
const SHOWN_CHARS: usize = 60;

/// Finds the closest cases to a request, for staff only, and warns of what should be looked at.
///
/// The request is a text, a file with one, or a number of the register. Cases whose replies say the same are shown once.
/// Warnings name the article of the regulation that they may be a case of: the same asked before, decided otherwise, public
/// already, asked by many.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gongkai precedents 申请公开罗坝村旧村改造实施方案的批复
  gongkai precedents --request 花公开申〔2020〕12号 --json
  gongkai precedents --file request.txt --decision unavailable_not_held --article 第三十六条")]
pub(crate) struct FindPrecedents {
    /// What is asked.
    #[arg(required_unless_present_any = ["request", "file"], conflicts_with_all = ["request", "file"])]
    text: Option<String>,
    /// A request of the register, by its number.
    #[arg(long, value_name = "NUMBER", conflicts_with = "file")]
    request: Option<String>,
    /// A text file with what is asked.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Only cases with this decision (code); repeatable.
    #[arg(long, value_name = "CODE")]
    decision: Vec<Decision>,
    /// Only cases that rest on this article, of the regulation unless a law is named; repeatable.
    #[arg(long, value_name = "ARTICLE", value_parser = provision)]
    article: Vec<Provision>,
    /// Only cases of this department; repeatable.
    #[arg(long, value_name = "NAME")]
    department: Vec<String>,
    /// Only cases of this year; repeatable.
    #[arg(long, value_name = "YEAR")]
    year: Vec<i16>,
    /// Only cases of such applicants (code); repeatable.
    #[arg(long, value_name = "CODE")]
    applicant_type: Vec<ApplicantType>,
    /// Only cases that ended so in a review or in court (code); repeatable.
    #[arg(long, value_name = "CODE")]
    outcome: Vec<CaseResult>,
    /// In which order the closest cases come: similarity, newest or oldest.
    #[arg(long, default_value = "similarity", value_parser = order)]
    sort: Order,
    /// Who asks, to see whether it is a repeat; a request of the register brings its own applicant.
    #[arg(long, value_name = "NAME")]
    applicant: Option<String>,
    /// How many groups of cases to show.
    #[arg(long, default_value_t = 10)]
    size: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn provision(text: &str) -> Result<Provision, String> {
    let mut named = provisions_in(text).into_iter();
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one),
        _ => Err("write one article, such as 第三十六条第（五）项 or 《保守国家秘密法》第九条".to_owned()),
    }
}

fn order(code: &str) -> Result<Order, String> {
    Order::of_code(code).ok_or_else(|| "write similarity, newest or oldest".to_owned())
}

impl FindPrecedents {
    /// Prints warnings and cases.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let precedents = context.data.precedents()?;
        let request = self.asked()?.with_order(self.sort);
        let filters = CaseFilters {
            decisions: self.decision,
            provisions: self.article,
            departments: self.department,
            years: self.year,
            applicant_types: self.applicant_type,
            outcomes: self.outcome,
        };
        // Warnings look at every case, whatever is to be shown.
        let all = precedents.find(&request)?;
        let public = context.data.create_index().and_then(|root| Ok(LocalIndex::open(root)?))?;
        let public = Some(&public).filter(|public| public.document_count() > 0);
        let asking = Asking { applicant: self.applicant.as_deref(), received_on: today() };
        let warnings = precedents.warnings(&all, asking, public, Thresholds::default())?;
        let mut answer =
            if filters == CaseFilters::default() { all } else { precedents.find(&request.with_filters(filters))? };
        answer.groups.truncate(self.size);
        let outcome = format!("{} cases, {} warnings", answer.looked_at, warnings.len());
        context.data.note_look(Action::Search, answer.asked.text.clone(), outcome)?;
        if self.json {
            context.out.json(&json!({"warnings": warnings, "precedents": answer}))?;
            return Ok(Outcome::Done);
        }
        print(&warnings, &answer, &mut context.out)?;
        Ok(Outcome::Done)
    }

    fn asked(&self) -> anyhow::Result<PrecedentRequest> {
        if let Some(number) = &self.request {
            return Ok(PrecedentRequest::of_number(number));
        }
        let text = match (&self.text, &self.file) {
            (Some(text), _) => text.clone(),
            (None, Some(file)) => {
                std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?
            }
            (None, None) => String::new(),
        };
        Ok(PrecedentRequest::of_text(&text).map_err(|error| WrongUsage(error.to_string()))?)
    }
}

fn print(warnings: &[Warning], answer: &Answer, out: &mut Output) -> anyhow::Result<()> {
    for warning in warnings {
        let provision = warning.provision().map(|provision| format!(" ({provision})")).unwrap_or_default();
        out.line(format_args!("! {}{provision}: {}", warning.code(), printable(&about(warning))))?;
    }
    for group in &answer.groups {
        out.line(line(group))?;
    }
    if answer.groups.is_empty() {
        out.line("no case is like it")?;
    }
    Ok(())
}

fn about(warning: &Warning) -> String {
    match warning {
        Warning::Contradiction { ways } => {
            let way = |way: &gongkai_precedents::Way| {
                format!("{} {}: {}", way.decision.label(), way.basis.join("、"), way.requests.join(", "))
            };
            ways.iter().map(way).collect::<Vec<_>>().join(" / ")
        }
        Warning::AlreadyPublic { documents } => {
            let document =
                |document: &gongkai_precedents::PublicDocument| format!("{} {}", document.id, document.title);
            documents.iter().map(document).collect::<Vec<_>>().join(", ")
        }
        Warning::Repeat { requests }
        | Warning::AskedBefore { requests }
        | Warning::Frequent { requests }
        | Warning::WantedByMany { requests } => requests.join(", "),
        _ => String::new(),
    }
}

fn line(group: &Group) -> String {
    let SimilarCase { case, request_likeness, reply_likeness, shared_terms, is_same_matter, .. } = &group.closest;
    let mark = if *is_same_matter { "=" } else { " " };
    let number = case.number.as_deref().unwrap_or(case.id.as_str());
    let day = case.day().map(|day| day.to_string()).unwrap_or_default();
    let decision = case.decision.map_or("", Decision::label);
    let others = if group.others.is_empty() { String::new() } else { format!(" +{} same replies", group.others.len()) };
    let title: String = printable(&case.title).chars().take(SHOWN_CHARS).collect();
    let terms = shared_terms.join(" ");
    format!(
        "{mark} {request_likeness:3} %/{reply_likeness:3} %  {number}  {day}  {decision}{others}\n      {title}\n      {terms}"
    )
}

#[cfg(test)]
mod tests {
    use crate::commands::tests::{context, run};
    use crate::outcome::Outcome;

    const MAPPING: &str = "[columns]\nnumber = '编号'\nreceived_on = '收到'\napplicant = '申请人'\ntext = '内容'\n\
        decision = '结果'\nlegal_basis = '依据'\nreplied_on = '答复'\n";
    const TABLE: &str = "编号,收到,申请人,内容,结果,依据,答复
青公开申〔2024〕1号,2024-03-01,王某,申请公开罗坝村旧村改造实施方案的批复,予以公开,第三十六条第（二）项,2024-03-10
青公开申〔2024〕2号,2024-04-01,王某,请提供罗坝村旧村改造的实施方案批复,不予处理（重复申请）,第三十六条第（六）项,2024-04-09
青公开申〔2024〕3号,2024-05-01,李某,申请公开甲湖村小学招生地段的依据,无法提供（本机关不掌握相关政府信息）,第三十六条第（四）项,2024-05-09
";

    #[tokio::test]
    async fn cases_are_found_warned_of_filtered_and_noted_and_searches_are_certified() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        let file = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name).to_str().unwrap().to_owned()
        };
        let (table, mapping, asked) =
            (file("2024.csv", TABLE), file("mapping.toml", MAPPING), file("asked.txt", "罗坝村旧村改造的实施方案"));
        run(&mut context, &["register", "import", &table, "--mapping", &mapping, "--by", "王某"]).await.unwrap();
        run(&mut context, &["index"]).await.unwrap();
        context.data.create_accounts().unwrap();
        let before = printed.text().len();
        run(&mut context, &["precedents", "--request", "青公开申(2024)2号"]).await.unwrap();
        run(&mut context, &["precedents", "--file", &asked, "--article", "第三十六条第（二）项"]).await.unwrap();
        let told = printed.text().split_off(before);
        expect_test::expect![[r#"
            ! repeat (《中华人民共和国政府信息公开条例》第三十六条第（六）项): 青公开申〔2024〕1号
            = 100 %/  0 %  青公开申〔2024〕1号  2024-03-10  予以公开
                  申请公开罗坝村旧村改造实施方案的批复
                  罗坝村 实施方案 批复 旧村改造
            ! asked_before (《中华人民共和国政府信息公开条例》第三十六条第（六）项): 青公开申〔2024〕2号, 青公开申〔2024〕1号
            = 100 %/  0 %  青公开申〔2024〕1号  2024-03-10  予以公开
                  申请公开罗坝村旧村改造实施方案的批复
                  罗坝村 实施方案 旧村改造
        "#]].assert_eq(&told);

        let issue = ["certificate", "issue", "--matter", "罗坝村", "--by", "王某", "罗坝村", "--json"];
        run(&mut context, &issue).await.unwrap();
        run(&mut context, &["certificate", "list", "--json"]).await.unwrap();
        let number = printed.text().lines().last().unwrap().split('"').nth(3).unwrap().to_owned();
        run(&mut context, &["certificate", "show", &number]).await.unwrap();
        assert_eq!(run(&mut context, &["certificate", "verify", &number]).await.unwrap(), Outcome::Done);
        assert!(
            printed.text().ends_with("罗坝村: the same 2 documents\n罗坝村: the same 0 documents\n"),
            "{}",
            printed.text()
        );
        let before = printed.text().len();
        run(&mut context, &["audit", "list", "--json"]).await.unwrap();
        let log = printed.text().split_off(before);
        assert_eq!((log.matches("\"search\"").count(), log.matches("issue-certificate").count()), (2, 1), "{log}");
    }

    #[tokio::test]
    async fn a_number_that_is_not_there_and_an_article_that_is_none_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, _) = context(&folder);
        let error = run(&mut context, &["precedents", "--request", "青公开申〔2024〕9号"]).await.unwrap_err();
        assert!(error.to_string().contains("青公开申〔2024〕9号"), "{error}");
        let words = ["gongkai", "precedents", "方案", "--article", "旧村"];
        let refused = <crate::cli::Cli as clap::Parser>::try_parse_from(words).unwrap_err().to_string();
        assert!(refused.contains("write one article"), "{refused}");
    }
}
