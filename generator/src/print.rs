//! Tokens to formatted text.

use proc_macro2::TokenStream;

/// Formats tokens. Text that is not a Rust file comes back as it is; emission never makes such.
pub(crate) fn print(tokens: &TokenStream) -> String {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => spaced(&prettyplease::unparse(&file)),
        Err(_) => tokens.to_string(),
    }
}

/// Puts an empty line between items, which prettyplease does not.
fn spaced(text: &str) -> String {
    const ITEMS: [&str; 9] = [
        "///", "#[", "pub ", "impl", "static ", "mod ", "const ", "fn ", "type ",
    ];
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut ended = None;
    let mut header = false;
    for line in text.lines() {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        if ended == Some(indent) && ITEMS.iter().any(|item| words.starts_with(item)) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        header |= line.starts_with("#![");
        let closes = matches!(words, "}" | "};") || header && words == ")]";
        header &= !closes;
        ended = closes.then_some(indent);
    }
    out
}
