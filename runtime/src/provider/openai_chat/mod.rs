//! The wire of `OpenAI`'s Chat Completions, which most other servers speak as well.
//!
//! Pure and without I/O: a [`Prepared`] call to a request body, events of a stream
//! ([`ChatStream`]) or a whole [`response`](mod@response) to [`Delta`]s.
//!
//! The reading side takes what the servers of the family really send, not only what the vendor's
//! specification says. The writing side keeps to the specification.

mod calls;
mod details;
mod envelope;
mod fragment;
mod messages;
mod mould;
mod request;
pub mod response;
mod stream;
mod usage;

pub use self::request::{response_format, tool_definition};
pub use self::stream::ChatStream;
use super::wire::{Protocol, Reader};
use super::{Delta, Mode, Prepared, ProtocolError, RequestError};
use crate::sse::Event;

/// The dialect of `OpenAI`'s strict modes.
pub const DIALECT: &str = "openai-strict";

/// The id of a call in the API's older form (`function_call`, of 2023), which has none of its own. A call with this
/// id goes back in that form, and what is said to it in the role `function`.
///
/// Source: `ChatCompletionRequestFunctionMessage` of `OpenAI`'s API specification 2.3.0, where it is deprecated.
pub const FUNCTION_CALL: &str = "function_call";

/// The wire.
pub(super) struct Chat;

impl Protocol for Chat {
    fn url(&self, call: &Prepared<'_>, base_url: &str) -> String {
        let deviations = &call.provider.deviations;
        let strict = deviations
            .strict_path
            .filter(|_| call.mode == Mode::StrictTools);
        format!("{base_url}{}", strict.unwrap_or(deviations.path))
    }

    fn body(&self, call: &Prepared<'_>) -> Result<String, RequestError> {
        request::body(call)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(ChatStream::new())
    }

    fn read(&self, body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        response::read(body, sink)
    }
}

impl Reader for ChatStream {
    fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        Self::event(self, event, sink)
    }
}
