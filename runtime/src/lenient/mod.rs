//! Malformed answers, read as what they must have been meant as.
//!
//! [`find`] looks for the answer in what a model wrote, [`scan`] makes events of a text that is nearly JSON, and
//! the engine behind the strict scanner takes them. What fits no better is brought to fit there
//! (`decode/coerce.rs`). Everything that was mended is told ([`Mend`]).
//!
//! ```text
//!  bytes ──> find.rs ──> scan.rs ──────────> Event ──> decode/engine.rs ──> decode/coerce.rs
//!            prose,      string.rs, word.rs                <── what is wanted here?
//!            reasoning   ahead.rs: what follows
//!               └──────> fallback.rs: no brackets, so the text itself
//! ```

mod ahead;
mod bare;
mod block;
mod fallback;
mod find;
mod mend;
mod reasoning;
mod scan;
mod stage;
mod string;
mod utf8;
mod verdict;
mod word;

pub(crate) use find::Finder;
pub(crate) use mend::Mended;
pub use mend::{Mend, MendKind, Mends};
pub(crate) use stage::Stage;
