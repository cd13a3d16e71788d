//! What came of a request, as a journal keeps it: JSON, out of which the value is read again.
//!
//! The answer is kept as the model wrote it and judged anew each time: a type that has changed since
//! does not get a value that breaks its rules.

use std::str::FromStr as _;

use crate::call::{Attempt, Known, Reply, Request};
use crate::envelope::Envelope;
use crate::error::{Error, ErrorKind};
use crate::json::write::Writer;
use crate::provider::{Mode, find};
use crate::usage::Usage;
use crate::violation::Violation;

/// What came of a request that was answered, and paid for. See [`Journal::entries`](super::Journal::entries).
///
/// ```
/// # use formwork::{bulk::{Input, Journal}, Client, provider::offline::Offline};
/// # let path = std::env::temp_dir().join(format!("formwork-doc-entry-{}", std::process::id()));
/// # let client = Client::offline(Offline::new());
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let bulk = client.bulk::<u8>().journal(Journal::open(&path).unwrap());
/// # let mut running = bulk.run([Input::user("a", "How many?")]);
/// # while running.next().await.is_some() {}
/// # });
/// let entry = Journal::entries(&path)?.next().unwrap()?;
/// assert_eq!((entry.id(), entry.attempts()), ("a", 1));
/// assert!(entry.usage().output_tokens > 0 && !entry.answer().is_empty());
/// # std::fs::remove_file(path).unwrap();
/// # Ok::<(), formwork::bulk::JournalError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub(crate) id: String,
    /// What was asked: see [`ask`](super::ask).
    pub(crate) asked: u128,
    end: End,
    /// Who answered last, and how it was asked.
    provider: String,
    model: String,
    mode: Mode,
    /// The last answer.
    answer: String,
    /// How many attempts there were, and what they cost together.
    attempts: u32,
    usage: Usage,
}

/// How it ended. What is not here was not answered, and is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    Valid,
    Invalid(Vec<Violation>),
    TokenBudget(Vec<Violation>),
    Truncated,
    ContentFilter,
    Refused(String),
}

/// The counts of [`Usage`], by their names here.
fn counts(usage: &mut Usage) -> [(&'static str, &mut u64); 6] {
    [
        ("input", &mut usage.input_tokens),
        ("output", &mut usage.output_tokens),
        ("cached", &mut usage.cached_input_tokens),
        ("cache_written", &mut usage.cache_written_tokens),
        ("reasoning", &mut usage.reasoning_tokens),
        ("total", &mut usage.total_tokens),
    ]
}

/// What is told of it.
impl Entry {
    /// The input's name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who answered last: the name of a [`Provider`](crate::provider::Provider).
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The model that answered last.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// How it was asked last.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// How many attempts there were.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What all attempts have cost.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// The last answer, as the model wrote it.
    #[must_use]
    pub fn answer(&self) -> &str {
        &self.answer
    }

    /// Why there was no value; `None` where there was one. Where the rules have changed since, a job that goes on may think
    /// otherwise.
    #[must_use]
    pub fn failure(&self) -> Option<ErrorKind> {
        Some(match &self.end {
            End::Valid => return None,
            End::Invalid(_) => ErrorKind::Invalid,
            End::TokenBudget(_) => ErrorKind::TokenBudget,
            End::Truncated => ErrorKind::Truncated,
            End::ContentFilter => ErrorKind::ContentFilter,
            End::Refused(words) => ErrorKind::Refused(words.clone()),
        })
    }

    /// What was wrong with the last answer.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match &self.end {
            End::Invalid(violations) | End::TokenBudget(violations) => violations,
            End::Valid | End::Truncated | End::ContentFilter | End::Refused(_) => &[],
        }
    }
}

impl Entry {
    /// The entry of a result; `None` for one that was not answered, or of which nothing was judged.
    pub(crate) fn of<T>(id: &str, asked: u128, result: &Result<Reply<T>, Error>) -> Option<Self> {
        let (end, attempts) = match result {
            Ok(reply) => (End::Valid, reply.attempts.as_slice()),
            Err(error) => {
                let wrong = error.attempts().last();
                let wrong = wrong.map(|last| last.violations.clone());
                let end = match error.kind() {
                    ErrorKind::Invalid => End::Invalid(wrong.unwrap_or_default()),
                    ErrorKind::TokenBudget => End::TokenBudget(wrong.unwrap_or_default()),
                    ErrorKind::Truncated => End::Truncated,
                    ErrorKind::ContentFilter => End::ContentFilter,
                    ErrorKind::Refused(words) => End::Refused(words.clone()),
                    _ => return None,
                };
                (end, error.attempts())
            }
        };
        let last = attempts.last()?;
        Some(Self {
            id: id.to_owned(),
            asked,
            end,
            provider: last.provider.to_owned(),
            model: last.model.clone(),
            mode: last.mode,
            answer: last.answer.clone(),
            attempts: u32::try_from(attempts.len()).unwrap_or(u32::MAX),
            usage: attempts.iter().filter_map(|attempt| attempt.usage).sum(),
        })
    }

