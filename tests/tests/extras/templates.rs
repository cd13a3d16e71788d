//! Templates over what the caller says, on every wire, and over nothing else.

use formwork::provider::{Mode, PROVIDERS};
use formwork::templates::{TemplateError, render, variables};
use formwork::transport::Replay;
use formwork::{Client, ErrorKind, Media, MediaKind, Message, Part, Request, Source};
use serde_json::{Value, json};

use crate::script::{answer, bodies, client, run, send};
use crate::tricky::Tricky;

fn context() -> Value {
    json!({ "name": "Ada", "secret": "LEAKED", "items": ["a", "b"], "user": { "age": 36 }, "none": null })
}

fn line(template: &str) -> String {
    let rendered = render(template, context());
    rendered.unwrap_or_else(|error| panic!("{template}: {error}"))
}

fn refusal(template: &str) -> String {
    let error: TemplateError = render(template, context()).expect_err(template);
    error.to_string()
}

#[test]
fn templates_become_text() {
    for (template, text) in [
        ("", ""),
        (
            "no tags, {one} brace, 100 % & <b>\r\n\n",
            "no tags, {one} brace, 100 % & <b>\r\n\n",
        ),
        ("{{ name }}", "Ada"),
        ("{{ user.age + 1 }} {{ user['age'] }}", "37 36"),
        (
            "{% for item in items %}- {{ item }}\n{% endfor %}",
            "- a\n- b\n",
        ),
        (
            "{% if user.age > 30 -%} old {%- else %} young {% endif %}",
            "old",
        ),
        (
            "{{ '<' ~ name ~ '>' }} {{ items | join(', ') | upper }}",
            "<Ada> A, B",
        ),
        (
            "{% raw %}{{ name }}{% endraw %} {# unsaid #}!",
            "{{ name }} !",
        ),
        ("{{ '{{ name }}' }}", "{{ name }}"),
        (
            "{% if missing is defined %}{{ missing }}{% else %}nobody{% endif %}",
            "nobody",
        ),
        ("{{ missing | default('nobody') }}", "nobody"),
        ("{{ items | tojson }}", "[\"a\", \"b\"]"),
        ("委員会 {{ name }} 🦀", "委員会 Ada 🦀"),
    ] {
        assert_eq!(line(template), text, "{template}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    for (template, wrong) in [
        (
            "Hello\n{{ nmae }}",
            "the template, line 2: undefined value: `nmae` is undefined",
        ),
        (
            "{{ user.name }}",
            "the template, line 1: undefined value: `user.name` is undefined",
        ),
        (
            "{% if nmae %}x{% endif %}",
            "the template, line 1: undefined value: `nmae` is undefined",
        ),
        (
            "{% for x in nmae %}x{% endfor %}",
            "the template, line 1: undefined value: `nmae` is undefined",
        ),
        (
            "{{ name.__class__ }}",
            "the template, line 1: undefined value: `name.__class__` is undefined",
        ),
        (
            "{{ name | nope }}",
            "the template, line 1: unknown filter: filter nope is unknown",
        ),
        (
            "a\nb\n{{ name",
            "the template, line 3: syntax error: unexpected end of input, expected end of variable block",
        ),
        (
            "{% endfor %}",
            "the template, line 1: syntax error: unknown statement endfor",
        ),
        (
            "{% include '/etc/passwd' %}",
            "the template, line 1: template not found: tried to include non-existing template '/etc/passwd'",
        ),
    ] {
        assert_eq!(refusal(template), wrong, "{template}");
    }
}

#[test]
fn what_the_engine_stumbles_over_is_an_error() {
    for template in [
        "{% import a as 1 %}",
        "{% from a import b as 1 %}",
        "{% set 1 = 2 %}",
        "{% for 1 in [] %}{% endfor %}",
    ] {
        assert!(render(template, context()).is_err(), "{template}");
        assert!(variables(template).is_err(), "{template}");
    }
}

#[test]
fn no_template_runs_for_ever() {
    let turns = "{% for a in range(9000) %}{% for b in range(9000) %}x{% endfor %}{% endfor %}";
    assert_eq!(
        refusal(turns),
        "the template, line 1: engine ran out of fuel"
    );
    let long = format!(
        "{{% for a in range(9000) %}}{}{{% endfor %}}",
        "x".repeat(9_000)
    );
    assert_eq!(
        refusal(&long),
        "the template: the text becomes longer than 33554432 bytes"
    );
    let deep = format!(
        "{}name{}",
        "{{".to_owned() + &"(".repeat(100_000),
        ")".repeat(100_000) + "}}"
    );
    assert!(refusal(&deep).contains("syntax error"));
}

#[test]
fn variables_are_those_that_the_context_has_to_bring() {
    for (template, names) in [
        ("nothing", &[][..]),
        ("{{ b.c }} {{ a }} {{ a | upper }}", &["a", "b"]),
        (
            "{% for x in xs %}{{ x }}{{ loop.index }}{% endfor %}{{ x }}",
            &["x", "xs"],
        ),
        (
            "{% set y = z %}{{ y }} {% if w is defined %}{% endif %}",
            &["w", "z"],
        ),
        (
            "{% macro m(p) %}{{ p }}{{ q }}{% endmacro %}{{ m(r) }} {{ range(n) }}",
            &["n", "q", "r"],
        ),
        ("{% raw %}{{ a }}{% endraw %}{# {{ b }} #}", &[]),
    ] {
        let found = variables(template).unwrap();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), names, "{template}");
    }
    let error = variables("\n{{ a b }}").unwrap_err();
    assert_eq!(
        (error.line, error.template.as_str()),
        (Some(2), "the template")
    );
}

