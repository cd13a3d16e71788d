//! JSON text to the same text on lines: the order of keys and the spelling of numbers stay as they are.

/// The values on lines of their own, two spaces to a level. What is no JSON comes out as some text.
pub(crate) fn pretty(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0usize;
    let mut characters = text.chars().peekable();
    let mut is_string = false;
    while let Some(one) = characters.next() {
        if is_string {
            out.push(one);
            match one {
                '\\' => out.extend(characters.next()),
                '"' => is_string = false,
                _ => {}
            }
            continue;
        }
        match one {
            '"' => {
                is_string = true;
                out.push(one);
            }
            '{' | '[' => {
                out.push(one);
                let close = if one == '{' { '}' } else { ']' };
                if characters.next_if_eq(&close).is_some() {
                    out.push(close);
                } else {
                    depth += 1;
                    line(depth, &mut out);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(depth, &mut out);
                out.push(one);
            }
            ',' => {
                out.push(one);
                line(depth, &mut out);
            }
            ':' => out.push_str(": "),
            _ if one.is_whitespace() => {}
            _ => out.push(one),
        }
    }
    out.push('\n');
    out
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn strings_numbers_and_order_stay() {
        let text = r#"{"b":[1.50,{}],"a":"x, \"{y}\": z\\","c":[]}"#;
        let expected = "{\n  \"b\": [\n    1.50,\n    {}\n  ],\n  \"a\": \"x, \\\"{y}\\\": z\\\\\",\n  \"c\": []\n}\n";
        assert_eq!(pretty(text), expected);
    }
}
