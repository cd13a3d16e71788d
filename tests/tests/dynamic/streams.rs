//! Views of answers that are still on their way.

use formwork::dynamic::{Schema, View};

use crate::dice::{Dice, rounds};

const SCHEMA: &str = r#"{"type": "object", "properties": {
    "title": {"type": "string"},
    "state": {"enum": ["open", "closed"]},
    "count": {"type": "integer"},
    "hidden": {"type": "string", "x-stream": "done"},
    "needed": {"type": "string", "x-stream": ["required"]},
    "items": {"type": "array", "items": {"anyOf": [
        {"title": "Text", "type": "object", "properties": {"kind": {"const": "text"}, "text": {"type": "string"}}, "required": ["kind", "text"]},
        {"title": "Link", "type": "object", "properties": {"kind": {"const": "link"}, "url": {"type": "string"}}, "required": ["kind", "url"]}
    ]}},
    "any": true
}}"#;

fn seen(part: &str) -> String {
    let schema = Schema::from_json(SCHEMA).expect("a schema");
    let mut decoder = schema.decoder();
    decoder.push(part.as_bytes());
    serde_json::to_string(&decoder.view()).expect("JSON")
}

#[test]
fn strings_lists_and_objects_grow_and_other_values_are_there_at_once() {
    assert_eq!(seen(""), "null");
    assert_eq!(seen("{"), "{}");
    assert_eq!(seen(r#"{"title": "#), "{}");
    assert_eq!(seen(r#"{"title": "ha"#), r#"{"title":"ha"}"#);
    assert_eq!(seen(r#"{"state": "op"#), "{}");
    assert_eq!(seen(r#"{"state": "open""#), r#"{"state":"open"}"#);
    assert_eq!(seen(r#"{"count": 12"#), "{}");
    assert_eq!(seen(r#"{"count": 12,"#), r#"{"count":12}"#);
    assert_eq!(seen(r#"{"any": {"b": [1, "x"#), r#"{"any":{"b":[1,"x"]}}"#);
    assert_eq!(seen(r#"{"more": [[], {"a": nul"#), r#"{"more":[[],{}]}"#);
}

#[test]
fn a_union_shows_the_branch_that_leads() {
    assert_eq!(
        seen(r#"{"items": [{"kind": "link", "url": "ht"#),
        r#"{"items":[{"kind":"link","url":"ht"}]}"#
    );
    assert_eq!(
        seen(r#"{"items": [{"url": "x", "kind": "link"}, {"text": "he"#),
        r#"{"items":[{"url":"x","kind":"link"},{"text":"he"}]}"#
    );
}

#[test]
fn extensions_say_what_shows() {
    assert_eq!(seen(r#"{"hidden": "secr"#), "{}");
    assert_eq!(seen(r#"{"hidden": "secret""#), r#"{"hidden":"secret"}"#);
    let schema = Schema::from_json(SCHEMA).expect("a schema");
    let mut decoder = schema.decoder();
    decoder.push(br#"{"title": "a", "#);
    assert!(!decoder.view().is_ready());
    decoder.push(br#""needed": "b"#);
    assert!(decoder.view().is_ready());
    assert!(decoder.view().get("title").expect("it is there").is_ready());
}

/// Whether a later view takes nothing back.
fn refines(before: View<'_>, after: View<'_>) -> bool {
    if before.is_absent() {
        return true;
    }
    if before.is_complete() && !after.is_complete() {
        return false;
    }
    let stays = before.is_complete();
    match (before.as_str(), after.as_str()) {
        (Some(before), Some(after)) => {
            return after.starts_with(before) && (!stays || after == before);
        }
        (None, None) => {}
        _ => return false,
    }
    let (items, more) = (before.items().count(), after.items().count());
    let (members, others) = (before.members().count(), after.members().count());
    (items == more || !stays && items < more)
        && (members == others || !stays && members < others)
        && before
            .items()
            .zip(after.items())
            .all(|(before, after)| refines(before, after))
        && before
            .members()
            .all(|(name, before)| after.get(name).is_some_and(|after| refines(before, after)))
        && before.as_bool() == after.as_bool()
        && before.as_number() == after.as_number()
        && before.is_null() == after.is_null()
}

const ANSWER: &str = r#"{"title": "Ünï \"quoted\" \ud83d\ude00 text", "state": "closed", "count": -12, "hidden": "never half",
    "items": [{"kind": "text", "text": "one"}, {"kind": "link", "url": "http://example.com/"}, {"kind": "text", "text": ""}],
    "any": {"deep": [[1, 2.50, null, true], {"a": {"b": "c"}}]}, "more": 1e3, "needed": "x"}"#;

#[test]
fn any_cut_gives_the_same_value_and_views_that_take_nothing_back() {
    let schema = Schema::from_json(SCHEMA).expect("a schema");
    let whole = schema.decode(ANSWER).expect("it fits");
    for seed in 0..rounds(200) {
        let mut dice = Dice::new(seed);
        let longest = dice.of(&[1, 2, 3, 7, 40]);
        // Two decoders, of which one is always a piece behind.
        let (mut ahead, mut behind) = (schema.decoder(), schema.decoder());
        let mut rest = ANSWER.as_bytes();
        while !rest.is_empty() {
            let size = usize::try_from(1 + dice.below(longest)).expect("it is small");
            let (piece, more) = rest.split_at(size.min(rest.len()));
            ahead.push(piece);
            assert!(
                refines(behind.view(), ahead.view()),
                "{:?}\n{:?}",
                behind.view(),
                ahead.view()
            );
            behind.push(piece);
            rest = more;
        }
        assert!(ahead.view().is_complete() && ahead.is_complete());
        assert_eq!(ahead.finish().as_ref(), Ok(&whole));
    }
}

#[test]
fn what_has_moved_is_told_where_that_is_asked_for() {
    let schema = Schema::from_json(SCHEMA).expect("a schema");
    let mut decoder = schema.decoder().track_changes();
    decoder.push(br#"{"title": "a", "items": [{"text": "b"#);
    decoder.changed().for_each(drop);
    decoder.push(b"c");
    assert!(decoder.changed().any(|pointer| pointer == "/items/0/text"));
    assert_eq!(decoder.changed().count(), 0);
    let mut limits = formwork::Limits::default();
    limits.string = 3;
    let mut decoder = schema.decoder().limits(limits);
    decoder.push(br#"{"title": "long"}"#);
    assert!(decoder.finish().is_err());
}
