//! `gongkai register correct`: a person's word on what a letter decides or rests on.

use clap::Args;
use gongkai_document::Timestamp;
use gongkai_register::{Author, Field, RegisterError};

use crate::commands::Context;
use crate::outcome::{Outcome, WrongUsage};

/// Says what a letter decides or rests on; it goes before the register's column and every reading.
///
/// No import takes a correction away. It is kept with who made it and when.
#[derive(Debug, Args)]
#[command(after_help = "Example: gongkai register correct 花公开申〔2024〕1号 --decision partial --basis 第三十七条")]
pub(super) struct Correct {
    /// The request's number.
    number: String,
    /// The decision: a code or the words of the statutory table.
    #[arg(long, required_unless_present_any = ["basis", "undo"])]
    decision: Option<String>,
    /// The provisions.
    #[arg(long)]
    basis: Option<String>,
    /// Take both corrections back.
    #[arg(long, conflicts_with_all = ["decision", "basis"])]
    undo: bool,
    /// Why, for whoever looks at it later.
    #[arg(long, default_value = "a person's correction")]
    note: String,
    #[command(flatten)]
    author: super::Author,
}

impl Correct {
    pub(super) fn run(self, context: &mut Context) -> anyhow::Result<Outcome> {
        let register = context.data.existing_register()?;
        let author = Author { who: &self.author.who, source: &self.note, at: Timestamp::now() };
        let corrections = [(Field::Decision, &self.decision), (Field::LegalBasis, &self.basis)];
        let done = register.batch(|register| {
            for (field, value) in corrections {
                if self.undo || value.is_some() {
                    register.correct(&self.number, field, value.as_deref(), author)?;
                }
            }
            Ok::<_, RegisterError>(())
        });
        match done {
            Err(error @ (RegisterError::BadValue { .. } | RegisterError::NoSuchRequest(_))) => {
                Err(WrongUsage(error.to_string()).into())
            }
            other => {
                other?;
                context.out.line(format_args!("{} corrected", self.number))?;
                Ok(Outcome::Done)
            }
        }
    }
}
