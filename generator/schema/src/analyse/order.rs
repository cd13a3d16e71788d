//! Schemas in an order in which each comes after those inside it and those it refers to.

use crate::model::{Model, SchemaId};

/// A schema that is being left when all it leads to has been.
struct Step {
    id: SchemaId,
    inner: Vec<SchemaId>,
}

/// Every schema once. Where references lead in a circle, the one that was met first comes last.
pub(super) fn inner_first(model: &Model) -> Vec<SchemaId> {
    let mut order = Vec::with_capacity(model.schemas.len());
    let mut met = vec![false; model.schemas.len()];
    let mut path: Vec<Step> = Vec::new();
    for start in 0..model.schemas.len() {
        let Ok(start) = u32::try_from(start) else {
            break;
        };
        enter(model, SchemaId(start), &mut met, &mut path);
        while let Some(step) = path.last_mut() {
            if let Some(next) = step.inner.pop() {
                enter(model, next, &mut met, &mut path);
                continue;
            }
            order.push(step.id);
            path.pop();
        }
    }
    order
}

fn enter(model: &Model, id: SchemaId, met: &mut [bool], path: &mut Vec<Step>) {
    let Some(met) = met.get_mut(id.0 as usize).filter(|met| !**met) else {
        return;
    };
    *met = true;
    let schema = model.get(id);
    let mut inner: Vec<SchemaId> = schema.children().chain(schema.reference).collect();
    inner.reverse();
    path.push(Step { id, inner });
}
