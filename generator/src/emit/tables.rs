//! Decode tables: one static for each named type, and one for each pattern.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::idents::ident;
use super::structs::float;
use crate::ir::{Additional, Position, Rule, Ty, Type, TypeKind};

/// The patterns of a module, in the order in which the tables name them.
type Patterns = Vec<(String, String)>;

impl Context<'_> {
    pub(super) fn tables(&self) -> TokenStream {
        let mut patterns = Patterns::new();
        let types: Vec<TokenStream> = self
            .module
            .types
            .iter()
            .map(|one| self.table(one, &mut patterns))
            .collect();
        let patterns = patterns
            .iter()
            .enumerate()
            .map(|(index, (written, translated))| {
                let name = format_ident!("PATTERN_{index}");
                quote!(static #name: f::Pattern = f::Pattern::new(#written, #translated);)
            });
        quote!(#(#types)* #(#patterns)*)
    }

    fn table(&self, one: &Type, patterns: &mut Patterns) -> TokenStream {
        let name = ident(&one.name);
        let text = &one.name;
        match &one.kind {
            TypeKind::Struct(structure) => {
                let properties = structure.fields.iter().map(|field| {
                    let (wire, required) = (&field.wire, field.required);
                    let node = node(&self.position(&field.position, patterns));
                    quote!(f::Property { name: #wire, required: #required, node: #node })
                });
                let properties: Vec<TokenStream> = properties.collect();
                let additional = match &structure.additional {
                    Additional::Ignore => quote!(f::Additional::Ignore),
                    Additional::Deny => quote!(f::Additional::Deny),
                    Additional::Keep(_, position) => {
                        let node = node(&self.position(position, patterns));
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
                quote!(static #name: &[&str] = &[#(#wires),*];)
            }
            TypeKind::Union(union) => {
                let exclusive = union.exclusive;
                let branches: Vec<TokenStream> = union
                    .branches
                    .iter()
                    .map(|branch| {
                        let text = &branch.name;
                        let node = node(&self.position(&branch.position, patterns));
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
                let node = self.position(position, patterns);
                quote!(static #name: f::Node = #node;)
            }
            TypeKind::Unknown => TokenStream::new(),
        }
    }

    /// A position's node, as an expression inside `glue`.
    fn position(&self, position: &Position, patterns: &mut Patterns) -> TokenStream {
        let nullable = position.nullable.then(|| quote!(.nullable()));
        let kind = match &position.ty {
            Ty::Any | Ty::Unknown => quote!(Any),
            Ty::Never => quote!(Never),
            Ty::Null => quote!(Null),
            Ty::Boolean => quote!(Boolean),
            Ty::Signed | Ty::Unsigned => quote!(Integer),
            Ty::Float => quote!(Number),
            Ty::String => quote!(String),
            Ty::List(items) => {
                let items = node(&self.position(items, patterns));
                quote!(Array(#items))
            }
            Ty::Map(values) => {
                let values = node(&self.position(values, patterns));
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
        let rules: Vec<TokenStream> = position
            .rules
            .iter()
            .map(|rule| self.rule(rule, patterns))
            .collect();
        quote!(f::Node::new(f::Kind::#kind, &[#(#rules),*]) #nullable)
    }

    #[allow(clippy::unused_self)] // The others of its kind are methods.
    fn rule(&self, rule: &Rule, patterns: &mut Patterns) -> TokenStream {
        let rule = match rule {
            Rule::Bound(name, limit) => {
                let name = format_ident!("{name}");
                let bound = bound(limit);
                quote!(#name(#bound))
            }
            Rule::Count(name, limit) => {
                let name = format_ident!("{name}");
                let limit = Literal::u64_unsuffixed(*limit);
                quote!(#name(#limit))
            }
            Rule::MultipleOf(step) => quote!(MultipleOf(#step)),
            Rule::Pattern(written, translated) => {
                let pattern = (written.clone(), translated.clone());
                let index = patterns
                    .iter()
                    .position(|known| *known == pattern)
                    .unwrap_or_else(|| {
                        patterns.push(pattern);
                        patterns.len() - 1
                    });
                let name = format_ident!("PATTERN_{index}");
                quote!(Pattern(&#name))
            }
            Rule::UniqueItems => quote!(UniqueItems),
            Rule::Enum(values) => quote!(Enum(#values)),
            Rule::Const(value) => quote!(Const(#value)),
        };
        quote!(f::Rule::#rule)
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
        quote!(&f::Node::new(f::Kind::#kind, &[]))
    }
}

fn node(expression: &TokenStream) -> TokenStream {
    quote!(&#expression)
}

fn bound(limit: &str) -> TokenStream {
    if let Ok(value) = limit.parse::<i64>() {
        let literal = Literal::u64_unsuffixed(value.unsigned_abs());
        let sign = (value < 0).then(|| quote!(-));
        quote!(f::Bound::Integer(#sign #literal))
    } else {
        // A limit beyond doubles bounds nothing, or everything.
        let value = float(limit).unwrap_or_else(|| {
            if limit.starts_with('-') {
                quote!(f64::NEG_INFINITY)
            } else {
                quote!(f64::INFINITY)
            }
        });
        quote!(f::Bound::Float(#value))
    }
}
