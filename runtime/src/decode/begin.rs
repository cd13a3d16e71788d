//! Where a value begins: which table row and which place are its own, and what of it fits.
//!
//! A key says which property comes; the event that begins a value meets the row. What does not fit is
//! reported, shown, and read past.

use super::coerce_way;
use super::cursor::{Capture, Cursor, Fork, Parts, Purpose, place};
use super::describe::{accepts, is_of};
use super::frame::{Current, EntryAt, Frame, ObjectState, Seen, Slot, State};
use super::ptr::Ptr;
use super::raw::Raw;
use super::whole::Shape as Undoing;
use crate::extract::Undo;
use crate::json::Event;
use crate::lenient::{MendKind, Mends};
use crate::partial::Shape;
use crate::rules::Types;
use crate::rules::words::{either, unknown_property};
use crate::table::{ANY, Additional, Kind, Node, Object};

impl Cursor {
    pub(super) fn key(&mut self, name: &str) {
        if self.past > 0 {
            return;
        }
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        match &mut frame.state {
            State::Object(object) => {
                object.count += 1;
                let properties = object.table.properties;
                // What was left out is mostly not far from what came.
                let (before, behind) = properties.split_at(object.next.min(properties.len()));
                let listed = behind.iter().position(|property| property.name == name);
                let listed = listed
                    .map(|index| before.len() + index)
                    .or_else(|| before.iter().position(|property| property.name == name));
                if let Some(index) = listed {
                    object.next = index + 1;
                    if object.seen.insert(index) {
                        object.current = Current::Listed(index);
                        return;
                    }
                } else {
                    if self.mends == Mends::All {
                        self.other_key(name);
                        return;
                    }
                    object.extra.clear();
                    object.extra.push_str(name);
                    match object.table.additional {
                        Additional::Keep(_) => object.current = Current::Extra,
                        Additional::Ignore => object.current = Current::Past,
                        Additional::Deny => {
                            object.current = Current::Past;
                            let known = properties.iter().map(|p| p.name);
                            let message = unknown_property(name, known);
                            self.violate("additionalProperties", message, None);
                        }
                    }
                    return;
                }
                object.extra.clear();
                object.extra.push_str(name);
                object.current = Current::Past;
                self.twice(name);
            }
            State::Map { key, count, .. } => {
                *count += 1;
                key.clear();
                key.push_str(name);
            }
            State::Wrapper { at_value } => *at_value = name == "value",
            State::Entry { at, .. } => {
                *at = match name {
                    "key" => EntryAt::Key,
                    "value" => EntryAt::Value,
                    _ => EntryAt::Other,
                };
            }
            _ => {}
        }
    }

    /// A property of this name has been read before. Which one is meant is anyone's guess; the first is
    /// kept, because what a view has shown as complete does not change.
    pub(super) fn twice(&mut self, name: &str) {
        let message = format!("property `{name}` stands twice in one object");
        self.violate("json", message, None);
    }

