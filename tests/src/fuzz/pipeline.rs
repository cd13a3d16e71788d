//! One document through the pipeline, and what must hold of what comes out.

use std::io;
use std::path::Path;

use formwork_codegen::{Loader, Options, Style, generate, render, short};
use proc_macro2::{TokenStream, TokenTree};

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
        let text = module.to_file_text();
        let file = syn::parse_file(&text)
            .map_err(|error| format!("exact {exact}: no Rust: {error}\n{}", excerpt(&text)))?;
        drop(file);
        if let Some(found) = text.chars().find(|&c| is_deceptive(c)) {
            return Err(format!(
                "exact {exact}: {found:?} stands bare in the source"
            ));
        }
        let tokens = module.to_text().parse();
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
