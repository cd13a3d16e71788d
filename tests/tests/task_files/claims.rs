//! What the generator claims of a template, held against what the engine does with it: "no input" and "the call
//! fails where it is absent" are claims about the program as it runs.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use formwork::provider::offline::Offline;
use formwork::{Client, Role, Task};
use formwork_codegen::{Finding, Loader, Options, Output, generate};
use serde_json::{Value, json};

struct Files(BTreeMap<PathBuf, String>);

impl Loader for Files {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = self.0.get(path).map(|text| text.clone().into_bytes());
        file.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// A task with a template, whose inputs are `text`, `list` and `order`, and `maybe` and `order.note`, which are
/// optional.
fn generated(template: &str) -> Output {
    let prompt = serde_json::to_string(template).expect("text");
    let line = json!({ "type": "object", "required": ["name"], "properties": {
        "name": { "type": "string" }, "count": { "type": "integer" } } });
    let input = json!({ "required": ["text", "list", "order"], "properties": {
        "text": { "type": "string" },
        "list": { "type": "array", "items": line },
        "order": { "type": "object", "required": ["number"], "properties": {
            "number": { "type": "integer" }, "note": { "type": "string" } } },
        "maybe": { "type": "string" } } });
    let file = format!(
        r#"{{ "tasks": {{ "it": {{ "input": {input}, "output": {{ "type": "string" }}, "prompt": {prompt} }} }} }}"#
    );
    let files = BTreeMap::from([(PathBuf::from("/t/tasks.json"), file)]);
    generate(
        &Options::relative_to("/t", vec!["tasks.json".into()]),
        &Files(files),
    )
}

fn has(findings: &[Finding], code: &str) -> bool {
    findings.iter().any(|finding| finding.code.0 == code)
}

/// Whether the engine says it, with nothing that is optional.
fn renders(template: &str) -> bool {
    let messages: &'static [(Role, &'static str)] =
        vec![(Role::User, &*template.to_owned().leak())].leak();
    let task: Task<Value, String> = Task::new("it", messages);
    let input = json!({ "text": "a b", "list": [{ "name": "x" }], "order": { "number": 1 } });
    let request = task.request(&Client::offline(Offline::new()), &input);
    request.build(false).is_ok()
}

/// Templates that may be absent in every way that there is to ask.
const TEMPLATES: &[&str] = &[
    "{{ maybe }}",
    "{{ maybe | default('-') }}",
    "{{ maybe | d }}",
    "{% if maybe %}{{ maybe }}{% endif %}",
    "{% if maybe %}-{% else %}{{ maybe }}{% endif %}",
    "{% if not maybe %}-{% else %}{{ maybe }}{% endif %}",
    "{% if not maybe %}{{ maybe }}{% endif %}",
    "{% if maybe is defined %}{{ maybe }}{% endif %}",
    "{% if maybe is undefined %}-{% else %}{{ maybe }}{% endif %}",
    "{% if maybe is not defined %}{{ maybe }}{% endif %}",
    "{% if text and maybe %}{{ maybe }}{% endif %}",
    "{% if text or maybe %}{{ maybe }}{% endif %}",
    "{% if maybe == 'a' %}{{ maybe }}{% endif %}",
    "{{ maybe == 'a' }}",
    "{{ maybe != 'a' }}",
    "{{ maybe and maybe | upper }}",
    "{{ maybe or 'a' }}",
    "{{ 'a' if maybe else 'b' }}",
    "{{ maybe if maybe else 'b' }}",
    "{{ 'b' if not maybe else maybe }}",
    "{{ maybe if text else 'b' }}",
    "{{ maybe | upper }}",
    "{{ maybe | length }}",
    "{{ maybe ~ 'a' }}",
    "{{ maybe + 'a' }}",
    "{{ maybe is string }}",
    "{% if maybe is string %}{{ maybe }}{% endif %}",
    "{% for x in maybe %}{{ x }}{% endfor %}",
    "{% for x in maybe | default([]) %}{{ x }}{% endfor %}",
    "{% if maybe %}{% for x in maybe %}{{ x }}{% endfor %}{% endif %}",
    "{{ order.note }}",
    "{{ order['note'] }}",
    "{{ order.note | default('') }}",
    "{% if order.note %}{{ order.note | upper }}{% endif %}",
    "{% for line in list %}{{ line.count }}{% endfor %}",
    "{% for line in list %}{{ line.count | default(1) }}{% endfor %}",
    "{% for line in list if line.count %}{{ line.count }}{% endfor %}",
    "{% for line in list %}{% if line.count %}{{ line.count }}{% endif %}{% endfor %}",
    "{% set maybe = 'a' %}{{ maybe }}",
    "{% set x = maybe | default('a') %}{{ x }}",
    "{% with maybe = 'b' %}{{ maybe }}{% endwith %}",
    "{% macro m(maybe) %}{{ maybe }}{% endmacro %}{{ m('x') }}",
    "{{ not maybe }}",
    "{{ (list | first).count | default(0) }}",
    "{{ (list | first).count }}",
    "{{ list[0].count }}",
    "{% if list[0].count %}{{ list[0].count }}{% endif %}",
    "{{ (maybe and 'x') | default('y') }}",
    "{% if maybe and maybe == 'a' %}{{ maybe }}{% endif %}",
    "{% if maybe is defined and maybe != 'a' %}{{ maybe }}{% endif %}",
    "{{ maybe < 'a' }}",
    "{{ 1 < maybe < 3 }}",
    "{{ maybe in text }}",
    "{{ 'a' in maybe }}",
    "{{ maybe[:2] }}",
    "{{ maybe[0] }}",
    "{{ [maybe] | length }}",
    "{{ text | replace('a', maybe) }}",
    "{{ {'a': maybe} | length }}",
    "{{ range(maybe) }}",
    "{{ -maybe }}",
    "{% set x = maybe %}",
    "{% set x = maybe %}{{ x | default('a') }}",
    "{% filter upper %}{{ maybe }}{% endfilter %}",
    "{% if maybe is eq('a') %}{% endif %}",
    "{{ maybe is none }}",
    "{{ maybe is odd }}",
    "{{ maybe | string }}",
    "{{ maybe | tojson }}",
    "{{ maybe | list }}",
    "{{ maybe | join(', ') }}",
    "{{ maybe | trim }}",
    "{{ maybe | first }}",
    "{{ maybe | bool }}",
    "{{ maybe | int }}",
    "{{ maybe.upper }}",
];

