//! Strings worth trying: what patterns and formats ask for.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The longest string that is made.
const LONGEST: usize = 4096;

/// Strings of a pattern; none where it says what a plain regular expression does not.
///
/// They differ in the characters that are taken of each class, in how often parts are repeated and in
/// which branch is taken.
pub(super) fn of_pattern(pattern: &str) -> Vec<String> {
    let Ok(hir) = regex_syntax::parse(pattern) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for late in [false, true] {
        for more in [0, 1, 4] {
            for branch in 0..3 {
                let style = Style { late, more, branch };
                let mut text = String::new();
                write(&hir, style, &mut text);
                if text.len() <= LONGEST && !found.contains(&text) {
                    found.push(text);
                }
            }
        }
    }
    found
}

/// Which of the strings of a pattern is written.
#[derive(Clone, Copy)]
struct Style {
    /// The last character of a class, not the first one.
    late: bool,
    /// How many repetitions more than are asked for.
    more: u32,
    /// The branch that is taken, where there are so many.
    branch: usize,
}

/// Recurses no deeper than the pattern is nested, which its parser bounds.
fn write(hir: &Hir, style: Style, out: &mut String) {
    if out.len() > LONGEST {
        return;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => out.extend(letter(class, style.late)),
        HirKind::Repetition(one) => {
            let times = one.min.saturating_add(style.more);
            let times = one.max.map_or(times, |most| times.min(most));
            for _ in 0..times {
                if out.len() > LONGEST {
                    return;
                }
                write(&one.sub, style, out);
            }
        }
        HirKind::Capture(group) => write(&group.sub, style, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, style, out)),
        HirKind::Alternation(branches) => {
            if let Some(branch) = branches.get(style.branch.min(branches.len().saturating_sub(1))) {
                write(branch, style, out);
            }
        }
    }
}

/// A character of a class, of those that can be printed where there are some.
fn letter(class: &Class, late: bool) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|one| (one.start(), one.end())).collect(),
        Class::Bytes(class) => class
            .iter()
            .map(|one| (char::from(one.start()), char::from(one.end())))
            .collect(),
    };
    let plain = ranges.iter().filter_map(|(start, end)| {
        let (start, end) = ((*start).max('!'), (*end).min('~'));
        (start <= end).then_some((start, end))
    });
    let plain: Vec<(char, char)> = plain.collect();
    if late {
        let last = plain.last().or(ranges.last());
        last.map(|(_, end)| *end)
    } else {
        let first = plain.first().or(ranges.first());
        first.map(|(start, _)| *start)
    }
}

/// A string of a format, where it is known.
pub(super) fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => "2024-02-29",
        "date-time" => "2024-02-29T12:00:00Z",
        "time" => "12:00:00Z",
        "duration" => "P1D",
        "email" | "idn-email" => "a@example.org",
        "hostname" | "idn-hostname" => "example.org",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "uri-reference" | "iri" | "iri-reference" => "https://example.org/",
        "uri-template" => "/a/{b}",
        "uuid" => "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
        "json-pointer" => "/a",
        "relative-json-pointer" => "0/a",
        "regex" => "^a$",
        _ => return None,
    })
}
