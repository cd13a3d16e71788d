//! Findings as a command shows them.

use std::io::{self, IsTerminal as _};

use clap::ValueEnum;
use formwork_codegen::{Output, Style, fates_json, fates_short, fates_table, json, render, short};

use crate::{print, say};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// Drawn at the line of the schema, on standard error
    #[default]
    Human,
    /// `file:line:column: severity[code]: message`, on standard error
    Short,
    /// One JSON object to a line, on standard output: code, severity, message, label, file, pointer,
    /// line, column, bytes {start, end}, help, related
    Json,
}

/// Shows every finding.
pub(crate) fn show(output: &Output, format: MessageFormat) {
    let (findings, sources) = (&output.findings, &output.sources);
    match format {
        MessageFormat::Human => {
            let style = if io::stderr().is_terminal() {
                Style::Colour
            } else {
                Style::Plain
            };
            say(&render(findings, sources, style));
        }
        MessageFormat::Short => say(&short(findings, sources)),
        MessageFormat::Json => print(&json(findings, sources)),
    }
}

/// Shows what becomes of every keyword with the providers that were asked for.
pub(crate) fn show_fates(output: &Output, format: MessageFormat) {
    for (index, fates) in output.fates.iter().enumerate() {
        print(&match format {
            MessageFormat::Human if index > 0 => {
                format!("\n{}", fates_table(fates, &output.sources))
            }
            MessageFormat::Human => fates_table(fates, &output.sources),
            MessageFormat::Short => fates_short(fates, &output.sources),
            MessageFormat::Json => fates_json(fates, &output.sources),
        });
    }
}
