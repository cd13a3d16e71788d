//! Values that do not fit their position, brought to fit: spelt or shaped in another way than the schema
//! wants.
//!
//! Nothing here runs unless a strict reader would refuse the value, and then only where the caller lets
//! values be mended. What was done is told ([`Mend`](crate::Mend)), and the value's text, which whole-value
//! rules judge, is changed with it ([`Shape`]).

use super::coerce_name;
use super::coerce_scalar;
use super::coerce_way::{Way, scalar, way};
use super::cursor::{BaseShape, Cursor, Fork, place};
use super::describe::accepts;
use super::frame::{Current, Frame, Slot, State};
use super::ptr::Ptr;
use super::raw::Raw;
use super::whole::Shape;
use crate::extract::Undo;
use crate::json::{Event, write};
use crate::lenient::{MendKind, Mends};
use crate::partial::Place;
use crate::table::{Additional, Kind, Property};

impl Cursor {
    /// Notes that the value that is being read was mended.
    #[cold]
    pub(super) fn mend(&mut self, kind: MendKind) {
        let mut mended = std::mem::take(&mut self.mended);
        mended.add(kind, || self.pointer());
        self.mended = mended;
    }

    /// Whether the shape of the value that begins may be changed. It may not inside one whose shape was.
    pub(super) fn may_reshape(&self) -> bool {
        let around = self.stack.iter().rev();
        let around = around
            .map(|frame| &frame.state)
            .find(|state| !matches!(state, State::Branch { .. }));
        match around {
            Some(state) => !matches!(state, State::Implied { .. } | State::Only { .. }),
            None => self.shape != BaseShape::Changed,
        }
    }

    /// Takes a value that does not fit its position, and is not for a union: it is brought to fit, or
    /// refused.
    #[cold]
    pub(super) fn misfit(
        &mut self,
        slot: Slot,
        event: Event<'_>,
        raw: &mut Raw,
        undo: Undo,
    ) -> Option<Fork> {
        let way = match self.mends {
            Mends::All if self.is_wrapped(event) => Some(Way::Only),
            Mends::All => way(slot.node, event, self.may_reshape()),
            _ => None,
        };
        match way {
            Some(Way::List) => self.begin_implied(slot, None, event, raw, undo),
            Some(Way::Implied(index)) => self.begin_implied(slot, Some(index), event, raw, undo),
            Some(Way::Only) => {
                self.begin_only(slot, event, raw);
                None
            }
            Some(Way::AsIs) | None => {
                let message = super::describe::wanted(slot.node.kind, slot.node.nullable);
                self.refuse("type", message, event, raw);
                None
            }
            Some(way) => {
                self.put(slot, way, raw);
                None
            }
        }
    }

    /// Whether the answer is to be read as an object around what is wanted.
    fn is_wrapped(&self, event: Event<'_>) -> bool {
        self.shape == BaseShape::Wrapped
            && self.stack.is_empty()
            && matches!(event, Event::BeginObject)
    }

    /// Puts a scalar in place of another one.
    fn put(&mut self, slot: Slot, way: Way, raw: &mut Raw) {
        let Some(place) = place(slot) else { return };
        match way {
            Way::Null(kind) => {
                self.mend(kind);
                self.note_undone(Shape::Value("null".to_owned()), raw);
                place.null();
            }
            Way::Boolean(value) => {
                self.mend(MendKind::ToBoolean);
                self.note_undone(Shape::Value(value.to_string()), raw);
                place.boolean(value);
            }
            Way::Text(text) => {
                self.mend(MendKind::ToString);
                self.note_undone(Shape::Value(quoted(&text)), raw);
                self.whole_string(slot, &text);
            }
            Way::Number(text, kind) => {
                self.mend(kind);
                self.note_undone(Shape::Value(text.clone()), raw);
                self.whole_number(slot, &text, Event::Number(&text), raw);
                return;
            }
            Way::Name(index, kind) => {
                self.put_name(slot, index, kind, raw);
            }
            Way::AsIs | Way::List | Way::Implied(_) | Way::Only => {}
        }
        self.closed(raw);
    }

    fn put_name(&mut self, slot: Slot, index: usize, kind: MendKind, raw: &Raw) {
        let Kind::Enum(names) = slot.node.kind else {
            return;
        };
        self.mend(kind);
        let name = names.get(index).copied().unwrap_or_default();
        self.note_undone(Shape::Value(quoted(name)), raw);
        if let Some(place) = place(slot) {
            place.variant(index);
        }
    }

    /// Takes a text that is none of an enumeration's names; `false` where it names none or several.
    #[cold]
    pub(super) fn similar_name(&mut self, slot: Slot, text: &str, raw: &Raw) -> bool {
        if self.mends != Mends::All {
            return false;
        }
        match scalar(slot.node.kind, slot.node, Event::String(text)) {
            Some(Way::Name(index, kind)) => {
                self.put_name(slot, index, kind, raw);
                true
            }
            _ if slot.node.nullable && coerce_scalar::is_nothing(text) => {
                self.mend(MendKind::ToNull);
                self.note_undone(Shape::Value("null".to_owned()), raw);
                place(slot).is_some_and(Place::null)
            }
            _ => false,
        }
    }

