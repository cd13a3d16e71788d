//! The events of a stream, to deltas.
//!
//! An event's name says what it is; text and reasoning begin without one of their own. Events, blocks and
//! pieces of kinds that are not known are read past.

use super::block::{Block, Kind};
use super::{finish, usage};
use crate::json::write::Writer;
use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::errors;
use crate::provider::framing::event_stream::EXCEPTION;
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
pub(super) struct ConverseStream {
    /// The blocks that are not complete yet.
    open: Vec<Block>,
    /// How many calls there have been.
    calls: usize,
    /// Whether the answer has begun, so that another beginning is one over.
    begun: bool,
    /// Whether the model has finished, so that what it cost is the last word.
    finished: bool,
    /// How many bytes of blocks may still come.
    left: usize,
    outlet: Outlet,
}

impl Default for ConverseStream {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            calls: 0,
            begun: false,
            finished: false,
            left: MOST_KEPT,
            outlet: Outlet::new(),
        }
    }
}

/// What an event says. Nothing is read out of its values yet.
#[derive(Default)]
struct Said<'a> {
    index: u64,
    call: Option<Raw<'a>>,
    result: Option<Raw<'a>>,
    text: Option<Raw<'a>>,
    reasoning: Option<Raw<'a>>,
    signature: Option<Raw<'a>>,
    redacted: Option<Raw<'a>>,
    input: Option<Raw<'a>>,
    results: Option<Raw<'a>>,
    citation: Option<Raw<'a>>,
    stop_reason: Option<Raw<'a>>,
    usage: Option<Raw<'a>>,
}

impl Reader for ConverseStream {
    fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        if event.id == EXCEPTION {
            sink(Delta::Error(errors::in_band(&exception(event))));
            return Ok(());
        }
        self.step(event, sink).map_err(|stop| stop.on(event.data))
    }
}

