//! JSON text with line breaks, for people to read.

/// Lays out compact JSON text: what is short stays on one line.
pub(crate) fn pretty(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    value(&mut rest, 0, &mut out);
    out
}

const WIDTH: usize = 80;

/// Takes one value off the front of `rest` and lays it out.
fn value(rest: &mut &str, indent: usize, out: &mut String) {
    let length = value_length(rest);
    let (text, after) = rest.split_at(length);
    *rest = after;
    let close = match text.as_bytes().first() {
        Some(b'{') => '}',
        Some(b'[') => ']',
        _ => {
            out.push_str(text);
            return;
        }
    };
    if text.len() + indent <= WIDTH {
        out.push_str(text);
        return;
    }
    out.push_str(&text[..1]);
    let mut inner = &text[1..text.len() - 1];
    while !inner.is_empty() {
        out.push('\n');
        out.push_str(&" ".repeat(indent + 2));
        if close == '}' {
            let key = value_length(inner);
            out.push_str(&inner[..key]);
            out.push_str(": ");
            inner = &inner[key + 1..];
        }
        value(&mut inner, indent + 2, out);
        if let Some(next) = inner.strip_prefix(',') {
            out.push(',');
            inner = next;
        }
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(close);
}

/// How many bytes the first value takes.
fn value_length(text: &str) -> usize {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' | b':' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 && !in_string && matches!(byte, b'}' | b']' | b'"') {
            return at + 1;
        }
    }
    text.len()
}
