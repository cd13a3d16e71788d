//! One document through the pipeline, and what must hold of what comes out.

use std::io;
use std::path::Path;

use formwork_codegen::{Loader, Options, Style, generate, render, short};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A folder in which every file is the document, so that a reference to a file leads somewhere.
struct Same<'a>(&'a [u8]);

impl Loader for Same<'_> {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        let known = path
            .extension()
            .is_some_and(|it| it == "json" || it == "yaml");
        if known && path.components().count() <= 3 {
            return Ok(self.0.to_vec());
        }
        Err(io::ErrorKind::NotFound.into())
    }
}

/// Takes a document of a name through the pipeline, in the default mode and to the letter.
///
/// # Errors
/// What came out that must not: nothing at all, a source that is no Rust, one that a reader's editor
/// would show otherwise than the compiler reads it, or another one the second time.
pub fn pipeline(name: &str, bytes: &[u8]) -> Result<(), String> {
    for exact in [false, true] {
        let run = || {
            let options = Options::new("s").schema(Path::new("s").join(name));
            generate(&options.exact(exact), &Same(bytes))
        };
        let output = run();
        let drawn = render(&output.findings, &output.sources, Style::Plain);
        let lines = short(&output.findings, &output.sources);
        if drawn.is_empty() != output.findings.is_empty() {
            return Err("findings that are not drawn".to_owned());
        }
        let module = output.modules.first().ok_or("no module")?;
        let (text, inline) = (module.to_file_text(), module.to_text());
        // What comes now takes room of its own.
        drop(output);
        let parsed = syn::parse_str(&text).and_then(items);
        parsed.map_err(|error| format!("exact {exact}: no Rust: {error}\n{}", excerpt(&text)))?;
        if let Some(found) = text.chars().find(|&c| is_deceptive(c)) {
            return Err(format!(
                "exact {exact}: {found:?} stands bare in the source"
            ));
        }
        let tokens = inline.parse();
        let tokens = tokens.map_err(|error| format!("exact {exact}: no tokens: {error}"))?;
        let words = outside_literals(tokens);
        if let Some(word) = words.iter().find(|word| word.chars().any(|c| !is_plain(c))) {
            return Err(format!(
                "exact {exact}: {word:?} stands outside of literals"
            ));
        }
        // Twice costs twice, so not for everything.
        if bytes.len() < 20_000 && bytes.len().is_multiple_of(8) {
            let again = run();
            if again
                .modules
                .first()
                .map(formwork_codegen::Module::to_file_text)
                != Some(text)
            {
                return Err(format!("exact {exact}: another source the second time"));
            }
            if short(&again.findings, &again.sources) != lines {
                return Err(format!("exact {exact}: other findings the second time"));
            }
        }
    }
    Ok(())
}

/// Whether tokens are items. One item is parsed after the other, and a module's one by one, for the tree
/// of all takes many times the room of the text.
fn items(tokens: TokenStream) -> syn::Result<()> {
    let mut waiting = vec![tokens];
    while let Some(tokens) = waiting.pop() {
        let mut item = TokenStream::new();
        let mut keyword: Option<String> = None;
        for token in tokens {
            let mut is_end = false;
            let mut own = None;
            match &token {
                TokenTree::Ident(word) if keyword.is_none() && word != "pub" => {
                    keyword = Some(word.to_string());
                }
                TokenTree::Punct(mark) => is_end = mark.as_char() == ';',
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    match keyword.as_deref() {
                        Some("const" | "static" | "use" | "type") => {}
                        Some("mod") => {
                            waiting.push(group.stream());
                            own = Some(Group::new(Delimiter::Brace, TokenStream::new()).into());
                            is_end = true;
                        }
                        _ => is_end = true,
                    }
                }
                _ => {}
            }
            item.extend([own.unwrap_or(token)]);
            if is_end {
                // As a file, for attributes of what is around may stand before the first.
                syn::parse2::<syn::File>(std::mem::take(&mut item))?;
                keyword = None;
            }
        }
        syn::parse2::<syn::File>(item)?;
    }
    Ok(())
}

/// Characters that make a text look like another one, and controls.
fn is_deceptive(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What names may be made of.
fn is_plain(c: char) -> bool {
    (c.is_alphanumeric() || c.is_ascii() || is_mark(c)) && !c.is_control() && !is_deceptive(c)
}

/// Marks and connectors that identifiers have, as the compiler's own tables do; `syn` has let them pass.
fn is_mark(c: char) -> bool {
    syn::parse_str::<syn::Ident>(&format!("a{c}")).is_ok()
}

/// The tokens of a source other than literals and documentation, each as text.
#[must_use]
pub fn outside_literals(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    // Groups nest as deep as types do in types, so no recursion.
    let mut waiting = vec![tokens.into_iter().peekable()];
    while let Some(stream) = waiting.last_mut() {
        let Some(token) = stream.next() else {
            waiting.pop();
            continue;
        };
        match token {
            TokenTree::Literal(_) => {}
            TokenTree::Punct(mark) => {
                let documents = mark.as_char() == '#'
                    && matches!(stream.peek(), Some(TokenTree::Group(group)) if is_doc(group.stream()));
                if documents {
                    stream.next();
                } else {
                    words.push(mark.as_char().to_string());
                }
            }
            TokenTree::Ident(name) => words.push(name.to_string()),
            TokenTree::Group(group) => {
                words.push(format!("{:?}", group.delimiter()));
                waiting.push(group.stream().into_iter().peekable());
            }
        }
    }
    words
}

fn is_doc(attribute: TokenStream) -> bool {
    matches!(attribute.into_iter().next(), Some(TokenTree::Ident(name)) if name == "doc")
}

fn excerpt(text: &str) -> String {
    text.chars().take(2_000).collect()
}
