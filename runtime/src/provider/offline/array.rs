//! The rules of an array in, an array that keeps them out.

use super::judge::item_rule;
use super::sample::{LEAN, Sampled, Sampler};
use super::shape::Shape;
use super::tree::Tree;

impl<'s> Sampler<'s> {
    /// An array for a shape.
    pub(super) fn array(&mut self, shape: &Shape<'s>, name: &str, depth: usize) -> Option<Sampled> {
        let least = shape.at_least("minItems");
        let most = shape.at_most("maxItems").unwrap_or(usize::MAX);
        let usual = match depth {
            0..=2 => self.dice.between(1, 3),
            3..LEAN => self.dice.between(0, 1),
            _ => 0,
        };
        let wanted: Vec<&'s Tree> = shape.all("contains").collect();
        let contained = usize::from(!wanted.is_empty()) * shape.at_least("minContains").max(1);
        let length = least.max(usual).max(contained).min(most.max(least));
        let unique = shape.all("uniqueItems").any(Tree::is_true);
        let mut items: Vec<Tree> = Vec::new();
        let mut fits = true;
        while items.len() < length {
            let index = items.len();
            let mut rules: Vec<&'s Tree> = shape
                .parts
                .iter()
                .filter_map(|part| item_rule(part, index))
                .collect();
            if index < contained {
                rules.extend(&wanted);
            }
            let loose = shape.all("unevaluatedItems").next().is_some() && rules.is_empty();
            if loose && index >= least {
                break;
            }
            let mut item = self.sample(&rules, name, depth + 1);
            let repeats = |item: &Option<Sampled>| {
                let value = item.as_ref().map(|item| &item.value);
                value.is_some_and(|value| {
                    items
                        .iter()
                        .any(|other| (unique && other.same(value)) || is_same_entry(other, value))
                })
            };
            for _ in 0..16 {
                if !repeats(&item) {
                    break;
                }
                item = self.sample(&rules, name, depth + 1);
            }
            if index >= least && repeats(&item) {
                break;
            }
            match item {
                Some(item) if item.fits || index < least => {
                    fits &= item.fits;
                    items.push(item.value);
                }
                _ if index < least => return None,
                _ => break,
            }
        }
        Some(Sampled {
            value: Tree::Array(items),
            fits,
        })
    }
}

/// Whether both are entries `{"key": ..., "value": ...}` of one key. A map that a dialect has no words
/// for becomes a list of such entries, and a map has each key once.
fn is_same_entry(a: &Tree, b: &Tree) -> bool {
    match (a.members(), b.members()) {
        ([(key, a), (value, _)], [_, _]) if key == "key" && value == "value" => {
            b.get("key").is_some_and(|b| a.same(b))
        }
        _ => false,
    }
}