    pub(super) fn begin_value(
        &mut self,
        event: Event<'_>,
        raw: &mut Raw,
        undo: Undo,
    ) -> Option<Fork> {
        let Some(frame) = self.stack.last_mut() else {
            if undo.unwrap_root && self.parent.is_none() {
                self.begin_wrapper(event, raw);
                return None;
            }
            return self.start(self.base, event, raw, undo);
        };
        let slot = match &mut frame.state {
            State::Object(object) => match object.current {
                Current::Listed(index) => match object.table.properties.get(index) {
                    Some(property) => {
                        let node = property.node;
                        let mend = self.mends == Mends::All;
                        let absent = (undo.null_is_absent || mend)
                            && matches!(event, Event::Null)
                            && !property.required
                            && !accepts(node, event);
                        if absent {
                            object.count = object.count.saturating_sub(1);
                            if !undo.null_is_absent {
                                self.mend(MendKind::NullForAbsent);
                            }
                            self.note_undone(Undoing::Null, raw);
                            self.closed(raw);
                            return None;
                        }
                        Some(Slot {
                            node,
                            place: place(frame.slot).and_then(|p| p.field(index)).map(Ptr::new),
                        })
                    }
                    None => None,
                },
                Current::Extra => match object.table.additional {
                    Additional::Keep(node) => {
                        let place = place(frame.slot).and_then(|place| place.entry(&object.extra));
                        if place.as_ref().is_some_and(|place| !place.is_absent()) {
                            object.current = Current::Past;
                            let name = object.extra.clone();
                            self.twice(&name);
                            None
                        } else {
                            let place = place.map(Ptr::new);
                            Some(Slot { node, place })
                        }
                    }
                    _ => None,
                },
                Current::Past | Current::None => None,
            },
            State::Array { items, count } => {
                *count += 1;
                Some(Slot {
                    node: items,
                    place: place(frame.slot).and_then(|p| p.push()).map(Ptr::new),
                })
            }
            State::Map { items, key, .. } => {
                let place = place(frame.slot).and_then(|place| place.entry(key));
                // A value inside an open one has no state that could tell; there the last one wins.
                let open = std::ptr::eq(*items, &raw const ANY);
                if !open && place.as_ref().is_some_and(|place| !place.is_absent()) {
                    let name = key.clone();
                    self.twice(&name);
                    None
                } else {
                    let place = place.map(Ptr::new);
                    Some(Slot { node: items, place })
                }
            }
            State::Wrapper { at_value } => {
                let slot = frame.slot;
                if *at_value && slot.place.is_some_and(|place| !place.get().is_absent()) {
                    self.twice("value");
                    None
                } else {
                    at_value.then_some(slot)
                }
            }
            State::Only { .. } => return self.begin_in_only(event, raw, undo),
            State::Entries { .. } | State::Entry { .. } => {
                return self.begin_in_entries(event, raw, undo);
            }
            State::Branch { .. }
            | State::Implied { .. }
            | State::Fork { .. }
            | State::Follow { .. } => None,
        };
        if let Some(slot) = slot {
            self.start(slot, event, raw, undo)
        } else {
            self.begin_past(event, raw);
            None
        }
    }

    /// Reads past the value that begins with `event`.
    pub(super) fn begin_past(&mut self, event: Event<'_>, raw: &mut Raw) {
        match event {
            Event::BeginObject | Event::BeginArray => {
                self.past = 1;
                self.nest += 1;
            }
            Event::BeginString => self.string = Some(Parts::Past),
            _ => self.closed(raw),
        }
    }

    /// Reports a value that does not fit its position, shows it, and reads past it.
    pub(super) fn refuse(
        &mut self,
        keyword: &'static str,
        message: String,
        event: Event<'_>,
        raw: &mut Raw,
    ) {
        if !self.found.is_full() {
            self.violate(keyword, message, None);
            let start = raw.begin(event, false);
            let purpose = Purpose::Shown(self.found.violations().len().saturating_sub(1));
            self.captures.push(Capture {
                nest: self.nest,
                start,
                depth: self.stack.len(),
                undo: Undo::default(),
                purpose,
            });
        }
        self.begin_past(event, raw);
    }

    pub(super) fn start(
        &mut self,
        mut slot: Slot,
        event: Event<'_>,
        raw: &mut Raw,
        undo: Undo,
    ) -> Option<Fork> {
        // Unions may stand in unions; `resolve` has refused those that contain themselves.
        loop {
            let node = slot.node;
            let Some(place) = place(slot) else {
                self.begin_past(event, raw);
                return None;
            };
            let is_aside = node.null_aside && matches!(event, Event::Null);
            if node.whole && !is_aside {
                let start = raw.begin(event, true);
                self.captures.push(Capture {
                    nest: self.nest,
                    start,
                    depth: self.stack.len(),
                    undo,
                    purpose: Purpose::Whole(node, self.found.violations().len()),
                });
            }
            if matches!(event, Event::Null) && node.nullable {
                place.null();
                self.closed(raw);
                return None;
            }
            let union = match node.kind {
                Kind::Union(union) => union,
                Kind::Same(node) => {
                    slot.node = node;
                    continue;
                }
                Kind::Later(later) => {
                    slot.node = later.get();
                    continue;
                }
                _ => return self.start_plain(slot, event, raw, undo),
            };
            let reshape = self.mends == Mends::All && self.may_reshape();
            let mut fitting = coerce_way::branches(union, event, self.mends, reshape);
            match (fitting.next(), fitting.next()) {
                (None, _) => {
                    let keyword = if union.exclusive { "oneOf" } else { "anyOf" };
                    let message =
                        format!("must be {}", either(union.branches.iter().map(|b| b.name)));
                    self.refuse(keyword, message, event, raw);
                    return None;
                }
                (Some((index, branch)), None) => {
                    place.begin(Shape::Union);
                    place.lead(index);
                    let place = place.branch(index).map(Ptr::new);
                    self.stack.push(Frame::new(slot, State::Branch { index }));
                    slot = Slot {
                        node: branch,
                        place,
                    };
                }
                _ => {
                    place.begin(Shape::Union);
                    return Some(Fork { slot, union });
                }
            }
        }
    }

