//! The chunks of a stream, to deltas.
//!
//! Each part is handed out as a block as well, word for word: signatures may stand on any of them, and
//! must come back where they were.

use super::chunk::{Call, Chunk, Part};
use super::finish;
use super::partial_args::PartialArgs;
use crate::json::write::Writer;
use crate::message::Holds;
use crate::provider::cursor::Cursor;
use crate::provider::errors;
use crate::provider::outlet::{Kind, Outlet, Sink, Stop};
use crate::provider::raw::Raw;
use crate::provider::wire::Reader;
use crate::provider::{Delta, FinishReason, ProtocolError};
use crate::sse::Event;

/// More calls than this are not an answer: a request may declare 128 functions.
const MOST_CALLS: usize = 128;

/// Reads one answer, chunk by chunk, or at once.
#[derive(Clone, Debug)]
pub(super) struct ContentStream {
    /// How many calls have begun.
    calls: usize,
    /// The call whose arguments are still coming.
    open: Option<Open>,
    outlet: Outlet,
}

/// A call whose arguments come in pieces.
#[derive(Clone, Debug)]
struct Open {
    number: usize,
    id: String,
    name: String,
    args: PartialArgs,
    signature: Option<String>,
}

impl Reader for ContentStream {
    fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        let data = event.data.trim();
        if data.is_empty() || data == "[DONE]" {
            return Ok(());
        }
        self.object(data, sink).map_err(|stop| stop.on(data))
    }

    fn end(&mut self, sink: &mut dyn FnMut(Delta<'_>)) -> Result<(), ProtocolError> {
        // The mark that ends a call may be missing.
        self.close(sink).map_err(|stop| stop.on(""))
    }
}

impl ContentStream {
    /// At the start of a stream.
    pub(super) fn new() -> Self {
        Self {
            calls: 0,
            open: None,
            outlet: Outlet::new(),
        }
    }

    /// For an answer that came as one body.
    pub(super) fn unlimited() -> Self {
        Self {
            outlet: Outlet::unlimited(),
            ..Self::new()
        }
    }

    fn object(&mut self, data: &str, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let mut cursor = Cursor::new(data);
        let chunk = Chunk::read(&mut cursor)?.ok_or(Stop::Malformed)?;
        cursor.end()?;
        self.chunk(&chunk, sink)
    }

    /// Hands the steps of a chunk out.
    pub(super) fn chunk(&mut self, chunk: &Chunk<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if let Some(parts) = chunk.parts {
            let mut result = Ok(());
            parts.cursor().array(|cursor| {
                let part = cursor.value()?;
                if result.is_ok() {
                    result = self.part(part, sink);
                }
                Ok(())
            })?;
            result?;
        }
        if let Some(error) = chunk.error {
            sink(Delta::Error(errors::in_band(error.json())));
        }
        let word = chunk.finish.and_then(Raw::word).unwrap_or_default();
        if let Some(reason) = finish::reason(&word, self.calls > 0) {
            self.close(sink)?;
            sink(Delta::Finish(reason));
        }
        if chunk.block_reason.is_some() {
            sink(Delta::Finish(FinishReason::ContentFilter));
        }
        if let Some(usage) = chunk.usage {
            sink(Delta::Usage(usage));
        }
        Ok(())
    }

    fn part(&mut self, raw: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let part = Part::read(raw)?;
        if let Some(call) = &part.call {
            return self.call(raw, &part, call, sink);
        }
        let mut holds = Holds::Other;
        let mut says = part.has_more || part.signature.is_some();
        if let Some(text) = part.text {
            let kind = if part.is_thought {
                Kind::Reasoning
            } else {
                Kind::Text
            };
            if self.outlet.say(kind, text, sink)? {
                says = true;
                if kind == Kind::Text {
                    holds = Holds::Text;
                }
            }
        }
        // A part without anything in it is refused when it comes back.
        if says {
            self.outlet.block(raw.json(), holds, sink)?;
        }
        Ok(())
    }

    fn call(
        &mut self,
        raw: Raw<'_>,
        part: &Part<'_>,
        call: &Call<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let name = call.name.and_then(Raw::word).unwrap_or_default();
        if name.is_empty() && self.open.is_some() {
            if let Some(pieces) = call.pieces {
                return self.pieces(pieces, sink);
            }
            return if call.will_continue {
                Ok(())
            } else {
                self.close(sink)
            };
        }
        self.close(sink)?;
        let number = self.calls;
        if number >= MOST_CALLS {
            return Err(Stop::TooLarge);
        }
        let id = call.id.and_then(Raw::word).unwrap_or_default();
        if name.is_empty() && call.args.is_none() && call.pieces.is_none() {
            return Ok(());
        }
        self.calls += 1;
        if call.args.is_some() || !(call.will_continue || call.pieces.is_some()) {
            // Whoever stops at a wrong argument has the block by then.
            self.outlet.block(raw.json(), Holds::Call(number), sink)?;
            self.outlet.call(number, (&id, &name), call.args, sink)?;
            return Ok(());
        }
        let args = PartialArgs::new();
        self.outlet
            .call_with(number, (&id, &name), args.since(0), sink)?;
        self.open = Some(Open {
            number,
            id,
            name,
            args,
            signature: part.signature.map(|signature| signature.json().to_owned()),
        });
        call.pieces
            .map_or(Ok(()), |pieces| self.pieces(pieces, sink))
    }

    fn pieces(&mut self, pieces: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let from = open.args.len();
        open.args.add(pieces)?;
        let more = open.args.since(from);
        self.outlet.call_with(open.number, ("", ""), more, sink)?;
        Ok(())
    }

    /// Ends the call whose arguments were coming, and words it as the one part it would have been.
    fn close(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let Some(mut open) = self.open.take() else {
            return Ok(());
        };
        let from = open.args.len();
        open.args.close();
        let more = open.args.since(from);
        self.outlet.call_with(open.number, ("", ""), more, sink)?;
        let mut w = Writer::with_capacity(open.args.len() + 64);
        w.begin_object();
        w.key("functionCall");
        w.begin_object();
        if !open.id.is_empty() {
            w.string_member("id", &open.id);
        }
        w.string_member("name", &open.name);
        w.key("args");
        w.raw(open.args.since(0));
        w.end_object();
        if let Some(signature) = &open.signature {
            w.key("thoughtSignature");
            w.raw(signature);
        }
        w.end_object();
        self.outlet
            .block(&w.into_text(), Holds::Call(open.number), sink)
    }
}
