//! Schemas in an order in which each comes after those inside it and those it refers to.

use crate::model::{Model, SchemaId};

/// What is to be done next.
enum Step {
    Enter(SchemaId),
    /// All that it leads to has been.
    Leave(SchemaId),
}

/// Every schema once. Where references lead in a circle, the one that was met first comes last.
pub(super) fn inner_first(model: &Model) -> Vec<SchemaId> {
    let mut order = Vec::with_capacity(model.schemas.len());
    let mut met = vec![false; model.schemas.len()];
    let mut steps: Vec<Step> = Vec::new();
    for start in 0..model.schemas.len() {
        let Ok(start) = u32::try_from(start) else {
            break;
        };
        steps.push(Step::Enter(SchemaId(start)));
        while let Some(step) = steps.pop() {
            match step {
                Step::Leave(id) => order.push(id),
                Step::Enter(id) => enter(model, id, &mut met, &mut steps),
            }
        }
    }
    order
}

fn enter(model: &Model, id: SchemaId, met: &mut [bool], steps: &mut Vec<Step>) {
    let Some(met) = met.get_mut(id.0 as usize).filter(|met| !**met) else {
        return;
    };
    *met = true;
    let schema = model.get(id);
    steps.push(Step::Leave(id));
    let bottom = steps.len();
    schema.each_child(|child| steps.push(Step::Enter(child)));
    steps.extend(schema.reference.map(Step::Enter));
    // The first comes first.
    if let Some(inner) = steps.get_mut(bottom..) {
        inner.reverse();
    }
}
