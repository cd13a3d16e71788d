//! The words in which a model is told what was wrong: one place for all wires.

use super::Mode;
use crate::{Form, Undo, Violation};

/// What to say about an answer that broke the schema: every violation, and what to do now.
pub(super) fn correction(violations: &[Violation], name: &str, mode: Mode, undo: Undo) -> String {
    let mut out = match mode {
        mode if mode.is_tools() => format!("The arguments of {name} break its schema:\n"),
        Mode::Text => "The answer breaks these rules:\n".to_owned(),
        _ => "The JSON breaks the schema:\n".to_owned(),
    };
    for violation in violations {
        out.push_str("- ");
        if undo.unwrap_root {
            // The model sees the wrapped value, so that its pointers are one step longer.
            let pointer = format!("/value{}", violation.pointer);
            out.push_str(
                &Violation {
                    pointer,
                    ..violation.clone()
                }
                .to_string(),
            );
        } else {
            out.push_str(&violation.to_string());
        }
        out.push('\n');
    }
    match mode {
        mode if mode.is_tools() => {
            out.push_str("Call ");
            out.push_str(name);
            out.push_str(" again, once, with corrected arguments.");
        }
        Mode::Text => out.push_str("Answer again, with the corrected text only."),
        _ => out.push_str("Answer with the corrected JSON only."),
    }
    out
}

/// What to say to a call beside the one that carries the answer.
pub(super) fn surplus(form: &Form) -> String {
    format!(
        "This call was not used: {} is to be called once.",
        form.name
    )
}

/// What to say to a call that fits, beside others that do not.
pub(super) const ACCEPTED: &str = "Accepted. Do not call this again.";

/// What to say where one of several tools was to be called, and none was.
pub(super) fn uncalled(tools: &[Form]) -> String {
    let names: Vec<&str> = tools.iter().map(|form| form.name).collect();
    format!("Call at least one of these tools: {}.", names.join(", "))
}
