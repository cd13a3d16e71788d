//! Decode tables: one static for each named type.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::idents::ident;
use super::statics::{Statics, type_set};
use crate::ir::{Additional, Position, Ty, Type, TypeId, TypeKind, Variant};

impl Context<'_> {
    pub(super) fn tables(&self) -> TokenStream {
        let mut statics = Statics::new(self.module);
        let types: Vec<TokenStream> = self
            .module
            .types
            .iter()
            .map(|one| self.table(one, &mut statics))
            .collect();
        let statics = statics.finish();
        quote!(#(#types)* #statics)
    }

    fn table(&self, one: &Type, statics: &mut Statics<'_>) -> TokenStream {
        let name = ident(&one.name);
        let text = &one.name;
        let rules = (!one.rules.is_empty()).then(|| {
            let (name, rules) = (rules_name(one), statics.rules(&one.rules));
            quote!(static #name: &[f::Rule] = &[#(#rules),*];)
        });
        let table = match &one.kind {
            TypeKind::Struct(structure) => {
                let properties = structure.fields.iter().map(|field| {
                    let (wire, aliases) = (&field.wire, &field.aliases);
                    let node = node(&self.position(&field.position, statics));
                    let presence = if field.required {
                        format_ident!("required")
                    } else {
                        format_ident!("optional")
                    };
                    let aliases = (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*])));
                    quote!(f::Property::#presence(#wire, #node) #aliases)
                });
                let properties: Vec<TokenStream> = properties.collect();
                let additional = match &structure.additional {
                    Additional::Ignore => quote!(f::Additional::Ignore),
                    Additional::Deny => quote!(f::Additional::Deny),
                    Additional::Keep(_, position) => {
                        let node = node(&self.position(position, statics));
                        quote!(f::Additional::Keep(#node))
                    }
                };
                quote! {
                    static #name: f::Object = f::Object {
                        name: #text,
                        properties: &[#(#properties),*],
                        additional: #additional,
                    };
                }
            }
            TypeKind::Enum(variants) => {
                let wires = variants.iter().map(|variant| &variant.wire);
                let spellings = spellings(one, variants);
                quote!(static #name: &[&str] = &[#(#wires),*]; #spellings)
            }
            TypeKind::Union(union) => {
                let exclusive = union.exclusive;
                let branches: Vec<TokenStream> = union
                    .branches
                    .iter()
                    .map(|branch| {
                        let text = &branch.name;
                        let node = node(&self.position(&branch.position, statics));
                        quote!(f::Branch { name: #text, node: #node })
                    })
                    .collect();
                quote! {
                    static #name: f::Union = f::Union {
                        name: #text,
                        branches: &[#(#branches),*],
                        exclusive: #exclusive,
                    };
                }
            }
            TypeKind::Newtype(position) => {
                let node = self.position(position, statics);
                quote!(static #name: f::Node = #node;)
            }
            TypeKind::Unknown => TokenStream::new(),
        };
        quote!(#rules #table)
    }

    /// A position's node, as an expression inside `glue`.
    fn position(&self, position: &Position, statics: &mut Statics<'_>) -> TokenStream {
        let nullable = position.nullable.then(|| quote!(.nullable()));
        let kind = match &position.ty {
            Ty::Any | Ty::Unknown => quote!(Any),
            Ty::Some(types) => {
                let types = type_set(*types);
                quote!(Some(#types))
            }
            Ty::Never => quote!(Never),
            Ty::Null => quote!(Null),
            Ty::Boolean => quote!(Boolean),
            Ty::Integer(_) => quote!(Integer),
            Ty::Float => quote!(Number),
            Ty::String => quote!(String),
            Ty::List(items) => {
                let items = node(&self.position(items, statics));
                quote!(Array(#items))
            }
            Ty::Map(values) => {
                let values = node(&self.position(values, statics));
                quote!(Map(#values))
            }
            Ty::Named(id) => {
                let name = ident(self.name(*id));
                match self.module.types.get(id.0).map(|one| &one.kind) {
                    Some(TypeKind::Struct(_)) => quote!(Object(&#name)),
                    Some(TypeKind::Union(_)) => quote!(Union(&#name)),
                    Some(TypeKind::Enum(_)) => quote!(Enum(#name)),
                    Some(TypeKind::Unknown) => quote!(Any),
                    _ => quote!(Same(&#name)),
                }
            }
        };
        let own = match position.ty {
            Ty::Named(TypeId(index)) => self.module.types.get(index),
            _ => None,
        };
        let rules = match own.filter(|own| !own.rules.is_empty()) {
            Some(own) if position.rules.is_empty() => {
                let name = rules_name(own);
                quote!(#name)
            }
            own => {
                let own = own.map(|own| own.rules.as_slice()).unwrap_or_default();
                let rules = statics.rules(&[own, &position.rules].concat());
                quote!(&[#(#rules),*])
            }
        };
        let spellings = own.and_then(with_spellings);
        quote!(f::Node::new(f::Kind::#kind, #rules) #nullable #spellings)
    }

    /// A named type's own node, as an expression inside `glue`.
    pub(super) fn node_of(one: &Type) -> TokenStream {
        let name = ident(&one.name);
        let kind = match &one.kind {
            TypeKind::Struct(_) => quote!(Object(&#name)),
            TypeKind::Union(_) => quote!(Union(&#name)),
            TypeKind::Enum(_) => quote!(Enum(#name)),
            TypeKind::Newtype(_) => return quote!(&#name),
            TypeKind::Unknown => return quote!(&f::ANY),
        };
        let rules = if one.rules.is_empty() {
            quote!(&[])
        } else {
            let name = rules_name(one);
            quote!(#name)
        };
        let spellings = with_spellings(one);
        quote!(&f::Node::new(f::Kind::#kind, #rules) #spellings)
    }
}

/// The other spellings of an enumeration's values, each with the index of the value.
fn spellings(one: &Type, variants: &[Variant]) -> Option<TokenStream> {
    let mut rows = variants.iter().enumerate().flat_map(|(index, variant)| {
        let index = Literal::usize_unsuffixed(index);
        let aliases = variant.aliases.iter();
        aliases.map(move |alias| quote!((#alias, #index)))
    });
    let first = rows.next()?;
    let name = spellings_name(one);
    Some(quote!(static #name: &[(&str, usize)] = &[#first #(, #rows)*];))
}

fn with_spellings(one: &Type) -> Option<TokenStream> {
    let TypeKind::Enum(variants) = &one.kind else {
        return None;
    };
    let is_spelt = variants.iter().any(|variant| !variant.aliases.is_empty());
    is_spelt.then(|| {
        let name = spellings_name(one);
        quote!(.spellings(#name))
    })
}

fn spellings_name(one: &Type) -> Ident {
    format_ident!("SPELLINGS_{}", one.name)
}

/// The constant that holds the rules of a named type.
fn rules_name(one: &Type) -> Ident {
    format_ident!("RULES_{}", one.name)
}

fn node(expression: &TokenStream) -> TokenStream {
    quote!(&#expression)
}
