//! An answer that breaks its schema in, one that keeps what was right out.
//!
//! What a model does when it is asked again: properties that fit stay as they are, those that do not
//! are answered anew.

use super::judge::{Judge, item_rule};
use super::sample::Sampler;
use super::shape::{Choose, Document, Shape};
use super::tree::Tree;

impl<'s> Sampler<'s> {
    /// The answer with everything mended that breaks the root schema, and with new values at
    /// `pointers` (RFC 6901) where the schema had nothing to object. `None` where no answer of a
    /// sensible size was found.
    pub(super) fn mended(
        &mut self,
        document: &'s Document,
        answer: &Tree,
        pointers: &[&str],
    ) -> Option<Tree> {
        if !self.judge.accepts(&[&document.root], answer) {
            return self.mend(document, &[&document.root], answer, "", 0);
        }
        let mut mended = answer.clone();
        for pointer in pointers {
            let Some(keys) = pointer.strip_prefix('/') else {
                continue;
            };
            let keys: Vec<String> = keys
                .split('/')
                .map(|key| key.replace("~1", "/").replace("~0", "~"))
                .collect();
            self.renew(document, &[&document.root], &mut mended, &keys, "", 0);
        }
        let kept = self.judge.accepts(&[&document.root], &mended) && !mended.same(answer);
        if kept { Some(mended) } else { self.answer() }
    }

    fn mend(
        &mut self,
        document: &'s Document,
        schemas: &[&'s Tree],
        value: &Tree,
        name: &str,
        depth: usize,
    ) -> Option<Tree> {
        if self.judge.accepts(schemas, value) {
            return Some(value.clone());
        }
        let mut by_value = ByValue {
            judge: self.judge,
            value,
        };
        let shape = Shape::gather(document, schemas, &mut by_value);
        let mended = match (shape, value) {
            (Some(shape), Tree::Object(members)) => {
                self.mend_object(document, &shape, members, depth)
            }
            (Some(shape), Tree::Array(items)) => {
                self.mend_array(document, &shape, items, name, depth)
            }
            _ => None,
        };
        match mended {
            Some(mended) if self.judge.accepts(schemas, &mended) => Some(mended),
            _ => self.sample(schemas, name, depth).map(|made| made.value),
        }
    }

    fn mend_object(
        &mut self,
        document: &'s Document,
        shape: &Shape<'s>,
        members: &[(String, Tree)],
        depth: usize,
    ) -> Option<Tree> {
        let mut mended = Vec::with_capacity(members.len());
        for (name, member) in members {
            let rules = self.rules_of(shape, name);
            if rules.iter().any(|rule| matches!(rule, Tree::Bool(false))) {
                continue;
            }
            mended.push((
                name.clone(),
                self.mend(document, &rules, member, name, depth + 1)?,
            ));
        }
        for name in shape
            .all("required")
            .flat_map(Tree::items)
            .filter_map(Tree::as_str)
        {
            if !mended.iter().any(|(known, _)| known == name) {
                let rules = self.rules_of(shape, name);
                mended.push((name.to_owned(), self.sample(&rules, name, depth + 1)?.value));
            }
        }
        // A model answers in the order of the schema, also what it had forgotten.
        let order: Vec<&str> = shape
            .all("properties")
            .flat_map(Tree::members)
            .map(|(name, _)| name.as_str())
            .collect();
        mended.sort_by_key(|(name, _)| {
            order
                .iter()
                .position(|known| known == name)
                .unwrap_or(usize::MAX)
        });
        Some(Tree::Object(mended))
    }

    fn mend_array(
        &mut self,
        document: &'s Document,
        shape: &Shape<'s>,
        items: &[Tree],
        name: &str,
        depth: usize,
    ) -> Option<Tree> {
        let most = shape.at_most("maxItems").unwrap_or(usize::MAX);
        let least = shape.at_least("minItems").min(1_000);
        let mut mended = Vec::with_capacity(items.len());
        for index in 0..items.len().max(least).min(most) {
            let rules: Vec<&'s Tree> = shape
                .parts
                .iter()
                .filter_map(|part| item_rule(part, index))
                .collect();
            mended.push(match items.get(index) {
                Some(item) => self.mend(document, &rules, item, name, depth + 1)?,
                None => self.sample(&rules, name, depth + 1)?.value,
            });
        }
        Some(Tree::Array(mended))
    }

    /// Answers anew what stands at a path, where there is something.
    fn renew(
        &mut self,
        document: &'s Document,
        schemas: &[&'s Tree],
        value: &mut Tree,
        keys: &[String],
        name: &str,
        depth: usize,
    ) {
        let Some((key, rest)) = keys.split_first() else {
            for _ in 0..32 {
                match self.sample(schemas, name, depth) {
                    Some(made) if made.fits && !made.value.same(value) => {
                        *value = made.value;
                        return;
                    }
                    _ => {}
                }
            }
            return;
        };
        let mut by_value = ByValue {
            judge: self.judge,
            value: &*value,
        };
        let Some(shape) = Shape::gather(document, schemas, &mut by_value) else {
            return;
        };
        match value {
            Tree::Object(members) => {
                let rules = self.rules_of(&shape, key);
                if let Some((name, member)) = members.iter_mut().find(|(name, _)| name == key) {
                    let name = name.clone();
                    self.renew(document, &rules, member, rest, &name, depth + 1);
                }
            }
            Tree::Array(items) => {
                let Ok(index) = key.parse::<usize>() else {
                    return;
                };
                let rules: Vec<&'s Tree> = shape
                    .parts
                    .iter()
                    .filter_map(|part| item_rule(part, index))
                    .collect();
                if let Some(item) = items.get_mut(index) {
                    self.renew(document, &rules, item, rest, name, depth + 1);
                }
            }
            _ => {}
        }
    }
}

/// Chooses the branches that a value was meant for: one that it fits, else the one whose fixed
/// properties it has, else the first.
pub(super) struct ByValue<'a, 's> {
    pub(super) judge: &'a Judge<'s>,
    pub(super) value: &'a Tree,
}

impl<'s> Choose<'s> for ByValue<'_, 's> {
    fn branch(&mut self, branches: &'s [Tree]) -> Option<&'s Tree> {
        let fits = |branch: &&Tree| self.judge.accepts(&[*branch], self.value);
        branches
            .iter()
            .find(fits)
            .or_else(|| {
                branches
                    .iter()
                    .find(|branch| self.judge.claims(branch, self.value))
            })
            .or_else(|| branches.first())
    }

    fn condition(&mut self, test: &'s Tree) -> bool {
        self.judge.accepts(&[test], self.value)
    }
}

/// The JSON Pointers that a complaint names.
pub(super) fn pointers_in(complaint: &str) -> Vec<&str> {
    let words = complaint.split(|c: char| c.is_whitespace() || "`'\"(),;".contains(c));
    words
        .map(|word| word.trim_end_matches([':', '.']))
        .filter(|word| word.starts_with('/') && word.len() > 1)
        .take(64)
        .collect()
}
