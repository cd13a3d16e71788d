//! The events of a stream, to deltas.
//!
//! Each event is looked at once, and only at the members that matter; text goes to the sink as a slice
//! of the event wherever it has no escapes.

use super::event::Event as Said;
use super::item;
use super::items::{Item, Items, Mark, Piece};
use super::response::Response;
use crate::message::Holds;
use crate::provider::errors;
use crate::provider::outlet::{Kind, Outlet, Sink, Stop};
use crate::provider::raw::Raw;
use crate::provider::wire::Reader;
use crate::provider::{Delta, FinishReason, ProtocolError};
use crate::sse::Event;

/// Reads one answer, event by event, or at once.
#[derive(Clone, Debug)]
pub(super) struct ResponseStream {
    items: Items,
    /// How many calls have begun.
    calls: usize,
    /// Whether an error has been told; the answer's end repeats it.
    has_failed: bool,
    outlet: Outlet,
}

impl Reader for ResponseStream {
    fn event(
        &mut self,
        event: Event<'_>,
        sink: &mut dyn FnMut(Delta<'_>),
    ) -> Result<(), ProtocolError> {
        let data = event.data.trim();
        // Some proxies send Chat's end mark, which says nothing here that the answer's end has not.
        if data.is_empty() || data == "[DONE]" {
            return Ok(());
        }
        self.object(event.name, data, sink)
            .map_err(|stop| stop.on(data))
    }
}

impl ResponseStream {
    /// At the start of a stream.
    pub(super) fn new() -> Self {
        Self::with(Outlet::new())
    }

    /// For an answer that came as one body.
    pub(super) fn unlimited() -> Self {
        Self::with(Outlet::unlimited())
    }

    fn with(outlet: Outlet) -> Self {
        Self {
            items: Items::default(),
            calls: 0,
            has_failed: false,
            outlet,
        }
    }

