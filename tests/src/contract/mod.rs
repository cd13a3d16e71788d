//! The wires against what vendors publish and servers send: a folder of closed request schemas and
//! recordings in, a [`Tally`] out.
//!
//! The folder's README says what lies where. Nothing here knows a single file of it: what there is comes
//! from `MANIFEST.jsonl` and `expected/streams.jsonl`, and what a file means from its provider and API.

mod api;
pub mod cells;
mod errors;
mod folder;
mod mutants;
mod ollama;
mod oracle;
mod reask;
mod requests;
mod responses;
mod schemas;
mod streams;
mod tally;

pub use folder::Folder;
pub use ollama::on_the_wire as ollama_on_the_wire;
pub use tally::{Failure, Tally};

/// The kinds of checks, in the order they are made.
pub const KINDS: [&str; 6] = [
    "requests",
    "mutants",
    "responses",
    "streams",
    "errors",
    "reasks",
];

/// Runs the checks of one kind.
///
/// # Errors
/// A folder that cannot be read.
///
/// # Panics
/// For a kind that is not one of [`KINDS`].
pub fn run(kind: &str, folder: &Folder) -> Result<Tally, String> {
    match kind {
        "requests" => requests::check(folder),
        "mutants" => mutants::check(folder),
        "responses" => responses::check(folder),
        "streams" => streams::check(folder),
        "errors" => errors::check(folder),
        "reasks" => reask::check(folder),
        other => panic!("no checks are called `{other}`"),
    }
}
