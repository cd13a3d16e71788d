//! Rust source to the paths it names, without parsing more of Rust than that takes.
//!
//! Comments, literals and test modules are taken out; `use` trees are written out; `self`, `super` and
//! names that the crate's root exports again are followed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One file of a crate.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its module, `provider::offline` for `src/provider/offline/mod.rs`; empty for the root.
    pub(crate) module: String,
    /// The paths it names. Those of the crate itself begin with `crate`.
    pub(crate) paths: Vec<String>,
}

/// Every source file below a crate's `src`.
pub(crate) fn scan(src: &Path) -> Vec<Source> {
    let mut files = Vec::new();
    let mut folders = vec![src.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    let root = src.join("lib.rs");
    let exports = fs::read_to_string(root)
        .map(|text| exports(&scrub(&text)))
        .unwrap_or_default();
    files
        .iter()
        .filter(|file| !file.to_string_lossy().ends_with("_tests.rs"))
        .map(|file| {
            let module = module(src, file);
            let text = fs::read_to_string(file).expect("it can be read");
            let paths = paths(&scrub(&text), &module, &exports);
            Source { module, paths }
        })
        .collect()
}

fn module(src: &Path, file: &Path) -> String {
    let mut parts: PathBuf = file.strip_prefix(src).expect("below it").with_extension("");
    if parts.ends_with("mod") || parts == Path::new("lib") || parts == Path::new("main") {
        parts.pop();
    }
    let parts: Vec<_> = parts.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("::")
}

/// The text without comments, literals and test modules.
pub(crate) fn scrub(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' => quoted(rest, 1),
            'r' if !out.ends_with(is_word) => raw(rest),
            '\'' => character(rest),
            _ => 0,
        };
        if skipped > 0 {
            out.push(' ');
            rest = &rest[skipped..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    without_tests(&out)
}

/// The length of a string literal whose text begins at `start`.
fn quoted(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw string literal, 0 where none begins here.
fn raw(text: &str) -> usize {
    let fence: String = text[1..].chars().take_while(|c| *c == '#').collect();
    let start = 1 + fence.len();
    if !text[start..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{fence}");
    text[start + 1..]
        .find(&end)
        .map_or(text.len(), |at| start + 1 + at + end.len())
}

/// The length of a character literal, 0 where it is a lifetime.
fn character(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => text[2..].find('\'').map_or(0, |at| at + 3).max(4),
        Some(_) => letters
            .next()
            .filter(|(_, letter)| *letter == '\'')
            .map_or(0, |(at, _)| at + 1),
        None => 0,
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn without_tests(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        let item = &rest[at..];
        let end = match (item.find('{'), item.find(';')) {
            (Some(open), semicolon) if semicolon.is_none_or(|semicolon| open < semicolon) => {
                open + block(&item[open..])
            }
            (_, Some(semicolon)) => semicolon + 1,
            _ => item.len(),
        };
        rest = &item[end..];
    }
    out + rest
}

/// The length of a block, braces included.
fn block(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Names that a crate's root exports again, and where they are from.
fn exports(root: &str) -> BTreeMap<String, String> {
    let mut exports = BTreeMap::new();
    for tree in root.split("pub use ").skip(1) {
        let tree = tree.split(';').next().unwrap_or_default();
        for path in flatten(tree) {
            let from = path.trim_start_matches("crate::");
            if let Some((_, name)) = from.rsplit_once("::") {
                exports.insert(name.to_owned(), from.to_owned());
            }
        }
    }
    exports
}

/// The paths of a scrubbed text, absolute.
fn paths(text: &str, module: &str, exports: &BTreeMap<String, String>) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_path = is_word(first) && !first.is_ascii_digit();
        if !is_path {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let word = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
        if &rest[..word] == "use" {
            let end = rest.find(';').unwrap_or(rest.len());
            paths.extend(flatten(&rest[word..end]));
            rest = &rest[end..];
            continue;
        }
        let end = rest
            .find(|letter| !is_word(letter) && letter != ':')
            .unwrap_or(rest.len());
        let path = rest[..end].trim_end_matches(':');
        let is_macro = rest[end..].starts_with('!');
        if path.contains("::") || is_macro {
            paths.push(path.to_owned() + if is_macro { "!" } else { "" });
        }
        rest = &rest[end..];
    }
    let mut absolute: Vec<String> = paths
        .iter()
        .map(|path| resolve(path, module, exports))
        .collect();
    absolute.sort();
    absolute.dedup();
    absolute
}

/// `a::{b, c::{d, self}}` to `a::b`, `a::c::d`, `a::c`.
pub(crate) fn flatten(tree: &str) -> Vec<String> {
    let tree = tree.split_whitespace().collect::<Vec<_>>().join(" ");
    let tree = tree.trim().trim_end_matches(',').trim_start_matches("::");
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        let path = path.trim_end_matches("::self").to_owned();
        return vec![path];
    };
    let (prefix, inner) = (&tree[..open], tree[open + 1..].trim_end_matches([' ', '}']));
    // What was cut off at the end may close inner groups, too.
    let missing = inner
        .matches('{')
        .count()
        .saturating_sub(inner.matches('}').count());
    let inner = format!("{inner}{}", "}".repeat(missing));
    let mut depth = 0_usize;
    let parts = inner.split(|letter| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    });
    parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .flat_map(|part| match part {
            "self" => vec![prefix.trim_end_matches("::").to_owned()],
            part => flatten(&format!("{prefix}{part}")),
        })
        .collect()
}

/// A path from the crate's root.
fn resolve(path: &str, module: &str, exports: &BTreeMap<String, String>) -> String {
    let mut here: Vec<&str> = module.split("::").filter(|part| !part.is_empty()).collect();
    let mut parts = path.split("::").peekable();
    match parts.peek() {
        Some(&"crate") => {
            parts.next();
            here.clear();
        }
        Some(&("self" | "super")) => {
            while let Some(part) = parts.next_if(|part| matches!(*part, "self" | "super")) {
                if part == "super" {
                    here.pop();
                }
            }
        }
        _ => return path.to_owned(),
    }
    here.extend(parts);
    if let Some(from) = here.first().and_then(|name| exports.get(*name)) {
        let rest = here[1..].iter().map(|part| format!("::{part}"));
        return format!("crate::{from}{}", rest.collect::<String>());
    }
    format!("crate::{}", here.join("::"))
}
