//! `cargo formwork lint`: what there is to say about schema files, and nothing written.

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use formwork_codegen::{Disk, Severity, generate};

use crate::findings::{self, MessageFormat};
use crate::input::Input;
use crate::{exit, say};

/// Says what is wrong with schema files, and writes nothing; with `--provider`, also what becomes of each
/// keyword in the provider's dialect: enforced by the provider, described to the model, or checked locally
#[derive(Debug, Args)]
#[command(after_help = exit::HELP)]
pub(crate) struct Lint {
    #[command(flatten)]
    input: Input,
    /// Fail where there are findings of this kind; errors fail in any case
    #[arg(long, value_name = "KIND", value_enum)]
    deny: Option<Deny>,
    /// How findings are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    message_format: MessageFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

impl Lint {
    pub(crate) fn run(self) -> ExitCode {
        self.try_run().unwrap_or_else(|error| exit::failed(&error))
    }

    fn try_run(self) -> io::Result<ExitCode> {
        let mut options = self.input.options()?;
        options.tell_fates = !options.providers.is_empty();
        let output = generate(&options, &Disk);
        findings::show(&output, self.message_format);
        findings::show_fates(&output, self.message_format);
        let count = |severity| {
            let findings = output.findings.iter();
            findings
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if self.message_format == MessageFormat::Human && errors + warnings > 0 {
            say(&format!("\n{}\n", summary(errors, warnings)));
        }
        let is_denied = errors > 0 || self.deny.is_some() && warnings > 0;
        Ok(if is_denied {
            ExitCode::from(exit::FINDINGS)
        } else {
            ExitCode::SUCCESS
        })
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
