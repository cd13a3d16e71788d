//! The other side of [`Asked`](super::Asked): standard input to standard output, line by line.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::json;

use super::{make, reference};

/// The first argument of a program of ours that is to answer questions.
pub(crate) const FLAG: &str = "--answer";

/// Answers questions until there are no more, if that is what the program was started for; then it
/// returns true, and there is nothing else to do.
///
/// Every program that calls [`measure()`](super::measure()) begins with this, for it starts itself again
/// to have questions answered in a process that may be lost.
#[must_use]
pub fn serve() -> bool {
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() != Some(FLAG) {
        return false;
    }
    let answer: fn(&str) -> String = match words.next().as_deref() {
        Some("make") => make::answer,
        Some("reference") => reference::answer,
        Some("fuzz") => crate::fuzz::answer,
        #[cfg(feature = "peers")]
        Some("typify") => crate::peer::answer,
        #[cfg(feature = "peers")]
        Some("typify-named") => crate::peer::answer_named,
        _ => return true,
    };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        let said = catch_unwind(AssertUnwindSafe(|| answer(&line)));
        let said = said.unwrap_or_else(|panic| {
            let words = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
            json!({ "panic": words.unwrap_or_default() }).to_string()
        });
        if writeln!(out, "{said}").and_then(|()| out.flush()).is_err() {
            break;
        }
    }
    true
}
