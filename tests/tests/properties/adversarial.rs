//! Answers made to cost as much as they can: each ends soon, with a value or a clear violation.
//!
//! The bounds on time are wide, because machines are slow and shared; what they catch is work that
//! grows with the square of the answer, or faster, which would take minutes here, or for ever.

use std::fmt::Write as _;
use std::time::Duration;

use formwork::{Decode, Decoder, Violation};

use crate::cpu::Work;
use crate::recursion::Node;
use crate::scanner::anything::Anything;
use crate::strings::Strings;
use crate::traps::{Captures, Doubling};
use crate::untagged::Untagged;

/// Ten times as much where time is given, as it is with `PROPTEST_CASES`.
fn times(count: usize) -> usize {
    if std::env::var_os("PROPTEST_CASES").is_some() {
        count * 10
    } else {
        count
    }
}

/// Reads an answer in pieces of a size, and looks at the view after each.
fn read<T: Decode>(answer: &str, size: usize) -> Result<T, Vec<Violation>> {
    let work = Work::begin();
    let mut decoder = Decoder::<T>::new();
    for piece in answer.as_bytes().chunks(size) {
        decoder.push(piece);
        std::hint::black_box(decoder.view());
    }
    let verdict = decoder.finish();
    let took = work.spent();
    assert!(
        took < Duration::from_secs(30),
        "{} bytes by {size} took {took:?}",
        answer.len()
    );
    verdict
}

/// The same, whole and byte by byte, which must come to the same.
fn both<T: Decode + PartialEq + std::fmt::Debug>(answer: &str) -> Result<T, Vec<Violation>> {
    let whole = read::<T>(answer, usize::MAX);
    assert_eq!(read::<T>(answer, 1), whole);
    whole
}

fn last<T: std::fmt::Debug>(verdict: Result<T, Vec<Violation>>) -> String {
    verdict
        .expect_err("it cannot fit")
        .pop()
        .expect("a failure says why")
        .to_string()
}

#[test]
fn brackets_without_end() {
    for answer in [
        "[".repeat(1_000_000),
        "{\"a\":".repeat(100_000),
        "{\"nest\":[".repeat(100_000),
    ] {
        let wanted = "nested more than 127 levels deep";
        assert!(last(both::<Anything>(&answer)).contains(wanted));
        assert!(last(both::<Node>(&answer)).contains(wanted));
    }
}

