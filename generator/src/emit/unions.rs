//! One of several types: an enum, and a twin that holds every branch while it is not decided.

use heck::ToSnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::attributes::{BASE, derive};
use super::docs::docs;
use super::idents::ident;
use super::{Context, Emitted};
use crate::ir::{Type, Union};

/// What the parts of a union's code have in common.
struct Names {
    name: Ident,
    variants: Vec<Ident>,
    /// The twin's fields, one for each branch.
    fields: Vec<Ident>,
    docs: Vec<String>,
}

impl Names {
    fn new(one: &Type, union: &Union) -> Self {
        let branches = &union.branches;
        Self {
            name: ident(&one.name),
            variants: branches.iter().map(|branch| ident(&branch.name)).collect(),
            fields: field_names(union)
                .iter()
                .map(|field| ident(field))
                .collect(),
            docs: branches
                .iter()
                .map(|branch| format!(" The branch `{}`.", branch.name))
                .collect(),
        }
    }
}

impl Context<'_> {
    pub(super) fn union(&self, one: &Type, union: &Union) -> Emitted {
        let names = Names::new(one, union);
        Emitted {
            value: self.union_value(one, union, &names),
            twin: self.union_twin(one, union, &names),
            leading: self.union_leading(one, union, &names),
        }
    }

    fn union_value(&self, one: &Type, union: &Union, names: &Names) -> TokenStream {
        let Names {
            name,
            variants,
            docs: variant_docs,
            ..
        } = names;
        let doc = docs(&one.doc);
        let types = union
            .branches
            .iter()
            .map(|branch| self.value_type(&branch.position));
        let derive = derive(BASE, one);
        quote! {
            #doc
            #derive
            pub enum #name {
                #(#[doc = #variant_docs] #variants(#types),)*
            }
        }
    }

    fn union_twin(&self, one: &Type, union: &Union, names: &Names) -> TokenStream {
        let rt = &self.runtime;
        let Names { name, fields, .. } = names;
        let doc = format!(
            " [`{0}`](super::{0}), on its way: every branch that still fits.",
            one.name
        );
        let twins = union
            .branches
            .iter()
            .map(|branch| self.twin_type(&branch.position));
        quote! {
            #[doc = #doc]
            #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
            pub struct #name {
                pub(super) leader: ::core::option::Option<usize>,
                #(pub(super) #fields: #rt::Partial<#twins>,)*
            }
        }
    }

    fn union_leading(&self, one: &Type, union: &Union, names: &Names) -> TokenStream {
        let rt = &self.runtime;
        let Names {
            name,
            variants,
            docs,
            ..
        } = names;
        let doc = format!(" The leading branch of [`{0}`](super::{0}).", one.name);
        // One module further down than the twins it names.
        let twins = union.branches.iter().map(|branch| {
            self.twin_type_from(&branch.position, &quote!(super::), &quote!(super::super::))
        });
        quote! {
            #[doc = #doc]
            #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq)]
            pub enum #name<'a> {
                #(#[doc = #docs] #variants(&'a #rt::Partial<#twins>),)*
            }
        }
    }
}

/// A twin's fields, one for each branch; `leader` is taken.
pub(super) fn field_names(union: &Union) -> Vec<String> {
    let mut names: Vec<String> = vec!["leader".to_owned()];
    for branch in &union.branches {
        let mut name = branch.name.to_snake_case();
        if name.is_empty() || matches!(name.as_str(), "self" | "super" | "crate") {
            name.push('_');
        }
        while names.contains(&name) {
            name.push('_');
        }
        names.push(name);
    }
    names.remove(0);
    names
}
