//! The events of a stream, to deltas.
//!
//! Each event is looked at once, and only at the members that matter; text goes to the sink as a
//! slice of the event wherever it has no escapes. Putting the steps together, and decoding the
//! answer they make up, is not this file's business.

use super::FUNCTION_CALL;
use super::calls::{Calls, Mark, Placed};
use super::details::Details;
use super::envelope::{self, Choice, Envelope};
use super::fragment::Fragment;
use super::mould::Mould;
use crate::message::Holds;
use crate::provider::cursor::Malformed;
use crate::provider::errors;
use crate::provider::raw::Raw;
use crate::provider::{Delta, FinishReason, ProtocolError, ProtocolErrorKind};
use crate::sse::Event;

/// The most bytes of text, reasoning and arguments an answer may have by default: 64 MiB.
const DEFAULT_LIMIT: usize = 64 * 1024 * 1024;

/// Reads one answer, event by event.
///
/// The answer has ended properly once a [`Delta::Finish`] or [`Delta::Done`] came; reading may stop
/// at [`Delta::Done`]. Usage comes between the two, where it comes at all.
///
/// ```
/// use formwork::provider::Assembly;
/// use formwork::provider::openai_chat::ChatStream;
/// use formwork::sse::Decoder;
///
/// let mut answer = Assembly::default();
/// let mut chat = ChatStream::new();
/// let body = b"data: {\"choices\":[{\"delta\":{\"content\":\"Ada.\"}}]}\n\ndata: [DONE]\n\n";
/// Decoder::new().push(body, |event| chat.event(event, &mut |delta| answer.add(delta)).unwrap())?;
/// assert_eq!((answer.text.as_str(), answer.done), ("Ada.", true));
/// # Ok::<_, formwork::sse::TooLarge>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChatStream {
    calls: Calls,
    mould: Mould,
    details: Details,
    /// How many bytes of payload may still come.
    left: usize,
    /// Where escaped strings are decoded.
    scratch: String,
}

/// Takes the steps of an answer.
pub(super) type Sink<'s> = dyn FnMut(Delta<'_>) + 's;

/// Why reading stopped, before anybody knows which text it was.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stop {
    Malformed,
    TooLarge,
}

impl From<Malformed> for Stop {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl Stop {
    pub(super) fn on(self, text: &str) -> ProtocolError {
        let kind = match self {
            Self::Malformed => ProtocolErrorKind::NotJson,
            Self::TooLarge => ProtocolErrorKind::TooLarge,
        };
        ProtocolError::new(kind, text)
    }
}

/// Which kind of text a delta carries.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Reasoning,
    Refusal,
}

impl Default for ChatStream {
    fn default() -> Self {
        Self::new()
    }
}

