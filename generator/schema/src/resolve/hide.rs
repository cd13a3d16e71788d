//! What no model is shown: properties with `x-hidden: true`, to the schemas that are shown in place of those that
//! have them.
//!
//! Types and validators go by the author's schemas. The texts of dialects and the notation go by these, which say
//! what the author's say of values that lack the property. Where that cannot be said, it is a finding.

use std::collections::BTreeMap;

use crate::maps::{HashMap, HashSet};
use crate::model::{Model, Said, Schema, SchemaId};
use crate::{Code, Finding, Json, Place, Severity};

const KEYWORD: &str = "x-hidden";

/// A property that is hidden.
struct Hidden {
    name: String,
    place: Place,
    /// Without it, a value has a default all the same.
    has_default: bool,
}

/// Fills in what is shown in place of schemas that hide something.
pub(super) fn hide(model: &mut Model) -> Vec<Finding> {
    let is_said = |schema: &Schema| schema.extension(KEYWORD).is_some();
    if !model.schemas.iter().any(is_said) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let hiding = Hiding::of(model, &mut findings);
    let mut shown = HashMap::default();
    for (id, hidden) in &hiding.at {
        let names: HashSet<&str> = hidden.iter().map(|one| hiding.name(*one)).collect();
        shown.insert(*id, strip(model, &hiding, model.get(*id), &names));
    }
    // A part of which nothing is left says nothing.
    let emptied = shown.iter().filter(|(_, schema)| is_empty(schema));
    let emptied: HashSet<SchemaId> = emptied.map(|(id, _)| *id).collect();
    for schema in shown.values_mut() {
        schema.all_of.retain(|part| !emptied.contains(part));
    }
    hiding.tell_required(model, &mut findings);
    hiding.tell_shown(model, &mut findings);
    for (index, schema) in (0..).zip(&model.schemas) {
        let rare = &schema.rare;
        if rare.is_empty() || (rare.default.is_none() && rare.examples.is_empty()) {
            continue;
        }
        let id = SchemaId(index);
        let whole = shown.get(&id).unwrap_or(schema);
        let mut pruned = whole.clone();
        if let Some(rare) = pruned.rare.there() {
            let values = rare.default.iter_mut().map(|default| &mut default.value);
            for value in values.chain(&mut rare.examples) {
                hiding.prune(model, value, id);
            }
        }
        if pruned != *whole {
            shown.insert(id, pruned);
        }
    }
    model.shown = shown;
    findings
}

/// What is hidden, and where.
struct Hiding {
    all: Vec<Hidden>,
    /// Objects that hide something, with what it is, by number: those that list it, and all they are a part of.
    whole: HashSet<(SchemaId, usize)>,
    /// The same, with the schemas inside them that judge the same object.
    at: BTreeMap<SchemaId, Vec<usize>>,
    /// Branches that only an object with a hidden property can fit.
    lost: HashSet<SchemaId>,
}

impl Hiding {
    fn of(model: &Model, findings: &mut Vec<Finding>) -> Self {
        let mut hiding = Self {
            all: Vec::new(),
            whole: HashSet::default(),
            at: BTreeMap::new(),
            lost: HashSet::default(),
        };
        let mut stack = hiding.list(model, findings);
        // Up, to everything that they are a part of.
        let mut owners: HashMap<SchemaId, Vec<SchemaId>> = HashMap::default();
        for (index, schema) in (0..).zip(&model.schemas) {
            for part in schema.all_of.iter().chain(&schema.reference) {
                owners.entry(*part).or_default().push(SchemaId(index));
            }
        }
        while let Some((id, one)) = stack.pop() {
            if hiding.whole.insert((id, one)) {
                let owners = owners.get(&id).into_iter().flatten();
                stack.extend(owners.map(|owner| (*owner, one)));
            }
        }
        // Down, to what judges the same object.
        let mut seen = HashSet::default();
        let mut stack: Vec<(SchemaId, usize)> = hiding.whole.iter().copied().collect();
        while let Some((id, one)) = stack.pop() {
            if seen.insert((id, one)) {
                hiding.at.entry(id).or_default().push(one);
                stack.extend(beside(model.get(id)).map(|inner| (inner, one)));
            }
        }
        hiding
            .at
            .values_mut()
            .for_each(|hidden| hidden.sort_unstable());
        let schemas = hiding.at.keys().map(|id| model.get(*id));
        let branches = schemas.flat_map(|schema| schema.any_of.iter().chain(&schema.one_of));
        let lost = branches.filter(|branch| hiding.is_lost(model, **branch));
        hiding.lost = lost.copied().collect();
        hiding
    }

