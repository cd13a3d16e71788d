//! A resolved schema to the plain data of [`crate::ir`].
//!
//! Types over-approximate: they accept every valid instance, and rules make acceptance exact. What no
//! Rust type expresses becomes `Value`; what cannot be honoured yet becomes unknown, with an error at
//! its line, so that the rest of the module still stands.
//!
//! Named types are put on a work list as they are met, so a chain of references costs no stack. What
//! has no name of its own (a list, a map, a string) is lowered where it stands.

mod branches;
mod check;
mod custom;
mod cycles;
mod define;
mod docs;
mod extensions;
mod external;
mod faults;
mod flat;
mod formats;
mod merge;
mod names;
mod pattern;
mod position;
mod rules;
mod texts;
mod types;

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use formwork_schema::model::{JsonType, Model, Schema, SchemaId, TypeSet};
use formwork_schema::{Code, Finding, Place, Severity};

use crate::ir::{Check, CheckId, Module, Rule, Ty, Type, TypeId, TypeKind};
use crate::settings::Settings;
use branches::Plan;
use faults::Faults;
use flat::{Flat, Made};
use names::Names;

pub(crate) use extensions::sort;
pub(crate) use formats::TYPED;
pub(crate) use names::{field_name, singular, type_name};

/// Inline schemas in inline schemas: deeper than this, one gets a name, and the stack stays small.
const INLINE_LIMIT: usize = 32;

/// A name that is joined of two is not longer than this.
const LONGEST_JOINED: usize = 100;

/// Lowers one root schema.
pub(crate) fn lower(
    model: &Model,
    root: SchemaId,
    module: &str,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> Module {
    let faults = faults::find(findings);
    let mut newtypes = HashSet::new();
    // What acceptance depends on is the whole way from the root, so the root is where it is judged.
    let mut wrapped = !model.resources.is_empty();
    let mut made = Made::default();
    loop {
        let mut lowering = Lowering::new(model, &faults, newtypes, settings, made);
        let root_type = lowering.root(root, module, wrapped);
        if lowering.restart {
            newtypes = lowering.newtypes;
            wrapped = lowering.wrap;
            made = lowering.made;
            continue;
        }
        let resources = lowering.resources();
        lowering.fill_checks();
        lowering.unasked();
        let mut types: Vec<Type> = lowering.types;
        cycles::box_cycles(&mut types);
        findings.extend(implied_note(&lowering.implied));
        findings.append(&mut lowering.findings);
        let mut module = texts::module(model, root, module, root_type, types, findings);
        module.checks = lowering.checks;
        module.resources = resources;
        return module;
    }
}

/// One note for all schemas whose type was taken from their keywords.
fn implied_note(places: &[Place]) -> Option<Finding> {
    let first = places.first()?;
    let mut finding = Finding::warning(
        Code::IMPLIED_TYPE,
        first.clone(),
        "this schema has no `type`; it is taken for what its keywords are about",
    )
    .help("write `type`, or generate with `exact`, where values of every other type fit as well");
    finding.severity = Severity::Note;
    let more: HashSet<&str> = places.iter().map(|place| place.pointer.as_str()).collect();
    Some(match more.len() - 1 {
        0 => finding,
        1 => finding.help("so is 1 more schema"),
        more => finding.help(format!("so are {more} more schemas")),
    })
}

/// What a type may be called after, best first.
#[derive(Clone, Debug, Default)]
struct Hint {
    /// The property, or one of several of it.
    property: Option<String>,
    /// The type around it.
    parent: Option<String>,
    /// What tells it apart among the branches of a union.
    tag: Option<String>,
}

/// A type that has a name and no body yet.
struct Pending {
    id: TypeId,
    schema: SchemaId,
    shape: Shape,
}

/// What kind of named type a schema becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Struct,
    Enum,
    Union,
    Newtype,
    Unknown,
}

/// What a schema's named type is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Role {
    /// All of its values.
    Own,
    /// Those of one JSON type.
    OfType(JsonType),
    /// A name around what has none of its own.
    Wrapped,
}

