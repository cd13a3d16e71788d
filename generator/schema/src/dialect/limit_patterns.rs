//! What a pattern asks of the engine behind it; anchors that the dialect has in other places.

use super::bundle::Bundle;
use super::{Anchors, Dialect, Patterns};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if dialect.patterns.anchors != Anchors::Nowhere || !dialect.accepts("pattern") {
        return;
    }
    for id in bundle.reachable() {
        let pattern = bundle.get(id).bounds.pattern.as_ref();
        let bare = pattern.and_then(|at| without_anchors(&at.value));
        let Some(bare) = bare.filter(|bare| dialect.patterns.takes(bare)) else {
            continue;
        };
        if let Some(at) = &mut bundle.get_mut(id).bounds.pattern {
            at.value = bare;
        }
    }
}

impl Patterns {
    /// Whether a pattern has only what is accepted.
    pub(super) fn takes(&self, pattern: &str) -> bool {
        let has = features(pattern);
        let anchors = match self.anchors {
            Anchors::Free => true,
            Anchors::Nowhere => has.anchors == 0,
            Anchors::Around => has.begins && has.ends && has.anchors == 2 && !has.choice,
        };
        anchors
            && (self.lookaround || !has.lookaround)
            && (self.backreference || !has.backreference)
            && (self.word_boundary || !has.word_boundary)
            && self.most_repeats.is_none_or(|most| has.repeats <= most)
    }
}

/// What stands in a pattern.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is there or not")]
struct Features {
    lookaround: bool,
    backreference: bool,
    word_boundary: bool,
    /// The most that a counted repeat asks for.
    repeats: u32,
    /// How many `^` and `$` there are.
    anchors: usize,
    /// `^` is the first character, and `$` the last.
    begins: bool,
    ends: bool,
    /// A `|` outside of groups.
    choice: bool,
}

/// Reads a pattern once. Nothing is judged here; what is malformed has been told.
fn features(pattern: &str) -> Features {
    let mut out = Features::default();
    let mut depth = 0_usize;
    let mut in_class = false;
    let mut rest = pattern.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' => {
                let next = rest.next().map(|(_, c)| c);
                match next.filter(|_| !in_class) {
                    Some('b' | 'B') => out.word_boundary = true,
                    Some('1'..='9' | 'k') => out.backreference = true,
                    _ => {}
                }
            }
            '[' if !in_class => in_class = true,
            ']' => in_class = false,
            _ if in_class => {}
            '(' => {
                depth += 1;
                let group = pattern.get(at..).unwrap_or_default();
                let around = ["(?=", "(?!", "(?<=", "(?<!"];
                out.lookaround |= around.iter().any(|start| group.starts_with(start));
            }
            ')' => depth = depth.saturating_sub(1),
            '|' => out.choice |= depth == 0,
            '^' => {
                out.anchors += 1;
                out.begins |= at == 0;
            }
            '$' => {
                out.anchors += 1;
                out.ends |= at + 1 == pattern.len();
            }
            '{' => {
                let counts = pattern.get(at + 1..).and_then(|rest| rest.split_once('}'));
                let counts = counts.map_or("", |(counts, _)| counts).split(',');
                let most = counts.map(|count| count.trim().parse().unwrap_or(0)).max();
                out.repeats = out.repeats.max(most.unwrap_or(0));
            }
            _ => {}
        }
    }
    out
}

/// The pattern that a whole text fits where some part of it fits this one; `None` where it is so written,
/// or where anchors stand inside.
fn without_anchors(pattern: &str) -> Option<String> {
    let has = features(pattern);
    let around = usize::from(has.begins) + usize::from(has.ends);
    if has.choice || has.anchors == 0 || has.anchors != around {
        return None;
    }
    let body = pattern.strip_prefix('^').filter(|_| has.begins);
    let body = body.unwrap_or(pattern);
    let body = body.strip_suffix('$').filter(|_| has.ends).unwrap_or(body);
    Some(match (has.begins, has.ends) {
        (true, true) => body.to_owned(),
        (true, false) => format!("{body}.*"),
        _ => format!(".*{body}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_seen_where_they_stand() {
        for (pattern, wanted) in [
            ("^a+$", Some("a+")),
            ("^a", Some("a.*")),
            ("a$", Some(".*a")),
            ("a", None),
            (r"^a\$$", Some(r"a\$")),
            (r"a\$", None),
            ("[$^]", None),
            ("^a|b$", None),
            ("^(a|b)$", Some("(a|b)")),
            ("^(a$|b)$", None),
        ] {
            let found = without_anchors(pattern);
            assert_eq!(found.as_deref(), wanted, "{pattern}");
            if let Some(found) = found {
                assert_eq!(without_anchors(&found), None, "{found}");
            }
        }
    }

    #[test]
    fn features_are_told_apart() {
        let strict = Patterns {
            lookaround: false,
            backreference: false,
            word_boundary: false,
            most_repeats: Some(100),
            anchors: Anchors::Free,
        };
        for (pattern, taken) in [
            ("^[a-z]{1,100}$", true),
            ("^[a-z]{1,101}$", false),
            ("a{101}", false),
            ("a{2,}", true),
            (r"(?=a)", false),
            (r"(?:a)", true),
            (r"\(?=", true),
            (r"(?<name>a)\k<name>", false),
            (r"(a)\1", false),
            (r"\bword", false),
            (r"[\b]", true),
            (r"\\b", true),
        ] {
            assert_eq!(strict.takes(pattern), taken, "{pattern}");
        }
        let around = Patterns {
            anchors: Anchors::Around,
            ..strict
        };
        assert!(around.takes("^a$") && !around.takes("a$") && !around.takes("^a|b$"));
    }
}
