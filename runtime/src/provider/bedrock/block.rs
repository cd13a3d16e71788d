//! A block of the model's turn while it comes in pieces, and the JSON text it comes to.
//!
//! Strings are kept as they stand in the events, escapes and all. What the pieces of a stream come to is
//! worded as `ContentBlock` of a whole answer.

use crate::json::write::Writer;
use crate::message::Holds;
use crate::provider::prepared::is_object;
use crate::provider::raw::Raw;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Reasoning,
    /// A call, of this number.
    Call(usize),
    /// The result of a call that the service has answered itself.
    Result,
}

/// A block that is not complete yet.
#[derive(Debug)]
pub(super) struct Block {
    /// Its place in the turn, by which events name it.
    pub(super) index: u64,
    pub(super) kind: Kind,
    /// The object it began with; empty for text and reasoning, which begin without one.
    start: String,
    /// The inside of the string that is its text, or the input of a call.
    said: String,
    /// The inside of the string `signature`.
    signature: String,
    /// The inside of the string `redactedContent`.
    redacted: String,
    /// The items of its list, with commas between them: sources, or what a call resulted in.
    items: String,
}

impl Block {
    pub(super) fn new(index: u64, kind: Kind, start: &str) -> Self {
        Self {
            index,
            kind,
            start: start.to_owned(),
            said: String::new(),
            signature: String::new(),
            redacted: String::new(),
            items: String::new(),
        }
    }

    /// More of its text or input: a string as it stands.
    pub(super) fn say(&mut self, string: Raw<'_>) {
        self.said.push_str(inside(string));
    }

    /// Whether any of its text or input has come.
    pub(super) fn is_silent(&self) -> bool {
        self.said.is_empty()
    }

    /// More of its signature: a string as it stands.
    pub(super) fn sign(&mut self, string: Raw<'_>) {
        self.signature.push_str(inside(string));
    }

    /// More of what it keeps to itself: a string as it stands.
    pub(super) fn redact(&mut self, string: Raw<'_>) {
        self.redacted.push_str(inside(string));
    }

    /// One more item.
    pub(super) fn item(&mut self, item: Raw<'_>) {
        if !self.items.is_empty() {
            self.items.push(',');
        }
        self.items.push_str(item.json());
    }

    /// What of the turn it says.
    pub(super) fn holds(&self) -> Holds {
        match self.kind {
            Kind::Text => Holds::Text,
            Kind::Call(call) => Holds::Call(call),
            Kind::Reasoning | Kind::Result => Holds::Other,
        }
    }

    /// Its JSON text. `None` where it cannot go back: text and reasoning that are empty, which the API
    /// refuses, and an input that is not an object.
    pub(super) fn json(&self) -> Option<String> {
        let mut w = Writer::with_capacity(
            self.start.len() + self.said.len() + self.signature.len() + self.items.len() + 64,
        );
        w.begin_object();
        match self.kind {
            Kind::Text if is_blank(&self.said) => return None,
            Kind::Text if self.items.is_empty() => string("text", &self.said, &mut w),
            Kind::Text => {
                w.key("citationsContent");
                w.begin_object();
                w.key("content");
                w.begin_array();
                w.begin_object();
                string("text", &self.said, &mut w);
                w.end_object();
                w.end_array();
                list("citations", &self.items, &mut w);
                w.end_object();
            }
            Kind::Reasoning => {
                w.key("reasoningContent");
                w.begin_object();
                if !self.redacted.is_empty() {
                    string("redactedContent", &self.redacted, &mut w);
                } else if self.said.is_empty() && self.signature.is_empty() {
                    return None;
                } else {
                    w.key("reasoningText");
                    w.begin_object();
                    string("text", &self.said, &mut w);
                    if !self.signature.is_empty() {
                        string("signature", &self.signature, &mut w);
                    }
                    w.end_object();
                }
                w.end_object();
            }
            Kind::Call(_) => {
                w.key("toolUse");
                self.with_start(&mut w)?;
                let input = self.input()?;
                w.key("input");
                w.raw(if input.is_empty() { "{}" } else { &input });
                w.end_object();
            }
            Kind::Result => {
                w.key("toolResult");
                self.with_start(&mut w)?;
                list("content", &self.items, &mut w);
                w.end_object();
            }
        }
        w.end_object();
        Some(w.into_text())
    }

