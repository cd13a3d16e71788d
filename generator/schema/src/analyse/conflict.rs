//! Types that exclude each other: of a schema, of what it refers to, and of its branches.

use super::possible::Possible;
use super::{Analysis, Cause, Known};
use crate::model::{Said, Schema, SchemaId};
use crate::{Code, Finding, Place};

/// How many schemas beside it are shown.
const MORE: usize = 4;

/// Something that limits the types of a value, beside others that do.
struct Limit {
    /// What it is, and what it does to the types, in words.
    named: &'static str,
    at: Where,
    possible: Possible,
    /// Why nothing fits it, where nothing does.
    cause: Option<Cause>,
}

/// Where a limit stands.
#[derive(Clone, Copy)]
enum Where {
    /// It is what the schema says itself.
    Own,
    /// The value of a keyword.
    Value(&'static str),
    /// Another schema.
    Schema(SchemaId),
}

/// Takes away the types that any part of a conjunction excludes.
pub(super) fn narrow(analysis: &mut Analysis<'_>, id: SchemaId, known: &mut Known) {
    let schema = analysis.model.get(id);
    let limits = limits(analysis, schema);
    if limits.is_empty() {
        return;
    }
    let mut before = vec![Limit {
        named: "this schema itself, which takes",
        at: Where::Own,
        possible: known.possible,
        cause: None,
    }];
    for limit in limits {
        let left = known.possible.and(limit.possible);
        if left.is_empty() && !known.possible.is_empty() {
            let cause = match limit.cause {
                Some(cause) => Some(cause),
                None => analysis.push_cause(conflict(analysis, schema, &before, &limit)),
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

fn place(analysis: &Analysis<'_>, schema: &Schema, limit: &Limit) -> Place {
    match limit.at {
        Where::Value(keyword) => analysis.places.value(schema, keyword),
        Where::Schema(id) => analysis.model.get(id).place.clone(),
        Where::Own => {
            let keyword = ["type", "const", "enum"]
                .into_iter()
                .find(|keyword| analysis.places.member(schema, keyword).is_some());
            analysis.places.value(schema, keyword.unwrap_or_default())
        }
    }
}

fn limits(analysis: &Analysis<'_>, schema: &Schema) -> Vec<Limit> {
    let mut limits = Vec::new();
    if let Some(not) = schema.rare.not
        && let Some(types) = only_types(analysis, not)
    {
        limits.push(Limit {
            named: "`not`, which leaves",
            at: Where::Value("not"),
            possible: Possible::ALL.without(types),
            cause: None,
        });
    }
    let mut one = |id: SchemaId, named: &'static str, at: Where| {
        limits.push(Limit {
            named,
            at,
            possible: analysis.possible(id),
            cause: analysis.cause(id).cloned(),
        });
    };
    if let Some(target) = schema.reference {
        one(target, "`$ref`, which takes", Where::Value("$ref"));
    }
    for member in &schema.all_of {
        one(
            *member,
            "a member of `allOf`, which takes",
            Where::Schema(*member),
        );
    }
    for (keyword, named, branches) in [
        ("anyOf", "`anyOf`, which takes", &schema.any_of),
        ("oneOf", "`oneOf`, which takes", &schema.one_of),
    ] {
        let Some(first) = branches.first() else {
            continue;
        };
        let possible = branches
            .iter()
            .fold(Possible::NONE, |all, one| all.or(analysis.possible(*one)));
        limits.push(Limit {
            named,
            at: Where::Value(keyword),
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
    schema
        .says_only(Said::SILENT.with(Said::TYPES))
        .then(|| Possible::of_types(Some(types)))
}

fn conflict(analysis: &Analysis<'_>, schema: &Schema, before: &[Limit], last: &Limit) -> Finding {
    let named = |limit: &Limit| format!("{} {}", limit.named, limit.possible.describe());
    // Most often one of the others is to blame alone.
    let alone = before.iter().find(|one| !one.possible.meets(last.possible));
    let message = match alone {
        Some(other) => format!("nothing fits both {}, and {}", named(other), named(last)),
        None => format!("nothing fits {}, and all that is beside it", named(last)),
    };
    let at = |limit: &Limit| place(analysis, schema, limit);
    let mut finding = Finding::warning(Code::TYPE_CONFLICT, at(last), message);
    if let Some(other) = alone {
        finding = finding
            .label("this excludes the other")
            .related(at(other), "the other");
    } else {
        let others = before.iter().filter(|one| one.possible != Possible::ALL);
        for other in others.take(MORE) {
            let label = format!("beside it: takes {}", other.possible.describe());
            finding = finding.related(at(other), label);
        }
    }
    finding.help("a value has one type: change one of them, or say `anyOf` where either is meant")
}
