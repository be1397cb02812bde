//! Queries: what is current answers, what is damaged does not, and nobody waits longer than he said.

use std::fs;
use std::num::NonZeroUsize;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gongkai_document::Document;
use gongkai_embedding::{ModelIdentity, QuantizedVector};
use gongkai_query::{Compared, Meaning, Nearness};

use super::made::{Counting, build, document};
use crate::{Embedder, EnabledModel, Next, Queries, SemanticRoot};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(600);

/// A model that notes its queries, and waits with each until it may go on.
struct Watched {
    model: Counting,
    queries: Mutex<Vec<String>>,
    gate: Mutex<()>,
    entered: (Sender<()>, Mutex<Receiver<()>>),
}

impl Embedder for Watched {
    fn identity(&self) -> &ModelIdentity {
        self.model.identity()
    }

    fn embed_passages(&self, texts: &[&str], threads: NonZeroUsize) -> Vec<QuantizedVector> {
        self.model.embed_passages(texts, threads)
    }

    fn embed_query(&self, text: &str) -> QuantizedVector {
        self.entered.0.send(()).unwrap();
        drop(self.gate.lock().unwrap());
        self.queries.lock().unwrap().push(text.to_owned());
        Counting::vector(text)
    }

    fn resident_bytes(&self) -> usize {
        5
    }
}

/// A folder with an enabled model, the model, and the queries to it.
fn enabled() -> (tempfile::TempDir, SemanticRoot, Arc<Watched>, Queries) {
    let folder = tempfile::tempdir().unwrap();
    let root = SemanticRoot::new(folder.path().join("semantic"));
    let (entering, entered) = mpsc::channel();
    let watched = Arc::new(Watched {
        model: Counting::new(),
        queries: Mutex::default(),
        gate: Mutex::default(),
        entered: (entering, Mutex::new(entered)),
    });
    root.enable(&EnabledModel::new("model".into(), watched.identity())).unwrap();
    let opened = Arc::clone(&watched);
    let queries = Queries::opening(root.clone(), Box::new(move |_| Ok(Arc::clone(&opened) as _))).unwrap();
    (folder, root, watched, queries)
}

fn set(root: &SemanticRoot, watched: &Watched, documents: &[Document]) {
    build(root, &watched.model, documents, |_| Next::Go).unwrap();
}

#[track_caller]
fn nearness(queries: &Queries, text: &str) -> Nearness {
    match queries.compare(text, LONG)() {
        Compared::Near(nearness) => nearness,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_made_current_answers_and_what_is_disabled_does_not() {
    let (_folder, root, watched, queries) = enabled();
    assert!(!queries.refresh().unwrap() && matches!(queries.compare("甲", LONG)(), Compared::Off));
    set(&root, &watched, &[document(1, "甲甲"), document(2, "乙")]);
    assert!(matches!(queries.compare("甲", LONG)(), Compared::Off));
    assert!(queries.refresh().unwrap() && !queries.refresh().unwrap());
    let Nearness { documents, similarities, near_from } = nearness(&queries, "甲");
    let near = |place: usize| similarities[place] > near_from;
    assert_eq!(documents.len(), 2);
    assert!(near(0) && !near(1), "{similarities:?}");
    assert_eq!(queries.resident_bytes().unwrap().model, 5);

    set(&root, &watched, &[document(3, "丙")]);
    assert!(queries.refresh().unwrap());
    assert_eq!(nearness(&queries, "甲").documents[0].as_str(), "nfcms:3");
    assert!(root.disable().unwrap() && queries.refresh().unwrap());
    assert!(matches!(queries.compare("甲", LONG)(), Compared::Off) && queries.resident_bytes().is_none());
}

#[test]
fn a_damaged_set_is_told_and_not_taken() {
    let (_folder, root, watched, queries) = enabled();
    set(&root, &watched, &[document(1, "甲")]);
    assert!(queries.refresh().unwrap());
    set(&root, &watched, &[document(2, "乙")]);
    let values = root.current().unwrap().unwrap().join("values");
    let mut bytes = fs::read(&values).unwrap();
    bytes[0] ^= 1;
    fs::write(&values, bytes).unwrap();
    for _ in 0..2 {
        assert!(queries.refresh().unwrap_err().to_string().contains("is damaged"));
        assert_eq!(nearness(&queries, "甲").documents[0].as_str(), "nfcms:1");
    }
    let fresh = Queries::new(root).unwrap();
    assert!(fresh.refresh().is_err() && matches!(fresh.compare("甲", LONG)(), Compared::Off));
}

#[test]
fn a_query_is_embedded_once_however_its_blanks_are_typed() {
    let (_folder, root, watched, queries) = enabled();
    set(&root, &watched, &[document(1, "甲")]);
    queries.refresh().unwrap();
    watched.queries.lock().unwrap().clear();
    for text in ["老人 助餐", " 老人\u{3000}助餐\n", "老人  助餐"] {
        nearness(&queries, text);
    }
    assert_eq!(*watched.queries.lock().unwrap(), ["老人 助餐"]);
}

#[test]
fn who_has_no_time_left_is_not_kept_waiting() {
    let (_folder, root, watched, queries) = enabled();
    set(&root, &watched, &[document(1, "甲")]);
    queries.refresh().unwrap();
    let closed = watched.gate.lock().unwrap();
    // Both threads have come to the gate, behind the query that warmed them up.
    let first = ["甲", "乙"].map(|text| queries.compare(text, LONG));
    assert_eq!(watched.entered.1.lock().unwrap().iter().take(3).count(), 3);
    assert!(matches!(queries.compare("丙", Duration::ZERO)(), Compared::TimedOut));
    // More than may wait: the last ones are told at once, though they had time.
    let many: Vec<_> = (0..40).map(|number| queries.compare(&number.to_string(), LONG)).collect();
    drop(closed);
    let answered = first.into_iter().chain(many).map(|comparison| comparison());
    assert_eq!(answered.filter(|one| matches!(one, Compared::Near(_))).count(), 2 + 15);
}
