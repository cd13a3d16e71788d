//! A schema document in, how deep the smallest answer to each of its schemas is out.
//!
//! A recursive schema is answered by growing for a while and then heading for the exit. The heights
//! say where the exit is: which branch of a union ends, and which does not.

use std::collections::HashMap;
use std::ptr;

use super::shape::{Document, reference};
use super::tree::Tree;

/// Taller than anything that can be answered.
const ENDLESS: u32 = 1_000;

/// How many schemas below each other are looked at.
const DEEPEST: usize = 128;

/// The heights of the schemas of one document, by their address in it.
#[derive(Debug)]
pub(super) struct Heights {
    heights: HashMap<*const Tree, u32>,
}

impl Heights {
    /// Measures every schema of a document.
    ///
    /// All start endless; each round lowers those whose parts have been measured, until a round
    /// changes nothing. There are as many rounds as the tallest smallest answer has levels.
    pub(super) fn measure(document: &Document) -> Self {
        let mut schemas = Vec::new();
        collect(&document.root, 0, &mut schemas);
        let mut this = Self {
            heights: HashMap::with_capacity(schemas.len()),
        };
        for _ in 0..DEEPEST {
            let mut changed = false;
            for schema in &schemas {
                let height = this.compute(document, schema);
                changed |= this.heights.insert(ptr::from_ref(*schema), height) != Some(height);
            }
            if !changed {
                break;
            }
        }
        this
    }

    /// How many levels the smallest answer has; large where none ends.
    pub(super) fn of(&self, schema: &Tree) -> u32 {
        self.heights
            .get(&ptr::from_ref(schema))
            .copied()
            .unwrap_or(ENDLESS)
    }

    fn compute(&self, document: &Document, schema: &Tree) -> u32 {
        if schema.get("const").is_some() || schema.get("enum").is_some() {
            return 0;
        }
        let parts = schema.get("allOf").map_or(&[][..], Tree::items);
        let beside = parts
            .iter()
            .chain(reference(document, schema))
            .map(|part| self.of(part));
        let branches = ["anyOf", "oneOf"].into_iter().filter_map(|keyword| {
            schema
                .get(keyword)?
                .items()
                .iter()
                .map(|branch| self.of(branch))
                .min()
        });
        let required = schema.get("required").map_or(&[][..], Tree::items);
        let required = required.iter().filter_map(|name| {
            let property = schema.get("properties")?.get(name.as_str()?)?;
            Some(1 + self.of(property))
        });
        let filled = schema.get("minItems").and_then(Tree::as_count).unwrap_or(0) > 0;
        let items = schema
            .get("items")
            .filter(|_| filled)
            .map(|items| match items {
                Tree::Array(tuple) => 1 + tuple.iter().map(|item| self.of(item)).max().unwrap_or(0),
                items => 1 + self.of(items),
            });
        let beneath = beside
            .chain(branches)
            .chain(required)
            .chain(items)
            .max()
            .unwrap_or(0);
        beneath.min(ENDLESS)
    }
}

/// Lists everything in a document that could be a schema: every object and boolean. Documents that
/// were read are at most 128 levels deep.
fn collect<'s>(tree: &'s Tree, depth: usize, out: &mut Vec<&'s Tree>) {
    if depth > DEEPEST {
        return;
    }
    match tree {
        Tree::Object(members) => {
            for (_, member) in members {
                collect(member, depth + 1, out);
            }
            // Children first: most heights are then final after one round.
            out.push(tree);
        }
        Tree::Array(items) => {
            for item in items {
                collect(item, depth + 1, out);
            }
        }
        Tree::Bool(_) => out.push(tree),
        _ => {}
    }
}
