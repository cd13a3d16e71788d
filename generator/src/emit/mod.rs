//! Types to tokens.
//!
//! One file for each thing that comes out. Every path is absolute, through the runtime crate or
//! `::core` and `::std`, so the code stands in any edition, under any name of the runtime, and without
//! a prelude. Names, docs and literals are tokens made from data: no schema text is ever parsed as
//! Rust.

mod attributes;
mod docs;
mod enums;
mod extract;
mod idents;
mod statics;
mod structs;
mod tables;
mod types;
mod unions;
mod wrappers;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Module, Type, TypeKind};
pub(crate) use docs::shown;
pub(crate) use idents::ident;

/// What every emitter needs.
struct Context<'a> {
    module: &'a Module,
    /// The path of the runtime.
    runtime: TokenStream,
}

/// A type, in the places it appears.
#[derive(Default)]
struct Emitted {
    /// Beside the other types: what a reader wants to see.
    value: TokenStream,
    /// In `partial`.
    twin: TokenStream,
    /// In `partial::leading`.
    leading: TokenStream,
}

/// Emits one module's contents. With an error, an expression that does not compile, it has a type that
/// stands for what is unknown.
pub(crate) fn emit(
    module: &Module,
    runtime: &TokenStream,
    error: Option<&TokenStream>,
) -> TokenStream {
    let context = Context {
        module,
        runtime: runtime.clone(),
    };
    let emitted: Vec<Emitted> = module
        .types
        .iter()
        .map(|one| context.emit_type(one))
        .collect();
    let values = emitted.iter().map(|one| &one.value);
    let twins = emitted.iter().map(|one| &one.twin);
    let leading: Vec<&TokenStream> = emitted
        .iter()
        .map(|one| &one.leading)
        .filter(|t| !t.is_empty())
        .collect();
    let leading = (!leading.is_empty()).then(|| {
        quote! {
            /// Which branch of a union leads, while it is on its way.
            pub mod leading {
                #(#leading)*
            }
        }
    });
    let extract = context.extract();
    let tables = context.tables();
    let contract = epoch();
    // The length of the array is in error, so its item is a type in error, which the compiler takes for
    // whatever it is used as. A bare `compile_error!` would be taken for `()`.
    let unknown = error.map(
        |error| quote!(pub type Unknown = <[(); #error] as ::core::iter::IntoIterator>::Item;),
    );
    quote! {
        #(#values)*
        /// The same types, while they are on their way.
        pub mod partial {
            #(#twins)*
            #leading
        }
        /// What the runtime needs to know about them.
        #[allow(non_upper_case_globals)]
        mod glue {
            use #runtime::__private::v1 as f;
            #contract
            #unknown
            #tables
            #extract
        }
    }
}

/// Wraps a module's contents in `pub mod name { ... }`.
pub(crate) fn wrap(module: &Module, contents: &TokenStream) -> TokenStream {
    let name = ident(&module.name);
    let doc = doc(module);
    let lints = lints();
    quote! {
        #[doc = #doc]
        #[allow(#lints)]
        pub mod #name {
            #contents
        }
    }
}

/// A module's contents as a file of its own.
#[cfg(feature = "print")]
pub(crate) fn file(module: &Module, contents: &TokenStream) -> TokenStream {
    let doc = doc(module);
    let lints = lints();
    quote! {
        #![doc = #doc]
        #![cfg_attr(rustfmt, rustfmt_skip)]
        #![allow(#lints)]
        #contents
    }
}

fn doc(module: &Module) -> String {
    format!(" Types of `{}`.", shown(&module.source))
}

/// What generated code may do: names and words are the schema author's, and what is unused in one
/// crate is used in another.
fn lints() -> TokenStream {
    quote! {
        dead_code,
        deprecated,
        non_snake_case,
        unreachable_pub,
        unused_qualifications,
        clippy::doc_markdown,
        clippy::enum_variant_names,
        clippy::large_enum_variant,
        clippy::match_same_arms,
        clippy::module_inception,
        clippy::module_name_repetitions,
        clippy::struct_excessive_bools,
        clippy::struct_field_names,
        clippy::too_long_first_doc_paragraph,
        clippy::type_complexity,
        clippy::unreadable_literal,
        clippy::upper_case_acronyms
    }
}

/// A file of another generation than the runtime fails to compile at this line, by this name.
fn epoch() -> TokenStream {
    quote!(
        const _: () = f::GENERATED_BY_FORMWORK_0_1;
    )
}

impl Context<'_> {
    fn emit_type(&self, one: &Type) -> Emitted {
        match &one.kind {
            TypeKind::Struct(structure) => self.structure(one, structure),
            TypeKind::Enum(variants) => Self::enumeration(one, variants),
            TypeKind::Union(union) => self.union(one, union),
            TypeKind::Newtype(position) => self.newtype(one, position),
            TypeKind::Unknown => Self::stand_in(one),
        }
    }

    /// A name for what an error kept from being lowered.
    fn stand_in(one: &Type) -> Emitted {
        let name = ident(&one.name);
        Emitted {
            value: quote! {
                /// Stands in for what could not be generated.
                pub type #name = glue::Unknown;
            },
            twin: quote! {
                /// Stands in for what could not be generated.
                pub type #name = super::glue::Unknown;
            },
            ..Emitted::default()
        }
    }
}
