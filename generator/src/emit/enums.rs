//! One of several strings: an enum that is its own twin.

use quote::quote;

use super::attributes::derive;
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
        let variant_docs = variants
            .iter()
            .map(|variant| format!(" `{}`", shown(&variant.wire)));
        let traits = [
            "::core::clone::Clone",
            "::core::marker::Copy",
            "::core::fmt::Debug",
            "::core::cmp::PartialEq",
            "::core::cmp::Eq",
            "::core::hash::Hash",
            "::core::cmp::PartialOrd",
            "::core::cmp::Ord",
        ];
        let derive = derive(&traits, one);
        let value = quote! {
            #doc
            #derive
            pub enum #name {
                #(#[doc = #variant_docs] #idents,)*
            }
        };
        Emitted {
            value,
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
