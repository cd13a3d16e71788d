//! What a type must say about itself to be extracted.

use crate::json::write as json;
use crate::partial::Twin;
use crate::table::Node;

/// A type that an answer can be decoded into. Generated code implements it for every type.
///
/// A function that takes any answer:
///
/// ```
/// use formwork::{Decode, decode};
///
/// /// The values of the lines of a file, and how many lines are none.
/// fn lines<T: Decode>(jsonl: &str) -> (Vec<T>, usize) {
///     let all: Vec<_> = jsonl.lines().map(decode::<T>).collect();
///     let wrong = all.iter().filter(|line| line.is_err()).count();
///     (all.into_iter().flatten().collect(), wrong)
/// }
///
/// assert_eq!(lines::<Vec<u8>>("[1, 2]\n[3]\n[-1]"), (vec![vec![1, 2], vec![3]], 1));
/// ```
pub trait Decode: Sized + Send + 'static {
    /// The twin that fills while the answer streams in.
    type Partial: Twin<Value = Self> + Send;

    /// The decode table.
    #[doc(hidden)]
    const NODE: &'static Node;
}

/// A type that can be asked for: it knows its name and its schema. Generated code implements it for
/// the type of each schema file.
///
/// A function that asks for any type:
///
/// ```
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, Error, Extract, Maybe};
///
/// /// Asks for what may not be in the text.
/// async fn find<T: Extract>(client: &Client, text: &str) -> Result<Option<T>, Error> {
///     Ok(client.extract::<Maybe<T>>(text).await?.result)
/// }
///
/// let client = Client::offline(Offline::new());
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
/// let towns: Option<Vec<String>> = runtime.block_on(find(&client, "From Linz to Graz."))?;
/// assert_eq!(Vec::<String>::FORM.name, String::FORM.name); // a list is asked for under the name of its items
/// # Ok::<(), formwork::Error>(())
/// ```
pub trait Extract: Decode {
    /// The static facts.
    const FORM: Form;

    /// The tools that stand for the branches of a union: one each, in the order of the schema. Empty
    /// for every other type, which is one tool by itself.
    const TOOLS: &'static [Form] = &[];
}

/// The static facts of an [`Extract`] type.
///
/// ```
/// use formwork::{Extract, Layer, SchemaText};
///
/// let form = <Vec<bool>>::FORM;
/// assert_eq!(form.layer, &Layer::List(&Layer::Scalar));
/// assert_eq!(form.schema, SchemaText { root: r#"{"type":"boolean"}"#, defs: &[] });
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Its name, fit for a tool name (`^[a-zA-Z0-9_-]{1,64}$`).
    pub name: &'static str,
    /// What it is, from the schema's description or title; may be empty.
    pub description: &'static str,
    /// The schema as its author wrote it, references gathered under `$defs`, without properties that no model is
    /// shown.
    pub schema: SchemaText,
    /// The schema as types in the manner of TypeScript, in far fewer words, for text modes: the root, then each
    /// definition. Between them belongs an empty line.
    pub notation: &'static [&'static str],
    /// The same schema as each dialect words it, by the dialect's name.
    pub dialects: &'static [Dialected],
    /// What stands around the schema: nothing, for generated types.
    pub layer: &'static Layer,
}

/// What a type without a schema file of its own puts around the schema of another: the texts stay as they
/// are, and what is around them is written when a request is.
///
/// ```
/// use formwork::{Extract, Layer, Maybe};
///
/// // What a model is asked for: why there is no list, or a list of numbers.
/// assert_eq!(<Maybe<Vec<u8>>>::FORM.layer, &Layer::Maybe(&Layer::List(&Layer::Scalar)));
/// ```
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
            defs: &[],
        },
        notation: &[],
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
///
/// ```
/// use formwork::SchemaText;
///
/// let text = SchemaText { root: r##"{"$ref":"#/$defs/A"}"##, defs: &[("A", r#"{"type":"string"}"#)] };
/// let mut schema = String::new();
/// text.write(&mut schema);
/// assert_eq!(schema, r##"{"$ref":"#/$defs/A","$defs":{"A":{"type":"string"}}}"##);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaText {
    /// The root schema, a JSON object without `$defs`.
    pub root: &'static str,
    /// The definitions that it refers to as `#/$defs/NAME`: each one's name, and its schema.
    pub defs: &'static [(&'static str, &'static str)],
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
                self.write_defs(out);
                out.push('}');
            }
            _ => out.push_str(self.root),
        }
    }

    /// Appends `"$defs":{...}`.
    pub(crate) fn write_defs(&self, out: &mut String) {
        out.push_str("\"$defs\":{");
        for (index, (name, schema)) in self.defs.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            json::string(name, out);
            out.push(':');
            out.push_str(schema);
        }
        out.push('}');
    }

    /// How many bytes it has, about.
    pub(crate) fn size(&self) -> usize {
        /// Around definitions, and around one.
        const AROUND: usize = 4;
        let defs = self.defs.iter();
        let defs = defs.map(|(name, schema)| name.len() + schema.len() + AROUND);
        self.root.len() + AROUND + defs.sum::<usize>()
    }
}

/// A schema lowered for one dialect.
///
/// ```
/// use formwork::Extract;
///
/// let dialected = bool::FORM.dialect("openai-strict").unwrap();
/// let text = dialected.text.unwrap();
/// assert!(text.root.contains("boolean"));
/// ```
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
///
/// ```
/// use formwork::{Decoder, Undo};
///
/// // A list was asked for in an object, since this provider gives nothing else.
/// let undo = Undo { unwrap_root: true, ..Undo::default() };
/// let mut decoder = Decoder::<Vec<u8>>::with_undo(undo);
/// decoder.push(br#"{"value": [1, 2]}"#);
/// assert_eq!(decoder.finish(), Ok(vec![1, 2]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    /// The root was wrapped: `{"value": ...}`.
    pub unwrap_root: bool,
    /// Optional properties were made required and nullable: `null` means absent.
    pub null_is_absent: bool,
    /// Maps were made lists of `{"key": ..., "value": ...}`.
    pub entry_lists: bool,
}
