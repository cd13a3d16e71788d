//! A program that answers line by line, in a process that may be lost: it has a limit on its memory,
//! each answer has a limit on its time, and after a crash the next question starts another one.

use std::ffi::OsString;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::watch::Watch;

/// How often to look at the time.
const GLANCE: Duration = Duration::from_millis(500);

/// So much of what a process says before it dies is kept.
const LAST_WORDS: usize = 4_000;

/// A program to be asked, started when it is first needed.
pub struct Asked {
    program: PathBuf,
    arguments: Vec<OsString>,
    memory: u64,
    running: Option<Running>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The process ended; what it said last.
    Died(String),
    /// The time was up.
    TimedOut,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Died(words) => write!(f, "crashed: {words}"),
            Self::TimedOut => f.write_str("took too long"),
        }
    }
}

struct Running {
    child: Child,
    questions: Option<ChildStdin>,
    answers: Receiver<String>,
    last_words: Option<JoinHandle<String>>,
}

impl Asked {
    /// A program and its arguments, with so many bytes of address space.
    #[must_use]
    pub fn new(program: &Path, arguments: &[&str], memory: u64) -> Self {
        Self {
            program: program.to_owned(),
            arguments: arguments.iter().map(OsString::from).collect(),
            memory,
            running: None,
        }
    }

    /// One question, one answer, each a line.
    ///
    /// # Errors
    /// The process is lost; the next question goes to a new one.
    pub fn ask(&mut self, question: &str, limit: Duration) -> Result<String, Lost> {
        let answer = self.try_to_ask(question, limit);
        if answer.is_err() {
            self.running = None;
        }
        answer
    }

    fn try_to_ask(&mut self, question: &str, limit: Duration) -> Result<String, Lost> {
        let running = match &mut self.running {
            Some(running) => running,
            None => self.running.insert(
                Running::start(&self.program, &self.arguments, self.memory)
                    .map_err(|error| Lost::Died(error.to_string()))?,
            ),
        };
        let Some(questions) = &mut running.questions else {
            return Err(Lost::Died("it is ending".to_owned()));
        };
        let asked = questions
            .write_all(question.as_bytes())
            .and_then(|()| questions.write_all(b"\n"))
            .and_then(|()| questions.flush());
        if asked.is_err() {
            return Err(Lost::Died(running.end()));
        }
        let watch = Watch::new(running.child.id(), limit);
        loop {
            match running.answers.recv_timeout(GLANCE.min(limit)) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Disconnected) => return Err(Lost::Died(running.end())),
                Err(RecvTimeoutError::Timeout) if watch.is_over() => return Err(Lost::TimedOut),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

impl Running {
    fn start(program: &Path, arguments: &[OsString], memory: u64) -> std::io::Result<Self> {
        let mut child = limited(program, memory)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (sender, answers) = channel();
        if let Some(out) = child.stdout.take() {
            std::thread::spawn(move || {
                let mut out = BufReader::new(out);
                let mut line = Vec::new();
                while out.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                    let text = String::from_utf8_lossy(&line);
                    let sent = sender.send(text.trim_end_matches('\n').to_owned());
                    line.clear();
                    if sent.is_err() {
                        break;
                    }
                }
            });
        }
        let last_words = child
            .stderr
            .take()
            .map(|errors| std::thread::spawn(move || tail(errors)));
        Ok(Self {
            questions: child.stdin.take(),
            child,
            answers,
            last_words,
        })
    }

    /// How it ended, and what it said.
    fn end(&mut self) -> String {
        self.questions = None;
        let status = self.child.wait();
        let words = self
            .last_words
            .take()
            .and_then(|thread| thread.join().ok())
            .unwrap_or_default();
        let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{status}; {words}")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.questions = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A command with a limit on its memory, where the system has a shell to set one with.
pub(crate) fn limited(program: &Path, memory: u64) -> Command {
    if cfg!(unix) {
        let mut command = Command::new("sh");
        let script = format!("ulimit -v {}; exec \"$0\" \"$@\"", memory >> 10);
        command.arg("-c").arg(script).arg(program);
        return command;
    }
    Command::new(program)
}

/// The end of what comes.
fn tail(mut from: impl Read) -> String {
    let mut kept = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        kept.extend(buffer.iter().take(read));
        let surplus = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..surplus);
    }
    String::from_utf8_lossy(&kept).into_owned()
}