    /// Lists what is hidden; gives the schemas that say so.
    fn list(&mut self, model: &Model, findings: &mut Vec<Finding>) -> Vec<(SchemaId, usize)> {
        let mut listed = Vec::new();
        let mut properties = HashSet::default();
        for (index, schema) in (0..).zip(&model.schemas) {
            for property in &schema.properties {
                let target = model.follow(property.schema);
                properties.extend([property.schema, target]);
                let (own, target) = (model.get(property.schema), model.get(target));
                if own.is_hidden() || target.is_hidden() {
                    listed.push((SchemaId(index), self.all.len()));
                    self.all.push(Hidden {
                        name: property.name.clone(),
                        place: property.place.clone(),
                        has_default: own.rare.default.is_some() || target.rare.default.is_some(),
                    });
                }
            }
        }
        for (index, schema) in (0..).zip(&model.schemas) {
            let Some(said) = schema.extension(KEYWORD) else {
                continue;
            };
            let message = match said.value {
                Json::Bool(true) if !properties.contains(&SchemaId(index)) => {
                    "`x-hidden` says nothing here"
                }
                Json::Bool(_) => continue,
                _ => "`x-hidden` must be a boolean",
            };
            let finding = Finding::warning(Code::EXTENSION, said.place.clone(), message);
            let help = "a property of an object that says `x-hidden: true` is not shown to models";
            findings.push(finding.label("passed over").help(help));
        }
        listed
    }

    fn name(&self, one: usize) -> &str {
        self.all.get(one).map_or("", |hidden| hidden.name.as_str())
    }

    /// What a schema hides.
    fn hidden(&self, id: SchemaId) -> impl Iterator<Item = &Hidden> {
        let all = self.at.get(&id).into_iter().flatten();
        all.filter_map(|one| self.all.get(*one))
    }

    fn hides(&self, id: SchemaId, name: &str) -> bool {
        self.hidden(id).any(|hidden| hidden.name == name)
    }

    /// Whether a branch asks for a property that it hides.
    fn is_lost(&self, model: &Model, branch: SchemaId) -> bool {
        let mut required = model.get(branch).required.iter();
        required.any(|name| {
            let hidden = || self.hidden(branch).filter(|one| one.name == name.value);
            hidden().next().is_some() && hidden().all(|one| !one.has_default)
        })
    }

    /// A hidden property that is required has to have a default, or no answer is ever accepted.
    fn tell_required(&self, model: &Model, findings: &mut Vec<Finding>) {
        for (id, hidden) in &self.at {
            let schema = model.get(*id);
            if self.lost.contains(id) && self.is_choice(model, *id) {
                continue;
            }
            for name in &schema.required {
                let hidden = hidden.iter();
                let mut hidden = hidden.filter(|one| self.name(**one) == name.value);
                let Some(one) = hidden.next() else { continue };
                let Some(property) = self.all.get(*one) else {
                    continue;
                };
                let has_default = property.has_default
                    || hidden.any(|one| self.all.get(*one).is_some_and(|one| one.has_default));
                if has_default {
                    continue;
                }
                let message = format!("`{}` is required, and no model is shown it", property.name);
                let mut finding = Finding::error(Code::HIDDEN, name.place.clone(), message)
                    .label("no answer has it")
                    .related(property.place.clone(), "it is hidden here");
                if !self.whole.contains(&(*id, *one)) {
                    finding.severity = Severity::Warning;
                }
                findings.push(
                    finding.help("take it out of `required`, or give the property a `default`"),
                );
            }
        }
    }

    /// Whether a branch that is lost leaves others.
    fn is_choice(&self, model: &Model, branch: SchemaId) -> bool {
        self.at.keys().any(|id| {
            let schema = model.get(*id);
            [&schema.any_of, &schema.one_of]
                .into_iter()
                .any(|list| list.contains(&branch) && !self.are_lost(list))
        })
    }

    fn are_lost(&self, branches: &[SchemaId]) -> bool {
        branches.iter().all(|branch| self.lost.contains(branch))
    }

