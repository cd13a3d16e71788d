//! How a position is written as a type: of a value, and of a twin.

use std::str::FromStr;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Context;
use super::idents::ident;
use crate::ir::{Formatted, Position, Size, Ty, TypeId, TypeKind};

/// A type that is not generated, as it was named; that it is one has been seen to.
fn foreign(path: &str) -> TokenStream {
    TokenStream::from_str(path).unwrap_or_default()
}

impl Context<'_> {
    /// The value's type, without what makes it optional.
    pub(super) fn value_type(&self, position: &Position) -> TokenStream {
        let rt = &self.runtime;
        let ty = match &position.ty {
            Ty::Any | Ty::Some(_) => quote!(#rt::Value),
            Ty::Never => quote!(#rt::Never),
            Ty::Null => quote!(()),
            Ty::Boolean => quote!(bool),
            Ty::Integer(Size::Primitive(name)) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            Ty::Integer(Size::Unbounded) => quote!(#rt::JsonNumber),
            Ty::Float => quote!(f64),
            Ty::String => quote!(::std::string::String),
            Ty::List(items) => {
                let items = self.value_type(items);
                quote!(::std::vec::Vec<#items>)
            }
            Ty::Map(values) => {
                let values = self.value_type(values);
                quote!(::std::collections::BTreeMap<::std::string::String, #values>)
            }
            Ty::Named(id) => {
                let name = ident(self.name(*id));
                quote!(#name)
            }
            Ty::Formatted(formatted) => match formatted {
                Formatted::Date => quote!(#rt::jiff::civil::Date),
                Formatted::DateTime => quote!(#rt::Kept<#rt::jiff::Timestamp>),
                Formatted::Duration => quote!(#rt::Kept<#rt::jiff::Span>),
                Formatted::Time => quote!(#rt::Kept<#rt::OffsetTime>),
                Formatted::Uri => quote!(#rt::Kept<#rt::url::Url>),
                Formatted::Uuid => quote!(#rt::Kept<#rt::uuid::Uuid>),
            },
            Ty::Foreign(path, _) => foreign(path),
            Ty::Unknown => quote!(glue::Unknown),
        };
        let ty = if position.boxed {
            quote!(::std::boxed::Box<#ty>)
        } else {
            ty
        };
        if position.nullable {
            quote!(::core::option::Option<#ty>)
        } else {
            ty
        }
    }

    /// The twin's type, as it stands in `partial`.
    pub(super) fn twin_type(&self, position: &Position) -> TokenStream {
        self.twin_type_from(position, &TokenStream::new(), &quote!(super::))
    }

    /// The twin's type, as it stands where `twins` leads to `partial` and `values`
    /// to the types themselves.
    pub(super) fn twin_type_from(
        &self,
        position: &Position,
        twins: &TokenStream,
        values: &TokenStream,
    ) -> TokenStream {
        let rt = &self.runtime;
        let ty = match &position.ty {
            Ty::List(items) => {
                let items = self.twin_type_from(items, twins, values);
                quote!(::std::vec::Vec<#rt::Partial<#items>>)
            }
            Ty::Map(value) => {
                let value = self.twin_type_from(value, twins, values);
                quote!(::std::collections::BTreeMap<::std::string::String, #rt::Partial<#value>>)
            }
            Ty::Named(id) => {
                let name = ident(self.name(*id));
                let kind = self.module.types.get(id.0).map(|one| &one.kind);
                if let Some(TypeKind::Enum(_)) = kind {
                    // An enumeration is its own twin.
                    quote!(#values #name)
                } else {
                    quote!(#twins #name)
                }
            }
            Ty::Foreign(path, _) => {
                let path = foreign(path);
                quote!(#rt::partial::Foreign<#path>)
            }
            Ty::Unknown => quote!(#values glue::Unknown),
            _ => self.value_type(&Position::new(position.ty.clone())),
        };
        let ty = if position.boxed {
            quote!(::std::boxed::Box<#ty>)
        } else {
            ty
        };
        if position.nullable {
            quote!(::core::option::Option<#ty>)
        } else {
            ty
        }
    }

    pub(super) fn name(&self, id: TypeId) -> &str {
        self.module
            .types
            .get(id.0)
            .map_or("", |one| one.name.as_str())
    }
}
