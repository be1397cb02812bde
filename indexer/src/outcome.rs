//! How the program ends, for whoever or whatever started it.

use std::process::ExitCode;

use crate::output::ClosedPipe;

/// How a command that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything asked for is done.
    Done,
    /// The work is done, and it found a problem that it has printed.
    ProblemFound,
    /// It was interrupted; the same command goes on from there.
    Interrupted,
}

/// The command cannot be carried out as it was given: the remedy is another command line or settings file.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WrongUsage(pub(crate) String);

/// The exit code for a command's result.
pub(crate) fn exit_code(result: &anyhow::Result<Outcome>) -> ExitCode {
    ExitCode::from(code(result))
}

fn code(result: &anyhow::Result<Outcome>) -> u8 {
    match result {
        Ok(Outcome::Done) => 0,
        // 128 + SIGINT, as shells do it.
        Ok(Outcome::Interrupted) => 130,
        Err(error) if error.is::<ClosedPipe>() => 0,
        Err(error) if error.is::<WrongUsage>() => 2,
        Ok(Outcome::ProblemFound) | Err(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn the_exit_code_tells_failure_from_wrong_usage_also_below_a_context() {
        let wrong = Err(WrongUsage("no such kind".to_owned())).context("gongkai.toml, line 3");
        assert_eq!(code(&wrong), 2);
        assert_eq!(code(&Err(anyhow::anyhow!("disk full"))), 1);
        assert_eq!(code(&Err(ClosedPipe.into())), 0);
        assert_eq!(
            [Outcome::Done, Outcome::ProblemFound, Outcome::Interrupted].map(|outcome| code(&Ok(outcome))),
            [0, 1, 130]
        );
    }
}
