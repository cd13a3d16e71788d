//! Words that several rules need.

use super::{Check, Rule};

/// So many references are followed to find words for a check.
const FOLLOWED: usize = 8;

/// A text of a schema that is longer is not repeated to tell a check from others.
const LONG: usize = 60;

/// `1 item`, `2 items`
pub(super) fn counted(count: u64, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {noun}s"),
    }
}

/// `A, B or C`
pub(crate) fn either<'a>(names: impl Iterator<Item = &'a str>) -> String {
    join(names, "or")
}

/// `A, B and C`
pub(crate) fn both<'a>(names: impl Iterator<Item = &'a str>) -> String {
    join(names, "and")
}

fn join<'a>(names: impl Iterator<Item = &'a str>, word: &str) -> String {
    let names: Vec<&str> = names.collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [init @ .., last] => format!("{} {word} {last}", init.join(", ")),
    }
}

/// The name that differs from `name` only in case, or in `_`, `-` and spaces.
pub(crate) fn nearest<'a>(name: &str, mut known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    fn letters(name: &str) -> impl Iterator<Item = char> {
        name.chars()
            .filter(|c| !matches!(c, '_' | '-' | ' '))
            .flat_map(char::to_lowercase)
    }
    known.find(|known| letters(known).eq(letters(name)))
}

/// What is said of a property that no rule knows.
pub(crate) fn unknown_property<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(name, known) {
        Some(known) => format!("unknown property `{name}`; did you mean `{known}`?"),
        None => format!("unknown property `{name}`"),
    }
}

/// What is said of a required property that is not there.
pub(crate) fn missing_property(name: &str) -> String {
    format!("the required property `{name}` is missing")
}

/// What a check wants, in a few words, where its rules say that plainly: `a string`, `"on"`, `an object
/// with "id"`.
pub(super) fn brief(mut check: &'static Check) -> Option<String> {
    for _ in 0..FOLLOWED {
        match check.rules() {
            [Rule::Reference(target)] => check = target,
            rules => {
                return rules
                    .iter()
                    .find_map(value)
                    .or_else(|| rules.iter().find_map(tag))
                    .or_else(|| rules.iter().find_map(required))
                    .or_else(|| rules.iter().find_map(kind));
            }
        }
    }
    None
}

fn value(rule: &Rule) -> Option<String> {
    match rule {
        Rule::Const(text) if text.len() <= LONG => Some((*text).to_owned()),
        Rule::Enum(texts) if texts.len() <= LONG => {
            Some(format!("one of {}", texts.trim_matches(['[', ']'])))
        }
        _ => None,
    }
}

fn tag(rule: &Rule) -> Option<String> {
    let Rule::Properties(rows) = rule else {
        return None;
    };
    rows.iter().find_map(|(name, check)| {
        let fixed = check.rules().iter().find_map(|rule| match rule {
            Rule::Const(text) if text.len() <= LONG => Some(*text),
            _ => None,
        });
        fixed.map(|text| format!("an object whose `{name}` is {text}"))
    })
}

fn required(rule: &Rule) -> Option<String> {
    let Rule::Required(names) = rule else {
        return None;
    };
    let text = both(names.iter().copied());
    (!names.is_empty() && text.len() <= LONG).then(|| format!("an object with {text}"))
}

fn kind(rule: &Rule) -> Option<String> {
    match rule {
        Rule::Type(types) => Some(either(types.names().into_iter())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Types;
    use super::{Check, Rule, brief, nearest};

    #[test]
    fn finds_names_that_are_nearly_right() {
        let known = ["first_name", "age"];
        assert_eq!(nearest("firstName", known.into_iter()), Some("first_name"));
        assert_eq!(nearest("Age", known.into_iter()), Some("age"));
        assert_eq!(nearest("years", known.into_iter()), None);
    }

    #[test]
    fn says_briefly_what_a_check_wants() {
        static ON: Check = Check::new(&[Rule::Const("\"on\"")]);
        static TAGGED: Check = Check::new(&[
            Rule::Type(Types::OBJECT),
            Rule::Properties(&[("name", &Check::new(&[])), ("kind", &ON)]),
        ]);
        static LINK: Check = Check::new(&[Rule::Reference(&TAGGED)]);
        static CIRCLE: Check = Check::new(&[Rule::Reference(&CIRCLE)]);
        static NULL: Check = Check::new(&[Rule::Type(Types::STRING.with(Types::NULL))]);
        static WITH: Check = Check::new(&[Rule::Required(&["a", "b"])]);
        assert_eq!(brief(&ON).as_deref(), Some("\"on\""));
        assert_eq!(
            brief(&LINK).as_deref(),
            Some("an object whose `kind` is \"on\"")
        );
        assert_eq!(brief(&CIRCLE), None);
        assert_eq!(brief(&NULL).as_deref(), Some("a string or null"));
        assert_eq!(brief(&WITH).as_deref(), Some("an object with a and b"));
    }
}
