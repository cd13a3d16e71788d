//! Where no value in brackets is the answer: the text itself, or a block in it, may be.

use super::MendKind;
use super::ahead::Text;
use super::bare;
use super::scan::{Outcome, Scan};
use super::stage::Stage;
use crate::json::scan::{Limits, Scanner};
use crate::json::{Event, Wanted};
use crate::violation::Violation;

/// So many blocks of code are looked into, the last ones first.
const BLOCKS: usize = 8;

/// Reads the text as the answer, or says what is wrong.
pub(super) fn read(text: &str, stage: &mut impl Stage) -> Result<(), Vec<Violation>> {
    let body = text.trim();
    if body.is_empty() {
        return Err(vec![Violation::new("", "json", "the answer is empty")]);
    }
    if is_json(body, stage) {
        stage.accept();
        return Ok(());
    }
    if is_in_string(body, stage) {
        stage.mended(MendKind::ValueInString);
        stage.accept();
        return Ok(());
    }
    let wanted = stage.root();
    if wanted.has(Wanted::TEXT) {
        stage.restart();
        stage.event(Event::String(text));
        return verdict(stage);
    }
    let scalars = Wanted::NULL
        .with(Wanted::BOOLEAN)
        .with(Wanted::NUMBER)
        .with(Wanted::NAME);
    if !wanted.has(scalars) {
        let message = "there is no JSON value in the answer that fits";
        return Err(vec![Violation::new("", "json", message)]);
    }
    for block in blocks(body) {
        if is_json(block, stage) || word(block, stage).is_ok() {
            stage.mended(MendKind::Prose);
            stage.accept();
            return Ok(());
        }
    }
    word(body, stage)
}

fn verdict(stage: &mut impl Stage) -> Result<(), Vec<Violation>> {
    if stage.verdict().is_empty() {
        stage.accept();
        return Ok(());
    }
    Err(stage.verdict().to_vec())
}

/// Whether a text is JSON, and fits with nothing mended.
pub(super) fn is_strict(text: &str, stage: &mut impl Stage) -> bool {
    stage.restart_strict();
    is_read(text, stage)
}

/// Whether a text is JSON, and fits.
pub(super) fn is_json(text: &str, stage: &mut impl Stage) -> bool {
    stage.restart();
    is_read(text, stage)
}

fn is_read(text: &str, stage: &mut impl Stage) -> bool {
    let mut scanner = Scanner::new(Limits::default());
    let read = scanner
        .push(text.as_bytes(), stage)
        .and_then(|()| scanner.finish(stage));
    read.is_ok() && stage.verdict().is_empty()
}

/// Whether a text is a JSON string that says a value that fits.
fn is_in_string(text: &str, stage: &mut impl Stage) -> bool {
    let Ok(inside) = serde_json::from_str::<String>(text) else {
        return false;
    };
    let inside = inside.trim();
    if !inside.starts_with(['{', '[']) {
        return false;
    }
    stage.restart();
    let mut scan = Scan::new(stage.allowed());
    let text = Text {
        text: inside,
        is_last: true,
    };
    let read = scan.run(text, stage);
    read == Outcome::Done && scan.at == inside.len() && stage.verdict().is_empty()
}

/// Reads a text as one word or one phrase.
fn word(text: &str, stage: &mut impl Stage) -> Result<(), Vec<Violation>> {
    if text.starts_with(['{', '[']) {
        let message = "there is no value in the answer that fits";
        return Err(vec![Violation::new("", "json", message)]);
    }
    stage.restart();
    let read = bare::read(text, stage.root());
    let (event, kind) = read.event(text);
    if let Some(kind) = kind.filter(|kind| *kind != MendKind::UnquotedString) {
        stage.mended(kind);
    }
    stage.event(event);
    verdict(stage)
}

/// What stands in blocks of code, the last one first.
fn blocks(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("```") {
        let Some((inside, after)) = behind.split_once("```") else {
            break;
        };
        // The first line names the language.
        let inside = inside.split_once('\n').map_or(inside, |(_, code)| code);
        found.push(inside.trim());
        rest = after;
    }
    found.reverse();
    found.truncate(BLOCKS);
    found
}
