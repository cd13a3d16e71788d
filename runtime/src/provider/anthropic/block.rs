//! A block of the model's turn while it comes in pieces, and the JSON text it comes to.
//!
//! Strings are kept as they stand in the events, escapes and all, so that what goes back is what came.

use crate::json::write::Writer;
use crate::message::Holds;
use crate::provider::cursor::Malformed;
use crate::provider::prepared::is_object;
use crate::provider::raw::Raw;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Thinking,
    /// A call, of this number.
    Call(usize),
    /// Anything else: thinking that is not shown, and what the vendor's own tools say.
    Other,
}

/// A block that is not complete yet.
#[derive(Debug)]
pub(super) struct Block {
    /// Its place in the turn, by which events name it.
    pub(super) index: u64,
    pub(super) kind: Kind,
    /// The object it began with.
    start: String,
    /// The inside of the string `text` or `thinking`.
    said: String,
    /// The inside of the string `signature`.
    signature: String,
    /// The items of the list `citations`, with commas between them.
    citations: String,
    /// The inside of the string that comes to `input`, which is JSON in a string in each of its pieces.
    input: String,
    /// Members that an event of a kind nobody knows has set.
    set: Vec<(String, String)>,
}

/// The members that pieces add to.
const GROWING: [&str; 5] = ["text", "thinking", "signature", "citations", "input"];

impl Block {
    /// A block that begins with this object.
    pub(super) fn new(index: u64, kind: Kind, start: &str) -> Self {
        Self {
            index,
            kind,
            start: start.to_owned(),
            said: String::new(),
            signature: String::new(),
            citations: String::new(),
            input: String::new(),
            set: Vec::new(),
        }
    }

    /// The object it began with.
    pub(super) fn start(&self) -> &str {
        &self.start
    }

    /// More of its text or thinking: a string as it stands.
    pub(super) fn say(&mut self, string: Raw<'_>) {
        self.said.push_str(inside(string));
    }

    /// More of its signature: a string as it stands.
    pub(super) fn sign(&mut self, string: Raw<'_>) {
        self.signature.push_str(inside(string));
    }

    /// More of its input: a string as it stands.
    pub(super) fn input(&mut self, string: Raw<'_>) {
        self.input.push_str(inside(string));
    }

    /// Whether any of its input has come in pieces.
    pub(super) fn has_input(&self) -> bool {
        !self.input.is_empty()
    }

    /// One more source of its text.
    pub(super) fn cite(&mut self, citation: Raw<'_>) {
        if !self.citations.is_empty() {
            self.citations.push(',');
        }
        self.citations.push_str(citation.json());
    }

    /// Sets the members of an object, all but its `type`.
    pub(super) fn set(&mut self, delta: Raw<'_>) -> Result<(), Malformed> {
        delta.cursor().object(|cursor, key| {
            let value = cursor.value()?;
            if key != "type" {
                self.set.retain(|known| known.0 != key);
                self.set.push((key.to_owned(), value.json().to_owned()));
            }
            Ok(())
        })?;
        Ok(())
    }

    /// What of the turn it says.
    pub(super) fn holds(&self) -> Holds {
        match self.kind {
            Kind::Text => Holds::Text,
            Kind::Call(call) => Holds::Call(call),
            Kind::Thinking | Kind::Other => Holds::Other,
        }
    }

    /// Its JSON text. `None` where it cannot go back: text that is empty, which the API refuses, and an
    /// input that is not an object.
    pub(super) fn json(&self) -> Option<String> {
        let input = if self.input.is_empty() {
            String::new()
        } else {
            let mut text = String::new();
            let quoted = format!("\"{}\"", self.input);
            Raw::new(&quoted).text(&mut text)?.to_owned()
        };
        let is_broken = !(input.is_empty() || is_object(&input));
        if is_broken || (self.kind == Kind::Text && self.said.is_empty()) {
            return None;
        }
        let grows = matches!(self.kind, Kind::Text | Kind::Thinking);
        if !grows && input.is_empty() && self.set.is_empty() {
            return Some(self.start.clone());
        }
        let mut w = Writer::with_capacity(
            self.start.len() + self.said.len() + self.signature.len() + input.len() + 32,
        );
        let mut written: Vec<String> = Vec::new();
        w.begin_object();
        let walked = Raw::new(&self.start).cursor().object(|cursor, key| {
            let value = cursor.value()?;
            if self.write(key, &input, &mut w) {
                written.push(key.to_owned());
            } else {
                w.key(key);
                w.raw(value.json());
            }
            Ok(())
        });
        walked.ok()?;
        let set = self.set.iter().map(|member| member.0.as_str());
        for key in GROWING.into_iter().chain(set) {
            if !written.iter().any(|known| known == key) {
                self.write(key, &input, &mut w);
            }
        }
        w.end_object();
        Some(w.into_text())
    }

