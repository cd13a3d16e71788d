//! Objects with named properties: a struct, and its twin.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::attributes::{BASE, attributes, derive};
use super::docs::docs;
use super::idents::ident;
use super::{Context, Emitted};
use crate::ir::{Additional, Field, Position, Size, Struct, Ty, Type, TypeKind};
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
    /// What writes such a field, and what finishes it.
    pub(super) fn method(self) -> Ident {
        format_ident!(
            "{}",
            match self {
                Self::Required => "required",
                Self::Optional => "optional",
                Self::Nullable => "nullable",
            }
        )
    }
}

pub(super) fn presence(field: &Field) -> Presence {
    match (field.required, field.position.nullable) {
        (true, _) => Presence::Required,
        (false, false) => Presence::Optional,
        (false, true) => Presence::Nullable,
    }
}

impl Context<'_> {
    pub(super) fn structure(&self, one: &Type, structure: &Struct) -> Emitted {
        Emitted {
            value: self.struct_value(one, structure),
            twin: self.struct_twin(one, structure),
            leading: TokenStream::new(),
        }
    }

    fn struct_value(&self, one: &Type, structure: &Struct) -> TokenStream {
        let name = ident(&one.name);
        let doc = docs(&one.doc);
        let fields = structure.fields.iter().map(|field| {
            let doc = docs(&field.doc);
            let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
            let name = ident(&field.name);
            let ty = self.field_type(field);
            let attributes = attributes(&field.attributes);
            quote!(#doc #deprecated #attributes pub #name: #ty)
        });
        let extra = extra(structure).map(|(field, position)| {
            let ty = self.value_type(position);
            quote! {
                /// Properties that the schema does not name.
                pub #field: ::std::collections::BTreeMap<::std::string::String, #ty>,
            }
        });
        let defaults = self.defaults(one, structure);
        let derive = derive(BASE, one);
        quote! {
            #doc
            #derive
            pub struct #name {
                #(#fields,)*
                #extra
            }
            #defaults
        }
    }

    fn struct_twin(&self, one: &Type, structure: &Struct) -> TokenStream {
        let rt = &self.runtime;
        let name = ident(&one.name);
        let doc = format!(" [`{0}`](super::{0}), on its way.", one.name);
        let fields = structure.fields.iter().map(|field| {
            let doc = docs(field.doc.get(..1).unwrap_or_default());
            let name = ident(&field.name);
            let ty = self.twin_type(&field.position);
            let place = if field.stream.done {
                quote!(partial::Done)
            } else {
                quote!(Partial)
            };
            quote!(#doc pub #name: #rt::#place<#ty>)
        });
        let extra = extra(structure).map(|(field, position)| {
            let ty = self.twin_type(position);
            quote! {
                /// Properties that the schema does not name.
                pub #field: ::std::collections::BTreeMap<::std::string::String, #rt::Partial<#ty>>,
            }
        });
        quote! {
            #[doc = #doc]
            #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
            pub struct #name {
                #(#fields,)*
                #extra
            }
        }
    }

    fn field_type(&self, field: &Field) -> TokenStream {
        let rt = &self.runtime;
        match presence(field) {
            Presence::Required => self.value_type(&field.position),
            Presence::Optional => {
                let ty = self.value_type(&field.position);
                quote!(::core::option::Option<#ty>)
            }
            Presence::Nullable => {
                let ty = self.value_type(&Position {
                    nullable: false,
                    ..field.position.clone()
                });
                quote!(#rt::Nullable<#ty>)
            }
        }
    }

    /// Readers of optional fields that have a default.
    fn defaults(&self, one: &Type, structure: &Struct) -> TokenStream {
        let readers: Vec<TokenStream> = structure
            .fields
            .iter()
            .filter_map(|field| self.default_reader(field, structure))
            .collect();
        if readers.is_empty() {
            return TokenStream::new();
        }
        let name = ident(&one.name);
        quote!(impl #name { #(#readers)* })
    }

    fn default_reader(&self, field: &Field, structure: &Struct) -> Option<TokenStream> {
        let default = field
            .default
            .as_ref()
            .filter(|_| presence(field) == Presence::Optional)?;
        let reader = format!("{}_or_default", field.name);
        if structure.fields.iter().any(|other| other.name == reader) {
            return None;
        }
        let name = ident(&field.name);
        let (ty, value) = match (&field.position.ty, default) {
            (Ty::Boolean, Json::Bool(value)) => {
                (quote!(bool), quote!(self.#name.unwrap_or(#value)))
            }
            (Ty::String, Json::String(value)) => (
                quote!(&str),
                quote!(self.#name.as_deref().unwrap_or(#value)),
            ),
            (Ty::Integer(Size::Primitive(kind)), Json::Number(text)) => {
                let value = Literal::i128_unsuffixed(text.parse().ok()?);
                let kind = format_ident!("{kind}");
                (quote!(#kind), quote!(self.#name.unwrap_or(#value)))
            }
            (Ty::Float, Json::Number(text)) => {
                let value = float(text)?;
                (quote!(f64), quote!(self.#name.unwrap_or(#value)))
            }
            (Ty::Named(id), Json::String(wire)) => {
                let TypeKind::Enum(variants) = &self.module.types.get(id.0)?.kind else {
                    return None;
                };
                let variant = ident(&variants.iter().find(|variant| variant.wire == *wire)?.name);
                let ty = ident(self.name(*id));
                (quote!(#ty), quote!(self.#name.unwrap_or(#ty::#variant)))
            }
            _ => return None,
        };
        let doc = format!(
            " `{}`, or the schema's default where it is absent.",
            field.name
        );
        let reader = format_ident!("{reader}");
        Some(quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #reader(&self) -> #ty {
                #value
            }
        })
    }
}

/// The map of further properties, where the struct keeps them.
fn extra(structure: &Struct) -> Option<(Ident, &Position)> {
    match &structure.additional {
        Additional::Keep(field, position) => Some((ident(field), position)),
        _ => None,
    }
}

/// A finite double as a literal.
pub(super) fn float(text: &str) -> Option<TokenStream> {
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
    let literal = Literal::f64_unsuffixed(value.abs());
    Some(if value.is_sign_negative() {
        quote!(-#literal)
    } else {
        quote!(#literal)
    })
}
