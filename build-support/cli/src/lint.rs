//! `cargo formwork lint`: what there is to say about schema files, and nothing written.

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use formwork_codegen::Severity;

use crate::exit;
use crate::input::{self, Input};
use crate::tell::{Tell, say};

/// Says what is wrong with schema files, and writes nothing
///
/// With `--provider`, also what becomes of each keyword in the provider's dialect: enforced by the provider,
/// described to the model, or checked locally.
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Lint {
    #[command(flatten)]
    input: Input,
    /// Fail where there are findings of this kind; errors fail in any case
    #[arg(long, value_name = "KIND", value_enum)]
    deny: Option<Deny>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

impl Lint {
    pub(crate) fn run(self, tell: Tell) -> ExitCode {
        self.try_run(tell)
            .unwrap_or_else(|error| exit::failed(tell, &error))
    }

    fn try_run(self, tell: Tell) -> io::Result<ExitCode> {
        let mut options = self.input.options()?;
        options.tell_fates = !options.providers.is_empty();
        let output = input::generated(tell, &options);
        tell.findings(&output);
        tell.fates(&output);
        let count = |severity| {
            let findings = output.findings.iter();
            findings
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if tell.is_human() && errors + warnings > 0 {
            say(&format!("\n{}\n", summary(errors, warnings)));
        }
        let is_denied = errors > 0 || self.deny.is_some() && warnings > 0;
        Ok(exit::fine_if(!is_denied))
    }
}

/// `1 error, 2 warnings`
fn summary(errors: usize, warnings: usize) -> String {
    let counted = [(errors, "error"), (warnings, "warning")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
    counted.collect::<Vec<_>>().join(", ")
}
