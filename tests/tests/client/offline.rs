//! The same calls with the provider that needs no network, whose answers nobody has written down.

use formwork::provider::Mode;
use formwork::provider::offline::{Fault, Offline};
use formwork::{Client, Error, Extract, Reply};

use crate::list::ShoppingList;
use crate::objects::Person;
use crate::open::Open;
use crate::script::{kind, run, send};

const QUESTION: &str = "Ada Lovelace, 36, of London, wrote a program.";

fn ask<T: Extract>(offline: &Offline, mode: Mode, streamed: bool) -> Result<Reply<T>, Error> {
    let client = Client::offline(offline.clone());
    let request = client.request::<T>().user(QUESTION).mode(mode);
    run(send(request, streamed))
}

#[test]
fn every_mode_gives_a_value() {
    for seed in 0..8 {
        let offline = Offline::new().seed(seed);
        for streamed in [false, true] {
            for mode in formwork_tests::MODES {
                let reply = ask::<Person>(&offline, mode, streamed).expect("a person");
                assert_eq!(reply.attempts.len(), 1, "{:?}", reply.attempts);
                assert!(reply.usage().output_tokens > 0);
                let list = ask::<ShoppingList>(&offline, mode, streamed).expect("a list");
                assert!(!list.value.0.is_empty());
            }
            for mode in [Mode::Tools, Mode::Json] {
                ask::<Open>(&offline, mode, streamed).expect("an open value");
            }
        }
        assert_eq!(offline.requests().len(), 24);
    }
}

#[test]
fn the_same_seed_gives_the_same_value() {
    let value = |seed| {
        let client = Client::offline(Offline::new().seed(seed));
        run(client.extract::<Person>(QUESTION)).expect("a person")
    };
    assert_eq!(value(7), value(7));
    assert!(
        (0..20).any(|seed| value(seed) != value(7)),
        "another seed says something else"
    );
}

#[test]
fn faults_that_pass_leave_a_value() {
    // The requests, and the attempts among them.
    for (fault, requests, attempts) in [
        (Fault::InvalidFirst, 2, 2),
        (Fault::Empty, 2, 2),
        (Fault::RateLimitFirst, 2, 1),
        (Fault::ServerErrorFirst, 2, 1),
    ] {
        for mode in formwork_tests::MODES {
            for streamed in [false, true] {
                let offline = Offline::new().seed(3).faults([fault]);
                let case = format!("{fault} in {mode}, streamed: {streamed}");
                let reply = ask::<Person>(&offline, mode, streamed);
                let reply = reply.unwrap_or_else(|error| panic!("{case}: {error}"));
                assert_eq!(offline.requests().len(), requests, "{case}");
                assert_eq!(reply.attempts.len(), attempts, "{case}");
                let (last, before) = reply.attempts.split_last().expect("an attempt");
                assert!(last.violations.is_empty(), "{case}");
                assert!(
                    before.iter().all(|attempt| !attempt.violations.is_empty()),
                    "{case}"
                );
            }
        }
    }
}

#[test]
fn faults_that_stay_are_errors_of_their_kind() {
    for (fault, expected) in [
        (Fault::CutStream, "transport"),
        (Fault::Refusal, "refused"),
        (Fault::Truncated, "truncated"),
        (Fault::Html, "protocol"),
    ] {
        for mode in formwork_tests::MODES {
            for streamed in [false, true] {
                let offline = Offline::new().seed(3).faults([fault]);
                let case = format!("{fault} in {mode}, streamed: {streamed}");
                let error = ask::<Person>(&offline, mode, streamed).expect_err(&case);
                assert_eq!(kind(error.kind()), expected, "{case}");
                assert_eq!(offline.requests().len(), 1, "{case}: no second try");
                let [attempt] = error.attempts() else {
                    panic!("{case}: {:?}", error.attempts())
                };
                assert_eq!(attempt.failure, Some(error.to_string()), "{case}");
                let says_something = !attempt.answer.is_empty() || !streamed;
                assert!(
                    says_something || fault == Fault::Refusal,
                    "{case}: {attempt:?}"
                );
            }
        }
    }
}

#[test]
fn a_model_that_never_learns_is_given_up() {
    let offline = Offline::new().faults([Fault::InvalidFirst; 3]);
    let error = ask::<Person>(&offline, Mode::StrictTools, true).expect_err("three are wrong");
    assert_eq!((kind(error.kind()), error.attempts().len()), ("invalid", 3));
    assert!(
        error
            .attempts()
            .iter()
            .all(|attempt| !attempt.violations.is_empty())
    );
    let sum: u64 = error
        .attempts()
        .iter()
        .filter_map(|attempt| attempt.usage)
        .map(|usage| usage.total_tokens)
        .sum();
    assert!(sum > 0 && error.usage().total_tokens == sum);
}
