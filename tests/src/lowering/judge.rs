//! One schema in one dialect, judged.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use formwork::dynamic;
use formwork_codegen::Loader;
use formwork_schema::Finding;
use formwork_schema::dialect::{Dialect, Fate, Lowered, PLAIN, Types, Undo, lower};
use formwork_schema::model::{Model, SchemaId};
use formwork_schema::resolve::{Input, Request};
use serde_json::Value;

use super::{broken, sent};

/// A schema, read, with the instances that fit it.
pub struct Subject {
    model: Model,
    root: SchemaId,
    /// The schema as the engine knows it, where it can be read at run time.
    schema: Option<dynamic::Schema>,
    instances: Vec<Value>,
    /// How long its text is.
    pub bytes: usize,
}

/// What became of it in a dialect.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Why it was refused, where it was.
    pub refused: Option<String>,
    /// What is in the lowered schema that the provider does not take.
    pub broken: Vec<String>,
    /// Lowering the lowered schema changes nothing.
    pub is_idempotent: bool,
    /// Keywords that went, and that nobody checks.
    pub unchecked: Vec<&'static str>,
    /// Instances that the lowered schema takes in its form, and that came back as they were.
    pub restored: usize,
    /// Instances that it does not take: it is narrower than the author's.
    pub narrower: usize,
    /// Instances that it takes, and that came back as something else: what was sent, and what came back.
    pub lost: Vec<String>,
    /// How long lowering takes.
    pub time: Duration,
}

/// How often each schema is lowered for its time.
const TIMES: usize = 3;

/// Keywords that say nothing about values.
const ANNOTATIONS: &[&str] = &[
    "contentEncoding",
    "contentMediaType",
    "default",
    "deprecated",
    "discriminator",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// Keywords that the runtime has a rule for, or that its tables say (`runtime/src/rules`).
const CHECKED: &[&str] = &[
    "$dynamicRef",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "required",
    "then",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
];

/// One text, under its name.
struct One<'a>(&'a str);

impl Loader for One<'_> {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path.ends_with(FILE) {
            Ok(self.0.as_bytes().to_vec())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}

/// The name of every schema.
const FILE: &str = "s/schema.json";

fn read(text: &str, fragment: &str) -> Option<(Model, SchemaId)> {
    let path = format!("{FILE}{fragment}");
    let (model, findings) = Request::new("s")
        .inputs([Input::parse(Path::new(&path))])
        .load(&One(text));
    let root = model.roots.first().copied().flatten()?;
    (!findings.iter().any(Finding::is_error)).then_some((model, root))
}

/// A lowered schema, read again.
fn again(text: &str, dialect: &Dialect) -> Option<(Model, SchemaId)> {
    if dialect.types != Types::Nullable {
        return read(text, "");
    }
    // `nullable` is a word of OpenAPI's.
    let api = format!(r#"{{"openapi":"3.0.3","components":{{"schemas":{{"Root":{text}}}}}}}"#);
    read(&api, "#/components/schemas/Root")
}

impl Subject {
    /// The schema in the words of a dialect, where it can be worded.
    #[must_use]
    pub fn lower(&self, dialect: &Dialect) -> Option<Lowered> {
        lower(&self.model, self.root, dialect).ok()
    }

    /// Reads a schema; `None` where it has errors. Of the instances, those that do not fit are left out.
    #[must_use]
    pub fn read(text: &str, instances: &[String]) -> Option<Self> {
        let (model, root) = read(text, "")?;
        let plain = lower(&model, root, &PLAIN).ok()?;
        let plain: Value = serde_json::from_str(&plain.document()).ok()?;
        // What the author wrote may name a draft that the validator does not know, or what lies elsewhere.
        let own = serde_json::from_str(text).ok();
        let options = jsonschema::options().should_validate_formats(false);
        let own = own.and_then(|own: Value| options.build(&own).ok());
        let judge = own.or_else(|| jsonschema::validator_for(&plain).ok());
        let values = instances
            .iter()
            .filter_map(|text| serde_json::from_str(text).ok());
        let fits = |value: &Value| judge.as_ref().is_some_and(|judge| judge.is_valid(value));
        let schema = dynamic::Schema::from_json(text).ok();
        Some(Self {
            instances: values.filter(fits).collect(),
            schema,
            bytes: text.len(),
            model,
            root,
        })
    }
}

/// Lowers a schema, and looks at what comes out from all sides.
#[must_use]
pub fn judge(subject: &Subject, dialect: &Dialect) -> Judged {
    let (lowered, time) = timed(subject, dialect);
    let lowered = match lowered {
        Ok(lowered) => lowered,
        Err(findings) => {
            let first = findings.first().map(|finding| finding.message.as_str());
            return Judged {
                refused: Some(reason(first.unwrap_or("no reason"), dialect)),
                time,
                ..Judged::default()
            };
        }
    };
    let text = lowered.document();
    let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let second = again(&text, dialect);
    let second = second.and_then(|(model, root)| lower(&model, root, dialect).ok());
    let is_same = |second: Lowered| {
        second.document() == text && second.dropped.is_empty() && second.undo == Undo::default()
    };
    let mut judged = Judged {
        broken: broken(&value, dialect),
        is_idempotent: second.is_some_and(is_same),
        unchecked: unchecked(&lowered),
        time,
        ..Judged::default()
    };
    instances(subject, dialect, &lowered, value, &mut judged);
    judged
}

/// Lowers a schema, and says how long that takes: the shortest of a few times, because whatever else the machine
/// does only adds to it.
fn timed(subject: &Subject, dialect: &Dialect) -> (Result<Lowered, Vec<Finding>>, Duration) {
    let once = || {
        let begin = Instant::now();
        let lowered = lower(&subject.model, subject.root, dialect);
        (lowered, begin.elapsed())
    };
    let (lowered, first) = once();
    let again = (1..TIMES).map(|_| once().1);
    (lowered, again.fold(first, Duration::min))
}

fn unchecked(lowered: &Lowered) -> Vec<&'static str> {
    let gone = lowered.dropped.iter();
    let gone = gone.filter(|one| one.fate != Fate::Enforced);
    let gone = gone.map(|one| one.keyword);
    gone.filter(|one| !ANNOTATIONS.contains(one) && !CHECKED.contains(one))
        .collect()
}

