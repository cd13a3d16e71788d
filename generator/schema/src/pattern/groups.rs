//! Groups: which there are, what refers to them, and what looks around.
//!
//! The engine that goes back differs from ECMA-262 in two points. There, a reference to a group that took no part, or that
//! is still open, is empty; here it fails, so that it is asked for only where the group did (`(?(1)\1)`). And what looks ahead can be
//! repeated there: at least once is once, and at least never is a choice between it and nothing.
//!
//! Source: ECMA-262, section 22.2.2 (`BackreferenceMatcher`, `RepeatMatcher`), and annex B.1.2.

use std::iter::Peekable;
use std::str::Chars;

use super::{Out, Refusal, quantifier};

/// The groups of a pattern that keep what they match.
pub(super) struct Groups {
    count: usize,
    /// The numbers of those that have names.
    names: Vec<(String, usize)>,
    /// How many have been opened, and what is open, the innermost last.
    begun: usize,
    open: Vec<Open>,
}

enum Open {
    /// What looks around: where it begins in the translation and in its shadow, and whether it looks ahead.
    Look {
        at: (usize, usize),
        is_ahead: bool,
    },
    /// One that keeps what it matches, by its number.
    Kept(usize),
    Other,
}

impl Groups {
    pub(super) fn of(pattern: &str) -> Self {
        let mut groups = Self {
            count: 0,
            names: Vec::new(),
            begun: 0,
            open: Vec::new(),
        };
        let mut rest = pattern.chars().peekable();
        let mut in_class = false;
        while let Some(character) = rest.next() {
            match character {
                '\\' => drop(rest.next()),
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => groups.count(rest.clone()),
                _ => {}
            }
        }
        groups
    }

    /// Counts the group that begins here, if it keeps what it matches.
    fn count(&mut self, mut rest: Peekable<Chars<'_>>) {
        if !is_kept(rest.clone()) {
            return;
        }
        self.count += 1;
        if rest.next() == Some('?') {
            let name = rest.skip_while(|c| *c != '<').skip(1);
            let name = name.take_while(|c| *c != '>').collect();
            self.names.push((name, self.count));
        }
    }

    /// `\1`
    pub(super) fn refer_to_number(&self, number: &str, out: &mut Out) -> Result<(), Refusal> {
        match number.parse() {
            Ok(group) if group <= self.count => self.refer(group, out),
            _ => return Err(missing(&format!("\\{number}"))),
        }
        Ok(())
    }

    /// `\k<name>`. The group may come later, where the other engine knows only its number.
    pub(super) fn refer_to_name(&self, name: &str, out: &mut Out) -> Result<(), Refusal> {
        match self.names.iter().find(|(one, _)| one == name) {
            Some((_, group)) => self.refer(*group, out),
            None => return Err(missing(&format!("\\k<{name}>"))),
        }
        Ok(())
    }

    fn refer(&self, group: usize, out: &mut Out) {
        let is_open = |one: &Open| matches!(one, Open::Kept(number) if *number == group);
        let reference = if self.open.iter().any(is_open) {
            "(?:)".to_owned()
        } else {
            format!(r"(?({group})\{group})")
        };
        out.push_back("a backreference", &reference, "(?:)");
    }

    /// Opens a group, behind its `(`.
    pub(super) fn open(&mut self, rest: &mut Peekable<Chars<'_>>, out: &mut Out) {
        let ahead: String = rest.clone().take(3).collect();
        let (feature, opening) = match ahead.as_str() {
            "?<=" => ("look-behind", "?<="),
            "?<!" => ("look-behind", "?<!"),
            other if other.starts_with("?=") => ("look-ahead", "?="),
            other if other.starts_with("?!") => ("look-ahead", "?!"),
            _ => {
                out.push('(');
                let is_kept = is_kept(rest.clone());
                self.begun += usize::from(is_kept);
                self.open.push(if is_kept {
                    Open::Kept(self.begun)
                } else {
                    Open::Other
                });
                return;
            }
        };
        rest.nth(opening.len() - 1);
        self.open.push(Open::Look {
            at: (out.text.len(), out.shadow.len()),
            is_ahead: feature == "look-ahead",
        });
        out.push_back(feature, &format!("({opening}"), "(?:");
    }

    /// Closes a group, and takes the quantifier of one that looks around.
    pub(super) fn close(
        &mut self,
        rest: &mut Peekable<Chars<'_>>,
        out: &mut Out,
    ) -> Result<(), Refusal> {
        out.push(')');
        let Some(Open::Look { at, is_ahead }) = self.open.pop() else {
            return Ok(());
        };
        let Some(least) = repetition(rest) else {
            return Ok(());
        };
        if !is_ahead {
            return Err(Refusal::malformed("a look-behind cannot be repeated"));
        }
        if least == 0 {
            out.text.insert_str(at.0, "(?:");
            out.shadow.insert_str(at.1, "(?:");
            out.push_str("|)");
        }
        Ok(())
    }
}

/// Whether a group, behind its `(`, keeps what it matches: `(...)`, `(?<name>...)`.
fn is_kept(mut rest: Peekable<Chars<'_>>) -> bool {
    if rest.next_if_eq(&'?').is_none() {
        return true;
    }
    rest.next_if_eq(&'P');
    rest.next() == Some('<') && !rest.peek().is_some_and(|next| matches!(next, '=' | '!'))
}

/// Takes a quantifier, and says how often at least.
fn repetition(rest: &mut Peekable<Chars<'_>>) -> Option<u32> {
    let mut behind = rest.clone();
    let least = match behind.next()? {
        '*' | '?' => 0,
        '+' => 1,
        '{' => {
            let least = quantifier(&behind)?;
            behind.find(|c| *c == '}');
            least
        }
        _ => return None,
    };
    behind.next_if_eq(&'?');
    *rest = behind;
    Some(least)
}

fn missing(reference: &str) -> Refusal {
    Refusal::malformed(&format!(
        "`{reference}` refers to a group that is not there"
    ))
}
