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
mod fates;
mod free_keys;
mod infer_types;
mod inline_references;
mod lift_references;
mod limit_patterns;
mod limit_recursion;
mod limit_values;
mod limits;
mod maps_to_entries;
mod merge_all_of;
mod notation;
mod nullable;
mod one_of_to_any_of;
mod optional;
mod order;
mod overlay;
mod phrase;
mod reach;
mod split_types;
mod table;
mod tell_conditions;
mod told;
mod tuples_to_lists;
mod work;
mod wrap_root;
mod write;

use self::bundle::Bundle;
pub use self::fates::{KeywordFate, fates};
pub use self::notation::notation;
pub use self::table::*;
use crate::Finding;
use crate::json::write_string;
use crate::model::{Model, SchemaId};
use crate::source::Pointer;

/// A schema in the words of a dialect, and what that cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lowered {
    /// The root schema: the text of a JSON object without `$defs`.
    pub root: String,
    /// The definitions, each with its name and its text, in the order they are first referred to. References read
    /// `#/$defs/Name`.
    pub defs: Vec<(String, String)>,
    /// The keywords that had to go, in the order of the schema.
    pub dropped: Vec<Dropped>,
    /// How answers are brought back.
    pub undo: Undo,
}

impl Lowered {
    /// The whole schema document, in one text.
    #[must_use]
    pub fn document(&self) -> String {
        document(&self.root, &self.defs)
    }
}

/// A schema document in one text, from a root without `$defs` and the definitions it refers to.
///
/// ```
/// use formwork_schema::dialect::document;
///
/// let defs = [("A".to_owned(), r#"{"type":"null"}"#.to_owned())];
/// let text = document(r##"{"$ref":"#/$defs/A"}"##, &defs);
/// assert_eq!(text, r##"{"$ref":"#/$defs/A","$defs":{"A":{"type":"null"}}}"##);
/// ```
#[must_use]
pub fn document(root: &str, defs: &[(String, String)]) -> String {
    let Some(open) = root.strip_suffix('}').filter(|_| !defs.is_empty()) else {
        return root.to_owned();
    };
    let mut out = open.to_owned();
    if open != "{" {
        out.push(',');
    }
    out.push_str("\"$defs\":{");
    for (index, (name, text)) in defs.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(name, &mut out);
        out.push(':');
        out.push_str(text);
    }
    out.push_str("}}");
    out
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

impl Fate {
    /// Its name, for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Described => "described",
            Self::Local => "local",
        }
    }

    /// What it says, for people.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Local => "checked locally",
            fate => fate.name(),
        }
    }
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

/// One step of lowering. It looks at what the dialect accepts, and does nothing where that is enough.
type Rewrite = fn(&mut Bundle<'_>, &Dialect);

/// The steps, in order. What one relies on, those before it have established.
const STEPS: &[Rewrite] = &[
    tell_conditions::rewrite,
    one_of_to_any_of::rewrite,
    combine::rewrite,
    free_keys::rewrite,
    tuples_to_lists::rewrite,
    infer_types::rewrite,
    limits::check_early,
    maps_to_entries::rewrite,
    close_objects::rewrite,
    limit_recursion::rewrite,
    inline_references::rewrite,
    limit_values::rewrite,
    limit_patterns::rewrite,
    optional::rewrite,
    split_types::rewrite,
    nullable::rewrite,
    drop_keywords::rewrite,
    lift_references::rewrite,
    wrap_root::rewrite,
    order::rewrite,
    limits::check,
];

/// Brings a schema into the words of a dialect.
///
/// The same model and root give the same text, byte for byte; lowering a lowered schema again
/// changes nothing. Every reference of the model must have been resolved.
///
/// # Errors
/// The places that the dialect has no words for, each a warning with code `D001`: what the caller
/// makes of them depends on whether anybody asked for this dialect.
pub fn lower(model: &Model, root: SchemaId, dialect: &Dialect) -> Result<Lowered, Vec<Finding>> {
    let mut bundle = Bundle::gather(model, root, dialect.is_rewritten);
    let steps = STEPS.iter().filter(|_| dialect.is_rewritten);
    for rewrite in steps {
        rewrite(&mut bundle, dialect);
        if !bundle.findings.is_empty() {
            return Err(bundle.findings);
        }
    }
    let place = bundle.get(bundle.root).place.clone();
    let mut lowered = write::write(bundle, dialect);
    if let Some(finding) = limits::too_long(&lowered, dialect, place) {
        return Err(vec![finding]);
    }
    if !dialect.accepts("description") {
        // What was to be told is told to nobody.
        let told = lowered.dropped.iter_mut();
        let told = told.filter(|dropped| dropped.fate == Fate::Described);
        told.for_each(|dropped| dropped.fate = Fate::Local);
    }
    Ok(lowered)
}
