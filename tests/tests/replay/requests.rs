//! Request bodies: what they say, and that the vendor's closed schema accepts them.

use formwork::provider::openai_chat::{DIALECT, response_format, tool_definition};
use formwork::provider::{Assembly, Delta, Mode, Prepared, RequestError, Wire, find, reask};
use formwork::{Dialected, Form, Message, SchemaText, Undo, Violation};
use serde_json::{Map, Value, json};

use crate::closed_schema::{closed_schema, renamed};

/// A form as the generator writes it.
static PERSON: Form = Form {
    name: "Person",
    description: "A \"person\" of the text",
    schema: SchemaText {
        root: r##"{"type":"object","properties":{"name":{"type":"string","minLength":1},"born":{"$ref":"#/$defs/Date"}},"required":["name"]}"##,
        defs: &[("Date", r#"{"type":"string","format":"date"}"#)],
    },
    notation: &[],
    layer: &formwork::Layer::Itself,
    dialects: &[Dialected {
        dialect: DIALECT,
        text: Ok(SchemaText {
            root: r##"{"type":"object","properties":{"name":{"type":"string"},"born":{"anyOf":[{"$ref":"#/$defs/Date"},{"type":"null"}]}},"required":["name","born"],"additionalProperties":false}"##,
            defs: &[("Date", r#"{"type":"string","format":"date"}"#)],
        }),
        undo: Undo {
            unwrap_root: false,
            null_is_absent: true,
            entry_lists: false,
        },
    }],
};

/// One whose root is a list: strict dialects and tools want it in an object.
static NAMES: Form = Form {
    name: "Names",
    description: "",
    schema: SchemaText {
        root: r#"{"type":"array","items":{"type":"string"}}"#,
        defs: &[],
    },
    notation: &[],
    layer: &formwork::Layer::Itself,
    dialects: &[Dialected {
        dialect: DIALECT,
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

/// One that the dialect cannot word.
static OPEN: Form = Form {
    name: "Open",
    description: "",
    schema: SchemaText {
        root: "{}",
        defs: &[],
    },
    notation: &[],
    layer: &formwork::Layer::Itself,
    dialects: &[Dialected {
        dialect: DIALECT,
        text: Err("an object may have any property"),
        undo: Undo {
            unwrap_root: false,
            null_is_absent: false,
            entry_lists: false,
        },
    }],
};

struct Call {
    form: &'static Form,
    mode: Mode,
    messages: Vec<Message>,
    stream: bool,
    max_tokens: Option<u32>,
    temperature: Option<f64>,
    extra: Map<String, Value>,
}

impl Call {
    fn new(form: &'static Form, mode: Mode) -> Self {
        let messages = vec![
            Message::system("Be exact."),
            Message::user("Ada, \"1815\"\n"),
        ];
        Self {
            form,
            mode,
            messages,
            stream: false,
            max_tokens: None,
            temperature: None,
            extra: Map::new(),
        }
    }

    fn body(&self) -> Result<Value, RequestError> {
        let text = Wire::OpenaiChat.body(&Prepared {
            provider: find("openai").unwrap(),
            model: "gpt-5",
            messages: &self.messages,
            form: self.form,
            tools: std::slice::from_ref(self.form),
            mode: self.mode,
            stream: self.stream,
            max_tokens: self.max_tokens,
            temperature: self.temperature,
            extra: &self.extra,
            notation: false,
        })?;
        Ok(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}")))
    }
}

/// The conversation after a failed attempt, in a mode.
fn asked_again(mode: Mode) -> Vec<Message> {
    let mut attempt = Assembly::default();
    if mode == Mode::Tools || mode == Mode::StrictTools {
        let call = |call, id, name, arguments| Delta::ToolCall {
            call,
            id,
            name,
            arguments,
        };
        attempt.add(call(0, "call_a", "Other", "{}"));
        attempt.add(call(1, "call_b", "Person", "{\"name\": \"\"}"));
    } else {
        attempt.add(Delta::Text("{\"name\": \"\"}"));
    }
    let violations = [Violation::new("/name", "minLength", "must not be empty").with_value("\"\"")];
    let mut messages = Call::new(&PERSON, mode).messages;
    messages.extend(reask(
        Wire::OpenaiChat,
        &attempt,
        &violations,
        &PERSON,
        mode,
        Undo::default(),
    ));
    messages
}

/// Every cell: mode, streaming, options, and a second round.
fn cells() -> Vec<Call> {
    let mut cells = Vec::new();
    for mode in formwork_tests::MODES {
        for stream in [false, true] {
            for form in [&PERSON, &NAMES] {
                cells.push(Call {
                    stream,
                    ..Call::new(form, mode)
                });
            }
            let extra =
                json!({"reasoning_effort": "low", "seed": 7, "stop": null, "metadata": {"a": "b"}});
            cells.push(Call {
                stream,
                max_tokens: Some(100),
                temperature: Some(0.5),
                extra: extra.as_object().unwrap().clone(),
                messages: asked_again(mode),
                ..Call::new(&PERSON, mode)
            });
            cells.push(Call {
                messages: vec![Message::user("x")],
                ..Call::new(&PERSON, mode)
            });
            cells.push(Call {
                messages: vec![Message::developer("x"), Message::assistant("y")],
                ..Call::new(&PERSON, mode)
            });
        }
    }
    cells
}

#[test]
fn the_closed_schema_accepts_every_body_and_no_misspelt_one() {
    let Some(schema) = closed_schema() else {
        return;
    };
    // Schemas and metadata are free-form by design.
    let free = [
        "/tools/0/function/parameters",
        "/response_format/json_schema/schema",
        "/metadata",
    ];
    let mut mutants = 0;
    for cell in cells() {
        let body = cell.body().unwrap();
        let errors: Vec<String> = schema
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?} in {body:#}");
        for (key, mutant) in renamed(&body, &free) {
            assert!(
                !schema.is_valid(&mutant),
                "{key} may be misspelt in {mutant:#}"
            );
            mutants += 1;
        }
        assert!(!has_null(&body), "{body:#}");
    }
    assert!(mutants > 500, "only {mutants} mutants");
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

#[test]
fn each_mode_asks_in_its_own_way() {
    let lenient = json!({"type":"object","properties":{"name":{"type":"string","minLength":1},"born":{"$ref":"#/$defs/Date"}},"required":["name"],"$defs":{"Date":{"type":"string","format":"date"}}});
    let strict = json!({"type":"object","properties":{"name":{"type":"string"},"born":{"anyOf":[{"$ref":"#/$defs/Date"},{"type":"null"}]}},"required":["name","born"],"additionalProperties":false,"$defs":{"Date":{"type":"string","format":"date"}}});
    let description = "A \"person\" of the text";
    let messages = json!([{"role":"system","content":"Be exact."},{"role":"user","content":"Ada, \"1815\"\n"}]);
    let forced = json!({"type":"function","function":{"name":"Person"}});

    let body = Call::new(&PERSON, Mode::Tools).body().unwrap();
    let function = json!({"name":"Person","description":description,"parameters":lenient});
    let tools = json!([{"type":"function","function":function}]);
    assert_eq!(
        body,
        json!({"model":"gpt-5","messages":messages,"tools":tools,"tool_choice":forced})
    );
    assert_eq!(parsed(&tool_definition(&PERSON, false).unwrap()), tools[0]);

    let body = Call::new(&PERSON, Mode::StrictTools).body().unwrap();
    let function =
        json!({"name":"Person","description":description,"parameters":strict,"strict":true});
    let tools = json!([{"type":"function","function":function}]);
    assert_eq!(
        body,
        json!({"model":"gpt-5","messages":messages,"tools":tools,"tool_choice":forced,"parallel_tool_calls":false})
    );
    assert_eq!(parsed(&tool_definition(&PERSON, true).unwrap()), tools[0]);

    let body = Call::new(&PERSON, Mode::JsonSchema).body().unwrap();
    let format = json!({"type":"json_schema","json_schema":{"name":"Person","description":description,"strict":true,"schema":strict}});
    assert_eq!(
        body,
        json!({"model":"gpt-5","messages":messages,"response_format":format})
    );
    assert_eq!(parsed(&response_format(&PERSON).unwrap()), format);

    let body = Call::new(&PERSON, Mode::Json).body().unwrap();
    assert_eq!(body["response_format"], json!({"type":"json_object"}));
    assert_eq!(body["messages"][1], messages[1]);
    let system = body["messages"][0]["content"].as_str().unwrap();
    let (before, schema) = system.split_once("\n<schema>\n").unwrap();
    assert!(before.starts_with("Be exact.\n\n") && before.contains("JSON"));
    assert_eq!(parsed(schema.strip_suffix("\n</schema>").unwrap()), lenient);
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_stream_asks_for_its_usage() {
    let mut call = Call::new(&PERSON, Mode::Tools);
    assert_eq!(call.body().unwrap().get("stream"), None);
    call.stream = true;
    call.max_tokens = Some(9);
    call.temperature = Some(0.0);
    let body = call.body().unwrap();
    assert_eq!(body["stream"], json!(true));
    assert_eq!(body["stream_options"], json!({"include_usage": true}));
    assert_eq!(
        (&body["max_completion_tokens"], &body["temperature"]),
        (&json!(9), &json!(0.0))
    );
    assert_eq!(body.get("max_tokens"), None);
}

#[test]
fn the_schema_joins_the_first_instructions() {
    let roles = |messages: Vec<Message>| {
        let body = Call {
            messages,
            ..Call::new(&PERSON, Mode::Json)
        }
        .body()
        .unwrap();
        let turns = body["messages"].as_array().unwrap().clone();
        let schemas = turns
            .iter()
            .filter(|turn| turn["content"].as_str().unwrap().contains("<schema>"));
        assert_eq!(schemas.count(), 1);
        assert!(turns[0]["content"].as_str().unwrap().contains("<schema>"));
        turns
            .iter()
            .map(|turn| turn["role"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        roles(vec![Message::developer("d"), Message::user("u")]),
        ["developer", "user"]
    );
    assert_eq!(
        roles(vec![Message::user("u"), Message::system("s")]),
        ["system", "user", "system"]
    );
    assert_eq!(roles(vec![]), ["system"]);
}

#[test]
fn what_is_not_an_object_is_wrapped_in_every_mode() {
    let provider = find("openai").unwrap();
    for mode in formwork_tests::MODES {
        let wording = provider.wording(&NAMES, mode).unwrap();
        assert!(wording.undo.unwrap_root, "{mode}");
        assert!(wording.schema.root.contains("\"value\""), "{mode}");
    }
    let undone = provider.wording(&PERSON, Mode::Tools).unwrap().undo;
    assert_eq!(
        undone,
        Undo::default(),
        "what is sent as it was needs no undoing"
    );
}

#[test]
fn impossible_requests_are_errors_before_sending() {
    for mode in [Mode::StrictTools, Mode::JsonSchema] {
        let error = Call::new(&OPEN, mode).body().unwrap_err();
        let message = error.to_string();
        assert!(
            message.contains("an object may have any property"),
            "{message}"
        );
        assert!(message.contains("`tools`, `json`"), "{message}");
    }
    assert!(tool_definition(&OPEN, true).is_err());
    assert!(response_format(&OPEN).is_err());
    assert!(tool_definition(&OPEN, false).is_ok());
    assert!(Call::new(&OPEN, Mode::Tools).body().is_ok());
    let provider = find("openai").unwrap();
    assert_eq!(
        provider.ladder("gpt-5", &OPEN, false).next(),
        Some(Mode::Tools)
    );
    assert_eq!(
        provider.ladder("gpt-5", &PERSON, false).next(),
        Some(Mode::JsonSchema)
    );

    let with = |key: &str, mode| {
        let mut call = Call::new(&PERSON, mode);
        call.max_tokens = Some(1);
        call.extra.insert(key.to_owned(), json!(1));
        call.body()
    };
    for key in [
        "model",
        "messages",
        "stream",
        "tools",
        "response_format",
        "n",
        "max_completion_tokens",
    ] {
        let error = with(key, Mode::Tools).unwrap_err();
        assert_eq!(error, RequestError::ExtraKey(key.to_owned()));
        assert!(error.to_string().contains(key));
    }
    assert!(with("parallel_tool_calls", Mode::StrictTools).is_err());
    assert!(
        with("parallel_tool_calls", Mode::Tools).is_ok(),
        "not written in this mode"
    );
    assert_eq!(
        with("temperature", Mode::Tools).unwrap()["temperature"],
        json!(1)
    );

    for temperature in [f64::NAN, f64::INFINITY] {
        let call = Call {
            temperature: Some(temperature),
            ..Call::new(&PERSON, Mode::Tools)
        };
        assert!(matches!(call.body(), Err(RequestError::Temperature(_))));
    }
}

#[test]
fn asking_again_echoes_the_turn_and_answers_every_call() {
    for mode in [Mode::Tools, Mode::StrictTools] {
        let body = Call {
            messages: asked_again(mode),
            ..Call::new(&PERSON, mode)
        }
        .body()
        .unwrap();
        let turns = body["messages"].as_array().unwrap();
        assert_eq!(turns.len(), 5, "{turns:#?}");
        let calls = json!([
            {"id":"call_a","type":"function","function":{"name":"Other","arguments":"{}"}},
            {"id":"call_b","type":"function","function":{"name":"Person","arguments":"{\"name\": \"\"}"}},
        ]);
        assert_eq!(turns[2], json!({"role":"assistant","tool_calls":calls}));
        assert_eq!(
            (&turns[3]["role"], &turns[3]["tool_call_id"]),
            (&json!("tool"), &json!("call_a"))
        );
        assert_eq!(
            (&turns[4]["role"], &turns[4]["tool_call_id"]),
            (&json!("tool"), &json!("call_b"))
        );
        let told = turns[4]["content"].as_str().unwrap();
        for part in ["/name", "minLength", "must not be empty", "\"\"", "Person"] {
            assert!(told.contains(part), "{part} in {told}");
        }
        assert!(!turns[3]["content"].as_str().unwrap().contains("/name"));
    }
    for mode in [Mode::JsonSchema, Mode::Json] {
        let messages = asked_again(mode);
        assert_eq!(messages[2], Message::assistant("{\"name\": \"\"}"));
        assert_eq!(messages[3].role, formwork::Role::User);
        assert_eq!(messages.len(), 4);
    }
}

#[test]
fn asking_again_copes_with_what_is_missing() {
    let violation = [Violation::new("", "json", "is not JSON")];
    let again = |attempt: &Assembly, form, undo| {
        reask(
            Wire::OpenaiChat,
            attempt,
            &violation,
            form,
            Mode::Tools,
            undo,
        )
    };

    // Text where a call was forced; nothing at all.
    let mut attempt = Assembly::default();
    attempt.add(Delta::Text("I would rather chat"));
    let messages = again(&attempt, &PERSON, Undo::default());
    assert_eq!(messages[0], Message::assistant("I would rather chat"));
    assert_eq!(
        (messages.len(), messages[1].role),
        (2, formwork::Role::User)
    );
    assert_eq!(
        again(&Assembly::default(), &PERSON, Undo::default()).len(),
        1
    );

    // A call without an id or arguments gets both, the same on both sides.
    let mut attempt = Assembly::default();
    attempt.add(Delta::ToolCall {
        call: 0,
        id: "",
        name: "Person",
        arguments: "",
    });
    let messages = again(&attempt, &PERSON, Undo::default());
    let shown = format!("{messages:?}");
    assert_eq!(shown.matches("call00000").count(), 2, "{shown}");
    assert!(shown.contains("arguments: \"{}\""), "{shown}");

    // A wrapped root: the model is told places in what it saw.
    let undo = NAMES.dialects[0].undo;
    let shown = format!("{:?}", again(&Assembly::default(), &NAMES, undo));
    assert!(shown.contains("- /value: is not JSON"), "{shown}");
}
