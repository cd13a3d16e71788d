//! What the `jsonschema` crate says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A schema, and instances to judge; formats are not asserted, the draft is the one of `$schema`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// JSON text.
    pub schema: String,
    /// JSON texts.
    pub instances: Vec<String>,
    /// Whether to say what is wrong.
    pub explain: bool,
}

/// What it says of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// `None` where it cannot read the instance.
    pub valid: Option<bool>,
    /// What is wrong, a line each: pointer, then message.
    pub errors: Vec<String>,
}

/// An answer of this stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Judged {
    /// A verdict for each instance.
    Verdicts(Vec<Verdict>),
    /// It cannot compile the schema.
    No(String),
}

/// So many errors of an instance are told.
const TOLD: usize = 8;

/// Judges a case.
#[must_use]
pub fn judge(case: &Case) -> Judged {
    let schema: Value = match serde_json::from_str(&case.schema) {
        Ok(schema) => schema,
        Err(error) => return Judged::No(error.to_string()),
    };
    let validator = jsonschema::options()
        .should_validate_formats(false)
        .build(&schema);
    let validator = match validator {
        Ok(validator) => validator,
        Err(error) => return Judged::No(error.to_string()),
    };
    let verdict = |text: &String| {
        let Ok(instance) = serde_json::from_str::<Value>(text) else {
            return Verdict {
                valid: None,
                errors: Vec::new(),
            };
        };
        let errors = validator.iter_errors(&instance).take(TOLD);
        let told = |error: jsonschema::ValidationError<'_>| {
            format!("{} {}", error.instance_path(), short(&error.to_string()))
        };
        Verdict {
            valid: Some(validator.is_valid(&instance)),
            errors: if case.explain {
                errors.map(told).collect()
            } else {
                Vec::new()
            },
        }
    };
    Judged::Verdicts(case.instances.iter().map(verdict).collect())
}

fn short(text: &str) -> String {
    text.chars().take(300).collect()
}

/// [`judge`] as a question and an answer.
pub(crate) fn answer(question: &str) -> String {
    let judged = match serde_json::from_str(question) {
        Ok(case) => judge(&case),
        Err(error) => Judged::No(error.to_string()),
    };
    serde_json::to_string(&judged).unwrap_or_default()
}
