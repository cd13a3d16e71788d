//! Documentation of types and fields: the author's words, then the rules as a short list.

use formwork_schema::Json;
use formwork_schema::model::Schema;

use crate::ir::Rule;

/// Characters of inline code that are shown.
const LONGEST_CODE: usize = 120;

/// Lines for a type.
pub(super) fn for_type(schema: &Schema, name: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let title = schema
        .title
        .as_deref()
        .map(str::trim)
        .filter(|title| !title.is_empty());
    let description = schema
        .description
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    match (title, description) {
        (_, Some(description)) => push_text(description, &mut lines),
        (Some(title), None) => push_text(title, &mut lines),
        (None, None) => lines.push(format!("`{name}`, as the schema defines it.")),
    }
    lines
}

/// Lines for a property.
pub(super) fn for_field(
    schema: &Schema,
    target: &Schema,
    wire: &str,
    rules: &[Rule],
    default: Option<&Json>,
) -> Vec<String> {
    let mut lines = Vec::new();
    let words = [
        &schema.description,
        &schema.title,
        &target.description,
        &target.title,
    ];
    match words
        .into_iter()
        .flatten()
        .map(|text| text.trim())
        .find(|text| !text.is_empty())
    {
        Some(text) => push_text(text, &mut lines),
        None if is_code(wire) => lines.push(["`", wire, "`."].concat()),
        None => lines.push(code(wire) + "."),
    }
    let words = lines.len();
    lines.extend(rules.iter().filter_map(rule));
    let format = schema.format.as_ref().or(target.format.as_ref());
    lines.extend(format.map(|format| item("format", format)));
    lines.extend(default.map(|default| item("default", &code(&default.to_text()))));
    if schema.is_hidden() || target.is_hidden() {
        lines.push(item("x-hidden", "no model is shown it"));
    }
    if lines.len() > words {
        lines.insert(words, String::new());
    }
    lines
}

/// An item of a list: a keyword, and what it says.
fn item(keyword: &str, says: &str) -> String {
    ["* `", keyword, "`: ", says].concat()
}

/// A rule as one item of a list. Those that apply schemas are in the schema, which is where they read
/// best.
fn rule(rule: &Rule) -> Option<String> {
    Some(match rule {
        Rule::Bound(name, limit) => item(&keyword(name), limit),
        Rule::Count(name, limit) => item(&keyword(name), &limit.to_string()),
        Rule::MultipleOf(step) => item("multipleOf", step),
        Rule::Pattern(pattern) => item("pattern", &code(&pattern.written)),
        Rule::UniqueItems => "* `uniqueItems`".to_owned(),
        Rule::Enum(values) => item("enum", &code(values)),
        Rule::Const(value) => item("const", &code(value)),
        _ => return None,
    })
}

/// `MinLength` is the keyword `minLength`.
fn keyword(variant: &str) -> String {
    let mut keyword = variant.to_owned();
    if let Some(first) = keyword.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    keyword
}

/// Whether a text can be inline code as it stands.
fn is_code(text: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'`';
    text.len() <= LONGEST_CODE && text.bytes().all(is_plain)
}

/// Text as inline code, with as many backticks as it takes, cut where it is long.
fn code(text: &str) -> String {
    if is_code(text) {
        return ["`", text, "`"].concat();
    }
    let mut text: String = text.replace(['\n', '\r'], " ");
    if let Some((end, _)) = text.char_indices().nth(LONGEST_CODE) {
        text.truncate(end);
        text.push('…');
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    visible(&format!("{fence}{pad}{text}{pad}{fence}"))
}

/// One line of plain words.
pub(super) fn plain(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    visible(&markdown(text))
}

pub(crate) fn push_text(text: &str, lines: &mut Vec<String>) {
    lines.extend(text.lines().map(|line| plain(line.trim_end())));
}

/// Whether a line has nothing that [`markdown`] or [`visible`] would change.
fn is_plain(line: &str) -> bool {
    let plain =
        |byte: u8| matches!(byte, b' '..=b'}') && !matches!(byte, b'[' | b']' | b'<' | b'>' | b'`');
    line.bytes().all(plain) && !line.starts_with("    ")
}

/// Keeps `rustdoc` from reading links, tags and code blocks into plain words.
fn markdown(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    // Four spaces would begin a code block, which `rustdoc` would compile.
    let line = if line.starts_with("    ") || line.starts_with('\t') {
        line.trim_start()
    } else {
        line
    };
    for character in line.chars() {
        if matches!(character, '[' | ']' | '<' | '>' | '`') {
            out.push('\\');
        }
        out.push(character);
    }
    if let Some(fence) = out.strip_prefix("~~~") {
        out = format!("\\~~~{fence}");
    }
    out
}

/// Control characters and those that turn the direction of writing, made visible.
fn visible(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            c if c.is_control() => '\u{fffd}',
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                '\u{fffd}'
            }
            c => c,
        })
        .collect()
}
