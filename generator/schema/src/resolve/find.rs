//! JSON Pointers to nodes, quickly also where an object has very many members.

use crate::maps::HashMap;

use super::target::{Miss, There};
use crate::source::{Node, NodeValue, SourceId, pointer};
use crate::suggest;

/// Objects up to this size are searched; larger ones get an index.
const SEARCHED: usize = 16;

/// How many names are compared in all to find those that were meant. Each wrong reference of a large
/// document would be compared with every name of it.
const COMPARED: usize = 200_000;

/// The keys of large objects, by where the objects stand.
#[derive(Default)]
pub(super) struct Finder {
    keys: HashMap<(SourceId, String), HashMap<String, usize>>,
    compared: usize,
}

impl Finder {
    /// The child of a node that a token names. `place` is the node's own pointer.
    pub(super) fn child<'n>(
        &mut self,
        source: SourceId,
        place: &str,
        node: &'n Node,
        token: &str,
    ) -> Option<&'n Node> {
        match &node.value {
            NodeValue::Object(members) if members.len() > SEARCHED => {
                let keys = self.keys.entry((source, place.to_owned()));
                let keys = keys.or_insert_with(|| {
                    let members = members.iter().enumerate();
                    members.map(|(i, m)| (m.key.clone(), i)).collect()
                });
                let member = members.get(*keys.get(token)?)?;
                (member.key == token).then_some(&member.value)
            }
            _ => pointer::child(node, token),
        }
    }

    /// Visits what a pointer leads through, the start and the end included.
    pub(super) fn walk<'n>(
        &mut self,
        source: SourceId,
        start: &'n Node,
        path: &str,
        mut visit: impl FnMut(&str, &'n Node),
    ) -> Result<&'n Node, Miss> {
        let mut node = start;
        let mut reached = String::new();
        visit(&reached, node);
        for token in pointer::tokens(path) {
            let Some(child) = self.child(source, &reached, node, &token) else {
                return Err(self.miss(reached, token, node));
            };
            node = child;
            pointer::push(&mut reached, &token);
            visit(&reached, node);
        }
        Ok(node)
    }

    /// Whether so many names more may be compared.
    pub(super) fn may_compare(&mut self, names: usize) -> bool {
        let may = self.compared.saturating_add(names) <= COMPARED;
        if may {
            self.compared += names;
        }
        may
    }

    /// What there is where a token leads nowhere.
    fn miss(&mut self, reached: String, token: String, node: &Node) -> Miss {
        let there = match &node.value {
            NodeValue::Object(members) => {
                let keys = members.iter().map(|member| member.key.as_str());
                let near = self
                    .may_compare(members.len())
                    .then(|| suggest::nearest(&token, keys.clone()));
                match near.flatten() {
                    Some(meant) => There::Near(meant.to_owned()),
                    None => {
                        There::Keys(keys.take(suggest::LISTED + 1).map(str::to_owned).collect())
                    }
                }
            }
            NodeValue::Array(items) => There::Items(items.len()),
            _ => There::Scalar(node.kind()),
        };
        Miss {
            reached,
            token,
            there,
        }
    }
}
