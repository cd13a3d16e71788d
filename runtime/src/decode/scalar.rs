//! Strings and numbers: put in their places, and judged there.

use super::cursor::{Cursor, Parts, place};
use super::describe::wanted;
use super::frame::{Slot, State};
use super::raw::Raw;
use crate::json::Event;
use crate::json::append;
use crate::json::decimal::Decimal;
use crate::json::number::Number;
use crate::json::number::read_number;
use crate::table::{Kind, Node};
use crate::violation::{shown, shown_string};

/// What is said of an integer that the type of its place cannot hold.
const LONG: &str = "is an integer of more than 64 bits";

impl Cursor {
    pub(super) fn whole_string(&mut self, slot: Slot, text: &str) {
        if let Some(place) = place(slot) {
            place.string(text);
        }
        self.judge_string(slot.node, text);
    }

    pub(super) fn whole_number(&mut self, slot: Slot, text: &str, event: Event<'_>, raw: &mut Raw) {
        let Some(place) = place(slot) else { return };
        let mut value = read_number(text);
        let mut long = false;
        if let (Kind::Integer, Number::Float(_)) = (slot.node.kind, value) {
            let decimal = Decimal::parse(text);
            if !decimal.is_integer() {
                self.refuse(
                    "type",
                    wanted(slot.node.kind, slot.node.nullable),
                    event,
                    raw,
                );
                return;
            }
            let whole = decimal.to_i128();
            let narrow = whole.and_then(|whole| {
                i64::try_from(whole)
                    .map(Number::Signed)
                    .or_else(|_| u64::try_from(whole).map(Number::Unsigned))
                    .ok()
            });
            if let Some(narrow) = narrow {
                value = narrow;
            } else {
                long = true;
            }
        }
        if matches!(value, Number::Float(float) if !float.is_finite()) && !place.keeps_numbers() {
            let message = if long {
                LONG
            } else {
                "is a number too large for a double"
            };
            self.refuse("type", message.to_owned(), event, raw);
            return;
        }
        self.put_number(slot, text, value, long);
        self.closed(raw);
    }

    /// A number of the kind that is wanted.
    pub(super) fn plain_number(&mut self, slot: Slot, text: &str, value: Number) {
        self.put_number(slot, text, value, false);
    }

    fn put_number(&mut self, slot: Slot, text: &str, value: Number, long: bool) {
        let Some(place) = place(slot) else { return };
        // A double that an integer is rounded to stands to the bounds as the integer does.
        #[allow(clippy::cast_precision_loss)]
        let double = match value {
            Number::Signed(value) => value as f64,
            Number::Unsigned(value) => value as f64,
            Number::Float(value) => value,
        };
        let (least, most) = slot.node.sure_numbers;
        let fits = least <= double && double <= most || self.ask_number(slot.node, value, text);
        if !place.number_of(value, text) && (fits || long) {
            let message = if long {
                LONG
            } else {
                "is an integer out of the range of its type"
            };
            self.violate("type", message.to_owned(), Some(shown(text)));
        }
    }

    /// Whether every rule is kept.
    fn ask_number(&mut self, node: &'static Node, value: Number, text: &str) -> bool {
        let mut fits = true;
        for rule in node.rules {
            if let Some(message) = rule.check_number(value, text) {
                fits = false;
                self.violate(rule.keyword(), message, Some(shown(text)));
            }
        }
        fits
    }

    #[inline]
    pub(super) fn judge_string(&mut self, node: &'static Node, text: &str) {
        let (least, most) = node.sure_lengths;
        if text.len() < least || text.len() > most {
            self.ask_rules(node, text);
        }
    }

    fn ask_rules(&mut self, node: &'static Node, text: &str) {
        for rule in node.rules {
            if let Some(message) = rule.check_string(text) {
                self.violate(rule.keyword(), message, Some(shown_string(text)));
            }
        }
    }

    /// A name of an enumeration, or what may be mended to be one.
    pub(super) fn named(
        &mut self,
        slot: Slot,
        names: &'static [&'static str],
        text: &str,
        raw: &Raw,
    ) {
        if names.contains(&text) || !self.similar_name(slot, text, raw) {
            self.name(slot, names, text);
        }
    }

    pub(super) fn name(&mut self, slot: Slot, names: &'static [&'static str], text: &str) {
        if let Some(index) = names.iter().position(|name| *name == text) {
            if let Some(place) = place(slot) {
                place.variant(index);
            }
            return;
        }
        let quoted: Vec<String> = names.iter().map(|name| shown_string(name)).collect();
        let (keyword, message) = match quoted.as_slice() {
            [one] => ("const", format!("must be {one}")),
            _ => ("enum", format!("must be one of {}", quoted.join(", "))),
        };
        self.violate(keyword, message, Some(shown_string(text)));
    }

    pub(super) fn string_part(&mut self, part: &str) {
        match self.string {
            Some(Parts::Text(slot)) => {
                if let Some(text) = place(slot).and_then(|place| place.text()) {
                    append(text, part);
                }
            }
            Some(Parts::Name(..) | Parts::EntryKey) => self.gathered.push_str(part),
            Some(Parts::Past) | None => {}
        }
    }

    /// The place of the string that grows.
    #[inline]
    pub(super) fn growing(&mut self) -> Option<&mut String> {
        match self.string {
            Some(Parts::Text(slot)) => place(slot)?.text(),
            _ => None,
        }
    }

    /// Takes the end of a string that has grown in a place; `false` changes nothing.
    #[inline]
    pub(super) fn end_text(&mut self) -> bool {
        let Some(Parts::Text(slot)) = self.string else {
            return false;
        };
        // A union around it, or an answer that is one string, ends with it.
        let around = self.stack.last().map(|frame| &frame.state);
        if !matches!(around, Some(State::Object(_) | State::Array { .. })) {
            return false;
        }
        self.string = None;
        self.close_text(slot);
        true
    }

    fn close_text(&mut self, slot: Slot) {
        if let Some(place) = place(slot) {
            if let Some(text) = place.text() {
                self.judge_string(slot.node, text);
            }
            place.close();
        }
    }

    pub(super) fn end_string(&mut self, raw: &mut Raw) {
        match self.string.take() {
            Some(Parts::Text(slot)) => self.close_text(slot),
            Some(Parts::Name(slot, names)) => {
                let text = std::mem::take(&mut self.gathered);
                self.named(slot, names, &text, raw);
                self.gathered = text;
            }
            Some(Parts::EntryKey) => {
                let text = std::mem::take(&mut self.gathered);
                self.entry_key(&text, raw);
                self.gathered = text;
                return;
            }
            Some(Parts::Past) => {}
            // Inside a value that is read past.
            None => return,
        }
        self.closed(raw);
    }
}