    /// The entry as JSON text, without a line end in it.
    pub(crate) fn to_json(&self) -> String {
        let end = match &self.end {
            End::Valid => "valid",
            End::Invalid(_) => "invalid",
            End::TokenBudget(_) => "token_budget",
            End::Truncated => "truncated",
            End::ContentFilter => "content_filter",
            End::Refused(_) => "refused",
        };
        let mut w = Writer::with_capacity(self.answer.len() + self.id.len() + 256);
        w.begin_object();
        w.string_member("id", &self.id);
        w.string_member("asked", &format!("{:032x}", self.asked));
        w.string_member("end", end);
        match &self.end {
            End::Invalid(wrong) | End::TokenBudget(wrong) => {
                w.key("violations");
                w.begin_array();
                for violation in wrong {
                    write_violation(violation, &mut w);
                }
                w.end_array();
            }
            End::Refused(words) => w.string_member("words", words),
            End::Valid | End::Truncated | End::ContentFilter => {}
        }
        w.string_member("provider", &self.provider);
        w.string_member("model", &self.model);
        w.string_member("mode", self.mode.as_str());
        w.key("attempts");
        w.raw(&self.attempts.to_string());
        w.key("usage");
        w.begin_object();
        let mut usage = self.usage;
        for (name, count) in counts(&mut usage) {
            w.key(name);
            w.raw(&count.to_string());
        }
        w.end_object();
        w.string_member("answer", &self.answer);
        w.end_object();
        w.into_text()
    }

    /// Reads an entry.
    pub(crate) fn from_json(text: &str) -> Option<Self> {
        let entry = Envelope::open(text)?;
        let end = match entry.string("end")?.as_str() {
            "valid" => End::Valid,
            "invalid" => End::Invalid(violations(&entry)?),
            "token_budget" => End::TokenBudget(violations(&entry)?),
            "truncated" => End::Truncated,
            "content_filter" => End::ContentFilter,
            "refused" => End::Refused(entry.string("words")?),
            _ => return None,
        };
        let counted = entry.object("usage")?;
        let mut usage = Usage::default();
        for (name, count) in counts(&mut usage) {
            *count = counted.number(name).unwrap_or(0);
        }
        Some(Self {
            id: entry.string("id")?,
            asked: u128::from_str_radix(&entry.string("asked")?, 16).ok()?,
            end,
            provider: entry.string("provider")?,
            model: entry.string("model")?,
            mode: Mode::from_str(&entry.string("mode")?).ok()?,
            answer: entry.string("answer")?,
            attempts: u32::try_from(entry.number("attempts")?).ok()?,
            usage,
        })
    }

    /// The result again, its answer judged anew. `None` where it was valid and is no longer, or nothing is known of who
    /// gave it, so that it has to be asked for again. Of several attempts the last one is known, with what all of them cost.
    pub(crate) fn revive<T: Known>(&self, request: &Request<T>) -> Option<Result<Reply<T>, Error>> {
        let provider = find(&self.provider)?;
        let mut attempt = Attempt {
            number: self.attempts,
            mode: self.mode,
            answer: self.answer.clone(),
            reasoning: String::new(),
            violations: self.violations().to_vec(),
            failure: None,
            finish: None,
            usage: Some(self.usage),
            from_cache: false,
            saved: None,
            provider: provider.name,
            model: self.model.clone(),
            head: None,
            body: None,
        };
        let Some(kind) = self.failure() else {
            let judged = T::judge(request, provider, self.mode, &self.answer);
            let (value, mends) = judged.ok()?;
            return Some(Ok(Reply {
                value,
                mends,
                attempts: vec![attempt],
            }));
        };
        if attempt.violations.is_empty() {
            attempt.failure = Some(kind.to_string());
        }
        Some(Err(Error::new(kind, vec![attempt])))
    }
}

fn write_violation(violation: &Violation, w: &mut Writer) {
    w.begin_object();
    w.string_member("pointer", &violation.pointer);
    w.string_member("keyword", &violation.keyword);
    w.string_member("message", &violation.message);
    if let Some(value) = &violation.value {
        w.string_member("value", value);
    }
    w.end_object();
}

fn violations(entry: &Envelope<'_>) -> Option<Vec<Violation>> {
    let list = entry.list("violations")?.into_iter();
    let read = list.map(|violation| {
        let violation = Envelope::open(violation)?;
        let (pointer, message) = (violation.string("pointer")?, violation.string("message")?);
        let mut read = Violation::new(pointer, violation.string("keyword")?, message);
        read.value = violation.string("value");
        Some(read)
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_they_were_written() {
        let ends = [
            End::Valid,
            End::Invalid(vec![
                Violation::new("/a~1b", "type", "must be \"a\""),
                Violation::new("", "check", "is wrong").with_value("\"x\""),
            ]),
            End::TokenBudget(Vec::new()),
            End::Truncated,
            End::ContentFilter,
            End::Refused("no\n\"never\"".to_owned()),
        ];
        for end in ends {
            let mut usage = Usage::default();
            for (number, (_, count)) in (1..).zip(counts(&mut usage)) {
                *count = number;
            }
            let entry = Entry {
                id: "é\u{2028}\n".to_owned(),
                asked: u128::MAX - 7,
                end,
                provider: "openai".to_owned(),
                model: "gpt-5".to_owned(),
                mode: Mode::StrictTools,
                answer: "{\"a\": 1.50}\r\n".to_owned(),
                attempts: 3,
                usage,
            };
            let text = entry.to_json();
            assert!(!text.contains('\n'), "{text}");
            assert_eq!(Entry::from_json(&text), Some(entry));
        }
        for text in [
            "",
            "{}",
            r#"{"id":"a","asked":"0","end":"well","mode":"tools"}"#,
        ] {
            assert_eq!(Entry::from_json(text), None, "{text}");
        }
    }
}
