//! Events to the cursors that take them.

use super::cursor::{Cursor, Fork};
use super::engine::Engine;
use super::raw::Raw;
use crate::json::{Event, Sink};

/// Mostly one cursor reads and nothing is captured; then the commonest events go straight to it.
impl Sink for Engine {
    fn event(&mut self, event: Event<'_>) {
        self.attach();
        self.raw.event(event);
        match &mut self.cursors[..] {
            [only] => {
                let fork = only.event(event, &mut self.raw, self.undo);
                self.fork_first(fork, event);
            }
            _ => self.events(event),
        }
    }

    #[inline]
    fn begin_object(&mut self) {
        self.attach();
        if !self.alone().is_some_and(|(only, _)| only.begin_object()) {
            self.event(Event::BeginObject);
        }
    }

    #[inline]
    fn begin_array(&mut self) {
        self.attach();
        if !self.alone().is_some_and(|(only, _)| only.begin_array()) {
            self.event(Event::BeginArray);
        }
    }

    #[inline]
    fn end(&mut self, event: Event<'_>) {
        self.attach();
        match self.alone() {
            Some((only, raw)) => only.end(raw),
            None => self.event(event),
        }
    }

    #[inline]
    fn boolean(&mut self, value: bool) {
        self.attach();
        if !self
            .alone()
            .is_some_and(|(only, raw)| only.boolean(value, raw))
        {
            self.event(Event::Boolean(value));
        }
    }

    #[inline]
    fn key(&mut self, name: &str) {
        // It needs no place.
        match self.alone() {
            Some((only, _)) => only.key(name),
            None => self.event(Event::Key(name)),
        }
    }

    #[inline]
    fn string(&mut self, text: &str) {
        self.attach();
        let undo = self.undo;
        let fork = match self.alone() {
            Some((only, raw)) => only.string(text, raw, undo),
            None => return self.event(Event::String(text)),
        };
        self.fork_first(fork, Event::String(text));
    }

    #[inline]
    fn begin_string(&mut self) {
        self.attach();
        if !self.alone().is_some_and(|(only, _)| only.begin_string()) {
            self.event(Event::BeginString);
        }
    }

    #[inline]
    fn part(&mut self, text: &str) {
        self.attach();
        match self.alone() {
            Some((only, _)) => only.string_part(text),
            None => self.event(Event::StringPart(text)),
        }
    }

    #[inline]
    fn end_string(&mut self) {
        self.attach();
        match self.alone() {
            Some((only, raw)) => only.end_string(raw),
            None => self.event(Event::EndString),
        }
    }

    #[inline]
    fn number(&mut self, text: &str) {
        self.attach();
        let undo = self.undo;
        let fork = match self.alone() {
            Some((only, raw)) => only.number(text, raw, undo),
            None => return self.event(Event::Number(text)),
        };
        self.fork_first(fork, Event::Number(text));
    }
}

impl Engine {
    /// The one cursor, where there is one and nothing is captured.
    #[inline]
    fn alone(&mut self) -> Option<(&mut Cursor, &mut Raw)> {
        match &mut self.cursors[..] {
            [only] if !self.raw.is_active() => Some((only, &mut self.raw)),
            _ => None,
        }
    }

    /// Forks the one cursor, where it asks for that.
    #[inline]
    fn fork_first(&mut self, fork: Option<Fork>, event: Event<'_>) {
        if let Some(fork) = fork {
            self.fork(vec![(0, fork)], event);
            self.settle();
        }
    }

    /// Gives an event to every cursor that reads.
    fn events(&mut self, event: Event<'_>) {
        let mut forks = Vec::new();
        let mut settled = true;
        for &index in &self.live {
            let Some(cursor) = self.cursors.get_mut(index) else {
                continue;
            };
            let fork = cursor.event(event, &mut self.raw, self.undo);
            forks.extend(fork.map(|fork| (index, fork)));
            settled &= cursor.is_settled();
        }
        if !forks.is_empty() {
            self.fork(forks, event);
            settled = false;
        }
        if !settled {
            self.settle();
        }
    }
}
