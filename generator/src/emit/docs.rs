//! Documentation lines to `#[doc]` attributes.

use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}
