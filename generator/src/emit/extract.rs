//! `impl Extract` for the root type: the static texts.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::idents::ident;
use crate::ir::{SchemaText, TypeKind};

impl Context<'_> {
    pub(super) fn extract(&self) -> TokenStream {
        let root = self.module.types.get(self.module.root.0);
        if root.is_none_or(|root| matches!(root.kind, TypeKind::Unknown)) {
            return TokenStream::new();
        }
        let name = ident(self.name(self.module.root));
        let (tool_name, description) = (&self.module.tool_name, &self.module.description);
        let schema = schema_text(&self.module.schema);
        let dialects = self.module.dialects.iter().map(|one| {
            let dialect = one.dialect;
            let text = match &one.text {
                Ok(text) => {
                    let text = schema_text(text);
                    quote!(f::Result::Ok(#text))
                }
                Err(reason) => quote!(f::Result::Err(#reason)),
            };
            let (unwrap_root, null_is_absent, entry_lists) =
                (one.unwrap_root, one.null_is_absent, one.entry_lists);
            quote! {
                f::Dialected {
                    dialect: #dialect,
                    text: #text,
                    undo: f::Undo {
                        unwrap_root: #unwrap_root,
                        null_is_absent: #null_is_absent,
                        entry_lists: #entry_lists,
                    },
                }
            }
        });
        quote! {
            #[automatically_derived]
            impl f::Extract for super::#name {
                const FORM: f::Form = f::Form {
                    name: #tool_name,
                    description: #description,
                    schema: #schema,
                    dialects: &[#(#dialects),*],
                };
            }
        }
    }
}

fn schema_text(text: &SchemaText) -> TokenStream {
    let (root, defs) = (&text.root, &text.defs);
    quote!(f::SchemaText { root: #root, defs: #defs })
}
