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
mod naming;
mod position;
mod rules;
mod texts;
mod types;

use formwork_schema::maps::{HashMap, HashSet};
use std::collections::VecDeque;
use std::rc::Rc;

use formwork_schema::model::{JsonType, Model, Schema, SchemaId, TypeSet};
use formwork_schema::{Code, Finding, Place, Severity};

use crate::ir::{Check, CheckId, Module, Pattern, Rule, Ty, Type, TypeId, TypeKind};
use crate::settings::Settings;
use branches::Plan;
use faults::Faults;
use flat::{Flat, Made};
use naming::{Claim, Hint, Word};

pub(crate) use docs::push_text;
pub(crate) use extensions::sort;
pub(crate) use formats::TYPED;
pub(crate) use names::{field_name, singular, type_name};

/// Inline schemas in inline schemas: deeper than this, one gets a name, and the stack stays small.
const INLINE_LIMIT: usize = 32;

/// A schema that a module is made of.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    /// The schema.
    pub(crate) schema: SchemaId,
    /// What it is called where its author gives it no name.
    pub(crate) word: String,
    /// A model may be asked for it.
    pub(crate) is_asked: bool,
}

impl Root {
    /// That of a schema file.
    pub(crate) fn of_file(schema: SchemaId, module: &str) -> Self {
        Self {
            schema,
            word: module.to_owned(),
            is_asked: true,
        }
    }
}

/// Lowers root schemas to one module, and says which types they have become. The first of them is one that
/// a model may be asked for.
pub(crate) fn lower(
    model: &Model,
    roots: &[Root],
    module: &str,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> (Module, Vec<TypeId>) {
    let faults = faults::find(findings);
    let mut newtypes = HashSet::default();
    // What acceptance depends on is the whole way from the root, so the root is where it is judged.
    let mut wrapped = vec![!model.resources.is_empty(); roots.len()];
    let mut made = Made::default();
    loop {
        let mut lowering = Lowering::new(model, &faults, newtypes, settings, made);
        let mut root_types = Vec::with_capacity(roots.len());
        for (root, wrapped) in roots.iter().zip(&mut wrapped) {
            root_types.push(lowering.root(root.schema, &root.word, *wrapped));
            *wrapped = lowering.wrap;
            if lowering.restart {
                break;
            }
        }
        if lowering.restart {
            newtypes = lowering.newtypes;
            made = lowering.made;
            continue;
        }
        let resources = lowering.resources();
        lowering.fill_checks();
        lowering.unasked();
        lowering.name_types(&root_types);
        let mut types: Vec<Type> = lowering.types;
        cycles::box_cycles(&mut types);
        findings.extend(implied_note(&lowering.implied));
        findings.append(&mut lowering.findings);
        let asked = roots.iter().zip(&root_types);
        let asked = asked.filter(|(root, _)| root.is_asked);
        let asked: Vec<_> = asked.map(|(root, id)| (root.schema, *id)).collect();
        let mut module = texts::module(model, &asked, module, types, settings, findings);
        module.checks = lowering.checks;
        module.resources = resources;
        return (module, root_types);
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

/// A type that has no body yet.
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
    /// By the ids of schemas.
    flats: Vec<Option<Rc<Flat>>>,
    /// The JSON types of schemas, as far as they were asked for.
    typed: HashMap<SchemaId, Option<TypeSet>>,
    /// The unions that are not just a schema's types.
    plans: HashMap<SchemaId, Plan>,
    checks: Vec<Check>,
    checked: HashMap<SchemaId, CheckId>,
    /// The patterns that were translated, as far as there was nothing to say of them.
    patterns: HashMap<String, Pattern>,
    /// Checks whose rules are not known yet.
    unchecked: Vec<(CheckId, SchemaId)>,
    /// The schemas whose types an error keeps from being known.
    faults: &'m Faults,
    types: Vec<Type>,
    known: HashMap<(SchemaId, Role), TypeId>,
    pending: VecDeque<Pending>,
    /// What each type may be called after.
    claims: Vec<Claim>,
    /// What the branches of each union may be called after, best first.
    branches: HashMap<TypeId, Vec<Vec<String>>>,
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
            flats: Vec::new(),
            typed: HashMap::default(),
            plans: HashMap::default(),
            checks: Vec::new(),
            checked: HashMap::default(),
            patterns: HashMap::default(),
            unchecked: Vec::new(),
            faults,
            types: Vec::new(),
            known: HashMap::default(),
            pending: VecDeque::new(),
            claims: Vec::new(),
            branches: HashMap::default(),
            findings: Vec::new(),
            implied: Vec::new(),
            asked: HashSet::default(),
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
            property: Some(Word::Text(module.to_owned())),
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

    /// Makes a type of a schema; its body comes later, and its name last.
    fn declare(&mut self, schema: SchemaId, role: Role, hint: &Hint) -> TypeId {
        let id = TypeId(self.types.len());
        let one = self.get(schema);
        let sources = &self.model.sources;
        let derives = self.settings.derives(&one.place, sources);
        let attributes = if !self.settings.has_attributes() || is_property(&one.place.pointer) {
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
            name: String::new(),
            doc: Vec::new(),
            kind: TypeKind::Enum(Vec::new()),
            rules,
            derives,
            attributes,
        });
        self.claims.push(Claim {
            schema,
            hint: hint.clone(),
        });
        self.known.insert((schema, role), id);
        id
    }

    fn error(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

/// The name a schema has in `$defs`, `definitions` or `components/schemas`.
fn definition_name(pointer: &str) -> Option<String> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let holder = parent.rsplit('/').next()?;
    matches!(holder, "$defs" | "definitions" | "schemas").then(|| unescaped(name))
}

/// A step of a pointer as it was before it became one.
fn unescaped(step: &str) -> String {
    if step.contains('~') {
        step.replace("~1", "/").replace("~0", "~")
    } else {
        step.to_owned()
    }
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
