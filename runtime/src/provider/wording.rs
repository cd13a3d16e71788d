//! A form to the text of its schema as one mode of one provider sends it.
//!
//! What generated code holds is spliced as it is. Types that put a layer around another's schema (`Vec<T>`,
//! [`Maybe<T>`](crate::Maybe), scalars) have theirs written around that text here, without reading it.

use super::{Mode, Provider, RequestError};
use crate::{Form, Layer, SchemaText, Undo};

/// A schema as one mode sends it, and how its answers are brought back.
///
/// ```
/// use formwork::Extract;
/// use formwork::provider::{Mode, find};
///
/// let wording = find("openai").unwrap().wording(&bool::FORM, Mode::JsonSchema)?;
/// let mut schema = String::new();
/// wording.write(&mut schema);
/// assert!(schema.starts_with(r#"{"type":"object","properties":{"value":"#));
/// assert!(wording.undo.unwrap_root); // an object is wanted, and is taken apart again
/// # Ok::<_, formwork::provider::RequestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The text that is sent, without what stands around it.
    pub schema: SchemaText,
    /// What must be taken back.
    pub undo: Undo,
    layer: &'static Layer,
    manner: Manner,
}

/// How a dialect wants objects written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// It knows no `additionalProperties`.
    Open,
    /// They are closed.
    Closed,
    /// They are closed, and nothing is described.
    Bare,
    /// They are closed, and require every property; one that may be missing is `null`.
    Strict,
}

impl Manner {
    /// That of a dialect. The dialects' own tables say the same; a test holds them together.
    fn of(dialect: &str) -> Self {
        match dialect {
            "gemini-openapi" => Self::Open,
            "cerebras" => Self::Bare,
            "portable" | "openai-strict" | "azure-openai" | "groq" | "mistral" | "deepseek"
            | "openrouter" => Self::Strict,
            _ => Self::Closed,
        }
    }

    /// What stands before and behind the one property of a root that must be an object.
    fn value(self) -> (&'static str, &'static str) {
        let end = match self {
            Self::Open => r#"},"required":["value"]}"#,
            Self::Closed | Self::Bare | Self::Strict => {
                r#"},"required":["value"],"additionalProperties":false}"#
            }
        };
        (r#"{"type":"object","properties":{"value":"#, end)
    }

    /// What stands before and behind a result that may be missing.
    fn maybe(self) -> (&'static str, &'static str) {
        match self {
            Self::Open => (
                MAYBE,
                r#","message":{"description":"Why it is missing.","type":"string"}},"required":["error"]}"#,
            ),
            Self::Closed => (
                MAYBE,
                r#","message":{"description":"Why it is missing.","type":"string"}},"required":["error"],"additionalProperties":false}"#,
            ),
            Self::Bare => (
                r#"{"type":"object","properties":{"error":{"type":"boolean"},"result":"#,
                r#","message":{"type":"string"}},"required":["error"],"additionalProperties":false}"#,
            ),
            Self::Strict => (
                r#"{"type":"object","properties":{"error":{"description":"Whether what is asked for is missing.","type":"boolean"},"result":{"anyOf":["#,
                r#",{"type":"null"}]},"message":{"anyOf":[{"description":"Why it is missing.","type":"string"},{"type":"null"}]}},"required":["error","result","message"],"additionalProperties":false}"#,
            ),
        }
    }
}

/// How an object with a result begins that may be left out.
const MAYBE: &str = r#"{"type":"object","properties":{"error":{"description":"Whether what is asked for is missing.","type":"boolean"},"result":"#;

impl Wording {
    /// A text with nothing around it.
    fn plain(schema: SchemaText, undo: Undo) -> Self {
        Self {
            schema,
            undo,
            layer: crate::extract::ITSELF,
            manner: Manner::Closed,
        }
    }

    /// How long the text is, about.
    #[must_use]
    pub fn size(&self) -> usize {
        self.schema.size()
    }

