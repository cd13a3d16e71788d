//! What lowering did to the shape of values that no table has been walked for, found by the rules about them.
//!
//! A value that is open in the table (its properties are patterns, say) is read as it comes, and so is the text that a
//! type of the user's reads by itself. Only rules know what is meant there: a `null` that a rule refuses stands for a
//! property that was left out, a list of entries for a map. Branches of a union are tried; the first that fits, once it
//! has been undone in it what it refuses, is the one. What no rule refuses stays as it is.

use super::whole::{Shape, Undone, become_map};
use crate::extract::Undo;
use crate::json::tree::{Content, Members, Tree};
use crate::rules::{Check, Rule, Types, fits};
use crate::table::{Kind, Node, Object};
use crate::violation::push_step;

/// Rules may be entered so deep in each other; values nest less than half of that.
const DEEPEST: usize = 256;

/// How often a byte of a value may be looked at, on the average, before the rest is left as it is.
const PATIENCE: usize = 1_000;

/// The most bytes that are looked at in a large value, beyond [`LEAST`] times each: about half a second.
const MOST: usize = 30_000_000;

/// How often a byte is looked at in any case.
const LEAST: usize = 20;

/// Undoes in a value's tree what its rules refuse as a dialect's shape. Answers with what was undone; pointers start at
/// the value.
pub(super) fn restore(rules: &'static [Rule], tree: &mut Tree<'_>, undo: Undo) -> Vec<Undone> {
    let mut restorer = Restorer {
        undo,
        left: patience(tree.text.len()),
        depth: 0,
        pointer: String::new(),
        undone: Vec::new(),
    };
    restorer.value(&[rules], tree);
    restorer.undone
}

/// Takes every `null` out of an object whose property may be left out, as its table says, or its rules. Answers with
/// what was undone.
pub(super) fn leave_out(node: &Node, tree: &mut Tree<'_>) -> Vec<Undone> {
    let Content::Object(members) = &mut tree.content else {
        return Vec::new();
    };
    let table = table(node);
    let lists = all(&[node.rules]);
    let is_optional = |name: &str| {
        let mut listed = table.into_iter().flat_map(|table| table.properties);
        match listed.find(|property| property.name == name) {
            Some(property) => !property.required,
            None => may_be_absent(&lists, name),
        }
    };
    let nulls = members
        .iter()
        .filter(|one| matches!(one.value.content, Content::Null));
    let nulls = nulls.map(|one| one.name().to_owned());
    let nulls: Vec<String> = nulls.filter(|name| is_optional(name)).collect();
    let undone = nulls.into_iter().map(|name| {
        members.remove(&name);
        let mut pointer = String::new();
        push_step(&name, &mut pointer);
        let what = Shape::Null;
        Undone { pointer, what }
    });
    undone.collect()
}

/// The properties of a position that takes objects. Positions that stand for others do so a few times at most.
fn table(mut node: &Node) -> Option<&'static Object> {
    for _ in 0..DEEPEST {
        match node.kind {
            Kind::Object(table) => return Some(table),
            Kind::Same(inner) => node = inner,
            Kind::Later(later) => node = later.get(),
            _ => return None,
        }
    }
    None
}

fn patience(bytes: usize) -> usize {
    let most = bytes.saturating_add(1).saturating_mul(PATIENCE).min(MOST);
    bytes.saturating_mul(LEAST).saturating_add(most)
}

struct Restorer {
    undo: Undo,
    /// So much may still be looked at.
    left: usize,
    depth: usize,
    pointer: String,
    undone: Vec<Undone>,
}

/// Rules about one value.
type Lists = Vec<&'static [Rule]>;