#[test]
fn a_long_string_byte_by_byte() {
    let text = "ä€x ".repeat(times(100_000));
    let value = both::<Anything>(&format!("\"{text}\"")).expect("it is JSON");
    assert_eq!(value.0.as_str(), Some(text.as_str()));
    let read = both::<Strings>(&format!(r#"{{"long":"{text}","code":"{text}"}}"#));
    let violations = read.expect_err("it is no code");
    assert_eq!(violations.len(), 1);
    let shown = violations[0].value.as_deref().unwrap_or_default();
    assert!(shown.len() < 300, "{} bytes are shown", shown.len());
    // A string where none belongs is read past, and not kept.
    let read = both::<Node>(&format!(r#"{{"label":"a","twin":"{text}"}}"#));
    let violations = read.expect_err("a string is no node");
    assert!(
        violations[0]
            .value
            .as_ref()
            .is_some_and(|shown| shown.len() < 300)
    );
}

#[test]
fn digits_without_end() {
    let digits = "1".repeat(1_000_000);
    assert!(last(both::<Anything>(&digits)).contains("a number of over 65536 bytes"));
    assert!(
        last(both::<Anything>(&format!("{{\"{digits}\":1}}")))
            .contains("a property name of over 65536 bytes")
    );
    let long = "1".repeat(60_000);
    assert!(last(both::<Anything>(&long)).contains("too large for a double"));
    assert!(both::<Anything>(&format!("0.{long}")).is_ok());
    assert!(both::<Anything>(&format!("[{}]", vec!["1e-9999"; 100_000].join(","))).is_ok());
}

#[test]
fn many_violations_stay_small() {
    let wrong = format!(
        r#"{{"label":"a","children":[{}]}}"#,
        vec!["1"; times(30_000)].join(",")
    );
    let violations = both::<Node>(&wrong).expect_err("a number is no node");
    assert!(
        (100..50_000).contains(&violations.len()),
        "{} violations",
        violations.len()
    );
    let bytes: usize = violations
        .iter()
        .map(|one| one.pointer.len() + one.message.len())
        .sum();
    assert!(bytes < 4 << 20, "{bytes} bytes of violations");
    // Long names around them make long pointers.
    let key = "k".repeat(60_000);
    let mut wrong = format!(r#"{{"loose":{{"{key}":1}},"places":"#);
    wrong.push('{');
    for index in 0..100 {
        let _ = write!(wrong, r#""{index}{key}":{{"x":"1"}},"#);
    }
    wrong.push_str(r#""last":{}}}"#);
    let violations = read::<crate::maps::Maps>(&wrong, usize::MAX).expect_err("x is no integer");
    let bytes: usize = violations.iter().map(|one| one.pointer.len()).sum();
    assert!(bytes < 4 << 20, "{bytes} bytes of pointers");
}

#[test]
fn unions_in_unions_are_read_once() {
    // Each level is one of three, and its tag comes last.
    for depth in [3, 12, 60, 120] {
        let mut answer = r#"{"late":"#.to_owned();
        answer.push_str(&r#"{"of":"#.repeat(depth));
        answer.push('1');
        for level in 0..depth {
            answer.push_str(if level % 2 == 0 {
                r#","op":"or"}"#
            } else {
                r#","op":"and"}"#
            });
        }
        answer.push('}');
        let value =
            both::<Doubling>(&answer).unwrap_or_else(|wrong| panic!("{depth}: {}", wrong[0]));
        let written = serde_json::to_string(&value).expect("it can be written");
        assert_eq!(written, answer);
        let wrong = answer.replacen("\"or\"", "\"xor\"", 1);
        assert!(both::<Doubling>(&wrong).is_err(), "{depth}");
    }
}

#[test]
fn unions_that_no_tag_tells_apart_are_read_once() {
    for depth in [3, 12, 60, 120] {
        let answer = format!(
            r#"{{"loose":{}1{}}}"#,
            r#"{"in":"#.repeat(depth),
            r#","size":3}"#.repeat(depth)
        );
        assert!(both::<Doubling>(&answer).is_ok(), "{depth}");
        // Between the two sizes, both fit, at every level.
        let wrong = answer.replacen("\"size\":3", "\"size\":5", 1);
        let wrong = both::<Doubling>(&wrong).expect_err("both fit");
        assert!(wrong.iter().any(|one| one.keyword == "oneOf"), "{wrong:?}");
    }
}

#[test]
fn many_unions_in_a_union() {
    // The outer union stays open while the inner ones come and go.
    let mut items = vec![r#"{"of":{"of":1,"op":"or"},"op":"and"}"#; times(3_000)].join(",");
    let answer = format!(r#"{{"late":{{"all":[{items}],"of":1,"op":"nor"}}}}"#);
    assert!(both::<Doubling>(&answer).is_ok());
    items = vec![r#""abc""#; times(10_000)].join(",");
    let answer = format!(r#"{{"texts":[{items},[["bcde"]]]}}"#);
    assert!(both::<Doubling>(&answer).is_err());
}

#[test]
fn many_small_violations_in_a_branch() {
    // A broken limit does not rule a branch out, so each of its violations is kept for a while.
    let items = vec!["11"; times(10_000)].join(",");
    let answer = format!(
        r#"{{"either":{{"items":[{}],"note":1}}}}"#,
        vec!["[1,1]"; times(10_000)].join(",")
    );
    assert!(both::<Captures>(&answer).is_err());
    let answer = format!(r#"{{"lists":[{items},"a"]}}"#);
    assert!(both::<Untagged>(&answer).is_err());
}

#[test]
fn many_keys() {
    let members: Vec<String> = (0..times(10_000))
        .map(|index| format!(r#""{index}":[{index}]"#))
        .collect();
    let answer = format!("{{{}}}", members.join(","));
    assert!(both::<Anything>(&answer).is_ok());
    let answer = format!(r#"{{"extra":{answer}}}"#);
    assert!(both::<Captures>(&answer).is_ok());
}

#[test]
fn an_answer_without_end() {
    if times(1) == 1 {
        return;
    }
    let limit = 64 << 20;
    let answer = format!("1{}", " ".repeat(limit - 1));
    for size in [usize::MAX, 1_000] {
        assert!(read::<Anything>(&answer, size).is_ok());
        let longer = last(read::<Anything>(&format!("{answer} "), size));
        assert_eq!(
            longer,
            "the answer: the answer is over 67108864 bytes (at byte 67108864) [json]"
        );
    }
}
