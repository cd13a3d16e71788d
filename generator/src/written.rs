//! Rust that a user writes in an option: attributes, and the arguments of a type.
//!
//! It is taken as it was written, so it must be what it is taken for: whole tokens, brackets in pairs, no
//! comments, which would swallow what stands behind them. What it means is the compiler's to say.

/// Brackets in brackets that an option may have.
const MAX_DEPTH: usize = 64;

/// `#[...]`, once or several times: each on one line.
pub(crate) fn attributes(text: &str) -> Option<Vec<String>> {
    let tokens = tokens(text)?;
    let mut tokens = tokens.as_slice();
    let mut attributes = Vec::new();
    while let [mark, open, rest @ ..] = tokens {
        let is_one = mark.text == "#" && open.text == "[";
        let inner = closing(rest).filter(|inner| is_one && *inner > 0)?;
        let (attribute, behind) = tokens.split_at_checked(inner + 3)?;
        attributes.push(line(attribute));
        tokens = behind;
    }
    (tokens.is_empty() && !attributes.is_empty()).then_some(attributes)
}

/// `<...>`, or nothing.
pub(crate) fn arguments(text: &str) -> Option<String> {
    let tokens = tokens(text.trim())?;
    let words: Vec<&str> = tokens.iter().map(|token| token.text).collect();
    match words.as_slice() {
        [] => return Some(String::new()),
        ["<", .., ">"] => {}
        _ => return None,
    }
    let mut open = 0_usize;
    for (index, word) in words.iter().enumerate() {
        match *word {
            "<" => open += 1,
            ">" if words.get(index.wrapping_sub(1)) == Some(&"-") => {}
            ">" => {
                open = open.checked_sub(1)?;
                // Nothing stands behind the whole.
                if open == 0 && index + 1 < words.len() {
                    return None;
                }
            }
            "#" | "{" | "}" | "!" | "@" | "$" | "\\" | "?" => return None,
            _ => {}
        }
    }
    (open == 0).then(|| line(&tokens))
}

/// How many tokens stand before the bracket that closes what is open here.
fn closing(tokens: &[Token<'_>]) -> Option<usize> {
    let mut open = 1_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "[" | "(" | "{" => open += 1,
            "]" | ")" | "}" => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(index);
        }
    }
    None
}

/// A token, and whether space stands before it.
struct Token<'a> {
    text: &'a str,
    spaced: bool,
}

fn line(tokens: &[Token<'_>]) -> String {
    let mut line = String::new();
    for token in tokens {
        if token.spaced && !line.is_empty() {
            line.push(' ');
        }
        line.push_str(token.text);
    }
    line
}

/// The tokens of a text, where there is nothing else in it and its brackets are in pairs.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut open = Vec::new();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        let spaced = trimmed.len() < rest.len();
        rest = trimmed;
        let Some(first) = rest.chars().next() else {
            break;
        };
        let length = length(rest, first)?;
        match first {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(first) => return None,
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            return None;
        }
        let (text, behind) = rest.split_at_checked(length)?;
        tokens.push(Token { text, spaced });
        rest = behind;
    }
    open.is_empty().then_some(tokens)
}

/// How long the token is that a text begins with.
fn length(text: &str, first: char) -> Option<usize> {
    let word = |text: &str| {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
        end.unwrap_or(text.len())
    };
    match first {
        '"' => quoted(text, '"'),
        '\'' => {
            // A character, or else a lifetime.
            let inner = text.get(1..)?;
            let is_character = inner.starts_with('\\') || inner.chars().nth(1) == Some('\'');
            if is_character {
                return quoted(text, '\'');
            }
            Some(1 + word(inner)).filter(|length| *length > 1)
        }
        c if c.is_alphanumeric() || c == '_' => {
            let end = word(text);
            let (prefix, behind) = text.split_at_checked(end)?;
            match prefix {
                "r" | "br" | "cr" if behind.starts_with(['#', '"']) => {
                    raw(behind).map(|length| end + length)
                }
                "b" | "c" if behind.starts_with('"') => {
                    quoted(behind, '"').map(|length| end + length)
                }
                "b" if behind.starts_with('\'') => quoted(behind, '\'').map(|length| end + length),
                _ => Some(end),
            }
        }
        '/' if text.starts_with("//") || text.starts_with("/*") => None,
        '(' | ')' | '[' | ']' | '{' | '}' => Some(1),
        c if "#!$%&*+,-./:;<=>?@^|~".contains(c) => Some(1),
        _ => None,
    }
}

/// A literal in quotes.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            characters.next()?;
        } else if character == quote {
            return Some(at + 1);
        }
    }
    None
}

/// What stands behind the `r` of a raw literal or identifier.
fn raw(text: &str) -> Option<usize> {
    let marks = text.find(|c| c != '#')?;
    let behind = text.get(marks..)?;
    if let Some(inner) = behind.strip_prefix('"') {
        let end = format!("\"{}", "#".repeat(marks));
        return Some(marks + 1 + inner.find(&end)? + end.len());
    }
    let length = behind
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(behind.len());
    (marks == 1 && length > 0).then_some(1 + length)
}

#[cfg(test)]
mod tests {
    use super::{arguments, attributes};

    #[test]
    fn attributes_are_taken_as_they_were_written() {
        let one = |text: &str| attributes(text).map(|all| all.join("|"));
        for (text, wanted) in [
            ("#[allow(dead_code)]", "#[allow(dead_code)]"),
            (" #[a]\n  #[b(c,\n d)] ", "#[a]|#[b(c, d)]"),
            ("# [ a ]", "# [ a ]"),
            (r##"#[doc = r#"]"#]"##, r##"#[doc = r#"]"#]"##),
            (r#"#[doc = "\"]"]"#, r#"#[doc = "\"]"]"#),
            (
                "#[a('x', '\\'', b']', r#type)]",
                "#[a('x', '\\'', b']', r#type)]",
            ),
        ] {
            assert_eq!(one(text).as_deref(), Some(wanted), "{text}");
            assert!(syn::parse_str::<syn::ItemStruct>(&format!("{text} struct It;")).is_ok());
        }
    }

    #[test]
    fn what_is_more_than_attributes_is_refused() {
        for text in [
            "",
            "#[]",
            "#[a",
            "#[a]]",
            "#[a)]",
            "#![a]",
            "#[a] fn evil() {}",
            "fn evil() {} #[a]",
            "#[a] // b",
            "#[a /* b */]",
            "#[doc = \"a]",
            "#[doc = r#\"a\"]",
            "#[a] `",
            "#[a('b)]'",
        ] {
            assert_eq!(attributes(text), None, "{text}");
        }
        assert_eq!(
            attributes(&format!("#{}a{}", "[".repeat(99), "]".repeat(99))),
            None
        );
    }

    #[test]
    fn arguments_of_types() {
        for text in [
            "",
            "<u8>",
            "<A<B<'a>>, [u8; 4], fn(u8) -> u8>",
            "<dyn A<B = (C, D)> + 'static>",
        ] {
            assert_eq!(arguments(text).as_deref(), Some(text));
            assert!(
                syn::parse_str::<syn::Type>(&format!("a::It{text}")).is_ok(),
                "{text}"
            );
        }
        for text in [
            "u8",
            "<",
            "<u8",
            "<u8>>",
            "<u8>; fn evil() {} type T<A>",
            "<{ evil() }>",
            "<u8> // >",
            "<evil!()>",
            "<(u8>",
            "<A> + <B>",
        ] {
            assert_eq!(arguments(text), None, "{text}");
        }
    }
}
