//! Whether a value that does not fit a position can be brought to fit, and how.

use super::coerce_name;
use super::coerce_number;
use super::coerce_scalar;
use super::describe::accepts;
use crate::json::Event;
use crate::lenient::{MendKind, Mends};
use crate::rules::Types;
use crate::table::{Kind, Node, Object, Property, Union};

/// How a value is brought to fit.
pub(super) enum Way {
    /// It fits.
    AsIs,
    Null(MendKind),
    Boolean(bool),
    Number(String, MendKind),
    Text(String),
    Name(usize, MendKind),
    /// As a list of one.
    List,
    /// As the property of this index.
    Implied(usize),
    /// Its only item, or only property, is the value.
    Only,
}

impl Way {
    /// Whether a phrase had to be understood.
    fn is_from_phrase(&self) -> bool {
        matches!(
            self,
            Self::Number(_, MendKind::NumberInPhrase)
                | Self::Name(_, MendKind::ValueInPhrase | MendKind::MostMentioned)
        )
    }
}

/// Unions and names for positions stand in each other at most so deep.
const DEEPEST: usize = 32;

/// How a value that begins with this event can be brought to fit; `reshape` says whether its shape may be
/// changed, which is done once, not again inside.
pub(super) fn way(node: &Node, event: Event<'_>, reshape: bool) -> Option<Way> {
    way_at(node, event, reshape, DEEPEST)
}

fn way_at(node: &Node, event: Event<'_>, reshape: bool, left: usize) -> Option<Way> {
    let left = left.checked_sub(1)?;
    if accepts(node, event) {
        return Some(Way::AsIs);
    }
    let direct = match (node.kind, event) {
        (Kind::Same(node), _) => way_at(node, event, reshape, left),
        (Kind::Later(later), _) => way_at(later.get(), event, reshape, left),
        (Kind::Union(union), _) => union
            .branches
            .iter()
            .find_map(|branch| way_at(branch.node, event, reshape, left))
            .map(|_| Way::AsIs),
        (kind, event) => scalar(kind, node, event),
    };
    if direct.is_some() {
        return direct;
    }
    if node.nullable && matches!(event, Event::String(text) if coerce_scalar::is_nothing(text)) {
        return Some(Way::Null(MendKind::ToNull));
    }
    if reshape {
        return reshaped(node, event, left);
    }
    None
}

/// A scalar as another one.
pub(super) fn scalar(kind: Kind, node: &Node, event: Event<'_>) -> Option<Way> {
    let kind = match kind {
        Kind::Some(types) => only_scalar(types)?,
        kind => kind,
    };
    match (kind, event) {
        (Kind::Null, Event::String(text)) => {
            coerce_scalar::is_nothing(text).then_some(Way::Null(MendKind::ToNull))
        }
        (Kind::Boolean, Event::String(text)) => coerce_scalar::boolean(text).map(Way::Boolean),
        (Kind::Boolean, Event::Number(text)) => match text {
            "0" => Some(Way::Boolean(false)),
            "1" => Some(Way::Boolean(true)),
            _ => None,
        },
        (Kind::Number, Event::String(text)) => {
            coerce_number::number(text).map(|(number, kind)| Way::Number(number, kind))
        }
        (Kind::Integer, Event::String(text)) => coerce_number::number(text)
            .filter(|(number, _)| Types::INTEGER.has_number(number))
            .map(|(number, kind)| Way::Number(number, kind)),
        (Kind::String, Event::Number(text)) => Some(Way::Text(text.to_owned())),
        (Kind::String, Event::Boolean(value)) => Some(Way::Text(value.to_string())),
        (Kind::Enum(names), Event::String(text) | Event::Number(text)) => {
            let found = coerce_name::find(text, names, node.spellings);
            found.map(|(index, kind)| Way::Name(index, kind))
        }
        (Kind::Enum(names), Event::Boolean(value)) => {
            let text = if value { "true" } else { "false" };
            let found = coerce_name::find(text, names, node.spellings);
            found.map(|(index, kind)| Way::Name(index, kind))
        }
        _ => None,
    }
}

/// The kind of values of these types, where they are scalars of one type.
fn only_scalar(types: Types) -> Option<Kind> {
    let kinds = [
        (Types::STRING, Kind::String),
        (Types::NUMBER, Kind::Number),
        (Types::INTEGER, Kind::Integer),
        (Types::BOOLEAN, Kind::Boolean),
    ];
    kinds
        .into_iter()
        .find(|(one, _)| *one == types)
        .map(|(_, kind)| kind)
}

/// A value in another shape.
fn reshaped(node: &Node, event: Event<'_>, left: usize) -> Option<Way> {
    // A guess at what a phrase means and one at the shape are too many.
    let fits = |node: &Node| {
        let way = way_at(node, event, false, left);
        way.is_some_and(|way| !way.is_from_phrase())
    };
    match (node.kind, event) {
        (_, Event::Null) => None,
        (Kind::Array(items), _) if fits(items) => Some(Way::List),
        (Kind::Object(table), Event::BeginArray) => match only_property(table) {
            Some(only) if accepts(only.node, event) => Some(Way::Implied(0)),
            _ => Some(Way::Only),
        },
        (Kind::Object(table), _) => only_property(table)
            .is_some_and(|only| fits(only.node))
            .then_some(Way::Implied(0)),
        (Kind::Map(_), Event::BeginArray)
        | (Kind::Array(_), Event::BeginObject)
        | (
            Kind::Boolean | Kind::Integer | Kind::Number | Kind::Enum(_),
            Event::BeginArray | Event::BeginObject,
        ) => Some(Way::Only),
        _ => None,
    }
}

fn only_property(table: &'static Object) -> Option<&'static Property> {
    match table.properties {
        [only] => Some(only),
        _ => None,
    }
}

/// Which branches of a union a value may be read as: those that it fits as it is, or else those that it
/// can be brought to fit.
pub(super) fn branches(
    union: &'static Union,
    event: Event<'_>,
    mends: Mends,
    reshape: bool,
) -> impl Iterator<Item = (usize, &'static Node)> {
    let nodes = || union.branches.iter().map(|branch| branch.node);
    // A string that comes in parts says nothing yet, and what is told must not depend on that.
    let event = match event {
        Event::String(_) if mends == Mends::None => Event::BeginString,
        event => event,
    };
    let mend = mends == Mends::All && !nodes().any(|node| accepts(node, event));
    nodes().enumerate().filter(move |(_, node)| {
        if mend {
            way(node, event, reshape).is_some()
        } else {
            accepts(node, event)
        }
    })
}
