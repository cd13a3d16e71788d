//! The events of a stream, to deltas.
//!
//! Each event is looked at once, and only at the members that matter. Events, blocks and pieces of kinds
//! that are not known are read past, as the vendor's versioning policy asks; what they add to a block
//! goes back with it nevertheless.

use super::block::{Block, Kind};
use super::finish;
use super::usage::Counts;
use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::errors;
use crate::provider::outlet::{Kind as Saying, Outlet, Sink, Stop};
use crate::provider::raw::Raw;
use crate::provider::wire::Reader;
use crate::provider::{Delta, ProtocolError};
use crate::sse::Event;

/// More blocks than this are not open at once: the API sends one after the other.
const MOST_OPEN: usize = 256;

/// The most bytes of blocks that are kept until they are complete: 64 MiB in all of an answer.
const MOST_KEPT: usize = 64 * 1024 * 1024;

/// What a block costs beside its text.
const BLOCK: usize = 256;

/// Reads one answer, event by event.
#[derive(Debug)]
pub(super) struct MessagesStream {
    /// The blocks that are not complete yet.
    open: Vec<Block>,
    /// How many calls there have been.
    calls: usize,
    counts: Counts,
    /// Whether the answer has begun, so that another beginning is one over.
    begun: bool,
    /// How many bytes of blocks may still come.
    left: usize,
    outlet: Outlet,
}

impl Default for MessagesStream {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            calls: 0,
            counts: Counts::default(),
            begun: false,
            left: MOST_KEPT,
            outlet: Outlet::new(),
        }
    }
}

/// What an event says. Nothing is read out of its values yet.
#[derive(Default)]
struct Said<'a> {
    kind: Option<Raw<'a>>,
    index: Option<u64>,
    block: Option<Raw<'a>>,
    /// The usage of a message that begins.
    first_usage: Option<Raw<'a>>,
    usage: Option<Raw<'a>>,
    delta: Piece<'a>,
    error: Option<Raw<'a>>,
}

/// What a delta says.
#[derive(Default)]
struct Piece<'a> {
    kind: Option<Raw<'a>>,
    text: Option<Raw<'a>>,
    thinking: Option<Raw<'a>>,
    input: Option<Raw<'a>>,
    signature: Option<Raw<'a>>,
    citation: Option<Raw<'a>>,
    stop_reason: Option<Raw<'a>>,
    explanation: Option<Raw<'a>>,
    /// The whole of it.
    whole: &'a str,
}

/// The members of a block that begins.
#[derive(Clone, Copy, Default)]
pub(super) struct Head<'a> {
    pub(super) kind: Option<Raw<'a>>,
    pub(super) text: Option<Raw<'a>>,
    pub(super) thinking: Option<Raw<'a>>,
    pub(super) id: Option<Raw<'a>>,
    pub(super) name: Option<Raw<'a>>,
    pub(super) input: Option<Raw<'a>>,
    citations: Option<Raw<'a>>,
}

impl<'a> Head<'a> {
    pub(super) fn read(block: Raw<'a>) -> Result<Self, Malformed> {
        let mut head = Self::default();
        block.cursor().object(|cursor, key| {
            let slot = match key {
                "type" => &mut head.kind,
                "text" => &mut head.text,
                "thinking" => &mut head.thinking,
                "id" => &mut head.id,
                "name" => &mut head.name,
                "input" => &mut head.input,
                "citations" => &mut head.citations,
                _ => return cursor.skip(),
            };
            *slot = Some(cursor.value()?).filter(|value| !value.is_null());
            Ok(())
        })?;
        Ok(head)
    }

    /// What kind of block it is; `call` is the number that a call gets.
    pub(super) fn kind(&self, call: usize) -> Kind {
        match self.kind.map_or("", Raw::json) {
            "\"text\"" => Kind::Text,
            "\"thinking\"" => Kind::Thinking,
            "\"tool_use\"" => Kind::Call(call),
            _ => Kind::Other,
        }
    }
}

/// Why the model stopped, in the provider's words, out of `stop_details`.
pub(super) fn explanation(details: Raw<'_>) -> Result<Option<Raw<'_>>, Malformed> {
    let mut found = None;
    details.cursor().object(|cursor, key| {
        let value = cursor.value()?;
        if key == "explanation" {
            found = Some(value);
        }
        Ok(())
    })?;
    Ok(found)
}

impl Reader for MessagesStream {
    fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        match event.data.trim() {
            "" => Ok(()),
            "[DONE]" => self.complete(sink).map_err(|stop| stop.on(event.data)),
            data if event.name == "error" => {
                sink(Delta::Error(errors::in_band(data)));
                Ok(())
            }
            data => self.object(data, sink).map_err(|stop| stop.on(data)),
        }
    }
}

