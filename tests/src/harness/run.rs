//! What a program says of instances.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::asked::Asked;

/// The most address space that a program gets.
const MEMORY: u64 = 4 << 30;

/// How long it may think about an instance.
const LIMIT: Duration = Duration::from_secs(20);

/// What generated code says of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It is valid; the value, written back.
    Fits(String),
    /// It breaks the schema: pointer, keyword, message and value of each violation.
    Breaks(Vec<(String, String, String, Option<String>)>),
    /// The decoder has panicked.
    Panics(String),
    /// It was not to be had: the program died of it, or took too long.
    Lost(String),
}

impl Answer {
    /// In a few lines.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        match self {
            Self::Fits(text) => vec![format!("fits: {text}")],
            Self::Breaks(violations) => violations
                .iter()
                .map(|(pointer, keyword, message, value)| {
                    let value = value.as_deref().unwrap_or("nothing");
                    format!("{pointer:?} [{keyword}] {message}, got {value}")
                })
                .collect(),
            Self::Panics(words) => vec![format!("panics: {words}")],
            Self::Lost(why) => vec![why.clone()],
        }
    }
}

/// A program of modules.
pub struct Program(Asked);

impl Program {
    /// One that [`Runtime::compile`](super::Runtime::compile) has made.
    #[must_use]
    pub fn new(program: &Path) -> Self {
        Self(Asked::new(program, &[], MEMORY))
    }

    /// Asks a module about an instance, a text without line breaks.
    pub fn ask(&mut self, module: usize, instance: &str) -> Answer {
        match self.0.ask(&format!("{module} {instance}"), LIMIT) {
            Ok(line) => serde_json::from_str(&line).unwrap_or(Answer::Lost(line)),
            Err(lost) => Answer::Lost(lost.to_string()),
        }
    }
}