impl Restorer {
    /// Recursion ends with the value, or at [`DEEPEST`].
    fn value(&mut self, rules: &[&'static [Rule]], tree: &mut Tree<'_>) {
        if self.depth >= DEEPEST || !self.spend(1) {
            return;
        }
        self.depth += 1;
        let lists = all(rules);
        if wants(&lists) == Wants::Object {
            self.entries(tree);
        }
        self.inside(&lists, tree);
        if self.branches(&lists, tree) {
            self.inside(&lists, tree);
        }
        self.depth -= 1;
    }

    fn spend(&mut self, much: usize) -> bool {
        self.left = self.left.saturating_sub(much);
        self.left > 0
    }

    fn note(&mut self, what: Shape) {
        let pointer = self.pointer.clone();
        self.undone.push(Undone { pointer, what });
    }

    /// Makes a list of entries the map that it stands for.
    fn entries(&mut self, tree: &mut Tree<'_>) {
        if self.undo.entry_lists && are_entries(tree) {
            become_map(tree);
            self.note(Shape::Entries);
        }
    }

    /// Undoes what is inside a value.
    fn inside(&mut self, lists: &Lists, tree: &mut Tree<'_>) {
        match &mut tree.content {
            Content::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let inner = of_item(lists, index);
                    self.step(&index.to_string(), &inner, item);
                }
            }
            Content::Object(members) => {
                let names: Vec<String> = members.iter().map(|one| one.name().to_owned()).collect();
                for name in names {
                    self.member(lists, members, &name);
                }
            }
            _ => {}
        }
    }

    fn member(&mut self, lists: &Lists, members: &mut Members<'_>, name: &str) {
        let inner = of_member(lists, name);
        let Some(value) = members.value_mut(name) else {
            return;
        };
        let is_absent = self.undo.null_is_absent
            && matches!(value.content, Content::Null)
            && may_be_absent(lists, name)
            && !inner.iter().all(|rules| fits(rules, value));
        if is_absent {
            members.remove(name);
            let from = self.pointer.len();
            push_step(name, &mut self.pointer);
            self.note(Shape::Null);
            self.pointer.truncate(from);
        } else {
            self.step(name, &inner, value);
        }
    }

    fn step(&mut self, step: &str, rules: &Lists, tree: &mut Tree<'_>) {
        if !rules.is_empty() {
            let from = self.pointer.len();
            push_step(step, &mut self.pointer);
            self.value(rules, tree);
            self.pointer.truncate(from);
        }
    }

    /// Finds the branches that are meant; answers whether anything was undone in them.
    fn branches(&mut self, lists: &Lists, tree: &mut Tree<'_>) -> bool {
        let before = self.undone.len();
        for rule in lists.iter().copied().flatten() {
            match rule {
                Rule::AnyOf(checks) | Rule::OneOf(checks) => {
                    let any = checks.iter().any(|check| self.fits(check, tree));
                    if !any {
                        let _ = checks.iter().any(|check| self.attempt(check, tree));
                    }
                }
                Rule::If(row) => {
                    let holds = self.fits(row.condition, tree);
                    if let Some(check) = if holds { row.then } else { row.otherwise } {
                        self.value(&[check.rules()], tree);
                    }
                }
                _ => {}
            }
        }
        if wants(lists) == Wants::Either && self.undo.entry_lists && are_entries(tree) {
            let fits = |tree: &Tree<'_>| lists.iter().all(|rules| fits(rules, tree));
            if self.spend(tree.text.len()) && !fits(tree) {
                self.entries(tree);
            }
        }
        self.undone.len() > before
    }

    fn fits(&mut self, check: &'static Check, tree: &Tree<'_>) -> bool {
        self.spend(tree.text.len()) && fits(check.rules(), tree)
    }

    /// Reads a value as a branch; it stays so where it fits then.
    fn attempt<'t>(&mut self, check: &'static Check, tree: &mut Tree<'t>) -> bool {
        if !self.spend(tree.text.len()) {
            return false;
        }
        let before = self.undone.len();
        let mut read: Tree<'t> = tree.clone();
        self.value(&[check.rules()], &mut read);
        if self.undone.len() > before && self.fits(check, &read) {
            *tree = read;
            return true;
        }
        self.undone.truncate(before);
        false
    }
}

