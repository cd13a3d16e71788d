//! Decode tables: rows of which the runtime's macros make statics and impls.

use std::str::FromStr;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::idents::ident;
use super::statics::{Statics, type_set};
use super::structs::presence;
use super::unions::field_names;
use crate::ir::{Additional, Field, Position, Rule, Struct, Ty, Type, TypeId, TypeKind, Variant};

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
        let (rules, holding) = if one.rules.is_empty() {
            (None, None)
        } else {
            let rules = rules(&one.rules, &Self::twin_of(one), false, statics);
            let name = rules_name(one);
            let rules = quote!(static #name: &[f::Rule] = &[#(#rules),*];);
            (Some(rules), Some(quote!((#name))))
        };
        let table = match &one.kind {
            TypeKind::Struct(structure) => {
                let rows: Vec<TokenStream> = structure
                    .fields
                    .iter()
                    .map(|field| self.row(field, statics))
                    .collect();
                let others = match &structure.additional {
                    Additional::Ignore => quote!(Ignore),
                    Additional::Deny => quote!(Deny),
                    Additional::Keep(field, position) => {
                        let (field, node) = (ident(field), self.position(position, statics));
                        quote!(Keep(#field = #node))
                    }
                };
                let ready = ready(&name, structure);
                quote!(f::object! { #name #holding else #others; #(#rows)* } #ready)
            }
            TypeKind::Enum(variants) => {
                let rows = variants.iter().map(|variant| {
                    let (name, wire) = (ident(&variant.name), &variant.wire);
                    quote!(#name = #wire;)
                });
                let spelt = with_spellings(one).map(|name| quote!(, spellings(#name)));
                let spellings = spellings(one, variants);
                quote!(#spellings f::enumeration! { #name #holding #spelt; #(#rows)* })
            }
            TypeKind::Union(union) => {
                let kind = format_ident!("{}", if union.exclusive { "oneOf" } else { "anyOf" });
                let fields = field_names(union);
                let rows: Vec<TokenStream> = union
                    .branches
                    .iter()
                    .zip(&fields)
                    .map(|(branch, field)| {
                        let (name, field) = (ident(&branch.name), ident(field));
                        let node = self.position(&branch.position, statics);
                        quote!(#name: #field = #node;)
                    })
                    .collect();
                quote!(f::union! { #name #holding #kind; #(#rows)* })
            }
            TypeKind::Newtype(position) => {
                let node = self.node(position, Some(one), statics);
                let inner =
                    self.twin_type_from(position, &quote!(super::partial::), &quote!(super::));
                quote!(f::newtype! { #name: #inner = #node; })
            }
            TypeKind::Unknown => TokenStream::new(),
        };
        quote!(#rules #table)
    }

    /// The twin of a named type, as it stands in `glue`.
    fn twin_of(one: &Type) -> TokenStream {
        let name = ident(&one.name);
        if let TypeKind::Enum(_) = one.kind {
            quote!(super::#name)
        } else {
            quote!(super::partial::#name)
        }
    }

    /// The twin of what stands at a position where it is no `null`.
    fn bare_twin(&self, position: &Position) -> TokenStream {
        let bare = Position::new(position.ty.clone());
        self.twin_type_from(&bare, &quote!(super::partial::), &quote!(super::))
    }

    /// The row of a property.
    fn row(&self, field: &Field, statics: &mut Statics<'_>) -> TokenStream {
        let (name, wire) = (ident(&field.name), &field.wire);
        let presence = presence(field).method();
        let node = self.position(&field.position, statics);
        let aliases = &field.aliases;
        let aliases = (!aliases.is_empty()).then(|| quote!(, aliases(&[#(#aliases),*])));
        quote!(#name: #presence #wire = #node #aliases;)
    }

    /// A position's node, as an expression inside `glue`.
    fn position(&self, position: &Position, statics: &mut Statics<'_>) -> TokenStream {
        self.node(position, None, statics)
    }

    /// The same, where it may be what a newtype holds.
    fn node(
        &self,
        position: &Position,
        newtype: Option<&Type>,
        statics: &mut Statics<'_>,
    ) -> TokenStream {
        let nullable = position.nullable.then(|| quote!(.nullable()));
        let kind = match &position.ty {
            Ty::Any | Ty::Unknown => quote!(Any),
            Ty::Some(types) => {
                let types = type_set(*types);
                quote!(Some(#types))
            }
            Ty::Formatted(_) => quote!(Foreign(f::Types::STRING)),
            Ty::Foreign(_, types) => {
                let types = type_set(*types);
                quote!(Foreign(#types))
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
                let twin = match newtype {
                    Some(newtype) => Self::twin_of(newtype),
                    None => self.bare_twin(position),
                };
                let all = [own, &position.rules].concat();
                let rules = rules(&all, &twin, newtype.is_some(), statics);
                quote!(&[#(#rules),*])
            }
        };
        let spellings = own
            .and_then(with_spellings)
            .map(|name| quote!(.spellings(#name)));
        let is_ruled = !position.rules.is_empty() || own.is_some_and(|own| !own.rules.is_empty());
        let aside = (position.null_aside && is_ruled).then(|| quote!(.null_aside()));
        quote!(f::Node::new(f::Kind::#kind, #rules) #nullable #aside #spellings)
    }
}

/// Rules, as expressions. Functions of the user's are given values with a twin of this type; inside a
/// newtype, what it holds, or the newtype itself.
fn rules(
    rules: &[Rule],
    twin: &TokenStream,
    in_newtype: bool,
    statics: &mut Statics<'_>,
) -> Vec<TokenStream> {
    let rule = |rule: &Rule| match rule {
        Rule::Custom(path, of_newtype) => {
            let path = TokenStream::from_str(path).unwrap_or_default();
            let inner = (in_newtype && !of_newtype).then(|| quote!(, 0));
            vec![quote!(f::check!(#twin, #path #inner))]
        }
        rule => statics.rules(std::slice::from_ref(rule)),
    };
    rules.iter().flat_map(rule).collect()
}

/// The properties without which an object is not to be shown.
fn ready(name: &Ident, structure: &Struct) -> Option<TokenStream> {
    let fields = structure.fields.iter();
    let mut fields = fields
        .filter(|field| field.stream.required)
        .map(|field| ident(&field.name));
    let first = fields.next()?;
    Some(quote!(f::ready! { #name: #first #(, #fields)* }))
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
        quote!(#name)
    })
}

fn spellings_name(one: &Type) -> Ident {
    format_ident!("SPELLINGS_{}", one.name)
}

/// The static that holds the rules of a named type.
fn rules_name(one: &Type) -> Ident {
    format_ident!("RULES_{}", one.name)
}

fn node(expression: &TokenStream) -> TokenStream {
    quote!(&#expression)
}
