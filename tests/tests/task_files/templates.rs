//! The generator's reader of templates, held against the engine that renders them: both take the same templates,
//! and the generator finds every variable that the engine does.
//!
//! The random templates are the same in every run. `PROPTEST_CASES=500000` tries more of them.

use std::collections::BTreeSet;
use std::panic::catch_unwind;

use formwork::templates::variables;
use formwork_codegen::template_variables;
use formwork_tests::fuzz::template;

/// The variables that the engine finds in a template, if it can be read. One that it cannot do with, and that ends
/// the program, is none that it reads.
fn engine(text: &str) -> Result<BTreeSet<String>, String> {
    match catch_unwind(|| variables(text)) {
        Ok(read) => read.map_err(|error| error.to_string()),
        Err(_) => Err("it panics".to_owned()),
    }
}

/// What is wrong with how the generator reads a template, if anything.
fn wrong(text: &str) -> Option<String> {
    let (ours, theirs) = (template_variables(text), engine(text));
    let (ours, theirs) = match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (Err(ours), Err(_)) => {
            let is_part = text.get(ours.part.clone()).is_some();
            return (!is_part).then(|| format!("{:?} is no part of it", ours.part));
        }
        // The engine has no bound there but its stack.
        (Err(ours), Ok(_)) if ours.is_large && !ours.message.contains("nested") => return None,
        (Err(ours), Ok(_)) => return Some(format!("the engine reads it, and here: {ours}")),
        (Ok(_), Err(theirs)) => return Some(format!("it is read, and the engine: {theirs}")),
    };
    for (name, part) in &ours {
        if text.get(part.clone()) != Some(name) {
            return Some(format!("`{name}` does not stand at {part:?}"));
        }
    }
    // To the engine, what a branch sets is set there alone, though what follows sees it.
    let sets = ["set", "macro", "import"].iter();
    let leaves = text.contains("if") && sets.clone().any(|word| text.contains(word));
    let missed = theirs.iter().find(|name| !ours.contains_key(*name));
    if let Some(missed) = missed.filter(|_| !leaves) {
        return Some(format!("`{missed}` is a variable too"));
    }
    // It does not look at everything, nor in that order: at what is cut, at filters of blocks, at what is named anew.
    let names = [":", "filter", "with", "for", "call", "autoescape"].iter();
    if names.chain(sets).any(|word| text.contains(word)) {
        return None;
    }
    let more = ours.keys().find(|name| !theirs.contains(*name));
    more.map(|more| format!("`{more}` is no variable"))
}

/// Runs something with room on the stack, of which the engine takes twice as much as the generator's reader.
fn roomy<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(32 << 20).spawn(run);
    thread.expect("a thread").join().expect("it ends")
}

