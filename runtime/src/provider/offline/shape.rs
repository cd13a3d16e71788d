//! Schemas that all apply to one value, gathered into the list of rules they state together.
//!
//! `$ref` and `allOf` are followed, one branch of each `anyOf`, `oneOf` and `if` is chosen by
//! whoever asks. Nothing is merged: a [`Shape`] is the list of schema objects, and every question to
//! it is answered over the whole list. What it does not know (`not`, exactly one of `oneOf`) is left
//! to [`super::judge`].

use std::borrow::Cow;

use super::number::{Decimal, compare};
use super::tree::Tree;

/// How many `$ref` and `allOf` levels are followed at one value.
const DEEPEST: usize = 32;

/// A schema document, for its references.
#[derive(Debug)]
pub(super) struct Document {
    /// The schema of the answer.
    pub(super) root: Tree,
}

impl Document {
    /// The target of a `$ref`. `None` for anything but a JSON Pointer into this document.
    pub(super) fn resolve(&self, reference: &str) -> Option<&Tree> {
        let pointer = percent_decoded(reference.strip_prefix('#')?)?;
        if pointer.is_empty() {
            return Some(&self.root);
        }
        let keys = pointer.strip_prefix('/')?.split('/');
        keys.map(|key| key.replace("~1", "/").replace("~0", "~"))
            .try_fold(&self.root, |tree, key| match tree {
                Tree::Array(items) => items.get(key.parse::<usize>().ok()?),
                _ => tree.get(&key),
            })
    }
}

fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// Decides where a schema leaves a choice.
pub(super) trait Choose<'s> {
    /// One branch of an `anyOf` or `oneOf`; `None` where none will do.
    fn branch(&mut self, branches: &'s [Tree]) -> Option<&'s Tree>;

    /// Whether the value is to fit the test of an `if`.
    fn condition(&mut self, test: &'s Tree) -> bool;
}

/// The rules that one value must keep, all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape<'s> {
    /// The schema objects that apply.
    pub(super) parts: Vec<&'s Tree>,
    /// Whether `anyOf`, `oneOf` or `if` left a choice, so that another try can end otherwise.
    pub(super) chosen: bool,
}

/// The JSON types, one bit each. An integer is a number.
pub(super) mod types {
    pub(in super::super) const NULL: u8 = 1;
    pub(in super::super) const BOOLEAN: u8 = 2;
    pub(in super::super) const OBJECT: u8 = 4;
    pub(in super::super) const ARRAY: u8 = 8;
    pub(in super::super) const NUMBER: u8 = 16;
    pub(in super::super) const STRING: u8 = 32;
    pub(in super::super) const ANY: u8 = 63;

    /// The bit of a type's name; `integer` counts as a number.
    pub(in super::super) fn named(name: &str) -> u8 {
        match name {
            "null" => NULL,
            "boolean" => BOOLEAN,
            "object" => OBJECT,
            "array" => ARRAY,
            "number" | "integer" => NUMBER,
            "string" => STRING,
            _ => 0,
        }
    }
}

