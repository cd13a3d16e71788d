//! Branches of `anyOf` and `oneOf` that can never be the one that fits.

use crate::maps::HashMap;

use super::Analysis;
use super::parts::conjuncts;
use super::possible::Possible;
use super::shape::{Shapes, sketch};
use crate::model::{Said, Schema, SchemaId};
use crate::{Code, Finding, Json, Place};

/// How many branches that take whole types are compared with the others. There are not more sets of
/// types that people write.
const MAX_PLAIN: usize = 16;

/// A list of branches.
struct List<'a> {
    keyword: &'static str,
    branches: &'a [SchemaId],
    is_one_of: bool,
}

pub(super) fn report(analysis: &mut Analysis<'_>) {
    let model = analysis.model;
    let mut shapes = Shapes::default();
    for schema in &model.schemas {
        for list in [
            List {
                keyword: "anyOf",
                branches: &schema.any_of,
                is_one_of: false,
            },
            List {
                keyword: "oneOf",
                branches: &schema.one_of,
                is_one_of: true,
            },
        ] {
            if list.branches.len() > 1 {
                let told = vec![false; list.branches.len()];
                let mut told = Told(told);
                impossible(analysis, schema, &list, &mut told);
                equal(analysis, &list, &mut shapes, &mut told);
                contained(analysis, &list, &mut told);
                values(analysis, &list, &mut told);
            }
        }
    }
}

/// Which branches have been told of.
struct Told(Vec<bool>);

impl Told {
    fn has(&self, index: usize) -> bool {
        self.0.get(index).copied().unwrap_or(true)
    }

    fn add(&mut self, index: usize) {
        if let Some(told) = self.0.get_mut(index) {
            *told = true;
        }
    }
}

/// Branches that nothing fits, or nothing that also fits what stands beside the list.
fn impossible(analysis: &mut Analysis<'_>, schema: &Schema, list: &List<'_>, told: &mut Told) {
    let mut around = Possible::of_types(schema.types);
    let mut by = schema.types.map(|_| "type");
    for id in conjuncts(schema) {
        around = around.and(analysis.possible(id));
        by = by.or(Some(if schema.reference.is_some() {
            "$ref"
        } else {
            "allOf"
        }));
    }
    let is_hopeless = list
        .branches
        .iter()
        .all(|id| !analysis.possible(*id).meets(around));
    for (index, id) in list.branches.iter().enumerate() {
        let possible = analysis.possible(*id);
        if possible.is_empty() {
            told.add(index);
            // A slip has been told of where it is.
            if analysis.is_deliberately_never(*id) {
                let message = format!("this branch of `{}` can never fit", list.keyword);
                let finding = Finding::warning(Code::IDLE_BRANCH, place(analysis, *id), message)
                    .label("nothing fits this")
                    .help("remove the branch");
                analysis.push(finding);
            }
        } else if !is_hopeless && !possible.meets(around) {
            told.add(index);
            let Some(by) = by else { continue };
            let message = format!(
                "this branch of `{}` can never fit: it takes {}, and `{by}` beside the list takes {}",
                list.keyword,
                possible.describe(),
                around.describe()
            );
            let mut finding = Finding::warning(Code::IDLE_BRANCH, place(analysis, *id), message)
                .related(analysis.places.value(schema, by), "this must hold as well");
            finding.help.push(match by {
                "type" => "leave `type` to the branches, or remove the branch".to_owned(),
                _ => "remove the branch".to_owned(),
            });
            analysis.push(finding);
        }
    }
}

/// Branches that say what an earlier one says.
fn equal(analysis: &mut Analysis<'_>, list: &List<'_>, shapes: &mut Shapes, told: &mut Told) {
    let mut first: HashMap<u32, usize> = HashMap::default();
    let model = analysis.model;
    let sketches = list
        .branches
        .iter()
        .map(|id| sketch(model, model.follow(*id)));
    let sketches: Vec<u64> = sketches.collect();
    let mut alike: HashMap<u64, usize> = HashMap::default();
    for sketch in &sketches {
        *alike.entry(*sketch).or_default() += 1;
    }
    for (index, (id, sketch)) in list.branches.iter().zip(&sketches).enumerate() {
        let is_alone = alike.get(sketch) == Some(&1);
        if is_alone || told.has(index) {
            continue;
        }
        let earlier = *first
            .entry(shapes.of(analysis.model, analysis.model.follow(*id)))
            .or_insert(index);
        if earlier == index {
            continue;
        }
        told.add(index);
        // Of several equal ones, the first cannot be the only one either.
        if list.is_one_of {
            told.add(earlier);
        }
        let message = if list.is_one_of {
            "this branch of `oneOf` says what an earlier one says: what fits one fits both, and is refused"
        } else {
            "this branch of `anyOf` says what an earlier one says, so it is never needed"
        };
        push(
            analysis,
            list,
            (index, earlier),
            message,
            ("again here", "first here"),
        );
    }
}

