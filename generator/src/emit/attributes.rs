//! Derives and attributes, a user's own among them.

use crate::ir::Type;
use crate::print::{Bracket, Page};

/// The traits of every type.
pub(super) const BASE: &[&str] = &[
    "::core::clone::Clone",
    "::core::fmt::Debug",
    "::core::cmp::PartialEq",
];

/// The traits of types that are copied: of what shows which branch of a union leads.
pub(super) const COPY: &[&str] = &[
    "::core::clone::Clone",
    "::core::marker::Copy",
    "::core::fmt::Debug",
    "::core::cmp::PartialEq",
];

/// The traits of enumerations of strings.
pub(super) const WORDS: &[&str] = &[
    "::core::clone::Clone",
    "::core::marker::Copy",
    "::core::fmt::Debug",
    "::core::cmp::PartialEq",
    "::core::cmp::Eq",
    "::core::hash::Hash",
    "::core::cmp::PartialOrd",
    "::core::cmp::Ord",
];

/// Traits that every type has without deriving them.
const IMPLEMENTED: &[&str] = &["Serialize", "Deserialize"];

/// `#[derive(...)]` of some traits.
pub(super) fn derive(page: &mut Page, paths: &[&str]) {
    page.begin_row();
    page.push("#[derive");
    page.list(Bracket::Round, paths, |page, path| page.push(path));
    page.end_row("]");
}

/// The same, with those that are asked for, and the type's attributes. What a user wrote was checked
/// when the options were.
pub(super) fn of_type(page: &mut Page, base: &[&str], one: &Type) {
    if one.derives.is_empty() {
        derive(page, base);
    } else {
        let mut known: Vec<&str> = base.iter().map(|path| last(path)).collect();
        known.extend(IMPLEMENTED);
        let mut paths: Vec<&str> = base.to_vec();
        for path in &one.derives {
            if !known.contains(&last(path)) {
                known.push(last(path));
                paths.push(path);
            }
        }
        derive(page, &paths);
    }
    attributes(page, &one.attributes);
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Attributes as they were written.
pub(super) fn attributes(page: &mut Page, texts: &[String]) {
    for text in texts {
        page.line(text);
    }
}