struct Lowering<'m> {
    model: &'m Model,
    /// Schemas that lowering has made.
    made: Made,
    settings: &'m Settings,
    flats: HashMap<SchemaId, Rc<Flat>>,
    /// The JSON types of schemas, as far as they were asked for.
    typed: HashMap<SchemaId, Option<TypeSet>>,
    /// The unions that are not just a schema's types.
    plans: HashMap<SchemaId, Plan>,
    checks: Vec<Check>,
    checked: HashMap<SchemaId, CheckId>,
    /// Checks whose rules are not known yet.
    unchecked: Vec<(CheckId, SchemaId)>,
    /// The schemas whose types an error keeps from being known.
    faults: &'m Faults,
    types: Vec<Type>,
    known: HashMap<(SchemaId, Role), TypeId>,
    pending: VecDeque<Pending>,
    names: Names<Place>,
    findings: Vec<Finding>,
    /// Schemas without `type` that are taken for what their keywords are about.
    implied: Vec<Place>,
    /// The schemas whose functions are asked.
    asked: HashSet<SchemaId>,
    /// Inline schemas being lowered, outermost first.
    inlining: Vec<SchemaId>,
    /// Inline schemas that contain themselves, and so need names; found in an earlier round.
    newtypes: HashSet<SchemaId>,
    /// What was found makes another round necessary.
    restart: bool,
    /// In that round, the root is wrapped.
    wrap: bool,
}

impl<'m> Lowering<'m> {
    fn new(
        model: &'m Model,
        faults: &'m Faults,
        newtypes: HashSet<SchemaId>,
        settings: &'m Settings,
        made: Made,
    ) -> Self {
        Self {
            model,
            made,
            settings,
            flats: HashMap::new(),
            typed: HashMap::new(),
            plans: HashMap::new(),
            checks: Vec::new(),
            checked: HashMap::new(),
            unchecked: Vec::new(),
            faults,
            types: Vec::new(),
            known: HashMap::new(),
            pending: VecDeque::new(),
            names: Names::default(),
            findings: Vec::new(),
            implied: Vec::new(),
            asked: HashSet::new(),
            inlining: Vec::new(),
            newtypes,
            restart: false,
            wrap: false,
        }
    }

    /// Lowers the root and all it leads to. A root that may be `null`, or has no name of its own, is
    /// `wrapped` in a newtype, which then has the first claim to the name.
    fn root(&mut self, start: SchemaId, module: &str, wrapped: bool) -> TypeId {
        let target = self.model.follow(start);
        let hint = Hint {
            property: Some(module.to_owned()),
            ..Hint::default()
        };
        self.wrap = wrapped;
        let root = if self.faults.holds(&self.model.get(target).place) {
            self.named(target, Role::Own, Shape::Unknown, &hint)
        } else if wrapped {
            self.named(target, Role::Wrapped, Shape::Newtype, &hint)
        } else {
            let position = self.position(target, &hint);
            match position.ty {
                Ty::Named(id) if !position.nullable => id,
                Ty::Unknown => self.named(target, Role::Own, Shape::Unknown, &hint),
                _ => {
                    (self.wrap, self.restart) = (true, true);
                    TypeId(0)
                }
            }
        };
        while let Some(pending) = self.pending.pop_front() {
            if self.restart {
                break;
            }
            let kind = self.define(&pending);
            self.types[pending.id.0].kind = kind;
        }
        if self.is_dynamic() {
            // Its own resource is the first on every way.
            let check = self.check(start);
            if let TypeKind::Newtype(position) = &mut self.types[root.0].kind {
                position.rules.push(Rule::Reference(check));
            }
        }
        root
    }

