//! The texts of a module: tool name, description, and the schema in each dialect.

use formwork_schema::dialect::{self, Dialect};
use formwork_schema::model::{Model, SchemaId};
use formwork_schema::{Finding, Severity};

use super::names::type_name;
use crate::ir::{Dialected, Module, SchemaText, Type, TypeId};
use crate::settings::Settings;

pub(super) fn module(
    model: &Model,
    root: SchemaId,
    name: &str,
    root_type: TypeId,
    types: Vec<Type>,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> Module {
    let schema = model.get(root);
    let target = model.get(model.follow(root));
    let source =
        model
            .sources
            .get(schema.place.source)
            .map(|source| match schema.place.pointer.as_str() {
                "" => source.name.clone(),
                pointer => format!("{}#{pointer}", source.name),
            });
    let description = [
        &schema.description,
        &target.description,
        &schema.title,
        &target.title,
    ];
    let description = description
        .into_iter()
        .flatten()
        .map(|text| text.trim())
        .find(|text| !text.is_empty());
    // Lowering a schema with errors would only tell of them again, in other words.
    let is_sound = !findings.iter().any(Finding::is_error);
    let plain = is_sound.then(|| dialected(model, root, &dialect::PLAIN, false, findings));
    let dialects = settings.dialects.iter().filter(|_| is_sound);
    Module {
        name: name.to_owned(),
        source: source.unwrap_or_default(),
        root: root_type,
        tool_name: tool_name(&types[root_type.0].name),
        description: description.unwrap_or_default().to_owned(),
        schema: plain.and_then(|plain| plain.text.ok()).unwrap_or_default(),
        notation: if is_sound {
            dialect::notation(model, root)
        } else {
            String::new()
        },
        dialects: dialects
            .map(|(dialect, is_asked)| dialected(model, root, dialect, *is_asked, findings))
            .collect(),
        types,
        checks: Vec::new(),
        resources: Vec::new(),
    }
}

fn dialected(
    model: &Model,
    root: SchemaId,
    dialect: &Dialect,
    is_asked: bool,
    findings: &mut Vec<Finding>,
) -> Dialected {
    match dialect::lower(model, root, dialect) {
        Ok(lowered) => Dialected {
            dialect: dialect.name,
            text: Ok(SchemaText {
                root: lowered.root,
                defs: lowered.defs,
            }),
            unwrap_root: lowered.undo.unwrap_root,
            null_is_absent: lowered.undo.null_is_absent,
            entry_lists: lowered.undo.entry_lists,
        },
        Err(mut reasons) => {
            let reason = reasons
                .first()
                .map_or("the schema cannot be lowered", |f| f.message.as_str())
                .to_owned();
            for finding in &mut reasons {
                // Other modes still work, so this stops the build only where somebody asked for it.
                finding.severity = if is_asked {
                    Severity::Error
                } else {
                    finding.severity.min(Severity::Note)
                };
                if finding.help.is_empty() {
                    let help = "the provider's other modes take the schema as it is";
                    finding.help.push(help.to_owned());
                }
            }
            // What the portable dialect lacks, nobody has asked for.
            if is_asked || dialect.name != dialect::PORTABLE.name {
                findings.append(&mut reasons);
            }
            Dialected {
                dialect: dialect.name,
                text: Err(reason),
                unwrap_root: false,
                null_is_absent: false,
                entry_lists: false,
            }
        }
    }
}

/// A type name as a tool name: ASCII letters, digits, `_` and `-`, at most 64.
fn tool_name(type_name_: &str) -> String {
    let name: String = type_name_
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .take(64)
        .collect();
    if name.is_empty() {
        type_name("answer").unwrap_or_default()
    } else {
        name
    }
}
