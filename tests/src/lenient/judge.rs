//! A case to how it went.

use std::panic::{AssertUnwindSafe, catch_unwind};

use formwork::dynamic::Schema;
use serde_json::Value;

use super::agree::{with_value, with_view};
use super::{Case, Expected, Mode};

/// How a case went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it went as expected.
    pub passed: bool,
    /// What came out: a value, a view, or what is wrong.
    pub got: String,
}

/// Reads a case's text, and compares.
#[must_use]
pub fn judge(case: &Case) -> Outcome {
    let schema = match Schema::from_value(&case.schema) {
        Ok(schema) => schema,
        Err(error) => return failed(format!("the schema is not read: {error}")),
    };
    let read = AssertUnwindSafe(|| match case.mode {
        Mode::Final => whole(case, &schema),
        Mode::Partial => part(case, &schema),
    });
    catch_unwind(read).unwrap_or_else(|_| failed("the decoder panics".to_owned()))
}

fn failed(got: String) -> Outcome {
    Outcome { passed: false, got }
}

fn whole(case: &Case, schema: &Schema) -> Outcome {
    let decoder = {
        let mut decoder = schema.decoder();
        decoder.push(case.input.as_bytes());
        decoder
    };
    match decoder.finish() {
        Ok(value) => {
            let got: Option<Value> = value.to_json();
            let passed = match (&case.expected, got) {
                (Expected::Value(expected), Some(got)) => with_value(expected, &got),
                _ => false,
            };
            let got = value.to_string();
            Outcome { passed, got }
        }
        Err(violations) => Outcome {
            passed: case.expected == Expected::Error,
            got: lines(violations.iter()),
        },
    }
}

fn part(case: &Case, schema: &Schema) -> Outcome {
    let mut decoder = schema.decoder();
    decoder.push(case.input.as_bytes());
    let view = decoder.view();
    let wrong = lines(decoder.violations());
    let passed = match &case.expected {
        Expected::Value(expected) => with_view(expected, Some(view)),
        Expected::Error => view.is_absent() || !wrong.is_empty(),
    };
    let got = format!("{view:?}\n{wrong}").trim_end().to_owned();
    Outcome { passed, got }
}

fn lines<'a>(violations: impl Iterator<Item = &'a formwork::Violation>) -> String {
    let lines: Vec<String> = violations.map(ToString::to_string).collect();
    lines.join("\n")
}
