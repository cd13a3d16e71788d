//! The texts of a module: tool name, description, and the schema in each dialect.

use formwork_schema::dialect::{self, Dialect};
use formwork_schema::model::{Model, Schema, SchemaId};
use formwork_schema::{Finding, Severity};

use super::names::type_name;
use crate::ir::{Dialected, Form, Module, SchemaText, Tool, Ty, Type, TypeId, TypeKind};
use crate::settings::Settings;

/// The texts of a module, and of everything that a model may be asked for. There is at least one.
pub(super) fn module(
    model: &Model,
    asked: &[(SchemaId, TypeId)],
    name: &str,
    types: Vec<Type>,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> Module {
    let first = asked.first().map(|(schema, _)| model.get(*schema));
    let source = first.and_then(|schema| {
        let source = model.sources.get(schema.place.source)?;
        Some(match schema.place.pointer.as_str() {
            "" => source.name.clone(),
            pointer => format!("{}#{pointer}", source.name),
        })
    });
    let asked = asked.iter();
    let mut forms: Vec<Form> = asked
        .map(|(root, id)| form(model, *root, *id, &types, settings, findings))
        .collect();
    let rest = forms.split_off(forms.len().min(1));
    let first = forms.pop().unwrap_or_else(|| Form {
        root: TypeId(0),
        tool_name: tool_name(name),
        description: String::new(),
        schema: SchemaText::default(),
        notation: Vec::new(),
        dialects: Vec::new(),
        tools: Vec::new(),
    });
    Module {
        name: name.to_owned(),
        source: source.unwrap_or_default(),
        root: first.root,
        tool_name: first.tool_name,
        description: first.description,
        schema: first.schema,
        notation: first.notation,
        dialects: first.dialects,
        tools: first.tools,
        types,
        checks: Vec::new(),
        resources: Vec::new(),
        forms: rest,
        tasks: Vec::new(),
        unknown: Vec::new(),
    }
}

/// The texts of one root.
fn form(
    model: &Model,
    root: SchemaId,
    root_type: TypeId,
    types: &[Type],
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> Form {
    // Lowering a schema with errors would only tell of them again, in other words.
    let is_sound = !findings.iter().any(Finding::is_error);
    let plain = is_sound.then(|| dialected(model, root, &dialect::PLAIN, false, findings));
    let dialects = settings.dialects.iter().filter(|_| is_sound);
    let tools = if is_sound {
        tools(model, root, root_type, types, findings)
    } else {
        Vec::new()
    };
    Form {
        root: root_type,
        tool_name: tool_name(&types[root_type.0].name),
        description: described(model, root).unwrap_or_default().to_owned(),
        schema: plain.and_then(|plain| plain.text.ok()).unwrap_or_default(),
        notation: if is_sound {
            dialect::notation(model, root)
        } else {
            Vec::new()
        },
        dialects: dialects
            .map(|(dialect, is_asked)| dialected(model, root, dialect, *is_asked, findings))
            .collect(),
        tools,
    }
}

/// No provider takes more tools in a request than this.
const MOST_TOOLS: usize = 128;

/// The branches of a root that is a union, each as a tool: where every branch is an object with a name of
/// its own.
fn tools(
    model: &Model,
    root: SchemaId,
    root_type: TypeId,
    types: &[Type],
    findings: &mut Vec<Finding>,
) -> Vec<Tool> {
    let TypeKind::Union(union) = &types[root_type.0].kind else {
        return Vec::new();
    };
    let target = model.get(model.follow(root));
    if !is_mere_choice(target) {
        return Vec::new();
    }
    let ((schemas, []) | ([], schemas)) = (target.one_of.as_slice(), target.any_of.as_slice())
    else {
        return Vec::new();
    };
    // A union may have fewer branches than its schema, where some say the same.
    if schemas.len() != union.branches.len() || schemas.len() > MOST_TOOLS {
        return Vec::new();
    }
    let mut tools: Vec<Tool> = Vec::new();
    for (schema, branch) in schemas.iter().zip(&union.branches) {
        let Ty::Named(id) = branch.position.ty else {
            return Vec::new();
        };
        if !matches!(types[id.0].kind, TypeKind::Struct(_)) || branch.position.nullable {
            return Vec::new();
        }
        let name = tool_name(&types[id.0].name);
        let plain = dialected(model, *schema, &dialect::PLAIN, false, findings);
        let (Ok(text), false) = (plain.text, tools.iter().any(|tool| tool.name == name)) else {
            return Vec::new();
        };
        tools.push(Tool {
            name,
            description: described(model, *schema).unwrap_or_default().to_owned(),
            schema: text,
        });
    }
    tools
}

/// Whether a schema says nothing of its values but that one of its branches fits: then a branch says
/// everything about the values it stands for.
fn is_mere_choice(schema: &Schema) -> bool {
    let rare = &schema.rare;
    let says_nothing = schema.properties.is_empty()
        && schema.required.is_empty()
        && schema.additional_properties.is_none()
        && schema.all_of.is_empty()
        && schema.constant.is_none()
        && schema.enumeration.is_none()
        && schema.bounds.is_empty();
    let says_nothing_rare = rare.not.is_none()
        && rare.condition.is_none()
        && rare.dependent_required.is_empty()
        && rare.dependent_schemas.is_empty()
        && rare.pattern_properties.is_empty()
        && rare.property_names.is_none()
        && rare.unevaluated_properties.is_none()
        && rare.dynamic_reference.is_none();
    says_nothing && says_nothing_rare
}

/// What a schema is, in its author's words: its description, or that of what it refers to, or a title.
fn described(model: &Model, schema: SchemaId) -> Option<&str> {
    let (schema, target) = (model.get(schema), model.get(model.follow(schema)));
    let texts = [
        &schema.description,
        &target.description,
        &schema.title,
        &target.title,
    ];
    texts
        .into_iter()
        .flatten()
        .map(|text| text.trim())
        .find(|text| !text.is_empty())
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
