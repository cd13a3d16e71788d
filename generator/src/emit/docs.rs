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

/// The path of a schema file as a comment may say it: on one line, and nothing in it that would make the
/// line look like another one, which the compiler refuses.
pub(crate) fn shown(path: &str) -> String {
    let shown = |c: char| match c {
        '`' => '\'',
        c if c.is_control() => '\u{fffd}',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    };
    path.chars().map(shown).collect()
}
