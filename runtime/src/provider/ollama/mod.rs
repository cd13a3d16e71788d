//! The wire of Ollama's own chat API, `/api/chat`.
//!
//! Pure and without I/O: a [`Prepared`] call to a request body, the lines of a stream or a whole answer
//! to [`Delta`]s. Source: Ollama's API documentation and its Python client 0.6.3. The schema of the text
//! is compiled to a grammar there, which the compatible address does as well; the reasons to be here are
//! the model's options and its thoughts.

mod messages;
mod request;
mod response;
mod stream;

use self::stream::ChatStream;
use super::framing::Framing;
use super::wire::{Protocol, Reader};
use super::{Delta, Prepared, ProtocolError, RequestError};

/// The wire.
pub(super) struct Ollama;

impl Protocol for Ollama {
    /// A base URL may be that of the address that speaks Chat Completions.
    fn url(&self, _call: &Prepared<'_>, base_url: &str) -> String {
        let server = base_url.strip_suffix("/v1").unwrap_or(base_url);
        let server = server.strip_suffix("/api").unwrap_or(server);
        format!("{server}/api/chat")
    }

    fn body(&self, call: &Prepared<'_>) -> Result<String, RequestError> {
        request::body(call)
    }

    fn framing(&self) -> Framing {
        Framing::Lines
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(ChatStream::new())
    }

    fn read(&self, body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        response::read(body, sink)
    }

    /// Results answer calls by the tool's name, in their order.
    fn has_call_ids(&self) -> bool {
        false
    }

    fn has_object_arguments(&self) -> bool {
        true
    }
}
