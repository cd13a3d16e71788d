//! Rules of a schema that take a wait, want to know of the call, or are put to a model.

use formwork::provider::Mode;
use formwork::transport::Replay;
use formwork::{Client, Decoder, LlmCheck, Moderation, OnInvalid};
use serde_json::{Value, json};

use crate::booking::Booking;
use crate::script::{JSON, KEY, Said, bodies, client, kind, run, send};

/// The functions that the schema names.
pub(crate) mod rules {
    use formwork::{Context, Violation};

    use crate::booking::{Booking, Dish};

    pub(crate) fn fits_the_room(booking: &Booking, context: &Context) -> Result<(), Violation> {
        let room = context.get::<i64>().copied().unwrap_or(10);
        if i64::try_from(booking.guests).is_ok_and(|guests| guests <= room) {
            return Ok(());
        }
        Err(Violation::new(
            "/guests",
            "",
            format!("must not be over {room}"),
        ))
    }

    pub(crate) fn no_shouting(name: &str) -> Result<(), &'static str> {
        (name != name.to_uppercase())
            .then_some(())
            .ok_or("must not shout")
    }

    pub(crate) async fn is_known_guest(name: &str) -> Result<(), String> {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        (name != "Nobody")
            .then_some(())
            .ok_or_else(|| format!("{name} is unknown"))
    }

    pub(crate) async fn is_on_the_menu(dish: &Dish, context: &Context) -> Result<(), &'static str> {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        let is_known = dish.name != "gold" && context.judge().is_some();
        is_known.then_some(()).ok_or("is not on the menu")
    }
}

const GOOD: &str = r#"{"name":"Ada","guests":2,"wish":"no onions","dishes":[{"name":"soup"}]}"#;
const BAD: &str =
    r#"{"name":"Nobody","guests":12,"wish":"the moon","dishes":[{"name":"soup"},{"name":"gold"}]}"#;

/// A judge who says so of each question.
fn judge(verdicts: &[bool]) -> Replay {
    verdicts.iter().fold(Replay::new(), |server, is_valid| {
        let reason = if *is_valid {
            ""
        } else {
            "A kitchen has no moon."
        };
        let verdict = json!({"is_valid": is_valid, "reason": reason, "fixed_value": ""});
        Said::text(verdict.to_string()).then(server, false)
    })
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    for streamed in [false, true] {
        let server = Said::text(GOOD).then(Said::text(BAD).script(streamed), streamed);
        let judge = judge(&[false, true]);
        let request = client(&server)
            .request::<Booking>()
            .user("?")
            .judge(client(&judge));
        let reply = run(send(request, streamed)).expect("the second fits");
        assert_eq!(reply.value.name, "Ada");
        let mut told: Vec<String> = reply.attempts[0]
            .violations
            .iter()
            .map(ToString::to_string)
            .collect();
        told.sort();
        assert_eq!(
            told,
            [
                "/dishes/1: is not on the menu [x-check]",
                "/guests: must not be over 10 [x-check]",
                "/name: Nobody is unknown [x-check]",
                "/wish: A kitchen has no moon [x-llm-check]",
            ]
        );
        let asked: Value = serde_json::from_str(
            bodies(&judge)[0]["messages"][1]["content"]
                .as_str()
                .expect("a text"),
        )
        .expect("the rule and the value are data");
        let rule = "is something that a kitchen can do";
        assert_eq!(
            asked,
            json!({"validation_rule": rule, "candidate_value": "the moon"})
        );
    }
}

