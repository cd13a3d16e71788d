//! Boxes where a type contains itself.

use crate::ir::{Position, Ty, Type, TypeId, TypeKind};

/// Boxes each position through which its type contains itself without a list or map between.
///
/// Those are the positions whose type is of the same strongly connected component as the one they stand
/// in: each of the two leads to the other.
pub(super) fn box_cycles(types: &mut [Type]) {
    let edges: Vec<Vec<usize>> = types
        .iter()
        .map(|one| {
            positions(&one.kind)
                .filter_map(direct)
                .map(|to| to.0)
                .collect()
        })
        .collect();
    let components = components(&edges);
    for (from, one) in types.iter_mut().enumerate() {
        for position in positions_mut(&mut one.kind) {
            if let Some(TypeId(to)) = direct(position) {
                position.boxed = components.get(to) == components.get(from);
            }
        }
    }
}

/// The strongly connected component of each node, as a number.
///
/// Tarjan's algorithm, with a stack of its own: a chain of types may be as long as a schema.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    // Nodes get numbers as they are met. `low` is the least that a node is known to lead to among those
    // whose component is still open, which is what makes them one component.
    let mut number = vec![UNSEEN; edges.len()];
    let mut low = number.clone();
    let mut component = number.clone();
    let mut open = Vec::new();
    let (mut met, mut closed) = (0, 0);
    for root in 0..edges.len() {
        if number[root] != UNSEEN {
            continue;
        }
        // A node on the way, and how many of its edges have been followed.
        let mut way = vec![(root, 0)];
        while let Some(&mut (node, ref mut followed)) = way.last_mut() {
            if *followed == 0 {
                (number[node], low[node]) = (met, met);
                met += 1;
                open.push(node);
            }
            let next = edges[node].get(*followed).copied();
            *followed += 1;
            match next.filter(|to| *to < edges.len()) {
                Some(to) if number[to] == UNSEEN => way.push((to, 0)),
                Some(to) if component[to] == UNSEEN => low[node] = low[node].min(number[to]),
                Some(_) => {}
                None if next.is_some() => {}
                None => {
                    way.pop();
                    if let Some(&(before, _)) = way.last() {
                        low[before] = low[before].min(low[node]);
                    }
                    if low[node] == number[node] {
                        while let Some(member) = open.pop() {
                            component[member] = closed;
                            if member == node {
                                break;
                            }
                        }
                        closed += 1;
                    }
                }
            }
        }
    }
    component
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

#[cfg(test)]
mod tests {
    use super::components;

    /// Whether two nodes are of one component, by following every edge from each.
    fn connected(edges: &[Vec<usize>], a: usize, b: usize) -> bool {
        let leads = |from: usize, to: usize| {
            let mut seen = vec![false; edges.len()];
            let mut waiting = vec![from];
            while let Some(node) = waiting.pop() {
                if !std::mem::replace(&mut seen[node], true) {
                    waiting.extend(&edges[node]);
                }
            }
            seen[to]
        };
        leads(a, b) && leads(b, a)
    }

    #[test]
    fn components_are_what_leads_to_each_other() {
        // Every graph of four nodes, where no node leads to itself, which makes no difference.
        for bits in 0..1_u32 << 12 {
            let bit = |from: usize, to: usize| from * 3 + to - usize::from(to > from);
            let has = |from: usize, to: usize| from != to && bits >> bit(from, to) & 1 == 1;
            let edges: Vec<Vec<usize>> = (0..4)
                .map(|from| (0..4).filter(|to| has(from, *to)).collect())
                .collect();
            let found = components(&edges);
            for a in 0..4 {
                for b in 0..4 {
                    let wanted = connected(&edges, a, b);
                    assert_eq!(found[a] == found[b], wanted, "{edges:?} {a} {b}");
                }
            }
        }
    }

    #[test]
    fn a_long_chain_needs_neither_stack_nor_time() {
        let length = 200_000;
        let chain = |last: Vec<usize>| {
            let mut edges: Vec<Vec<usize>> = (1..length).map(|next| vec![next]).collect();
            edges.push(last);
            components(&edges)
        };
        let mut open = chain(Vec::new());
        open.sort_unstable();
        open.dedup();
        assert_eq!(open.len(), length);
        let closed = chain(vec![0]);
        assert!(closed.iter().all(|one| *one == closed[0]));
    }
}
