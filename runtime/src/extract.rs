//! What a type must say about itself to be extracted.

use crate::partial::Twin;
use crate::table::Node;

/// A type that an answer can be decoded into. Generated code implements it for every type.
pub trait Decode: Sized + Send + 'static {
    /// The twin that fills while the answer streams in.
    type Partial: Twin<Value = Self> + Send;

    /// The decode table.
    #[doc(hidden)]
    const NODE: &'static Node;
}

/// A type that can be asked for: it knows its name and its schema. Generated code implements it for
/// the type of each schema file.
pub trait Extract: Decode {
    /// The static facts.
    const FORM: Form;

    /// The tools that stand for the branches of a union: one each, in the order of the schema. Empty
    /// for every other type, which is one tool by itself.
    const TOOLS: &'static [Form] = &[];
}

/// The static facts of an [`Extract`] type.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Its name, fit for a tool name (`^[a-zA-Z0-9_-]{1,64}$`).
    pub name: &'static str,
    /// What it is, from the schema's description or title; may be empty.
    pub description: &'static str,
    /// The schema as its author wrote it, references gathered under `$defs`, without properties that no model is
    /// shown.
    pub schema: SchemaText,
    /// The schema as types in the manner of TypeScript, in far fewer words, for text modes.
    pub notation: &'static str,
    /// The same schema as each dialect words it, by the dialect's name.
    pub dialects: &'static [Dialected],
    /// What stands around the schema: nothing, for generated types.
    pub layer: &'static Layer,
}

/// What a type without a schema file of its own puts around the schema of another: the texts stay as they
/// are, and what is around them is written when a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layer {
    /// Nothing: the schema is that of the type.
    Itself,
    /// Nothing, and the schema is not one of an object, and not yet in one: a scalar.
    Scalar,
    /// A list of the rest.
    List(&'static Layer),
    /// The rest, or why it is not there ([`Maybe`](crate::Maybe)).
    Maybe(&'static Layer),
}

/// Nothing around a schema, as generated code writes it.
#[doc(hidden)]
pub const ITSELF: &Layer = &Layer::Itself;

/// The name under which a text serves every dialect.
pub(crate) const ANY_DIALECT: &str = "*";

impl Form {
    /// Nothing is asked for but words.
    pub(crate) const NOTHING: Self = Self {
        name: "",
        description: "",
        schema: SchemaText {
            root: "{}",
            defs: "",
        },
        notation: "",
        dialects: &[],
        layer: ITSELF,
    };

    /// Whether nothing is asked for but words. Every other form has a name.
    pub(crate) fn is_nothing(&self) -> bool {
        self.name.is_empty()
    }

    /// The schema in the words of a dialect, where the generator could lower it.
    #[must_use]
    pub fn dialect(&self, name: &str) -> Option<&'static Dialected> {
        self.dialects
            .iter()
            .find(|dialected| [name, ANY_DIALECT].contains(&dialected.dialect))
    }
}

/// A schema as static JSON text, its root and its `$defs` apart, so that wrappers compose without
/// parsing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaText {
    /// The root schema, a JSON object without `$defs`.
    pub root: &'static str,
    /// The members of `$defs` (`"A":{..},"B":{..}`), without braces; empty where there are none.
    pub defs: &'static str,
}

impl SchemaText {
    /// Appends the whole schema document.
    pub fn write(&self, out: &mut String) {
        match self.root.strip_suffix('}') {
            Some(open) if !self.defs.is_empty() => {
                out.push_str(open);
                if open.len() > 1 {
                    out.push(',');
                }
                out.push_str("\"$defs\":{");
                out.push_str(self.defs);
                out.push_str("}}");
            }
            _ => out.push_str(self.root),
        }
    }
}

/// A schema lowered for one dialect.
#[derive(Clone, Copy, Debug)]
pub struct Dialected {
    /// The dialect's name, such as `openai-strict`.
    pub dialect: &'static str,
    /// The lowered schema, or why this dialect cannot take it.
    pub text: Result<SchemaText, &'static str>,
    /// How answers to it are brought back.
    pub undo: Undo,
}

/// What lowering did to the shape of answers, and decoding takes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    /// The root was wrapped: `{"value": ...}`.
    pub unwrap_root: bool,
    /// Optional properties were made required and nullable: `null` means absent.
    pub null_is_absent: bool,
    /// Maps were made lists of `{"key": ..., "value": ...}`.
    pub entry_lists: bool,
}