#[test]
fn what_is_warned_of_fails_and_what_is_not_does_not() {
    let mut wrong = Vec::new();
    for template in TEMPLATES {
        let output = generated(template);
        let is_told = has(&output.findings, "P011") || has(&output.findings, "P007");
        if is_told == renders(template) {
            wrong.push(format!("{template}: told {is_told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is no input, or has no such property: the engine fails there, in every one of them.
const WRONG: &[(&str, &str)] = &[
    ("{{ txet }}", "P006"),
    ("{% for x in lits %}{% endfor %}", "P006"),
    ("{% for line in list %}{% endfor %}{{ line }}", "P006"),
    ("{% for line in list %}{% endfor %}{{ loop.index }}", "P006"),
    ("{% for line in list %}{{ lien.name }}{% endfor %}", "P006"),
    ("{% with a = 1 %}{% endwith %}{{ a }}", "P006"),
    ("{% macro m(a) %}{% endmacro %}{{ m(1) }}{{ a }}", "P006"),
    ("{% macro m(a) %}{{ b }}{% endmacro %}{{ m(1) }}", "P006"),
    ("{% set x = txet | upper %}", "P006"),
    ("{{ order.nmuber }}", "P007"),
    ("{{ order['nmuber'] }}", "P007"),
    ("{{ text.size }}", "P007"),
    ("{{ list.length }}", "P007"),
    ("{% for line in list %}{{ line.nmae }}{% endfor %}", "P007"),
    (
        "{% for line in list | reverse %}{{ line.nmae }}{% endfor %}",
        "P007",
    ),
    ("{{ (list | last).nmae }}", "P007"),
    ("{{ list[0].nmae }}", "P007"),
    ("{% set o = order %}{{ o.nmuber }}", "P007"),
    ("{{ text | uper }}", "P008"),
    ("{{ text is strnig }}", "P008"),
    ("{{ rnage(3) }}", "P008"),
    ("{{ text.upper() }}", "P008"),
    ("{% filter uper %}a{% endfilter %}", "P008"),
    ("{% include 'a' %}", "P009"),
    ("{% import 'a' as b %}", "P009"),
    ("{% from 'a' import b %}", "P009"),
    ("{% extends 'a' %}", "P009"),
    ("{{ text", "P005"),
    ("{% if text %}", "P005"),
    ("{% endif %}", "P005"),
    ("{{ text | }}", "P005"),
    ("{{ 'text }}", "P005"),
];

#[test]
fn what_is_refused_would_have_failed() {
    for (template, code) in WRONG {
        let output = generated(template);
        assert!(
            has(&output.findings, code),
            "{template}: {:?}",
            output.findings
        );
        assert!(output.has_errors(), "{template}");
        assert!(!renders(template), "{template}");
    }
}

/// What must be left alone.
const RIGHT: &[&str] = &[
    "{{ text }} {{ order.number }} {{ list | map(attribute='name') | join(', ') }}",
    "{% for line in list %}{{ loop.index }} {{ loop.first }} {{ line.name }}{% endfor %}",
    "{% for line in list %}{% for c in line.name %}{{ c }}{{ loop.index0 }}{% endfor %}{% endfor %}",
    "{% for a, b in order | items %}{{ a }}{{ b }}{% endfor %}",
    "{% set x = 1 %}{% if text %}{% set x = 2 %}{% endif %}{{ x }}",
    "{% set ns = namespace(n=0) %}{% for l in list %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
    "{% set block %}a {{ text }}{% endset %}{{ block | trim }}",
    "{% macro say(what, how='x') %}{{ what }}{{ how }}{% endmacro %}{{ say(text) }}{{ say(text, how='y') }}",
    "{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}{{ text }}{% endcall %}",
    "{% raw %}{{ nobody }}{% endraw %}{# {{ nobody }} #}",
    "{{ text[:1] }} {{ text[0] }} {{ list[0].name }} {{ (list | first).name }}",
    "{{ range(3) | join }} {{ dict(a=1).a }} {{ {'a': 1}.a }} {{ [1, 2] | sum }}",
    "{{ text | upper | lower | replace('a', 'b') | indent(2) }}",
    "{{ list | selectattr('name') | list | length }} {{ list | sort(attribute='name') | length }}",
    "{{ 'a' in text }} {{ text not in ['a'] }} {{ 1 < 2 < 3 }} {{ -1 ** 2 }} {{ 7 // 2 }}",
    "{% for l in list %}{{ l.name }}{% else %}{{ text }}{% endfor %}",
    "{% with a = text, b = order.number %}{{ a }}{{ b }}{% endwith %}",
    "{{ order | tojson }} {{ list | tojson }}",
    "{% if text is startingwith('a') and text != 'b' %}{{ text }}{% endif %}",
];

#[test]
fn what_is_let_pass_is_right() {
    for template in RIGHT {
        let output = generated(template);
        let found = output.findings.iter().filter(|one| one.code.0 != "P010");
        let found: Vec<&Finding> = found.collect();
        assert!(found.is_empty(), "{template}: {found:?}");
        assert!(renders(template), "{template}");
    }
}

#[test]
fn a_template_of_any_size_is_read_or_refused() {
    for template in [
        format!("{{{{ text{} }}}}", ".a".repeat(100_000)),
        format!("{{{{ {}1 }}}}", "-".repeat(100_000)),
        format!("{{{{ {}1 }}}}", "not ".repeat(100_000)),
        format!("{{{{ 1{} }}}}", " + 1".repeat(100_000)),
        format!("{{{{ {}1{} }}}}", "(".repeat(10_000), ")".repeat(10_000)),
        format!(
            "{{% if text %}}{}{{% endif %}}",
            "{% elif text %}".repeat(100_000)
        ),
        "{% if text %}".repeat(10_000),
        "{% for x in list %}".repeat(10_000),
    ] {
        let output = generated(&template);
        assert!(has(&output.findings, "P005"), "{}", &template[..30]);
    }
    let long = "{{ text }} and a word. ".repeat(20_000);
    assert!(!generated(&long).has_errors());
}

#[test]
fn a_template_of_nothing_but_mistakes_is_told_of_in_time() {
    let many = |piece: fn(usize) -> String| (0..20_000).map(piece).collect::<String>();
    for (template, code) in [
        (
            many(|at| format!("{{% set s{at} = 1 %}}{{{{ u{at} }}}}")),
            "P006",
        ),
        (many(|at| format!("{{{{ order.p{at} }}}}")), "P007"),
        (many(|at| format!("{{{{ text | f{at} }}}}")), "P008"),
        (many(|_| "{{ maybe }}".to_owned()), "P011"),
    ] {
        // The last is another one, and is not lost behind so many warnings.
        let output = generated(&(template + "{{ txet }}"));
        let told = output.findings.iter().filter(|one| one.code.0 == code);
        assert_eq!(told.count(), 100, "{code}");
        assert!(output.has_errors(), "{code}");
        let help = output.findings.iter().flat_map(|one| &one.help);
        let more = help.filter(|help| help.starts_with("199"));
        assert_eq!(more.count(), 1, "{code}");
    }
}
