//! The tests of a task: an input, where the answer comes from, and what must come of it.

use super::read::{Reading, members};
use crate::source::{Member, Node, NodeValue, pointer};
use crate::{Code, Finding, Json, Place, suggest};

/// The keys of a test.
const KEYS: &[&str] = &[
    "name", "input", "offline", "answer", "answers", "recorded", "expect",
];

/// Those of them that say where the answer comes from.
const SOURCES: &[&str] = &["offline", "answer", "answers", "recorded"];

/// What can go wrong offline. The runtime has its own table; a test holds the two together.
pub const FAULTS: &[&str] = &[
    "invalid",
    "rate-limit",
    "cut",
    "server-error",
    "refusal",
    "truncated",
    "html",
    "empty",
];

/// One test.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name, as written.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// What the task is given, with its place.
    pub input: Option<(Node, Place)>,
    /// Where the answer comes from.
    pub answer: Answer,
    /// What the result must have, with its place.
    pub expect: Option<(Node, Place)>,
}

/// Where the answer of a test comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The schema: seed and faults, as the runtime reads them: `seed=3,faults=invalid`.
    Offline(String),
    /// What the model says, attempt by attempt.
    Said(Vec<String>),
    /// A file with the body of an answer, as a provider sent it.
    Recorded {
        /// Its path, from the task file.
        path: String,
        /// Where the path stands.
        place: Place,
        /// What is in it, once the document has been resolved.
        text: String,
    },
}

/// Reads `tests`.
pub(super) fn read(reading: &mut Reading, member: &Member, pointer: &str) -> Vec<Case> {
    let NodeValue::Array(items) = &member.value.value else {
        reading.wrong(member, pointer, "a list of tests, each with a `name`");
        return Vec::new();
    };
    let mut cases = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let pointer = pointer::join(pointer, &index.to_string());
        cases.extend(reading.case(item, &pointer));
    }
    cases
}

impl Reading {
    fn case(&mut self, item: &Node, pointer: &str) -> Option<Case> {
        let whole = self.place(pointer, item.span.clone());
        let mut name = None;
        let mut answer: Option<(&Member, Answer)> = None;
        let (mut input, mut expect) = (None, None);
        for one in members(item) {
            let below = pointer::join(pointer, &one.key);
            match one.key.as_str() {
                "name" => {
                    let place = self.value_place(one, &below);
                    name = self.text(one, &below).map(|name| (name, place));
                }
                "input" => input = Some((one.value.clone(), self.value_place(one, &below))),
                "expect" => expect = Some((one.value.clone(), self.value_place(one, &below))),
                key if SOURCES.contains(&key) => {
                    let read = self.answer(one, &below);
                    if let Some((first, _)) = &answer {
                        let message = format!("`{key}` stands beside `{}`", first.key);
                        let place = self.key_place(one, &below);
                        let finding = Finding::error(Code::TASK_VALUE, place, message);
                        self.push(finding.help("a test has one source of answers"));
                    }
                    answer = answer.or(read.map(|read| (one, read)));
                }
                _ => self.unknown(one, &below, "a test", KEYS.iter().copied()),
            }
        }
        let Some((name, place)) = name else {
            if item.member("name").is_none() {
                let finding = Finding::error(Code::TASK_VALUE, whole, "this test has no `name`");
                self.push(finding.help("the test function is named after it"));
            }
            return None;
        };
        let answer = answer.map(|(_, answer)| answer);
        Some(Case {
            name,
            place,
            input,
            answer: answer.unwrap_or_else(|| Answer::Offline(String::new())),
            expect,
        })
    }

    fn answer(&mut self, member: &Member, pointer: &str) -> Option<Answer> {
        match (member.key.as_str(), &member.value.value) {
            ("offline", _) => self.offline(member, pointer),
            ("answer", _) => Some(Answer::Said(vec![said(&member.value)])),
            ("answers", NodeValue::Array(items)) if !items.is_empty() => {
                Some(Answer::Said(items.iter().map(said).collect()))
            }
            ("answers", _) => {
                let wanted = "a list of what the model says, attempt by attempt";
                self.wrong(member, pointer, wanted);
                None
            }
            _ => {
                let path = self.text(member, pointer)?;
                let place = self.value_place(member, pointer);
                Some(Answer::Recorded {
                    path,
                    place,
                    text: String::new(),
                })
            }
        }
    }

    fn offline(&mut self, member: &Member, pointer: &str) -> Option<Answer> {
        let NodeValue::Object(settings) = &member.value.value else {
            self.wrong(member, pointer, "an object such as `{ seed: 3 }`");
            return None;
        };
        let mut spec = Vec::new();
        for one in settings {
            let below = pointer::join(pointer, &one.key);
            match (one.key.as_str(), &one.value.value) {
                ("seed", _) => {
                    let seed = self.count(one, &below, 0, u64::MAX);
                    spec.extend(seed.map(|seed| format!("seed={seed}")));
                }
                ("faults", NodeValue::Array(items)) => {
                    let mut faults = Vec::new();
                    for (index, item) in items.iter().enumerate() {
                        let below = pointer::join(&below, &index.to_string());
                        faults.extend(self.fault(item, &below));
                    }
                    if !faults.is_empty() {
                        spec.push(format!("faults={}", faults.join("+")));
                    }
                }
                ("faults", _) => self.wrong(one, &below, "a list of faults, such as `[invalid]`"),
                _ => self.unknown(one, &below, "`offline`", ["seed", "faults"].into_iter()),
            }
        }
        Some(Answer::Offline(spec.join(",")))
    }

    fn fault(&mut self, item: &Node, pointer: &str) -> Option<&'static str> {
        let NodeValue::String(text) = &item.value else {
            let place = self.place(pointer, item.span.clone());
            let message = format!("a fault is a name, and this is {}", item.kind());
            self.push(Finding::error(Code::TASK_VALUE, place, message));
            return None;
        };
        let found = FAULTS.iter().find(|fault| *fault == text);
        if found.is_none() {
            let place = self.place(pointer, item.span.clone());
            let message = format!("`{text}` is no fault");
            let finding = Finding::error(Code::TASK_VALUE, place, message);
            self.push(match suggest::nearest(text, FAULTS.iter().copied()) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding.help(super::read::there_are(FAULTS)),
            });
        }
        found.copied()
    }
}

/// What the model says: text as it is, anything else as JSON.
fn said(node: &Node) -> String {
    match node.to_json() {
        Json::String(text) => text,
        other => other.to_text(),
    }
}
