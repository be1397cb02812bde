//! The real model: what is meant is found without a shared word.
//!
//! The environment variable `GONGKAI_MODEL` names the model file. Without it this test says so and does nothing.

use std::num::NonZeroUsize;
use std::path::Path;

use gongkai_document::Timestamp;
use gongkai_embedding::{Model, QuantizedVector, TextKind};

use super::made::document;
use crate::{Build, Next, SemanticRoot, Vectors};

#[test]
fn a_question_finds_the_measures_that_use_other_words() {
    let Some(path) = std::env::var_os("GONGKAI_MODEL") else {
        println!("skipped: GONGKAI_MODEL does not name a model file");
        return;
    };
    let model = Model::open(Path::new(&path)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = SemanticRoot::new(folder.path());
    let mut build = Build::begin(&root, &model, NonZeroUsize::MIN, |_| Next::Go).unwrap();
    for (number, body) in [
        (1, "秸秆禁烧期为每年五月至十月，违者由乡镇人民政府处罚。"),
        (2, "随迁适龄儿童凭父母居住证明，由教育部门就近安排义务教育阶段入学。"),
        (3, "农村住宅用地的审批，由乡镇人民政府办理。"),
    ] {
        build.add(&document(number, body)).unwrap();
    }
    build.finish(Timestamp::UNIX_EPOCH, 1).unwrap();
    let vectors = Vectors::open(&root.current().unwrap().unwrap()).unwrap();
    let query = QuantizedVector::new(&model.embed(TextKind::Query, "孩子没有户口能上学吗"));
    assert_eq!(vectors.nearest(&query, 3).unwrap()[0].id.as_str(), "nfcms:2");
}
