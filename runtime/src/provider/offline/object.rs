//! The rules of an object in, an object that keeps them out.

use super::judge::dependencies;
use super::pattern::sample_pattern;
use super::sample::{LEAN, Sampled, Sampler};
use super::shape::Shape;
use super::text::sample_key;
use super::tree::Tree;

/// How many optional properties of one object are usually said.
const MOST_OPTIONAL: usize = 12;

impl<'s> Sampler<'s> {
    /// An object for a shape.
    pub(super) fn object(
        &mut self,
        shape: &Shape<'s>,
        name: &str,
        depth: usize,
    ) -> Option<Sampled> {
        let names = self.names(shape, depth);
        let required = required_names(shape, &names);
        let mut members: Vec<(String, Tree)> = Vec::with_capacity(names.len());
        let mut fits = true;
        for key in names {
            let rules = self.rules_of(shape, &key);
            // An entry of a map is of the kind the map is named after.
            let hint = if shape.all("properties").any(|p| p.get(&key).is_some()) {
                &key
            } else {
                name
            };
            let needed = required.contains(&key);
            match self.sample(&rules, hint, depth + 1) {
                Some(made) if made.fits || needed => {
                    fits &= made.fits;
                    members.push((key, made.value));
                }
                None if needed => return None,
                _ => {}
            }
        }
        Some(Sampled {
            value: Tree::Object(members),
            fits,
        })
    }

    /// The schemas that a shape gives to a property.
    pub(super) fn rules_of(&self, shape: &Shape<'s>, name: &str) -> Vec<&'s Tree> {
        shape
            .parts
            .iter()
            .flat_map(|part| self.judge.rules_of(part, name))
            .collect()
    }

    /// The names of an object's properties: those that are required, some of those that are not, in
    /// the schema's order, and then names of our own where the schema asks for more.
    fn names(&mut self, shape: &Shape<'s>, depth: usize) -> Vec<String> {
        let required = required_names(shape, &[]);
        let most = shape
            .at_most("maxProperties")
            .unwrap_or(usize::MAX)
            .max(required.len());
        let least = shape.at_least("minProperties").min(most);
        let (yes, all) = match depth {
            0 | 1 => (3, 4),
            2 | 3 => (1, 2),
            4..LEAN => (1, 4),
            _ => (0, 1),
        };
        let declared = || shape.all("properties").flat_map(Tree::members);
        // Of very many optional properties only some ten are said.
        let crowd = declared().count().div_ceil(MOST_OPTIONAL).max(1);
        let mut names: Vec<String> = Vec::new();
        let mut spare: Vec<String> = Vec::new();
        let mut missing = required.len();
        for (name, _) in declared() {
            if names.contains(name) || spare.contains(name) {
                continue;
            }
            let needed = required.contains(name);
            missing -= usize::from(needed);
            if needed || (names.len() + missing < most && self.dice.chance(yes, all * crowd)) {
                names.push(name.clone());
            } else {
                spare.push(name.clone());
            }
        }
        for name in required_names(shape, &names) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        while names.len() < least && !spare.is_empty() {
            let index = self.dice.index(spare.len());
            names.push(spare.swap_remove(index));
        }
        let free = declared().next().is_none() && depth < LEAN;
        let wanted = least
            .max(if free { self.dice.between(1, 3) } else { 0 })
            .min(most);
        for _ in 0..wanted.saturating_mul(4).min(1_000) {
            if names.len() >= wanted {
                break;
            }
            match self.key(shape) {
                Some(key) if !names.contains(&key) => names.push(key),
                Some(_) => {}
                None => break,
            }
        }
        names
    }

    /// A name for one more property; `None` where the schema allows none.
    fn key(&mut self, shape: &Shape<'s>) -> Option<String> {
        let mut key = sample_key(&mut self.dice);
        let closed = shape
            .all("additionalProperties")
            .chain(shape.all("unevaluatedProperties"))
            .any(|rule| matches!(rule, Tree::Bool(false)));
        let patterns: Vec<&str> = shape
            .all("patternProperties")
            .flat_map(Tree::members)
            .map(|(pattern, _)| pattern.as_str())
            .collect();
        if let Some(rule) = shape.all("propertyNames").next() {
            key = match self.sample(&[rule], "", LEAN)?.value {
                Tree::String(key) => key,
                _ => key,
            };
        } else if closed || (!patterns.is_empty() && self.dice.chance(3, 4)) {
            key = sample_pattern(self.dice.pick(&patterns)?, 1, &mut self.dice)?;
        }
        Some(key)
    }
}

/// The names that an object must have, those included that others bring with them.
fn required_names(shape: &Shape<'_>, present: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let listed = shape
        .all("required")
        .flat_map(Tree::items)
        .filter_map(Tree::as_str);
    names.extend(listed.map(str::to_owned));
    let mut seen = 0;
    let mut waiting: Vec<String> = present.to_vec();
    waiting.extend(names.iter().cloned());
    while let Some(name) = waiting.get(seen).cloned() {
        seen += 1;
        let brings = shape.parts.iter().flat_map(|part| dependencies(part));
        for (_, rule) in brings.filter(|(from, _)| *from == name) {
            for brought in rule.items().iter().filter_map(Tree::as_str) {
                if !waiting.iter().any(|known| known == brought) {
                    waiting.push(brought.to_owned());
                    names.push(brought.to_owned());
                }
            }
        }
    }
    names.dedup();
    names
}
