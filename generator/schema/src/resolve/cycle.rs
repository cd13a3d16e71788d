//! References that lead in a circle without a property or an item between: nothing is described.

use crate::maps::{HashMap, HashSet};

use crate::model::{Resource, Schema, SchemaId};
use crate::{Code, Finding, Place};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// A schema on the path that is being walked, and its successors that have not been tried.
struct Step {
    id: SchemaId,
    next: std::vec::IntoIter<SchemaId>,
}

/// One finding for each circle, with a schema on it. `references` says where each schema's reference stands.
pub(super) fn find(
    schemas: &[Schema],
    references: &HashMap<SchemaId, Place>,
    resources: &[Resource],
) -> Vec<(SchemaId, Finding)> {
    let names = Names::of(resources);
    let mut marks = vec![Mark::New; schemas.len()];
    let mut findings = Vec::new();
    for start in 0..schemas.len() {
        if marks.get(start) != Some(&Mark::New) {
            continue;
        }
        let mut path: Vec<Step> = Vec::new();
        open(&mut path, &mut marks, schemas, start, &names);
        while let Some(step) = path.last_mut() {
            let id = step.id;
            let Some(next) = step.next.next() else {
                path.pop();
                if let Some(mark) = marks.get_mut(id.0 as usize) {
                    *mark = Mark::Done;
                }
                continue;
            };
            match marks.get(next.0 as usize) {
                Some(Mark::New) => open(&mut path, &mut marks, schemas, next.0 as usize, &names),
                Some(Mark::Open) => findings.extend(report(&path, next, references)),
                _ => {}
            }
        }
    }
    findings
}

/// How many resources offer each name of dynamic references.
struct Names<'a>(HashMap<&'a str, usize>);

impl<'a> Names<'a> {
    fn of(resources: &'a [Resource]) -> Self {
        let mut counts = HashMap::default();
        for resource in resources {
            let names: HashSet<&str> = resource.dynamic.iter().map(|(n, _)| n.as_str()).collect();
            for name in names {
                *counts.entry(name).or_insert(0) += 1;
            }
        }
        Self(counts)
    }

    /// Whether a name leads to one place, from wherever it is looked for.
    fn is_settled(&self, name: &str) -> bool {
        self.0.get(name).is_none_or(|count| *count <= 1)
    }
}

fn open(
    path: &mut Vec<Step>,
    marks: &mut [Mark],
    schemas: &[Schema],
    index: usize,
    names: &Names<'_>,
) {
    let schema = schemas.get(index);
    if let (Some(schema), Some(mark), Ok(id)) = (schema, marks.get_mut(index), u32::try_from(index))
    {
        *mark = Mark::Open;
        path.push(Step {
            id: SchemaId(id),
            next: successors(schema, names).into_iter(),
        });
    }
}

/// The schemas that judge the same value as this one. A dynamic reference that may lead elsewhere
/// need not come back to where it leads by itself.
fn successors(schema: &Schema, names: &Names<'_>) -> Vec<SchemaId> {
    let dynamic = schema.rare.dynamic_reference.as_ref();
    let dynamic = dynamic.filter(|one| names.is_settled(&one.name));
    let references = schema.reference.into_iter();
    let references = references.chain(dynamic.map(|one| one.initial));
    references.chain(schema.in_place()).collect()
}

fn report(
    path: &[Step],
    back_to: SchemaId,
    references: &HashMap<SchemaId, Place>,
) -> Option<(SchemaId, Finding)> {
    let from = path.iter().position(|step| step.id == back_to)?;
    let mut places = path
        .iter()
        .skip(from)
        .filter_map(|step| references.get(&step.id));
    let first = places.next()?;
    let message = "this reference leads back to itself, and describes nothing on the way";
    let mut finding = Finding::error(Code::REF_CYCLE, first.clone(), message)
        .help("recursion must pass through a property or an item");
    for place in places {
        finding = finding.related(place.clone(), "by way of this one");
    }
    Some((back_to, finding))
}
