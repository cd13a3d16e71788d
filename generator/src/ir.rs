//! The types to be emitted, as plain data.
//!
//! Everything is decided here: names, boxes, what is optional, which rules are checked. It knows no
//! tokens, and nothing of how a schema said it.

use formwork_schema::Json;
use formwork_schema::dialect::document;
pub use formwork_schema::model::{JsonType, TypeSet};
pub use formwork_schema::tasks::Settings;

/// One generated module: what one schema file becomes.
#[derive(Clone, Debug)]
pub struct Module {
    /// The module's name.
    pub name: String,
    /// The schema file, as shown to people.
    pub source: String,
    /// The type of the root schema.
    pub root: TypeId,
    /// Every named type, in schema order; a [`TypeId`] is an index.
    pub types: Vec<Type>,
    /// What is judged beyond the types; a [`CheckId`] is an index.
    pub checks: Vec<Check>,
    /// The resources that dynamic references look into: their dynamic anchors.
    pub resources: Vec<Vec<(String, CheckId)>>,
    /// The tool name a model is given.
    pub tool_name: String,
    /// What the root type is, in the author's words; may be empty.
    pub description: String,
    /// The author's schema, gathered.
    pub schema: SchemaText,
    /// The author's schema as types, in few words: the root, then its definitions.
    pub notation: Vec<String>,
    /// The schema in each dialect.
    pub dialects: Vec<Dialected>,
    /// The branches of the root, where it is a union of objects: each is a tool of its own.
    pub tools: Vec<Tool>,
    /// What else a model may be asked for, where the module is that of a task file.
    pub forms: Vec<Form>,
    /// The tasks of a task file.
    pub tasks: Vec<Task>,
    /// Beside errors, names of functions and statics that stand in for tasks which there would be without them.
    pub unknown: Vec<String>,
}

/// What a model may be asked for: a root type and its texts.
#[derive(Clone, Debug)]
pub struct Form {
    /// The type.
    pub root: TypeId,
    /// The tool name a model is given.
    pub tool_name: String,
    /// What it is, in the author's words; may be empty.
    pub description: String,
    /// The author's schema, gathered.
    pub schema: SchemaText,
    /// The author's schema as types, in few words: the root, then its definitions.
    pub notation: Vec<String>,
    /// The schema in each dialect.
    pub dialects: Vec<Dialected>,
    /// The branches of the type, where it is a union of objects.
    pub tools: Vec<Tool>,
}

impl Module {
    /// Everything that a model may be asked for: the root, and what else there is.
    #[must_use]
    pub fn forms(&self) -> Vec<Form> {
        let first = Form {
            root: self.root,
            tool_name: self.tool_name.clone(),
            description: self.description.clone(),
            schema: self.schema.clone(),
            notation: self.notation.clone(),
            dialects: self.dialects.clone(),
            tools: self.tools.clone(),
        };
        let mut forms = vec![first];
        forms.extend(self.forms.iter().cloned());
        forms
    }
}

/// A task: a function that asks a model.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its name, as written.
    pub name: String,
    /// The name of its function, not yet escaped.
    pub function: String,
    /// The name of its static.
    pub constant: String,
    /// Its documentation, line by line.
    pub doc: Vec<String>,
    /// What it takes.
    pub input: Option<TypeId>,
    /// What it gives.
    pub output: TypeId,
    /// Who says what: the name of a role's variant in the runtime, and a template.
    pub messages: Vec<(&'static str, String)>,
    /// Whether any of them has something to be filled in.
    pub is_template: bool,
    /// Its defaults.
    pub settings: Settings,
    /// Its tests.
    pub tests: Vec<Test>,
}

/// A test of a task.
#[derive(Clone, Debug)]
pub struct Test {
    /// The name of its function.
    pub function: String,
    /// What the task is given, as JSON.
    pub input: Option<String>,
    /// Where the answer comes from.
    pub answer: Answer,
    /// What the result must have, as JSON.
    pub expect: Option<String>,
}

/// Where the answer of a test comes from.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The schema, with seed and faults as the runtime reads them.
    Offline(String),
    /// What the model says, attempt by attempt.
    Said(Vec<String>),
    /// The body of an answer, as a provider sent it.
    Recorded(String),
}

/// A branch of the root as a tool.
#[derive(Clone, Debug)]
pub struct Tool {
    /// The tool's name.
    pub name: String,
    /// What it is, in the author's words; may be empty.
    pub description: String,
    /// The branch's schema, gathered.
    pub schema: SchemaText,
}

/// JSON text of a schema, its root and its `$defs` apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SchemaText {
    /// The root, an object without `$defs`.
    pub root: String,
    /// The definitions, each with its name.
    pub defs: Vec<(String, String)>,
}

impl SchemaText {
    /// The whole schema document, in one text.
    #[must_use]
    pub fn document(&self) -> String {
        document(&self.root, &self.defs)
    }
}

