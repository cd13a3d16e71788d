//! Faults of servers and connections, each on every path of a call, against a real server on loopback.
//!
//! ```text
//!  rows.rs ──> a fault: what the server does ──> server.rs   bytes, waits and broken connections
//!  paths.rs ─> a call by one path ─────────────> cell.rs     what came of it, what the server saw, what was said
//! ```
//!
//! The tests `faults` run each fault on each path and compare what came with `faults/table.md`; the program `soak` runs
//! them at random for as long as it is told.

mod act;
mod answers;
mod cell;
mod memory;
mod paths;
mod rows;
mod server;
mod soak;

pub use answers::{ADA, Good};
pub use cell::{Came, Cell, TOTAL, builder};
pub use memory::{Watch, resident};
pub use paths::{KEY, PATHS, Path, Way, stored_job, word};
pub use rows::{Case, FAULTS, Fault, Limit};
pub use server::{Act, Asked, End, Seen, Server, Step};
pub use soak::{Report, soak};

#[path = "../../cases/objects/generated.rs"]
#[allow(missing_docs)]
mod objects;

pub use objects::Person;
