//! Texts in triple quotes and code blocks that stand where a string is wanted.

/// What a block says: without the line that opens it, without the indentation that all of its lines have, and
/// without empty lines at its ends. A block of one line is what it is.
pub(super) fn content(text: &str, is_code: bool) -> String {
    let Some((first, rest)) = text.split_once('\n') else {
        return text.to_owned();
    };
    // Behind the quotes stands nothing, or the language of the code.
    let body = if is_code || first.trim().is_empty() {
        rest
    } else {
        text
    };
    let indent = body
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches([' ', '\t']).len())
        .min()
        .unwrap_or(0);
    let mut out = String::with_capacity(body.len());
    for line in body.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        if !line.trim().is_empty() {
            out.push_str(line.get(indent..).unwrap_or(line));
        }
        out.push_str(end);
    }
    out.truncate(out.trim_end().len());
    out
}