    /// Starts a value at a position that is no union.
    pub(super) fn start_plain(
        &mut self,
        slot: Slot,
        event: Event<'_>,
        raw: &mut Raw,
        undo: Undo,
    ) -> Option<Fork> {
        let place = place(slot)?;
        let kind = match slot.node.kind {
            Kind::Some(types) if is_of(types, event) => Kind::Any,
            kind => kind,
        };
        match (kind, event) {
            (Kind::Foreign(types), event) if is_of(types, event) => self.begin_past(event, raw),
            // It may be a map.
            (Kind::Foreign(types), Event::BeginArray)
                if undo.entry_lists && types.has(Types::OBJECT) =>
            {
                self.begin_past(event, raw);
            }
            (Kind::Any | Kind::Null, Event::Null) => {
                place.null();
                self.closed(raw);
            }
            (Kind::Any | Kind::Boolean, Event::Boolean(value)) => {
                place.boolean(value);
                self.closed(raw);
            }
            (Kind::Any | Kind::Number | Kind::Integer, Event::Number(text)) => {
                self.whole_number(slot, text, event, raw);
            }
            (Kind::Any | Kind::String, Event::String(text)) => {
                self.whole_string(slot, text);
                self.closed(raw);
            }
            (Kind::Any | Kind::String, Event::BeginString) => {
                place.begin(Shape::String);
                self.string = Some(Parts::Text(slot));
            }
            (Kind::Enum(names), Event::String(text)) => {
                self.named(slot, names, text, raw);
                self.closed(raw);
            }
            (Kind::Enum(names), Event::BeginString) => {
                self.gathered.clear();
                self.string = Some(Parts::Name(slot, names));
            }
            (Kind::Object(table), Event::BeginObject) => self.open_object(slot, table),
            (Kind::Any, Event::BeginObject) => {
                place.begin(Shape::Object);
                self.open(
                    slot,
                    State::Map {
                        items: &ANY,
                        key: String::new(),
                        count: 0,
                    },
                );
            }
            (Kind::Map(items), Event::BeginObject) => {
                place.begin(Shape::Object);
                self.open(
                    slot,
                    State::Map {
                        items,
                        key: String::new(),
                        count: 0,
                    },
                );
            }
            (Kind::Map(items), Event::BeginArray) if undo.entry_lists => {
                place.begin(Shape::Object);
                self.note_undone(Undoing::Entries, raw);
                self.open(slot, State::Entries { items, count: 0 });
            }
            (Kind::Any, Event::BeginArray) => self.open_array(slot, &ANY),
            (Kind::Array(items), Event::BeginArray) => self.open_array(slot, items),
            _ => return self.misfit(slot, event, raw, undo),
        }
        None
    }

    pub(super) fn open(&mut self, slot: Slot, state: State) {
        self.nest += 1;
        self.stack.push(Frame::new(slot, state));
    }

    pub(super) fn open_object(&mut self, slot: Slot, table: &'static Object) {
        if let Some(place) = place(slot) {
            place.begin(Shape::Object);
        }
        self.open(
            slot,
            State::Object(ObjectState {
                table,
                next: 0,
                current: Current::None,
                seen: Seen::default(),
                count: 0,
                extra: String::new(),
            }),
        );
    }

    pub(super) fn open_array(&mut self, slot: Slot, items: &'static Node) {
        if let Some(place) = place(slot) {
            place.begin(Shape::Array);
        }
        self.open(slot, State::Array { items, count: 0 });
    }
}
