//! Why there is no value, to what is said and to how the program ends.

use std::process::ExitCode;

use formwork::{Error, ErrorKind};
use serde_json::json;

use crate::exit;
use crate::tell::Tell;

/// Says why a call failed.
pub(super) fn failed(tell: Tell, error: &Error) -> ExitCode {
    if tell.is_json() {
        let violations = error.attempts().last().map(|last| &last.violations);
        let violations = violations.into_iter().flatten();
        let violations: Vec<String> = violations.map(ToString::to_string).collect();
        let message = error.kind().to_string();
        tell.json(&json!({
            "severity": "error", "message": message, "violations": violations,
            "attempts": error.attempts().len(),
        }));
    } else {
        tell.error(&error.to_string());
    }
    ExitCode::from(code(error.kind()))
}

/// The code of a failure: nobody gave an answer that fits, the command asks for what there is not, or it could not be
/// done.
fn code(kind: &ErrorKind) -> u8 {
    match kind {
        ErrorKind::Invalid
        | ErrorKind::TokenBudget
        | ErrorKind::Truncated
        | ErrorKind::Refused(_)
        | ErrorKind::ContentFilter => exit::NO,
        ErrorKind::Model(_) | ErrorKind::Request(_) => exit::USAGE,
        _ => exit::FAILED,
    }
}
