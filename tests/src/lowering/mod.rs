//! Schemas in the words of every provider: whether each is in the subset that the provider takes, whether it
//! stays there, and whether answers to it come back as what the author asked for.

mod facts;
mod judge;
mod send;

pub use facts::broken;
pub use judge::{Judged, Subject, judge, reason};
pub use send::sent;