/// Lists of rules, and all those that they say must hold of the same value, each once.
fn all(rules: &[&'static [Rule]]) -> Lists {
    let mut lists: Lists = rules.to_vec();
    let mut next = 0;
    while let Some(list) = lists.get(next).copied() {
        next += 1;
        for rule in list {
            let more: &[&'static Check] = match rule {
                Rule::AllOf(checks) => checks,
                Rule::Reference(check) => std::slice::from_ref(check),
                _ => &[],
            };
            for check in more {
                let inner = check.rules();
                if !lists.iter().any(|known| std::ptr::eq(*known, inner)) {
                    lists.push(inner);
                }
            }
        }
    }
    lists
}

/// What rules want of a value that came as a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wants {
    Object,
    /// An object or an array, whichever fits.
    Either,
    Another,
}

fn wants(lists: &Lists) -> Wants {
    let mut types = None;
    let (mut of_objects, mut of_arrays) = (false, false);
    for rule in lists.iter().copied().flatten() {
        match rule {
            Rule::Type(named) => {
                let both = (named.has(Types::OBJECT), named.has(Types::ARRAY));
                let (object, array) = types.unwrap_or((true, true));
                types = Some((object && both.0, array && both.1));
            }
            Rule::Required(_)
            | Rule::Properties(_)
            | Rule::PatternProperties(_)
            | Rule::AdditionalProperties(_)
            | Rule::PropertyNames(_) => of_objects = true,
            Rule::Items(..) | Rule::PrefixItems(_) | Rule::Contains(_) | Rule::UniqueItems => {
                of_arrays = true;
            }
            _ => {}
        }
    }
    match types.unwrap_or((of_objects, of_arrays)) {
        (true, false) => Wants::Object,
        (true, true) => Wants::Either,
        (false, _) => Wants::Another,
    }
}

/// Whether a value is a list of `{"key": ..., "value": ...}`, each with another key.
fn are_entries(tree: &Tree<'_>) -> bool {
    let Content::Array(entries) = &tree.content else {
        return false;
    };
    let key = |entry: &Tree<'_>| -> Option<String> {
        let Content::Object(members) = &entry.content else {
            return None;
        };
        members.find("value").filter(|_| members.len() == 2)?;
        let key = members.get(members.find("key")?)?;
        key.value.as_str().map(str::to_owned)
    };
    let mut keys: Vec<Option<String>> = entries.iter().map(key).collect();
    keys.sort_unstable();
    keys.iter().all(Option::is_some) && keys.windows(2).all(|two| two[0] != two[1])
}

/// The rules of the property of a name.
fn of_member(lists: &Lists, name: &str) -> Lists {
    let matches = |pattern: &'static crate::rules::Pattern| {
        Rule::Pattern(pattern).check_string(name).is_none()
    };
    let mut inner = Lists::new();
    for rule in lists.iter().copied().flatten() {
        match rule {
            Rule::Properties(rows) => {
                let own = rows.iter().filter(|(known, _)| *known == name);
                inner.extend(own.map(|(_, check)| check.rules()));
            }
            Rule::PatternProperties(rows) => {
                let own = rows.iter().filter(|(pattern, _)| matches(pattern));
                inner.extend(own.map(|(_, check)| check.rules()));
            }
            Rule::AdditionalProperties(row) => {
                let elsewhere = row.names.contains(&name)
                    || row.patterns.iter().any(|pattern| matches(pattern));
                if !elsewhere {
                    inner.push(row.check.rules());
                }
            }
            _ => {}
        }
    }
    inner
}

/// The rules of the item of an index.
fn of_item(lists: &Lists, index: usize) -> Lists {
    let mut inner = Lists::new();
    for rule in lists.iter().copied().flatten() {
        match rule {
            Rule::PrefixItems(checks) => inner.extend(checks.get(index).map(|one| one.rules())),
            Rule::Items(from, check) if index >= *from => inner.push(check.rules()),
            _ => {}
        }
    }
    inner
}

/// Whether a property is named, and may be left out.
fn may_be_absent(lists: &Lists, name: &str) -> bool {
    let mut is_named = false;
    for rule in lists.iter().copied().flatten() {
        match rule {
            Rule::Properties(rows) => is_named |= rows.iter().any(|(known, _)| *known == name),
            Rule::Required(names) if names.contains(&name) => return false,
            _ => {}
        }
    }
    is_named
}
