//! The wire of Google's `generateContent`: the Gemini API and Vertex AI.
//!
//! Pure and without I/O: a [`Prepared`] call to an address and a request body, chunks of a stream or a
//! whole answer to [`Delta`]s. Source: `GenerateContentRequest` and `GenerateContentResponse` of the
//! Gemini API `v1beta` and of Vertex AI `v1` (discovery revision 20261106). Requests keep to what both
//! have, in the spelling of the documents.

mod chunk;
mod contents;
mod finish;
mod partial_args;
mod request;
mod response;
mod stream;
mod usage;

use self::stream::ContentStream;
use super::wire::{Protocol, Reader};
use super::{Delta, Prepared, ProtocolError, RequestError};

/// The wire.
pub(super) struct Gemini;

impl Protocol for Gemini {
    fn url(&self, call: &Prepared<'_>, base_url: &str) -> String {
        request::url(call, base_url)
    }

    fn body(&self, call: &Prepared<'_>) -> Result<String, RequestError> {
        request::body(call)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(ContentStream::new())
    }

    fn read(&self, body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        response::read(body, sink)
    }

    /// Results answer calls in their order; ids are repeated where the server gave some.
    fn has_call_ids(&self) -> bool {
        false
    }

    fn has_object_arguments(&self) -> bool {
        true
    }
}
