//! The wire of Cohere's chat API, version 2 (`POST /v2/chat`).
//!
//! Pure and without I/O: a [`Prepared`] call to a request body, events of a stream or a whole body to
//! [`Delta`]s. The shapes are those of the vendor's API reference and of its published client 7.3.1.
//!
//! Text and calls go back as they are. What else belongs to a turn, the plan before its calls and the
//! model's thinking, is kept as blocks: a plan is a string, a thought is an item of the content.

mod finish;
mod messages;
mod request;
mod response;
mod stream;
mod usage;

use super::wire::{Protocol, Reader};
use super::{Delta, Prepared, ProtocolError, RequestError};

/// The wire's name, which its blocks bear.
const NAME: &str = "cohere-chat";

/// The wire.
pub(super) struct Chat;

impl Protocol for Chat {
    /// The vendor's clients take a base URL without the version.
    fn url(&self, _call: &Prepared<'_>, base_url: &str) -> String {
        match base_url.strip_suffix("/v2") {
            Some(_) => format!("{base_url}/chat"),
            None => format!("{base_url}/v2/chat"),
        }
    }

    fn body(&self, call: &Prepared<'_>) -> Result<String, RequestError> {
        request::body(call)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(stream::ChatStream::default())
    }

    fn read(&self, body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        response::read(body, sink)
    }
}
