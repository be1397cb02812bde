//! What the documents are about: the topics of `data/sample/topics.txt`.

/// The topics, as they ship.
const TOPICS: &str = include_str!("../../../data/sample/topics.txt");

/// One matter that a government deals with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Topic {
    /// What it is called: 老年人助餐配餐服务.
    pub(crate) name: &'static str,
    /// Whom it concerns.
    pub(crate) concerned: &'static str,
    /// The bureau in charge: 民政局.
    pub(crate) bureau: &'static str,
    /// What the bureau's document numbers begin with: 花民.
    pub(crate) series: &'static str,
    /// Sentences of rules and facts, with places to fill.
    pub(crate) sentences: Vec<&'static str>,
}

impl Topic {
    /// Whether people apply for it, and so ask about it.
    pub(crate) fn is_applied_for(&self) -> bool {
        self.sentences.iter().any(|sentence| sentence.contains("申请"))
    }
}

/// Every topic, in the file's order.
pub(crate) fn topics() -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for line in TOPICS.lines() {
        if let Some(head) = line.strip_prefix("= ") {
            let mut parts = head.split(" | ");
            let mut part = || parts.next().unwrap_or_default();
            let (name, concerned, bureau, series) = (part(), part(), part(), part());
            topics.push(Topic { name, concerned, bureau, series, sentences: Vec::new() });
        } else if let (Some(sentence), Some(topic)) = (line.strip_prefix("* "), topics.last_mut()) {
            topic.sentences.push(sentence);
        }
    }
    topics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_is_complete() {
        let topics = topics();
        assert!(topics.len() >= 50);
        for topic in topics {
            assert!(!topic.series.is_empty(), "{}", topic.name);
            assert!(topic.sentences.len() >= 4, "{}", topic.name);
            assert!(topic.sentences.iter().all(|sentence| sentence.ends_with('。')), "{}", topic.name);
        }
    }
}
