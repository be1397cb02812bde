//! `gongkai semantic status`: which model is enabled and what was built with it.

use gongkai_semantic::{EnabledModel, VectorsManifest};
use serde_json::json;

use crate::commands::Context;
use crate::outcome::Outcome;
use crate::output::printable;

/// Shows the model and the set of vectors; a set that is damaged or of another model is a problem.
pub(super) fn run(json: bool, context: &mut Context) -> anyhow::Result<Outcome> {
    let root = context.data.semantic();
    let model = root.enabled()?;
    let store_bytes = model.as_ref().map_or(0, |model| root.store_bytes(model));
    let model_file = model.as_ref().map(file_state);
    let is_missing = model_file.is_some_and(|state| state != "as enabled");
    let set = match root.open_current() {
        Ok(set) => Ok(set.as_ref().map(|set| (set.manifest().clone(), set.resident_bytes()))),
        Err(error) => Err(error.to_string()),
    };
    let staff = context.data.staff_semantic().open_current();
    let staff = staff.map(|set| set.map(|set| set.manifest().clone())).map_err(|error| error.to_string());
    if json {
        let (set, problem) = match &set {
            Ok(set) => (set.as_ref(), None),
            Err(problem) => (None, Some(problem)),
        };
        let (set, vectors_bytes) = (set.map(|(manifest, _)| manifest), set.map(|(_, bytes)| bytes));
        let mut value = json!({
            "model": model,
            "model_file": model_file,
            "store_bytes": store_bytes,
            "set": set,
            "vectors_memory_bytes": vectors_bytes,
            "staff_set": staff.as_ref().ok(),
        });
        if let (Some(problem), Some(value)) = (problem, value.as_object_mut()) {
            value.insert("problem".to_owned(), json!(problem));
        }
        context.out.json(&value)?;
    } else {
        print(model.as_ref(), model_file, store_bytes, &set, context)?;
        match &staff {
            Ok(Some(VectorsManifest { documents, passages, .. })) => {
                context.out.line(format_args!("searched by staff: {documents} documents, {passages} passages"))?;
            }
            Ok(None) => {}
            Err(problem) => context.out.line(format_args!("problem for staff: {}", printable(problem)))?,
        }
    }
    Ok(if set.is_err() || staff.is_err() || is_missing { Outcome::ProblemFound } else { Outcome::Done })
}

fn print(
    model: Option<&EnabledModel>,
    model_file: Option<&str>,
    store_bytes: u64,
    set: &Result<Option<(VectorsManifest, usize)>, String>,
    context: &mut Context,
) -> anyhow::Result<()> {
    let Some(model) = model else { return context.out.line("no model is enabled") };
    let EnabledModel { path, sha256, name, licence, dimensions, .. } = model;
    context.out.line(format_args!(
        "model: {} (licence: {}, {dimensions} dimensions, SHA-256 {sha256})",
        printable(name),
        printable(licence)
    ))?;
    let state = model_file.unwrap_or_default();
    context.out.line(format_args!("file: {}, {state}", printable(&path.display().to_string())))?;
    context.out.line(format_args!("vectors kept: {} KB", store_bytes / 1_000))?;
    match set {
        Ok(Some((VectorsManifest { documents, passages, built_at, watermark, .. }, vectors_bytes))) => {
            context.out.line(format_args!(
                "searched: {documents} documents, {passages} passages, built {built_at} up to change {watermark}"
            ))?;
            context.out.line(format_args!("memory: {} MB of vectors", vectors_bytes.div_ceil(1_000_000)))
        }
        Ok(None) => context.out.line("searched: nothing yet; run `gongkai semantic build`"),
        Err(problem) => context.out.line(format_args!("problem: {}", printable(problem))),
    }
}

/// Whether the file is still there with its size; its hash is looked at when it is opened.
fn file_state(model: &EnabledModel) -> &'static str {
    match std::fs::metadata(&model.path) {
        Ok(metadata) if metadata.len() == model.bytes => "as enabled",
        Ok(_) => "changed since it was enabled; enable it again",
        Err(_) => "missing; put it back or enable another",
    }
}
