//! Lower bounds above upper ones, in one schema or across a conjunction.

use std::cmp::Ordering;

use super::parts::Part;
use super::possible::Possible;
use super::{Analysis, Known};
use crate::model::{Schema, SchemaId, compare_numbers, is_integer};
use crate::{Code, Finding};

/// A bound that some part of a conjunction sets.
struct Bound {
    part: Part,
    keyword: &'static str,
    /// JSON number text.
    value: String,
    /// Whether the value itself is out of bounds.
    exclusive: bool,
}

/// A pair of keywords that count, and what they count.
struct Pair {
    of: Possible,
    counted: &'static str,
    lower: (&'static str, fn(&Schema) -> Option<u64>),
    upper: (&'static str, fn(&Schema) -> Option<u64>),
}

const PAIRS: [Pair; 4] = [
    Pair {
        of: Possible::STRING,
        counted: "no string is that long and that short",
        lower: ("minLength", |s| s.bounds.min_length),
        upper: ("maxLength", |s| s.bounds.max_length),
    },
    Pair {
        of: Possible::ARRAY,
        counted: "no array has so many items and so few",
        lower: ("minItems", |s| s.bounds.min_items),
        upper: ("maxItems", |s| s.bounds.max_items),
    },
    Pair {
        of: Possible::ARRAY,
        counted: "no array has so many such items and so few",
        lower: ("minContains", |s| s.rare.min_contains),
        upper: ("maxContains", |s| s.rare.max_contains),
    },
    Pair {
        of: Possible::OBJECT,
        counted: "no object has so many properties and so few",
        lower: ("minProperties", |s| s.bounds.min_properties),
        upper: ("maxProperties", |s| s.bounds.max_properties),
    },
];

/// Takes away the types that no value can have within its bounds.
pub(super) fn narrow(analysis: &mut Analysis<'_>, id: SchemaId, known: &mut Known) {
    let schema = analysis.model.get(id);
    if schema.reference.is_none() && schema.all_of.is_empty() && !has_bounds(schema) {
        return;
    }
    let alone = [Part { id, by: 0 }];
    let together;
    let parts = if schema.reference.is_none() && schema.all_of.is_empty() {
        alone.as_slice()
    } else {
        together = analysis.parts(id);
        &together
    };
    numbers(analysis, parts, known);
    for pair in &PAIRS {
        // `minContains` counts what its own schema says.
        let parts = match pair.lower.0 {
            "minContains" => parts.get(..1).unwrap_or_default(),
            _ => parts,
        };
        let has = |field: fn(&Schema) -> Option<u64>| {
            let mut parts = parts.iter();
            parts.any(|part| field(analysis.model.get(part.id)).is_some())
        };
        if !known.possible.meets(pair.of) || !has(pair.lower.1) || !has(pair.upper.1) {
            continue;
        }
        let (Some(lower), Some(upper)) = (
            strictest(counts(analysis, parts, pair.lower), Ordering::Greater),
            strictest(counts(analysis, parts, pair.upper), Ordering::Less),
        ) else {
            continue;
        };
        if compare_numbers(&lower.value, &upper.value) == Ordering::Greater {
            exclude(analysis, known, pair.of, (&lower, &upper), pair.counted);
        }
    }
}

/// Whether a schema has any bound of its own.
fn has_bounds(schema: &Schema) -> bool {
    let counts = |(_, field): (&str, fn(&Schema) -> Option<u64>)| field(schema).is_some();
    let numbers = [
        &schema.bounds.minimum,
        &schema.bounds.exclusive_minimum,
        &schema.bounds.maximum,
        &schema.bounds.exclusive_maximum,
    ];
    numbers.into_iter().any(Option::is_some)
        || PAIRS
            .iter()
            .any(|pair| counts(pair.lower) || counts(pair.upper))
}

fn counts(
    analysis: &Analysis<'_>,
    parts: &[Part],
    (keyword, field): (&'static str, fn(&Schema) -> Option<u64>),
) -> Vec<Bound> {
    let bounds = parts.iter().filter_map(|part| {
        Some(Bound {
            part: *part,
            keyword,
            value: field(analysis.model.get(part.id))?.to_string(),
            exclusive: false,
        })
    });
    bounds.collect()
}

/// The bound that none other is beyond; the first of equal ones.
fn strictest(bounds: Vec<Bound>, beyond: Ordering) -> Option<Bound> {
    bounds.into_iter().reduce(|best, next| {
        let order = compare_numbers(&next.value, &best.value);
        let is_stricter =
            order == beyond || order == Ordering::Equal && next.exclusive && !best.exclusive;
        if is_stricter { next } else { best }
    })
}

fn numbers(analysis: &mut Analysis<'_>, parts: &[Part], known: &mut Known) {
    if !known.possible.meets(Possible::NUMBER) {
        return;
    }
    let schemas = || parts.iter().map(|part| analysis.model.get(part.id));
    let is_lower =
        |one: &Schema| one.bounds.minimum.is_some() || one.bounds.exclusive_minimum.is_some();
    let is_upper =
        |one: &Schema| one.bounds.maximum.is_some() || one.bounds.exclusive_maximum.is_some();
    if !schemas().any(is_lower) || !schemas().any(is_upper) {
        return;
    }
    let mut lower = Vec::new();
    let mut upper = Vec::new();
    for part in parts {
        let schema = analysis.model.get(part.id);
        let bound = |keyword, value: &Option<String>, exclusive| {
            let value = value.clone()?;
            Some(Bound {
                part: *part,
                keyword,
                value,
                exclusive,
            })
        };
        lower.extend(bound("minimum", &schema.bounds.minimum, false));
        lower.extend(bound(
            "exclusiveMinimum",
            &schema.bounds.exclusive_minimum,
            true,
        ));
        upper.extend(bound("maximum", &schema.bounds.maximum, false));
        upper.extend(bound(
            "exclusiveMaximum",
            &schema.bounds.exclusive_maximum,
            true,
        ));
    }
    let (Some(lower), Some(upper)) = (
        strictest(lower, Ordering::Greater),
        strictest(upper, Ordering::Less),
    ) else {
        return;
    };
    let bounds = (&lower, &upper);
    let is_empty = match compare_numbers(&lower.value, &upper.value) {
        Ordering::Greater => true,
        Ordering::Equal => lower.exclusive || upper.exclusive,
        Ordering::Less => false,
    };
    if is_empty {
        exclude(
            analysis,
            known,
            Possible::NUMBER,
            bounds,
            "no number lies between",
        );
    } else if known.possible.and(Possible::NUMBER) == Possible::INTEGER
        && holds_no_integer(&lower, &upper)
    {
        exclude(
            analysis,
            known,
            Possible::INTEGER,
            bounds,
            "no integer lies between",
        );
    }
}

/// Whether there is no integer between two bounds, where that can be told exactly.
fn holds_no_integer(lower: &Bound, upper: &Bound) -> bool {
    // So many digits are told apart by a float, and from every integer.
    let read = |bound: &Bound| {
        let text = bound.value.as_str();
        let value: f64 = text.parse().ok()?;
        (text.len() <= 15 && value.abs() < 1e15).then_some(value)
    };
    let (Some(low), Some(high)) = (read(lower), read(upper)) else {
        return false;
    };
    let first = if lower.exclusive && is_integer(&lower.value) {
        low + 1.0
    } else {
        low.ceil()
    };
    let last = if upper.exclusive && is_integer(&upper.value) {
        high - 1.0
    } else {
        high.floor()
    };
    first > last
}

/// Takes types away because of two bounds, and says so.
fn exclude(
    analysis: &mut Analysis<'_>,
    known: &mut Known,
    types: Possible,
    (lower, upper): (&Bound, &Bound),
    why: &str,
) {
    // Where both came in by one keyword, the schema behind that has been told of.
    if lower.part.by != 0 && lower.part.by == upper.part.by {
        known.possible = known.possible.without(types);
        return;
    }
    let place = |bound: &Bound| {
        let schema = analysis.model.get(bound.part.id);
        // Where draft-04 says by a boolean that a bound is excluded, the bound stands beside it.
        let keyword = match analysis.places.member(schema, bound.keyword) {
            Some(member) if matches!(member.value.value, crate::source::NodeValue::Bool(_)) => {
                bound.keyword_beside()
            }
            _ => bound.keyword,
        };
        analysis.places.value(schema, keyword)
    };
    let (first, second) = (place(lower), place(upper));
    let message = format!(
        "`{}` {} and `{}` {} exclude each other: {why}",
        lower.keyword, lower.value, upper.keyword, upper.value
    );
    let help = if lower.part.id == upper.part.id {
        "swap them, or drop one"
    } else {
        "both hold at once here, from different schemas: change one of them"
    };
    let finding = Finding::warning(Code::CONTRADICTION, first, message)
        .label(if lower.exclusive {
            "more than this"
        } else {
            "at least this"
        })
        .related(
            second,
            if upper.exclusive {
                "and less than this"
            } else {
                "and at most this"
            },
        )
        .help(help);
    if let Some(cause) = analysis.push_cause(finding) {
        known.exclude(types, cause);
    }
}

impl Bound {
    fn keyword_beside(&self) -> &'static str {
        match self.keyword {
            "exclusiveMinimum" => "minimum",
            _ => "maximum",
        }
    }
}
