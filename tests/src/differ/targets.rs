//! What must agree.

use std::time::{Duration, Instant};

use formwork::dynamic::{Decoder, Schema};
use formwork::{Mends, decode};
use serde_json::Value;

use super::answers::Cases;
use super::judged::verdict;
use super::layout::{cut, spoil};
use crate::harness::sample::Dice;

/// Two ways that must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A whole answer, and the same in pieces.
    Cut,
    /// Any value, and what `serde_json` reads.
    Serde,
    /// The verdict, and the one of `jsonschema`.
    Verdict,
    /// A lenient reader, whole and in pieces, on texts that are hardly JSON; in linear time.
    Lenient,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Cut, Self::Serde, Self::Verdict, Self::Lenient];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Serde => "serde",
            Self::Verdict => "verdict",
            Self::Lenient => "lenient",
        }
    }
}

/// Tries what follows from a seed. The answer tells what did not agree.
///
/// # Errors
/// The disagreement, with everything that it takes to see it again.
pub fn try_seed(target: Target, cases: &Cases, seed: u64) -> Result<(), String> {
    let mut dice = Dice::new(seed);
    let dice = &mut dice;
    let case = cases.pick(dice);
    let text = case.text(dice);
    if target == Target::Serde {
        return serde(&text, dice);
    }
    // What cannot be read as a schema is the generator's fuzzing.
    let Ok(schema) = Schema::from_value(&case.schema) else {
        return Ok(());
    };
    let told = |what: String| format!("{what}\nschema: {}\nanswer: {text}", case.schema);
    match target {
        Target::Cut => {
            pieces(&schema, text.as_bytes(), Mends::None, dice).map_err(told)?;
            pieces(&schema, &spoil(&text, dice), Mends::None, dice).map_err(told)
        }
        Target::Verdict => judge(&schema, &case.schema, &text).map_err(told),
        Target::Lenient => {
            let mends = *dice
                .pick(&[Mends::Syntax, Mends::All])
                .unwrap_or(&Mends::All);
            pieces(&schema, text.as_bytes(), mends, dice).map_err(told)?;
            pieces(&schema, &spoil(&text, dice), mends, dice).map_err(told)?;
            let hostile = hostile(&text, dice);
            pieces(&schema, hostile.as_bytes(), mends, dice).map_err(told)
        }
        Target::Serde => Ok(()),
    }
}

/// A whole answer and the same in pieces: the same value or violations, and the same mends.
fn pieces(schema: &Schema, bytes: &[u8], mends: Mends, dice: &mut Dice) -> Result<(), String> {
    let begun = Instant::now();
    let whole = outcome(schema.decoder().lenient(mends), &[bytes]);
    let took = begun.elapsed();
    let fair = Duration::from_millis(500)
        + Duration::from_micros(50) * u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let shown = String::from_utf8_lossy(bytes.get(..2000).unwrap_or(bytes));
    if took > fair {
        return Err(format!("{} bytes took {took:?}: {shown}", bytes.len()));
    }
    let cut = cut(bytes, dice);
    let parts = outcome(schema.decoder().lenient(mends), &cut);
    if whole == parts {
        return Ok(());
    }
    let lengths: Vec<usize> = cut.iter().map(|piece| piece.len()).collect();
    Err(format!(
        "{mends:?}: {shown}\nwhole: {whole}\nparts: {parts}\n{lengths:?}"
    ))
}

/// What an answer comes to, in words.
fn outcome(mut decoder: Decoder, pieces: &[&[u8]]) -> String {
    for piece in pieces {
        decoder.push(piece);
        // A view can be looked at whenever.
        std::hint::black_box(decoder.view().is_ready());
    }
    decoder.end();
    let mends = format!("{:?}", decoder.mends());
    match decoder.finish() {
        Ok(value) => format!("{value} {mends}"),
        Err(violations) => format!("{violations:?} {mends}"),
    }
}

/// Any JSON text: accepted where `serde_json` accepts it, and the same value.
fn serde(text: &str, dice: &mut Dice) -> Result<(), String> {
    for bytes in [text.as_bytes().to_vec(), spoil(text, dice)] {
        let theirs = serde_json::from_slice::<Value>(&bytes);
        let ours = decode::<Value>(&bytes);
        let same = match (&theirs, &ours) {
            (Ok(theirs), Ok(ours)) => theirs == ours,
            (Err(_), Err(_)) => true,
            _ => false,
        };
        if !same {
            let shown = String::from_utf8_lossy(&bytes);
            return Err(format!(
                "{shown}\nserde_json: {theirs:?}\nformwork: {ours:?}"
            ));
        }
    }
    Ok(())
}

/// The verdict on an answer, and the one of `jsonschema`.
fn judge(schema: &Schema, document: &Value, text: &str) -> Result<(), String> {
    let Ok(instance) = serde_json::from_str(text) else {
        return Err("it is not JSON".to_owned());
    };
    let Some(theirs) = verdict(document, &instance) else {
        return Ok(());
    };
    let ours = schema.decode(text);
    if ours.is_ok() == theirs {
        return Ok(());
    }
    Err(format!("jsonschema: {theirs}\nformwork: {ours:?}"))
}

/// A text that makes a reader of malformed answers work.
fn hostile(text: &str, dice: &mut Dice) -> String {
    let parts = [
        "[",
        "{",
        "{\"",
        "\"",
        "'",
        "`",
        "```",
        "```json\n",
        "\\",
        "<think>",
        "</think>",
        "//",
        "/*",
        "\n",
        ":",
        ",",
        "]",
        "}",
        "Sure, here: ",
        "\u{201c}",
        "\u{201d}",
        "1,",
        "None",
        "\"a\": ",
        "{\"{\"{",
        "[1, 2",
        "\"\"\"",
        text,
    ];
    let size = *dice.pick(&[20, 200, 5000, 40_000]).unwrap_or(&20);
    let mut hostile = String::new();
    let mut chosen = Vec::new();
    for _ in 0..=dice.below(3) {
        chosen.extend(dice.pick(&parts).copied());
    }
    while hostile.len() < size {
        let varied = dice.one_in(50);
        let part = dice.pick(if varied { &parts[..] } else { &chosen });
        hostile.push_str(part.copied().unwrap_or("["));
    }
    hostile
}
