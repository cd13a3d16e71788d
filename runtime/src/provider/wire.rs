//! The wire formats, and which state machine speaks each. Everybody else names wires through here
//! alone.
//!
//! Adding a wire is adding a folder, a variant and a line in [`Wire::protocol`].

use std::fmt;
use std::time::SystemTime;

use super::framing::{Frames, Framing};
use super::{
    ApiError, Delta, Prepared, ProtocolError, Provider, RequestError, anthropic, bedrock, cohere,
    errors, gemini, ollama, openai_chat, openai_responses,
};
use crate::sse::Event;

/// A wire format: how a request is worded, and how its answer is.
///
/// An answer that came by other means than a [`Transport`](crate::transport::Transport):
///
/// ```
/// use formwork::provider::{Assembly, Wire};
/// use formwork::{Decoder, Undo};
///
/// let body = br#"{"choices":[{"message":{"content":"{\"value\":7}"},"finish_reason":"stop"}]}"#;
/// let mut answer = Assembly::default();
/// Wire::OpenaiChat.read(body, &mut |delta| answer.add(delta))?;
/// let mut decoder = Decoder::<u8>::with_undo(Undo { unwrap_root: true, ..Undo::default() });
/// decoder.push(answer.text.as_bytes());
/// assert_eq!(decoder.finish(), Ok(7));
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wire {
    /// `OpenAI` Chat Completions, which most other servers speak as well: see
    /// [`openai_chat`].
    OpenaiChat,
    /// `OpenAI` Responses.
    OpenaiResponses,
    /// Anthropic Messages.
    AnthropicMessages,
    /// Google's `generateContent`, of the Gemini API and of Vertex AI.
    Gemini,
    /// Amazon Bedrock Converse.
    BedrockConverse,
    /// Ollama's own chat API.
    Ollama,
    /// Cohere's chat API, version 2.
    CohereChat,
}

/// What a wire is: pure and without I/O.
pub(crate) trait Protocol: Sync {
    /// Where a request goes, under a provider's base URL, which has no slash at its end.
    fn url(&self, call: &Prepared<'_>, base_url: &str) -> String;

    /// The headers of a request besides the key's and those every request has.
    fn headers(&self, _provider: &Provider) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The body of a request.
    fn body(&self, call: &Prepared<'_>) -> Result<String, RequestError>;

    /// How streams are framed.
    fn framing(&self) -> Framing {
        Framing::Sse
    }

    /// A reader at the start of a stream.
    fn reader(&self) -> Box<dyn Reader>;

    /// Reads a whole answer; the last step is [`Delta::Done`].
    fn read(&self, body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError>;

    /// Whether a tool's result names the call it answers, so that every call needs a name.
    fn has_call_ids(&self) -> bool {
        true
    }

    /// Whether a call's arguments go back as a JSON object, so that other text cannot.
    fn has_object_arguments(&self) -> bool {
        false
    }
}

/// The state machine of one stream.
pub(crate) trait Reader: Send + fmt::Debug {
    /// Reads one event.
    fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError>;

    /// The stream has ended: hands out what was held back.
    fn end(&mut self, _sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        Ok(())
    }
}

impl Wire {
    /// All wires.
    pub const ALL: [Self; 7] = [
        Self::OpenaiChat,
        Self::OpenaiResponses,
        Self::AnthropicMessages,
        Self::Gemini,
        Self::BedrockConverse,
        Self::Ollama,
        Self::CohereChat,
    ];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenaiChat => "openai-chat",
            Self::OpenaiResponses => "openai-responses",
            Self::AnthropicMessages => "anthropic-messages",
            Self::Gemini => "gemini",
            Self::BedrockConverse => "bedrock-converse",
            Self::Ollama => "ollama",
            Self::CohereChat => "cohere-chat",
        }
    }

    fn protocol(self) -> &'static dyn Protocol {
        match self {
            Self::OpenaiChat => &openai_chat::Chat,
            Self::OpenaiResponses => &openai_responses::Responses,
            Self::AnthropicMessages => &anthropic::Messages,
            Self::Gemini => &gemini::Gemini,
            Self::BedrockConverse => &bedrock::Converse,
            Self::Ollama => &ollama::Ollama,
            Self::CohereChat => &cohere::Chat,
        }
    }

    /// Where requests go, under a provider's base URL.
    #[must_use]
    pub fn url(self, call: &Prepared<'_>, base_url: &str) -> String {
        self.protocol().url(call, base_url.trim_end_matches('/'))
    }