/// A schema lowered for one dialect, or why it cannot be.
#[derive(Clone, Debug)]
pub struct Dialected {
    /// The dialect's name.
    pub dialect: &'static str,
    /// The text, or the reason in one sentence.
    pub text: Result<SchemaText, String>,
    /// The root was wrapped.
    pub unwrap_root: bool,
    /// Optional properties were made nullable.
    pub null_is_absent: bool,
    /// Maps were made lists of entries.
    pub entry_lists: bool,
}

/// Names a type in [`Module::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A named type.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its Rust name.
    pub name: String,
    /// Its documentation, line by line.
    pub doc: Vec<String>,
    /// What it is.
    pub kind: TypeKind,
    /// What is checked wherever it stands.
    pub rules: Vec<Rule>,
    /// Traits to derive beside its own, as paths.
    pub derives: Vec<String>,
    /// Attributes, as they were written.
    pub attributes: Vec<String>,
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with named properties.
    Struct(Struct),
    /// One of several strings.
    Enum(Vec<Variant>),
    /// One of several types.
    Union(Union),
    /// A name for something that has none of its own.
    Newtype(Position),
    /// Something that an error kept from being lowered: a name alone.
    Unknown,
}

impl TypeKind {
    /// Visits the rules of every position in it.
    pub fn rules(&self, visit: &mut impl FnMut(&Rule)) {
        match self {
            Self::Struct(one) => {
                one.fields
                    .iter()
                    .for_each(|field| field.position.rules(visit));
                if let Additional::Keep(_, position) = &one.additional {
                    position.rules(visit);
                }
            }
            Self::Union(one) => one
                .branches
                .iter()
                .for_each(|branch| branch.position.rules(visit)),
            Self::Newtype(position) => position.rules(visit),
            Self::Enum(_) | Self::Unknown => {}
        }
    }
}

/// An object with named properties.
#[derive(Clone, Debug)]
pub struct Struct {
    /// In schema order.
    pub fields: Vec<Field>,
    /// What becomes of properties that are not listed.
    pub additional: Additional,
}

/// One property.
#[derive(Clone, Debug)]
pub struct Field {
    /// The Rust name, not yet escaped.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
    /// Its documentation, line by line.
    pub doc: Vec<String>,
    /// Whether it must be there.
    pub required: bool,
    /// Its value.
    pub position: Position,
    /// The value that stands for an absent one, where it is a scalar that fits.
    pub default: Option<Json>,
    /// `deprecated: true`
    pub deprecated: bool,
    /// Other names that a lenient reader takes for it.
    pub aliases: Vec<String>,
    /// How it shows while it is on its way.
    pub stream: Stream,
    /// Attributes, as they were written.
    pub attributes: Vec<String>,
}

/// How a property shows while an answer is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// Not before it is complete.
    pub done: bool,
    /// Without it, what it is in is not ready to be shown.
    pub required: bool,
}

/// What becomes of properties that are not listed.
#[derive(Clone, Debug)]
pub enum Additional {
    /// They are read past.
    Ignore,
    /// They are violations.
    Deny,
    /// They are kept in a map, a field of this name.
    Keep(String, Box<Position>),
}

/// One name of an enumeration.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust name.
    pub name: String,
    /// The string on the wire.
    pub wire: String,
    /// Other spellings that a lenient reader takes for it.
    pub aliases: Vec<String>,
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// In schema order.
    pub branches: Vec<Branch>,
    /// `oneOf`: exactly one may fit.
    pub exclusive: bool,
}

/// One branch of a union.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The variant's Rust name.
    pub name: String,
    /// Its value.
    pub position: Position,
}

/// A place where a value stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// The value's type.
    pub ty: Ty,
    /// `null` may stand here too.
    pub nullable: bool,
    /// `null` fits whatever the rules say: it is a branch of its own.
    pub null_aside: bool,
    /// What is checked beyond the type.
    pub rules: Vec<Rule>,
    /// The type contains itself through here, so it is boxed.
    pub boxed: bool,
}

impl Position {
    /// A position without rules.
    #[must_use]
    pub fn new(ty: Ty) -> Self {
        Self {
            ty,
            nullable: false,
            null_aside: false,
            rules: Vec::new(),
            boxed: false,
        }
    }

    /// Visits the rules of this position and of those inside it, which are few: lowering names what
    /// goes deep.
    fn rules(&self, visit: &mut impl FnMut(&Rule)) {
        self.rules.iter().for_each(&mut *visit);
        if let Ty::List(inner) | Ty::Map(inner) = &self.ty {
            inner.rules(visit);
        }
    }
}

/// A type as it stands at a position.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    /// Any JSON value.
    Any,
    /// Any JSON value of some types.
    Some(TypeSet),
    /// No value.
    Never,
    /// `null`
    Null,
    /// A boolean.
    Boolean,
    /// An integer.
    Integer(Size),
    /// A number, as `f64`.
    Float,
    /// A string.
    String,
    /// A list.
    List(Box<Position>),
    /// A map from strings.
    Map(Box<Position>),
    /// A named type.
    Named(TypeId),
    /// A string of a format, as a type of that format.
    Formatted(Formatted),
    /// A type that is not generated, and reads values of these types by itself.
    Foreign(String, TypeSet),
    /// What an error kept from being lowered. It stands only beside such an error.
    Unknown,
}

