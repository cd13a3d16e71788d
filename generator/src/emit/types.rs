//! How a position is written as a type: of a value, and of a twin.

use super::Context;
use crate::ir::{Formatted, Position, Size, Ty, TypeId, TypeKind};
use crate::print::{Bracket, Page};

/// How paths lead from where a type is written.
pub(super) struct Way {
    /// To the twins.
    twins: &'static str,
    /// To the types themselves.
    values: &'static str,
}

/// Beside the types.
pub(super) const OWN: Way = Way {
    twins: "partial::",
    values: "",
};

impl Way {
    pub(super) const IN_PARTIAL: Self = Self {
        twins: "",
        values: "super::",
    };
    pub(super) const IN_LEADING: Self = Self {
        twins: "super::",
        values: "super::super::",
    };
    pub(super) const IN_GLUE: Self = Self {
        twins: "super::partial::",
        values: "super::",
    };
}

impl Context<'_> {
    /// The value's type, without what makes it optional.
    pub(super) fn value_type(&self, page: &mut Page, position: &Position, way: &Way) {
        nullable(page, position, |page| {
            self.present_value_type(page, position, way);
        });
    }

    /// The type of what is no `null`.
    pub(super) fn present_value_type(&self, page: &mut Page, position: &Position, way: &Way) {
        boxed(page, position, |page| {
            self.bare_value_type(page, &position.ty, way);
        });
    }

    fn bare_value_type(&self, page: &mut Page, ty: &Ty, way: &Way) {
        match ty {
            Ty::Any | Ty::Some(_) => self.of_runtime(page, "::Value"),
            Ty::Never => self.of_runtime(page, "::Never"),
            Ty::Null => page.push("()"),
            Ty::Boolean => page.push("bool"),
            Ty::Integer(Size::Primitive(name)) => page.push(name),
            Ty::Integer(Size::Unbounded) => self.of_runtime(page, "::JsonNumber"),
            Ty::Float => page.push("f64"),
            Ty::String => page.push("::std::string::String"),
            Ty::List(items) => {
                page.push("::std::vec::Vec");
                page.open(Bracket::Angle);
                self.value_type(page, items, way);
                page.close();
            }
            Ty::Map(values) => Self::map(page, |page| self.value_type(page, values, way)),
            Ty::Named(id) => {
                page.push(way.values);
                page.ident(self.name(*id));
            }
            Ty::Formatted(formatted) => self.formatted(page, *formatted),
            // As it was named; that it is a type has been seen to.
            Ty::Foreign(path, _) => page.push(path),
            Ty::Unknown => {
                page.push(way.values);
                page.push("glue::Unknown");
            }
        }
    }

    fn formatted(&self, page: &mut Page, formatted: Formatted) {
        let inner = match formatted {
            Formatted::Date => return self.of_runtime(page, "::jiff::civil::Date"),
            Formatted::DateTime => "::jiff::Timestamp",
            Formatted::Duration => "::jiff::Span",
            Formatted::Time => "::OffsetTime",
            Formatted::Uri => "::url::Url",
            Formatted::Uuid => "::uuid::Uuid",
        };
        self.of_runtime(page, "::Kept");
        page.open(Bracket::Angle);
        self.of_runtime(page, inner);
        page.close();
    }

    /// The twin's type.
    pub(super) fn twin_type(&self, page: &mut Page, position: &Position, way: &Way) {
        nullable(page, position, |page| {
            boxed(page, position, |page| {
                self.bare_twin_type(page, &position.ty, way);
            });
        });
    }

    /// The type of the twin of what is no `null`, and in no box.
    pub(super) fn bare_twin_type(&self, page: &mut Page, ty: &Ty, way: &Way) {
        match ty {
            Ty::List(items) => {
                page.push("::std::vec::Vec");
                page.open(Bracket::Angle);
                self.partial(page, |page| self.twin_type(page, items, way));
                page.close();
            }
            Ty::Map(values) => Self::map(page, |page| {
                self.partial(page, |page| self.twin_type(page, values, way));
            }),
            Ty::Named(id) => {
                page.push(match self.kind(*id) {
                    // An enumeration is its own twin.
                    Some(TypeKind::Enum(_)) => way.values,
                    _ => way.twins,
                });
                page.ident(self.name(*id));
            }
            Ty::Foreign(path, _) => {
                self.of_runtime(page, "::partial::Foreign");
                page.open(Bracket::Angle);
                page.push(path);
                page.close();
            }
            ty => self.bare_value_type(page, ty, way),
        }
    }

    /// A map from strings.
    pub(super) fn map(page: &mut Page, values: impl FnOnce(&mut Page)) {
        page.push("::std::collections::BTreeMap");
        page.open(Bracket::Angle);
        page.push("::std::string::String");
        page.next();
        values(page);
        page.close();
    }

    /// Something on its way.
    pub(super) fn partial(&self, page: &mut Page, twin: impl FnOnce(&mut Page)) {
        self.of_runtime(page, "::Partial");
        page.open(Bracket::Angle);
        twin(page);
        page.close();
    }

    fn of_runtime(&self, page: &mut Page, path: &str) {
        page.push(self.runtime);
        page.push(path);
    }

    pub(super) fn kind(&self, id: TypeId) -> Option<&TypeKind> {
        self.module.types.get(id.0).map(|one| &one.kind)
    }
}

fn nullable(page: &mut Page, position: &Position, inner: impl FnOnce(&mut Page)) {
    around(page, position.nullable, "::core::option::Option", inner);
}

fn boxed(page: &mut Page, position: &Position, inner: impl FnOnce(&mut Page)) {
    around(page, position.boxed, "::std::boxed::Box", inner);
}

fn around(page: &mut Page, is_there: bool, path: &str, inner: impl FnOnce(&mut Page)) {
    if !is_there {
        return inner(page);
    }
    page.push(path);
    page.open(Bracket::Angle);
    inner(page);
    page.close();
}
