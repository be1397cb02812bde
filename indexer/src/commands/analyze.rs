//! `gongkai analyze`: what the analysis makes of a text.

use clap::Args;
use gongkai_analysis::{ExplainedToken, Explanation};
use serde_json::{Value, json};

use super::Context;
use crate::outcome::Outcome;
use crate::output::printable;

/// Shows what the analysis makes of a text.
///
/// For whoever wonders why a query finds what it finds: the folded text, the document number a search would look up, the
/// words that rank, and the bigrams that find.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai analyze 花府办〔2020〕12号老人助餐补贴标准")]
pub(crate) struct Analyze {
    /// The text, as one would type it.
    text: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Analyze {
    /// Prints every step.
    pub(crate) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let explanation = context.data.analyzer()?.explain(&self.text);
        if self.json {
            context.out.json(&as_json(&explanation))?;
            return Ok(Outcome::Done);
        }
        let Explanation { version, normalized, document_number, words, bigrams } = explanation;
        context.out.line(format_args!("analysis         {version}"))?;
        context.out.line(format_args!("folded           {}", printable(&normalized)))?;
        if let Some(number) = document_number {
            context.out.line(format_args!("document number  {}", printable(&number)))?;
        }
        context.out.line(format_args!("words            {}", line(&words)))?;
        context.out.line(format_args!("bigrams          {}", line(&bigrams)))?;
        Ok(Outcome::Done)
    }
}

/// The tokens in a line: what is indexed, and what is written where that differs.
fn line(tokens: &[ExplainedToken]) -> String {
    let shown = |token: &ExplainedToken| match token.kind {
        "word" | "bigram" if token.text == token.source => token.text.clone(),
        "word" | "bigram" => format!("{}({})", token.text, token.source),
        kind => format!("{}({kind})", token.text),
    };
    printable(&tokens.iter().map(shown).collect::<Vec<_>>().join(" "))
}

fn as_json(explanation: &Explanation) -> Value {
    let tokens = |tokens: &[ExplainedToken]| -> Value {
        let token = |token: &ExplainedToken| json!({"text": token.text, "source": token.source, "kind": token.kind, "position": token.position});
        tokens.iter().map(token).collect()
    };
    json!({
        "version": explanation.version,
        "normalized": explanation.normalized,
        "document_number": explanation.document_number,
        "words": tokens(&explanation.words),
        "bigrams": tokens(&explanation.bigrams),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tests::context;

    #[test]
    fn every_step_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let (mut context, printed) = context(&folder);
        for json in [false, true] {
            let text = "花府办[2020]12號老人助餐".to_owned();
            assert_eq!(Analyze { text, json }.run(&mut context).unwrap(), Outcome::Done);
        }
        let printed = printed.text();
        assert!(printed.contains("document number  花府办〔2020〕12号\n"), "{printed}");
        assert!(printed.contains("words            花府办〔2020〕12号(document_number) 老人助餐\n"), "{printed}");
        let json: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
        assert_eq!(json["words"][1]["text"], "老人助餐");
    }
}
