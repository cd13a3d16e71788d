//! Boxes where a type contains itself.

use crate::ir::{Position, Ty, Type, TypeId, TypeKind};

/// Boxes each position through which its type contains itself without a list or map between.
pub(super) fn box_cycles(types: &mut [Type]) {
    let edges: Vec<Vec<TypeId>> = types
        .iter()
        .map(|t| positions(&t.kind).filter_map(direct).collect())
        .collect();
    let reach: Vec<Vec<bool>> = (0..edges.len())
        .map(|from| reachable(&edges, from))
        .collect();
    for (from, one) in types.iter_mut().enumerate() {
        for position in positions_mut(&mut one.kind) {
            if let Some(TypeId(to)) = direct(position) {
                position.boxed = reach
                    .get(to)
                    .is_some_and(|reach| reach.get(from) == Some(&true));
            }
        }
    }
}

fn reachable(edges: &[Vec<TypeId>], from: usize) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    let mut waiting = vec![from];
    let mut first = true;
    while let Some(node) = waiting.pop() {
        if !first && std::mem::replace(&mut seen[node], true) {
            continue;
        }
        // A type reaches itself only through an edge.
        first = false;
        waiting.extend(
            edges[node]
                .iter()
                .map(|TypeId(to)| *to)
                .filter(|to| !seen[*to]),
        );
    }
    // Being there counts as reaching: an edge to oneself is a cycle.
    seen[from] = true;
    seen
}

/// The named type that a position holds by value.
fn direct(position: &Position) -> Option<TypeId> {
    match position.ty {
        Ty::Named(id) => Some(id),
        _ => None,
    }
}

fn positions(kind: &TypeKind) -> Box<dyn Iterator<Item = &Position> + '_> {
    match kind {
        TypeKind::Struct(one) => Box::new(one.fields.iter().map(|field| &field.position)),
        TypeKind::Union(one) => Box::new(one.branches.iter().map(|branch| &branch.position)),
        TypeKind::Newtype(position) => Box::new(std::iter::once(position)),
        TypeKind::Enum(_) | TypeKind::Unknown => Box::new(std::iter::empty()),
    }
}

fn positions_mut(kind: &mut TypeKind) -> Box<dyn Iterator<Item = &mut Position> + '_> {
    match kind {
        TypeKind::Struct(one) => Box::new(one.fields.iter_mut().map(|field| &mut field.position)),
        TypeKind::Union(one) => {
            Box::new(one.branches.iter_mut().map(|branch| &mut branch.position))
        }
        TypeKind::Newtype(position) => Box::new(std::iter::once(position)),
        TypeKind::Enum(_) | TypeKind::Unknown => Box::new(std::iter::empty()),
    }
}