#[test]
fn what_the_caller_gives_is_known_to_the_rules() {
    let server = Said::text(r#"{"name":"Ada","guests":12,"wish":"no onions"}"#).script(false);
    let judge = judge(&[true]);
    let request = client(&server)
        .request::<Booking>()
        .user("?")
        .context(20_i64);
    let reply = run(request.judge(client(&judge)).send()).expect("there is room");
    assert_eq!(reply.attempts.len(), 1);
}

#[test]
fn what_cannot_be_put_to_anybody_does_not_pass() {
    let server = Said::text(GOOD).script(false);
    let judge = Replay::new().answer(401, JSON, ["{}"]);
    let request = client(&server)
        .request::<Booking>()
        .user("?")
        .judge(client(&judge));
    let error = run(request.send()).expect_err("nobody judges");
    assert_eq!((kind(error.kind()), error.attempts().len()), ("api", 1));
}

#[test]
fn without_a_judge_the_client_itself_is_asked() {
    let good = r#"{"name":"Ada","guests":2,"wish":"no onions"}"#;
    let verdict = json!({"is_valid": true, "reason": "", "fixed_value": ""}).to_string();
    let server = Said::text(verdict).then(Said::text(good).script(false), false);
    run(client(&server).request::<Booking>().user("?").send()).expect("it fits");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn answers_in_prose_and_items_are_asked_about_too() {
    let list = format!(r#"{{"value":[{GOOD},{BAD}]}}"#);
    for mode in [Mode::JsonSchema, Mode::MdJson] {
        let text = if mode == Mode::MdJson {
            format!("Here:\n{list}")
        } else {
            list.clone()
        };
        let server = Said::text(text).script(true);
        let judge = judge(&[true, false]);
        let request = client(&server).request::<Booking>().user("?").mode(mode);
        let items = request.judge(client(&judge)).items();
        let mut items = items.on_invalid(OnInvalid::Skip);
        let first = run(items.next()).expect("an item").expect("it fits");
        assert_eq!(first.name, "Ada");
        assert!(run(items.next()).is_none());
        let mut pointers: Vec<&str> = items.rejected()[0]
            .violations
            .iter()
            .map(|one| one.pointer.as_str())
            .collect();
        pointers.sort_unstable();
        assert_eq!(
            pointers,
            ["/1/dishes/1", "/1/guests", "/1/name", "/1/wish"],
            "{mode}"
        );
    }
}

#[test]
fn a_decoder_alone_hands_the_questions_over() {
    let mut decoder = Decoder::<Booking>::new();
    decoder.push(BAD.as_bytes());
    let (_, later) = decoder.finish_later().expect("it fits its schema");
    let pointers: Vec<&str> = later.iter().map(formwork::Later::pointer).collect();
    assert_eq!(pointers, ["/name", "/wish", "/dishes/0", "/dishes/1", ""]);
}

#[test]
fn rules_in_words_and_moderation_can_be_given_with_a_request() {
    let server = Said::text(r#"{"value":"Go away."}"#).script(false);
    let server = Said::text(r#"{"value":"Good day."}"#).then(server, false);
    let judge = judge(&[false, true]);
    let flagged = |flagged: bool| {
        json!({"id": "m", "model": "m", "results": [{
            "flagged": flagged, "categories": {"violence": false, "harassment": flagged},
        }]})
        .to_string()
    };
    let moderator =
        Replay::new()
            .answer(200, JSON, [flagged(true)])
            .answer(200, JSON, [flagged(false)]);
    let moderation = Moderation::new(client(&moderator)).model("omni-moderation-latest");
    let request = client(&server)
        .request::<String>()
        .user("?")
        .llm_check(LlmCheck::new(client(&judge), "is polite").temperature(0.0))
        .moderate(moderation, Clone::clone);
    let reply = run(request.mode(Mode::JsonSchema).send());
    let reply = reply.map_err(|error| error.to_string());
    let reply = reply.expect("the second is polite");
    assert_eq!(reply.value, "Good day.");
    let told: Vec<&str> = reply.attempts[0]
        .violations
        .iter()
        .map(|one| one.message.as_str())
        .collect();
    assert_eq!(told, ["A kitchen has no moon", "is flagged for harassment"]);
    let asked = &moderator.requests()[0];
    assert!(asked.url.ends_with("/v1/moderations"), "{}", asked.url);
    assert!(asked.headers.iter().any(|(_, value)| value.contains(KEY)));
    assert_eq!(bodies(&moderator)[0]["input"], "Go away.");
}

#[test]
fn a_verdict_can_be_asked_for_by_itself() {
    let verdict = json!({"is_valid": false, "reason": "No.", "fixed_value": "\"hi\""}).to_string();
    let server = Said::text(verdict).script(false);
    let check = LlmCheck::new(client(&server), "is short");
    let verdict = run(check.judge(&"hello")).expect("a verdict");
    assert_eq!(verdict.fixed_value.as_deref(), Some("\"hi\""));
    let offline = Client::from_env("offline").expect("it needs nothing");
    run(LlmCheck::new(offline, "is short").judge(&1)).expect("some verdict");
}