impl ConverseStream {
    fn step(&mut self, event: Event<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        match event.name {
            "messageStart" => {
                if std::mem::replace(&mut self.begun, true) {
                    sink(Delta::Restart);
                }
                self.open.clear();
                self.calls = 0;
                self.finished = false;
            }
            "contentBlockStart" => {
                let said = read(event.data)?;
                self.close(said.index, sink)?;
                if let Some(call) = said.call {
                    self.begin_call(said.index, call, sink)?;
                } else if let Some(result) = said.result {
                    self.begin(said.index, Kind::Result, result.json())?;
                }
            }
            "contentBlockDelta" => self.piece(&read(event.data)?, sink)?,
            "contentBlockStop" => self.close(read(event.data)?.index, sink)?,
            "messageStop" => {
                let said = read(event.data)?;
                self.close_all(sink)?;
                self.finished = true;
                if let Some(word) = said.stop_reason.and_then(Raw::word) {
                    sink(Delta::Finish(finish::reason(&word)));
                }
            }
            "metadata" => {
                let said = read(event.data)?;
                if let Some(usage) = said.usage.map(usage::read).transpose()?.flatten() {
                    sink(Delta::Usage(usage));
                }
                if self.finished {
                    sink(Delta::Done);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, index: u64, kind: Kind, start: &str) -> Result<(), Stop> {
        self.begun = true;
        if self.open.len() >= MOST_OPEN {
            return Err(Stop::TooLarge);
        }
        self.keep(start.len().saturating_add(BLOCK))?;
        self.open.push(Block::new(index, kind, start));
        Ok(())
    }

    fn begin_call(&mut self, index: u64, call: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let (mut id, mut name) = (None, None);
        call.cursor().object(|cursor, key| {
            match key {
                "toolUseId" => id = cursor.value()?.word(),
                "name" => name = cursor.value()?.word(),
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        self.begin(index, Kind::Call(self.calls), call.json())?;
        let told = (&*id.unwrap_or_default(), &*name.unwrap_or_default());
        sink(Delta::ToolCall {
            call: self.calls,
            id: told.0,
            name: told.1,
            arguments: "",
        });
        self.calls += 1;
        Ok(())
    }

    fn piece(&mut self, said: &Said<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let index = said.index;
        if let Some(text) = said.text {
            self.say(index, Kind::Text, text, sink)?;
        }
        if let Some(reasoning) = said.reasoning {
            self.say(index, Kind::Reasoning, reasoning, sink)?;
        }
        if let Some(signature) = said.signature {
            self.add(index, Kind::Reasoning, signature, Block::sign, sink)?;
        }
        if let Some(redacted) = said.redacted {
            self.add(index, Kind::Reasoning, redacted, Block::redact, sink)?;
        }
        if let Some(citation) = said.citation {
            self.keep(citation.json().len())?;
            self.of_kind(index, Kind::Text, sink)?.item(citation);
        }
        if let Some(input) = said.input {
            self.input(index, input, sink)?;
        }
        if let Some(results) = said.results {
            self.keep(results.json().len())?;
            if let Some(block) = self.find(index).filter(|block| block.kind == Kind::Result) {
                results.cursor().array(|cursor| {
                    block.item(cursor.value()?);
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    /// More text or reasoning.
    fn say(
        &mut self,
        index: u64,
        kind: Kind,
        string: Raw<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let saying = if kind == Kind::Text {
            Saying::Text
        } else {
            Saying::Reasoning
        };
        self.outlet.say(saying, string, sink)?;
        self.add(index, kind, string, Block::say, sink)
    }

    /// More of a string of a block of text or reasoning. Values that are no strings add nothing.
    fn add(
        &mut self,
        index: u64,
        kind: Kind,
        string: Raw<'_>,
        add: fn(&mut Block, Raw<'_>),
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        if string.is_string() {
            self.keep(string.json().len())?;
            add(self.of_kind(index, kind, sink)?, string);
        }
        Ok(())
    }

    /// More of the input of a call, as a JSON text in a string; some models give it whole, as an object.
    fn input(&mut self, index: u64, input: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        self.keep(input.json().len())?;
        let Self { open, outlet, .. } = self;
        let Some(block) = open.iter_mut().rfind(|block| block.index == index) else {
            return Ok(());
        };
        let Kind::Call(call) = block.kind else {
            return Ok(());
        };
        outlet.call(call, ("", ""), Some(input), sink)?;
        if input.is_string() {
            block.say(input);
        } else if !input.is_null() {
            let mut quoted = String::new();
            crate::json::write::string(input.json(), &mut quoted);
            block.say(Raw::new(&quoted));
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

    /// The block of an index, if it is of this kind; else a new one, behind the one that is there.
    fn of_kind(&mut self, index: u64, kind: Kind, sink: &mut Sink<'_>) -> Result<&mut Block, Stop> {
        if self.find(index).is_none_or(|block| block.kind != kind) {
            self.close(index, sink)?;
            self.begin(index, kind, "")?;
        }
        self.find(index).ok_or(Stop::TooLarge)
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
}

/// Hands a complete block out; a call without any input has the empty one.
fn hand_out(block: &Block, outlet: &mut Outlet, sink: &mut Sink<'_>) -> Result<(), Stop> {
    if let Kind::Call(call) = block.kind
        && block.is_silent()
    {
        outlet.call(call, ("", ""), Some(Raw::new("{}")), sink)?;
    }
    match block.json() {
        Some(json) => outlet.block(&json, block.holds(), sink),
        None => Ok(()),
    }
}

/// An exception, or an error, with its name inside.
fn exception(event: Event<'_>) -> String {
    let mut w = Writer::default();
    w.begin_object();
    w.string_member("__type", event.name);
    let mut message = None;
    let walked = Cursor::new(event.data).object(|cursor, key| {
        let value = cursor.value()?;
        if key.eq_ignore_ascii_case("message") {
            message = value.word();
        }
        Ok(())
    });
    let message = message.filter(|_| walked.is_ok());
    w.string_member("message", message.as_deref().unwrap_or(event.data.trim()));
    w.end_object();
    w.into_text()
}

/// Reads an event.
fn read(data: &str) -> Result<Said<'_>, Stop> {
    let mut said = Said::default();
    let mut cursor = Cursor::new(data);
    let is_object = cursor.object(|cursor, key| {
        match key {
            "contentBlockIndex" => said.index = cursor.value()?.count().unwrap_or(0),
            "start" => {
                cursor.object(|cursor, key| {
                    match key {
                        "toolUse" => said.call = Some(cursor.value()?),
                        "toolResult" => said.result = Some(cursor.value()?),
                        _ => cursor.skip()?,
                    }
                    Ok(())
                })?;
            }
            "delta" => delta(cursor, &mut said)?,
            "stopReason" => said.stop_reason = Some(cursor.value()?),
            "usage" => said.usage = Some(cursor.value()?),
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    cursor.end()?;
    if is_object {
        Ok(said)
    } else {
        Err(Stop::Malformed)
    }
}

fn delta<'a>(cursor: &mut Cursor<'a>, said: &mut Said<'a>) -> Result<(), Malformed> {
    cursor.object(|cursor, key| {
        match key {
            "text" => said.text = Some(cursor.value()?),
            "reasoningContent" => {
                cursor.object(|cursor, key| {
                    let slot = match key {
                        "text" => &mut said.reasoning,
                        "signature" => &mut said.signature,
                        "redactedContent" => &mut said.redacted,
                        _ => return cursor.skip(),
                    };
                    *slot = Some(cursor.value()?);
                    Ok(())
                })?;
            }
            "toolUse" => {
                cursor.object(|cursor, key| {
                    match key {
                        "input" => said.input = Some(cursor.value()?),
                        _ => cursor.skip()?,
                    }
                    Ok(())
                })?;
            }
            "toolResult" => said.results = Some(cursor.value()?),
            "citation" => said.citation = Some(cursor.value()?),
            _ => cursor.skip()?,
        }
        Ok(())
    })?;
    Ok(())
}
