//! Why a document ranks where it does: the named signals whose sum is its score.

/// One of the things that a score is the sum of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// The document has the number that was typed.
    Number,
    /// The document cites the number that was typed.
    Citation,
    /// The query is the title.
    Title,
    /// The whole query stands in the title.
    TitlePhrase,
    /// Words of title and text.
    Words,
    /// Pairs of neighbouring characters of title and text.
    Bigrams,
    /// Characters of title and text.
    Characters,
    /// Words, pairs and characters of the title, once more.
    TitleTerms,
    /// Words, pairs and characters of the beginning of a text without a title.
    Lead,
    /// What official texts write for an everyday word of the query.
    Official,
    /// A quoted text.
    Quoted,
    /// All of the query is there.
    Complete,
    /// The title is about the document that was named.
    Derived,
    /// What kind of document it is.
    Kind,
    /// The document is no longer in force.
    Ended,
    /// How many other works cite this one, and how old it is.
    Authority,
    /// How near it is to the query in what it means.
    Semantic,
}

impl Signal {
    /// The name of the signal in the API.
    pub fn code(self) -> &'static str {
        self.names().0
    }

    /// What it is called before readers.
    pub fn label(self) -> &'static str {
        self.names().1
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Number => ("number", "文号或索引号相同"),
            Self::Citation => ("citation", "文中引用了该文号"),
            Self::Title => ("title", "标题与查询相同"),
            Self::TitlePhrase => ("title_phrase", "标题含有整个查询"),
            Self::Words => ("words", "标题和正文中的词"),
            Self::Bigrams => ("bigrams", "标题和正文中相邻的字"),
            Self::Characters => ("characters", "标题和正文中的字"),
            Self::TitleTerms => ("title_terms", "标题中的词和字"),
            Self::Lead => ("lead", "开头的词和字（无标题）"),
            Self::Official => ("official", "俗语的正式说法"),
            Self::Quoted => ("quoted", "引号中的文字"),
            Self::Complete => ("complete", "查询的内容全部出现"),
            Self::Derived => ("derived", "标题是关于所查文件的解读或报道"),
            Self::Kind => ("kind", "文件类别"),
            Self::Ended => ("ended", "已失效或废止"),
            Self::Authority => ("authority", "被引用的多少和新旧"),
            Self::Semantic => ("semantic", "语义相近"),
        }
    }
}

/// What one signal gives a document.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalScore {
    /// The signal.
    pub signal: Signal,
    /// What it adds to the score; it may take away.
    pub score: f32,
    /// What it is made of, the greatest part first; empty where there is nothing to name.
    pub terms: Vec<TermScore>,
}

/// What one term of a query gives a document.
#[derive(Debug, Clone, PartialEq)]
pub struct TermScore {
    /// The term, as the index has it.
    pub term: String,
    /// What it adds.
    pub score: f32,
}

/// Where a score comes from. The parts add up to it, but for rounding.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    /// The signals that give or take anything, the greatest gift first.
    pub signals: Vec<SignalScore>,
}

impl Explanation {
    /// Adds a part; parts of one signal become one.
    pub fn add(&mut self, signal: Signal, term: Option<String>, score: f32) {
        let place = self.signals.iter().position(|known| known.signal == signal).unwrap_or_else(|| {
            self.signals.push(SignalScore { signal, score: 0.0, terms: Vec::new() });
            self.signals.len() - 1
        });
        let Some(known) = self.signals.get_mut(place) else { return };
        known.score += score;
        if let Some(term) = term {
            match known.terms.iter_mut().find(|known| known.term == term) {
                Some(known) => known.score += score,
                None => known.terms.push(TermScore { term, score }),
            }
        }
    }

    /// The same explanation, the greatest parts first.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.signals.sort_by(|a, b| b.score.total_cmp(&a.score));
        for signal in &mut self.signals {
            signal.terms.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
        self
    }

    /// The sum of all signals.
    pub fn total(&self) -> f32 {
        self.signals.iter().map(|signal| signal.score).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_one_signal_become_one_and_the_greatest_comes_first() {
        let mut explanation = Explanation::default();
        explanation.add(Signal::Ended, None, -8.0);
        explanation.add(Signal::Words, Some("助餐".to_owned()), 2.0);
        explanation.add(Signal::Words, Some("补贴".to_owned()), 3.0);
        explanation.add(Signal::Words, Some("助餐".to_owned()), 2.0);
        let explanation = explanation.sorted();
        assert!((explanation.total() + 1.0).abs() < 0.001);
        let terms: Vec<&str> = explanation.signals[0].terms.iter().map(|term| term.term.as_str()).collect();
        assert_eq!((explanation.signals[0].signal, terms), (Signal::Words, vec!["助餐", "补贴"]));
    }
}