    /// The headers of a request besides the key's, names in lower case.
    pub(crate) fn headers(self, provider: &Provider, stream: bool) -> Vec<(&'static str, String)> {
        let accept = if stream {
            self.protocol().framing().media_type()
        } else {
            "application/json"
        };
        let common = [("content-type", "application/json"), ("accept", accept)];
        let own = self.protocol().headers(provider).iter().copied();
        let all = common.into_iter().chain(own);
        all.map(|(name, value)| (name, value.to_owned())).collect()
    }

    /// The body of a request.
    ///
    /// # Errors
    /// Where the mode, the schema's dialect, a message or a parameter does not fit.
    pub fn body(self, call: &Prepared<'_>) -> Result<String, RequestError> {
        call.check()?;
        self.protocol().body(call)
    }

    /// A reader of the events of one stream.
    #[must_use]
    pub fn stream(self) -> Stream {
        Stream {
            frames: self.protocol().framing().frames(),
            reader: self.protocol().reader(),
            any: false,
        }
    }

    /// Reads the body of a successful answer that came in one piece, and hands its steps to `sink`; the
    /// last one is [`Delta::Done`].
    ///
    /// # Errors
    /// A body that is empty, a page, not a JSON object, or without an answer. A body that tells of an
    /// error is none of these: it comes as [`Delta::Error`].
    pub fn read(self, body: &[u8], sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        self.protocol().read(body, sink)
    }

    /// Whether a body of this content type comes as events. Some gateways answer a request for a
    /// stream with a whole JSON body.
    pub(crate) fn is_stream(self, content_type: &str) -> bool {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let framing = self.protocol().framing();
        framing
            .media_types()
            .iter()
            .any(|known| essence.eq_ignore_ascii_case(known))
    }

    /// Reads the answer to a request that failed: a status outside 2xx. Header names are in lower
    /// case; `now` is the reader's clock, for a `retry-after` that is a date.
    #[must_use]
    pub fn error(
        self,
        status: u16,
        headers: &[(String, String)],
        body: &[u8],
        now: SystemTime,
    ) -> ApiError {
        errors::read(status, headers, body, now)
    }

    pub(super) fn has_call_ids(self) -> bool {
        self.protocol().has_call_ids()
    }

    pub(super) fn has_object_arguments(self) -> bool {
        self.protocol().has_object_arguments()
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads the bytes of one streamed answer. What it says does not depend on how they are cut.
///
/// The answer has ended properly once a [`Delta::Finish`] or [`Delta::Done`] came; reading may stop
/// at [`Delta::Done`]. Usage comes between the two, where it comes at all.
///
/// ```
/// use formwork::provider::{Delta, Wire};
///
/// let mut stream = Wire::AnthropicMessages.stream();
/// let body = b"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\
///     \"delta\":{\"type\":\"text_delta\",\"text\":\"Ada.\"}}\n\n";
/// let mut text = String::new();
/// for byte in body.chunks(1) {
///     stream.push(byte, &mut |delta| {
///         if let Delta::Text(piece) = delta {
///             text.push_str(piece);
///         }
///     })?;
/// }
/// assert_eq!(text, "Ada.");
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
#[derive(Debug)]
pub struct Stream {
    frames: Frames,
    reader: Box<dyn Reader>,
    /// Whether there has been an event.
    any: bool,
}

impl Stream {
    /// Reads the next bytes, and hands the steps they complete to `sink`.
    ///
    /// # Errors
    /// An event that cannot be understood, or an answer beyond the limits. What the sink has taken up to
    /// there is part of the answer nevertheless. Nothing is to be read behind an error.
    pub fn push(
        &mut self,
        bytes: &[u8],
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        let Self {
            frames,
            reader,
            any,
        } = self;
        let mut broken = None;
        let framed = frames.push(bytes, |event| read(reader, event, any, &mut broken, sink));
        broken.map_or(framed, Err)
    }

    /// The stream has ended of itself.
    ///
    /// # Errors
    /// As [`Stream::push`].
    pub fn end(&mut self, sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        let Self {
            frames,
            reader,
            any,
        } = self;
        let mut broken = None;
        let framed = frames.finish(|event| read(reader, event, any, &mut broken, sink));
        broken.map_or(framed, Err)?;
        reader.end(sink)
    }

    /// Whether there has been an event.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.any
    }
}

/// Reads one event, unless one before it was broken.
fn read(
    reader: &mut Box<dyn Reader>,
    event: Event<'_>,
    any: &mut bool,
    broken: &mut Option<ProtocolError>,
    sink: &mut dyn FnMut(Delta<'_>),
) {
    *any = true;
    if broken.is_none() {
        *broken = reader.event(event, sink).err();
    }
}