    /// Gives a schema a name; its body comes later.
    fn declare(&mut self, schema: SchemaId, role: Role, hint: &Hint) -> TypeId {
        let id = TypeId(self.types.len());
        let one = self.get(schema);
        let candidates = self.candidates(schema, hint);
        let explicit = one.extension("x-rust-name");
        let (name, holder) = self.names.claim(&candidates, one.place.clone());
        // One schema may need two names: one for its values, one for them or `null`.
        if let Some(holder) = holder.filter(|holder| *holder != one.place) {
            let wanted = candidates.first().map_or("", String::as_str);
            // A name that came from a property is nobody's choice, and the next best one is as good.
            let chosen = one
                .title
                .as_deref()
                .and_then(type_name)
                .is_some_and(|title| title == wanted)
                || definition_name(&one.place.pointer).is_some();
            let severity = match (explicit.is_some(), chosen) {
                (true, _) => Severity::Error,
                (false, true) => Severity::Warning,
                (false, false) => Severity::Note,
            };
            let place = explicit.map_or(&one.place, |explicit| &explicit.place);
            let mut finding = Finding::warning(
                Code::NAME_CLASH,
                place.clone(),
                format!("two schemas claim the type name `{wanted}`"),
            )
            .label(format!("this one becomes `{name}`"))
            .related(holder, format!("`{wanted}` is this one"))
            .help(if explicit.is_some() {
                "write another name"
            } else {
                "give one of them another `title`, or an `x-rust-name`"
            });
            finding.severity = severity;
            self.findings.push(finding);
        }
        let doc = docs::for_type(&one, &name);
        let sources = &self.model.sources;
        let derives = self.settings.derives(&one.place, sources);
        let attributes = if is_property(&one.place.pointer) {
            Vec::new()
        } else {
            self.settings.attributes(&one.place, sources)
        };
        let rules = match role {
            Role::Own => self.custom_rules(schema, false),
            Role::OfType(_) | Role::Wrapped => Vec::new(),
        };
        // A body is set before anybody reads it.
        self.types.push(Type {
            name,
            doc,
            kind: TypeKind::Enum(Vec::new()),
            rules,
            derives,
            attributes,
        });
        self.known.insert((schema, role), id);
        id
    }

    fn candidates(&mut self, schema: SchemaId, hint: &Hint) -> Vec<String> {
        let one = self.get(schema);
        let mut candidates = Vec::new();
        if let Some(explicit) = one.extension("x-rust-name") {
            match &explicit.value {
                formwork_schema::Json::String(name) if type_name(name).as_deref() == Some(name) => {
                    candidates.push(name.clone());
                }
                other => {
                    let near = match other {
                        formwork_schema::Json::String(text) => type_name(text),
                        _ => None,
                    };
                    self.findings.push(
                        Finding::error(
                            Code::BAD_NAME,
                            explicit.place.clone(),
                            "`x-rust-name` must be a Rust type name",
                        )
                        .help(match near {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "write one such as `LineItem`".to_owned(),
                        }),
                    );
                }
            }
        }
        // A title that is a sentence is no name.
        let title = one.title.as_deref().filter(|title| title.len() <= 60);
        candidates.extend(title.and_then(type_name));
        candidates.extend(definition_name(&one.place.pointer).and_then(|name| type_name(&name)));
        candidates.extend(hint.tag.as_deref().and_then(type_name));
        // A constant is mostly the tag of what is around it.
        if one.constant.is_none() {
            candidates.extend(hint.property.as_deref().and_then(type_name));
        }
        let last = hint
            .tag
            .as_deref()
            .or(hint.property.as_deref())
            .unwrap_or("value");
        if let Some(parent) = &hint.parent {
            // Unions in unions would have names that double with each; a number does as well.
            let both = type_name(&format!("{parent} {last}"));
            candidates.extend(both.filter(|both| both.len() <= LONGEST_JOINED));
        }
        if candidates.is_empty() {
            candidates.push(type_name(last).unwrap_or_else(|| "Type".to_owned()));
        }
        candidates
    }

    fn error(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

/// The name a schema has in `$defs`, `definitions` or `components/schemas`.
fn definition_name(pointer: &str) -> Option<String> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let holder = parent.rsplit('/').next()?;
    matches!(holder, "$defs" | "definitions" | "schemas")
        .then(|| name.replace("~1", "/").replace("~0", "~"))
}

/// Whether a pointer is that of a property: then its attributes are those of the field.
fn is_property(pointer: &str) -> bool {
    let mut steps = pointer.split('/').skip(1);
    let mut is_property = false;
    while let Some(step) = steps.next() {
        is_property = step == "properties" && steps.next().is_some();
        if matches!(
            step,
            "$defs" | "definitions" | "schemas" | "patternProperties" | "dependentSchemas"
        ) {
            steps.next();
        }
    }
    is_property
}

/// Whether a schema's author has given it a name.
fn has_name(schema: &Schema) -> bool {
    schema.title.is_some()
        || schema.extension("x-rust-name").is_some()
        || definition_name(&schema.place.pointer).is_some()
}
