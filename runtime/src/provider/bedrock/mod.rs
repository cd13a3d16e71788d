//! The wire of Amazon Bedrock's Converse API (`POST /model/{id}/converse`, `.../converse-stream`).
//!
//! Pure and without I/O: a [`Prepared`] call to a request body, frames of a stream or a whole body to
//! [`Delta`]s. The shapes are those of the service model `bedrock-runtime` 2023-09-30, as botocore 1.44.5
//! publishes it.
//!
//! Every block of the model's turn is handed out as it came, and goes back byte for byte; what streams
//! give in pieces goes back as a whole answer would have held it.

mod block;
mod finish;
mod media;
mod messages;
mod request;
mod response;
mod stream;
mod usage;

use super::framing::Framing;
use super::wire::{Protocol, Reader};
use super::{Delta, Prepared, ProtocolError, RequestError};

/// The wire's name, which its blocks bear.
const NAME: &str = "bedrock-converse";

/// The wire.
pub(super) struct Converse;

impl Protocol for Converse {
    fn url(&self, call: &Prepared<'_>, base_url: &str) -> String {
        let mut url = format!("{base_url}/model/");
        escape(call.model, &mut url);
        url.push_str(if call.stream {
            "/converse-stream"
        } else {
            "/converse"
        });
        url
    }

    fn body(&self, call: &Prepared<'_>) -> Result<String, RequestError> {
        request::body(call)
    }

    fn framing(&self) -> Framing {
        Framing::EventStream
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(stream::ConverseStream::default())
    }

    fn read(&self, body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        response::read(body, sink)
    }

    fn has_object_arguments(&self) -> bool {
        true
    }
}

/// Appends a segment of a path, percent-encoded (RFC 3986 section 2): a model's id may hold colons, and
/// slashes where it is an ARN.
fn escape(segment: &str, url: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(char::from(byte));
        } else {
            let digits = [byte >> 4, byte & 15].map(|digit| HEX[usize::from(digit)]);
            url.push('%');
            url.extend(digits.map(char::from));
        }
    }
}
