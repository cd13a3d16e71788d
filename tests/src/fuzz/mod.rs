//! Anything through the whole pipeline of the generator: load, lower, emit, print.
//!
//! [`pipeline()`] takes a document through it, and says what must never be; [`mutate()`] makes documents of
//! real schemas, by seed, and [`template()`] templates of task files; [`attacks()`] are documents made to hurt. The program `fuzz` has them tried in
//! processes that may be lost.

mod attack;
mod layout;
mod mutate;
mod pipeline;
mod seeds;
mod template;
mod words;

pub use attack::{Attack, attacks};
pub use mutate::{Document, mutate};
pub use pipeline::{outside_literals, pipeline};
pub use seeds::{Seeds, seeds};
pub use template::template;

use serde_json::{Value, json};

/// What is tried: of a random document its seed, of an attack its name.
///
/// As a question to the process that tries it, `{"seed": 7}` or `{"attack": "alias bomb", "size": 1000}`; the
/// answer is `{"bytes": ..}` or `{"wrong": ..}`.
pub(crate) fn answer(question: &str) -> String {
    let question: Value = serde_json::from_str(question).unwrap_or_default();
    let document = if let Some(seed) = question["seed"].as_u64() {
        mutate(seeds(), seed)
    } else {
        let size = usize::try_from(question["size"].as_u64().unwrap_or(0)).unwrap_or(0);
        let name = question["attack"].as_str().unwrap_or_default();
        match attacks().find(|attack| attack.name == name) {
            Some(attack) => attack.document(size),
            None => return json!({ "wrong": "no such attack" }).to_string(),
        }
    };
    match pipeline(&document.name, &document.bytes) {
        Ok(()) => json!({ "bytes": document.bytes.len() }).to_string(),
        Err(wrong) => json!({ "wrong": wrong }).to_string(),
    }
}
