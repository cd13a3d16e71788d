//! Events to the cursors that take them.

use super::cursor::{Cursor, Fork, Parts};
use super::engine::Engine;
use crate::json::number::Number;
use crate::json::{Event, Sink, Wanted};
use crate::lenient::{MendKind, Mends};
use crate::partial::PlaceMut;

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
        if self.changes.is_some() {
            self.note_change(event);
        }
        self.look();
    }

    #[inline]
    fn begin_object(&mut self) {
        self.attach();
        if !self.quick().is_some_and(Cursor::begin_object) {
            self.event(Event::BeginObject);
        }
    }

    #[inline]
    fn begin_array(&mut self) {
        self.attach();
        if !self.quick().is_some_and(Cursor::begin_array) {
            self.event(Event::BeginArray);
        }
    }

    #[inline]
    fn end(&mut self, event: Event<'_>) {
        self.attach();
        if !self.quick().is_some_and(Cursor::end_short) {
            self.event(event);
        }
    }

    #[inline]
    fn boolean(&mut self, value: bool) {
        self.attach();
        if !self.quick().is_some_and(|only| only.boolean(value)) {
            self.event(Event::Boolean(value));
        }
    }

    #[inline]
    fn likely_key(&mut self, text: &[u8], at: usize) -> Option<usize> {
        // It needs no place.
        match &mut self.cursors[..] {
            [only] if !self.raw.is_active() => only.likely_key(text, at),
            _ => None,
        }
    }

    #[inline]
    fn likely_name(&self) -> Option<&'static str> {
        match &self.cursors[..] {
            [only] if !self.raw.is_active() => only.likely_name(),
            _ => None,
        }
    }

    #[inline]
    fn take_likely(&mut self) {
        if let [only] = &mut self.cursors[..] {
            only.take_likely();
        }
    }

    #[inline]
    fn key(&mut self, name: &str) {
        // It needs no place.
        match &mut self.cursors[..] {
            [only] if !self.raw.is_active() => only.key(name),
            _ => self.event(Event::Key(name)),
        }
    }

    #[inline]
    fn string(&mut self, text: &str) {
        self.attach();
        if !self.quick().is_some_and(|only| only.string(text)) {
            self.event(Event::String(text));
        }
    }

    #[inline]
    fn begin_string(&mut self) {
        self.attach();
        if !self.quick().is_some_and(Cursor::begin_string) {
            self.event(Event::BeginString);
        }
    }

    #[inline]
    fn part(&mut self, text: &str) {
        self.attach();
        match self.quick() {
            Some(only) => only.string_part(text),
            None => self.event(Event::StringPart(text)),
        }
    }

    #[inline]
    fn growing(&mut self) -> Option<&mut String> {
        self.attach();
        self.quick().and_then(|only| only.growing())
    }

    #[inline]
    fn end_string(&mut self) {
        self.attach();
        if !self.quick().is_some_and(Cursor::end_text) {
            self.event(Event::EndString);
        }
    }

    fn wanted(&self) -> Wanted {
        let cursors = self
            .live
            .iter()
            .filter_map(|index| self.cursors.get(*index));
        cursors.fold(Wanted::NOTHING, |all, one| all.with(one.wanted()))
    }

    fn mended(&mut self, kind: MendKind) {
        let mut mended = std::mem::take(&mut self.mended);
        mended.add(kind, || self.pointer());
        self.mended = mended;
    }

    #[inline]
    fn number(&mut self, text: &str, value: Number) {
        self.attach();
        if !self.quick().is_some_and(|only| only.number(text, value)) {
            self.event(Event::Number(text));
        }
    }
}

impl Engine {
    /// The one cursor, where there is one, its places are found, and nothing is captured.
    #[inline]
    fn quick(&mut self) -> Option<&mut Cursor> {
        self.cursors.first_mut().filter(|_| self.quick)
    }

    /// Whether a string grows in its place, with nothing else to be done about it.
    #[inline]
    pub(super) fn is_growing(&mut self) -> bool {
        self.quick()
            .is_some_and(|only| matches!(only.string, Some(Parts::Text(_))))
    }

    /// That string, found from the root's place down. Nothing that was kept of an earlier push is followed.
    #[inline]
    pub(super) fn growing_in<'a>(&self, root: PlaceMut<'a>) -> Option<&'a mut String> {
        self.cursors.first()?.growing_in(root)
    }

    /// Looks whether there is a quick way.
    #[inline]
    pub(super) fn look(&mut self) {
        self.quick = self.attached
            && self.mends == Mends::None
            && self.cursors.len() == 1
            && !self.raw.is_active()
            && self.changes.is_none();
    }

    /// Forks the one cursor, where it asks for that.
    #[inline]
    fn fork_first(&mut self, fork: Option<Fork>, event: Event<'_>) {
        if let Some(fork) = fork {
            self.fork(vec![(0, fork)], event);
            self.settle();
        }
    }

    /// Notes which value an event has moved.
    fn note_change(&mut self, event: Event<'_>) {
        let Some(mut changes) = self.changes.take() else {
            return;
        };
        let begins = matches!(event, Event::BeginObject | Event::BeginArray);
        if !matches!(event, Event::Key(_)) && self.is_shown() {
            changes.add(|out| self.write_pointer(begins, out));
        }
        self.changes = Some(changes);
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