    fn object(&mut self, name: &str, data: &str, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let said = Said::read(data)?.ok_or(Stop::Malformed)?;
        let kind = if said.kind.is_empty() {
            name
        } else {
            said.kind
        };
        match kind {
            "response.output_text.delta" => self.piece(Piece::Text, &said, sink),
            "response.refusal.delta" => self.piece(Piece::Refusal, &said, sink),
            "response.reasoning_text.delta" => self.piece(Piece::Thought, &said, sink),
            "response.reasoning_summary_text.delta" => self.piece(Piece::Summary, &said, sink),
            "response.output_text.done" => self.rest(Piece::Text, &said, sink),
            "response.refusal.done" => self.rest(Piece::Refusal, &said, sink),
            "response.reasoning_text.done" => self.rest(Piece::Thought, &said, sink),
            "response.reasoning_summary_text.done" => self.rest(Piece::Summary, &said, sink),
            "response.function_call_arguments.delta" => {
                self.arguments(said.mark, said.delta, true, sink)
            }
            "response.function_call_arguments.done" => {
                self.arguments(said.mark, said.whole, false, sink)
            }
            "response.output_item.added" => match said.item {
                Some(item) => self.added(said.mark.index, item, sink),
                None => Ok(()),
            },
            "response.output_item.done" => match said.item {
                Some(item) => self.done(said.mark.index, item, sink),
                None => Ok(()),
            },
            "response.created" => {
                self.start_over(sink);
                Ok(())
            }
            "response.completed"
            | "response.incomplete"
            | "response.failed"
            | "response.cancelled" => match said.response {
                Some(response) => self.whole(&Response::read(response)?, sink),
                None => Ok(()),
            },
            "error" | "response.error" => {
                self.fail(data, sink);
                Ok(())
            }
            // A gateway's own words.
            _ if said.error.is_some() => {
                self.fail(data, sink);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A second start is a server that tries again.
    fn start_over(&mut self, sink: &mut Sink<'_>) {
        if !self.items.is_empty() {
            self.items = Items::default();
            self.calls = 0;
            sink(Delta::Restart);
        }
    }

    fn fail(&mut self, json: &str, sink: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.has_failed, true) {
            sink(Delta::Error(errors::in_band(json)));
        }
    }

    /// More of a part.
    fn piece(&mut self, piece: Piece, said: &Said<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let Some(delta) = said.delta else {
            return Ok(());
        };
        let item = self.items.at(said.mark).ok_or(Stop::TooLarge)?;
        if self.outlet.say(kind(piece, item), delta, sink)? {
            item.told(piece, said.part.unwrap_or(0));
        }
        Ok(())
    }

    /// The whole of a part, which counts where it did not come in pieces.
    fn rest(&mut self, piece: Piece, said: &Said<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let Some(whole) = said.whole else {
            return Ok(());
        };
        let item = self.items.at(said.mark).ok_or(Stop::TooLarge)?;
        tell(
            item,
            &mut self.outlet,
            (piece, said.part.unwrap_or(0)),
            whole,
            sink,
        )
    }

    fn arguments(
        &mut self,
        mark: Mark<'_>,
        arguments: Option<Raw<'_>>,
        is_more: bool,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let item = self.items.at(mark).ok_or(Stop::TooLarge)?;
        let call = item.call(&mut self.calls);
        if is_more || !call.has_arguments {
            let number = call.number;
            call.has_arguments |= self.outlet.call(number, ("", ""), arguments, sink)?;
        }
        Ok(())
    }

    fn added(
        &mut self,
        index: Option<u64>,
        item: Raw<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let said = item::Said::read(item)?;
        let mark = Mark {
            index,
            id: said.id(),
        };
        let known = self.items.added(mark).ok_or(Stop::TooLarge)?;
        known.is_aside = said.is_aside;
        if said.is_call() {
            // Its arguments, if it has any already, come once more.
            introduce(known, &mut self.calls, &mut self.outlet, &said, None, sink)?;
        }
        Ok(())
    }

    fn done(&mut self, index: Option<u64>, item: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let said = item::Said::read(item)?;
        let mark = Mark {
            index,
            id: said.id(),
        };
        let known = self.items.at(mark).ok_or(Stop::TooLarge)?;
        done(
            known,
            &mut self.calls,
            &mut self.outlet,
            (item, &said),
            sink,
        )
    }

    /// The whole answer: what of it has not been said yet, why it ended, and its cost.
    pub(super) fn whole(
        &mut self,
        response: &Response<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let mut place = 0;
        let mut result = Ok(());
        if let Some(output) = response.output {
            output.cursor().array(|cursor| {
                let item = cursor.value()?;
                if result.is_ok() {
                    result = self.placed(place, item, sink);
                }
                place += 1;
                Ok(())
            })?;
        }
        result?;
        if let Some(error) = response.error {
            self.fail(error.json(), sink);
        }
        if let Some(finish) = response.finish(self.calls > 0) {
            if finish == FinishReason::Error && !self.has_failed {
                self.fail(response.json, sink);
            }
            sink(Delta::Finish(finish));
        }
        if let Some(usage) = response.usage {
            sink(Delta::Usage(usage));
        }
        sink(Delta::Done);
        Ok(())
    }

    fn placed(&mut self, place: usize, item: Raw<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let said = item::Said::read(item)?;
        let known = self.items.placed(place, said.id());
        let known = known.ok_or(Stop::TooLarge)?;
        done(
            known,
            &mut self.calls,
            &mut self.outlet,
            (item, &said),
            sink,
        )
    }
}

/// An item is whole: says what of it has not been said, and hands it out as a block.
fn done(
    known: &mut Item,
    calls: &mut usize,
    outlet: &mut Outlet,
    (item, said): (Raw<'_>, &item::Said<'_>),
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    if std::mem::replace(&mut known.is_done, true) {
        return Ok(());
    }
    known.is_aside |= said.is_aside;
    let mut holds = match said.kind {
        "message" => Holds::Text,
        _ => Holds::Other,
    };
    if said.is_call() {
        let call = introduce(known, calls, outlet, said, said.arguments, sink)?;
        // A call that nobody could answer is worded anew.
        let Some(call) = call else { return Ok(()) };
        holds = Holds::Call(call);
    }
    let mut result = Ok(());
    said.pieces(|piece, part, whole| {
        if result.is_ok() {
            result = tell(known, outlet, (piece, part), whole, sink);
        }
    })?;
    result?;
    if said.kind.is_empty() {
        return Ok(());
    }
    outlet.block(item.json(), holds, sink)
}

/// Says of a call what has not been said. Answers its number, where it is whole: with an id and
/// arguments.
fn introduce(
    known: &mut Item,
    calls: &mut usize,
    outlet: &mut Outlet,
    said: &item::Said<'_>,
    arguments: Option<Raw<'_>>,
    sink: &mut Sink<'_>,
) -> Result<Option<usize>, Stop> {
    let call = known.call(calls);
    let word = |value: Option<Raw<'_>>, is_known: &mut bool| {
        let word = value.filter(|_| !*is_known).and_then(Raw::word);
        *is_known |= word.as_ref().is_some_and(|word| !word.is_empty());
        word.unwrap_or_default()
    };
    let id = word(said.call_id, &mut call.has_id);
    let name = word(said.name, &mut call.has_name);
    let arguments = arguments.filter(|_| !call.has_arguments);
    call.has_arguments |= outlet.call(call.number, (&id, &name), arguments, sink)?;
    Ok((call.has_id && call.has_arguments).then_some(call.number))
}

/// Says a whole part, unless it has been said.
fn tell(
    item: &mut Item,
    outlet: &mut Outlet,
    (piece, part): (Piece, u64),
    whole: Raw<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    if !item.has_told(piece, part) && outlet.say(kind(piece, item), whole, sink)? {
        item.told(piece, part);
    }
    Ok(())
}

fn kind(piece: Piece, item: &Item) -> Kind {
    match piece {
        Piece::Text if item.is_aside => Kind::Aside,
        Piece::Text => Kind::Text,
        Piece::Refusal => Kind::Refusal,
        Piece::Thought | Piece::Summary => Kind::Reasoning,
    }
}