impl ChatStream {
    /// At the start of an answer.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(DEFAULT_LIMIT)
    }

    /// At the start of an answer whose text, reasoning and arguments together may have `limit`
    /// bytes.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self {
            calls: Calls::default(),
            mould: Mould::default(),
            details: Details::default(),
            left: limit,
            scratch: String::new(),
        }
    }

    /// Reads the next event, and hands its steps to `sink` in the order text, tool calls, error,
    /// finish, usage.
    ///
    /// # Errors
    /// An event that is not a JSON object, or an answer beyond the limit. What the sink has taken
    /// from the event up to there is part of the answer nevertheless.
    pub fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        match event.data.trim() {
            "" => Ok(()),
            "[DONE]" => {
                sink(Delta::Done);
                Ok(())
            }
            data if event.name == "error" => {
                sink(Delta::Error(errors::in_band(data)));
                Ok(())
            }
            data => self.object(data, sink).map_err(|stop| stop.on(data)),
        }
    }

    fn object(&mut self, data: &str, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let envelope = envelope::read(data, "delta", &mut self.mould)?.ok_or(Stop::Malformed)?;
        self.envelope(&envelope, sink)
    }

    /// Hands the steps of an envelope out.
    pub(super) fn envelope(
        &mut self,
        envelope: &Envelope<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        if let Some(choice) = &envelope.choice {
            self.choice(choice, sink)?;
        }
        if let Some(error) = envelope.error {
            sink(Delta::Error(errors::in_band(error.json())));
        }
        if let Some(finish) = envelope
            .choice
            .as_ref()
            .and_then(|choice| choice.finish_reason)
        {
            // An empty reason is no reason.
            match finish.text(&mut self.scratch) {
                Some("") | None => {}
                Some(word) => {
                    for json in self.details.take() {
                        let holds = Holds::Other;
                        sink(Delta::Block { json: &json, holds });
                    }
                    sink(Delta::Finish(FinishReason::from_openai(word)));
                }
            }
        }
        if let Some(usage) = envelope.usage {
            sink(Delta::Usage(usage));
        }
        Ok(())
    }

    fn choice(&mut self, choice: &Choice<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if let Some(reasoning) = choice.reasoning {
            self.text(reasoning, Kind::Reasoning, sink)?;
        }
        if let Some(details) = choice.reasoning_details {
            let length = details.json().len();
            self.left = self.left.checked_sub(length).ok_or(Stop::TooLarge)?;
            self.details.add(details);
        }
        if let Some(refusal) = choice.refusal {
            self.text(refusal, Kind::Refusal, sink)?;
        }
        if let Some(content) = choice.content {
            self.content(content, sink)?;
        }
        // A server that sends both forms sends the same call twice.
        if let Some(call) = choice.function_call.filter(|_| choice.tool_calls.is_none())
            && let Some(fragment) = Fragment::function_call(call)?
        {
            self.tool_call(fragment, true, sink)?;
        }
        if let Some(tool_calls) = choice.tool_calls {
            let mut cursor = tool_calls.cursor();
            let mut is_first = true;
            let mut result = Ok(());
            cursor.array(|cursor| {
                let fragment = Fragment::read(cursor)?;
                let is_first = std::mem::take(&mut is_first);
                if let Some(fragment) = fragment.filter(|_| result.is_ok()) {
                    result = self.tool_call(fragment, is_first, sink);
                }
                Ok(())
            })?;
            result?;
        }
        if let Some(fragment) = choice.fragment {
            self.tool_call(fragment, true, sink)?;
        }
        Ok(())
    }

    /// Content is a string, or a list of parts where the model thinks aloud (Mistral, Databricks).
    fn content(&mut self, content: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if content.is_string() {
            return self.text(content, Kind::Text, sink);
        }
        let mut result = Ok(());
        content.cursor().array(|cursor| {
            let part = cursor.value()?;
            if result.is_ok() {
                result = self.part(part, sink);
            }
            Ok(())
        })?;
        result
    }

    fn part(&mut self, part: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let (mut text, mut thought, mut refusal) = (None, None, None);
        part.cursor().object(|cursor, key| {
            let value = cursor.value()?;
            match key {
                "text" => text = Some(value),
                "thinking" | "summary" => thought = Some(value),
                "refusal" => refusal = Some(value),
                _ => {}
            }
            Ok(())
        })?;
        if let Some(thought) = thought {
            return self.thought(thought, sink);
        }
        if let Some(refusal) = refusal {
            return self.text(refusal, Kind::Refusal, sink);
        }
        text.map_or(Ok(()), |text| self.text(text, Kind::Text, sink))
    }

    /// A thought is a string, or a list of parts that hold one.
    fn thought(&mut self, thought: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if thought.is_string() {
            return self.text(thought, Kind::Reasoning, sink);
        }
        let mut result = Ok(());
        thought.cursor().array(|cursor| {
            cursor.object(|cursor, key| {
                let value = cursor.value()?;
                if key == "text" && result.is_ok() {
                    result = self.text(value, Kind::Reasoning, sink);
                }
                Ok(())
            })?;
            Ok(())
        })?;
        result
    }

    /// Hands a string out. Values that are none say nothing.
    fn text(&mut self, value: Raw<'_>, kind: Kind, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if !value.is_string() {
            return Ok(());
        }
        let text = value.text(&mut self.scratch).ok_or(Stop::Malformed)?;
        if text.is_empty() {
            return Ok(());
        }
        self.left = self.left.checked_sub(text.len()).ok_or(Stop::TooLarge)?;
        sink(match kind {
            Kind::Text => Delta::Text(text),
            Kind::Reasoning => Delta::Reasoning(text),
            Kind::Refusal => Delta::Refusal(text),
        });
        Ok(())
    }

    fn tool_call(
        &mut self,
        fragment: Fragment<'_>,
        is_first: bool,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let id = if fragment.is_function_call {
            FUNCTION_CALL.to_owned()
        } else {
            fragment.id.and_then(Raw::word).unwrap_or_default()
        };
        let name = fragment.name.and_then(Raw::word).unwrap_or_default();
        let arguments = match fragment.arguments {
            // An object in place of its text (Ollama, older llama.cpp): its text is at hand.
            Some(value) if !value.is_string() => {
                if value.is_null() {
                    ""
                } else {
                    value.json()
                }
            }
            Some(value) => value.text(&mut self.scratch).ok_or(Stop::Malformed)?,
            None => "",
        };
        self.left = self
            .left
            .checked_sub(arguments.len())
            .ok_or(Stop::TooLarge)?;
        let placed = self.calls.place(Mark {
            index: fragment.index,
            id: &id,
            has_name: !name.is_empty(),
            has_arguments: !arguments.is_empty(),
            is_first,
        });
        let Placed {
            call,
            new_id,
            new_name,
        } = placed.ok_or(Stop::TooLarge)?;
        sink(Delta::ToolCall {
            call,
            id: if new_id { &id } else { "" },
            name: if new_name { &name } else { "" },
            arguments,
        });
        Ok(())
    }
}
