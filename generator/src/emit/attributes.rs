//! Derives and attributes, a user's own among them.

use std::str::FromStr;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Type;

/// The traits of every type.
pub(super) const BASE: &[&str] = &[
    "::core::clone::Clone",
    "::core::fmt::Debug",
    "::core::cmp::PartialEq",
];

/// Traits that every type has without deriving them.
const IMPLEMENTED: &[&str] = &["Serialize", "Deserialize"];

/// `#[derive(...)]` of some traits and of those that are asked for, and the type's attributes.
pub(super) fn derive(base: &[&str], one: &Type) -> TokenStream {
    let last = |path: &str| path.rsplit("::").next().map(str::to_owned);
    let mut known: Vec<String> = base.iter().filter_map(|path| last(path)).collect();
    known.extend(IMPLEMENTED.iter().map(|&name| name.to_owned()));
    let mut paths: Vec<&str> = base.to_vec();
    for path in &one.derives {
        if let Some(name) = last(path).filter(|name| !known.contains(name)) {
            known.push(name);
            paths.push(path);
        }
    }
    let paths = paths.into_iter().filter_map(tokens);
    let attributes = attributes(&one.attributes);
    quote!(#[derive(#(#paths),*)] #attributes)
}

/// Attributes as they were written.
pub(super) fn attributes(texts: &[String]) -> TokenStream {
    texts.iter().filter_map(|text| tokens(text)).collect()
}

/// Tokens of a text that has been checked before.
fn tokens(text: &str) -> Option<TokenStream> {
    TokenStream::from_str(text).ok()
}
