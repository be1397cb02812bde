//! `gongkai generations`: which indexes there are, and which one serves.

use clap::Args;
use gongkai_index::GenerationInfo;
use serde_json::{Value, json};

use super::Context;
use crate::outcome::Outcome;

/// Lists the generations of the index, the latest first.
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
        for info in context.data.index()?.generations()? {
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
