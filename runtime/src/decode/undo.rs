//! Answers whose shape lowering changed, brought back while they are read.
//!
//! A dialect that takes objects only wraps other roots in `{"value": ...}`; one that knows no maps
//! asks for lists of `{"key": ..., "value": ...}`. Both are read straight into the place of what the
//! author's schema says. (`null` for an absent property is seen to where properties begin.)

use super::cursor::{Cursor, Fork, Parts, place};
use super::engine::Engine;
use super::frame::{EntryAt, Frame, Slot, State};
use super::ptr::Ptr;
use super::raw::Raw;
use super::whole::Closed;
use crate::extract::Undo;
use crate::json::Event;
use crate::json::scan::{Limits, Scanner};

impl Cursor {
    pub(super) fn begin_wrapper(&mut self, event: Event<'_>, raw: &mut Raw) {
        if matches!(event, Event::BeginObject) {
            self.open(self.base, State::Wrapper { at_value: false });
        } else {
            self.refuse(
                "type",
                "must be an object with the property `value`".to_owned(),
                event,
                raw,
            );
        }
    }

    pub(super) fn begin_in_entries(
        &mut self,
        event: Event<'_>,
        raw: &mut Raw,
        undo: Undo,
    ) -> Option<Fork> {
        let frame = self.stack.last_mut()?;
        let slot = frame.slot;
        match &mut frame.state {
            State::Entries { items, count } => {
                *count += 1;
                let items = *items;
                if matches!(event, Event::BeginObject) {
                    let state = State::Entry {
                        items,
                        key: None,
                        at: EntryAt::Between,
                        complete: false,
                    };
                    self.open(slot, state);
                } else {
                    let message = "must be an object with `key` and `value`".to_owned();
                    self.refuse("type", message, event, raw);
                }
                None
            }
            State::Entry {
                items,
                key,
                at,
                complete,
            } => match (*at, event, &key) {
                (EntryAt::Key, _, Some(_)) => {
                    self.twice("key");
                    self.begin_past(event, raw);
                    None
                }
                (EntryAt::Key, Event::String(text), _) => {
                    let text = text.to_owned();
                    self.entry_key(&text, raw);
                    None
                }
                (EntryAt::Key, Event::BeginString, _) => {
                    self.gathered.clear();
                    self.string = Some(Parts::EntryKey);
                    None
                }
                (EntryAt::Value, _, Some(key)) => {
                    *complete = true;
                    let place = place(slot).and_then(|place| place.entry(key));
                    if place.as_ref().is_some_and(|place| !place.is_absent()) {
                        let name = key.clone();
                        self.twice(&name);
                        self.begin_past(event, raw);
                        return None;
                    }
                    let place = place.map(Ptr::new);
                    let slot = Slot { node: items, place };
                    self.start(slot, event, raw, undo)
                }
                _ => {
                    self.begin_past(event, raw);
                    None
                }
            },
            _ => None,
        }
    }

    pub(super) fn entry_key(&mut self, text: &str, raw: &mut Raw) {
        if let Some(Frame {
            state: State::Entry { key, .. },
            ..
        }) = self.stack.last_mut()
        {
            *key = Some(text.to_owned());
        }
        self.closed(raw);
    }

    /// Reads a value that has just closed into its place anew, from a text in the author's shape that fits.
    pub(super) fn read_again(&mut self, closed: Closed, text: &str) {
        // Unions of which one branch was read are still open, and nothing may point into the place any more.
        while self.stack.len() > closed.depth {
            self.close_implied();
        }
        if let Some(place) = self.closed_place(closed.depth) {
            place.get().clear();
            let mut engine = Engine::new(closed.node, Undo::default());
            engine.begin(place);
            let mut scanner = Scanner::new(Limits::default());
            let read = scanner.push(text.as_bytes(), &mut engine);
            let read = read.and_then(|()| scanner.finish(&mut engine));
            engine.end();
            if read.is_err() {
                // The tree was made of a text that was read, so this cannot be; but it must not pass.
                self.violate("json", "cannot be read as JSON".to_owned(), None);
            }
        }
    }
}