/// Sends every instance as the provider would, and reads it as the runtime does.
fn instances(
    subject: &Subject,
    dialect: &Dialect,
    lowered: &Lowered,
    mut document: Value,
    judged: &mut Judged,
) {
    let Some(schema) = &subject.schema else {
        return;
    };
    if dialect.types == Types::Nullable {
        spell_null(&mut document);
    }
    let Ok(provider) = jsonschema::validator_for(&document) else {
        judged.broken.push("it is no schema".to_owned());
        return;
    };
    let undo = formwork::Undo {
        unwrap_root: lowered.undo.unwrap_root,
        null_is_absent: lowered.undo.null_is_absent,
        entry_lists: lowered.undo.entry_lists,
    };
    for instance in &subject.instances {
        let sent = sent(&document, lowered.undo, instance);
        if !provider.is_valid(&sent) {
            judged.narrower += 1;
            continue;
        }
        let mut decoder = schema.decoder_with_undo(undo);
        decoder.push(sent.to_string().as_bytes());
        let back = decoder.finish();
        let value = back.as_ref().ok().and_then(dynamic::Value::to_json);
        if value.is_some_and(|value| is_same(&value, instance)) {
            judged.restored += 1;
        } else {
            let back = match back {
                Ok(value) => value.to_string(),
                Err(violations) => violations
                    .first()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            };
            judged.lost.push(format!("{instance} as {sent}: {back}"));
        }
    }
}

/// `nullable` as the type that it stands for.
fn spell_null(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            // A property may have this name too.
            if members.get("nullable") == Some(&Value::Bool(true)) {
                members.remove("nullable");
                if let Some(Value::Array(values)) = members.get_mut("enum") {
                    values.push(Value::Null);
                }
                if let Some(own) = members.get_mut("type") {
                    *own = Value::Array(vec![own.take(), "null".into()]);
                }
            }
            members.values_mut().for_each(spell_null);
        }
        Value::Array(items) => items.iter_mut().for_each(spell_null),
        _ => {}
    }
}

/// Whether a value is what was sent; `null` where the author's schema takes it for what was absent counts as
/// that.
fn is_same(back: &Value, instance: &Value) -> bool {
    match (back, instance) {
        (Value::Object(back), Value::Object(instance)) => {
            let kept = instance.iter();
            let mut kept =
                kept.map(|(name, value)| back.get(name).is_some_and(|back| is_same(back, value)));
            let mut added = back
                .iter()
                .filter(|(name, _)| !instance.contains_key(*name));
            kept.all(|same| same) && added.all(|(_, value)| value.is_null())
        }
        (Value::Array(back), Value::Array(instance)) => {
            back.len() == instance.len()
                && back
                    .iter()
                    .zip(instance)
                    .all(|(back, one)| is_same(back, one))
        }
        (Value::Number(back), Value::Number(instance)) => {
            back == instance || back.as_f64() == instance.as_f64()
        }
        _ => back == instance,
    }
}

/// A message without what is the schema's own: names and numbers.
#[must_use]
pub fn reason(message: &str, dialect: &Dialect) -> String {
    let mut out = String::new();
    let mut is_name = false;
    for c in message.replace(dialect.name, "it").chars() {
        match c {
            '`' => {
                is_name = !is_name;
                out.push('`');
            }
            _ if is_name => {}
            '0'..='9' => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            _ => out.push(c),
        }
    }
    out
}
