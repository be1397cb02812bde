//! `gongkai certificate`: search certificates (检索记录单) for replies that there is no such information.

use clap::{Args, Subcommand};
use gongkai_accounts::Action;
use gongkai_document::Timestamp;
use gongkai_index::LocalIndex;
use gongkai_precedents::{Certificate, Comparison, Draft, Searched};
use serde_json::json;

use super::Context;
use crate::outcome::Outcome;
use crate::output::{Output, printable};

/// Gives and verifies search certificates: what was searched, over what, when, and what came of it.
///
/// A certificate is numbered and never changed: each holds a hash over the one before it. Its searches can be done again on
/// the generations that it names, for as long as these are kept.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gongkai certificate issue --by 李娜 --matter 罗坝村补偿方案 --request 花公开申〔2020〕12号 罗坝村补偿 征地方案
  gongkai certificate show 检〔2026〕1号
  gongkai certificate verify")]
pub(crate) struct Certify {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Search the staff's index and the public one for each query, and keep what came of it.
    Issue {
        /// What was asked for.
        #[arg(long, value_name = "TEXT")]
        matter: String,
        /// The request's number.
        #[arg(long, value_name = "NUMBER")]
        request: Option<String>,
        /// Who searches; kept on the certificate.
        #[arg(long = "by", value_name = "NAME", env = "USER", hide_env_values = true)]
        by: String,
        /// What to search for.
        #[arg(required = true, value_name = "QUERY")]
        queries: Vec<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the certificates, the latest first.
    List {
        /// Print one JSON object a certificate.
        #[arg(long)]
        json: bool,
    },
    /// Print a certificate.
    Show {
        /// Its number.
        number: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Walk through all certificates, and do the searches of one again when a number is given. Exits with 1 when something
    /// does not fit.
    Verify {
        /// The number of the certificate whose searches are done again.
        number: Option<String>,
    },
}

impl Certify {
    /// Does what was asked.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let mut certificates = context.data.certificates()?;
        match self.what {
            What::Issue { matter, request, by, queries, json } => {
                let staff = LocalIndex::open(context.data.create_staff_index()?)?;
                let public = LocalIndex::open(context.data.index()?)?;
                let mut indexes = vec![(Searched::Public, &public)];
                if staff.document_count() > 0 {
                    indexes.insert(0, (Searched::Staff, &staff));
                }
                let draft = Draft { request, matter, queries };
                let certificate = certificates.issue(&draft, &by, Timestamp::now(), &indexes)?;
                context.data.note_look(Action::IssueCertificate, certificate.matter, certificate.number.clone())?;
                let (certificate, hash) = certificates.certificate(&certificate.number)?;
                print(&certificate, &hash, json, &mut context.out)?;
            }
            What::List { json } => {
                for certificate in certificates.all()? {
                    if json {
                        context.out.json(&certificate)?;
                    } else {
                        let Certificate { number, issued_at, issued_by, matter, .. } = certificate;
                        let matter = printable(&matter);
                        context.out.line(format_args!("{number}  {issued_at}  {issued_by}  {matter}"))?;
                    }
                }
            }
            What::Show { number, json } => {
                let (certificate, hash) = certificates.certificate(&number)?;
                print(&certificate, &hash, json, &mut context.out)?;
            }
            What::Verify { number } => return verify(context, &certificates, number.as_deref()),
        }
        Ok(Outcome::Done)
    }
}

fn print(certificate: &Certificate, hash: &str, as_json: bool, out: &mut Output) -> anyhow::Result<()> {
    if as_json {
        return out.json(&json!({"certificate": certificate, "hash": hash}));
    }
    let Certificate { number, issued_at, issued_by, request, matter, searches } = certificate;
    out.line(format_args!("{number}  {issued_at}  by {issued_by}"))?;
    let request = request.as_deref().unwrap_or("no request");
    out.line(format_args!("{}  ({})", printable(matter), printable(request)))?;
    for done in searches {
        let (over, query) = (done.searched.label(), printable(&done.query));
        out.line(format_args!(
            "  {query}  over {over}: {} of {} documents  (generation {})",
            done.total, done.documents, done.generation
        ))?;
        for found in &done.found {
            out.line(format_args!("    {}  {}", found.id, printable(&found.title)))?;
        }
    }
    out.line(format_args!("hash {hash}"))
}

fn verify(
    context: &mut Context,
    certificates: &gongkai_precedents::Certificates,
    number: Option<&str>,
) -> anyhow::Result<Outcome> {
    let verification = certificates.verify()?;
    if let Some((number, what)) = verification.fault {
        context.out.line(format_args!("{number}: {what}; {} before it are sound", verification.sound))?;
        return Ok(Outcome::ProblemFound);
    }
    context.out.line(format_args!("{} certificates are as they were given", verification.sound))?;
    let Some(number) = number else { return Ok(Outcome::Done) };
    let (certificate, _) = certificates.certificate(number)?;
    let (staff, public) = (context.data.create_staff_index()?, context.data.index()?);
    let compared = certificate.compare(|searched| match searched {
        Searched::Staff => Some(staff.clone()),
        Searched::Public => Some(public.clone()),
    })?;
    let mut outcome = Outcome::Done;
    for (done, comparison) in certificate.searches.iter().zip(compared) {
        let query = printable(&done.query);
        match comparison {
            Comparison::Same => context.out.line(format_args!("{query}: the same {} documents", done.total))?,
            Comparison::Differs { now } => {
                outcome = Outcome::ProblemFound;
                context.out.line(format_args!("{query}: {} documents then, {} now", done.total, now.total))?;
            }
            Comparison::Gone { why } => {
                context.out.line(format_args!("{query}: cannot be searched again: {why}"))?;
            }
        }
    }
    Ok(outcome)
}
