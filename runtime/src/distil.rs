//! Calls written down as lessons for a smaller model: a line of JSON to each accepted answer.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::call::{Reply, Request};
use crate::envelope::Envelope;
use crate::error::Error;
use crate::extract::Extract;
use crate::json::write::Writer;
use crate::provider::{Mode, Provider, Wire, find};

/// What a line looks like.
///
/// ```
/// use formwork::provider::offline::Offline;
/// use formwork::{Client, Lesson, Lessons};
///
/// let client = Client::offline(Offline::new());
/// let mut lessons = Lessons::with(Vec::new(), Lesson::Raw);
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let request = client.request::<u8>().user("How many?");
/// let reply = request.clone().send().await?;
/// lessons.add(&request, &reply).unwrap();
/// let lines = String::from_utf8(lessons.into_inner()).unwrap();
/// let lesson: serde_json::Value = serde_json::from_str(&lines).unwrap();
/// assert_eq!((&lesson["provider"], &lesson["attempts"]), (&"offline".into(), &1.into()));
/// # Ok::<(), formwork::Error>(()) }).unwrap();
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lesson {
    /// A conversation as `OpenAI` takes it for fine-tuning (guide "Supervised fine-tuning", state of November
    /// 2026), which others take as well: `messages`, and `tools` where the call was made in a mode with tools.
    /// The last message is the answer.
    #[default]
    Messages,
    /// Everything that is known: `name`, `description`, `schema`, `provider`, `model`, `mode`, `messages`, `value`,
    /// `attempts` and `usage`, to make lessons of one's own form from.
    Raw,
}

/// Writes calls down as lessons, a line to each accepted answer.
///
/// A lesson holds what was asked at first and the answer that was accepted at last: what came between, asked again,
/// is not what a model should learn. The answer is the value in the shape of its schema, whatever had to be mended
/// or undone; where a provider of `OpenAI`'s dialect was held to the schema and nothing was mended, it is the
/// answer as it came, in the shape that the same mode will ask for again.
///
/// ```no_run
/// use formwork::Lessons;
///
/// # async fn f<T: formwork::Extract + serde::Serialize>(client: formwork::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut lessons = Lessons::new(std::fs::File::create("lessons.jsonl")?);
/// let request = client.request::<T>().system("Who is it?").user("Ada wrote the first program.");
/// let reply = request.clone().send().await?;
/// lessons.add(&request, &reply)?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Lessons<W> {
    out: W,
    lesson: Lesson,
    count: usize,
}

impl<W: Write> Lessons<W> {
    /// Writes lessons as conversations.
    pub fn new(out: W) -> Self {
        Self::with(out, Lesson::default())
    }

    /// Writes lessons that look so.
    pub fn with(out: W, lesson: Lesson) -> Self {
        Self {
            out,
            lesson,
            count: 0,
        }
    }

    /// Adds a lesson, in one write. No key is in it; what was asked and answered is, word for word.
    ///
    /// # Errors
    /// What becomes of the write; a request that cannot be told in `OpenAI`'s words, and a value that cannot be
    /// written as JSON ([`io::ErrorKind::InvalidInput`]). Nothing is written then.
    pub fn add<T: Extract + Serialize>(
        &mut self,
        request: &Request<T>,
        reply: &Reply<T>,
    ) -> io::Result<()> {
        let mut line = match self.lesson {
            Lesson::Messages => conversation(request, reply)?,
            Lesson::Raw => raw(request, reply)?,
        };
        line.push('\n');
        self.out.write_all(line.as_bytes())?;
        self.count += 1;
        Ok(())
    }

    /// How many lessons there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Hands back what is written to.
    pub fn into_inner(self) -> W {
        self.out
    }
}

fn wrong(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}

/// The provider in whose words lessons are.
fn teacher() -> io::Result<&'static Provider> {
    find("openai").ok_or_else(|| wrong("there is no such provider"))
}

/// How a request is told in a lesson. A schema that is enforced for the text is not told at all.
fn told(mode: Mode) -> Mode {
    match mode {
        Mode::Json | Mode::MdJson => mode,
        Mode::Auto
        | Mode::Tools
        | Mode::StrictTools
        | Mode::ParallelTools
        | Mode::JsonSchema
        | Mode::Text => Mode::Tools,
    }
}

