//! The types to be emitted, as plain data.
//!
//! Everything is decided here: names, boxes, what is optional, which rules are checked. It knows no
//! tokens, and nothing of how a schema said it.

use formwork_schema::Json;

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
    /// The tool name a model is given.
    pub tool_name: String,
    /// What the root type is, in the author's words; may be empty.
    pub description: String,
    /// The author's schema, gathered.
    pub schema: SchemaText,
    /// The schema in each dialect.
    pub dialects: Vec<Dialected>,
}

/// JSON text of a schema, its root and its `$defs` apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaText {
    /// The root, an object without `$defs`.
    pub root: String,
    /// The members of `$defs`, without braces.
    pub defs: String,
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
#[derive(Clone, Debug)]
pub struct Position {
    /// The value's type.
    pub ty: Ty,
    /// `null` may stand here too.
    pub nullable: bool,
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
            rules: Vec::new(),
            boxed: false,
        }
    }
}

/// A type as it stands at a position.
#[derive(Clone, Debug)]
pub enum Ty {
    /// Any JSON value.
    Any,
    /// No value.
    Never,
    /// `null`
    Null,
    /// A boolean.
    Boolean,
    /// An integer, as `i64`.
    Signed,
    /// An integer that is never negative, as `u64`.
    Unsigned,
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
    /// What an error kept from being lowered. It stands only beside such an error.
    Unknown,
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
    /// `pattern`, as written and as translated.
    Pattern(String, String),
    /// `uniqueItems`
    UniqueItems,
    /// `enum`, as the text of a JSON array.
    Enum(String),
    /// `const`, as JSON text.
    Const(String),
}
