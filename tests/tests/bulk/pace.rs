//! Limits that a server sets, tells and enforces.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::inputs;
use crate::loopback::Told;
use crate::model::{Model, person, run, said};
use crate::objects::Person;

/// A limit of so many requests in each window of time.
struct Limit {
    most: usize,
    window: Duration,
    state: Mutex<(Instant, usize)>,
}

impl Limit {
    fn new(most: usize, window: Duration) -> Self {
        Self {
            most,
            window,
            state: Mutex::new((Instant::now(), 0)),
        }
    }

    /// Takes a request, or does not; how many are left, and when it is full again.
    fn take(&self) -> (bool, usize, Duration) {
        let mut state = self.state.lock().expect("the limit is well");
        if state.0.elapsed() >= self.window {
            *state = (Instant::now(), 0);
        }
        let taken = state.1 < self.most;
        state.1 += usize::from(taken);
        (
            taken,
            self.most - state.1,
            self.window.saturating_sub(state.0.elapsed()),
        )
    }
}

/// Runs a job of so many inputs. Every one of them must come to a value.
fn all(model: &Model, count: usize) {
    run(async {
        let bulk = model.client().bulk::<Person>().concurrency(8);
        let mut running = bulk.run(inputs(count));
        let mut done = 0;
        while let Some(one) = running.next().await {
            one.result.expect("a limit is no failure");
            done += 1;
        }
        assert_eq!(done, count);
    });
}

const REFUSED: &str = r#"{"error":{"message":"slow down","code":"rate_limit_exceeded"}}"#;

#[test]
fn limits_that_are_told_are_kept() {
    let window = Duration::from_millis(300);
    let limit = Limit::new(10, window);
    let model = Model::start(move |name, _| {
        let (taken, left, resets) = limit.take();
        let told = if taken {
            Told::json(200, said(&person(name)))
        } else {
            Told::json(429, REFUSED)
        };
        told.header("x-ratelimit-remaining-requests", left.to_string())
            .header(
                "x-ratelimit-reset-requests",
                format!("{}ms", resets.as_millis() + 2),
            )
    });
    let began = Instant::now();
    all(&model, 45);
    assert_eq!(model.asked(), 45, "nothing was sent to be refused");
    assert!(began.elapsed() >= window * 4, "{:?}", began.elapsed());
}

#[test]
fn refusals_hold_everybody_and_cost_no_input() {
    let limit = Limit::new(10, Duration::from_millis(300));
    let model = Model::start(move |name, _| match limit.take() {
        (true, ..) => Told::json(200, said(&person(name))),
        (false, _, resets) => {
            Told::json(429, REFUSED).header("retry-after-ms", (resets.as_millis() + 2).to_string())
        }
    });
    all(&model, 45);
    let refused = model.asked() - 45;
    // Those that were under way when the limit was reached, at each of its ends.
    assert!((1..=8 * 5).contains(&refused), "{refused}");
}

#[test]
fn a_refusal_that_names_no_time_is_waited_out() {
    let model = Model::start(|name, before| match before {
        0 if name == "n-3" => Told::json(529, r#"{"error":{"message":"busy"}}"#),
        _ => Told::json(200, said(&person(name))),
    });
    let began = Instant::now();
    all(&model, 6);
    assert_eq!(model.asked(), 7);
    assert!(began.elapsed() < Duration::from_secs(10));
}
