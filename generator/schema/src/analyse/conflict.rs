//! Types that exclude each other: of a schema, of what it refers to, and of its branches.

use super::possible::Possible;
use super::{Analysis, Cause, Known};
use crate::model::{Schema, SchemaId};
use crate::{Code, Finding, Place};

/// How many schemas beside it are shown.
const MORE: usize = 4;

/// Something that limits the types of a value, beside others that do.
struct Limit {
    /// How it is named to a person.
    named: String,
    place: Place,
    possible: Possible,
    /// Why nothing fits it, where nothing does.
    cause: Option<Cause>,
}

/// Takes away the types that any part of a conjunction excludes.
pub(super) fn narrow(analysis: &mut Analysis<'_>, id: SchemaId, known: &mut Known) {
    let schema = analysis.model.get(id);
    let mut before = vec![Limit {
        named: format!(
            "this schema itself, which takes {}",
            known.possible.describe()
        ),
        place: own_place(analysis, schema),
        possible: known.possible,
        cause: None,
    }];
    for limit in limits(analysis, schema) {
        let left = known.possible.and(limit.possible);
        if left.is_empty() && !known.possible.is_empty() {
            let cause = match limit.cause {
                Some(cause) => Some(cause),
                None => analysis.push_cause(conflict(&before, &limit)),
            };
            if let Some(cause) = cause {
                known.exclude(Possible::ALL, cause);
            }
            return;
        }
        known.possible = left;
        before.push(limit);
    }
}

/// The place of what a schema says itself.
fn own_place(analysis: &Analysis<'_>, schema: &Schema) -> Place {
    let keyword = ["type", "const", "enum"]
        .into_iter()
        .find(|keyword| analysis.places.member(schema, keyword).is_some());
    analysis.places.value(schema, keyword.unwrap_or_default())
}

fn limits(analysis: &Analysis<'_>, schema: &Schema) -> Vec<Limit> {
    let mut limits = Vec::new();
    if let Some(not) = schema.not
        && let Some(types) = only_types(analysis, not)
    {
        let possible = Possible::ALL.without(types);
        limits.push(Limit {
            named: format!("`not`, which leaves {}", possible.describe()),
            place: analysis.places.value(schema, "not"),
            possible,
            cause: None,
        });
    }
    let mut one = |id: SchemaId, keyword: &str, place: Place| {
        let possible = analysis.possible(id);
        limits.push(Limit {
            named: format!("{keyword}, which takes {}", possible.describe()),
            place,
            possible,
            cause: analysis.cause(id).cloned(),
        });
    };
    if let Some(target) = schema.reference {
        one(target, "`$ref`", analysis.places.value(schema, "$ref"));
    }
    for member in &schema.all_of {
        let place = analysis.model.get(*member).place.clone();
        one(*member, "a member of `allOf`", place);
    }
    for (keyword, branches) in [("anyOf", &schema.any_of), ("oneOf", &schema.one_of)] {
        let Some(first) = branches.first() else {
            continue;
        };
        let possible = branches
            .iter()
            .fold(Possible::NONE, |all, one| all.or(analysis.possible(*one)));
        limits.push(Limit {
            named: format!("`{keyword}`, which takes {}", possible.describe()),
            place: analysis.places.value(schema, keyword),
            possible,
            cause: analysis
                .cause(*first)
                .filter(|_| possible.is_empty())
                .cloned(),
        });
    }
    limits
}

/// The types of a schema that says nothing but `type`.
pub(super) fn only_types(analysis: &Analysis<'_>, id: SchemaId) -> Option<Possible> {
    let schema = analysis.model.get(analysis.model.follow(id));
    let types = schema.types?;
    let mut rest = super::shape::asserting(schema);
    rest.types = None;
    (rest == Schema::empty(rest.place.clone())).then(|| Possible::of_types(Some(types)))
}

fn conflict(before: &[Limit], last: &Limit) -> Finding {
    // Most often one of the others is to blame alone.
    let alone = before.iter().find(|one| !one.possible.meets(last.possible));
    let message = match alone {
        Some(other) => format!("nothing fits both {}, and {}", other.named, last.named),
        None => format!("nothing fits {}, and all that is beside it", last.named),
    };
    let mut finding = Finding::warning(Code::TYPE_CONFLICT, last.place.clone(), message);
    if let Some(other) = alone {
        finding = finding
            .label("this excludes the other")
            .related(other.place.clone(), "the other");
    } else {
        let others = before.iter().filter(|one| one.possible != Possible::ALL);
        for other in others.take(MORE) {
            let label = format!("beside it: takes {}", other.possible.describe());
            finding = finding.related(other.place.clone(), label);
        }
    }
    finding.help("a value has one type: change one of them, or say `anyOf` where either is meant")
}
