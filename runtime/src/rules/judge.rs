//! A list of rules and a whole value in, every violation out.
//!
//! A value is first judged quietly, which stops at the first rule that is broken; mostly none is. Only
//! then is it judged again, to tell of every violation. Branches of `anyOf` and its kin are probed
//! quietly; where none fits, they are weighed (how much is wrong with each?) and the nearest is told.
//!
//! Checks can lead to the same place in very many ways. Once a judgement has taken longer than one
//! ought to, verdicts are remembered, so that no schema makes it take for ever. Recursion is bounded:
//! values nest at most 127 levels, and what a schema adds to that is counted.

use std::collections::HashMap;

use super::check::{Check, Resource};
use super::evaluated::Evaluated;
use super::told::Told;
use super::weight::Weight;
use super::{Rule, unevaluated_items, unevaluated_properties};
use crate::json::tree::{Content, Member, Tree};
use crate::violation::{Violation, push_step, shown};

/// Checks may be entered so deep in each other. A debug build takes some 1,200 bytes of stack for each.
const DEEPEST: usize = 1024;

/// After so many checks, verdicts are remembered.
const PATIENCE: u64 = 5_000;

/// After so many, those of small values are remembered too, which are mostly as soon judged.
const NO_PATIENCE: u64 = 100_000;

/// So many rules may fail to judge before the whole judgement is given up.
const FAULTS: usize = 8;

/// Judges a value by those of some rules that `which` picks. The pointers of what it finds start at
/// the value.
pub(crate) fn judge(
    rules: &'static [Rule],
    which: fn(&Rule) -> bool,
    value: &Tree<'_>,
) -> Vec<Violation> {
    let mut judge = Judge::new();
    if judge.list(rules, which, value, None) && judge.faults.is_empty() {
        return Vec::new();
    }
    judge.mode = Mode::Tell;
    judge.list(rules, which, value, None);
    let mut told = judge.told;
    judge.faults.into_iter().for_each(|fault| told.push(fault));
    told.into_violations()
}

/// Whether a value fits some rules.
pub(crate) fn fits(rules: &'static [Rule], value: &Tree<'_>) -> bool {
    let mut judge = Judge::new();
    judge.list(rules, |_| true, value, None) && judge.faults.is_empty()
}

/// What is wanted to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Mode {
    /// Whether the value fits.
    Quiet,
    /// How much is wrong with it.
    Weigh,
    /// What is wrong with it.
    Tell,
}

/// A step from a value into it.
#[derive(Clone, Copy, Debug)]
enum Step<'t> {
    Name(&'t str),
    Index(usize),
}

/// What a verdict depends on: the check, the value, the dynamic scope, and what was asked.
type Question = (usize, usize, usize, Mode);

/// A judgement under way.
pub(super) struct Judge<'t> {
    mode: Mode,
    at: Vec<Step<'t>>,
    depth: usize,
    checks: u64,
    weight: Weight,
    told: Told,
    /// Why the value cannot be judged at all. Whatever a schema makes of a subschema's verdict, such a
    /// value does not fit.
    faults: Vec<Violation>,
    /// The resources that led here, the outermost first. One that is entered again stands once.
    resources: Vec<&'static Resource>,
    /// The number of each list of resources that there was: of the list without its last, and the last.
    scopes: HashMap<(usize, usize), usize>,
    scope: usize,
    verdicts: HashMap<Question, (bool, Weight)>,
    /// The values of `enum` and `const` that have been read.
    fixed: HashMap<(usize, usize), Option<Tree<'static>>>,
}

impl<'t> Judge<'t> {
    fn new() -> Self {
        Self {
            mode: Mode::Quiet,
            at: Vec::new(),
            depth: 0,
            checks: 0,
            weight: Weight::NONE,
            told: Told::default(),
            faults: Vec::new(),
            resources: Vec::new(),
            scopes: HashMap::new(),
            scope: 0,
            verdicts: HashMap::new(),
            fixed: HashMap::new(),
        }
    }

    /// Judges the value where it stands. `seen` learns what has been evaluated; of a value that does
    /// not fit, it may learn too much.
    pub(super) fn check(
        &mut self,
        check: &'static Check,
        value: &'t Tree<'t>,
        seen: Option<&mut Evaluated>,
    ) -> bool {
        if !self.enter() {
            return false;
        }
        let outer = self.scope;
        let entered = check.resource.is_some_and(|one| self.push_resource(one));
        let question = self.question(check, value, seen.is_some());
        let known = question.and_then(|question| self.verdicts.get(&question).copied());
        let fits = if let Some((fits, weight)) = known {
            self.weight = self.weight.and(weight);
            fits
        } else {
            let before = std::mem::replace(&mut self.weight, Weight::NONE);
            let fits = self.list(check.rules(), |_| true, value, seen);
            if let Some(question) = question {
                self.verdicts.insert(question, (fits, self.weight));
            }
            self.weight = self.weight.and(before);
            fits
        };
        if entered {
            self.resources.pop();
            self.scope = outer;
        }
        self.depth -= 1;
        fits
    }

