//! The wire of Anthropic's Messages API, version 2026-10-21 (`POST /v1/messages`).
//!
//! Pure and without I/O: a [`Prepared`] call to a request body, events of a stream or a whole body to
//! [`Delta`]s. The shapes are those of the vendor's API reference and of its published client 2.11.0.
//!
//! Claude on Vertex AI is the same wire at another kind of address ([`Deviations::raw_predict`](super::Deviations)): the
//! model is in the path, and the version in the body in place of the header.
//!
//! Every block of the model's turn is handed out as it came (text, thinking with its signature, calls,
//! what the vendor's own tools said), and goes back byte for byte.

mod block;
mod finish;
mod media;
mod messages;
mod request;
mod response;
mod stream;
mod usage;

use super::wire::{Protocol, Reader};
use super::{Delta, Prepared, ProtocolError, Provider, RequestError};

/// The wire's name, which its blocks bear.
const NAME: &str = "anthropic-messages";

/// The version of the API that is spoken.
const VERSION: &str = "2026-10-21";

/// The wire.
pub(super) struct Messages;

impl Protocol for Messages {
    /// The vendor's clients take a base URL without the version, other servers are mostly given with it.
    fn url(&self, call: &Prepared<'_>, base_url: &str) -> String {
        if call.provider.deviations.raw_predict {
            return request::raw_predict_url(call, base_url);
        }
        match base_url.strip_suffix("/v1") {
            Some(_) => format!("{base_url}/messages"),
            None => format!("{base_url}/v1/messages"),
        }
    }

    fn headers(&self, provider: &Provider) -> &'static [(&'static str, &'static str)] {
        if provider.deviations.raw_predict {
            return &[];
        }
        &[("anthropic-version", VERSION)]
    }

    fn body(&self, call: &Prepared<'_>) -> Result<String, RequestError> {
        request::body(call)
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(stream::MessagesStream::default())
    }

    fn read(&self, body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        response::read(body, sink)
    }

    fn has_object_arguments(&self) -> bool {
        true
    }
}
