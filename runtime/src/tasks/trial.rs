//! Tests of tasks: an input, an answer that is at hand, and what must come of it.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Task;
use super::block::block;
use super::difference::differences;
use crate::call::{Attempt, Reply};
use crate::client::Client;
use crate::error::Error;
use crate::extract::Extract;
use crate::lenient::Mends;
use crate::provider::Mode;
use crate::provider::offline::Offline;
use crate::transport::Replay;
use crate::violation::Violation;

/// A test of a task, as generated code writes it: nobody is asked, and nothing waits.
///
/// ```
/// use formwork::tasks::Trial;
/// use formwork::{Role, Task};
///
/// static GREET: Task<(), String> = Task::new("greet", &[(Role::User, "Say hello.")]);
///
/// Trial::new(&GREET, "null").said(&["\"Hello!\""]).expect("\"Hello!\"").run().unwrap();
///
/// let failure = Trial::new(&GREET, "null").said(&["\"Hello!\""]).expect("\"Hi!\"").run().unwrap_err();
/// assert!(failure.to_string().contains("should be \"Hi!\" [expect], got \"Hello!\""));
/// ```
#[derive(Debug)]
#[must_use = "a test does nothing until it is run"]
pub struct Trial<I: 'static, O: 'static> {
    task: &'static Task<I, O>,
    input: &'static str,
    answers: Answers,
    expected: Option<&'static str>,
}

/// Where answers come from.
#[derive(Debug)]
enum Answers {
    Offline(&'static str),
    Said(&'static [&'static str]),
    Recorded(&'static str),
}

impl<I, O> Trial<I, O> {
    /// A test with an input, as JSON, that is answered offline.
    pub const fn new(task: &'static Task<I, O>, input: &'static str) -> Self {
        Self {
            task,
            input,
            answers: Answers::Offline(""),
            expected: None,
        }
    }

    /// Is answered from the schema; see [`Offline::from_spec`].
    pub const fn offline(mut self, spec: &'static str) -> Self {
        self.answers = Answers::Offline(spec);
        self
    }

    /// Is answered with these texts, attempt by attempt.
    pub const fn said(mut self, answers: &'static [&'static str]) -> Self {
        self.answers = Answers::Said(answers);
        self
    }

    /// Is answered with the body of a response of the task's provider, as it came: whole, or as events.
    pub const fn recorded(mut self, body: &'static str) -> Self {
        self.answers = Answers::Recorded(body);
        self
    }

    /// The result must have what this JSON has; objects may have more.
    pub const fn expect(mut self, value: &'static str) -> Self {
        self.expected = Some(value);
        self
    }
}

impl<I: Serialize + DeserializeOwned, O: Extract + Serialize> Trial<I, O> {
    /// Runs it.
    ///
    /// # Errors
    /// Says what went wrong.
    pub fn run(self) -> Result<(), Failure> {
        let fail = |what: String| Failure {
            task: self.task.name,
            what,
            differences: Vec::new(),
            attempts: Vec::new(),
        };
        let input: I = serde_json::from_str(self.input)
            .map_err(|error| fail(format!("the input breaks its schema: {error}")))?;
        let reply = match self.ask(&input) {
            Ok(reply) => reply,
            Err(error) => {
                let mut failure = fail(error.to_string());
                failure.attempts = error.attempts().iter().map(told).collect();
                return Err(failure);
            }
        };
        let Some(expected) = self.expected else {
            return Ok(());
        };
        let expected: Result<Value, _> = serde_json::from_str(expected);
        let pair =
            expected.and_then(|expected| Ok((serde_json::to_value(&reply.value)?, expected)));
        let (value, expected) = pair.map_err(|error| fail(error.to_string()))?;
        let differences = differences(&value, &expected);
        if differences.is_empty() {
            return Ok(());
        }
        Err(Failure {
            differences,
            attempts: reply.attempts.iter().map(told).collect(),
            ..fail("the result is not what was expected".to_owned())
        })
    }

    fn ask(&self, input: &I) -> Result<Reply<O>, Error> {
        match self.answers {
            Answers::Offline(spec) => {
                let offline = Offline::from_spec(spec).map_err(Error::configuration)?;
                let request = self.task.request(&Client::offline(offline), input);
                block(request.send())
            }
            Answers::Said(answers) => {
                let offline = Offline::new().answers(answers.iter().copied());
                let request = self.task.request(&Client::offline(offline), input);
                // What is said is meant as the schema's author has it, and to the letter.
                block(request.mode(Mode::Json).mends(Mends::None).send())
            }
            Answers::Recorded(body) => {
                let start = body.trim_start();
                let streamed = ["data:", "event:", "id:", ":"];
                let streamed = streamed.iter().any(|sign| start.starts_with(sign));
                let kind = if streamed {
                    "text/event-stream"
                } else {
                    "application/json"
                };
                let replay = Replay::new().answer(200, &[("content-type", kind)], [body]);
                let model = self.task.default_model().unwrap_or("openai/recorded");
                let client = Client::builder(model)
                    .api_key("recorded")
                    .transport(replay)
                    .build()?;
                let request = self.task.request(&client, input).max_reasks(0);
                if streamed {
                    block(request.stream().finish())
                } else {
                    block(request.send())
                }
            }
        }
    }
}

/// Why a test of a task has failed. `Debug` is for people: it is what a test that returns it shows.
pub struct Failure {
    task: &'static str,
    what: String,
    differences: Vec<Violation>,
    /// What the model said each time, and what was wrong with it.
    attempts: Vec<(String, Vec<Violation>)>,
}

fn told(attempt: &Attempt) -> (String, Vec<Violation>) {
    (attempt.answer.clone(), attempt.violations.clone())
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task `{}`: {}", self.task, self.what)?;
        for difference in &self.differences {
            write!(f, "\n  - {difference}")?;
        }
        for ((answer, violations), number) in self.attempts.iter().zip(1_usize..) {
            write!(f, "\n  answer {number}: {}", answer.trim())?;
            for violation in violations {
                write!(f, "\n    - {violation}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Failure {}
