//! What the events of one stream have in common: everything but one string.
//!
//! A server sends a few characters of answer in some three hundred bytes that are the same in event
//! after event. An event that is the last one with another string in it says what the last one said,
//! with that string; only what stands behind its choices has to be looked at. What a string means is
//! not decided here.

use super::envelope::Choice;
use crate::provider::cursor::Cursor;
use crate::provider::raw::Raw;

/// Longer beginnings and ends are not remembered.
const MOST: usize = 4096;

/// After so many events that were not like the one before, nobody looks for likeness any more.
const MOST_UNLIKE: u8 = 32;

/// The last event, without the string that it brought.
#[derive(Clone, Debug, Default)]
pub(super) struct Mould {
    /// Up to the string; where there is none, up to the value of `choices`.
    before: String,
    /// Where the value of `choices` begins. 0 where nothing is known.
    choices: usize,
    /// What the string is.
    what: Option<What>,
    /// From behind the string to behind the value of `choices`.
    after: String,
    /// How many events in a row were not like the one before them.
    unlike: u8,
}

/// What the one string of an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Content,
    Reasoning,
    /// The arguments of the call with this index, if it says one.
    Arguments(Option<u64>),
}

impl Mould {
    /// The string of an event that is like the last one, what it is, and where the value of `choices`
    /// ends.
    pub(super) fn string<'a>(&self, text: &'a str) -> Option<(What, Raw<'a>, usize)> {
        let what = self.what?;
        if !text.starts_with(&self.before) {
            return None;
        }
        let mut cursor = Cursor::within(text, self.before.len());
        let string = cursor.value().ok()?;
        // An empty string may mean something else than one that is not.
        let is_string = string.is_string() && string.json() != "\"\"";
        let is_alike = is_string && text.get(cursor.at()..)?.starts_with(&self.after);
        is_alike.then(|| (what, string, cursor.at() + self.after.len()))
    }

    /// Where the value of `choices` begins in an event that begins as the last one did.
    pub(super) fn choices(&self, text: &str) -> Option<usize> {
        let head = self.before.get(..self.choices)?;
        (!head.is_empty() && text.starts_with(head)).then_some(self.choices)
    }

    /// The last event was like the one before it.
    pub(super) fn fits(&mut self) {
        self.unlike = 0;
    }

    /// Remembers an event that was read in full: where the value of `choices` begins and ends, and what
    /// the choice said. Nothing in front of `choices` may matter.
    pub(super) fn learn(
        &mut self,
        text: &str,
        (begin, end): (usize, usize),
        choice: Option<&Choice<'_>>,
    ) {
        self.unlike = self.unlike.saturating_add(1);
        let found = choice
            .filter(|_| self.unlike <= MOST_UNLIKE)
            .and_then(Choice::string)
            .and_then(|(what, string)| {
                let at = place(text, string.json())?;
                let behind = at + string.json().len();
                (begin <= at && behind <= end).then_some((what, at, behind))
            });
        let (what, at, behind) = match found {
            Some((what, at, behind)) => (Some(what), at, behind),
            None if self.choices(text) == Some(begin) => return,
            None => (None, begin, end),
        };
        let before = text.get(..at).filter(|before| before.len() <= MOST);
        let after = text.get(behind..end).filter(|after| after.len() <= MOST);
        self.before.clear();
        self.after.clear();
        (self.choices, self.what) = (0, None);
        if let (Some(before), Some(after)) = (before, after) {
            self.before.push_str(before);
            self.after.push_str(after);
            (self.choices, self.what) = (begin, what);
        }
    }
}

