//! A long text as the pieces that stand on lines of their own.
//!
//! Schemas in generated code are long, and people review how they change. A container of a JSON text that is wide is
//! taken apart, one member or item to a piece, so that a property more is a line more. Where a text is cut depends on what
//! stands near: one change moves few cuts. Two passes over the text, whatever its depth.

/// How wide a container may be that stands on one line.
const WIDE: usize = 140;

/// A bracket of a JSON text.
struct Container {
    open: usize,
    close: usize,
}

/// The pieces of a compact JSON text, or of the inside of a container. Joined, they are the text.
pub(super) fn of_json(text: &str) -> Vec<&str> {
    if text.len() <= WIDE {
        return vec![text];
    }
    let marks = marks(text);
    let containers = containers(&marks);
    let mut wide = containers.iter().filter(|one| one.close - one.open >= WIDE);
    let mut next = wide.next();
    // Those around the present place, the innermost last; none is the text itself, which is wide.
    let mut around: Vec<&Container> = Vec::new();
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut cut = |at: usize| {
        let piece = text.get(start..at).unwrap_or_default();
        // Brackets that close one after another share a piece, and so do those that open.
        let is_closing = piece.bytes().all(|byte| matches!(byte, b'}' | b']'));
        if !is_closing || at == text.len() && !piece.is_empty() {
            pieces.push(piece);
            start = at;
        }
    };
    let mut narrow = 0_usize;
    for &(at, byte) in &marks {
        match byte {
            b'{' | b'[' if next.is_some_and(|one| one.open == at) => {
                around.extend(next);
                next = wide.next();
                cut(at + 1);
            }
            b'{' | b'[' => narrow += 1,
            b'}' | b']' if around.last().is_some_and(|one| one.close == at) => {
                around.pop();
                cut(at);
            }
            b'}' | b']' => narrow = narrow.saturating_sub(1),
            b',' if narrow == 0 => cut(at + 1),
            _ => {}
        }
    }
    cut(text.len());
    pieces
}

/// The lines of a text, each with its end.
pub(super) fn of_lines(text: &str) -> Vec<&str> {
    if text.is_empty() {
        return vec![text];
    }
    text.split_inclusive('\n').collect()
}

/// Every container, in the order in which they open.
fn containers(marks: &[(usize, u8)]) -> Vec<Container> {
    let mut containers: Vec<Container> = Vec::new();
    let mut open = Vec::new();
    for &(at, byte) in marks {
        match byte {
            b'{' | b'[' => {
                open.push(containers.len());
                containers.push(Container {
                    open: at,
                    close: at,
                });
            }
            b'}' | b']' => {
                let closed = open.pop().and_then(|index| containers.get_mut(index));
                if let Some(container) = closed {
                    container.close = at;
                }
            }
            _ => {}
        }
    }
    containers
}

/// Brackets and commas outside strings, and where they are.
fn marks(text: &str) -> Vec<(usize, u8)> {
    let bytes = text.as_bytes();
    let mut marks = Vec::with_capacity(text.len() / 8);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = past_string(bytes, at + 1),
            b'{' | b'[' | b',' | b']' | b'}' => marks.push((at, byte)),
            _ => {}
        }
        at += 1;
    }
    marks
}

/// Where the string ends whose inside begins at a place.
fn past_string(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b'"') | None => return at,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{of_json, of_lines};

    #[test]
    fn what_is_narrow_stays_whole() {
        let text = r#"{"type":"object","properties":{"a":{"type":"string"}}}"#;
        assert_eq!(of_json(text), [text]);
        assert_eq!(of_json(""), [""]);
    }

    #[test]
    fn what_is_wide_is_cut_at_its_members() {
        let text = concat!(
            r#"{"type":"object","properties":{"name":{"type":"string","minLength":1},"tags":{"type":"array","#,
            r#""items":{"type":"string","minLength":1,"maxLength":20,"pattern":"[a-z{,]+"},"minItems":1,"maxItems":20,"#,
            r#""description":"Words, and [more]: \"{\"."}},"required":["name"]}"#,
        );
        let pieces = of_json(text);
        assert_eq!(pieces.concat(), text);
        assert_eq!(
            pieces,
            [
                r"{",
                r#""type":"object","#,
                r#""properties":{"#,
                r#""name":{"type":"string","minLength":1},"#,
                r#""tags":{"#,
                r#""type":"array","#,
                r#""items":{"type":"string","minLength":1,"maxLength":20,"pattern":"[a-z{,]+"},"#,
                r#""minItems":1,"#,
                r#""maxItems":20,"#,
                r#""description":"Words, and [more]: \"{\".""#,
                r"}},",
                r#""required":["name"]"#,
                r"}",
            ]
        );
    }

    #[test]
    fn brackets_that_do_not_match_are_text() {
        let text = format!("{}{}", "]},".repeat(20), "{[,".repeat(20));
        assert_eq!(of_json(&text).concat(), text);
    }

    #[test]
    fn lines_keep_their_ends() {
        assert_eq!(of_lines("{\n  a: string\n}"), ["{\n", "  a: string\n", "}"]);
        assert_eq!(of_lines(""), [""]);
    }
}
