//! Which state machine speaks which wire. The call loop names wires through here alone.

use std::time::SystemTime;

use super::openai_chat::{self, ChatStream};
use super::{ApiError, Assembly, Delta, Mode, Prepared, ProtocolError, RequestError, Wire};
use crate::sse::Event;
use crate::{Form, Message, Undo, Violation};

/// The state machine of one stream.
#[derive(Clone, Debug)]
pub(crate) enum Reader {
    OpenaiChat(ChatStream),
}

impl Wire {
    /// Where requests go, under a provider's base URL.
    pub(crate) fn url(self, base_url: &str) -> String {
        match self {
            Self::OpenaiChat => openai_chat::url(base_url),
        }
    }

    /// The headers of a request.
    pub(crate) fn headers(self, key: Option<&str>, stream: bool) -> Vec<(&'static str, String)> {
        match self {
            Self::OpenaiChat => openai_chat::headers(key, stream),
        }
    }

    /// The body of a request.
    pub(crate) fn body(self, call: &Prepared<'_>) -> Result<String, RequestError> {
        match self {
            Self::OpenaiChat => openai_chat::body(call),
        }
    }

    /// A reader at the start of a stream.
    pub(crate) fn reader(self) -> Reader {
        match self {
            Self::OpenaiChat => Reader::OpenaiChat(ChatStream::new()),
        }
    }

    /// Reads a whole answer.
    pub(crate) fn read(
        self,
        body: &[u8],
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        match self {
            Self::OpenaiChat => openai_chat::response::read(body, sink),
        }
    }

    /// Whether a body of this content type comes as events.
    pub(crate) fn is_stream(self, content_type: Option<&str>) -> bool {
        match self {
            Self::OpenaiChat => openai_chat::is_event_stream(content_type),
        }
    }

    /// Reads the answer to a request that failed.
    pub(crate) fn error(self, status: u16, headers: &[(String, String)], body: &[u8]) -> ApiError {
        match self {
            Self::OpenaiChat => openai_chat::errors::read(status, headers, body, SystemTime::now()),
        }
    }

    /// The messages that ask again.
    pub(crate) fn reask(
        self,
        attempt: &Assembly,
        violations: &[Violation],
        form: &Form,
        mode: Mode,
        undo: Undo,
    ) -> Vec<Message> {
        match self {
            Self::OpenaiChat => openai_chat::reask(attempt, violations, form, mode, undo),
        }
    }
}

impl Reader {
    /// Reads one event.
    pub(crate) fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        match self {
            Self::OpenaiChat(stream) => stream.event(event, sink),
        }
    }
}
