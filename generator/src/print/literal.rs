//! Words of a schema to Rust: names, string literals, lines of documentation.
//!
//! This is the one door through which an author's words come into the source, so that none of them is
//! ever read as code. What is written depends on the text alone, not on the tables of the toolchain that
//! builds the generator.

use std::fmt::Write as _;

/// Words that Rust keeps for itself, in any edition, by their lengths from two to eight.
const KEYWORDS: [&[&str]; 7] = [
    &["as", "do", "fn", "if", "in"],
    &[
        "box", "dyn", "for", "gen", "let", "mod", "mut", "pub", "ref", "try", "use",
    ],
    &[
        "else", "enum", "impl", "loop", "move", "priv", "true", "type",
    ],
    &[
        "async", "await", "break", "const", "false", "final", "macro", "match", "trait", "where",
        "while", "yield",
    ],
    &[
        "become", "extern", "return", "static", "struct", "typeof", "unsafe",
    ],
    &["unsized", "virtual"],
    &["abstract", "continue", "override"],
];

/// An identifier; a keyword becomes a raw one. The name has been made a valid one before.
pub(crate) fn ident(out: &mut String, name: &str) {
    let same = name.len().checked_sub(2).and_then(|at| KEYWORDS.get(at));
    let first = name.as_bytes().first();
    let is_name = |word: &&str| word.as_bytes().first() == first && **word == *name;
    if same.is_some_and(|same| same.iter().any(is_name)) {
        out.push_str("r#");
    }
    out.push_str(name);
}

/// A number without a sign or a suffix.
pub(crate) fn number(out: &mut String, number: u64) {
    if let Ok(digit) = u8::try_from(number)
        && digit < 10
    {
        out.push(char::from(b'0' + digit));
    } else {
        let _ = write!(out, "{number}");
    }
}

/// A finite double.
pub(crate) fn float(out: &mut String, value: f64) {
    let start = out.len();
    let _ = write!(out, "{value}");
    if !out.get(start..).unwrap_or_default().contains('.') {
        out.push_str(".0");
    }
}

/// A string literal, on one line.
pub(crate) fn string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    loop {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        let plain = rest.bytes().position(|byte| !is_plain(byte));
        let (plain, behind) = plain
            .and_then(|end| rest.split_at_checked(end))
            .unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = behind.chars();
        let Some(character) = characters.next() else {
            break;
        };
        rest = characters.as_str();
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // With a digit behind it, it would look like an octal number.
            '\0' if !rest.starts_with(|next: char| next.is_ascii_digit()) => out.push_str("\\0"),
            hidden if is_hidden(hidden) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(hidden));
            }
            shown => out.push(shown),
        }
    }
    out.push('"');
}

/// A string literal on one line, without escapes where that is possible: raw, where quotes or backslashes are in it.
pub(crate) fn quoted(out: &mut String, text: &str) {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if !text.contains(['"', '\\']) || !is_plain && text.chars().any(is_hidden) {
        return string(out, text);
    }
    // As many as stand behind no quote in it.
    let mut hashes = 1;
    for behind in text.split('"').skip(1) {
        hashes = hashes.max(1 + behind.bytes().take_while(|byte| *byte == b'#').count());
    }
    out.push('r');
    out.extend(std::iter::repeat_n('#', hashes));
    out.push('"');
    out.push_str(text);
    out.push('"');
    out.extend(std::iter::repeat_n('#', hashes));
}

/// A string literal with a line for each line of the text, where it has several: what a person wrote on lines of
/// its own is read, and changed, line by line.
pub(crate) fn paragraph(out: &mut String, text: &str, columns: usize) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.len() < 2 {
        return string(out, text);
    }
    for (index, line) in lines.iter().enumerate() {
        let mut one = String::new();
        string(&mut one, line);
        let inner = one.get(1..one.len().saturating_sub(1)).unwrap_or_default();
        if index == 0 {
            out.push('"');
        } else {
            // White space at the beginning of a line that goes on means nothing.
            out.push_str("\\\n");
            out.extend(std::iter::repeat_n(' ', columns));
            if let Some(rest) = inner.strip_prefix(' ') {
                out.push_str("\\x20");
                out.push_str(rest);
                continue;
            }
        }
        out.push_str(inner);
    }
    out.push('"');
}

/// A line of documentation: a comment, or, where a comment cannot hold it, the attribute that it means.
pub(crate) fn doc(out: &mut String, line: &str) {
    let holds = |character: char| !character.is_control() && !is_turning(character);
    if line.bytes().all(|byte| matches!(byte, b' '..=b'~')) || line.chars().all(holds) {
        out.push_str(if line.is_empty() { "///" } else { "/// " });
        out.push_str(line);
    } else {
        out.push_str("#[doc = ");
        string(out, &format!(" {line}"));
        out.push(']');
    }
}