/// What one says, in every place where text can stand.
fn said(request: Request<Tricky>) -> Request<Tricky> {
    request
        .system("Be kind to {{ name }}.")
        .message(Message::user("What about {{ items[0] }}?"))
        .message(Message::assistant("Braces: {{ name }} {% oops"))
        .user("Is {{ user.age }} old?")
        .template_context(context())
}

const SCHEMA: &str = "Such as {{ secret }}, {% for x in y %} or {# a remark #}";

#[test]
fn every_wire_is_given_text_and_no_schema_is_rendered() {
    let mut seen = 0;
    for provider in PROVIDERS.iter().filter(|row| row.name != "offline") {
        for (wire, mode) in provider
            .wires
            .iter()
            .flat_map(|wire| provider.modes.iter().map(move |mode| (wire, mode)))
        {
            let what = format!("{} {wire} {mode}", provider.name);
            let client = Client::builder(&format!("{}/some-model", provider.name))
                .api_key("key-0123456789abcdef")
                .wire(*wire)
                .transport(Replay::new())
                .build()
                .unwrap();
            let request = said(client.request::<Tricky>().mode(*mode));
            let built = match request.build(false) {
                Ok(built) => built,
                Err(error) => panic!("{what}: {error}"),
            };
            let body = String::from_utf8(built.body.to_vec()).unwrap();
            for text in [
                "Be kind to Ada.",
                "What about a?",
                "Is 36 old?",
                "Braces: {{ name }} {% oops",
                SCHEMA,
            ] {
                assert!(body.contains(text), "{what}: {text} is not in {body}");
            }
            assert!(!body.contains("LEAKED"), "{what}");
            let again = request.build(false).unwrap();
            assert_eq!(
                again.body, built.body,
                "{what}: the caller's request is as it was"
            );
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn text_beside_media_is_rendered_and_media_are_not() {
    let image = Media::new(
        MediaKind::Image,
        "image/png",
        Source::Url("https://example.org/{{ name }}.png".to_owned()),
    );
    let message = Message::parts([
        Part::Text("Who is {{ name }}?".to_owned()),
        Part::Media(image),
        Part::Text("And {{ items | last }}?".to_owned()),
    ]);
    let request = client(&Replay::new())
        .request::<Tricky>()
        .message(message)
        .template_context(context());
    let body: Value = serde_json::from_slice(&request.build(false).unwrap().body).unwrap();
    let parts = &body["messages"][0]["content"];
    assert_eq!(parts[0]["text"], "Who is Ada?");
    assert_eq!(
        parts[1]["image_url"]["url"],
        "https://example.org/{{ name }}.png"
    );
    assert_eq!(parts[2]["text"], "And b?");
}

#[test]
fn a_wrong_template_sends_nothing() {
    let replay = Replay::new();
    let request = || {
        let request = client(&replay).request::<Tricky>().system("Fine.");
        request.user("Dear\n{{ nmae }}").template_context(context())
    };
    let errors = [
        run(request().send()).err().unwrap(),
        run(request().calls()).err().unwrap(),
        run(request().stream().finish()).err().unwrap(),
        run(async { request().stream().next().await.unwrap().err().unwrap() }),
        request().build(true).err().unwrap(),
    ];
    for error in errors {
        assert!(matches!(error.kind(), ErrorKind::Template(_)));
        assert_eq!(
            error.to_string(),
            "message 2 (user), line 2: undefined value: `nmae` is undefined"
        );
        assert!(std::error::Error::source(&error).is_some());
        assert!(error.attempts().is_empty());
    }
    assert!(replay.requests().is_empty());
    let part = Message::parts([Part::Text("x".to_owned()), Part::Text("{%".to_owned())]);
    let error = client(&replay)
        .request::<Tricky>()
        .message(part)
        .template_context(())
        .build(false);
    let error = error.unwrap_err().to_string();
    assert!(
        error.starts_with("message 1 (user), part 2, line 1: syntax error"),
        "{error}"
    );
}

#[test]
fn without_a_context_nothing_is_a_template() {
    let request = client(&Replay::new())
        .request::<Tricky>()
        .user("{{ name }} {%");
    let body: Value = serde_json::from_slice(&request.build(false).unwrap().body).unwrap();
    assert_eq!(body["messages"][0]["content"], "{{ name }} {%");
    let one = Message::user_template("{{ name }}", context()).unwrap();
    assert_eq!(one, Message::user("Ada"));
    let one = Message::system_template("{{ name }}", context()).unwrap();
    assert_eq!(one, Message::system("Ada"));
    assert!(Message::user_template("{{ nmae }}", context()).is_err());
}

/// The model's answer, and what is said about it, are no templates.
#[test]
fn turns_that_ask_again_are_no_templates() {
    let wrong = r#"{"shape":"{{ secret }} {% raw","size":0}"#;
    let right = r#"{"shape":"{{ secret }}","size":1}"#;
    for streamed in [false, true] {
        let mode = Mode::JsonSchema;
        let replay = answer(Replay::new(), mode, "Tricky", wrong, streamed);
        let replay = answer(replay, mode, "Tricky", right, streamed);
        let request = said(client(&replay).request::<Tricky>().mode(mode));
        let sent = run(send(request, streamed)).unwrap();
        assert_eq!(sent.value.shape, "{{ secret }}");
        let second = bodies(&replay).pop().unwrap();
        let messages = second["messages"].as_array().unwrap();
        assert_eq!(messages[0]["content"], "Be kind to Ada.");
        assert_eq!(messages[4]["content"], wrong);
        let feedback = messages[5]["content"].as_str().unwrap();
        assert!(feedback.contains("/size: must be at least 1"), "{feedback}");
    }
}
