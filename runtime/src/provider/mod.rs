//! Providers as data, and their wire formats as pure state machines.
//!
//! A [`Provider`] is a row of a table. A *wire* turns a [`Prepared`] call into a request body,
//! bytes or events into [`Delta`]s, and a failed attempt into the messages that ask again. Nothing
//! here opens a connection, reads a clock or an environment variable, or waits.

use std::fmt;

mod anthropic;
mod api_error;
mod assembly;
mod bedrock;
mod cache_marks;
mod cohere;
mod cursor;
mod delta;
mod errors;
mod feedback;
mod framing;
mod gemini;
mod google;
pub(crate) mod ladder;
mod media;
mod mode;
pub mod offline;
mod ollama;
pub mod openai_chat;
mod openai_responses;
mod outlet;
mod prepared;
mod protocol_error;
#[cfg(feature = "bulk")]
pub(crate) mod rate_limits;
mod raw;
mod reask;
mod retry_after;
mod table;
mod told;
mod wire;
mod wording;

pub use self::api_error::{ApiError, ApiErrorKind};
pub use self::assembly::Assembly;
pub use self::delta::{Delta, FinishReason};
pub(crate) use self::errors::REQUEST_ID;
pub use self::framing::Framing;
#[cfg(feature = "bulk")]
pub(crate) use self::framing::crc32::crc32;
pub use self::mode::{Mode, UnknownMode};
pub use self::prepared::{Prepared, RequestError};
pub use self::protocol_error::{ProtocolError, ProtocolErrorKind};
pub use self::reask::reask;
pub(crate) use self::reask::reask_calls;
pub use self::retry_after::retry_after;
pub use self::table::{
    Auth, BatchApi, Deviations, Forcing, ModelNameError, ModelRow, PROVIDERS, Provider, Setting,
    find, parse,
};
pub use self::wire::{Stream, Wire};
pub use self::wording::Wording;
pub use crate::message::{Content, ToolCall};

/// Names between backquotes, separated by commas.
fn listed<T: fmt::Display>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
