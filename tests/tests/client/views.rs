//! What a stream shows on the way.

use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{Partial, Step};
use serde_json::{Value, json};

use crate::objects::Person;
use crate::script::{ADA, SSE, Said, event, request, run};

/// Whether a later view says at least what an earlier one said.
fn refines(earlier: &Value, later: &Value) -> bool {
    match (earlier, later) {
        (Value::Null, _) => true,
        (Value::String(a), Value::String(b)) => b.starts_with(a.as_str()),
        (Value::Array(a), Value::Array(b)) => {
            a.len() <= b.len() && a.iter().zip(b).all(|(a, b)| refines(a, b))
        }
        (Value::Object(a), Value::Object(b)) => a
            .iter()
            .all(|(key, a)| b.get(key).is_some_and(|b| refines(a, b))),
        (a, b) => a == b,
    }
}

/// Streams `chunks`, and returns the views and the value.
fn views(mode: Mode, chunks: Vec<Vec<u8>>) -> (Vec<Value>, Person) {
    let server = Replay::new().answer(200, SSE, chunks);
    run(async {
        let mut stream = request(&server).mode(mode).stream();
        assert_eq!(
            server.requests().len(),
            0,
            "nothing is sent before it is asked for"
        );
        let (mut views, mut complete) = (Vec::new(), false);
        while let Some(step) = stream.next().await {
            let Step::View(view) = step.expect("no failure") else {
                panic!("no reask")
            };
            assert!(!complete || view.is_complete(), "what is complete stays so");
            complete = view.is_complete();
            views.push(serde_json::to_value(view).expect("a view can be written"));
        }
        assert!(complete, "the last view is complete");
        assert!(stream.next().await.is_none(), "and the last one");
        (views, stream.finish().await.expect("it fits").value)
    })
}

#[test]
fn views_refine_each_other_and_end_as_the_value() {
    for mode in formwork_tests::MODES {
        let bytes = Said::of(mode, ADA).stream().concat().into_bytes();
        for (size, least) in [(1, 15), (7, 15), (333, 2), (bytes.len(), 1)] {
            let chunks: Vec<Vec<u8>> = bytes.chunks(size).map(<[u8]>::to_vec).collect();
            let (views, value) = views(mode, chunks);
            let case = format!("{mode}, {size} bytes at a time");
            assert!(views.len() >= least, "{case}: {} views", views.len());
            for pair in views.windows(2) {
                assert!(
                    refines(&pair[0], &pair[1]),
                    "{case}: {} {}",
                    pair[0],
                    pair[1]
                );
            }
            let value = serde_json::to_value(&value).expect("a value can be written");
            assert_eq!(views.last(), Some(&value), "{case}");
        }
    }
}

#[test]
fn strings_grow_and_numbers_appear() {
    let server = Said::text(ADA).script(true);
    run(async {
        let mut stream = request(&server).stream();
        let mut names = Vec::new();
        while let Some(step) = stream.next().await {
            let Step::View(view) = step.expect("no failure") else {
                panic!("no reask")
            };
            let Some(person) = view.get() else { continue };
            assert!(!person.age.is_growing());
            if let Partial::Growing(name) = &person.name {
                names.push(name.clone());
                assert!(person.age.is_absent(), "it stands behind the name");
            }
        }
        assert_eq!(names, ["A", "Ada Lo", "Ada Lovelac"]);
        // A value that nobody takes is no loss.
        drop(stream);
    });
}

#[test]
fn a_stream_need_not_be_looked_at() {
    let server = Said::text(ADA).script(true);
    let stream = request(&server).stream();
    assert_eq!(stream.mode(), Mode::JsonSchema);
    assert_eq!(run(stream.finish()).expect("it fits").value.age, Some(36));

    let server = Said::text(ADA).script(true);
    run(async {
        let mut stream = request(&server).stream();
        for _ in 0..3 {
            assert!(stream.next().await.is_some());
        }
        assert_eq!(stream.attempts().len(), 0, "it is still on its way");
        assert_eq!(stream.finish().await.expect("it fits").value.age, Some(36));
    });
}

#[test]
fn views_follow_the_call_by_the_right_name() {
    let mut said = Said::call("call_1", "search", r#"{"name":"somebody else"}"#);
    said.calls.push(("call_2", "Person", ADA.to_owned()));
    let server = said.script(true);
    run(async {
        let mut stream = request(&server).mode(Mode::Tools).stream();
        let mut names = Vec::new();
        while let Some(step) = stream.next().await {
            let Step::View(view) = step.expect("no failure") else {
                panic!("no reask")
            };
            names.push(
                view.get()
                    .and_then(|person| person.name.complete().cloned()),
            );
        }
        assert!(
            names.contains(&Some("somebody else".to_owned())),
            "{names:?}"
        );
        assert_eq!(names.last(), Some(&Some("Ada Lovelace".to_owned())));
        let start = names
            .iter()
            .rposition(Option::is_none)
            .expect("views start over");
        assert!(names[..start].contains(&Some("somebody else".to_owned())));
        assert_eq!(
            stream.finish().await.expect("it fits").value.name,
            "Ada Lovelace"
        );
    });
}

#[test]
fn what_the_model_thinks_is_shown_as_it_comes() {
    let mut chunks = Vec::new();
    for piece in ["Let ", "me ", "see."] {
        chunks.push(event(&json!({"reasoning_content": piece}), None));
    }
    chunks.extend(Said::text(ADA).stream());
    let server = Replay::new().answer(200, SSE, chunks);
    let thoughts = run(async {
        let mut stream = request(&server).mode(Mode::JsonSchema).stream();
        let (mut thoughts, mut views) = (Vec::new(), 0);
        while let Some(step) = stream.next().await {
            match step.expect("no failure") {
                Step::Reasoning(more) => {
                    assert_eq!(views, 0, "it comes before the answer");
                    thoughts.push(more.to_owned());
                }
                Step::View(_) => views += 1,
                _ => panic!("nothing else happens"),
            }
        }
        let reply = stream.finish().await.expect("it fits");
        assert!(views > 0);
        assert_eq!(reply.attempts[0].reasoning, thoughts.concat());
        thoughts
    });
    assert_eq!(thoughts, ["Let ", "me ", "see."]);
}
