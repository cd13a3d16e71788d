//! What holds of judging whatever the keyword: it ends, soon and in little stack, it tells of every
//! violation, and of each once.

use super::{Check, DynamicReference, If, Others, Pattern, Resource, Rule, Types};
use crate::json::tree::Tree;
use crate::violation::{ROOM, SHOWN, Violation};

/// Rules, as a table has them.
macro_rules! rules {
    ($($rule:expr),* $(,)?) => {{
        static RULES: &[$crate::rules::Rule] = &[$($rule),*];
        RULES
    }};
}
pub(in crate::rules) use rules;

/// What is wrong with a JSON text by some rules.
pub(super) fn judge(rules: &'static [Rule], text: &str) -> Vec<Violation> {
    let tree = Tree::parse(text).expect("JSON");
    super::judge(rules, |_| true, &tree)
}

/// The same, as lines of pointer, message and keyword.
pub(super) fn said(rules: &'static [Rule], text: &str) -> Vec<String> {
    let line = |one: Violation| format!("{}: {} [{}]", one.pointer, one.message, one.keyword);
    judge(rules, text).into_iter().map(line).collect()
}

/// Asserts which JSON texts fit some rules and which do not.
pub(super) fn holds(rules: &'static [Rule], fit: &[&str], unfit: &[&str]) {
    for text in fit {
        assert_eq!(said(rules, text), [""; 0], "{text} by {rules:?}");
    }
    for text in unfit {
        assert!(!judge(rules, text).is_empty(), "{text} by {rules:?}");
    }
}

static STRING: Check = Check::new(&[Rule::Type(Types::STRING)]);
static INTEGER: Check = Check::new(&[Rule::Type(Types::INTEGER)]);

#[test]
fn circles_end_in_a_violation_and_not_in_the_stack() {
    static ALL: Check = Check::new(&[Rule::AllOf(&[&ALL])]);
    static ANY: Check = Check::new(&[Rule::AnyOf(&[&ANY, &ANY]), Rule::UnevaluatedItems(&ANY)]);
    static ONE: Check = Check::new(&[Rule::OneOf(&[&ONE, &NOT])]);
    static NOT: Check = Check::new(&[Rule::Not(&NOT)]);
    static IF: Check = Check::new(&[Rule::If(&If {
        condition: &IF,
        then: Some(&IF),
        otherwise: Some(&IF),
    })]);
    static DYNAMIC: Check = Check::new(&[Rule::DynamicReference(&DynamicReference {
        name: "a",
        initial: &STRING,
    })])
    .within(&Resource {
        dynamic: &[("a", &DYNAMIC)],
    });
    for check in [&ALL, &ANY, &ONE, &NOT, &IF, &DYNAMIC] {
        // A debug build needs some 1.2 MiB at most; threads have two, and there is more on them.
        let thread = std::thread::Builder::new().stack_size(3 << 19);
        let judged = thread.spawn(move || {
            let rules = Vec::leak(vec![Rule::Reference(check)]);
            said(rules, "[1]")
        });
        let said = judged.expect("a thread").join().expect("no overflow");
        let circle = ": cannot be judged: its schema leads too deep, or in a circle [$ref]";
        assert!(said.iter().any(|line| line == circle), "{said:?}");
    }
}

#[test]
fn the_deepest_value_is_judged() {
    static NODE: Check = Check::new(&[Rule::Reference(&ROW)]);
    static ROW: Check = Check::new(&[Rule::AllOf(&[&LIST])]);
    static LIST: Check = Check::new(&[Rule::AnyOf(&[&STRING, &ITEMS])]);
    static ITEMS: Check = Check::new(&[
        Rule::Type(Types::ARRAY),
        Rule::Items(0, &NODE),
        Rule::UnevaluatedItems(&Check::new(&[Rule::Never])),
    ]);
    let deep = |inner: &str| "[".repeat(127) + inner + &"]".repeat(127);
    let judged = |text: String| {
        let thread = std::thread::Builder::new().stack_size(3 << 19);
        let judged = thread.spawn(move || judge(rules![Rule::Reference(&NODE)], &text));
        judged.expect("a thread").join().expect("no overflow")
    };
    assert_eq!(judged(deep("\"x\"")), []);
    let found = judged(deep("5"));
    let last = found.last().expect("a violation");
    assert_eq!(last.pointer, "/0".repeat(127));
    assert_eq!(last.message, "must be a string");
}

