//! The names of functions, statics and tests: each must be one in Rust, and nobody else's.

use formwork_schema::maps::HashMap;
use formwork_schema::tasks::{Case, Task};
use formwork_schema::{Code, Finding, Place};

use crate::ir::Type;
use crate::lower::field_name;

/// The names that a module has given out.
pub(super) struct Names {
    functions: HashMap<String, (String, Place)>,
    types: Vec<String>,
}

impl Names {
    /// None but those of the types.
    pub(super) fn new(types: &[Type]) -> Self {
        Self {
            functions: HashMap::default(),
            types: types.iter().map(|one| one.name.clone()).collect(),
        }
    }

    /// The names of a task's function and of its static.
    pub(super) fn of_task(
        &mut self,
        task: &Task,
        findings: &mut Vec<Finding>,
    ) -> Option<(String, String)> {
        let Some(function) = field_name(&task.name) else {
            findings.push(nameless(&task.name, &task.place));
            return None;
        };
        let own = (task.name.clone(), task.place.clone());
        if let Some((name, place)) = self.functions.get(&function) {
            let message = format!(
                "`{name}` and `{}` would both become the function `{function}`",
                task.name
            );
            let finding = Finding::error(Code::TASK_NAME, task.place.clone(), message);
            let finding = finding.related(place.clone(), "the first of them");
            findings.push(finding.help("rename one of the tasks"));
            return None;
        }
        self.functions.insert(function.clone(), own);
        let constant = constant(&function);
        if self.types.contains(&constant) {
            let message = format!(
                "the task `{}` and a type would both be `{constant}`",
                task.name
            );
            let finding = Finding::error(Code::TASK_NAME, task.place.clone(), message);
            findings.push(finding.help("rename the task, or the type by its `title`"));
            return None;
        }
        Some((function, constant))
    }
}

/// The name of the static beside a function.
pub(crate) fn constant(function: &str) -> String {
    function.trim_end_matches('_').to_uppercase()
}

/// The name of the function of each test; those that cannot be given one are left out.
pub(super) fn of_tests<'a>(
    cases: &'a [Case],
    findings: &mut Vec<Finding>,
) -> Vec<(String, &'a Case)> {
    let mut named: Vec<(String, &Case)> = Vec::new();
    for case in cases {
        let Some(function) = field_name(&case.name) else {
            findings.push(nameless(&case.name, &case.place));
            continue;
        };
        if let Some((_, first)) = named.iter().find(|(name, _)| *name == function) {
            let message = if first.name == case.name {
                format!("two tests of this task are named `{}`", case.name)
            } else {
                format!(
                    "the tests `{}` and `{}` would both become the function `{function}`",
                    first.name, case.name
                )
            };
            let finding = Finding::error(Code::TASK_NAME, case.place.clone(), message);
            let finding = finding.related(first.place.clone(), "the first of them");
            findings.push(finding.help("rename one of them"));
            continue;
        }
        named.push((function, case));
    }
    named
}

fn nameless(name: &str, place: &Place) -> Finding {
    let message = format!("no Rust name can be made of `{name}`");
    let finding = Finding::error(Code::TASK_NAME, place.clone(), message);
    finding.help("a name needs a letter or a digit")
}