#[test]
fn the_generator_reads_what_the_engine_reads() {
    let count = std::env::var("PROPTEST_CASES").ok();
    let count = count.and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let (found, read) = roomy(move || {
        let (mut found, mut read) = (Vec::new(), 0_u64);
        for seed in 0..count {
            let text = template(seed);
            read += u64::from(template_variables(&text).is_ok());
            found.extend(wrong(&text).map(|wrong| format!("{seed}: {text:?}: {wrong}")));
            if found.len() > 20 {
                break;
            }
        }
        (found, read)
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Neither side says the same to everything.
    assert!(
        read > count / 4 && read < count * 9 / 10,
        "{read} of {count}"
    );
}

/// What nests, with what stands around and within.
const NESTS: &[(&str, &str, &str, &str, &str)] = &[
    ("{{ ", "(", "a", ")", " }}"),
    ("{{ ", "[", "a", "]", " }}"),
    ("{{ ", "[", "", "]", " }}"),
    ("{{ ", "{1:", "a", "}", " }}"),
    ("{{ ", "a[", "a", "]", " }}"),
    ("{{ ", "a[:", "a", "]", " }}"),
    ("{{ ", "a(", "a", ")", " }}"),
    ("{{ ", "a(b=", "a", ")", " }}"),
    ("{{ ", "a|b(", "a", ")", " }}"),
    ("{{ ", "a is b(", "a", ")", " }}"),
    ("{{ ", "-(", "a", ")", " }}"),
    ("{{ ", "not (", "a", ")", " }}"),
    ("{{ ", "- ", "a", "", " }}"),
    ("{{ ", "not ", "a", "", " }}"),
    ("{{ ", "a if b else ", "a", "", " }}"),
    ("{% if ", "(", "a", ")", " %}{% endif %}"),
    ("{% for a in ", "(", "a", ")", " %}{% endfor %}"),
    ("{% for a in b if ", "(", "a", ")", " %}{% endfor %}"),
    ("{% set ", "(", "a", ")", " = 1 %}"),
    ("{% set a = ", "(", "a", ")", " %}"),
    ("", "{% if a %}", "", "{% endif %}", ""),
    ("", "{% if a %}", "{{ a }}", "{% endif %}", ""),
    (
        "",
        "{% if a %}",
        "{% if (b) %}{% endif %}",
        "{% endif %}",
        "",
    ),
    ("", "{% for a in b %}", "{{ (a) }}", "{% endfor %}", ""),
    ("", "{% if a %}{% else %}", "a", "{% endif %}", ""),
    ("", "{% set a %}", "", "{% endset %}", ""),
    ("", "{% with %}", "", "{% endwith %}", ""),
    ("", "{% macro a() %}", "", "{% endmacro %}", ""),
    ("", "{% filter a(b) %}", "", "{% endfilter %}", ""),
];

#[test]
fn both_nest_as_deep() {
    let (found, bounds) = roomy(|| {
        let (mut found, mut bounds) = (Vec::new(), 0);
        for (before, open, inner, close, after) in NESTS {
            let nested = |depth| {
                let (open, close) = (open.repeat(depth), close.repeat(depth));
                format!("{before}{open}{inner}{close}{after}")
            };
            // Where the bounds are: a bracket counts twice, a tag once.
            let depths = (1..5).chain(70..=78).chain(144..=155);
            let wrong = depths.filter_map(|depth| {
                let wrong = wrong(&nested(depth))?;
                Some(format!("{}, {depth} deep: {wrong}", nested(1)))
            });
            found.extend(wrong.take(2));
            bounds += usize::from(engine(&nested(155)).is_err());
        }
        (found, bounds)
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
    // `-`, `not` and `else` go on as long as they please.
    assert_eq!(bounds, NESTS.len() - 4);
}

/// Templates that are easily read otherwise, each with whether it can be read at all.
const CORNERS: &[(&str, bool)] = &[
    ("{{ in in in }}", true),
    ("{{ if }}", true),
    ("{{ 1 + not }}", true),
    ("{{ 1 + not a }}", false),
    ("{% for in a %}{% endfor %}", true),
    ("{% for in in in %}{% endfor %}", false),
    ("{% set %}{% endset %}", true),
    ("{% set a, %}{% endset %}", true),
    ("{% set a, = 1 %}", false),
    ("{% set loop = 1 %}", false),
    ("{% macro loop() %}{% endmacro %}", true),
    ("{{ a is b + 1 }}", false),
    ("{{ a is b - 1 }}", true),
    ("{{ a is b if c else d }}", false),
    ("{{ a is b else }}", false),
    ("{{ a if b is c else d }}", true),
    ("{{ a.1.0 }}", true),
    ("{{ a. 1.0 }}", false),
    ("{{ a.0x1f }}", true),
    ("{{ 1.a }}", true),
    ("{{ a.b | c.d . e }}", true),
    ("{{ a | b.c() }}", true),
    ("{{ a | b().c }}", false),
    ("{{ a[] }}", false),
    ("{{ a[::] }}", true),
    ("{{ a[:::] }}", false),
    ("{{ a(b=1, c) }}", false),
    ("{{ a(**b, c) }}", false),
    ("{{ a(b=1, *c) }}", true),
    ("{{ a((b)=1) }}", true),
    ("{{ a(b.c=1) }}", false),
    ("{{-1}}", true),
    ("{{--1}}", true),
    ("{{ {} }}{{ {1: {}} }}{{ {}}}", true),
    ("{{ [1}} ] }}", false),
    ("{#-#}{#+#}", true),
    ("{#}", false),
    ("{% raw %}{% endraw %}{%raw-%}{{{%-endraw%}", true),
    ("{% raw a %}{% endraw %}", false),
    ("{% rawa %}", false),
    ("{% block a %}{% endblock b %}", false),
    (
        "{% block a %}{% endblock a %}{% block a %}{% endblock %}",
        false,
    ),
    (
        "{% macro a() %}{% block b %}{% endblock %}{% endmacro %}",
        false,
    ),
    ("{% block a required %} {# b #}\n{% endblock %}", true),
    ("{% block a required %}b{% endblock %}", false),
    ("{% call(a) b() %}{% endcall %}", true),
    ("{% call (a)() %}{% endcall %}", false),
    ("{% call a %}{% endcall %}", false),
    ("{% do (a()) %}", true),
    ("{% do a() | b %}", false),
    ("{% from a import %}", true),
    ("{% from a import _b %}", false),
    ("{% from a import b as _c, with context %}", true),
    ("{% import a as b %}", true),
    ("{% import a as 1 %}", false),
    ("{% import a as (b, c) %}", false),
    ("{% import a as [b, c.d] %}", true),
    (
        "{% include a without context ignore missing with context %}",
        false,
    ),
    ("{% include a ignore missing with context %}", true),
    ("{% break %}", false),
    ("{% for a in b %}{% continue %}{% endfor %}", false),
    ("{{ a\u{a0}}}", false),
    ("{{ a\u{c}}}", true),
    ("{{ a\u{b}}}", false),
    ("{{ ä }}", false),
    ("# for a in b", true),
    ("{{ 'a\nb' }}", true),
    ("a {", true),
    ("{", true),
    ("", true),
];

#[test]
fn corners_are_read_as_the_engine_reads_them() {
    for (text, is_read) in CORNERS {
        assert_eq!(engine(text).is_ok(), *is_read, "the engine, {text:?}");
        let ours = template_variables(text);
        assert_eq!(ours.is_ok(), *is_read, "{text:?}: {ours:?}");
    }
}

#[test]
fn a_stack_of_two_megabytes_is_enough() {
    let deep = |(before, open, inner, close, after): &(&str, &str, &str, &str, &str)| {
        let (open, close) = (open.repeat(150), close.repeat(150));
        format!("{before}{open}{inner}{close}{after}")
    };
    let mut texts: Vec<String> = NESTS.iter().map(deep).collect();
    // Both at once: tags in tags, and the deepest expression in the innermost.
    let inner = format!("{{{{ {}a{} }}}}", "(".repeat(30), ")".repeat(30));
    let (open, close) = ("{% for a in b %}".repeat(80), "{% endfor %}".repeat(80));
    texts.push(format!("{open}{inner}{close}"));
    texts.push(format!("{{{{ {}a }}}}", "a if b else not -".repeat(65)));
    texts.push(format!("{{{{ a{} }}}}", ".b".repeat(190)));
    let room = std::thread::Builder::new().stack_size(2 << 20);
    let read = room.spawn(move || {
        let read = texts.iter().filter(|text| template_variables(text).is_ok());
        read.count()
    });
    // `-`, `not` and a few that nest in tags, beside the three.
    assert!(read.expect("a thread").join().expect("it ends") >= 5);
}
