//! Schemas in the words of a provider.
//!
//! [`lower`] gathers a schema and all that it refers to into one piece, and brings it into the
//! subset of JSON Schema that a [`Dialect`] accepts, by an ordered list of rewrites, each in a file
//! of its own. It tells what each keyword that had to go is worth ([`Dropped`]), and how answers are
//! brought back into the form of the schema ([`Undo`]). A lowered schema may be narrower than the
//! author's, so that every answer to it is one the author allows, or wider, where the dialect
//! lacks a keyword: then the keyword is in `dropped` and must be checked locally.

mod bundle;
mod close_objects;
mod combine;
mod conjunction;
mod distribute;
mod drop_keywords;
mod free_keys;
mod infer_types;
mod lift_references;
mod limits;
mod maps_to_entries;
mod merge_all_of;
mod one_of_to_any_of;
mod overlay;
mod phrase;
mod reach;
mod require_all;
mod table;
mod tell_conditions;
mod told;
mod tuples_to_lists;
mod work;
mod wrap_root;
mod write;

use self::bundle::Bundle;
pub use self::table::{DIALECTS, Dialect, Limits, OPENAI_STRICT, PLAIN};
use crate::Finding;
use crate::model::{Model, SchemaId};
use crate::source::Pointer;

/// A schema in the words of a dialect, and what that cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lowered {
    /// The root schema: the text of a JSON object without `$defs`.
    pub root: String,
    /// The members of `$defs`, without braces; empty where there are none. References in both
    /// texts read `#/$defs/Name`.
    pub defs: String,
    /// The keywords that had to go, in the order of the schema.
    pub dropped: Vec<Dropped>,
    /// How answers are brought back.
    pub undo: Undo,
}

/// A keyword that is not in the lowered schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dropped {
    /// JSON Pointer of the schema that has it, in the author's document.
    pub pointer: Pointer,
    /// The keyword.
    pub keyword: &'static str,
    /// What became of it.
    pub fate: Fate,
}

/// What becomes of a keyword that a dialect lacks. Whatever it is, the validator checks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// The provider enforces it in another form.
    Enforced,
    /// The model is told, in the description.
    Described,
    /// The model is not told.
    Local,
}

/// What lowering did to the shape of answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    /// The root was wrapped: `{"value": ...}`.
    pub unwrap_root: bool,
    /// Optional properties were made required and nullable: `null` means absent.
    pub null_is_absent: bool,
    /// Maps were made lists of `{"key": ..., "value": ...}`.
    pub entry_lists: bool,
}

/// Brings a schema into the words of a dialect.
///
/// The same model and root give the same text, byte for byte; lowering a lowered schema again
/// changes nothing. Every reference of the model must have been resolved.
///
/// # Errors
/// The places that the dialect has no words for, each a warning with code `D001`: what the caller
/// makes of them depends on whether anybody asked for this dialect.
pub fn lower(model: &Model, root: SchemaId, dialect: &Dialect) -> Result<Lowered, Vec<Finding>> {
    let mut bundle = Bundle::gather(model, root, !dialect.rewrites.is_empty());
    for rewrite in dialect.rewrites {
        rewrite(&mut bundle, dialect);
        // A rewrite relies on what those before it have established.
        if !bundle.findings.is_empty() {
            return Err(bundle.findings);
        }
    }
    Ok(write::write(bundle))
}
