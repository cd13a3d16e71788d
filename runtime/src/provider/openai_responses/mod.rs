//! The wire of `OpenAI`'s Responses, which Azure, `DeepSeek`, xAI and `OpenRouter` speak as well.
//!
//! Pure and without I/O: a [`Prepared`] call to a request body, events of a stream or a whole answer
//! to [`Delta`]s. Source: `CreateResponse`, `Response` and `ResponseStreamEvent` of `OpenAI`'s API
//! specification 2.3.0. The reading side also takes what servers really send; the writing side keeps to
//! the specification.
//!
//! Nothing is stored at the server: the items of a turn come with their reasoning encrypted, and go
//! back as they came.

mod event;
mod input;
mod item;
mod items;
mod request;
mod response;
mod stream;
mod usage;

use self::stream::ResponseStream;
use super::wire::{Protocol, Reader};
use super::{Delta, Prepared, ProtocolError, RequestError};

/// The wire.
pub(super) struct Responses;

impl Protocol for Responses {
    fn url(&self, _call: &Prepared<'_>, base_url: &str) -> String {
        format!("{base_url}/responses")
    }

    fn body(&self, call: &Prepared<'_>) -> Result<String, RequestError> {
        request::body(call)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(ResponseStream::new())
    }

    fn read(&self, body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        response::read(body, sink)
    }
}