impl MessagesStream {
    fn object(&mut self, data: &str, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let said = read(data)?.ok_or(Stop::Malformed)?;
        match said.kind.map_or("", Raw::json) {
            "\"message_start\"" => {
                if std::mem::replace(&mut self.begun, true) {
                    sink(Delta::Restart);
                }
                self.open.clear();
                self.calls = 0;
                self.counts = Counts::default();
                if let Some(usage) = said.first_usage {
                    self.counts.merge(usage)?;
                }
            }
            "\"content_block_start\"" => {
                let index = said.index.unwrap_or(0);
                self.close(index, sink)?;
                if let Some(block) = said.block {
                    self.begin(index, block, sink)?;
                }
            }
            "\"content_block_delta\"" => self.piece(said.index.unwrap_or(0), &said.delta, sink)?,
            "\"content_block_stop\"" => self.close(said.index.unwrap_or(0), sink)?,
            "\"message_delta\"" => {
                if let Some(usage) = said.usage {
                    self.counts.merge(usage)?;
                }
                self.finish(&said.delta, sink)?;
            }
            "\"message_stop\"" => self.complete(sink)?,
            "\"error\"" => sink(Delta::Error(errors::in_band(data))),
            _ if said.error.is_some() => sink(Delta::Error(errors::in_band(data))),
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, index: u64, block: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        self.begun = true;
        if self.open.len() >= MOST_OPEN {
            return Err(Stop::TooLarge);
        }
        self.keep(block.json().len().saturating_add(BLOCK))?;
        let head = Head::read(block)?;
        let kind = head.kind(self.calls);
        let mut begun = Block::new(index, kind, block.json());
        if let Kind::Call(call) = kind {
            self.calls += 1;
            sink(Delta::ToolCall {
                call,
                id: &head.id.and_then(Raw::word).unwrap_or_default(),
                name: &head.name.and_then(Raw::word).unwrap_or_default(),
                arguments: "",
            });
        }
        if let Some(citations) = head.citations.filter(|_| kind == Kind::Text) {
            citations.cursor().array(|cursor| {
                begun.cite(cursor.value()?);
                Ok(())
            })?;
        }
        self.open.push(begun);
        match kind {
            Kind::Text => self.say(index, kind, head.text, sink),
            Kind::Thinking => self.say(index, kind, head.thinking, sink),
            _ => Ok(()),
        }
    }

    fn piece(&mut self, index: u64, piece: &Piece<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        match piece.kind.map_or("", Raw::json) {
            "\"text_delta\"" => self.say(index, Kind::Text, piece.text, sink),
            "\"thinking_delta\"" => self.say(index, Kind::Thinking, piece.thinking, sink),
            "\"signature_delta\"" => {
                let signature = piece.signature.filter(|value| value.is_string());
                if let (Some(block), Some(signature)) = (self.find(index), signature) {
                    block.sign(signature);
                    self.keep(signature.json().len())?;
                }
                Ok(())
            }
            "\"citations_delta\"" => {
                if let (Some(block), Some(citation)) = (self.find(index), piece.citation) {
                    block.cite(citation);
                    self.keep(citation.json().len())?;
                }
                Ok(())
            }
            "\"input_json_delta\"" => self.input(index, piece.input, sink),
            _ => {
                self.keep(piece.whole.len())?;
                if let Some(block) = self.find(index) {
                    block.set(Raw::new(piece.whole))?;
                }
                Ok(())
            }
        }
    }

    /// More text or thinking. Some servers do not say where it begins.
    fn say(
        &mut self,
        index: u64,
        kind: Kind,
        string: Option<Raw<'_>>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let Some(string) = string.filter(|value| value.is_string()) else {
            return Ok(());
        };
        let is_text = kind == Kind::Text;
        let known = self.find(index).map(|block| block.kind);
        if known.is_none() {
            let start = if is_text {
                r#"{"type":"text","text":""}"#
            } else {
                r#"{"type":"thinking","thinking":""}"#
            };
            self.begin(index, Raw::new(start), sink)?;
        }
        let saying = if is_text {
            Saying::Text
        } else {
            Saying::Reasoning
        };
        self.outlet.say(saying, string, sink)?;
        self.keep(string.json().len())?;
        if let Some(block) = self.find(index).filter(|block| block.kind == kind) {
            block.say(string);
        }
        Ok(())
    }