    /// The input, which is a JSON text in a string.
    fn input(&self) -> Option<String> {
        let quoted = format!("\"{}\"", self.said);
        let mut scratch = String::new();
        let input = Raw::new(&quoted).text(&mut scratch)?;
        (input.is_empty() || is_object(input)).then(|| input.to_owned())
    }

    /// Opens an object with the members of the one that the block began with.
    fn with_start(&self, w: &mut Writer) -> Option<()> {
        w.begin_object();
        let members = Raw::new(&self.start).cursor().object(|cursor, key| {
            let value = cursor.value()?;
            w.key(key);
            w.raw(value.json());
            Ok(())
        });
        members.ok().map(drop)
    }
}

/// Whether the inside of a string holds nothing to see.
pub(super) fn is_blank(inside: &str) -> bool {
    let mut rest = inside.trim_start();
    while let Some(tail) = ["\\n", "\\r", "\\t"]
        .into_iter()
        .find_map(|escape| rest.strip_prefix(escape))
    {
        rest = tail.trim_start();
    }
    rest.is_empty()
}

fn string(key: &str, inside: &str, w: &mut Writer) {
    w.key(key);
    w.splice(|out| {
        for piece in ["\"", inside, "\""] {
            out.push_str(piece);
        }
    });
}

fn list(key: &str, items: &str, w: &mut Writer) {
    w.key(key);
    w.begin_array();
    if !items.is_empty() {
        w.raw(items);
    }
    w.end_array();
}

/// A string without its quotes.
pub(super) fn inside(string: Raw<'_>) -> &str {
    let json = string.json();
    json.get(1..json.len().saturating_sub(1))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Block, Kind, is_blank};
    use crate::provider::raw::Raw;

    #[test]
    fn pieces_come_to_the_block_that_a_whole_answer_would_hold() {
        let mut text = Block::new(0, Kind::Text, "");
        text.say(Raw::new(r#""a\n""#));
        assert_eq!(text.json().unwrap(), r#"{"text":"a\n"}"#);
        text.item(Raw::new(r#"{"title":"t"}"#));
        assert_eq!(
            text.json().unwrap(),
            r#"{"citationsContent":{"content":[{"text":"a\n"}],"citations":[{"title":"t"}]}}"#
        );

        let mut thought = Block::new(0, Kind::Reasoning, "");
        assert_eq!(thought.json(), None);
        thought.say(Raw::new("\"hm\""));
        thought.sign(Raw::new("\"s=\""));
        assert_eq!(
            thought.json().unwrap(),
            r#"{"reasoningContent":{"reasoningText":{"text":"hm","signature":"s="}}}"#
        );
        thought.redact(Raw::new("\"x\""));
        assert_eq!(
            thought.json().unwrap(),
            r#"{"reasoningContent":{"redactedContent":"x"}}"#
        );

        let start = r#"{"toolUseId":"t","name":"f"}"#;
        let mut call = Block::new(0, Kind::Call(0), start);
        assert_eq!(
            call.json().unwrap(),
            r#"{"toolUse":{"toolUseId":"t","name":"f","input":{}}}"#
        );
        call.say(Raw::new(r#""{\"a\":[""#));
        assert_eq!(call.json(), None, "cut");
        call.say(Raw::new("\"1]}\""));
        assert_eq!(
            call.json().unwrap(),
            r#"{"toolUse":{"toolUseId":"t","name":"f","input":{"a":[1]}}}"#
        );

        let mut result = Block::new(0, Kind::Result, r#"{"status":"success"}"#);
        result.item(Raw::new(r#"{"text":"a"}"#));
        result.item(Raw::new(r#"{"json":{}}"#));
        assert_eq!(
            result.json().unwrap(),
            r#"{"toolResult":{"status":"success","content":[{"text":"a"},{"json":{}}]}}"#
        );
    }

    #[test]
    fn blank_text_is_seen_through_its_escapes() {
        for blank in ["", "  ", r"\n \t\r\n"] {
            assert!(is_blank(blank), "{blank:?}");
            let mut text = Block::new(0, Kind::Text, "");
            text.say(Raw::new(&format!("\"{blank}\"")));
            assert_eq!(text.json(), None);
        }
        assert!(!is_blank(r"\n."));
        assert!(!is_blank(r"\\n"));
    }
}
