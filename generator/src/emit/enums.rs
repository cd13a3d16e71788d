//! One of several strings: an enum that is its own twin.

use quote::quote;

use super::docs::docs;
use super::idents::ident;
use super::{Context, Emitted};
use crate::ir::{Type, Variant};

impl Context<'_> {
    pub(super) fn enumeration(one: &Type, variants: &[Variant]) -> Emitted {
        let name = ident(&one.name);
        let doc = docs(&one.doc);
        let idents: Vec<_> = variants
            .iter()
            .map(|variant| ident(&variant.name))
            .collect();
        let wires: Vec<&str> = variants
            .iter()
            .map(|variant| variant.wire.as_str())
            .collect();
        let variant_docs = variants
            .iter()
            .map(|variant| format!(" `{}`", shown(&variant.wire)));
        let decode = Self::decode(one, &quote!(Self));
        let value = quote! {
            #doc
            #[derive(
                ::core::clone::Clone,
                ::core::marker::Copy,
                ::core::fmt::Debug,
                ::core::cmp::PartialEq,
                ::core::cmp::Eq,
                ::core::hash::Hash,
                ::core::cmp::PartialOrd,
                ::core::cmp::Ord
            )]
            pub enum #name {
                #(#[doc = #variant_docs] #idents,)*
            }
            impl #name {
                /// Every value, in schema order.
                pub const ALL: &'static [Self] = &[#(Self::#idents),*];
                /// The string on the wire.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self {
                        #(Self::#idents => #wires,)*
                    }
                }
            }
            #[automatically_derived]
            impl ::core::fmt::Display for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        };
        let serialize = super::serialize(
            &quote!(super::#name),
            &quote!(serializer.serialize_str(self.as_str())),
        );
        let glue = quote! {
            #serialize
            #[automatically_derived]
            impl f::Twin for super::#name {
                type Value = Self;
                fn variant(index: usize) -> f::Option<Self> {
                    Self::ALL.get(index).copied()
                }
                fn finish(self) -> f::Option<Self> {
                    f::Option::Some(self)
                }
            }
            #decode
        };
        Emitted {
            value,
            glue,
            ..Emitted::default()
        }
    }
}

/// A wire name that can stand in a line of documentation.
fn shown(wire: &str) -> String {
    wire.chars()
        .map(|c| {
            if c == '`' || c.is_control() || ('\u{200e}'..='\u{2069}').contains(&c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
