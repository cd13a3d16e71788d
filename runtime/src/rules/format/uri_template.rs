//! `uri-template` (RFC 6570, section 2).

use super::uri::{is_private, is_ucs};

/// Text, with `{variables}` in it.
pub(super) fn fits(text: &str) -> bool {
    let mut rest = text;
    loop {
        let (literal, behind) = match rest.split_once('{') {
            Some((literal, behind)) => (literal, Some(behind)),
            None => (rest, None),
        };
        if !is_literal(literal) {
            return false;
        }
        let Some(behind) = behind else {
            return true;
        };
        let Some((expression, behind)) = behind.split_once('}') else {
            return false;
        };
        if !is_expression(expression) {
            return false;
        }
        rest = behind;
    }
}

fn is_literal(text: &str) -> bool {
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let fits = match c {
            '%' => {
                let mut digit = || rest.next().is_some_and(|c| c.is_ascii_hexdigit());
                digit() && digit()
            }
            // The apostrophe is one by erratum 6937.
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
            '!'..='~' => true,
            other => is_ucs(other) || is_private(other),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn is_expression(text: &str) -> bool {
    const OPERATORS: [char; 12] = ['+', '#', '.', '/', ';', '?', '&', '=', ',', '!', '@', '|'];
    let variables = text.strip_prefix(OPERATORS).unwrap_or(text);
    variables.split(',').all(is_variable)
}

fn is_variable(text: &str) -> bool {
    if let Some((name, length)) = text.split_once(':') {
        return is_name(name)
            && (1..=4).contains(&length.len())
            && !length.starts_with('0')
            && length.bytes().all(|byte| byte.is_ascii_digit());
    }
    is_name(text.strip_suffix('*').unwrap_or(text))
}

/// Parts of letters, digits, `_` and escapes, with dots between them.
fn is_name(text: &str) -> bool {
    text.split('.').all(|part| {
        let mut rest = part.bytes();
        let digit = |rest: &mut std::str::Bytes<'_>| {
            rest.next().is_some_and(|byte| byte.is_ascii_hexdigit())
        };
        while let Some(byte) = rest.next() {
            let fits = match byte {
                b'%' => digit(&mut rest) && digit(&mut rest),
                byte => byte.is_ascii_alphanumeric() || byte == b'_',
            };
            if !fits {
                return false;
            }
        }
        !part.is_empty()
    })
}
