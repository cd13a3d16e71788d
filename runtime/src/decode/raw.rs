//! The text of values that are judged whole, or shown in a violation.
//!
//! A capture starts at a value and ends where the value closes. Captures nest and share one buffer,
//! which is written from events, so it is compact JSON whatever the answer's layout was.

use crate::json::Event;
use crate::json::write;
use crate::violation::SHOWN;

/// The shared buffer.
#[derive(Debug)]
pub(super) struct Raw {
    text: String,
    /// Where the value that began last starts.
    start: usize,
    /// Captures under way, and how many of them need the whole text.
    active: usize,
    whole: usize,
    /// The last event is not in the text, or not any more. Always so while no capture is under way.
    skipped: bool,
}

impl Raw {
    pub(super) fn new() -> Self {
        Self {
            text: String::new(),
            start: 0,
            active: 0,
            whole: 0,
            skipped: true,
        }
    }

    /// Whether any capture is under way. While none is, events need not be recorded.
    #[inline]
    pub(super) fn is_active(&self) -> bool {
        self.active > 0
    }

    /// Whether some value's whole text is being kept.
    pub(super) fn keeps_all(&self) -> bool {
        self.whole > 0
    }

    /// Records an event, if any capture is under way.
    #[inline]
    pub(super) fn event(&mut self, event: Event<'_>) {
        if self.active > 0 {
            self.skipped = self.whole == 0 && self.text.len() > 4 * SHOWN;
            if !self.skipped {
                self.write(event);
            }
        }
    }

    fn write(&mut self, event: Event<'_>) {
        let begins = !matches!(
            event,
            Event::EndObject | Event::EndArray | Event::StringPart(_) | Event::EndString
        );
        if begins && !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
        if begins {
            self.start = self.text.len();
        }
        match event {
            Event::BeginObject => self.text.push('{'),
            Event::EndObject => self.text.push('}'),
            Event::BeginArray => self.text.push('['),
            Event::EndArray => self.text.push(']'),
            Event::Key(key) => {
                write::string(key, &mut self.text);
                self.text.push(':');
            }
            Event::String(text) => write::string(text, &mut self.text),
            Event::BeginString | Event::EndString => self.text.push('"'),
            Event::StringPart(part) => {
                let from = self.text.len();
                write::string(part, &mut self.text);
                // The writer quotes; a part stands inside quotes already.
                self.text.pop();
                self.text.remove(from);
            }
            Event::Number(text) => self.text.push_str(text),
            Event::Boolean(true) => self.text.push_str("true"),
            Event::Boolean(false) => self.text.push_str("false"),
            Event::Null => self.text.push_str("null"),
        }
    }

    /// Starts a capture at the value that `event` begins; answers with where it starts.
    pub(super) fn begin(&mut self, event: Event<'_>, whole: bool) -> usize {
        // The first capture to begin here writes the event for all of them.
        if std::mem::take(&mut self.skipped) {
            self.write(event);
        }
        self.active += 1;
        self.whole += usize::from(whole);
        self.start
    }

    /// The text since a capture's start.
    pub(super) fn since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    /// Ends a capture.
    pub(super) fn end(&mut self, whole: bool) {
        self.active = self.active.saturating_sub(1);
        self.whole = self.whole.saturating_sub(usize::from(whole));
        if self.active == 0 {
            self.text.clear();
            self.skipped = true;
        }
    }
}
