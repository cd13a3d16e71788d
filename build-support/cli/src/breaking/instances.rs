//! Two schemas to instances worth trying: what one of them asks for, at and beside each of its limits, with
//! what the other one says in sight.
//!
//! Nothing here decides anything. Every instance is put before both schemas, so all that counts is
//! that they are few, and that where the schemas differ, one of them is likely to show it.

use std::cell::Cell;

use serde_json::{Number, Value, json};

use super::position::{Way, list, ways};
use super::scalars::{numbers, strings};

/// How deep instances go.
const DEEPEST: usize = 7;

/// How many values are made in all.
const MOST_VALUES: usize = 100_000;

/// How many are tried at a position that stands so deep.
const MOST_AT: [usize; 6] = [800, 150, 80, 48, 32, 16];

/// The longest string or list that is made.
pub(super) const LONGEST: u64 = 300;

/// The types in the order in which they are tried.
const TYPES: [&str; 7] = [
    "object", "array", "string", "integer", "number", "boolean", "null",
];

/// Instances that `of` may accept, the likelier ones first. `beside` says what else is worth trying.
pub(super) fn instances(of: &Value, beside: &Value) -> Vec<Value> {
    let maker = Maker {
        left: Cell::new(MOST_VALUES),
        of,
        beside,
    };
    maker.at(&ways(of, of), &ways(beside, beside), 0)
}

/// Values of one schema's kind, each once.
pub(super) struct Found {
    pub(super) values: Vec<Value>,
    pub(super) most: usize,
}

impl Found {
    pub(super) fn push(&mut self, value: Value) {
        if self.values.len() < self.most && !self.values.contains(&value) {
            self.values.push(value);
        }
    }
}

/// Makes values for two schemas.
pub(super) struct Maker<'a> {
    /// How many values may still be made.
    left: Cell<usize>,
    /// The schema that is to accept them, where its references lead.
    pub(super) of: &'a Value,
    /// The other one.
    pub(super) beside: &'a Value,
}

impl<'a> Maker<'a> {
    /// Values for a position where one of some ways is to be met. Recurses no deeper than [`DEEPEST`].
    pub(super) fn at(&self, ways: &[Way<'a>], beside: &[Way<'a>], depth: usize) -> Vec<Value> {
        let most = MOST_AT.get(depth).copied().unwrap_or(6);
        let mut found = Found {
            values: Vec::new(),
            most,
        };
        if depth > DEEPEST || self.left.get() == 0 {
            return found.values;
        }
        // Each way has its turn before the first one has used up the room.
        let mut turns: Vec<std::vec::IntoIter<Value>> = ways
            .iter()
            .map(|way| self.of_way(way, beside, depth).into_iter())
            .collect();
        turns.extend(
            beside
                .iter()
                .map(|way| self.of_way(way, ways, depth + 1).into_iter()),
        );
        turns.push(plain().into_iter());
        while found.values.len() < most {
            let before: usize = turns.iter().map(ExactSizeIterator::len).sum();
            turns
                .iter_mut()
                .filter_map(Iterator::next)
                .for_each(|value| found.push(value));
            if before == 0 {
                break;
            }
        }
        self.left
            .set(self.left.get().saturating_sub(found.values.len()));
        found.values
    }

    /// Values for one way.
    fn of_way(&self, way: &Way<'a>, beside: &[Way<'a>], depth: usize) -> Vec<Value> {
        let mut found = Found {
            values: Vec::new(),
            most: MOST_AT.get(depth).copied().unwrap_or(6),
        };
        for keywords in way {
            found
                .values
                .extend(keywords.get("const").into_iter().cloned());
            list(keywords, "enum").for_each(|value| found.push(value.clone()));
        }
        for kind in TYPES.iter().filter(|kind| takes(way, kind)) {
            match *kind {
                "object" => self.objects(way, beside, depth, &mut found),
                "array" => self.arrays(way, beside, depth, &mut found),
                "string" => strings(way, beside, &mut found),
                "integer" | "number" => numbers(way, beside, &mut found),
                "boolean" => [true, false]
                    .map(Value::from)
                    .into_iter()
                    .for_each(|one| found.push(one)),
                _ => found.push(Value::Null),
            }
        }
        found.values
    }
}

/// The ways of meeting several schemas at once.
pub(super) fn joined<'a>(schemas: &[&'a Value], root: &'a Value) -> Vec<Way<'a>> {
    let mut all: Vec<Way<'a>> = vec![Vec::new()];
    for schema in schemas {
        let more = ways(schema, root);
        all = all
            .iter()
            .flat_map(|way| {
                more.iter()
                    .map(move |more| [way.as_slice(), more.as_slice()].concat())
            })
            .take(24)
            .collect();
    }
    all
}

/// Whether a way has room for a type.
fn takes(way: &Way<'_>, kind: &str) -> bool {
    way.iter().all(|keywords| {
        let is = |value: &Value| value == kind || (kind == "integer" && value == "number");
        match keywords.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().any(is),
            Some(one) => is(one),
            None => true,
        }
    })
}

/// A value of each type.
fn plain() -> Vec<Value> {
    vec![
        json!("a"),
        json!(1),
        Value::Null,
        json!(true),
        json!(1.5),
        json!([]),
        json!({}),
        json!(-1),
        json!(""),
        json!(["a"]),
        // The number one with a fraction written: draft 4 does not call it an integer.
        Number::from_f64(1.0).map_or(Value::Null, Value::Number),
    ]
}
