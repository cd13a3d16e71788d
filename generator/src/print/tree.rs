//! Tokens to a tree of elements and groups, with the width of each on one line.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Brackets around elements. Types in `<...>` are a group here as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    Round,
    Square,
    Curly,
    Angle,
}

impl Bracket {
    pub(super) fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Round => ("(", ")"),
            Self::Square => ("[", "]"),
            Self::Curly => ("{", "}"),
            Self::Angle => ("<", ">"),
        }
    }
}

#[derive(Debug)]
pub(super) enum Piece {
    /// A word, a literal or an operator.
    Atom(String),
    /// Elements in brackets.
    Group(Group),
    /// A line of documentation; inner, where it is about what it stands in.
    Doc(String, bool),
}

#[derive(Debug)]
pub(super) struct Group {
    pub(super) bracket: Bracket,
    pub(super) elements: Vec<Element>,
    /// On one line, brackets included; `None` where it cannot be on one.
    pub(super) width: Option<usize>,
}

/// What stands between separators, with the one behind it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) pieces: Vec<Piece>,
    /// `,` or `;`
    pub(super) separator: Option<char>,
}

/// Reads a stream. Groups nest as deep as emission nests them, which lowering bounds.
pub(super) fn read(tokens: TokenStream) -> Vec<Element> {
    let mut reader = Reader {
        tokens: tokens.into_iter().peekable(),
    };
    reader.elements(false)
}

struct Reader {
    tokens: std::iter::Peekable<proc_macro2::token_stream::IntoIter>,
}

impl Reader {
    /// Elements up to the end of the stream, or, in angle brackets, up to the closing one.
    fn elements(&mut self, angle: bool) -> Vec<Element> {
        let mut elements = Vec::new();
        let mut element = Element::default();
        while let Some(token) = self.tokens.next() {
            match token {
                TokenTree::Punct(punct) => match punct.as_char() {
                    '>' if angle => break,
                    separator @ (',' | ';') => {
                        element.separator = Some(separator);
                        elements.push(std::mem::take(&mut element));
                    }
                    '<' => {
                        let inner = self.elements(true);
                        element.pieces.push(group(Bracket::Angle, inner));
                    }
                    '#' => self.attribute(&mut element),
                    first => {
                        let atom = self.operator(first, punct.spacing());
                        element.pieces.push(Piece::Atom(atom));
                    }
                },
                TokenTree::Group(inner) => {
                    let bracket = match inner.delimiter() {
                        Delimiter::Parenthesis => Bracket::Round,
                        Delimiter::Bracket => Bracket::Square,
                        Delimiter::Brace => Bracket::Curly,
                        Delimiter::None => {
                            element.pieces.extend(
                                read(inner.stream())
                                    .into_iter()
                                    .flat_map(|element| element.pieces),
                            );
                            continue;
                        }
                    };
                    let ends = bracket == Bracket::Curly && self.ends_item();
                    element.pieces.push(group(bracket, read(inner.stream())));
                    if ends {
                        elements.push(std::mem::take(&mut element));
                    }
                }
                TokenTree::Ident(ident) => element.pieces.push(Piece::Atom(ident.to_string())),
                TokenTree::Literal(literal) => {
                    element.pieces.push(Piece::Atom(literal.to_string()));
                }
            }
        }
        if !element.pieces.is_empty() {
            elements.push(element);
        }
        elements
    }

    /// Whether a block that ends here ends its item: nothing goes on with it.
    fn ends_item(&mut self) -> bool {
        match self.tokens.peek() {
            Some(TokenTree::Punct(next)) => next.as_char() == '#',
            Some(TokenTree::Ident(next)) => next != "else",
            Some(TokenTree::Literal(_)) => false,
            Some(TokenTree::Group(_)) | None => true,
        }
    }

    /// An operator of several characters, or a lifetime.
    fn operator(&mut self, first: char, mut spacing: Spacing) -> String {
        let mut atom = String::from(first);
        if first == '\'' {
            if let Some(TokenTree::Ident(name)) = self.tokens.peek() {
                atom.push_str(&name.to_string());
                self.tokens.next();
            }
            return atom;
        }
        while spacing == Spacing::Joint {
            let Some(TokenTree::Punct(next)) = self.tokens.peek() else {
                break;
            };
            let joined = matches!(
                (atom.as_str(), next.as_char()),
                (":", ':') | ("-" | "=", '>')
            );
            if !joined {
                break;
            }
            atom.push(next.as_char());
            spacing = next.spacing();
            self.tokens.next();
        }
        atom
    }

