//! What a stream shows before it ends, and what is not JSON at all.

use formwork::{Decoder, Partial, decode};

use crate::objects::Person;
use crate::tagged::{self, Event};
use crate::untagged::Untagged;

const PERSON: &str =
    r#"{"name":"Ada \u00e9","nickname":null,"age":36,"level":"high","address":{"city":"London"}}"#;

#[test]
fn strings_grow_and_the_rest_appears_whole() {
    let mut decoder = Decoder::<Person>::new();
    decoder.push(br#"{"name":"Ada \u00"#);
    let person = decoder.view().get().expect("the object has begun");
    assert_eq!(person.name, Partial::Growing("Ada ".to_owned()));
    assert!(person.nickname.is_absent());
    decoder.push(br#"e9","nickname":null,"age":3"#);
    let person = decoder.view().get().expect("it is still there");
    assert_eq!(person.name, Partial::Complete("Ada é".to_owned()));
    assert_eq!(person.nickname, Partial::Complete(None));
    assert!(person.age.is_absent(), "half a number is no number");
    decoder.push(br#"6,"level":"hi"#);
    let person = decoder.view().get().expect("it is still there");
    assert_eq!(person.age, Partial::Complete(36));
    assert!(person.level.is_absent(), "half a name is no name");
    decoder.push(br#"gh","address":{"city":"Lon"#);
    let person = decoder.view().get().expect("it is still there");
    assert!(person.level.is_complete() && person.address.is_growing());
    decoder.push(br#"don"}"#);
    assert!(
        decoder
            .view()
            .get()
            .is_some_and(|person| person.address.is_complete())
    );
    assert!(decoder.view().is_growing() && !decoder.is_complete());
    decoder.push(b"}");
    assert!(decoder.view().is_complete() && decoder.is_complete());
    assert_eq!(decoder.finish().map(|person| person.age), Ok(Some(36)));
}

/// Whether a later view says at least what an earlier one said.
fn refines(earlier: &serde_json::Value, later: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Null, Object, String};
    match (earlier, later) {
        (Null, _) => true,
        (String(a), String(b)) => b.starts_with(a.as_str()),
        (Array(a), Array(b)) => a.len() <= b.len() && a.iter().zip(b).all(|(a, b)| refines(a, b)),
        (Object(a), Object(b)) => a
            .iter()
            .all(|(key, a)| b.get(key).is_some_and(|b| refines(a, b))),
        (a, b) => a == b,
    }
}

#[test]
fn each_view_refines_the_one_before() {
    let mut decoder = Decoder::<Person>::new();
    let mut before = serde_json::Value::Null;
    let mut shown = 0;
    for byte in PERSON.as_bytes() {
        decoder.push(std::slice::from_ref(byte));
        let view = serde_json::to_value(decoder.view()).expect("a view can be written");
        assert!(refines(&before, &view), "{before} then {view}");
        shown += usize::from(view != before);
        before = view;
    }
    assert!(shown > 12, "only {shown} different views");
    let whole: serde_json::Value = serde_json::from_str(PERSON).expect("it is JSON");
    assert_eq!(before, whole);
}

#[test]
fn a_union_shows_the_branch_that_still_fits() {
    use tagged::partial::leading;
    let mut decoder = Decoder::<Event>::new();
    decoder.push(br#"{"event":{"#);
    let event = |decoder: &Decoder<Event>| {
        let event = decoder.view().get().and_then(|event| event.event.get());
        match event.and_then(tagged::partial::EventEvent::leading) {
            Some(leading::EventEvent::Click(_)) => "click",
            Some(leading::EventEvent::Key(key)) if key.is_complete() => "key, complete",
            Some(leading::EventEvent::Key(_)) => "key",
            Some(leading::EventEvent::Scroll(_)) => "scroll",
            None => "none",
        }
    };
    assert_eq!(
        event(&decoder),
        "click",
        "the first branch leads while all fit"
    );
    decoder.push(br#""kind":"ke"#);
    assert_eq!(event(&decoder), "click");
    decoder.push(br#"y","#);
    assert_eq!(event(&decoder), "key");
    decoder.push(br#""key":"a"}"#);
    assert_eq!(event(&decoder), "key, complete");
    decoder.push(b"}");
    assert!(decoder.finish().is_ok());
}

#[test]
fn violations_are_known_as_soon_as_the_value_closes() {
    let mut decoder = Decoder::<Person>::new();
    decoder.push(br#"{"name":"Ada","age":"old""#);
    assert_eq!(decoder.violations().count(), 1);
    decoder.push(br#","nickname":"A"}"#);
    let violations = decoder.finish().expect_err("age is no string");
    assert_eq!(
        violations[0].to_string(),
        r#"/age: must be an integer [type], got "old""#
    );
}

#[test]
fn what_is_not_json_is_one_violation_that_says_where() {
    for (text, wanted) in [
        (
            "",
            ": the answer ends before any JSON value (at byte 0) [json]",
        ),
        (
            "   ",
            ": the answer ends before any JSON value (at byte 3) [json]",
        ),
        (
            "<html>",
            ": not JSON: expected a value, found `<` (at byte 0) [json]",
        ),
        (
            "Sure! {}",
            ": not JSON: expected a value, found `S` (at byte 0) [json]",
        ),
        (
            r#"{"name":"#,
            "/name: the answer ends before its last bracket is closed (at byte 8) [json]",
        ),
        (
            r#"{"name":"Ad"#,
            "/name: the answer ends inside a string (at byte 11) [json]",
        ),
        (
            r#"{"name":"A","#,
            "/name: the answer ends before its last bracket is closed (at byte 12) [json]",
        ),
        (
            r#"{"name":"A",}"#,
            "/name: not JSON: expected a property name in double quotes, found `}` (at byte 12) [json]",
        ),
        (
            r#"{"age":01}"#,
            "/age: not JSON: `01` is not a number (at byte 9) [json]",
        ),
        (
            r#"{"age":NaN}"#,
            "/age: not JSON: expected a value, found `N` (at byte 7) [json]",
        ),
        (
            r#"{"age":nul}"#,
            "/age: not JSON: looks like `null` but is not (at byte 10) [json]",
        ),
        (
            r#"{"name":"\ud800x"}"#,
            "/name: not JSON: half of a surrogate pair stands alone (at byte 15) [json]",
        ),
        (
            r#"{"name":"\x"}"#,
            "/name: not JSON: an unknown escape in a string (at byte 10) [json]",
        ),
        (
            "{\"name\":\"a\nb\"}",
            "/name: not JSON: a control character stands bare in a string (at byte 10) [json]",
        ),
        (
            r#"{"name":"A","nickname":"B"} and more"#,
            ": not JSON: expected nothing after the value, found `a` (at byte 28) [json]",
        ),
    ] {
        let violations = decode::<Person>(text).expect_err(text);
        let last = violations
            .last()
            .map(ToString::to_string)
            .unwrap_or_default();
        let last = last.strip_prefix("the answer").unwrap_or(&last);
        assert_eq!(last, wanted, "{text}");
        assert_eq!(violations.iter().filter(|v| v.keyword == "json").count(), 1);
    }
    let violations = decode::<Person>(b"{\"name\":\"\xff\"}").expect_err("not UTF-8");
    assert!(
        violations[0].message.contains("not UTF-8"),
        "{violations:?}"
    );
}

#[test]
fn depth_is_bounded_and_counted_not_recursed() {
    let deep = format!(r#"{{"types":[1],"nested":{}"#, "[".repeat(1_000_000));
    let violations = decode::<Untagged>(deep).expect_err("a million brackets");
    let last = violations
        .last()
        .map(ToString::to_string)
        .unwrap_or_default();
    assert!(last.contains("nested more than 127 levels deep"), "{last}");
    let mut fits = r#"{"label":"a","nest":"#.to_owned();
    fits.push_str(&"[".repeat(126));
    fits.push_str(&"]".repeat(126));
    fits.push('}');
    assert!(decode::<crate::recursion::Node>(&fits).is_ok());
}

#[test]
fn unions_in_unions_stay_cheap() {
    // Each level could double the work; branches that cannot be are dropped at once.
    let mut text = r#"{"label":"a","either":"#.to_owned();
    for _ in 0..120 {
        text.push_str(r#"{"of":"#);
    }
    text.push('1');
    text.push_str(&"}".repeat(121));
    assert!(decode::<crate::recursion::Node>(&text).is_ok());
}

#[test]
fn a_property_that_stands_twice_is_a_violation() {
    let violations =
        decode::<Person>(r#"{"name":"a","nickname":"b","name":"c"}"#).expect_err("which name?");
    assert_eq!(
        violations[0].to_string(),
        "/name: property `name` stands twice in one object [json]"
    );
}

#[test]
fn a_decoder_can_move_between_pushes_and_threads() {
    let mut decoder = Decoder::<Event>::new();
    decoder.push(br#"{"event":{"y":2,"#);
    let decoder = std::thread::spawn(move || {
        let mut moved = Box::new(decoder);
        moved.push(br#""x":1,"kind":"cli"#);
        moved
    });
    let mut decoder = *decoder.join().expect("the thread ends");
    decoder.push(br#"ck"}}"#);
    assert!(decoder.finish().is_ok());
}
