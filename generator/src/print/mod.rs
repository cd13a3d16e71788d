//! Tokens to formatted text.
//!
//! What is emitted is a small part of Rust, written in one way, so its layout needs no parser: tokens
//! become a tree of groups ([`tree`]), and a group stands on one line where it fits, or one element to a
//! line ([`layout`]). It is linear, and a page of source costs microseconds.

mod layout;
mod tree;

use proc_macro2::TokenStream;

/// Formats the tokens of a module or of a file.
pub(crate) fn print(tokens: TokenStream) -> String {
    layout::items(&tree::read(tokens))
}