/// Where a slice of a text stands in it.
fn place(text: &str, slice: &str) -> Option<usize> {
    let at = (slice.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (text.get(at..)?.len() >= slice.len()).then_some(at)
}

#[cfg(test)]
mod tests {
    use crate::provider::openai_chat::ChatStream;
    use crate::sse::Event;

    /// The steps of the last event, after the others, and whether it was read.
    fn steps(events: &[&str]) -> (Vec<String>, bool) {
        let mut stream = ChatStream::new();
        let mut steps = Vec::new();
        let mut is_read = true;
        for data in events {
            steps.clear();
            let event = Event {
                name: "message",
                data,
                id: "",
            };
            let mut sink = |delta: crate::provider::Delta<'_>| steps.push(format!("{delta:?}"));
            is_read = stream.event(event, &mut sink).is_ok();
        }
        (steps, is_read)
    }

    /// Every event after every other one, with and without something in between that makes the stream
    /// forget the first.
    #[test]
    fn likeness_changes_nothing() {
        let call = |rest: &str| {
            format!(
                r#"{{"id":"x","choices":[{{"index":0,"delta":{{"tool_calls":[{rest}]}},"finish_reason":null}}],"o":"ab"}}"#
            )
        };
        let text = |delta: &str, rest: &str| {
            format!(r#"{{"id":"x","choices":[{{"index":0,"delta":{{{delta}}}}}]{rest}}}"#)
        };
        let events = [
            call(r#"{"index":0,"function":{"arguments":"{\"a\":"}}"#),
            call(r#"{"index":0,"function":{"arguments":"1"}}"#),
            call(r#"{"index":0,"function":{"arguments":""}}"#),
            call(r#"{"index":0,"function":{"arguments":{"b":1}}}"#),
            call(r#"{"index":0,"function":{"arguments":"\x"}}"#),
            call(r#"{"index":1,"function":{"arguments":"2"}}"#),
            call(r#"{"function":{"arguments":"3"}}"#),
            call(r#"{"index":0,"id":"c","function":{"name":"f","arguments":"4"}}"#),
            call(r#"{"index":0,"id":null,"function":{"name":"","arguments":"5"}}"#),
            call(r#"{"index":0,"function":{"arguments":"6"}},{"function":{"arguments":"7"}}"#),
            text(r#""content":"a""#, ""),
            text(r#""content":"b\n""#, ""),
            text(r#""content":"\\""#, ""),
            text(r#""content":"a","refusal":"no""#, ""),
            text(r#""content":null"#, ""),
            text(r#""content":"""#, ""),
            text(r#""reasoning":"r","reasoning_content":"s""#, ""),
            text(r#""reasoning":"","reasoning_content":"s""#, ""),
            text(r#""content":"a""#, r#","usage":{"prompt_tokens":1}"#),
            text(r#""content":"a""#, r#","error":{"message":"m"}"#),
            text(
                r#""content":"a""#,
                r#","choices":[{"delta":{"content":"z"}}]"#,
            ),
            text(
                r#""content":"c""#,
                r#","choices":[{"delta":{"content":"z"}}]"#,
            ),
            text(r#""content":"a""#, "x"),
            r#"{"usage":{"prompt_tokens":2},"choices":[{"delta":{"content":"u"}}]}"#.to_owned(),
            r#"{"usage":{"prompt_tokens":2},"choices":[{"delta":{"content":"v"}}]}"#.to_owned(),
            r#"{"message":"m","choices":[{"delta":{"content":"u"}}]}"#.to_owned(),
            r#"{"choices":[{"index":1,"delta":{"content":"u"}}]}"#.to_owned(),
            r#"{"choices":[{"delta":{"content":"u"},"finish_reason":"stop"}]}"#.to_owned(),
        ];
        let forget = r#"{"forget":1,"choices":[{"delta":{"content":null}}]}"#;
        for first in &events {
            for second in &events {
                let plain = steps(&[first, forget, second]);
                assert_eq!(steps(&[first, second]), plain, "{first}\n{second}");
                let thrice = steps(&[first, first, forget, second]);
                assert_eq!(steps(&[first, first, second]), thrice, "{first}\n{second}");
            }
        }
        // The test has events that were read, and such that could not be.
        assert!(steps(&[&events[0], &events[1]]).1 && !steps(&[&events[0], &events[4]]).1);
    }

    #[test]
    fn strings_are_found_after_events_without_one() {
        let event = |text: &str| format!(r#"{{"choices":[{{"delta":{{"content":"{text}"}}}}]}}"#);
        let empty = r#"{"choices":[]}"#;
        let (found, is_read) = steps(&[&event("a"), empty, &event("b"), &event("c d")]);
        assert_eq!((found, is_read), (vec![r#"Text("c d")"#.to_owned()], true));
    }
}
