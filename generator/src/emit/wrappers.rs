//! A name for something that has none of its own: a struct of one unnamed field.

use quote::quote;

use super::attributes::{BASE, derive};
use super::docs::docs;
use super::idents::ident;
use super::{Context, Emitted};
use crate::ir::{Position, Type};

impl Context<'_> {
    pub(super) fn newtype(&self, one: &Type, position: &Position) -> Emitted {
        let name = ident(&one.name);
        let doc = docs(&one.doc);
        let ty = self.value_type(position);
        let twin_ty = self.twin_type(position);
        let twin_doc = format!(" [`{0}`](super::{0}), on its way.", one.name);
        let derive = derive(BASE, one);
        let value = quote! {
            #doc
            #derive
            pub struct #name(pub #ty);
        };
        let twin = quote! {
            #[doc = #twin_doc]
            #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
            pub struct #name(pub #twin_ty);
        };
        Emitted {
            value,
            twin,
            ..Emitted::default()
        }
    }
}
