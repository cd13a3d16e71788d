//! Whether a later view of a twin refines an earlier one.
//!
//! Serialising a view does not tell `null` from absent, nor growing from complete; the derived
//! `Debug` does. So its text is read back into a tree, and the trees are compared.

use std::iter::Peekable;
use std::str::Chars;

/// What `{:?}` says.
#[derive(Debug, PartialEq)]
pub(crate) enum Tree {
    /// A name, and what stands in its parentheses or braces.
    Named(String, Vec<(String, Tree)>),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
    Text(String),
}

pub(crate) fn tree(debug: &str) -> Tree {
    let mut rest = debug.chars().peekable();
    let tree = read(&mut rest);
    assert_eq!(rest.next(), None, "{debug}");
    tree
}

fn read(rest: &mut Peekable<Chars<'_>>) -> Tree {
    match rest.peek() {
        Some('"') => Tree::Text(quoted(rest)),
        Some('[') => {
            rest.next();
            Tree::List(until(']', rest, read))
        }
        Some('{') => {
            rest.next();
            Tree::Map(until('}', rest, member))
        }
        Some('(') => {
            rest.next();
            Tree::List(until(')', rest, read))
        }
        _ => {
            let mut name = word(rest);
            let mut parts = Vec::new();
            match rest.peek() {
                Some('(') => {
                    rest.next();
                    parts = until(')', rest, |rest| (String::new(), read(rest)));
                }
                Some(' ') => {
                    // `Name { .. }` of a struct; `Array [..]` and `Object {..}` of a `Value`.
                    match rest.clone().nth(1) {
                        Some('{') if name != "Object" => {
                            rest.nth(1);
                            parts = until('}', rest, member);
                        }
                        Some('{' | '[') => {
                            rest.next();
                            parts.push((String::new(), read(rest)));
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
            if name.is_empty() {
                name = format!("{:?}", rest.next());
            }
            Tree::Named(name, parts)
        }
    }
}

/// Items up to a bracket, with commas between them.
fn until<T>(
    end: char,
    rest: &mut Peekable<Chars<'_>>,
    mut one: impl FnMut(&mut Peekable<Chars<'_>>) -> T,
) -> Vec<T> {
    let mut items = Vec::new();
    loop {
        while rest.next_if(|c| matches!(c, ' ' | ',')).is_some() {}
        if rest.next_if_eq(&end).is_some() || rest.peek().is_none() {
            return items;
        }
        items.push(one(rest));
    }
}

fn member(rest: &mut Peekable<Chars<'_>>) -> (String, Tree) {
    let name = if rest.peek() == Some(&'"') {
        quoted(rest)
    } else {
        word(rest)
    };
    while rest.next_if(|c| matches!(c, ' ' | ':')).is_some() {}
    (name, read(rest))
}

fn word(rest: &mut Peekable<Chars<'_>>) -> String {
    let mut word = String::new();
    while let Some(character) = rest.next_if(|c| !" ,:()[]{}\"".contains(*c)) {
        word.push(character);
    }
    word
}

/// The inside of a quoted string, its escapes left as they are.
fn quoted(rest: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    rest.next();
    while let Some(character) = rest.next() {
        match character {
            '"' => break,
            '\\' => {
                text.push('\\');
                text.extend(rest.next());
            }
            other => text.push(other),
        }
    }
    text
}

/// Whether `later` says at least what `earlier` said: what was complete is the same, what grew has
/// grown. Which branch of a union leads may change.
pub(crate) fn refines(earlier: &Tree, later: &Tree) -> bool {
    match (earlier, later) {
        (Tree::Named(a, a_parts), Tree::Named(b, b_parts)) => match (a.as_str(), b.as_str()) {
            ("Absent", _) => true,
            ("Growing", "Growing" | "Complete") => grows(&a_parts[0].1, &b_parts[0].1),
            // Complete, or something that has no states.
            _ => earlier == later,
        },
        (a, b) => a == b,
    }
}

/// The same for what is inside of `Growing`.
fn grows(earlier: &Tree, later: &Tree) -> bool {
    match (earlier, later) {
        (Tree::Text(a), Tree::Text(b)) => b.starts_with(a.as_str()),
        (Tree::List(a), Tree::List(b)) => items(a, b),
        (Tree::Map(a), Tree::Map(b)) => a.iter().all(|(key, a)| {
            b.iter()
                .find(|(other, _)| other == key)
                .is_some_and(|(_, b)| part(a, b))
        }),
        // A value that the schema leaves open begins as `null`.
        (Tree::Named(a, _), _) if a == "Null" => true,
        (Tree::Named(a, a_parts), Tree::Named(b, b_parts)) => {
            let leads = |parts: &[(String, Tree)]| match parts {
                [(name, Tree::Named(some, index)), ..] if name == "leader" && some == "Some" => {
                    match &index[0].1 {
                        Tree::Named(index, _) => index.parse::<usize>().ok(),
                        _ => None,
                    }
                }
                _ => None,
            };
            let union = a_parts.first().is_some_and(|(name, _)| name == "leader");
            let same = |index: usize| part(&a_parts[index].1, &b_parts[index].1);
            a == b
                && a_parts.len() == b_parts.len()
                && match (union, leads(a_parts), leads(b_parts)) {
                    (false, ..) => (0..a_parts.len()).all(same),
                    // Only the leading branch is shown.
                    (true, Some(a), Some(b)) if a == b => same(a + 1),
                    (true, ..) => true,
                }
        }
        _ => false,
    }
}

fn items(a: &[Tree], b: &[Tree]) -> bool {
    a.len() <= b.len() && a.iter().zip(b).all(|(a, b)| part(a, b))
}

/// A field, an item or an entry: with states of its own, or, inside an open value, without.
fn part(a: &Tree, b: &Tree) -> bool {
    let states = |tree: &Tree| matches!(tree, Tree::Named(name, _) if matches!(name.as_str(), "Absent" | "Growing" | "Complete"));
    if states(a) || states(b) {
        refines(a, b)
    } else {
        grows(a, b)
    }
}

#[test]
fn tells_what_refines_from_what_does_not() {
    let yes = [
        ("Absent", "Complete(3)"),
        (r#"Growing("a\"")"#, r#"Complete("a\"b")"#),
        (
            "Growing(P { a: Absent, b: Complete(1) })",
            "Growing(P { a: Growing(\"\"), b: Complete(1) })",
        ),
        (
            "Growing([Complete(Some(-1.5))])",
            "Growing([Complete(Some(-1.5)), Absent])",
        ),
        (
            "Growing(U { leader: Some(0), x: Complete(1), y: Absent })",
            "Growing(U { leader: Some(1), x: Absent, y: Absent })",
        ),
        (
            r#"Growing(Array [Object {"a": Null}])"#,
            r#"Growing(Array [Object {"a": String("x"), "b": Bool(true)}])"#,
        ),
    ];
    for (earlier, later) in yes {
        assert!(refines(&tree(earlier), &tree(later)), "{earlier} {later}");
    }
    let no = [
        ("Complete(3)", "Complete(4)"),
        ("Complete(3)", "Absent"),
        ("Complete(None)", "Complete(Some(1))"),
        ("Complete(\"a\")", "Complete(\"ab\")"),
        ("Growing(\"ab\")", "Growing(\"a\")"),
        (
            "Growing([Complete(1), Complete(2)])",
            "Growing([Complete(1)])",
        ),
        (
            "Growing({\"a\": Complete(1)})",
            "Growing({\"b\": Complete(1)})",
        ),
        (
            "Growing(P { a: Complete(1) })",
            "Growing(P { a: Complete(2) })",
        ),
        (
            "Growing(U { leader: Some(0), x: Complete(1) })",
            "Growing(U { leader: Some(0), x: Absent })",
        ),
        ("Growing(Array [Number(1)])", "Growing(Array [Number(2)])"),
    ];
    for (earlier, later) in no {
        assert!(!refines(&tree(earlier), &tree(later)), "{earlier} {later}");
    }
}
