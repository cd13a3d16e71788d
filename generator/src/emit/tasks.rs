//! Tasks: a function and a static each, and a module of tests.

use super::Context;
use crate::ir::{Answer, Settings, Task, Test};
use crate::print::Page;

impl Context<'_> {
    /// The functions, with what they call.
    pub(super) fn tasks(&self, page: &mut Page) {
        for task in &self.module.tasks {
            self.function(page, task);
            self.task(page, task);
        }
    }

    fn function(&self, page: &mut Page, task: &Task) {
        page.begin_item();
        page.docs(&task.doc);
        page.begin_line();
        page.push("pub fn ");
        page.ident(&task.function);
        page.push("(client: &");
        page.push(self.runtime);
        page.push("::Client");
        if let Some(input) = task.input {
            page.push(", input: &");
            page.ident(self.name(input));
        }
        page.push(") -> ");
        page.push(self.runtime);
        page.push("::Request<");
        page.ident(self.name(task.output));
        page.push(">");
        page.block(|page| {
            page.begin_line();
            page.push(&task.constant);
            page.push(".request(client, ");
            page.push(if task.input.is_some() { "input" } else { "&()" });
            page.push(")\n");
        });
    }

    fn task(&self, page: &mut Page, task: &Task) {
        page.begin_item();
        page.doc(&format!(
            "`{}` as the file has it: its messages, its model and its other defaults.",
            task.function
        ));
        page.begin_line();
        page.push("pub static ");
        page.push(&task.constant);
        page.push(": ");
        page.push(self.runtime);
        page.push("::Task<");
        match task.input {
            Some(input) => page.ident(self.name(input)),
            None => page.push("()"),
        }
        page.push(", ");
        page.ident(self.name(task.output));
        page.push("> = ");
        page.push(self.runtime);
        page.push("::Task::new(\n");
        page.begin_line();
        page.push("    ");
        page.string(&task.name);
        page.push(",\n");
        page.line("    &[");
        for (role, text) in &task.messages {
            page.begin_line();
            page.push("        (");
            page.push(self.runtime);
            page.push("::Role::");
            page.push(role);
            page.push(", ");
            page.paragraph(text, 12);
            page.push("),\n");
        }
        page.line("    ],");
        page.begin_line();
        page.push(")");
        self.settings(page, &task.settings);
        page.push(";\n");
    }

    /// The defaults, a line each.
    fn settings(&self, page: &mut Page, settings: &Settings) {
        let mut set = |name: &str, write: &dyn Fn(&mut Page)| {
            page.push("\n");
            page.begin_line();
            page.push(".");
            page.push(name);
            page.push("(");
            write(page);
            page.push(")");
        };
        if let Some(model) = &settings.model {
            set("model", &|page| page.string(model));
        }
        if let Some((_, mode)) = settings.mode {
            set("mode", &|page| {
                page.push(self.runtime);
                page.push("::provider::Mode::");
                page.push(mode);
            });
        }
        let temperature = settings.temperature.as_ref();
        if let Some(temperature) = temperature.and_then(|text| text.parse().ok()) {
            set("temperature", &|page| page.float(temperature));
        }
        let counts = [
            ("max_tokens", settings.max_tokens.map(u64::from)),
            ("max_reasks", settings.max_reasks.map(u64::from)),
            ("max_retries", settings.max_retries.map(u64::from)),
            ("token_budget", settings.token_budget),
        ];
        for (name, count) in counts {
            if let Some(count) = count {
                set(name, &|page| page.number(count));
            }
        }
        if let Some(deadline) = settings.deadline {
            let milliseconds = u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX);
            set("deadline_in_ms", &|page| page.number(milliseconds));
        }
        for (name, is_set) in [
            ("notation", settings.notation),
            ("stop_early", settings.stop_early),
        ] {
            if is_set == Some(true) {
                set(name, &|_| {});
            }
        }
    }

    /// Where there is something to be filled in, the runtime must be able to.
    pub(super) fn need_templates(&self, page: &mut Page) {
        if self.module.tasks.iter().any(|task| task.is_template) {
            page.statement(|page| page.push("f::templates!()"));
        }
    }

    /// The tests of all tasks.
    pub(super) fn tests(&self, page: &mut Page) {
        let mut tasks = self.module.tasks.iter();
        if self.error.is_some() || tasks.all(|task| task.tests.is_empty()) {
            return;
        }
        page.begin_item();
        page.line("#[cfg(test)]");
        page.begin_line();
        page.push("mod tests");
        page.block(|page| {
            page.statement(|page| {
                page.push("use ");
                page.push(self.runtime);
                page.push("::__private::v1 as f");
            });
            for task in &self.module.tasks {
                if !task.tests.is_empty() {
                    tests_of(page, task);
                }
            }
        });
    }
}

fn tests_of(page: &mut Page, task: &Task) {
    page.begin_item();
    page.begin_line();
    page.push("mod ");
    page.ident(&task.function);
    page.block(|page| {
        page.statement(|page| page.push("use super::f"));
        for one in &task.tests {
            test(page, task, one);
        }
    });
}

fn test(page: &mut Page, task: &Task, one: &Test) {
    page.begin_item();
    page.line("#[::core::prelude::v1::test]");
    page.begin_line();
    page.push("fn ");
    page.ident(&one.function);
    page.push("() -> f::Result<(), f::Failure>");
    page.block(|page| {
        page.begin_line();
        page.push("f::Trial::new(&super::super::");
        page.push(&task.constant);
        page.push(", ");
        let nothing = if task.input.is_some() { "{}" } else { "null" };
        page.quoted(one.input.as_deref().unwrap_or(nothing));
        page.push(")\n");
        page.begin_line();
        match &one.answer {
            Answer::Offline(spec) => {
                page.push("    .offline(");
                page.string(spec);
            }
            Answer::Said(texts) => {
                page.push("    .said(&[");
                for (index, text) in texts.iter().enumerate() {
                    page.push(if index == 0 { "" } else { ", " });
                    page.quoted(text);
                }
                page.push("]");
            }
            Answer::Recorded(body) => {
                page.push("    .recorded(");
                page.paragraph(body, 8);
            }
        }
        page.push(")\n");
        if let Some(expected) = &one.expect {
            page.begin_line();
            page.push("    .expect(");
            page.quoted(expected);
            page.push(")\n");
        }
        page.line("    .run()");
    });
}
