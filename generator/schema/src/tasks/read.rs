//! A document with `tasks` to [`TaskFile`], with a finding for everything in it that is not understood.

use std::path::Path;

use super::settings::KEYS as SETTINGS;
use super::{Role, Settings, Slot, Task, TaskFile, Template, case};
use crate::source::{Member, Node, NodeValue, SourceId, pointer};
use crate::{Code, Finding, Place, suggest};

/// What a file says beside its tasks.
const OF_FILE: &[&str] = &[
    "tasks",
    "title",
    "description",
    "$comment",
    "$defs",
    "definitions",
];

/// What a task says beside its settings.
const OF_TASK: &[&str] = &[
    "description",
    "input",
    "output",
    "system",
    "prompt",
    "messages",
    "tests",
    "$comment",
];

/// Other words that people have for a key.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("user", "prompt"),
    ("template", "prompt"),
    ("instructions", "system"),
    ("inputs", "input"),
    ("args", "input"),
    ("parameters", "input"),
    ("outputs", "output"),
    ("returns", "output"),
    ("schema", "output"),
    ("response_model", "output"),
    ("client", "model"),
    ("reasks", "max_reasks"),
    ("retries", "max_retries"),
    ("timeout", "deadline"),
    ("test", "tests"),
    ("examples", "tests"),
];

/// Reads a task file.
pub(crate) fn read(source: SourceId, path: &Path, root: &Node) -> (TaskFile, Vec<Finding>) {
    let mut reading = Reading {
        source,
        findings: Vec::new(),
    };
    let mut file = TaskFile {
        path: path.to_owned(),
        source,
        description: None,
        tasks: Vec::new(),
    };
    let mut settings = Settings::default();
    let mut tasks: &[Member] = &[];
    for member in members(root) {
        let below = pointer::join("", &member.key);
        match member.key.as_str() {
            "tasks" => match &member.value.value {
                NodeValue::Object(named) if !named.is_empty() => tasks = named,
                _ => reading.wrong(member, &below, "tasks by their names"),
            },
            "description" => file.description = reading.text(member, &below),
            key if SETTINGS.contains(&key) => settings.set(&mut reading, member, &below),
            key if OF_FILE.contains(&key) || key.starts_with("x-") => {}
            _ => {
                let known = OF_FILE.iter().chain(SETTINGS).copied();
                reading.unknown(member, &below, "a task file", known);
            }
        }
    }
    for member in tasks {
        let pointer = pointer::join("/tasks", &member.key);
        let task = reading.task(member, &pointer, &settings);
        file.tasks.extend(task);
    }
    (file, reading.findings)
}

/// The members of an object; none where it is something else.
pub(super) fn members(node: &Node) -> &[Member] {
    match &node.value {
        NodeValue::Object(members) => members,
        _ => &[],
    }
}

/// Names to choose from.
pub(super) fn there_are(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("there are {}", names.join(", "))
}

/// What has been found on the way.
pub(super) struct Reading {
    source: SourceId,
    findings: Vec<Finding>,
}

impl Reading {
    fn task(&mut self, member: &Member, pointer: &str, defaults: &Settings) -> Option<Task> {
        let place = self.key_place(member, pointer);
        if member.key.starts_with("x-") {
            return None;
        }
        if !matches!(member.value.value, NodeValue::Object(_)) {
            self.wrong(member, pointer, "a task: `input`, `prompt` and `output`");
            return None;
        }
        let mut task = Task {
            name: member.key.clone(),
            place: place.clone(),
            description: None,
            input: None,
            output: None,
            messages: Vec::new(),
            settings: defaults.clone(),
            tests: Vec::new(),
        };
        let (mut system, mut prompt, mut messages) = (None, None, None);
        for one in members(&member.value) {
            let below = pointer::join(pointer, &one.key);
            match one.key.as_str() {
                "description" => task.description = self.text(one, &below),
                "input" => task.input = Some(self.slot(one, &below)),
                "output" => task.output = Some(self.slot(one, &below)),
                "system" => system = self.template(Role::System, one, &below),
                "prompt" => prompt = self.template(Role::User, one, &below),
                "messages" => messages = Some((one, self.messages(one, &below))),
                "tests" => task.tests = case::read(self, one, &below),
                key if SETTINGS.contains(&key) => task.settings.set(self, one, &below),
                key if OF_TASK.contains(&key) || key.starts_with("x-") => {}
                _ => {
                    let known = OF_TASK.iter().chain(SETTINGS).copied();
                    self.unknown(one, &below, "a task", known);
                }
            }
        }
        let has = |key: &str| member.value.member(key).is_some();
        task.messages.extend(system);
        if let Some((at, messages)) = messages {
            if has("prompt") {
                let place = self.key_place(at, pointer);
                let message = "`messages` stands beside `prompt`";
                let finding = Finding::error(Code::TASK_VALUE, place, message);
                self.push(finding.help("write the prompt as the last of the messages"));
            }
            task.messages.extend(messages);
        } else {
            task.messages.extend(prompt);
        }
        if !has("prompt") && !has("messages") {
            self.missing(&place, &task.name, "prompt", "what the model is asked");
        }
        if !has("output") {
            self.missing(&place, &task.name, "output", "the schema of the answer");
        }
        Some(task)
    }