    /// Goes a step deeper, unless that is too deep, or there is no verdict to be had any more.
    fn enter(&mut self) -> bool {
        if self.depth >= DEEPEST {
            self.fault(
                "$ref",
                "cannot be judged: its schema leads too deep, or in a circle".to_owned(),
            );
            self.give_up();
        }
        if self.has_given_up() {
            return false;
        }
        self.depth += 1;
        self.checks += 1;
        true
    }

    fn give_up(&mut self) {
        self.checks = u64::MAX;
    }

    fn has_given_up(&self) -> bool {
        self.checks == u64::MAX
    }

    /// What the verdict is remembered by, where that is worth it.
    fn question(&self, check: &'static Check, value: &'t Tree<'t>, seen: bool) -> Option<Question> {
        let deep = match &value.content {
            Content::Array(items) => !items.is_empty(),
            Content::Object(members) => members.len() > 0,
            _ => false,
        };
        let patience = if deep { PATIENCE } else { NO_PATIENCE };
        (!seen && self.checks > patience).then(|| {
            let (check, value) = (std::ptr::from_ref(check), std::ptr::from_ref(value));
            (check.addr(), value.addr(), self.scope, self.mode)
        })
    }

    /// Judges a value by a list of rules; `unevaluated*` come last, wherever they stand.
    fn list(
        &mut self,
        rules: &'static [Rule],
        which: fn(&Rule) -> bool,
        value: &'t Tree<'t>,
        seen: Option<&mut Evaluated>,
    ) -> bool {
        let inside = matches!(value.content, Content::Array(_) | Content::Object(_));
        if !inside || !rules.iter().any(Rule::is_unevaluated) {
            return self.plain(rules, which, value, seen);
        }
        let mut own = Evaluated::default();
        let mut fits = self.plain(rules, which, value, Some(&mut own));
        for rule in rules {
            if self.is_settled(fits) {
                break;
            }
            match rule {
                Rule::UnevaluatedProperties(check) => {
                    fits &= unevaluated_properties::check(self, check, value, &mut own);
                }
                Rule::UnevaluatedItems(check) => {
                    fits &= unevaluated_items::check(self, check, value, &mut own);
                }
                _ => {}
            }
        }
        if let Some(seen) = seen {
            seen.merge(&own);
        }
        fits
    }

    fn plain(
        &mut self,
        rules: &'static [Rule],
        which: fn(&Rule) -> bool,
        value: &'t Tree<'t>,
        mut seen: Option<&mut Evaluated>,
    ) -> bool {
        let mut fits = true;
        for rule in rules.iter().filter(|rule| which(rule)) {
            fits &= self.apply(rule, value, seen.as_deref_mut());
            if self.is_settled(fits) {
                break;
            }
        }
        fits
    }

    /// Whether going on would tell nobody anything.
    pub(super) fn is_settled(&self, fits: bool) -> bool {
        !fits && (self.mode == Mode::Quiet || self.told.is_full() || self.has_given_up())
    }

    /// Judges a property's value.
    pub(super) fn member(&mut self, check: &'static Check, member: &'t Member<'t>) -> bool {
        self.at.push(Step::Name(member.name()));
        let fits = self.check(check, &member.value, None);
        self.at.pop();
        fits
    }

    /// Judges an item.
    pub(super) fn item(
        &mut self,
        check: &'static Check,
        index: usize,
        value: &'t Tree<'t>,
    ) -> bool {
        self.at.push(Step::Index(index));
        let fits = self.check(check, value, None);
        self.at.pop();
        fits
    }

    /// Whether a value fits; tells nothing.
    pub(super) fn probe(
        &mut self,
        check: &'static Check,
        value: &'t Tree<'t>,
        seen: Option<&mut Evaluated>,
    ) -> bool {
        let mode = std::mem::replace(&mut self.mode, Mode::Quiet);
        let fits = self.check(check, value, seen);
        self.mode = mode;
        fits
    }

    /// How much is wrong with a value.
    fn weigh(&mut self, check: &'static Check, value: &'t Tree<'t>) -> Weight {
        let mode = std::mem::replace(&mut self.mode, Mode::Weigh);
        let before = std::mem::replace(&mut self.weight, Weight::NONE);
        self.check(check, value, None);
        self.mode = mode;
        std::mem::replace(&mut self.weight, before)
    }

