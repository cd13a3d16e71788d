//! Random schemas, and what is no schema, to Rust source.

use std::io;
use std::path::Path;

use formwork_codegen::{Loader, Options, Output, Style, generate, render};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use proptest::prelude::{any, proptest};

use crate::choices::{choices, config};
use crate::schemas::schema;
use crate::text::spoil;

/// A folder with one file.
struct One(Vec<u8>);

impl Loader for One {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        let known = path.file_stem().is_some_and(|stem| stem == "schema");
        known
            .then(|| self.0.clone())
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"))
    }
}

fn run(name: &str, text: &[u8]) -> Output {
    generate(
        &Options::new("/s").schema(Path::new("/s").join(name)),
        &One(text.to_vec()),
    )
}

/// The tokens without docs, and with every string and every name that is not the generator's own
/// made the same. A comma behind the last element says only that a line was broken.
fn skeleton(tokens: TokenStream, out: &mut String) {
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => match rest.peek() {
                Some(TokenTree::Group(group)) if is_doc(group.stream()) => {
                    rest.next();
                }
                _ => out.push('#'),
            },
            TokenTree::Punct(mark) if mark.as_char() == ',' => match rest.peek() {
                None => {}
                Some(TokenTree::Punct(next)) if next.as_char() == '>' => {}
                Some(_) => out.push(','),
            },
            TokenTree::Punct(mark) => out.push(mark.as_char()),
            // `f::concat!` of strings: a long text in pieces. How many there are depends on its words.
            TokenTree::Ident(name) if name == "concat" => {
                let mark = rest.next().map(|token| token.to_string());
                let pieces = match rest.next() {
                    Some(TokenTree::Group(group)) => group.stream(),
                    other => panic!("{other:?}"),
                };
                assert_eq!(mark.as_deref(), Some("!"));
                for piece in pieces {
                    let text = piece.to_string();
                    assert!(text == "," || is_string(&text), "{text}");
                }
                assert!(out.ends_with(" x ::"), "{out}");
                out.truncate(out.len() - " x ::".len());
                out.push_str("\"\"");
            }
            TokenTree::Ident(_) => out.push_str(" x "),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                out.push_str(if is_string(&text) { "\"\"" } else { &text });
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::None => ('<', '>'),
                };
                out.push(open);
                skeleton(group.stream(), out);
                out.push(close);
            }
        }
    }
}

/// Whether a literal is a string, raw ones among them.
fn is_string(literal: &str) -> bool {
    literal.starts_with(['"', 'r'])
}

fn is_doc(attribute: TokenStream) -> bool {
    matches!(attribute.into_iter().next(), Some(TokenTree::Ident(name)) if name == "doc")
}

proptest! {
    #![proptest_config(config(50))]

    #[test]
    fn the_words_of_a_schema_never_become_code(mut choices in choices(150)) {
        let mut skeletons = Vec::new();
        let texts = schema(&mut choices);
        for text in &texts {
            let output = run("schema.json", text.as_bytes());
            let findings = render(&output.findings, &output.sources, Style::Plain);
            assert!(!output.has_errors(), "{text}\n{findings}");
            let module = &output.modules[0];
            for source in [module.to_text(), module.to_file_text()] {
                assert!(source.lines().count() > 20, "not formatted: {source}");
                syn::parse_file(&source).unwrap_or_else(|error| panic!("{error}\n{text}\n{source}"));
                // Bare, these would be refused by the compiler, or fool a reader.
                let bare = source.chars().find(|c| matches!(c,
                    '\0'..='\u{8}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
                assert_eq!(bare, None, "{text}\n{source}");
            }
            let again = run("schema.json", text.as_bytes());
            assert_eq!(again.modules[0].to_file_text(), module.to_file_text());
            let mut bones = String::new();
            skeleton(module.to_text().parse().expect("tokens"), &mut bones);
            skeletons.push(bones);
        }
        let (harmless, hostile) = (&skeletons[0], &skeletons[1]);
        let apart = harmless.bytes().zip(hostile.bytes()).take_while(|(a, b)| a == b).count();
        let shown = |bones: &str| bones.chars().skip(apart.saturating_sub(60)).take(160).collect::<String>();
        assert!(
            harmless == hostile,
            "{}\n{}\n{}",
            texts[1],
            shown(harmless),
            shown(hostile)
        );
    }

}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn what_is_nearly_a_schema_is_generated_or_said_to_be_wrong(mut choices in choices(150)) {
        let [_, text] = schema(&mut choices);
        never_silent("schema.json", &spoil(&text, &mut choices));
        never_silent("schema.yaml", &spoil(&text, &mut choices));
    }

    #[test]
    fn what_is_no_schema_is_said_to_be_wrong(bytes in any::<Vec<u8>>()) {
        never_silent("schema.json", &bytes);
        never_silent("schema.yaml", &bytes);
    }
}

/// Something comes out that compiles, or something is said.
fn never_silent(name: &str, bytes: &[u8]) {
    let output = run(name, bytes);
    let text = output.modules[0].to_file_text();
    assert!(
        syn::parse_file(&text).is_ok() || output.has_errors(),
        "{}",
        String::from_utf8_lossy(bytes)
    );
    // Drawing points into the text, whatever stands there.
    assert_eq!(
        render(&output.findings, &output.sources, Style::Plain).is_empty(),
        output.findings.is_empty()
    );
}
