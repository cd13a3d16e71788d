//! `regex`: the syntax of ECMA-262 (section 22.2.1).
//!
//! An escaped letter or digit must mean something, as under the flag `u`. Lone brackets and escaped
//! punctuation stand for themselves, as without it: schemas are full of them.

use std::collections::HashSet;
use std::iter::Peekable;
use std::str::Chars;

/// Whether a text is a regular expression.
pub(super) fn fits(text: &str) -> bool {
    let Some(groups) = Groups::of(text) else {
        return false;
    };
    let reader = Reader {
        rest: text.chars().peekable(),
        groups,
        properties: HashSet::new(),
    };
    reader.pattern().is_some()
}

/// The capturing groups of an expression, which references may name before they come.
#[derive(Default)]
struct Groups {
    count: u32,
    names: HashSet<String>,
}

impl Groups {
    fn of(text: &str) -> Option<Self> {
        let mut groups = Self::default();
        let mut in_class = false;
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                '\\' => {
                    rest.next()?;
                }
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => {
                    let behind = rest.as_str();
                    let name = behind
                        .strip_prefix("?<")
                        .filter(|name| !name.starts_with(['=', '!']));
                    if let Some(name) = name {
                        groups.names.insert(name.split_once('>')?.0.to_owned());
                    }
                    groups.count += u32::from(name.is_some() || !behind.starts_with('?'));
                }
                _ => {}
            }
        }
        Some(groups)
    }
}

/// A character of a class, or a class in it.
enum Atom {
    Character(char),
    Class,
}

/// Reads an expression; `None` where it is none.
struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    groups: Groups,
    /// Properties that there are; looking one up takes a while.
    properties: HashSet<String>,
}

impl Reader<'_> {
    fn pattern(mut self) -> Option<()> {
        // Of each open group: whether it may be repeated.
        let mut open: Vec<bool> = Vec::new();
        // Whether what was read last may be repeated.
        let mut repeatable = false;
        while let Some(c) = self.rest.next() {
            repeatable = match c {
                '\\' => self.escape()?,
                '[' => {
                    self.class()?;
                    true
                }
                '(' => {
                    open.push(self.group()?);
                    false
                }
                ')' => open.pop()?,
                '|' | '^' | '$' => false,
                '*' | '+' | '?' => {
                    self.skip('?');
                    repeatable.then_some(false)?
                }
                '{' if self.count()? => {
                    self.skip('?');
                    repeatable.then_some(false)?
                }
                _ => true,
            };
        }
        open.is_empty().then_some(())
    }

    fn skip(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    /// `{2}`, `{2,}`, `{2,3}` behind the brace; `false` where it is no count but a brace.
    fn count(&mut self) -> Option<bool> {
        let mut ahead = self.rest.clone();
        let least = digits(&mut ahead);
        let most = match ahead.next_if_eq(&',') {
            Some(_) => digits(&mut ahead),
            None => least.clone(),
        };
        if least.is_empty() || ahead.next_if_eq(&'}').is_none() {
            return Some(false);
        }
        self.rest = ahead;
        let size = |digits: &str| {
            let digits = digits.trim_start_matches('0');
            (digits.len(), digits.to_owned())
        };
        (most.is_empty() || size(&least) <= size(&most)).then_some(true)
    }

    /// What stands behind a group's bracket; answers with whether the group may be repeated.
    fn group(&mut self) -> Option<bool> {
        if !self.skip('?') {
            return Some(true);
        }
        match self.rest.next()? {
            ':' | '=' | '!' => Some(true),
            '<' => {
                if self.skip('=') || self.skip('!') {
                    return Some(false);
                }
                self.name().map(|_| true)
            }
            first => {
                // `(?i-s:...)`
                let mut flags = String::from(first);
                flags.extend(std::iter::from_fn(|| self.rest.next_if(|c| *c != ':')));
                self.rest.next()?;
                let (on, off) = flags.split_once('-').unwrap_or((&flags, ""));
                let all: String = [on, off].concat();
                let known = all.chars().all(|c| "ims".contains(c));
                let twice = (1..all.len()).any(|at| {
                    let (before, behind) = all.split_at(at);
                    behind.chars().next().is_some_and(|c| before.contains(c))
                });
                (known && !twice && !all.is_empty()).then_some(true)
            }
        }
    }

    /// A group's name and its closing bracket.
    fn name(&mut self) -> Option<String> {
        let mut name = String::new();
        loop {
            match self.rest.next()? {
                '>' if !name.is_empty() => return Some(name),
                c if c.is_alphabetic() || matches!(c, '_' | '$') => name.push(c),
                c if c.is_alphanumeric() && !name.is_empty() => name.push(c),
                _ => return None,
            }
        }
    }

    /// An escape outside classes; answers with whether it may be repeated.
    fn escape(&mut self) -> Option<bool> {
        match self.rest.peek()? {
            'b' | 'B' => {
                self.rest.next();
                Some(false)
            }
            'k' => {
                self.rest.next();
                self.rest.next_if_eq(&'<')?;
                let name = self.name()?;
                self.groups.names.contains(&name).then_some(true)
            }
            '1'..='9' => {
                let mut number = 0_u32;
                while let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(10)) {
                    number = number.saturating_mul(10).saturating_add(digit);
                    self.rest.next();
                }
                (number <= self.groups.count).then_some(true)
            }
            _ => self.character_escape().map(|_| true),
        }
    }

    /// An escape that stands for characters, in classes and outside.
    fn character_escape(&mut self) -> Option<Atom> {
        let character = match self.rest.next()? {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => return Some(Atom::Class),
            'p' | 'P' => {
                self.rest.next_if_eq(&'{')?;
                let mut name = String::new();
                loop {
                    match self.rest.next()? {
                        '}' => break,
                        c => name.push(c),
                    }
                }
                if !self.properties.contains(&name) {
                    if !is_property(&name) {
                        return None;
                    }
                    self.properties.insert(name);
                }
                return Some(Atom::Class);
            }
            'f' => '\u{C}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{B}',
            '0' if !self.rest.peek().is_some_and(char::is_ascii_digit) => '\0',
            'c' => self.rest.next_if(char::is_ascii_alphabetic)?,
            'x' => self.hexadecimal(2)?,
            'u' if self.skip('{') => {
                let mut digits = String::new();
                loop {
                    match self.rest.next()? {
                        '}' => break,
                        c => digits.push(c),
                    }
                }
                let code = u32::from_str_radix(&digits, 16).ok()?;
                // A surrogate is a character here, and none in Rust.
                (code <= 0x10_FFFF).then(|| char::from_u32(code).unwrap_or('\u{D7FF}'))?
            }
            'u' => self.hexadecimal(4)?,
            c if c.is_alphanumeric() => return None,
            c => c,
        };
        Some(Atom::Character(character))
    }

    fn hexadecimal(&mut self, length: usize) -> Option<char> {
        let mut code = 0;
        for _ in 0..length {
            code = code * 16 + self.rest.next()?.to_digit(16)?;
        }
        Some(char::from_u32(code).unwrap_or('\u{D7FF}'))
    }

    /// A class, behind its bracket.
    fn class(&mut self) -> Option<()> {
        self.skip('^');
        // The lower end of a range that has just been begun.
        let mut from: Option<Atom> = None;
        loop {
            let atom = match self.rest.next()? {
                ']' => return Some(()),
                '\\' => self.class_escape()?,
                c => Atom::Character(c),
            };
            if let Some(from) = from.take() {
                // A class at either end makes no range.
                if let (Atom::Character(from), Atom::Character(to)) = (from, atom)
                    && to < from
                {
                    return None;
                }
                continue;
            }
            let mut ahead = self.rest.clone();
            if ahead.next() == Some('-') && ahead.peek().is_some_and(|c| *c != ']') {
                self.rest = ahead;
                from = Some(atom);
            }
        }
    }

    fn class_escape(&mut self) -> Option<Atom> {
        if self.skip('b') {
            return Some(Atom::Character('\u{8}'));
        }
        self.character_escape()
    }
}

