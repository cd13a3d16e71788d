//! Side by side with Instructor: `docs/instructor.md`, whose code compiles and runs here, and `tests/parity/checklist.tsv`,
//! which names the tests of everything that Instructor's users have.
//!
//! What no other test shows is shown here, with servers that say what a test wants.

mod checklist;
mod document;
mod errors;
mod formats;
mod replies;
mod requests;
#[allow(dead_code)] // Another crate's, which needs more of it.
#[path = "../extras/script.rs"]
mod script;
mod streams;
mod web;

// The blocks of the page as they stand there, which is not as code is laid out.
#[allow(clippy::all, clippy::pedantic, clippy::print_stdout, unreachable_pub, unused, unused_qualifications)]
#[rustfmt::skip]
mod blocks;

#[allow(clippy::pedantic)]
#[path = "../../cases/tools/generated.rs"]
mod tools;

pub(crate) use blocks::rules;

formwork::generate!("../schemas/invoice.yaml", schema_dir = "../schemas");
formwork::generate!(
    "parity/schemas/answer.yaml",
    "parity/schemas/booking.yaml",
    schema_dir = "parity"
);
formwork::generate!(
    "parity/parcel.yaml",
    "parity/schemas/ticket.yaml",
    schema_dir = "parity",
    format_types = true
);
