//! A schema as types, in the manner of TypeScript: what a text mode can tell a model in about a quarter of
//! the words.
//!
//! Every property, type, value and definition of the schema is there; descriptions and what bounds values
//! stand behind `//`, in the sentences that the dialects use. It says what to write, and no program reads it.
//! Nothing here recurses deeper than schemas stand in each other, which reading has bounded; references are
//! names.

mod notes;
mod types;

use self::types::Printer;
use super::bundle::Bundle;
use super::write::definitions;
use crate::model::{Model, SchemaId};

/// Writes a schema as types: the root first, then the definitions it refers to (`type Name = ...`), in the order they are
/// met. Each is a text of its own; between them belongs an empty line.
///
/// The same model and root give the same texts, byte for byte. Every reference of the model must have been
/// resolved.
#[must_use]
pub fn notation(model: &Model, root: SchemaId) -> Vec<String> {
    let bundle = Bundle::gather(model, root, false);
    let order = definitions(&bundle);
    let printer = Printer::new(&bundle);
    let mut first = String::new();
    if order.contains(&bundle.root) {
        // It stands among the definitions.
        first.push_str(printer.name(bundle.root));
    } else {
        printer.line(bundle.root, &mut first);
    }
    let mut texts = vec![first];
    texts.extend(order.into_iter().map(|id| {
        let mut text = format!("type {} = ", printer.name(id));
        printer.line(id, &mut text);
        text
    }));
    texts
}
