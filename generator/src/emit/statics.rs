//! What tables share: patterns, checks and resources, one static each.
//!
//! A check that is used once stands where it is used, as its author wrote it, down to a few levels.

use formwork_schema::maps::{HashMap, HashSet};
use std::collections::VecDeque;

use crate::ir::{Check, CheckId, JsonType, Module, Pattern, Rule, TypeSet};
use crate::print::{Bracket, Page};

/// Checks inside checks: deeper than this, one becomes a static.
const MAX_INLINE: usize = 4;

pub(super) struct Statics<'a> {
    module: &'a Module,
    patterns: Vec<&'a Pattern>,
    known: HashMap<&'a Pattern, u64>,
    /// How often each check is used.
    uses: Vec<usize>,
    /// The names of those that are statics.
    named: HashMap<CheckId, String>,
    names: HashSet<String>,
    /// Named, and not written yet.
    waiting: VecDeque<CheckId>,
}

impl<'a> Statics<'a> {
    pub(super) fn new(module: &'a Module) -> Self {
        let mut uses = vec![0_usize; module.checks.len()];
        let mut add = |check: CheckId, times: usize| {
            if let Some(uses) = uses.get_mut(check.0) {
                *uses += times;
            }
        };
        let checks = module.checks.iter().flat_map(|check| &check.rules);
        let types = module.types.iter().flat_map(|one| &one.rules);
        let mut count = |rule: &Rule| rule.each_check(&mut |check| add(check, 1));
        checks.chain(types).for_each(&mut count);
        for one in &module.types {
            one.kind.rules(&mut count);
        }
        for (_, check) in module.resources.iter().flatten() {
            // A resource outlives the place where a check would stand inline.
            add(*check, 2);
        }
        Self {
            module,
            patterns: Vec::new(),
            known: HashMap::default(),
            uses,
            named: HashMap::default(),
            names: HashSet::default(),
            waiting: VecDeque::new(),
        }
    }

    /// Writes the statics that were named, and those they name.
    pub(super) fn finish(mut self, page: &mut Page) {
        let module = self.module;
        for (index, anchors) in (0_u64..).zip(&module.resources) {
            page.statement(|page| {
                page.push("static ");
                numbered(page, "RESOURCE_", index);
                page.push(": f::Resource = f::Resource ");
                page.open(Bracket::Curly);
                page.push("dynamic: &");
                page.list(Bracket::Square, anchors, |page, (name, check)| {
                    page.open(Bracket::Round);
                    page.string(name);
                    page.next();
                    self.check(page, *check, 0);
                    page.close();
                });
                page.close();
            });
        }
        while let Some(id) = self.waiting.pop_front() {
            page.statement(|page| {
                page.push("static ");
                if let Some(name) = self.named.get(&id) {
                    page.push(name);
                }
                page.push(": f::Check = ");
                if let Some(check) = module.checks.get(id.0) {
                    self.body(page, check, 0);
                }
            });
        }
        for (index, pattern) in (0_u64..).zip(&self.patterns) {
            page.statement(|page| {
                page.push("static ");
                numbered(page, "PATTERN_", index);
                page.push(if pattern.backtracking {
                    ": f::Pattern = f::Pattern::backtracking"
                } else {
                    ": f::Pattern = f::Pattern::new"
                });
                page.open(Bracket::Round);
                page.string(&pattern.written);
                page.next();
                page.string(&pattern.translated);
                page.close();
            });
        }
    }

    /// A reference to a check.
    pub(super) fn check(&mut self, page: &mut Page, id: CheckId, depth: usize) {
        page.push("&");
        let module = self.module;
        let Some(check) = module.checks.get(id.0) else {
            return;
        };
        if self.uses.get(id.0) == Some(&1) && depth < MAX_INLINE {
            return self.body(page, check, depth + 1);
        }
        if let Some(name) = self.named.get(&id) {
            return page.push(name);
        }
        let wanted = check.name.as_deref().map(|name| format!("CHECK_{name}"));
        let name = match wanted {
            Some(name) if self.names.insert(name.clone()) => name,
            _ => (self.named.len()..=self.named.len() + self.names.len())
                .map(|number| format!("CHECK_{number}"))
                .find(|name| self.names.insert(name.clone()))
                .unwrap_or_default(),
        };
        page.push(&name);
        self.named.insert(id, name);
        self.waiting.push_back(id);
    }

    fn body(&mut self, page: &mut Page, check: &'a Check, depth: usize) {
        page.push("f::Check::new");
        page.open(Bracket::Round);
        page.push("&");
        page.list(Bracket::Square, &check.rules, |page, rule| {
            self.rule(page, rule, depth);
        });
        page.close();
        if let Some(index) = check.resource {
            page.push(".within(&");
            numbered(page, "RESOURCE_", index as u64);
            page.push(")");
        }
    }

    pub(super) fn pattern(&mut self, page: &mut Page, pattern: &'a Pattern) {
        let next = self.patterns.len() as u64;
        let index = *self.known.entry(pattern).or_insert(next);
        if index == next {
            self.patterns.push(pattern);
        }
        page.push("&");
        numbered(page, "PATTERN_", index);
    }
}

fn numbered(page: &mut Page, name: &str, index: u64) {
    page.push(name);
    page.number(index);
}

/// A set of JSON types.
pub(super) fn type_set(page: &mut Page, types: TypeSet) {
    page.push("f::Types::");
    let mut names = types.iter().map(name);
    page.push(names.next().unwrap_or("NONE"));
    for name in names {
        page.push(".with(f::Types::");
        page.push(name);
        page.push(")");
    }
}

/// A type's name in the runtime.
fn name(one: JsonType) -> &'static str {
    match one {
        JsonType::Null => "NULL",
        JsonType::Boolean => "BOOLEAN",
        JsonType::Integer => "INTEGER",
        JsonType::Number => "NUMBER",
        JsonType::String => "STRING",
        JsonType::Array => "ARRAY",
        JsonType::Object => "OBJECT",
    }
}