    /// What a reference leads to is shown as it is for all that refer to it.
    fn tell_shown(&self, model: &Model, findings: &mut Vec<Finding>) {
        let mut told = HashSet::default();
        let mut seen = HashSet::default();
        for (id, hidden) in &self.at {
            let mut stack: Vec<(SchemaId, usize)> = Vec::new();
            let targets = model.get(*id).reference.into_iter();
            stack.extend(targets.flat_map(|to| hidden.iter().map(move |one| (to, *one))));
            while let Some((id, one)) = stack.pop() {
                if !seen.insert((id, one)) {
                    continue;
                }
                let schema = model.get(id);
                let inner = schema.all_of.iter().chain(&schema.reference);
                stack.extend(inner.map(|inner| (*inner, one)));
                let Some(hidden) = self.all.get(one).filter(|one| !self.hides(id, &one.name))
                else {
                    continue;
                };
                let listed = schema.properties.iter();
                let listed = listed.map(|property| (&property.name, &property.place));
                let required = schema.required.iter();
                let mut named = listed.chain(required.map(|name| (&name.value, &name.place)));
                let found = named.find(|(name, _)| **name == hidden.name);
                let Some((_, place)) = found.filter(|_| told.insert((id, one))) else {
                    continue;
                };
                let message = format!("`{}` is hidden, and shown all the same", hidden.name);
                let finding = Finding::warning(Code::HIDDEN, hidden.place.clone(), message);
                let finding = finding.related(place.clone(), "what is referred to has it too");
                findings.push(finding.help("hide it there"));
            }
        }
    }

    /// Takes hidden members out of a value that a model is shown. It recurses as deep as the value is, which
    /// reading has bounded.
    fn prune(&self, model: &Model, value: &mut Json, id: SchemaId) {
        if !matches!(value, Json::Object(_) | Json::Array(_)) {
            return;
        }
        let mut parts = Vec::new();
        let mut seen = HashSet::default();
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            if seen.insert(id) {
                let schema = model.get(id);
                parts.push((id, schema));
                stack.extend(schema.reference);
                stack.extend(beside(schema));
            }
        }
        match value {
            Json::Object(members) => {
                members.retain(|(name, _)| !parts.iter().any(|(id, _)| self.hides(*id, name)));
                for (name, member) in members {
                    for (_, part) in &parts {
                        let property = part.properties.iter().find(|one| one.name == *name);
                        let schema = property.map(|one| one.schema);
                        if let Some(schema) = schema.or(part.additional_properties) {
                            self.prune(model, member, schema);
                        }
                    }
                }
            }
            Json::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    for (_, part) in &parts {
                        let schema = part.rare.prefix_items.get(index).copied();
                        if let Some(schema) = schema.or(part.items) {
                            self.prune(model, item, schema);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// The schemas in one that an object which fits it fits too, or may fit.
fn beside(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    let rare = &schema.rare;
    let lists = [&schema.all_of, &schema.any_of, &schema.one_of];
    let dependent = rare.dependent_schemas.iter().map(|one| one.schema);
    let lists = lists.into_iter().flatten().copied();
    let inner = lists.chain(rare.then).chain(rare.otherwise);
    inner.chain(dependent)
}

fn is_empty(schema: &Schema) -> bool {
    schema.boolean.is_none() && schema.says_only(Said::WORDS.with(Said::ASIDE))
}

/// What a schema says of objects that lack some properties.
fn strip(model: &Model, hiding: &Hiding, schema: &Schema, names: &HashSet<&str>) -> Schema {
    let mut shown = schema.clone();
    let is_hidden = |name: &str| names.contains(name);
    shown.properties.retain(|one| !is_hidden(&one.name));
    shown.required.retain(|one| !is_hidden(&one.value));
    for list in [&mut shown.any_of, &mut shown.one_of] {
        if !hiding.are_lost(list) {
            list.retain(|branch| !hiding.lost.contains(branch));
        }
    }
    if shown.rare.is_empty() {
        return shown;
    }
    // Whether it is negated or a condition, it would have to say of the property that it is not there.
    let mentions = |inner: SchemaId| mentions(model, inner, names);
    if let Some(rare) = shown.rare.there() {
        let lists = &mut rare.dependent_required;
        lists.retain(|one| !is_hidden(&one.property.value));
        for one in lists {
            one.required.retain(|name| !is_hidden(name));
        }
        rare.dependent_schemas.retain(|one| !is_hidden(&one.name));
        rare.not = rare.not.filter(|not| !mentions(*not));
        if rare.condition.is_some_and(mentions) {
            (rare.condition, rare.then, rare.otherwise) = (None, None, None);
        }
    }
    shown
}

/// Whether a schema, or one inside it that judges the same object, speaks of one of some properties.
fn mentions(model: &Model, id: SchemaId, names: &HashSet<&str>) -> bool {
    let mut seen = HashSet::default();
    let mut stack = vec![id];
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        let schema = model.get(id);
        let listed = schema.properties.iter().map(|one| one.name.as_str());
        let required = schema.required.iter().map(|one| one.value.as_str());
        if listed.chain(required).any(|name| names.contains(name)) {
            return true;
        }
        stack.extend(schema.in_place());
        stack.extend(schema.reference);
    }
    false
}
