//! Typed, validated, streamed answers out of language models, from schema files.
//!
//! Schema files (JSON Schema or YAML) go in at compile time; plain structs, their partial twins,
//! validators and tool definitions come out, and link against this crate. It sends the request,
//! decodes the answer as it streams in, checks every rule of the schema, and asks the model again
//! with every violation until the answer fits.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable
    )
)]

#[cfg(feature = "batch")]
pub mod batch;
#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "bulk")]
pub mod bulk;
#[cfg(feature = "cache")]
pub mod cache;
mod call;
mod checks;
pub mod citation;
mod client;
#[cfg(feature = "cluster")]
pub mod cluster;
mod compose;
mod decode;
mod distil;
#[cfg(feature = "dynamic")]
pub mod dynamic;
mod envelope;
mod error;
mod extract;
#[cfg(feature = "fetch")]
mod fetch;
#[cfg(any(feature = "jiff", feature = "uuid", feature = "url"))]
mod formats;
mod glue;
mod hook;
mod json;
mod kept;
mod lenient;
mod maybe;
mod members;
mod message;
mod never;
mod nullable;
pub mod partial;
mod prices;
pub mod provider;
mod rules;
pub mod sse;
mod table;
pub mod tasks;
#[cfg(feature = "templates")]
pub mod templates;
#[cfg(feature = "tracing")]
mod trace;
mod transcode;
pub mod transport;
mod usage;
mod violation;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(all(feature = "blocking", feature = "dynamic"))]
pub use blocking::BlockingDynamicStream;
#[cfg(feature = "blocking")]
pub use blocking::{BlockingCallStream, BlockingItems, BlockingStream, BlockingTextStream, Waited};
pub use call::{
    Attempt, CallStep, CallStream, Choice, Head, ItemError, ItemStream, Next, Reply, Request,
    Retry, RetryBudget, Step, Stream, Text, TextStep, TextStream, Timeouts,
};
#[cfg(feature = "dynamic")]
pub use call::{DynamicStep, DynamicStream};
pub use checks::{CheckResult, Context, Later, LlmCheck, Moderation, Verdict};
pub use client::{Client, ClientBuilder};
pub use decode::{Calls, Changed, Decoder, Items, NewItems, OnInvalid, Rejected, decode};
pub use distil::{Lesson, Lessons};
pub use error::{Error, ErrorKind};
pub use extract::{Decode, Dialected, Extract, Form, Layer, SchemaText, Undo};
#[cfg(feature = "fetch")]
pub use fetch::Fetch;
pub use hook::{Event, EventKind, Hook};
pub use json::scan::Limits;
pub use kept::{Formatted, Kept};
pub use lenient::{Mend, MendKind, Mends};
pub use maybe::{Maybe, PartialMaybe};
pub use message::{
    Block, CacheFor, Content, Holds, Media, MediaError, MediaKind, Message, Part, Role, Source,
    ToolCall, Turn,
};
pub use never::Never;
pub use nullable::Nullable;
pub use partial::Partial;
pub use prices::{Cost, Price, PriceError, Prices};
/// An integer of any size: what a schema becomes whose integers have no bounds. Beyond 64 bits it is
/// the nearest double.
pub use serde_json::Number as JsonNumber;
/// Any JSON value: what a schema that says nothing becomes.
pub use serde_json::Value;
pub use tasks::Task;
#[cfg(feature = "tracing")]
pub use trace::Spans;
pub use usage::Usage;
pub use violation::Violation;

#[cfg(feature = "jiff")]
pub use formats::OffsetTime;
#[cfg(feature = "jiff")]
pub use jiff;
#[cfg(feature = "url")]
pub use url;
#[cfg(feature = "uuid")]
pub use uuid;

/// Generates the modules of schema files where it stands. See the crate `formwork-macros`.
#[cfg(feature = "macros")]
pub use formwork_macros::generate;

/// Includes the modules that `formwork_build` generated in the build script.
///
/// ```ignore
/// // build.rs
/// fn main() {
///     formwork_build::configure().schema("schemas/invoice.yaml").run();
/// }
///
/// // src/main.rs
/// formwork::include_schemas!();
/// use invoice::Invoice;
/// ```
#[macro_export]
macro_rules! include_schemas {
    () => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/formwork.rs"));
    };
}
