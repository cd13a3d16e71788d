//! A task file to a module: the types of its inputs and outputs, and a function for each task.
//!
//! The types are lowered as those of any schema, all of a file's together, so that tasks share what they
//! refer to. `names` gives functions and tests their names, `text` has what is said to the model read and knows
//! where it stands, `walk` holds it against what `scope` knows of the inputs, and `cases` does the same for tests.

mod cases;
mod complain;
mod express;
mod guard;
mod names;
mod scope;
mod text;
mod variables;
mod walk;

use std::mem;

use formwork_schema::maps::HashMap;
use formwork_schema::model::{Model, SchemaId};
use formwork_schema::tasks::{Role, Slot, Task, TaskFile};
use formwork_schema::{Code, Finding};

use crate::ir::{self, TypeId, TypeKind};
use crate::lower::{Root, lower, push_text};
use crate::settings::Settings;
use names::Names;
pub(crate) use names::constant;
use text::Text;
use walk::{Inputs, Walk};

pub use variables::{TemplateError, template_variables};

/// What templates may call by name.
///
/// See [`template_names`].
///
/// ```
/// let names = formwork_codegen::template_names();
/// assert!(names.tests.contains(&"string") && names.functions.contains(&"range"));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TemplateNames {
    /// `{{ text | upper }}`
    pub filters: &'static [&'static str],
    /// `{{ text is string }}`
    pub tests: &'static [&'static str],
    /// `{{ range(3) }}`
    pub functions: &'static [&'static str],
}

/// What templates may call by name. The runtime's engine has its own tables; a test holds them together.
///
/// ```
/// let names = formwork_codegen::template_names();
/// assert!(names.filters.contains(&"upper"));
/// ```
#[must_use]
pub fn template_names() -> TemplateNames {
    TemplateNames {
        filters: scope::FILTERS,
        tests: scope::TESTS,
        functions: scope::FUNCTIONS,
    }
}

