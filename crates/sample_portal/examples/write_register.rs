//! Writes `data/sample/register.jsonl`, the register of closed requests that ships with the program.

use std::io::Write;
use std::path::Path;

use gongkai_sample_portal::{SampleOptions, SamplePortal};

fn main() -> std::io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample/register.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for reply in SamplePortal::generate(&SampleOptions::default()).register() {
        serde_json::to_writer(&mut file, &reply)?;
        file.write_all(b"\n")?;
    }
    file.flush()
}