    /// Writes a member if it has come in pieces, and answers whether.
    fn write(&self, key: &str, input: &str, w: &mut Writer) -> bool {
        let string = |w: &mut Writer, inside: &str| {
            w.key(key);
            w.splice(|out| {
                for piece in ["\"", inside, "\""] {
                    out.push_str(piece);
                }
            });
        };
        match (key, self.kind) {
            ("text", Kind::Text) | ("thinking", Kind::Thinking) => string(w, &self.said),
            ("signature", Kind::Thinking) if !self.signature.is_empty() => {
                string(w, &self.signature);
            }
            ("citations", Kind::Text) if !self.citations.is_empty() => {
                w.key(key);
                w.begin_array();
                w.raw(&self.citations);
                w.end_array();
            }
            ("input", _) if !input.is_empty() => {
                w.key(key);
                w.raw(input);
            }
            _ => {
                let Some(member) = self.set.iter().find(|member| member.0 == key) else {
                    return false;
                };
                w.key(key);
                w.raw(&member.1);
            }
        }
        true
    }
}

/// A string without its quotes.
fn inside(string: Raw<'_>) -> &str {
    let json = string.json();
    json.get(1..json.len().saturating_sub(1))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Block, Kind};
    use crate::provider::cursor::Cursor;
    use crate::provider::raw::Raw;

    fn raw(json: &str) -> Raw<'_> {
        Cursor::new(json).value().unwrap()
    }

    #[test]
    fn pieces_come_to_the_block_that_a_whole_answer_would_hold() {
        let mut text = Block::new(0, Kind::Text, r#"{"citations":[],"type":"text","text":""}"#);
        assert_eq!(text.json(), None, "empty text cannot go back");
        text.say(raw(r#""a\n\ud83d""#));
        text.say(raw(r#""\ude00""#));
        text.cite(raw(r#"{"type":"char_location"}"#));
        text.cite(raw("{}"));
        assert_eq!(
            text.json().unwrap(),
            r#"{"citations":[{"type":"char_location"},{}],"type":"text","text":"a\n\ud83d\ude00"}"#
        );

        let mut thought = Block::new(1, Kind::Thinking, r#"{"type":"thinking","thinking":""}"#);
        thought.say(raw("\"hm\""));
        thought.sign(raw("\"Eq+/\""));
        thought.sign(raw("\"=\""));
        assert_eq!(
            thought.json().unwrap(),
            r#"{"type":"thinking","thinking":"hm","signature":"Eq+/="}"#
        );

        let start = r#"{"type":"tool_use","id":"t","name":"f","input":{}}"#;
        let mut call = Block::new(2, Kind::Call(0), start);
        assert_eq!(call.json().unwrap(), start);
        call.input(raw(r#""{\"a\": [1""#));
        assert_eq!(call.json(), None, "cut");
        call.input(raw("\"]}\""));
        assert_eq!(
            call.json().unwrap(),
            r#"{"type":"tool_use","id":"t","name":"f","input":{"a": [1]}}"#
        );

        let other = r#"{ "type":"redacted_thinking", "data":"x" }"#;
        let mut other = Block::new(3, Kind::Other, other);
        assert_eq!(
            other.json().unwrap(),
            r#"{ "type":"redacted_thinking", "data":"x" }"#
        );
        other
            .set(raw(r#"{"type":"some_delta","data":"y","more":null}"#))
            .unwrap();
        assert_eq!(
            other.json().unwrap(),
            r#"{"type":"redacted_thinking","data":"y","more":null}"#
        );
    }
}