/// Makes the module of a task file. Where no task has an output that could be read, there is none.
pub(crate) fn module(
    model: &Model,
    file: &TaskFile,
    name: &str,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> Option<ir::Module> {
    let schema = |slot: &Option<Slot>| slot.as_ref().and_then(|slot| slot.schema);
    let mut roots: Vec<Root> = Vec::new();
    let mut add = |schema: Option<SchemaId>, word: String, is_asked| {
        let known = |root: &Root| Some(root.schema) == schema && root.is_asked == is_asked;
        if let Some(schema) = schema.filter(|_| !roots.iter().any(known)) {
            roots.push(Root {
                schema,
                word,
                is_asked,
            });
        }
    };
    for task in &file.tasks {
        // Two tasks that refer to one schema give one type.
        let output = schema(&task.output).map(|id| model.follow(id));
        add(output, format!("{} output", task.name), true);
    }
    for task in &file.tasks {
        add(schema(&task.input), format!("{} input", task.name), false);
    }
    if !roots.first().is_some_and(|root| root.is_asked) {
        return None;
    }
    let (mut module, types) = lower(model, &roots, name, settings, findings);
    if let Some(source) = model.sources.get(file.source) {
        module.source.clone_from(&source.name);
    }
    let types = roots.iter().zip(&types);
    let types: HashMap<SchemaId, TypeId> = types.map(|(root, id)| (root.schema, *id)).collect();
    let mut names = Names::new(&module.types);
    for task in &file.tasks {
        let Some((function, constant)) = names.of_task(task, findings) else {
            continue;
        };
        let input = schema(&task.input).and_then(|id| types.get(&id).copied());
        let output = schema(&task.output).and_then(|id| types.get(&model.follow(id)).copied());
        let Some(output) = output else { continue };
        if let (Some(input), Some(slot)) = (input, &task.input)
            && !is_object(&module.types, input)
        {
            let message = "an input is an object, and this is none";
            findings.push(
                Finding::error(Code::TASK_SCHEMA, slot.place.clone(), message)
                    .help("templates name its properties: put the value into one"),
            );
        }
        templates(model, task, findings);
        let tests = cases::tests(model, task, findings);
        let lowered = ir::Task {
            name: task.name.clone(),
            doc: docs(task, &module.types, input, output),
            function,
            constant,
            input,
            output,
            messages: task.messages.iter().map(message).collect(),
            is_template: task.messages.iter().any(|one| is_template(&one.text)),
            settings: task.settings.clone(),
            tests,
        };
        module.tasks.push(lowered);
    }
    Some(module)
}

/// What is wrong with the templates of a task, and which inputs none of them uses.
fn templates(model: &Model, task: &Task, findings: &mut Vec<Finding>) {
    let schema = task.input.as_ref().and_then(|slot| slot.schema);
    if task.input.is_some() && schema.is_none() {
        return;
    }
    let mut inputs = Inputs::new(model, schema);
    let mut is_read = true;
    for template in &task.messages {
        let text = Text::new(template, &model.sources);
        match text.read() {
            Ok(tree) => Walk::new(&mut inputs, text).all(&tree),
            Err(finding) => {
                is_read = false;
                inputs.findings.push(*finding);
            }
        }
    }
    let used = mem::take(&mut inputs.used);
    findings.extend(inputs.into_findings());
    let own = schema.filter(|_| is_read).map(|id| scope::parts(model, id));
    let own = own.unwrap_or_default();
    for input in own.iter().flat_map(|part| &part.properties) {
        if !used.contains_key(&input.name) {
            let message = format!(
                "no template of `{}` uses the input `{}`",
                task.name, input.name
            );
            let finding = Finding::warning(Code::UNUSED_INPUT, input.place.clone(), message);
            let help = format!(
                "write `{{{{ {} }}}}` where it belongs, or remove it",
                input.name
            );
            findings.push(finding.help(help));
        }
    }
}

fn is_object(types: &[ir::Type], id: TypeId) -> bool {
    let kind = types.get(id.0).map(|one| &one.kind);
    matches!(kind, Some(TypeKind::Struct(_) | TypeKind::Unknown) | None)
}

fn message(template: &formwork_schema::tasks::Template) -> (&'static str, String) {
    let role = match template.role {
        Role::System => "System",
        Role::Developer => "Developer",
        Role::User => "User",
        Role::Assistant => "Assistant",
    };
    (role, template.text.clone())
}

/// Whether something is filled into a text.
fn is_template(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|tag| text.contains(tag))
}

/// Lines for a task's function.
fn docs(task: &Task, types: &[ir::Type], input: Option<TypeId>, output: TypeId) -> Vec<String> {
    let name = |id: TypeId| types.get(id.0).map_or("", |one| one.name.as_str());
    let mut lines = Vec::new();
    match task.description.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => push_text(text, &mut lines),
        _ => lines.push(format!(
            "The task `{}`.",
            task.name.replace(['`', '\n'], "'")
        )),
    }
    lines.push(String::new());
    let asked = match &task.settings.model {
        Some(model) => format!(
            ", of `{}` unless the client asks another",
            model.replace('`', "'")
        ),
        None => String::new(),
    };
    lines.push(format!(
        "A request for {} [`{}`]{asked}.",
        article(name(output)),
        name(output)
    ));
    if let Some(TypeKind::Struct(input)) = input.and_then(|id| types.get(id.0)).map(|one| &one.kind)
        && !input.fields.is_empty()
    {
        lines.push(String::new());
        for field in &input.fields {
            let says = field.doc.first().map_or("", String::as_str);
            let is_name = *says == format!("`{}`.", field.wire);
            let optional = if field.required { "" } else { " (optional)" };
            lines.push(if is_name || says.is_empty() {
                format!("- `{}`{optional}", field.name)
            } else {
                format!("- `{}`{optional}: {says}", field.name)
            });
        }
    }
    lines
}

fn article(name: &str) -> &'static str {
    match name.bytes().next() {
        Some(b'A' | b'E' | b'I' | b'O') => "an",
        _ => "a",
    }
}
