//! What a build script says to Cargo, line by line.

use formwork_codegen::{Finding, Output, Severity, Style, render, short};

use crate::MessageFormat;

/// The lines that tell Cargo which files were read, and nothing else: a line for a file that does not
/// exist would run the script again in every build. The script itself is watched by Cargo.
pub(crate) fn watched(output: &Output) -> Vec<String> {
    output
        .files()
        .filter(|path| path.exists())
        .map(|path| format!("cargo::rerun-if-changed={}", path.display()))
        .collect()
}

/// The findings of a severity, in the format that was chosen.
pub(crate) fn written(output: &Output, severity: Severity, format: MessageFormat) -> String {
    let findings: Vec<Finding> = output
        .findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .cloned()
        .collect();
    match format {
        MessageFormat::Human => render(&findings, &output.sources, Style::Plain),
        MessageFormat::Short => short(&findings, &output.sources),
    }
}

/// A text as lines for Cargo, which takes one line at a time and prints each behind a prefix of its own.
pub(crate) fn directives(directive: &str, text: &str) -> Vec<String> {
    text.lines()
        .map(|line| format!("cargo::{directive}={line}"))
        .collect()
}
