//! Task files whose templates are deep, long, or full of one thing.

use super::super::mutate::task_file;
use super::{Attack, json, nest};

/// All of them.
pub(super) const ALL: &[Attack] = &[
    json(
        "tags in tags",
        |n| task(&nest("{% if user %}", "{{ user }}", "{% endif %}", n)),
        170_000,
    ),
    json(
        "brackets in brackets",
        |n| task(&format!("{{{{ {} }}}}", nest("(", "user", ")", n))),
        2_000_000,
    ),
    json(
        "a long sum of texts",
        |n| task(&format!("{{{{ user{} }}}}", " ~ user".repeat(n))),
        500_000,
    ),
    json(
        "one name, many times",
        |n| task(&"{{ user }} ".repeat(n)),
        350_000,
    ),
    json(
        "many names that nothing has",
        |n| each(n, |at| format!("{{{{ u{at} }}}}")),
        60_000,
    ),
    json(
        "many names beside those that are set",
        |n| each(n, |at| format!("{{% set s{at} = 1 %}}{{{{ u{at} }}}}")),
        60_000,
    ),
    json(
        "many blocks",
        |n| each(n, |at| format!("{{% block b{at} %}}{{% endblock %}}")),
        100_000,
    ),
    json("many comments", |n| task(&"{#{##}".repeat(n)), 600_000),
    json(
        "comments that are not closed",
        |n| task(&"{#-".repeat(n)),
        1_300_000,
    ),
    json(
        "raw that is not closed",
        |n| task(&format!("{{% raw %}}{}", "{% endraw ".repeat(n))),
        400_000,
    ),
    json(
        "a text that is not closed",
        |n| task(&format!("{{{{ '{}", "\\'".repeat(n))),
        2_000_000,
    ),
    json(
        "texts side by side",
        |n| task(&format!("{{{{ {} }}}}", "'a' ".repeat(n))),
        1_000_000,
    ),
    json("braces", |n| task(&nest("{", "", "}", n)), 2_000_000),
    json(
        "a number of many digits",
        |n| task(&format!("{{{{ 1{} }}}}", "_0".repeat(n))),
        2_000_000,
    ),
    json("a long template", |n| task(&"word ".repeat(n)), 2_000_000),
];

fn task(template: &str) -> String {
    String::from_utf8_lossy(&task_file(template).bytes).into_owned()
}

fn each(count: usize, piece: impl Fn(usize) -> String) -> String {
    task(&(0..count).map(piece).collect::<String>())
}