    fn slot(&mut self, member: &Member, pointer: &str) -> Slot {
        Slot {
            place: self.value_place(member, pointer),
            schema: None,
        }
    }

    fn messages(&mut self, member: &Member, pointer: &str) -> Vec<Template> {
        let NodeValue::Array(items) = &member.value.value else {
            self.wrong(
                member,
                pointer,
                "a list of messages, each with `role` and `content`",
            );
            return Vec::new();
        };
        if items.is_empty() {
            self.wrong(member, pointer, "a list of messages, at least one");
        }
        let mut messages = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let pointer = pointer::join(pointer, &index.to_string());
            messages.extend(self.message(item, &pointer));
        }
        messages
    }

    fn message(&mut self, item: &Node, pointer: &str) -> Option<Template> {
        let (mut role, mut content) = (None, None);
        for one in members(item) {
            let below = pointer::join(pointer, &one.key);
            match one.key.as_str() {
                "role" => role = Some(self.role(one, &below)),
                "content" => content = Some((one, below)),
                _ => self.unknown(one, &below, "a message", ["role", "content"].into_iter()),
            }
        }
        let (Some(role), Some((content, below))) = (role, content) else {
            let place = self.place(pointer, item.span.clone());
            let message = "a message is `role` and `content`";
            let finding = Finding::error(Code::TASK_VALUE, place, message);
            self.push(finding.help("write `{ role: user, content: ... }`"));
            return None;
        };
        self.template(role?, content, &below)
    }

    fn role(&mut self, member: &Member, pointer: &str) -> Option<Role> {
        let text = self.text(member, pointer)?;
        let found = Role::ALL.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names = Role::ALL.map(|(name, _)| name);
            let place = self.value_place(member, pointer);
            let message = format!("`{text}` is no role");
            let finding = Finding::error(Code::TASK_VALUE, place, message);
            self.push(match suggest::nearest(&text, names) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding.help(there_are(&names)),
            });
        }
        found.map(|(_, role)| *role)
    }

    /// A text with what is to be filled in. YAML takes `{{ x }}` without quotes for objects.
    fn template(&mut self, role: Role, member: &Member, pointer: &str) -> Option<Template> {
        if let NodeValue::String(text) = &member.value.value {
            return Some(Template {
                role,
                text: text.clone(),
                place: self.value_place(member, pointer),
            });
        }
        let place = self.value_place(member, pointer);
        let message = format!(
            "`{}` must be text, and this is {}",
            member.key,
            member.value.kind()
        );
        let mut finding = Finding::error(Code::TASK_VALUE, place, message);
        if matches!(member.value.value, NodeValue::Object(_)) {
            finding = finding.help(
                "YAML takes braces at the beginning for an object: put the text in quotes, or on \
                 lines of its own behind `|`",
            );
        }
        self.push(finding);
        None
    }

    /// A text.
    pub(super) fn text(&mut self, member: &Member, pointer: &str) -> Option<String> {
        if let NodeValue::String(text) = &member.value.value {
            return Some(text.clone());
        }
        self.wrong(member, pointer, "text");
        None
    }

    /// A key whose value is of the wrong kind.
    pub(super) fn wrong(&mut self, member: &Member, pointer: &str, wanted: &str) {
        let kind = match &member.value.value {
            NodeValue::Number(text) if text.len() < 40 => format!("this is {text}"),
            _ => format!("this is {}", member.value.kind()),
        };
        let message = format!("`{}` must be {wanted}", member.key);
        let place = self.value_place(member, pointer);
        self.push(Finding::error(Code::TASK_VALUE, place, message).label(kind));
    }

    /// A key that nothing is known by.
    pub(super) fn unknown(
        &mut self,
        member: &Member,
        pointer: &str,
        what: &str,
        known: impl Iterator<Item = &'static str> + Clone,
    ) {
        let key = member.key.as_str();
        let other = OTHER_WORDS.iter().find(|(word, _)| *word == key);
        let other = other.map(|(_, meant)| *meant);
        let meant = suggest::nearest(key, known.clone())
            .or_else(|| other.filter(|meant| known.clone().any(|one| one == *meant)));
        let place = self.key_place(member, pointer);
        let message = format!("`{key}` is no key of {what}");
        let finding = Finding::error(Code::TASK_KEY, place, message);
        let said = known.filter(|key| *key != "$comment");
        let help = meant.map_or_else(
            || there_are(&said.collect::<Vec<_>>()),
            |meant| format!("did you mean `{meant}`?"),
        );
        self.push(finding.help(help));
    }

    fn missing(&mut self, place: &Place, task: &str, key: &str, what: &str) {
        let message = format!("the task `{task}` has no `{key}`: {what}");
        let help = match key {
            "output" => "write `output: { $ref: ../schemas/answer.yaml }`, or the schema itself",
            _ => "write `prompt: |`, and the text below it",
        };
        self.push(Finding::error(Code::TASK_VALUE, place.clone(), message).help(help));
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) fn place(&self, pointer: &str, span: std::ops::Range<usize>) -> Place {
        Place {
            source: self.source,
            pointer: pointer.into(),
            span,
        }
    }

    pub(super) fn key_place(&self, member: &Member, pointer: &str) -> Place {
        self.place(pointer, member.key_span.clone())
    }

    pub(super) fn value_place(&self, member: &Member, pointer: &str) -> Place {
        self.place(pointer, member.value.span.clone())
    }
}
