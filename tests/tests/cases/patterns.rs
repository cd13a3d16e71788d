//! Patterns mean what ECMA-262 says they mean.
//!
//! Each pattern goes through the generator; what it became is matched by the engine that the runtime
//! uses, and held against `regress`, an engine that follows ECMA-262 to the letter. Inputs are short,
//! because that engine backtracks.

use std::path::Path;

use formwork_codegen::{Loader, Options, generate, ir};
use serde_json::json;

struct Memory(String);

impl Loader for Memory {
    fn load(&self, _: &Path) -> std::io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}

/// What the generator makes of a pattern; `None` where it refuses it.
fn translate(pattern: &str) -> Option<String> {
    let schema =
        json!({"type": "object", "properties": {"p": {"type": "string", "pattern": pattern}}});
    let output = generate(
        &Options::new("s").schema("s/schema.json"),
        &Memory(schema.to_string()),
    );
    if output.has_errors() {
        return None;
    }
    let ir::TypeKind::Struct(root) = &output.modules[0].ir.types[0].kind else {
        return None;
    };
    root.fields[0]
        .position
        .rules
        .iter()
        .find_map(|rule| match rule {
            ir::Rule::Pattern(pattern) => Some(pattern.translated.clone()),
            _ => None,
        })
}

const PATTERNS: &[&str] = &[
    r"^\d{4}-\d{2}-\d{2}$",
    r"\w+@\w+\.\w+",
    r"^\s+\S+\s*$",
    r"^[^\s]+$",
    r"[\d\-x]",
    r"[\w.-]",
    r"[-a]",
    r"[a-]",
    r"[^-]",
    r"[a\-z]",
    r"^\W$",
    r"^\D$",
    r"[\W]",
    r"[^\d]",
    r"a.c",
    r"^.$",
    r"^$",
    r"(?:ab)+c?",
    r"(a|b)*c",
    r"a{2}b{1,}c{0,2}",
    r"a{,3}",
    r"{}",
    r"x{a}",
    r"^{$",
    r"}",
    r"]",
    r"\/path\/",
    r"\u00e9",
    r"\x41",
    r"\cA",
    r"\t\n\v\f\r\0",
    r"[\b]",
    r"\bfoo\b",
    r"o\B",
    r"[^]",
    r"[[]",
    r"[a&&b]",
    r"[a~~b]",
    r"[!--]",
    r"\-\:\@\#\%\!\=\,",
    r"^(?<year>\d{4})$",
    r"^[\u4e00-\u9fa5]+$",
    r"^\\$",
    r"\$\^\.\*\+\?\(\)\[\]\{\}\|",
    r"a*?b+?c??",
    r"^(?:(?:a|b)|[c-e])$",
    r"é",
    r"^[A-Za-zÀ-ÿ]+$",
];

const INPUTS: &[&str] = &[
    "",
    "a",
    "b",
    "c",
    "x",
    "-",
    "_",
    "é",
    "É",
    "\u{661}",
    "\u{feff}",
    "\u{a0}",
    " ",
    "\n",
    "\r",
    "\u{2028}",
    "\t",
    "\u{8}",
    "\u{b}",
    "\u{c}",
    "\0",
    "\u{1}",
    "A",
    "ab",
    "ac",
    "abc",
    "aabbc",
    "aab",
    "abab",
    "a\nc",
    "a\rc",
    "a\u{2028}c",
    "aéc",
    "2026-11-21",
    "2026-11-21\n",
    "\u{662}026-11-21",
    "me@example.org",
    "é@é.é",
    "  x ",
    "\u{feff}x\u{a0}",
    "foo",
    "a foo b",
    "éfoo",
    "foo_",
    "{}",
    "{",
    "}",
    "[",
    "]",
    "a{,3}",
    "x{a}",
    "/path/",
    "&",
    "~",
    "!",
    "#",
    ",",
    "-:@#%!=,",
    "2026",
    "中文",
    "\\",
    "$^.*+?()[]{}|",
    "\t\n\u{b}\u{c}\r\0",
    "😀",
    "Straße",
    "aaa",
    "ccc",
    "a-z",
    "o",
    "oo",
];

#[test]
fn patterns_match_what_ecma_262_says() {
    let mut differences = Vec::new();
    let mut compared = 0;
    for pattern in PATTERNS {
        let translated = translate(pattern).unwrap_or_else(|| panic!("`{pattern}` is refused"));
        let ours =
            regex::Regex::new(&translated).unwrap_or_else(|error| panic!("`{pattern}`: {error}"));
        // JSON Schema asks for Unicode mode; what that mode refuses, validators read without it.
        let theirs = regress::Regex::with_flags(pattern, "u")
            .or_else(|_| regress::Regex::new(pattern))
            .unwrap_or_else(|error| panic!("`{pattern}`: {error}"));
        for input in INPUTS {
            compared += 1;
            let (ours, theirs) = (ours.is_match(input), theirs.find(input).is_some());
            if ours != theirs {
                differences.push(format!(
                    "`{pattern}` as `{translated}` on {input:?}: {ours}, not {theirs}"
                ));
            }
        }
    }
    assert!(compared > 2000);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// What needs an engine that goes back.
const BACKTRACKING: &[&str] = &[
    r"(?=a)b",
    r"^(?!a)",
    r"^(?=.*\d)(?=.*[a-z]).+$",
    r"(?<=a)b",
    r"(?<!a)b",
    r"(a|o)\1",
    r"(?<n>c)\k<n>",
    r"^(?!-)[a-z-]+(?<!-)$",
    r"\bo(?=o|\b)",
    r"(?!.)",
];

#[test]
fn what_looks_around_means_what_ecma_262_says() {
    for pattern in BACKTRACKING {
        let translated = translate(pattern).unwrap_or_else(|| panic!("`{pattern}` is refused"));
        let ours = fancy_regex::Regex::new(&translated)
            .unwrap_or_else(|error| panic!("`{pattern}`: {error}"));
        let theirs = regress::Regex::with_flags(pattern, "u").expect("a pattern");
        for input in INPUTS {
            assert_eq!(
                ours.is_match(input).expect("in bounds"),
                theirs.find(input).is_some(),
                "`{pattern}` as `{translated}` on {input:?}"
            );
        }
    }
}

#[test]
fn what_is_no_pattern_is_refused() {
    for pattern in ["(", "[z-a]", "*", "(?=(", "(?<!)*x("] {
        assert_eq!(translate(pattern), None, "{pattern}");
    }
}