#[test]
fn branches_in_branches_do_not_multiply() {
    // Each level has four branches that all look at the level below: 4^60 ways to the innermost.
    static TREE: Check = Check::new(&[Rule::OneOf(&[&ONE, &TWO, &THREE, &STRING])]);
    static ONE: Check = Check::new(&[Rule::Items(0, &TREE), Rule::MinItems(1)]);
    static TWO: Check = Check::new(&[Rule::Items(0, &TREE), Rule::MinItems(2)]);
    static THREE: Check = Check::new(&[
        Rule::AnyOf(&[&ONE, &TWO]),
        Rule::UnevaluatedItems(&TREE),
        Rule::MinItems(2),
    ]);
    static TWICE: Check = Check::new(&[
        Rule::Items(0, &TWICE),
        Rule::AllOf(&[&Check::new(&[Rule::Items(0, &TWICE)])]),
        Rule::Type(Types::ARRAY),
    ]);
    let deep = |inner: &str| "[".repeat(60) + inner + &"]".repeat(60);
    holds(rules![Rule::Reference(&TREE)], &[], &[&deep("5")]);
    let found = judge(rules![Rule::Reference(&TWICE)], &deep("5"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].pointer, "/0".repeat(60));
}

#[test]
fn every_violation_is_told_once_with_its_value() {
    static ALSO: Check = Check::new(&[
        Rule::Properties(&[("a/b", &STRING), ("list", &ITEMS)]),
        Rule::Required(&["x", "y"]),
    ]);
    static ITEMS: Check = Check::new(&[Rule::Items(0, &INTEGER), Rule::UniqueItems]);
    let found = judge(
        rules![Rule::Reference(&ALSO), Rule::AllOf(&[&ALSO, &ALSO])],
        r#"{"a/b":1,"list":[1,"two",1.5,1]}"#,
    );
    let shown: Vec<(&str, Option<&str>)> = found
        .iter()
        .map(|one| (one.pointer.as_str(), one.value.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            ("/a~1b", Some("1")),
            ("/list/1", Some("\"two\"")),
            ("/list/2", Some("1.5")),
            ("/list", Some(r#"[1,"two",1.5,1]"#)),
            ("", None),
            ("", None),
        ]
    );
}

#[test]
fn long_values_are_cut_and_endless_lists_end() {
    let long = format!("[\"{}\"]", "é".repeat(1000));
    let found = judge(rules![Rule::Items(0, &INTEGER)], &long);
    let shown = found[0].value.as_deref().expect("a value");
    assert!(shown.len() <= SHOWN + '…'.len_utf8() && shown.ends_with('…'));

    let many = format!("[{}0]", "\"\",".repeat(100_000));
    let found = judge(rules![Rule::Items(0, &INTEGER)], &many);
    let size: usize = found.iter().map(Violation::size).sum();
    assert!((ROOM..ROOM + 1000).contains(&size), "{size}");
}

#[test]
fn numbers_are_judged_at_any_size() {
    holds(
        rules![Rule::Type(Types::INTEGER), Rule::MultipleOf("3")],
        &["3e400", "123456789012345678901234567890", "-9.0"],
        &["1e400", "123456789012345678901234567891", "0.3", "1e-400"],
    );
    holds(
        rules![Rule::Enum("[1e400, 9007199254740993]")],
        &["10e399", "9007199254740993.0"],
        &["9007199254740992"],
    );
}

#[test]
fn a_pattern_that_gives_up_never_lets_a_value_pass() {
    static HARD: Pattern = Pattern::backtracking("^(a|aa)+$(?<!a)", "^(a|aa)+$(?<!a)");
    static MATCHES: Check = Check::new(&[Rule::Pattern(&HARD)]);
    static OTHERS: Others = Others {
        names: &[],
        patterns: &[&HARD],
        check: &STRING,
    };
    let text = "a".repeat(60);
    let string = format!("\"{text}\"");
    for rules in [
        rules![Rule::Not(&MATCHES)],
        rules![Rule::AnyOf(&[&MATCHES, &INTEGER])],
    ] {
        let found = said(rules, &string);
        let told = found.iter().any(|line| line.contains("takes too long"));
        assert!(told, "{found:?}");
    }
    let object = format!("{{\"{text}\":\"\"}}");
    let found = said(rules![Rule::AdditionalProperties(&OTHERS)], &object);
    assert!(found[0].ends_with("[patternProperties]"), "{found:?}");
}
