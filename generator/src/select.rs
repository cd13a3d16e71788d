//! Patterns that pick schemas by their place: `#/$defs/*`, `order.yaml#/properties/total`.
//!
//! A pattern is a JSON Pointer, where `*` stands for any part of a step and `**` for any steps. What
//! stands before the `#` is a file's path, or the end of one; without it, every file is meant.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use formwork_schema::Place;
use formwork_schema::source::Sources;

/// One pattern.
#[derive(Clone, Debug)]
pub(crate) struct Selector {
    text: String,
    file: Option<PathBuf>,
    steps: Vec<String>,
    is_used: Cell<bool>,
}

impl Selector {
    /// Reads a pattern; `None` where it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (file, pointer) = text.split_once('#').unwrap_or(("", text));
        let steps: Vec<String> = match pointer.strip_prefix('/') {
            Some(steps) => steps.split('/').map(str::to_owned).collect(),
            None if pointer.is_empty() && text.contains('#') => Vec::new(),
            None => return None,
        };
        let file = file.trim_start_matches("./");
        Some(Self {
            text: text.to_owned(),
            file: (!file.is_empty()).then(|| PathBuf::from(file)),
            steps,
            is_used: Cell::new(false),
        })
    }

    /// Whether the pattern picks the schema at a place. Then it counts as used.
    pub(crate) fn picks(&self, place: &Place, sources: &Sources) -> bool {
        let is_picked = self.is_of_file(place, sources) && self.is_at(&place.pointer);
        self.is_used.set(self.is_used.get() || is_picked);
        is_picked
    }

    /// Whether it has ever picked anything.
    pub(crate) fn is_used(&self) -> bool {
        self.is_used.get()
    }

    /// The pattern, as written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn is_of_file(&self, place: &Place, sources: &Sources) -> bool {
        let Some(file) = &self.file else {
            return true;
        };
        let source = sources.get(place.source);
        source.is_some_and(|source| {
            source.path.ends_with(file) || Path::new(&source.name).ends_with(file)
        })
    }

    fn is_at(&self, pointer: &str) -> bool {
        let steps: Vec<&str> = pointer.split('/').skip(1).collect();
        let pattern: Vec<&str> = self.steps.iter().map(String::as_str).collect();
        // A step of a pointer has no `/`, so it can be no `**`.
        matches(
            &pattern,
            &steps,
            |one| *one == "**",
            |one, step| {
                let (one, step): (Vec<char>, Vec<char>) =
                    (one.chars().collect(), step.chars().collect());
                matches(
                    &one,
                    &step,
                    |letter| *letter == '*',
                    |one, other| one == other,
                )
            },
        )
    }
}

/// Whether a list fits a pattern in which some elements stand for any number of others.
fn matches<P, T>(
    pattern: &[P],
    list: &[T],
    is_any: impl Fn(&P) -> bool,
    fits: impl Fn(&P, &T) -> bool,
) -> bool {
    // How much of the list the pattern so far can stand for.
    let mut reached = vec![false; list.len() + 1];
    reached[0] = true;
    for one in pattern {
        let mut next = vec![false; list.len() + 1];
        for end in 0..=list.len() {
            next[end] = if is_any(one) {
                reached[end] || (end > 0 && next[end - 1])
            } else {
                end > 0 && reached[end - 1] && fits(one, &list[end - 1])
            };
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::Selector;

    #[test]
    fn patterns_pick_pointers() {
        for (pattern, pointer, wanted) in [
            ("#", "", true),
            ("#", "/a", false),
            ("#/$defs/Money", "/$defs/Money", true),
            ("/$defs/Money", "/$defs/Money", true),
            ("#/$defs/*", "/$defs/Money", true),
            ("#/$defs/*", "/$defs", false),
            ("#/$defs/*", "/$defs/Money/properties/a", false),
            ("#/$defs/M*y", "/$defs/Money", true),
            ("#/$defs/M*y", "/$defs/Moneys", false),
            ("#/**", "/$defs/Money", true),
            ("#/**", "", true),
            ("#/**/total", "/total", true),
            ("#/**/total", "/properties/x/properties/total", true),
            ("#/a/**/b/**/c", "/a/x/b/y/z/c", true),
            ("#/a/**/b/**/c", "/a/x/y/z/c", false),
            ("#/paths/~1x/*", "/paths/~1x/get", true),
        ] {
            let selector = Selector::parse(pattern).expect(pattern);
            assert_eq!(selector.is_at(pointer), wanted, "{pattern} {pointer}");
        }
        for text in ["", "$defs/Money", "#$defs/Money", "order.yaml"] {
            assert!(Selector::parse(text).is_none(), "{text}");
        }
    }
}