fn digits(rest: &mut Peekable<Chars<'_>>) -> String {
    std::iter::from_fn(|| rest.next_if(char::is_ascii_digit)).collect()
}

/// Whether Unicode has a property of this name, or a value of it.
fn is_property(text: &str) -> bool {
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let written = match text.split_once('=') {
        Some(("General_Category" | "gc", value)) if is_name(value) => format!("gc={value}"),
        Some(("Script" | "sc", value)) if is_name(value) => format!("sc={value}"),
        Some(("Script_Extensions" | "scx", value)) if is_name(value) => format!("scx={value}"),
        None if is_name(text) => text.to_owned(),
        _ => return false,
    };
    regex_syntax::parse(&format!("\\p{{{written}}}")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn takes_what_the_standard_takes() {
        for text in [
            "",
            "^[a-z]+$",
            r"a{2,3}?b*?|c",
            r"(?:a|(b))\1",
            r"(?<year>\d{4})-\k<year>",
            r"(?=a)(?!b)(?<=c)(?<!d)",
            r"[\w\-.]+@[^\]]",
            r"\u{1F600}\u00e9\x41\cA\0\/",
            r"\p{Lu}\P{Script=Greek}[\p{L}]",
            "[]|[^]",
            "a{,5}{x}]}",
            "(?i:a)(?s-i:b)",
            r"\k<b>(?<b>)",
        ] {
            assert!(fits(text), "{text}");
        }
    }

    #[test]
    fn refuses_what_it_refuses() {
        for text in [
            "(",
            "a)",
            "[a",
            "*a",
            "a**",
            "a{3,2}",
            "^*",
            "(?<=a)+",
            r"\",
            r"\a",
            r"\Z",
            r"\1",
            r"(a)\2",
            r"\k<x>",
            r"\x4",
            r"\u{110000}",
            r"\p{Nope}",
            r"\pL",
            "[b-a]",
            "(?P<x>a)",
            "(?<1>a)",
            "(?#a)",
            "(?i)a",
            "(?ii:a)",
            "(?-:a)",
            r"\01",
        ] {
            assert!(!fits(text), "{text}");
        }
    }
}
