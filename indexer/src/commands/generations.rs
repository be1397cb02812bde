//! `gongkai generations`: which indexes there are, and which one serves.

use clap::Args;
use gongkai_index::{GenerationInfo, Refusal};
use serde_json::{Value, json};

use super::Context;
use crate::outcome::Outcome;
use crate::output::printable;

/// Lists the generations of the index, the latest first, and those that were refused.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai generations")]
pub(crate) struct Generations {
    /// Print JSON: an object for each generation.
    #[arg(long)]
    json: bool,
}

impl Generations {
    /// Prints a line for each generation.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let root = context.data.index()?;
        for info in root.generations()? {
            if self.json {
                context.out.json(&as_json(&info))?;
                continue;
            }
            let GenerationInfo { manifest, is_current } = info;
            let mark = if is_current { "current" } else { "       " };
            let (name, documents, analysis) = (manifest.name, manifest.document_count, manifest.analysis_version);
            context.out.line(format_args!(
                "{mark}  {name}  {documents} documents  changes up to {}  analysis {analysis}",
                manifest.watermark
            ))?;
        }
        for Refusal { name, created_at, documents, reason } in root.refused()? {
            if self.json {
                let (created_at, reason) = (created_at.to_string(), Some(&reason));
                context.out.json(&json!({
                    "name": name,
                    "current": false,
                    "created_at": created_at,
                    "documents": documents,
                    "refused": reason,
                }))?;
            } else {
                context.out.line(format_args!("refused  {name}  {documents} documents: {}", printable(&reason)))?;
            }
        }
        Ok(Outcome::Done)
    }
}

fn as_json(info: &GenerationInfo) -> Value {
    let manifest = &info.manifest;
    json!({
        "name": manifest.name,
        "current": info.is_current,
        "created_at": manifest.created_at.to_string(),
        "documents": manifest.document_count,
        "watermark": manifest.watermark,
        "analysis_version": manifest.analysis_version,
        "schema_version": manifest.schema_version,
        "bytes": manifest.files.iter().map(|file| file.bytes).sum::<u64>(),
    })
}