    /// More of the input of a call, or of one of the vendor's own tools.
    fn input(
        &mut self,
        index: u64,
        string: Option<Raw<'_>>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let Some(string) = string.filter(|value| value.is_string()) else {
            return Ok(());
        };
        self.keep(string.json().len())?;
        let Self { open, outlet, .. } = self;
        let Some(block) = open.iter_mut().rfind(|block| block.index == index) else {
            return Ok(());
        };
        block.input(string);
        if let Kind::Call(call) = block.kind {
            outlet.call(call, ("", ""), Some(string), sink)?;
        }
        Ok(())
    }

    fn keep(&mut self, bytes: usize) -> Result<(), Stop> {
        self.left = self.left.checked_sub(bytes).ok_or(Stop::TooLarge)?;
        Ok(())
    }

    fn find(&mut self, index: u64) -> Option<&mut Block> {
        self.open.iter_mut().rfind(|block| block.index == index)
    }

    /// A block is complete, if it has begun.
    fn close(&mut self, index: u64, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let Some(at) = self.open.iter().rposition(|block| block.index == index) else {
            return Ok(());
        };
        hand_out(&self.open.remove(at), &mut self.outlet, sink)
    }

    /// All blocks are complete.
    fn close_all(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let Self { open, outlet, .. } = self;
        open.drain(..)
            .try_for_each(|block| hand_out(&block, outlet, sink))
    }

    fn finish(&mut self, delta: &Piece<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if let Some(stop_reason) = delta.stop_reason.and_then(Raw::word) {
            self.close_all(sink)?;
            if let Some(explanation) = delta.explanation.and_then(Raw::word) {
                sink(Delta::Explanation(&explanation));
            }
            sink(Delta::Finish(finish::reason(&stop_reason)));
        }
        if let Some(usage) = self.counts.usage() {
            sink(Delta::Usage(usage));
        }
        Ok(())
    }

    fn complete(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        self.close_all(sink)?;
        sink(Delta::Done);
        Ok(())
    }
}

/// Hands a complete block out; a call without any piece of its input brought it at its beginning.
fn hand_out(block: &Block, outlet: &mut Outlet, sink: &mut Sink<'_>) -> Result<(), Stop> {
    if let Kind::Call(call) = block.kind
        && !block.has_input()
    {
        let head = Head::read(Raw::new(block.start()))?;
        let input = head.input.unwrap_or(Raw::new("{}"));
        outlet.call(call, ("", ""), Some(input), sink)?;
    }
    match block.json() {
        Some(json) => outlet.block(&json, block.holds(), sink),
        None => Ok(()),
    }
}

/// Reads an event. `None` where it is not an object.
fn read(data: &str) -> Result<Option<Said<'_>>, Malformed> {
    let mut said = Said::default();
    let mut cursor = Cursor::new(data);
    let is_object = cursor.object(|cursor, key| {
        match key {
            "type" => said.kind = Some(cursor.value()?),
            "index" => said.index = cursor.value()?.count(),
            "content_block" => said.block = Some(cursor.value()?).filter(|block| !block.is_null()),
            "delta" => {
                let begin = cursor.at();
                said.delta = piece(cursor)?;
                said.delta.whole = data.get(begin..cursor.at()).unwrap_or_default();
            }
            "usage" => said.usage = Some(cursor.value()?),
            "message" => {
                cursor.object(|cursor, key| {
                    let value = cursor.value()?;
                    if key == "usage" {
                        said.first_usage = Some(value);
                    }
                    Ok(())
                })?;
            }
            "error" => said.error = Some(cursor.value()?).filter(|error| !error.is_null()),
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    cursor.end()?;
    Ok(is_object.then_some(said))
}

fn piece<'a>(cursor: &mut Cursor<'a>) -> Result<Piece<'a>, Malformed> {
    let mut piece = Piece::default();
    cursor.object(|cursor, key| {
        let slot = match key {
            "type" => &mut piece.kind,
            "text" => &mut piece.text,
            "thinking" => &mut piece.thinking,
            "partial_json" => &mut piece.input,
            "signature" => &mut piece.signature,
            "citation" => &mut piece.citation,
            "stop_reason" => &mut piece.stop_reason,
            "stop_details" => {
                piece.explanation = explanation(cursor.value()?)?;
                return Ok(());
            }
            _ => return cursor.skip(),
        };
        *slot = Some(cursor.value()?).filter(|value| !value.is_null());
        Ok(())
    })?;
    Ok(piece)
}