/// A format that has a type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formatted {
    /// `date`
    Date,
    /// `date-time`
    DateTime,
    /// `duration`
    Duration,
    /// `time`
    Time,
    /// `uri`
    Uri,
    /// `uuid`
    Uuid,
}

/// How large an integer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// The primitive type of this name.
    Primitive(&'static str),
    /// Any size.
    Unbounded,
}

/// Names a check in [`Module::checks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CheckId(pub usize);

/// A schema as rules alone.
#[derive(Clone, Debug)]
pub struct Check {
    /// What its author calls it, if anything.
    pub name: Option<String>,
    /// All of them must hold.
    pub rules: Vec<Rule>,
    /// The resource it stands in, where dynamic references look for it.
    pub resource: Option<usize>,
}

/// A pattern, as written, and as translated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// As the author wrote it.
    pub written: String,
    /// In the syntax of the runtime's engines.
    pub translated: String,
    /// It needs the engine that goes back.
    pub backtracking: bool,
}

/// A rule that is checked when a value closes.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// `minimum`, `maximum`, `exclusiveMinimum` or `exclusiveMaximum` (the variant's name in the
    /// runtime), and the limit as JSON number text.
    Bound(&'static str, String),
    /// A keyword that counts: its variant's name in the runtime, and the limit.
    Count(&'static str, u64),
    /// `multipleOf`, as JSON number text.
    MultipleOf(String),
    /// `pattern`
    Pattern(Pattern),
    /// `format`, as its variant is called in the runtime.
    Format(&'static str),
    /// `uniqueItems`
    UniqueItems,
    /// `enum`, as the text of a JSON array.
    Enum(String),
    /// `const`, as JSON text.
    Const(String),
    /// `false`
    Never,
    /// `type`
    Type(TypeSet),
    /// `required`
    Required(Vec<String>),
    /// `properties`
    Properties(Vec<(String, CheckId)>),
    /// `patternProperties`
    PatternProperties(Vec<(Pattern, CheckId)>),
    /// `additionalProperties`: the names and patterns beside it, and what the rest must fit.
    AdditionalProperties(Vec<String>, Vec<Pattern>, CheckId),
    /// `propertyNames`
    PropertyNames(CheckId),
    /// `dependentRequired`
    DependentRequired(Vec<(String, Vec<String>)>),
    /// `dependentSchemas`
    DependentSchemas(Vec<(String, CheckId)>),
    /// `prefixItems`
    PrefixItems(Vec<CheckId>),
    /// `items`, from an index on.
    Items(usize, CheckId),
    /// `contains`, `minContains`, `maxContains`
    Contains(CheckId, u64, Option<u64>),
    /// `allOf`
    AllOf(Vec<CheckId>),
    /// `anyOf`
    AnyOf(Vec<CheckId>),
    /// `oneOf`
    OneOf(Vec<CheckId>),
    /// `not`
    Not(CheckId),
    /// `if`, `then`, `else`
    If(CheckId, Option<CheckId>, Option<CheckId>),
    /// `$ref`
    Reference(CheckId),
    /// `$dynamicRef`, and where it leads by itself.
    DynamicReference(String, CheckId),
    /// `unevaluatedProperties`
    UnevaluatedProperties(CheckId),
    /// `unevaluatedItems`
    UnevaluatedItems(CheckId),
    /// `x-check`
    Custom(Custom),
    /// `x-llm-check`: a rule in words.
    Llm(String),
}

/// A function of the user's that judges values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Custom {
    /// Its path.
    pub path: String,
    /// It takes the newtype that is around the position, and not what is in it.
    pub of_newtype: bool,
    /// It must be waited for.
    pub is_async: bool,
    /// It wants to know of the call.
    pub with_context: bool,
}

impl Rule {
    /// Visits the checks that it leads to.
    pub fn each_check(&self, visit: &mut impl FnMut(CheckId)) {
        match self {
            Self::Properties(rows) | Self::DependentSchemas(rows) => {
                for (_, check) in rows {
                    visit(*check);
                }
            }
            Self::PatternProperties(rows) => {
                for (_, check) in rows {
                    visit(*check);
                }
            }
            Self::AllOf(checks)
            | Self::AnyOf(checks)
            | Self::OneOf(checks)
            | Self::PrefixItems(checks) => checks.iter().copied().for_each(visit),
            Self::AdditionalProperties(_, _, check)
            | Self::PropertyNames(check)
            | Self::Items(_, check)
            | Self::Contains(check, ..)
            | Self::Not(check)
            | Self::Reference(check)
            | Self::DynamicReference(_, check)
            | Self::UnevaluatedProperties(check)
            | Self::UnevaluatedItems(check) => visit(*check),
            Self::If(condition, then, otherwise) => {
                visit(*condition);
                then.iter().chain(otherwise).copied().for_each(visit);
            }
            _ => {}
        }
    }
}
