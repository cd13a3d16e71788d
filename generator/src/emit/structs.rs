//! Objects with named properties: a struct, and its twin.

use super::attributes::{BASE, attributes, derive, of_type};
use super::types::{OWN, Way};
use super::{Context, twin_doc};
use crate::ir::{Additional, Field, Position, Size, Struct, Ty, Type, TypeKind};
use crate::print::{Bracket, Page, literal};
use formwork_schema::Json;

/// How a field stands in a struct.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// Always there.
    Required,
    /// An `Option`.
    Optional,
    /// Absent, `null` or a value.
    Nullable,
}

impl Presence {
    pub(super) fn of(field: &Field) -> Self {
        match (field.required, field.position.nullable) {
            (true, _) => Self::Required,
            (false, false) => Self::Optional,
            (false, true) => Self::Nullable,
        }
    }

    /// What writes such a field, and what finishes it.
    pub(super) fn method(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Nullable => "nullable",
        }
    }
}

const EXTRA: &str = "/// Properties that the schema does not name.";

impl Context<'_> {
    pub(super) fn struct_value(&self, page: &mut Page, one: &Type, structure: &Struct) {
        page.begin_item();
        page.docs(&one.doc);
        of_type(page, BASE, one);
        page.begin_line();
        page.push("pub struct ");
        page.ident(&one.name);
        page.block(|page| {
            for field in &structure.fields {
                page.docs(&field.doc);
                if field.deprecated {
                    page.line("#[deprecated]");
                }
                attributes(page, &field.attributes);
                page.begin_row();
                page.push("pub ");
                page.ident(&field.name);
                page.push(": ");
                self.field_type(page, field);
                page.end_row(",");
            }
            if let Some((field, position)) = extra(structure) {
                page.line(EXTRA);
                page.begin_row();
                page.push("pub ");
                page.ident(field);
                page.push(": ");
                Self::map(page, |page| self.value_type(page, position, &OWN));
                page.end_row(",");
            }
        });
        self.defaults(page, one, structure);
    }

    pub(super) fn struct_twin(&self, page: &mut Page, one: &Type, structure: &Struct) {
        page.begin_item();
        twin_doc(page, one, ".");
        derive(page, BASE);
        page.begin_line();
        page.push("pub struct ");
        page.ident(&one.name);
        page.block(|page| {
            for field in &structure.fields {
                page.docs(field.doc.get(..1).unwrap_or_default());
                page.begin_row();
                page.push("pub ");
                page.ident(&field.name);
                page.push(": ");
                page.push(self.runtime);
                page.push(if field.stream.done {
                    "::partial::Done"
                } else {
                    "::Partial"
                });
                page.open(Bracket::Angle);
                self.twin_type(page, &field.position, &Way::IN_PARTIAL);
                page.close();
                page.end_row(",");
            }
            if let Some((field, position)) = extra(structure) {
                page.line(EXTRA);
                page.begin_row();
                page.push("pub ");
                page.ident(field);
                page.push(": ");
                Self::map(page, |page| {
                    self.partial(page, |page| {
                        self.twin_type(page, position, &Way::IN_PARTIAL);
                    });
                });
                page.end_row(",");
            }
        });
    }

    fn field_type(&self, page: &mut Page, field: &Field) {
        let position = &field.position;
        match Presence::of(field) {
            Presence::Required => self.value_type(page, position, &OWN),
            Presence::Optional => {
                page.push("::core::option::Option");
                page.open(Bracket::Angle);
                self.value_type(page, position, &OWN);
                page.close();
            }
            Presence::Nullable => {
                page.push(self.runtime);
                page.push("::Nullable");
                page.open(Bracket::Angle);
                self.present_value_type(page, position, &OWN);
                page.close();
            }
        }
    }

    /// Readers of optional fields that have a default.
    fn defaults(&self, page: &mut Page, one: &Type, structure: &Struct) {
        let readers = structure.fields.iter();
        let mut readers = readers
            .filter_map(|field| Some((field, self.default_of(field, structure)?)))
            .peekable();
        if readers.peek().is_none() {
            return;
        }
        page.begin_item();
        page.begin_line();
        page.push("impl ");
        page.ident(&one.name);
        page.block(|page| {
            for (field, default) in readers {
                page.begin_item();
                page.doc(&format!(
                    "`{}`, or the schema's default where it is absent.",
                    field.name
                ));
                page.line("#[must_use]");
                page.begin_line();
                page.push(&format!(
                    "pub fn {}_or_default(&self) -> {}",
                    field.name, default.ty
                ));
                page.block(|page| {
                    page.begin_line();
                    page.push("self.");
                    page.ident(&field.name);
                    page.push(default.by);
                    page.push("(");
                    page.push(&default.value);
                    page.push(")");
                    page.end_line();
                });
            }
        });
    }

    fn default_of(&self, field: &Field, structure: &Struct) -> Option<Default> {
        let default = field
            .default
            .as_ref()
            .filter(|_| Presence::of(field) == Presence::Optional)?;
        let reader = format!("{}_or_default", field.name);
        if structure.fields.iter().any(|other| other.name == reader) {
            return None;
        }
        let mut ty = String::new();
        let mut value = String::new();
        let mut by = ".unwrap_or";
        match (&field.position.ty, default) {
            (Ty::Boolean, Json::Bool(is_set)) => {
                ty.push_str("bool");
                value.push_str(if *is_set { "true" } else { "false" });
            }
            (Ty::String, Json::String(text)) => {
                ty.push_str("&str");
                by = ".as_deref().unwrap_or";
                literal::string(&mut value, text);
            }
            (Ty::Integer(Size::Primitive(kind)), Json::Number(text)) => {
                ty.push_str(kind);
                value = text.parse::<i128>().ok()?.to_string();
            }
            (Ty::Float, Json::Number(text)) => {
                ty.push_str("f64");
                value = signed_float(text)?;
            }
            (Ty::Named(id), Json::String(wire)) => {
                let TypeKind::Enum(variants) = &self.module.types.get(id.0)?.kind else {
                    return None;
                };
                let variant = variants.iter().find(|variant| variant.wire == *wire)?;
                literal::ident(&mut ty, self.name(*id));
                value.push_str(&ty);
                value.push_str("::");
                literal::ident(&mut value, &variant.name);
            }
            _ => return None,
        }
        Some(Default { ty, by, value })
    }
}

/// What stands for an absent value: its type, the method that puts it there, and the expression.
struct Default {
    ty: String,
    by: &'static str,
    value: String,
}

/// The map of further properties, where the struct keeps them.
fn extra(structure: &Struct) -> Option<(&str, &Position)> {
    match &structure.additional {
        Additional::Keep(field, position) => Some((field, position)),
        _ => None,
    }
}

/// A finite double as an expression.
pub(super) fn signed_float(text: &str) -> Option<String> {
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
    let mut out = String::new();
    if value.is_sign_negative() {
        out.push('-');
    }
    literal::float(&mut out, value.abs());
    Some(out)
}