/// Branches whose every value has a type that another takes whole.
fn contained(analysis: &mut Analysis<'_>, list: &List<'_>, told: &mut Told) {
    let mut plain: Vec<(usize, Possible)> = Vec::new();
    for (index, id) in list.branches.iter().enumerate() {
        if let Some(types) = whole_types(analysis, *id)
            && plain.len() < MAX_PLAIN
            && plain.iter().all(|(_, known)| *known != types)
        {
            plain.push((index, types));
        }
    }
    for (index, id) in list.branches.iter().enumerate() {
        let possible = analysis.possible(*id);
        let wider = plain.iter().find(|(other, types)| {
            let comes_first = *other < index || list.is_one_of;
            *other != index && comes_first && possible.is_within(*types)
        });
        let Some((other, types)) = wider.filter(|_| !told.has(index)) else {
            continue;
        };
        told.add(index);
        let message = if list.is_one_of {
            "whatever fits this branch of `oneOf` fits another one too, and is refused"
        } else {
            "whatever fits this branch of `anyOf` fits an earlier one, so it is never needed"
        };
        let here = format!("takes only {}", possible.describe());
        let there = format!("takes {}, whatever it is", types.describe());
        push(analysis, list, (index, *other), message, (&here, &there));
    }
}

/// The types that a schema takes without looking further.
fn whole_types(analysis: &Analysis<'_>, id: SchemaId) -> Option<Possible> {
    let schema = analysis.model.get(analysis.model.follow(id));
    if schema.boolean == Some(false) {
        return None;
    }
    let types = Said::SILENT.with(Said::TYPES).with(Said::BOOLEAN);
    schema
        .says_only(types)
        .then(|| Possible::of_types(schema.types))
}

/// Branches that list values which another branch lists.
fn values(analysis: &mut Analysis<'_>, list: &List<'_>, told: &mut Told) {
    let mut first: HashMap<Json, usize> = HashMap::default();
    for (index, id) in list.branches.iter().enumerate() {
        let Some(values) = listed_values(analysis, *id) else {
            continue;
        };
        let mut shared: Vec<(String, usize)> = Vec::new();
        let count = values.len();
        for value in values {
            let text = value.to_text();
            let earlier = *first.entry(value.canonical()).or_insert(index);
            if earlier != index {
                shared.push((text, earlier));
            }
        }
        let Some((value, earlier)) = shared.first().cloned() else {
            continue;
        };
        if told.has(index) {
            continue;
        }
        if list.is_one_of {
            told.add(index);
            let message = format!("`{value}` stands in two branches of `oneOf`, and is refused");
            push(
                analysis,
                list,
                (index, earlier),
                &message,
                ("again here", "first here"),
            );
        } else if shared.len() == count && shared.iter().all(|(_, one)| *one == earlier) {
            told.add(index);
            let message = "every value of this branch of `anyOf` stands in an earlier one, so it is never needed";
            let labels = ("these values", "have all been here");
            push(analysis, list, (index, earlier), message, labels);
        }
    }
}

/// The values of a schema that is a list of values and nothing else.
fn listed_values(analysis: &Analysis<'_>, id: SchemaId) -> Option<Vec<Json>> {
    let schema = analysis.model.get(analysis.model.follow(id));
    if !schema.says_only(Said::SILENT.with(Said::TYPES).with(Said::VALUES)) {
        return None;
    }
    match (&schema.constant, &schema.enumeration) {
        (Some(one), None) => Some(vec![one.value.clone()]),
        (None, Some(many)) => Some(many.value.clone()),
        _ => None,
    }
}

fn push(
    analysis: &mut Analysis<'_>,
    list: &List<'_>,
    (index, other): (usize, usize),
    message: &str,
    (label, other_label): (&str, &str),
) {
    let place = |index: usize| list.branches.get(index).map(|id| place(analysis, *id));
    let (Some(here), Some(there)) = (place(index), place(other)) else {
        return;
    };
    let help = if list.is_one_of {
        "remove one of them, say `anyOf`, or let one exclude what the other takes"
    } else {
        "remove it, or put it first where it should be tried first"
    };
    let finding = Finding::warning(Code::IDLE_BRANCH, here, message)
        .label(label)
        .related(there, other_label)
        .help(help);
    analysis.push(finding);
}

fn place(analysis: &Analysis<'_>, id: SchemaId) -> Place {
    analysis.model.get(id).place.clone()
}
