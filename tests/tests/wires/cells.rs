//! Requests of every kind: a mode, a stream or not, options, media, turns asked again, cache marks.

use formwork::provider::{
    Assembly, Delta, FinishReason, Mode, Prepared, Provider, RequestError, Wire, reask,
};
use formwork::{CacheFor, Media, MediaKind, Part, Source};
use formwork::{Dialected, Form, Message, SchemaText, Undo, Violation};
use jsonschema::Validator;
use serde_json::{Map, Value};

/// A form as the generator writes it, in a dialect that every provider understands.
pub(crate) static PERSON: Form = Form {
    name: "Person",
    description: "A \"person\" of the text",
    schema: SchemaText {
        root: r##"{"type":"object","properties":{"name":{"type":"string","minLength":1},"born":{"$ref":"#/$defs/Date"}},"required":["name"]}"##,
        defs: &[("Date", r#"{"type":"string","format":"date"}"#)],
    },
    notation: &[],
    layer: &formwork::Layer::Itself,
    dialects: &[Dialected {
        dialect: "portable",
        text: Ok(SchemaText {
            root: r##"{"type":"object","properties":{"name":{"type":"string"},"born":{"anyOf":[{"$ref":"#/$defs/Date"},{"type":"null"}]}},"required":["name","born"],"additionalProperties":false}"##,
            defs: &[("Date", r#"{"type":"string"}"#)],
        }),
        undo: Undo {
            unwrap_root: false,
            null_is_absent: true,
            entry_lists: false,
        },
    }],
};

/// One whose root is a list: strict dialects and tools want it in an object.
pub(crate) static NAMES: Form = Form {
    name: "Names",
    description: "",
    schema: SchemaText {
        root: r#"{"type":"array","items":{"type":"string"}}"#,
        defs: &[],
    },
    notation: &[],
    layer: &formwork::Layer::Itself,
    dialects: &[Dialected {
        dialect: "portable",
        text: Ok(SchemaText {
            root: r#"{"type":"object","properties":{"value":{"type":"array","items":{"type":"string"}}},"required":["value"],"additionalProperties":false}"#,
            defs: &[],
        }),
        undo: Undo {
            unwrap_root: true,
            null_is_absent: false,
            entry_lists: false,
        },
    }],
};

/// The schema that `PERSON` has for modes that do not enforce it, and for those that do.
pub(crate) fn schemas_of_person() -> [Value; 2] {
    let text = |schema: &SchemaText| {
        let mut out = String::new();
        schema.write(&mut out);
        serde_json::from_str(&out).unwrap()
    };
    [
        text(&PERSON.schema),
        text(&PERSON.dialects[0].text.unwrap()),
    ]
}

/// One request.
#[derive(Clone)]
pub(crate) struct Cell {
    pub(crate) wire: Wire,
    pub(crate) provider: &'static Provider,
    pub(crate) model: &'static str,
    pub(crate) form: &'static Form,
    pub(crate) tools: Vec<Form>,
    pub(crate) mode: Mode,
    pub(crate) messages: Vec<Message>,
    pub(crate) stream: bool,
    pub(crate) max_tokens: Option<u32>,
    pub(crate) temperature: Option<f64>,
    pub(crate) extra: Map<String, Value>,
}

impl Cell {
    pub(crate) fn new(
        wire: Wire,
        provider: &'static Provider,
        model: &'static str,
        mode: Mode,
    ) -> Self {
        Self {
            wire,
            provider,
            model,
            form: &PERSON,
            tools: Vec::new(),
            mode,
            messages: vec![
                Message::system("Be exact."),
                Message::user("Ada, \"1815\"\n"),
            ],
            stream: false,
            max_tokens: None,
            temperature: None,
            extra: Map::new(),
        }
    }

    pub(crate) fn prepared(&self) -> Prepared<'_> {
        Prepared {
            provider: self.provider,
            model: self.model,
            messages: &self.messages,
            form: self.form,
            tools: &self.tools,
            mode: self.mode,
            stream: self.stream,
            max_tokens: self.max_tokens,
            temperature: self.temperature,
            extra: &self.extra,
            notation: false,
        }
    }

    pub(crate) fn body(&self) -> Result<Value, RequestError> {
        let text = self.wire.body(&self.prepared())?;
        Ok(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}")))
    }

    /// The request that asks again after an attempt that broke the schema.
    pub(crate) fn again(mut self, attempt: &Assembly) -> Self {
        let violation = Violation::new("/name", "minLength", "must not be empty");
        let violations = [violation.with_value("\"\"")];
        let undo = self.provider.wording(self.form, self.mode).unwrap().undo;
        let more = reask(self.wire, attempt, &violations, self.form, self.mode, undo);
        self.messages.extend(more);
        self
    }
}

/// An attempt without anything that only its provider understands: of a call and a second one, or of
/// text.
pub(crate) fn plain_attempt(mode: Mode) -> Assembly {
    let mut attempt = Assembly::default();
    if mode.is_tools() {
        let call = |call, id, name, arguments| Delta::ToolCall {
            call,
            id,
            name,
            arguments,
        };
        attempt.add(Delta::Text("Let me see."));
        attempt.add(call(0, "call_a", "Other", "{}"));
        attempt.add(call(1, "call_b", "Person", "{\"name\": \"\"}"));
    } else {
        attempt.add(Delta::Text("{\"name\": \"\"}"));
    }
    attempt.add(Delta::Finish(FinishReason::Stop));
    attempt
}

/// Every cell that has no extra keys and no blocks, for the modes that a model has: streams, forms,
/// limits, roles, attempts, marks for a cache.
pub(crate) fn cells(wire: Wire, provider: &'static Provider, model: &'static str) -> Vec<Cell> {
    let mut cells = Vec::new();
    for mode in provider.modes_of(model).iter().copied() {
        for stream in [false, true] {
            let cell = Cell {
                stream,
                ..Cell::new(wire, provider, model, mode)
            };
            cells.push(Cell {
                form: &NAMES,
                ..cell.clone()
            });
            cells.push(Cell {
                max_tokens: Some(100),
                temperature: provider.deviations_of(model).temperature.then_some(0.5),
                ..cell.clone().again(&plain_attempt(mode))
            });
            cells.push(Cell {
                messages: vec![Message::user("x")],
                ..cell.clone()
            });
            cells.push(Cell {
                messages: vec![
                    Message::developer("x"),
                    Message::user("y"),
                    Message::assistant("z"),
                    Message::user("y"),
                    Message::user("y"),
                ],
                ..cell.clone()
            });
            cells.push(Cell {
                messages: vec![
                    Message::system("x").cached(CacheFor::Hour),
                    Message::user("y").cached(CacheFor::Default),
                ],
                ..cell.clone()
            });
            if mode == Mode::ParallelTools {
                cells.push(Cell {
                    tools: vec![PERSON, NAMES],
                    ..cell.clone()
                });
            }
            cells.push(cell);
        }
    }
    cells
}

/// A medium of each kind and source.
pub(crate) fn media() -> Vec<Media> {
    let kinds = [
        (MediaKind::Image, "image/png"),
        (MediaKind::Audio, "audio/wav"),
        (MediaKind::Video, "video/mp4"),
        (MediaKind::Document, "application/pdf"),
    ];
    let sources = [
        Source::Base64("AAAA".to_owned()),
        Source::Url("https://example.com/it".to_owned()),
        Source::FileId("file-1".to_owned()),
    ];
    let media = kinds.iter().flat_map(|(kind, media_type)| {
        sources
            .iter()
            .map(|source| Media::new(*kind, *media_type, source.clone()))
    });
    media.collect()
}

/// A user's turn with a medium.
pub(crate) fn with(media: Media) -> Vec<Message> {
    let parts = [Part::Text("See.".to_owned()), Part::Media(media)];
    vec![Message::parts(parts)]
}

/// Asserts that a closed schema accepts a body and nothing that differs from it in the name of one key,
/// except below `free`: pointers to places where any key is welcome, or the last keys of such pointers. Answers how many mutants there
/// were, and which of them were accepted.
pub(crate) fn assert_valid(
    schema: &Validator,
    body: &Value,
    free: &[&str],
) -> (usize, Vec<String>) {
    let errors: Vec<String> = schema
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?} in {body:#}");
    assert!(!has_null(body), "{body:#}");
    let mutants = renamed(body, free);
    let missed = mutants.iter().filter(|(_, mutant)| schema.is_valid(mutant));
    (mutants.len(), missed.map(|(key, _)| key.clone()).collect())
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

/// Every body that differs from this one in the name of one key, with the place of the key.
fn renamed(body: &Value, free: &[&str]) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    collect(body, "", free, &mut pointers);
    let mutants = pointers.into_iter().map(|(parent, key)| {
        let mut mutant = body.clone();
        let object = mutant.pointer_mut(&parent).and_then(Value::as_object_mut);
        let object = object.unwrap();
        let value = object.remove(&key).unwrap();
        object.insert(format!("{key}_"), value);
        (format!("{parent}/{key}"), mutant)
    });
    mutants.collect()
}

/// The objects of a body and their keys. The bodies here are a few levels deep.
fn collect(value: &Value, at: &str, free: &[&str], out: &mut Vec<(String, String)>) {
    let last = at.rsplit('/').next().unwrap_or_default();
    if free.contains(&at) || (!last.is_empty() && free.contains(&last)) {
        return;
    }
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                out.push((at.to_owned(), key.clone()));
                collect(value, &format!("{at}/{key}"), free, out);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{at}/{index}"), free, out);
            }
        }
        _ => {}
    }
}