/// A text that a comment may hold, whatever stands in it: on one line, and nothing in it that would make
/// the line look like another one, which the compiler refuses.
pub(crate) fn shown(text: &str) -> String {
    let shown = |character: char| match character {
        '`' => '\'',
        hidden if hidden.is_control() || is_turning(hidden) => '\u{fffd}',
        shown => shown,
    };
    text.chars().map(shown).collect()
}

/// What turns the direction of writing.
fn is_turning(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What does not show, or shows as something else: controls, spaces other than the common one, marks of
/// direction and format, and what Unicode gives to nobody.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{a0}'
                | '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{1680}'
                | '\u{180b}'..='\u{180f}'
                | '\u{2000}'..='\u{200f}'
                | '\u{2028}'..='\u{202f}'
                | '\u{205f}'..='\u{206f}'
                | '\u{3000}'
                | '\u{3164}'
                | '\u{e000}'..='\u{f8ff}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{fffe}'..='\u{ffff}'
                | '\u{e0000}'..='\u{10ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::{doc, float, ident, number, quoted, shown, string};

    fn written(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    /// Texts that try to be more than text.
    const HOSTILE: &[&str] = &[
        "",
        "\"",
        "\\",
        "\\\"",
        "\"; fn evil() {} //",
        "*/ fn evil() {} /*",
        "]",
        ")]",
        "#[evil]",
        "#![evil]",
        "\n#[evil]\nfn evil() {}",
        "\r\n",
        "\0",
        "\u{0}1",
        "\u{7f}\u{85}\u{2028}\u{2029}",
        "\u{202e}live\u{2066}",
        "{}",
        "{{evil}}",
        "r#\"evil\"#",
        "\"##; fn evil() {} r##\"",
        "\\\"###",
        "'",
        "größe 漢字 🦀 e\u{301}",
    ];

    #[test]
    fn a_literal_is_one_token_and_reads_back_as_its_text() {
        let every = (0..=0x3ff_u32)
            .chain(0x2000..=0x206f)
            .chain(0xfe00..=0xffff);
        let every = every.filter_map(char::from_u32).map(String::from);
        for text in HOSTILE.iter().map(|&text| text.to_owned()).chain(every) {
            for write in [string, quoted] {
                let literal = written(|out| write(out, &text));
                let read: syn::LitStr =
                    syn::parse_str(&literal).unwrap_or_else(|error| panic!("{literal}: {error}"));
                assert_eq!(read.value(), text, "{literal}");
                assert_eq!(literal.lines().count(), 1, "{literal:?}");
                let is_shown = |c: char| {
                    !c.is_control()
                        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                };
                assert!(literal.chars().all(is_shown), "{literal:?}");
            }
        }
    }

    #[test]
    fn documentation_is_documentation_and_nothing_else() {
        for text in HOSTILE {
            let source = written(|out| doc(out, text)) + "\npub struct It;";
            assert_eq!(source.lines().count(), 2, "{source:?}");
            let file = syn::parse_file(&source).unwrap_or_else(|error| panic!("{source}: {error}"));
            let [syn::Item::Struct(it)] = file.items.as_slice() else {
                panic!("{source}");
            };
            let [attribute] = it.attrs.as_slice() else {
                panic!("{source}");
            };
            let syn::Meta::NameValue(pair) = &attribute.meta else {
                panic!("{source}");
            };
            let syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(words),
                ..
            }) = &pair.value
            else {
                panic!("{source}");
            };
            assert!(attribute.path().is_ident("doc"), "{source}");
            assert_eq!(words.value().trim(), text.trim());
        }
    }

    #[test]
    fn a_shown_text_stays_in_its_comment() {
        for text in HOSTILE {
            let source = format!("// {}\npub struct It;", shown(text));
            assert_eq!(source.lines().count(), 2);
            assert_eq!(
                syn::parse_file(&source).map(|file| file.items.len()).ok(),
                Some(1)
            );
        }
    }

    #[test]
    fn keywords_become_raw() {
        for (name, wanted) in [
            ("type", "r#type"),
            ("kind", "kind"),
            ("abstract", "r#abstract"),
            ("a", "a"),
        ] {
            assert_eq!(written(|out| ident(out, name)), wanted);
        }
        // Each is in the list of its length.
        for (length, words) in (2..).zip(super::KEYWORDS) {
            assert!(words.iter().all(|word| word.len() == length), "{words:?}");
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(written(|out| number(out, 7)), "7");
        assert_eq!(written(|out| number(out, u64::MAX)), "18446744073709551615");
        assert_eq!(written(|out| float(out, 1.0)), "1.0");
        assert_eq!(written(|out| float(out, 0.25)), "0.25");
    }
}
