//! Findings to text, at the lines of the schema files they are about.
//!
//! [`render`] draws them the way `rustc` draws its errors; [`short`] gives each one line, and [`json`]
//! a line for programs. None of them prints, and none knows whether its reader is a terminal, a build
//! log or an editor.

mod fates;
mod json;
mod position;
mod render;

pub use fates::{FateRow, Fates, fates_json, fates_short, fates_table};
pub use json::json;
pub use render::render;

use std::borrow::Cow;

use self::position::{Position, Positions};
use crate::source::Sources;
use crate::{Finding, Severity};

/// How [`render`] decorates its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Characters only. Right for compile errors, build logs and files.
    #[default]
    Plain,
    /// With ANSI colour. Right for a terminal.
    Colour,
}

/// One line for each finding: `schemas/x.yaml:5:11: error[R001]: message`, sorted by file and
/// position.
#[must_use]
pub fn short(findings: &[Finding], sources: &Sources) -> String {
    let mut positions = Positions::new(sources);
    sorted(findings)
        .into_iter()
        .map(|finding| line(finding, sources, &mut positions) + "\n")
        .collect()
}

fn line(finding: &Finding, sources: &Sources, positions: &mut Positions<'_>) -> String {
    let text = format!(
        "{}[{}]: {}",
        severity(finding.severity),
        finding.code,
        visible(&finding.message)
    );
    let place = finding.place.as_ref();
    match place.and_then(|place| Some((place, sources.get(place.source)?))) {
        Some((place, source)) => {
            let Position { line, column, .. } = positions.at(place.source, place.span.start);
            format!("{}:{line}:{column}: {text}", visible(&source.name))
        }
        None => text,
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Findings in the order a reader meets them: those without a place first, then file by file.
fn sorted(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    // A stable sort: findings at one place stay in the order they were made.
    sorted.sort_by_key(|f| f.place.as_ref().map(|p| (p.source, p.span.start)));
    sorted
}

/// Text from a file, with the characters escaped that would act on a terminal or break the line.
fn visible(text: &str) -> Cow<'_, str> {
    let acts =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if acts(character) {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}
