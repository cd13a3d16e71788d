//! Many requests sent side by side, within the provider's limits, so that a crash loses and repeats nothing that
//! was paid for.
//!
//! [`Request::bulk`] makes a [`Bulk`] of requests that are like one request but for what is said last. Its
//! inputs come from an iterator or a stream, as fast as they are taken; what comes of them is handed out in the
//! order in which it is there. With a [`Journal`], every answer is on disk before it is handed out, and a job
//! that is started again asks only for what is missing.
//!
//! ```text
//!  inputs ──> Running ──────> ask.rs ──> paced.rs ──> the client's transport
//!             so many at      one        waits while pace.rs says so, which reads the
//!             a time          input      headers of every answer
//!                               │
//!                               └──> entry.rs ──> journal.rs ──> Done
//!                                                 lines.rs ────> Entries, for who only looks
//! ```
//!
//! # What a crash can cost
//!
//! Nothing that has been handed out, or is in the journal. A request whose answer had not been written when
//! the process died is sent again, since nobody can know whether the provider had answered it: at most as
//! many as were under way, which is [`Bulk::concurrency`]. So is a call that was asking again: its
//! first attempt was answered, but came to nothing yet.

mod ask;
#[cfg(feature = "indicatif")]
mod bar;
mod entries;
mod entry;
mod input;
mod journal;
mod lines;
mod pace;
mod paced;
mod progress;
mod run;
mod start;
mod writer;

#[cfg(feature = "indicatif")]
pub use self::bar::bar;
pub use self::entries::Entries;
pub use self::entry::Entry;
pub use self::input::Input;
pub use self::journal::{Journal, JournalError, Sync};
pub use self::progress::Progress;
pub use self::run::{Done, Running};
pub use self::start::Bulk;

#[cfg(feature = "cluster")]
pub(crate) use self::{ask::Asker, pace::Pace, pace::Shared};

#[cfg(doc)]
use crate::Request;