    /// Opens a list, or an object, that the answer leaves out around the value.
    fn begin_implied(
        &mut self,
        slot: Slot,
        property: Option<usize>,
        event: Event<'_>,
        raw: &mut Raw,
        undo: Undo,
    ) -> Option<Fork> {
        let place = place(slot)?;
        let (node, name) = match (slot.node.kind, property) {
            (Kind::Object(table), Some(index)) => {
                let property = table.properties.get(index)?;
                (property.node, Some(property.name))
            }
            (Kind::Array(items), _) => (items, None),
            _ => return None,
        };
        let inner = if let (Some(index), Some(name)) = (property, name) {
            self.mend(MendKind::ImpliedProperty);
            self.note_undone(Shape::Property(name), raw);
            place.begin(crate::partial::Shape::Object);
            place.field(index)
        } else {
            self.mend(MendKind::SingleToList);
            self.note_undone(Shape::Item, raw);
            place.begin(crate::partial::Shape::Array);
            place.push()
        };
        let inner = Slot {
            node,
            place: inner.map(Ptr::new),
        };
        let state = State::Implied { property, name };
        self.stack.push(Frame { slot, state });
        self.start(inner, event, raw, undo)
    }

    /// Opens a list or an object of which the only item, or property, is the value.
    fn begin_only(&mut self, slot: Slot, event: Event<'_>, raw: &Raw) {
        let is_list = matches!(event, Event::BeginArray);
        self.mend(if is_list {
            MendKind::ListToSingle
        } else {
            MendKind::ObjectToValue
        });
        self.note_undone(Shape::Only, raw);
        self.open(slot, State::Only { is_list, count: 0 });
    }

    /// Takes the value inside of that.
    pub(super) fn begin_in_only(
        &mut self,
        event: Event<'_>,
        raw: &mut Raw,
        undo: Undo,
    ) -> Option<Fork> {
        let frame = self.stack.last_mut()?;
        let slot = frame.slot;
        let State::Only { is_list, count } = &mut frame.state else {
            return None;
        };
        *count += 1;
        let is_list = *is_list;
        match *count {
            1 if is_list
                || accepts(slot.node, event)
                || !matches!(event, Event::BeginObject | Event::BeginArray) =>
            {
                if matches!(event, Event::Null) && slot.node.nullable {
                    place(slot)?.null();
                    self.closed(raw);
                    return None;
                }
                return self.start_plain(slot, event, raw, undo);
            }
            1 | 2 => {
                let message = super::describe::wanted(slot.node.kind, slot.node.nullable);
                let but = if is_list {
                    "a list of several"
                } else {
                    "an object"
                };
                self.violate("type", format!("{message}, not {but}"), None);
            }
            _ => {}
        }
        self.begin_past(event, raw);
        None
    }

    /// Closes what was opened for the value that has closed, where a value is judged that is around it.
    pub(super) fn close_implied_in(&mut self, depth: usize) {
        let opened = |frame: &Frame| matches!(frame.state, State::Implied { .. });
        let inside = self.stack.get(depth..).unwrap_or_default();
        if inside.iter().any(opened) {
            while self.stack.len() > depth {
                self.close_implied();
            }
        }
    }

    /// Closes a union of one branch, or what [`Cursor::begin_implied`] opened, as the value in it has
    /// closed.
    pub(super) fn close_implied(&mut self) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        if let State::Implied { property, .. } = frame.state {
            for rule in frame.slot.node.rules {
                let message = match property {
                    Some(_) => rule.check_properties(1),
                    None => rule.check_items(1),
                };
                if let Some(message) = message {
                    self.violate(rule.keyword(), message, None);
                }
            }
        }
        if let Some(place) = place(frame.slot) {
            place.close();
        }
    }

    /// Takes the name of a property that is not listed.
    #[cold]
    pub(super) fn other_key(&mut self, name: &str) {
        let similar = self.similar_key(name);
        let Some(State::Object(object)) = self.innermost_mut() else {
            return;
        };
        if let Some((index, kind)) = similar {
            object.next = index + 1;
            object.seen.insert(index);
            let to = object
                .table
                .properties
                .get(index)
                .map_or("", |one| one.name);
            object.current = Current::None;
            self.note_name(Shape::Key(name.to_owned(), to));
            if let Some(State::Object(object)) = self.innermost_mut() {
                object.current = Current::Listed(index);
            }
            self.mend(kind);
            return;
        }
        object.extra.clear();
        object.extra.push_str(name);
        object.current = match object.table.additional {
            Additional::Keep(_) => Current::Extra,
            Additional::Ignore | Additional::Deny => Current::Past,
        };
        if matches!(object.table.additional, Additional::Deny) {
            self.mend(MendKind::ExtraProperty);
            self.note_name(Shape::Extra);
        }
    }

    /// The property that a name stands for which is none of the table's, where it has not been read.
    #[cold]
    pub(super) fn similar_key(&mut self, name: &str) -> Option<(usize, MendKind)> {
        let Some(State::Object(object)) = self.innermost_mut() else {
            return None;
        };
        let properties = object.table.properties;
        let exact = |property: &Property| property.aliases.contains(&name);
        let (index, kind) = if let Some(index) = properties.iter().position(exact) {
            (index, MendKind::KeyAlias)
        } else {
            let all: Vec<(&str, usize)> = properties
                .iter()
                .enumerate()
                .flat_map(|(index, property)| {
                    let names = property.aliases.iter().copied();
                    names.chain([property.name]).map(move |name| (name, index))
                })
                .collect();
            let index = coerce_name::similar(name.trim(), &all)?;
            (index, MendKind::KeySpelling)
        };
        (!object.seen.contains(index)).then_some((index, kind))
    }
}

pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    write::string(text, &mut out);
    out
}