/// The answer of a lesson: the value in the shape of the schema that a mode tells.
fn answer<T: Extract + Serialize>(value: &T, mode: Mode) -> io::Result<String> {
    let json = serde_json::to_string(value).map_err(wrong)?;
    let wording = teacher()?.wording(&T::FORM, told(mode)).map_err(wrong)?;
    Ok(if wording.undo.unwrap_root {
        format!(r#"{{"value":{json}}}"#)
    } else {
        json
    })
}

/// The answer as it came, where a model that is taught will be asked for the same shape.
fn as_it_came<T>(reply: &Reply<T>) -> Option<&str> {
    let last = reply.attempts.last()?;
    let provider = find(last.provider)?;
    let is_same = last.mode.is_enforced() && provider.dialect == teacher().ok()?.dialect;
    // It is JSON, but it need not be on one line.
    let is_json = serde_json::from_str::<&RawValue>(&last.answer).is_ok();
    (is_same && is_json && reply.mends.is_empty()).then_some(last.answer.as_str())
}

fn mode_of<T>(reply: &Reply<T>) -> Mode {
    let last = reply.attempts.last();
    last.map_or(Mode::Tools, |last| last.mode)
}

fn body<T: Extract>(request: &Request<T>, mode: Mode) -> io::Result<String> {
    let told = request.retold(teacher()?, Wire::OpenaiChat, mode);
    told.map_err(|kind| wrong(Error::new(kind, Vec::new())))
}

fn conversation<T: Extract + Serialize>(
    request: &Request<T>,
    reply: &Reply<T>,
) -> io::Result<String> {
    let mode = mode_of(reply);
    let as_it_came = as_it_came(reply);
    let strict = mode == Mode::StrictTools && as_it_came.is_some();
    let told = if strict { mode } else { told(mode) };
    let answer = match as_it_came {
        Some(answer) => answer.to_owned(),
        None => answer(&reply.value, mode)?,
    };
    let body = body(request, told)?;
    let body = Envelope::open(&body).unwrap_or_default();
    let mut w =
        Writer::with_capacity(body.get("messages").map_or(0, str::len) + answer.len() + 256);
    w.begin_object();
    w.key("messages");
    w.begin_array();
    for message in body.list("messages").unwrap_or_default() {
        w.raw(message);
    }
    w.begin_object();
    w.string_member("role", "assistant");
    if mode.is_tools() {
        w.key("tool_calls");
        w.begin_array();
        w.begin_object();
        w.string_member("id", "call_1");
        w.string_member("type", "function");
        w.key("function");
        w.begin_object();
        w.string_member("name", T::FORM.name);
        w.string_member("arguments", &answer);
        w.end_object();
        w.end_object();
        w.end_array();
    } else if mode == Mode::MdJson {
        // That is where the mode wants it.
        w.string_member("content", &format!("```json\n{answer}\n```"));
    } else {
        w.string_member("content", &answer);
    }
    w.end_object();
    w.end_array();
    if let Some(tools) = body.get("tools").filter(|_| mode.is_tools()) {
        w.key("tools");
        w.raw(tools);
        w.key("parallel_tool_calls");
        w.bool(false);
    }
    w.end_object();
    Ok(w.into_text())
}

fn raw<T: Extract + Serialize>(request: &Request<T>, reply: &Reply<T>) -> io::Result<String> {
    let mode = mode_of(reply);
    let body = body(request, Mode::Tools)?;
    let body = Envelope::open(&body).unwrap_or_default();
    let wording = teacher()?.wording(&T::FORM, Mode::Tools).map_err(wrong)?;
    let last = reply.attempts.last();
    let mut w = Writer::default();
    w.begin_object();
    w.string_member("name", T::FORM.name);
    w.string_member("description", T::FORM.description);
    w.key("schema");
    w.splice(|out| wording.write(out));
    if let Some(last) = last {
        w.string_member("provider", last.provider);
        w.string_member("model", &last.model);
    }
    w.string_member("mode", mode.as_str());
    w.key("messages");
    w.raw(body.get("messages").unwrap_or("[]"));
    w.key("value");
    w.raw(&answer(&reply.value, Mode::Tools)?);
    w.key("attempts");
    w.raw(&reply.attempts.len().to_string());
    let usage = reply.usage();
    w.key("usage");
    w.begin_object();
    for (name, count) in [
        ("input_tokens", usage.input_tokens),
        ("output_tokens", usage.output_tokens),
        ("total_tokens", usage.total_tokens),
    ] {
        w.key(name);
        w.raw(&count.to_string());
    }
    w.end_object();
    w.end_object();
    Ok(w.into_text())
}