    /// `#[...]` and `#![...]`; documentation becomes a comment where it can be one.
    fn attribute(&mut self, element: &mut Element) {
        let inner =
            matches!(self.tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '!');
        if inner {
            self.tokens.next();
        }
        let Some(TokenTree::Group(contents)) = self.tokens.next() else {
            return;
        };
        let mut words = contents.stream().into_iter();
        let doc = match (words.next(), words.next(), words.next(), words.next()) {
            (
                Some(TokenTree::Ident(name)),
                Some(TokenTree::Punct(_)),
                Some(TokenTree::Literal(text)),
                None,
            ) if name == "doc" => comment(&text.to_string()),
            _ => None,
        };
        let piece = if let Some(doc) = doc {
            Piece::Doc(doc, inner)
        } else {
            let mark = if inner { "#!" } else { "#" };
            element.pieces.push(Piece::Atom(mark.to_owned()));
            group(Bracket::Square, read(contents.stream()))
        };
        element.pieces.push(piece);
    }
}

/// The text of a string literal, where a line comment can hold it.
fn comment(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix("r\"") {
        return raw.strip_suffix('"').map(str::to_owned);
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next()? {
            escaped @ ('"' | '\\' | '\'') => out.push(escaped),
            't' => out.push('\t'),
            'u' => {
                let code: String = characters
                    .by_ref()
                    .skip(1)
                    .take_while(|c| *c != '}')
                    .collect();
                out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
            }
            _ => return None,
        }
    }
    let plain = !out.contains(['\n', '\r']) && !out.starts_with('/');
    plain.then_some(out)
}

fn group(bracket: Bracket, elements: Vec<Element>) -> Piece {
    let mut width = Some(2_usize);
    let last = elements.len().saturating_sub(1);
    for (index, element) in elements.iter().enumerate() {
        let separator = usize::from(element.separator.is_some());
        // The last separator is left out on one line.
        let behind = if index == last { 0 } else { separator + 1 };
        width = width
            .zip(element.width())
            .map(|(width, own)| width + own + behind);
    }
    if bracket == Bracket::Curly && !elements.is_empty() {
        width = width.map(|width| width + 2);
    }
    Piece::Group(Group {
        bracket,
        elements,
        width,
    })
}

impl Element {
    fn width(&self) -> Option<usize> {
        let mut width = 0;
        let mut before: Option<&Piece> = None;
        for piece in &self.pieces {
            width += piece.width()?;
            width += usize::from(before.is_some_and(|before| spaced(before, piece)));
            before = Some(piece);
        }
        Some(width)
    }
}

impl Piece {
    pub(super) fn width(&self) -> Option<usize> {
        match self {
            Self::Atom(text) => Some(text.len()),
            Self::Group(group) => group.width,
            Self::Doc(..) => None,
        }
    }

    fn is(&self, atom: &str) -> bool {
        matches!(self, Self::Atom(text) if text == atom)
    }

    fn is_word(&self) -> bool {
        let word =
            |text: &str| text.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"');
        matches!(self, Self::Atom(text) if word(text) || text.starts_with("r#") || text.starts_with('\''))
    }

    fn is_lifetime(&self) -> bool {
        matches!(self, Self::Atom(text) if text.starts_with('\''))
    }

    fn is_keyword(&self) -> bool {
        const KEYWORDS: [&str; 12] = [
            "impl", "for", "as", "use", "in", "return", "mut", "dyn", "pub", "const", "type",
            "else",
        ];
        matches!(self, Self::Atom(text) if KEYWORDS.contains(&text.as_str()))
    }
}

/// Whether there is a space between two pieces.
pub(super) fn spaced(before: &Piece, piece: &Piece) -> bool {
    if ["&", "#", "#!", "::", ".", "-"]
        .iter()
        .any(|one| before.is(one))
    {
        return false;
    }
    match piece {
        Piece::Atom(text) => match text.as_str() {
            "." | "?" | ":" | "!" => false,
            "::" => {
                before.is_keyword()
                    || before.is_lifetime()
                    || [":", "=", "=>", "->"].iter().any(|one| before.is(one))
            }
            _ => !before.is("!") || piece.is_word(),
        },
        Piece::Group(group) => match group.bracket {
            Bracket::Curly => true,
            Bracket::Angle => false,
            Bracket::Round | Bracket::Square => {
                let bare = before.is_word() && !before.is_keyword() || before.is("pub");
                !(bare || before.is("!") || matches!(before, Piece::Group(_)))
            }
        },
        Piece::Doc(..) => false,
    }
}
