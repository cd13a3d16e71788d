//! The texts of a schema that is known at run time only: what a provider is asked for.
//!
//! Generated code has them as statics. Here they are made the first time that somebody is asked, for every dialect, and
//! kept with the schema's tables.

use formwork_schema::dialect::{self, DIALECTS, Dialect};
use formwork_schema::model::{Model, SchemaId};

use super::arena::Arena;
use crate::extract::{Dialected, Form, ITSELF, SchemaText, Undo};

/// The texts of one schema, and the memory that they lie in.
///
/// By the rules of [`super::arena`], nothing of them may be handed out but what is copied: a call holds the
/// schema while it holds the form.
pub(super) struct Texts {
    form: Form,
    /// Held for its memory.
    _arena: Arena,
}

/// A name that every provider takes for a tool.
const LONGEST_NAME: usize = 64;

impl Texts {
    pub(super) fn new(model: &Model, root: SchemaId) -> Self {
        let mut arena = Arena::default();
        let schema = model.get(root);
        let target = model.get(model.follow(root));
        let said = [
            &schema.description,
            &target.description,
            &schema.title,
            &target.title,
        ];
        let mut said = said.into_iter().flatten().map(|text| text.trim());
        let description = said.find(|text| !text.is_empty());
        let title = [&schema.title, &target.title].into_iter().flatten().next();
        let plain = dialected(model, root, &dialect::PLAIN, &mut arena);
        let others = DIALECTS
            .iter()
            .filter(|dialect| dialect.name != dialect::PLAIN.name);
        let dialects: Vec<Dialected> = others
            .map(|dialect| dialected(model, root, dialect, &mut arena))
            .collect();
        let form = Form {
            name: keep(&mut arena, tool_name(title.map_or("", |title| title))),
            description: keep(&mut arena, description.unwrap_or_default().to_owned()),
            schema: plain.text.unwrap_or(SchemaText {
                root: "{}",
                defs: &[],
            }),
            notation: {
                let texts = dialect::notation(model, root).into_iter();
                let texts = texts.map(|text| keep(&mut arena, text)).collect();
                arena.list(texts)
            },
            dialects: arena.list(dialects),
            layer: ITSELF,
        };
        Self {
            form,
            _arena: arena,
        }
    }

    pub(super) fn form(&self) -> &Form {
        &self.form
    }
}

fn dialected(model: &Model, root: SchemaId, dialect: &Dialect, arena: &mut Arena) -> Dialected {
    let (text, undo) = match dialect::lower(model, root, dialect) {
        Ok(lowered) => {
            let undo = Undo {
                unwrap_root: lowered.undo.unwrap_root,
                null_is_absent: lowered.undo.null_is_absent,
                entry_lists: lowered.undo.entry_lists,
            };
            let defs = lowered.defs.into_iter();
            let defs = defs.map(|(name, text)| (keep(arena, name), keep(arena, text)));
            let defs = defs.collect();
            let text = SchemaText {
                root: keep(arena, lowered.root),
                defs: arena.list(defs),
            };
            (Ok(text), undo)
        }
        Err(reasons) => {
            let reason = reasons.first().map(|finding| finding.message.as_str());
            let reason = reason.unwrap_or("the schema cannot be lowered").to_owned();
            (Err(keep(arena, reason)), Undo::default())
        }
    };
    Dialected {
        dialect: dialect.name,
        text,
        undo,
    }
}

/// A text in the arena.
fn keep(arena: &mut Arena, text: String) -> &'static str {
    let bytes = arena.list(text.into_bytes());
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// A title as the name of a tool: ASCII letters, digits, `_` and `-`.
fn tool_name(title: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name = title.trim().chars().map(|c| if fits(c) { c } else { '_' });
    let name: String = name.take(LONGEST_NAME).collect();
    if name.trim_matches('_').is_empty() {
        "Answer".to_owned()
    } else {
        name
    }
}
