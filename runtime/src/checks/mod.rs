//! Rules of the user's own: functions that a schema or a request names, and questions to a model.
//!
//! What can be answered at once is answered while a value is read. What takes a wait, or needs to know something
//! about the call, is kept as a [`Later`] and asked when the answer fits its schema.

mod later;
mod llm;
mod moderation;
mod result;

pub use later::{Context, Later};
pub(crate) use llm::unwritten;
pub use llm::{LlmCheck, Verdict};
pub use moderation::Moderation;
pub use result::{CheckResult, custom, later};
