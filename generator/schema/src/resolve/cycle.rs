//! References that lead in a circle without a property or an item between: nothing is described.

use std::collections::HashMap;

use crate::model::{Schema, SchemaId};
use crate::{Code, Finding, Place};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// A schema on the path that is being walked, and how many of its successors have been tried.
struct Step {
    id: SchemaId,
    next: usize,
}

/// One finding for each circle. `references` says where each schema's `$ref` stands.
pub(super) fn find(schemas: &[Schema], references: &HashMap<SchemaId, Place>) -> Vec<Finding> {
    let mut marks = vec![Mark::New; schemas.len()];
    let mut findings = Vec::new();
    for start in 0..schemas.len() {
        if marks.get(start) != Some(&Mark::New) {
            continue;
        }
        let mut path: Vec<Step> = Vec::new();
        open(&mut path, &mut marks, start);
        while let Some(step) = path.last_mut() {
            let id = step.id;
            let successor = schemas
                .get(id.0 as usize)
                .and_then(|s| successor(s, step.next));
            step.next += 1;
            let Some(next) = successor else {
                path.pop();
                if let Some(mark) = marks.get_mut(id.0 as usize) {
                    *mark = Mark::Done;
                }
                continue;
            };
            match marks.get(next.0 as usize) {
                Some(Mark::New) => open(&mut path, &mut marks, next.0 as usize),
                Some(Mark::Open) => findings.extend(report(&path, next, references)),
                _ => {}
            }
        }
    }
    findings
}

fn open(path: &mut Vec<Step>, marks: &mut [Mark], index: usize) {
    if let (Some(mark), Ok(id)) = (marks.get_mut(index), u32::try_from(index)) {
        *mark = Mark::Open;
        path.push(Step {
            id: SchemaId(id),
            next: 0,
        });
    }
}

/// The schemas that judge the same value as this one, one by one.
fn successor(schema: &Schema, index: usize) -> Option<SchemaId> {
    let dynamic = schema.dynamic_reference.as_ref().map(|one| one.initial);
    let references = schema.reference.into_iter().chain(dynamic);
    references.chain(schema.in_place()).nth(index)
}

fn report(
    path: &[Step],
    back_to: SchemaId,
    references: &HashMap<SchemaId, Place>,
) -> Option<Finding> {
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
    Some(finding)
}
