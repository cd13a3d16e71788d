//! Recorded traffic of chat-completions servers, through the public interface of the runtime; and the
//! transport that would carry it.

#[path = "replay/answers.rs"]
mod answers;
#[path = "replay/closed_schema.rs"]
mod closed_schema;
#[path = "replay/details.rs"]
mod details;
#[path = "replay/network.rs"]
mod network;
#[path = "replay/recordings.rs"]
mod recordings;
#[path = "replay/requests.rs"]
mod requests;
#[path = "replay/shapes.rs"]
mod shapes;
#[path = "replay/streams.rs"]
mod streams;
