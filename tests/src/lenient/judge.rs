//! A case to how it went.

use std::panic::{AssertUnwindSafe, catch_unwind};

use formwork::dynamic::{Decoder, Schema};
use formwork::{Mend, Mends};
use serde_json::Value;

use super::agree::{shows, with_value, with_view};
use super::{Case, Expected, Mode};

/// How a case went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it went as expected.
    pub passed: bool,
    /// What came out: a value, a view, or what is wrong.
    pub got: String,
}

/// Reads a case's text, mending as much as is allowed, and compares.
#[must_use]
pub fn judge(case: &Case, mends: Mends) -> Outcome {
    let schema = match Schema::from_json(&case.schema) {
        Ok(schema) => schema,
        Err(error) => return failed(format!("the schema is not read: {error}")),
    };
    let read = AssertUnwindSafe(|| match case.mode {
        Mode::Final => whole(case, decoder(case, &schema, mends)),
        Mode::Partial => part(case, &decoder(case, &schema, mends)),
    });
    catch_unwind(read).unwrap_or_else(|_| failed("the decoder panics".to_owned()))
}

fn failed(got: String) -> Outcome {
    Outcome { passed: false, got }
}

/// A decoder that has read the case's text.
fn decoder(case: &Case, schema: &Schema, mends: Mends) -> Decoder {
    let mut decoder = schema.decoder().lenient(mends);
    decoder.push(case.input.as_bytes());
    decoder
}

fn whole(case: &Case, mut decoder: Decoder) -> Outcome {
    decoder.end();
    let mended = mended(&decoder);
    match decoder.finish() {
        Ok(value) => {
            let got: Option<Value> = value.to_json();
            let passed = match (&case.expected, got) {
                (Expected::Value(expected), Some(got)) => with_value(expected, &got),
                _ => false,
            };
            let got = format!("{value}{mended}");
            Outcome { passed, got }
        }
        Err(violations) => Outcome {
            passed: case.expected == Expected::Error,
            got: lines(violations.iter()) + &mended,
        },
    }
}

fn part(case: &Case, decoder: &Decoder) -> Outcome {
    let view = decoder.view();
    let wrong = lines(decoder.violations());
    let passed = match &case.expected {
        Expected::Value(expected) => with_view(expected, Some(view)),
        Expected::Error => !shows(&view) || !wrong.is_empty(),
    };
    let got = format!("{view:?}\n{wrong}").trim_end().to_owned() + &mended(decoder);
    Outcome { passed, got }
}

/// What was mended, a line for each, behind a line break.
fn mended(decoder: &Decoder) -> String {
    let line = |mend: &Mend| format!("\nmended: {} at `{}`", mend.kind.as_str(), mend.pointer);
    let lines: Vec<String> = decoder.mends().iter().map(line).collect();
    lines.concat()
}

fn lines<'a>(violations: impl Iterator<Item = &'a formwork::Violation>) -> String {
    let lines: Vec<String> = violations.map(ToString::to_string).collect();
    lines.join("\n")
}