    /// Of branches that do not fit, the first with which the least is wrong.
    pub(super) fn nearest(
        &mut self,
        branches: &'static [&'static Check],
        value: &'t Tree<'t>,
    ) -> usize {
        let mut nearest = None;
        for (index, branch) in branches.iter().enumerate() {
            let weight = self.weigh(branch, value);
            if nearest.is_none_or(|(_, least)| weight.is_less(least)) {
                nearest = Some((index, weight));
            }
        }
        nearest.map_or(0, |(index, _)| index)
    }

    /// Whether violations are told or weighed at all.
    pub(super) fn is_quiet(&self) -> bool {
        self.mode == Mode::Quiet
    }

    /// A rule is broken here. Answers with `false`.
    pub(super) fn fail(
        &mut self,
        keyword: &'static str,
        value: Option<&Tree<'_>>,
        message: impl FnOnce() -> String,
    ) -> bool {
        match self.mode {
            Mode::Quiet => {}
            Mode::Weigh => {
                self.weight = self.weight.and(Weight::one(keyword, self.at.len()));
            }
            Mode::Tell if self.told.is_full() => {}
            Mode::Tell => {
                let mut violation = Violation::new(self.pointer(), keyword, message());
                violation.value = value.map(|value| shown(value.text));
                self.told.push(violation);
            }
        }
        false
    }

    /// A rule is broken by the member of a name. Answers with `false`.
    pub(super) fn fail_at(
        &mut self,
        keyword: &'static str,
        member: &'t Member<'t>,
        message: impl FnOnce() -> String,
    ) -> bool {
        self.at.push(Step::Name(member.name()));
        self.fail(keyword, None, message);
        self.at.pop();
        false
    }

    /// A rule is broken by an item. Answers with `false`.
    pub(super) fn fail_at_item(
        &mut self,
        keyword: &'static str,
        index: usize,
        value: &Tree<'_>,
        message: impl FnOnce() -> String,
    ) -> bool {
        self.at.push(Step::Index(index));
        self.fail(keyword, Some(value), message);
        self.at.pop();
        false
    }

    /// Judges the name of a property: its violations are told as the property's.
    pub(super) fn name(&mut self, check: &'static Check, member: &'t Member<'t>) -> bool {
        let outer = std::mem::take(&mut self.told);
        let fits = self.check(check, &member.key, None);
        let inner = std::mem::replace(&mut self.told, outer);
        for violation in inner.into_violations() {
            let message = format!(
                "the property name {} {}",
                shown(member.key.text),
                violation.message
            );
            self.told
                .push(Violation::new(violation.pointer, "propertyNames", message));
        }
        fits
    }

    /// The value cannot be judged.
    fn fault(&mut self, keyword: &'static str, message: String) {
        self.faults
            .push(Violation::new(self.pointer(), keyword, message));
    }

    /// A rule cannot say whether the value fits. Answers with `false`.
    pub(super) fn cannot(&mut self, keyword: &'static str, message: String) -> bool {
        self.fault(keyword, message);
        if self.faults.len() >= FAULTS {
            self.give_up();
        }
        false
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.at {
            match step {
                Step::Name(name) => push_step(name, &mut pointer),
                Step::Index(index) => push_step(&index.to_string(), &mut pointer),
            }
        }
        pointer
    }

    /// Enters a resource; `false` where one is in it already, which makes no difference.
    fn push_resource(&mut self, resource: &'static Resource) -> bool {
        let known = |one: &&'static Resource| std::ptr::eq(*one, resource);
        if self.resources.iter().any(known) {
            return false;
        }
        self.resources.push(resource);
        let next = self.scopes.len() + 1;
        let list = (self.scope, std::ptr::from_ref(resource).addr());
        self.scope = *self.scopes.entry(list).or_insert(next);
        true
    }

    /// What a dynamic anchor means here: the outermost resource that has it says.
    pub(super) fn anchor(&self, name: &str) -> Option<&'static Check> {
        self.resources.iter().find_map(|resource| {
            let mut anchors = resource.dynamic.iter();
            anchors
                .find(|(known, _)| *known == name)
                .map(|(_, check)| *check)
        })
    }

    /// The value of a JSON text in a rule.
    pub(super) fn fixed(&mut self, text: &'static str) -> Option<&Tree<'static>> {
        self.fixed
            .entry((text.as_ptr().addr(), text.len()))
            .or_insert_with(|| Tree::parse(text))
            .as_ref()
    }
}