impl<'s> Shape<'s> {
    /// The rules of `schemas`, taken together. `None` where one of them is `false`, or no branch
    /// will do.
    pub(super) fn gather(
        document: &'s Document,
        schemas: &[&'s Tree],
        choose: &mut dyn Choose<'s>,
    ) -> Option<Self> {
        let mut shape = Self::default();
        for schema in schemas {
            shape.add(document, schema, choose, 0)?;
        }
        Some(shape)
    }

    fn add(
        &mut self,
        document: &'s Document,
        schema: &'s Tree,
        choose: &mut dyn Choose<'s>,
        depth: usize,
    ) -> Option<()> {
        match schema {
            Tree::Bool(false) => return None,
            Tree::Object(_) if depth < DEEPEST => {}
            _ => return Some(()),
        }
        self.parts.push(schema);
        if let Some(target) = reference(document, schema) {
            self.add(document, target, choose, depth + 1)?;
        }
        for part in schema.get("allOf").map_or(&[][..], Tree::items) {
            self.add(document, part, choose, depth + 1)?;
        }
        for keyword in ["anyOf", "oneOf"] {
            let branches = schema.get(keyword).map_or(&[][..], Tree::items);
            if !branches.is_empty() {
                self.chosen |= branches.len() > 1;
                let branch = choose.branch(branches)?;
                self.add(document, branch, choose, depth + 1)?;
            }
        }
        if let Some(test) = schema.get("if") {
            self.chosen = true;
            let holds = choose.condition(test);
            if holds {
                self.add(document, test, choose, depth + 1)?;
            }
            if let Some(branch) = schema.get(if holds { "then" } else { "else" }) {
                self.add(document, branch, choose, depth + 1)?;
            }
        }
        Some(())
    }

    /// Every value that a keyword has among the parts.
    pub(super) fn all(&self, keyword: &'static str) -> impl Iterator<Item = &'s Tree> {
        self.parts.iter().filter_map(move |part| part.get(keyword))
    }

    /// The first text that a keyword has among the parts.
    pub(super) fn text(&self, keyword: &'static str) -> Option<&'s str> {
        self.all(keyword).find_map(Tree::as_str)
    }

    /// The largest count that a keyword such as `minLength` has; 0 without one.
    pub(super) fn at_least(&self, keyword: &'static str) -> usize {
        self.all(keyword)
            .filter_map(Tree::as_count)
            .max()
            .unwrap_or(0)
    }

    /// The smallest count that a keyword such as `maxLength` has.
    pub(super) fn at_most(&self, keyword: &'static str) -> Option<usize> {
        self.all(keyword).filter_map(Tree::as_count).min()
    }

    /// The types that all parts allow. Where no part names one, what its other keywords speak of.
    pub(super) fn types(&self) -> u8 {
        let mut allowed = types::ANY;
        let mut named = false;
        for value in self.all("type") {
            named = true;
            allowed &= match value {
                Tree::Array(several) => several
                    .iter()
                    .filter_map(Tree::as_str)
                    .fold(0, |set, n| set | types::named(n)),
                name => name.as_str().map_or(types::ANY, types::named),
            };
        }
        if named { allowed } else { self.implied_types() }
    }

    fn implied_types(&self) -> u8 {
        const IMPLIED: &[(u8, &[&str])] = &[
            (
                types::OBJECT,
                &[
                    "properties",
                    "required",
                    "additionalProperties",
                    "patternProperties",
                    "minProperties",
                    "maxProperties",
                    "propertyNames",
                ],
            ),
            (
                types::ARRAY,
                &["items", "prefixItems", "minItems", "maxItems", "contains"],
            ),
            (
                types::STRING,
                &["pattern", "minLength", "maxLength", "format"],
            ),
            (
                types::NUMBER,
                &[
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf",
                ],
            ),
        ];
        let speaks = |keyword: &&str| self.parts.iter().any(|part| part.get(keyword).is_some());
        IMPLIED
            .iter()
            .find(|(_, keywords)| keywords.iter().any(&speaks))
            .map_or(types::ANY, |(set, _)| *set)
    }

    /// Whether a number must be whole.
    pub(super) fn is_integer(&self) -> bool {
        self.all("type").any(|value| match value {
            Tree::Array(names) => {
                let has = |name| names.iter().any(|n| n.as_str() == Some(name));
                has("integer") && !has("number")
            }
            name => name.as_str() == Some("integer"),
        })
    }

    /// The highest lower limit, and whether it is itself excluded.
    pub(super) fn low(&self) -> Option<(Decimal, bool)> {
        self.limit("minimum", "exclusiveMinimum", true)
    }

    /// The lowest upper limit, and whether it is itself excluded.
    pub(super) fn high(&self) -> Option<(Decimal, bool)> {
        self.limit("maximum", "exclusiveMaximum", false)
    }

    fn limit(
        &self,
        keyword: &str,
        exclusive_keyword: &str,
        highest: bool,
    ) -> Option<(Decimal, bool)> {
        let mut tightest: Option<(&serde_json::Number, bool)> = None;
        for part in &self.parts {
            let exclusive = part.get(exclusive_keyword);
            // Draft 4: a boolean beside the limit says that the limit itself is excluded.
            let flag = exclusive.is_some_and(Tree::is_true);
            for (limit, excluded) in [(part.get(keyword), flag), (exclusive, true)] {
                let Some(Tree::Number(limit)) = limit else {
                    continue;
                };
                let tighter = tightest.is_none_or(|(current, current_excluded)| {
                    let order = compare(limit, current);
                    let order = if highest { order } else { order.reverse() };
                    order.is_gt() || (order.is_eq() && excluded && !current_excluded)
                });
                if tighter {
                    tightest = Some((limit, excluded));
                }
            }
        }
        let (limit, excluded) = tightest?;
        Decimal::of(limit).map(|limit| (limit, excluded))
    }

    /// The coarsest `multipleOf`.
    pub(super) fn multiple(&self) -> Option<Decimal> {
        let numbers = self.all("multipleOf").filter_map(|value| match value {
            Tree::Number(number) => Some(number),
            _ => None,
        });
        numbers.max_by(|a, b| compare(a, b)).and_then(Decimal::of)
    }
}

/// The target of a schema's `$ref`, where it has one that can be followed.
pub(super) fn reference<'s>(document: &'s Document, schema: &Tree) -> Option<&'s Tree> {
    document.resolve(schema.get("$ref")?.as_str()?)
}
