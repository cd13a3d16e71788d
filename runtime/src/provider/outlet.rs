//! What wires have in common about handing an answer out: strings of an event to steps, decoded
//! where they have escapes, and no more of them than an answer may have.

use super::cursor::Malformed;
use super::raw::Raw;
use super::{Delta, ProtocolError, ProtocolErrorKind};
use crate::message::Holds;

/// The most bytes that an answer may have: 64 MiB of text, thoughts and arguments, and as much of
/// blocks, which say the same once more.
const LIMIT: usize = 64 * 1024 * 1024;

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

/// Which kind of text a string is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Aside,
    Reasoning,
    Refusal,
}

/// Hands strings out.
#[derive(Clone, Debug)]
pub(super) struct Outlet {
    /// How many bytes of payload may still come.
    left: usize,
    /// How many bytes of blocks may still come.
    left_of_blocks: usize,
    /// Where escaped strings are decoded.
    scratch: String,
}

impl Outlet {
    /// For a stream.
    pub(super) fn new() -> Self {
        Self {
            left: LIMIT,
            left_of_blocks: LIMIT,
            scratch: String::new(),
        }
    }

    /// For a text that came as one body, so that whoever read it has bounded it already.
    pub(super) fn unlimited() -> Self {
        Self {
            left: usize::MAX,
            left_of_blocks: usize::MAX,
            scratch: String::new(),
        }
    }

    /// Says a string. Answers whether there was something to say; values that are no strings say
    /// nothing.
    pub(super) fn say(
        &mut self,
        kind: Kind,
        value: Raw<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<bool, Stop> {
        if !value.is_string() {
            return Ok(false);
        }
        let text = value.text(&mut self.scratch).ok_or(Stop::Malformed)?;
        if text.is_empty() {
            return Ok(false);
        }
        self.left = self.left.checked_sub(text.len()).ok_or(Stop::TooLarge)?;
        sink(match kind {
            Kind::Text => Delta::Text(text),
            Kind::Aside => Delta::Aside(text),
            Kind::Reasoning => Delta::Reasoning(text),
            Kind::Refusal => Delta::Refusal(text),
        });
        Ok(true)
    }

    /// Says more of a call. Arguments are a string that holds JSON, or the JSON itself. Answers whether
    /// there were any.
    pub(super) fn call(
        &mut self,
        call: usize,
        (id, name): (&str, &str),
        arguments: Option<Raw<'_>>,
        sink: &mut Sink<'_>,
    ) -> Result<bool, Stop> {
        let arguments = match arguments {
            Some(value) if value.is_string() => {
                value.text(&mut self.scratch).ok_or(Stop::Malformed)?
            }
            Some(value) if !value.is_null() => value.json(),
            _ => "",
        };
        call_with(&mut self.left, call, (id, name), arguments, sink)
    }

    /// Says more of a call, whose arguments are JSON text. Answers whether there were any.
    pub(super) fn call_with(
        &mut self,
        call: usize,
        id_and_name: (&str, &str),
        arguments: &str,
        sink: &mut Sink<'_>,
    ) -> Result<bool, Stop> {
        call_with(&mut self.left, call, id_and_name, arguments, sink)
    }

    /// Says a block.
    pub(super) fn block(
        &mut self,
        json: &str,
        holds: Holds,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let left = self.left_of_blocks.checked_sub(json.len());
        self.left_of_blocks = left.ok_or(Stop::TooLarge)?;
        sink(Delta::Block { json, holds });
        Ok(())
    }
}

fn call_with(
    left: &mut usize,
    call: usize,
    (id, name): (&str, &str),
    arguments: &str,
    sink: &mut Sink<'_>,
) -> Result<bool, Stop> {
    *left = left.checked_sub(arguments.len()).ok_or(Stop::TooLarge)?;
    let any = !arguments.is_empty();
    if any || !id.is_empty() || !name.is_empty() {
        sink(Delta::ToolCall {
            call,
            id,
            name,
            arguments,
        });
    }
    Ok(any)
}
