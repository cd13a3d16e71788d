//! Many requests handed over at once, which a provider answers within a day, for about half the price.
//!
//! [`Request::batch`] makes a [`Batch`] of requests that are like one request but for what is said last. It
//! is written down as the provider wants it ([`Batch::jsonl`]), handed over ([`Batch::submit`]), and becomes
//! a [`Job`], which can be stored, asked how far it is, waited for and called off. [`Job::results`] reads
//! what came of it line by line: a typed value for each, or what is wrong with it. No line harms another.
//!
//! ```text
//!  Request ──> Batch ──> Job ──────> JobStatus
//!              lines     openai.rs, anthropic.rs, gemini.rs, mistral.rs: what each API wants
//!                         └────────> Results ──> BatchLine
//!                        lines.rs    results.rs: by the reader of the wire, and the decoder
//! ```

mod anthropic;
mod api;
#[cfg(feature = "indicatif")]
mod bar;
#[cfg(feature = "blocking")]
mod blocking;
mod collect;
mod gemini;
mod job;
mod line;
mod lines;
mod mistral;
mod openai;
mod poll;
mod results;
mod server;
mod status;
mod way;

#[cfg(feature = "indicatif")]
pub use self::bar::bar;
pub use self::collect::Batch;
pub use self::job::{Job, UnknownJob};
pub use self::line::{BatchLine, LineError};
pub use self::poll::Poll;
pub use self::results::Results;
pub use self::status::{Counts, JobState, JobStatus};

#[cfg(doc)]
use crate::Request;