    /// The layers around the text, the outermost first, as what stands before and behind what they hold.
    fn layers(&self) -> Vec<(&'static str, &'static str)> {
        let mut layers = Vec::new();
        // As deep as types stand in types in somebody's source.
        let mut layer = self.layer;
        if self.layer != crate::extract::ITSELF && self.undo.unwrap_root {
            layers.push(self.manner.value());
        }
        loop {
            layer = match layer {
                Layer::Itself | Layer::Scalar => return layers,
                Layer::List(inner) => {
                    layers.push((r#"{"type":"array","items":"#, "}"));
                    inner
                }
                Layer::Maybe(inner) => {
                    layers.push(self.manner.maybe());
                    inner
                }
            };
        }
    }

    /// Appends the whole schema document.
    pub fn write(&self, out: &mut String) {
        let layers = self.layers();
        let Some(((_, outermost), _)) = layers.split_first() else {
            return self.schema.write(out);
        };
        for (before, _) in &layers {
            out.push_str(before);
        }
        out.push_str(self.schema.root);
        for (_, behind) in layers.iter().skip(1).rev() {
            out.push_str(behind);
        }
        // Definitions belong to the document, so that they stand in its outermost object.
        match outermost.strip_suffix('}') {
            Some(open) if !self.schema.defs.is_empty() => {
                out.push_str(open);
                out.push(',');
                self.schema.write_defs(out);
                out.push('}');
            }
            _ => out.push_str(outermost),
        }
    }

    /// What a model is told of the types that the notation writes, where that says it all.
    pub(super) fn told_as_types(&self) -> Option<&'static str> {
        match (self.layer, self.undo.unwrap_root) {
            (Layer::Itself, false) => Some("of this type"),
            (Layer::Itself | Layer::Scalar, _) => {
                Some("with the one member `value`, whose value is of this type")
            }
            (Layer::List(Layer::Itself | Layer::Scalar), _) => {
                Some("with the one member `value`, whose value is a list of values of this type")
            }
            _ => None,
        }
    }
}

impl Provider {
    /// The schema that a mode sends for a form.
    ///
    /// An enforced mode sends it in the provider's dialect. The others send it as its author wrote
    /// it, unless it describes something other than an object: tools and JSON modes give objects
    /// only, so that the dialect's wrapped wording serves there too.
    ///
    /// # Errors
    /// [`RequestError::Dialect`] where the dialect cannot word the schema.
    pub fn wording(&self, form: &Form, mode: Mode) -> Result<Wording, RequestError> {
        wording(form, mode, self.dialect)
    }
}

/// The dialect that every provider understands, for forms that were generated without the provider's
/// own.
const PORTABLE: &str = "portable";

/// The schema that a mode sends, in the given dialect.
pub(super) fn wording(
    form: &Form,
    mode: Mode,
    dialect: &'static str,
) -> Result<Wording, RequestError> {
    let plain = Wording::plain(form.schema, Undo::default());
    let is_layered = form.layer != crate::extract::ITSELF;
    let lowered = form.dialect(dialect).or_else(|| form.dialect(PORTABLE));
    if !mode.is_enforced() {
        return Ok(match lowered {
            _ if is_layered => layered(plain, form, dialect),
            Some(lowered) if lowered.undo.unwrap_root => lowered
                .text
                .map_or(plain, |schema| Wording::plain(schema, lowered.undo)),
            _ => plain,
        });
    }
    let reason = match lowered.map(|lowered| (lowered.text, lowered.undo)) {
        Some((Ok(schema), undo)) if is_layered => match bare(schema, undo) {
            Some(schema) => return Ok(layered(Wording::plain(schema, undo), form, dialect)),
            None => "its wording for other types' roots cannot stand inside of a list",
        },
        Some((Ok(schema), undo)) => return Ok(Wording::plain(schema, undo)),
        Some((Err(reason), _)) => reason,
        None => "it was generated without this dialect",
    };
    Err(RequestError::Dialect {
        form: form.name.to_owned(),
        mode,
        dialect,
        reason: reason.to_owned(),
    })
}

/// A wording with the layers of its form around it. Objects are what every provider takes, so that
/// whatever is none goes into one.
fn layered(wording: Wording, form: &Form, dialect: &str) -> Wording {
    Wording {
        undo: Undo {
            unwrap_root: !matches!(form.layer, Layer::Maybe(_)),
            ..wording.undo
        },
        layer: form.layer,
        manner: Manner::of(dialect),
        ..wording
    }
}

/// A lowered text without the object that lowering put around a root that was none.
fn bare(schema: SchemaText, undo: Undo) -> Option<SchemaText> {
    if !undo.unwrap_root {
        return Some(schema);
    }
    let mut found = [Manner::Closed, Manner::Open].into_iter().map(|manner| {
        let (before, behind) = manner.value();
        schema.root.strip_prefix(before)?.strip_suffix(behind)
    });
    let root = found.find_map(|root| root)?;
    Some(SchemaText { root, ..schema })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialected, Extract, Maybe};

    static FORM: Form = Form {
        name: "Tree",
        description: "",
        schema: SchemaText {
            root: r##"{"$ref":"#/$defs/tree"}"##,
            defs: &[("tree", r#"{"type":"object"}"#)],
        },
        notation: &["Tree"],
        dialects: &[Dialected {
            dialect: "portable",
            text: Ok(SchemaText {
                root: r##"{"type":"object","properties":{"value":{"$ref":"#/$defs/tree"}},"required":["value"],"additionalProperties":false}"##,
                defs: &[("tree", r#"{"type":"object"}"#)],
            }),
            undo: Undo {
                unwrap_root: true,
                null_is_absent: true,
                entry_lists: false,
            },
        }],
        layer: crate::extract::ITSELF,
    };

    fn written(layer: &'static Layer, mode: Mode, dialect: &'static str) -> (String, Undo) {
        let form = Form { layer, ..FORM };
        let wording = wording(&form, mode, dialect).expect("it can be worded");
        let mut text = String::new();
        wording.write(&mut text);
        (text, wording.undo)
    }

    #[test]
    fn definitions_stand_in_the_outermost_object() {
        const LIST: &Layer = &Layer::List(&Layer::Itself);
        for mode in [Mode::JsonSchema, Mode::Tools] {
            let (text, undo) = written(LIST, mode, "openai-strict");
            assert_eq!(
                text,
                r##"{"type":"object","properties":{"value":{"type":"array","items":{"$ref":"#/$defs/tree"}}},"required":["value"],"additionalProperties":false,"$defs":{"tree":{"type":"object"}}}"##
            );
            assert!(undo.unwrap_root);
        }
        let (text, undo) = written(
            const { &Layer::Maybe(LIST) },
            Mode::JsonSchema,
            "gemini-openapi",
        );
        assert!(text.ends_with(r#""required":["error"],"$defs":{"tree":{"type":"object"}}}"#));
        assert!(text.contains(r##""result":{"type":"array","items":{"$ref":"#/$defs/tree"}},"##));
        assert!(!undo.unwrap_root && undo.null_is_absent);
        let itself = written(&Layer::Itself, Mode::JsonSchema, "portable");
        assert_eq!(itself.0.matches("value").count(), 2);
    }

    #[test]
    fn types_in_types_keep_what_they_are_made_of() {
        assert_eq!(<Vec<Maybe<Vec<u8>>>>::FORM.layer, {
            &Layer::List(&Layer::Maybe(&Layer::List(&Layer::Scalar)))
        });
    }
}
