//! Ollama's own chat API.

use formwork::provider::{
    ApiErrorKind, Assembly, Delta, FinishReason, Mode, ProtocolErrorKind, RequestError, Wire, find,
};
use formwork::{Message, ToolCall, Turn};
use serde_json::{Value, json};

use crate::cells::{self, Cell, assert_valid, media, plain_attempt, schemas_of_person};
use crate::data::{Recording, files, schema, streams};
use crate::replay::{Words, assemble, read};

const WIRE: Wire = Wire::Ollama;
const APIS: [&str; 1] = ["ollama-api-chat"];

const WORDS: Words = Words {
    wire: WIRE,
    finish: |expected| {
        let has_calls = expected["tool_calls"].get(0).is_some();
        let stop = if has_calls { "tool_calls" } else { "stop" };
        expected["finish"].as_str().unwrap().replace("stop", stop)
    },
    usage: |raw| {
        let count = |key: &str| raw[key].as_u64().unwrap_or(0);
        let (input, output) = (count("prompt_eval_count"), count("eval_count"));
        [input, output, 0, 0, input + output]
    },
    is_end: |data| data.contains("\"done\":true"),
};

fn cell(mode: Mode) -> Cell {
    Cell::new(WIRE, find("ollama").unwrap(), "qwen3:8b", mode)
}

#[test]
fn the_schema_accepts_every_body_and_no_misspelt_one() {
    let Some(schema) = schema("ollama/api-chat.request.schema.json", None) else {
        return;
    };
    let mut cells = cells::cells(WIRE, find("ollama").unwrap(), "qwen3:8b");
    let mut refused = 0;
    for media in media() {
        let cell = Cell {
            messages: cells::with(media),
            ..cell(Mode::JsonSchema)
        };
        match cell.body() {
            Ok(body) => {
                assert_eq!(body["messages"][0]["images"], json!(["AAAA"]));
                cells.push(cell);
            }
            Err(error) => {
                assert!(matches!(error, RequestError::Unsupported { .. }), "{error}");
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 11, "all but images from bytes");
    let extra = json!({"options":{"top_k":5,"seed":null},"think":true,"keep_alive":"5m"});
    cells.push(Cell {
        extra: extra.as_object().unwrap().clone(),
        max_tokens: Some(9),
        ..cell(Mode::Json)
    });
    let (mut mutants, mut missed) = (0, 0);
    for cell in &cells {
        let free = ["format", "parameters", "arguments"];
        let (some, accepted) = assert_valid(&schema, &cell.body().unwrap(), &free);
        mutants += some;
        missed += accepted.len();
    }
    assert!(cells.len() >= 60, "only {} bodies", cells.len());
    assert!(mutants > 600 && missed == 0, "{missed} of {mutants}");
}

#[test]
fn each_mode_asks_in_its_own_way() {
    let [plain, enforced] = schemas_of_person();
    let ada = json!({"role":"user","content":"Ada, \"1815\"\n"});
    let messages = json!([{"role":"system","content":"Be exact."}, ada]);
    let body = |mode| cell(mode).body().unwrap();
    assert_eq!(
        body(Mode::JsonSchema),
        json!({"model":"qwen3:8b","messages":messages,"format":enforced,"stream":false})
    );
    let function =
        json!({"name":"Person","description":"A \"person\" of the text","parameters":plain});
    let tools = json!([{"type":"function","function":function}]);
    assert_eq!(
        body(Mode::ParallelTools),
        json!({"model":"qwen3:8b","messages":messages,"tools":tools,"stream":false})
    );
    // No tool can be forced.
    let asked = "Be exact.\n\nAnswer by calling the tool Person.";
    assert_eq!(
        body(Mode::Tools),
        json!({"model":"qwen3:8b","messages":[{"role":"system","content":asked}, ada],"tools":tools,"stream":false})
    );
    for (mode, format) in [(Mode::Json, json!("json")), (Mode::MdJson, Value::Null)] {
        let body = body(mode);
        assert_eq!(body["format"], format);
        assert!(
            body["messages"][0]["content"]
                .as_str()
                .unwrap()
                .contains("<schema>")
        );
    }
    let limited = Cell {
        stream: true,
        max_tokens: Some(9),
        temperature: Some(0.5),
        extra: json!({"options":{"top_k":5}}).as_object().unwrap().clone(),
        ..cell(Mode::JsonSchema)
    };
    let body = limited.body().unwrap();
    assert_eq!(body["stream"], json!(true));
    assert_eq!(
        body["options"],
        json!({"num_predict":9,"temperature":0.5,"top_k":5})
    );
    for base in [
        "http://localhost:11434/v1",
        "http://localhost:11434",
        "http://localhost:11434/api/",
    ] {
        let url = WIRE.url(&limited.prepared(), base);
        assert_eq!(url, "http://localhost:11434/api/chat");
    }
    for (extra, key) in [
        (json!({"options":{"num_predict":1}}), "options.num_predict"),
        (json!({"format":"json"}), "format"),
        (json!({"stream":false}), "stream"),
    ] {
        let cell = Cell {
            extra: extra.as_object().unwrap().clone(),
            ..limited.clone()
        };
        assert_eq!(cell.body(), Err(RequestError::ExtraKey(key.to_owned())));
    }
}

#[test]
fn turns_go_back_as_they_came() {
    let call = |id: &str, arguments: &str| ToolCall {
        id: id.to_owned(),
        name: "Person".to_owned(),
        arguments: arguments.to_owned(),
    };
    let turn = Turn {
        reasoning: "hm".to_owned(),
        calls: vec![call("", "{\"name\":\"\"}"), call("c2", "nonsense")],
        ..Turn::default()
    };
    let body = Cell {
        messages: vec![
            Message::turn(turn),
            Message::tool_error("", "Person", "x"),
            Message::tool_error("c2", "Person", "y"),
        ],
        ..cell(Mode::JsonSchema)
    };
    assert_eq!(
        body.body().unwrap()["messages"],
        json!([
            {"role":"assistant","content":"","thinking":"hm","tool_calls":[
                {"function":{"name":"Person","arguments":{"name":""}}},
                {"function":{"name":"Person","arguments":{}}}]},
            {"role":"tool","tool_name":"Person","content":"x"},
            {"role":"tool","tool_name":"Person","content":"y"},
        ])
    );
    let again = cell(Mode::Tools)
        .again(&plain_attempt(Mode::Tools))
        .body()
        .unwrap();
    let messages = again["messages"].as_array().unwrap();
    let roles: Vec<&str> = messages
        .iter()
        .map(|turn| turn["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["system", "user", "assistant", "tool", "tool"]);
    assert!(
        messages[4]["content"]
            .as_str()
            .unwrap()
            .contains("must not be empty")
    );
}

/// The streams, with what stands for nothing taken out of what is expected.
fn expected() -> Option<Vec<Recording>> {
    let mut recordings = streams(&APIS)?;
    for recording in &mut recordings {
        let about = &mut recording.about;
        for call in about["tool_calls"].as_array_mut().unwrap() {
            call["id"] = json!("");
            let arguments: Value = call["arguments"].as_str().unwrap().parse().unwrap();
            call["arguments"] = json!(arguments.to_string());
        }
        if about["usage"]["eval_count"].is_null() {
            about["usage"] = Value::Null;
        }
    }
    Some(recordings)
}

#[test]
fn streams_come_to_the_expected_assembly() {
    let Some(recordings) = expected() else { return };
    assert!(recordings.len() >= 8, "only {} streams", recordings.len());
    WORDS.assert_however_cut(&recordings);
    for recording in &recordings {
        let path = &recording.path;
        let plain = String::from_utf8(recording.bytes.clone()).unwrap();
        let whole = assemble(WIRE, [plain.as_bytes()]);
        for variant in [
            plain.replace('\n', "\r\n"),
            plain.replace('\n', "\n\n \n"),
            plain.trim_end().to_owned(),
        ] {
            assert_eq!(
                assemble(WIRE, variant.as_bytes().chunks(7)),
                whole,
                "{path}"
            );
        }
        // A whole body of lines is the same answer.
        assert_eq!(read(WIRE, plain.as_bytes()), whole, "{path}");
        let lines: Vec<&str> = plain.split_inclusive('\n').collect();
        for end in 0..lines.len() {
            let part = lines[..end].concat();
            let assembly = assemble(WIRE, [part.as_bytes()]);
            let is_over = lines[..end].iter().any(|line| (WORDS.is_end)(line));
            assert_eq!(assembly.done, is_over, "{path} after {end} lines");
            assert!(whole.text.starts_with(&assembly.text), "{path}");
        }
    }
}

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = files("response", &APIS) else {
        return;
    };
    assert!(recordings.len() >= 14, "only {} answers", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let answer = read(WIRE, &recording.bytes);
        let message = &body["message"];
        let text = |key: &str| message[key].as_str().unwrap_or_default();
        assert_eq!(
            (&*answer.text, &*answer.reasoning),
            (text("content"), text("thinking")),
            "{path}"
        );
        let wanted = message["tool_calls"].as_array().into_iter().flatten();
        let wanted = wanted.map(|call| {
            let function = &call["function"];
            (
                function["name"].as_str().unwrap().to_owned(),
                function["arguments"].clone(),
            )
        });
        let calls = answer.tool_calls.iter();
        let calls = calls.map(|call| (call.name.clone(), call.arguments.parse().unwrap()));
        assert_eq!(
            calls.collect::<Vec<_>>(),
            wanted.collect::<Vec<_>>(),
            "{path}"
        );
        let finish = answer.finish.as_ref().map(FinishReason::as_str);
        let wanted = body["done_reason"].as_str().map(|reason| match reason {
            "stop" if !answer.tool_calls.is_empty() => "tool_calls",
            other => other,
        });
        assert_eq!(finish, wanted, "{path}");
        let counted = body["eval_count"].is_number();
        WORDS.assert_usage(&answer, if counted { &body } else { &Value::Null }, path);
        assert!(answer.done && answer.error.is_none(), "{path}");
    }
}

#[test]
fn lines_say_what_they_say() {
    let lines = |text: &str| assemble(WIRE, [text.as_bytes()]);
    // An error may end a stream, and an old server gives no reason.
    let answer =
        lines("{\"model\":\"m\",\"message\":{\"content\":\"a\"}}\n{\"error\":\"out of memory\"}\n");
    let error = answer.error.unwrap();
    assert_eq!(
        (&*answer.text, &*error.message, answer.done),
        ("a", "out of memory", false)
    );
    let answer = lines("{\"done\":true}");
    assert_eq!(
        (answer.finish, answer.usage),
        (Some(FinishReason::Stop), None)
    );
    let answer = lines("{\"done\":true,\"done_reason\":\"unload\",\"prompt_eval_count\":3}");
    assert_eq!(
        answer.finish,
        Some(FinishReason::Other("unload".to_owned()))
    );
    assert_eq!(answer.usage.unwrap().total_tokens, 3);
    let overloaded = read(WIRE, b"{\"error\":{\"message\":\"busy\",\"code\":503}}");
    assert_eq!(overloaded.error.unwrap().kind, ApiErrorKind::Overloaded);
    let call = json!({"message":{"tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}},{"function":{}},7]}});
    let answer = lines(&call.to_string());
    let wanted = ToolCall {
        id: "c".to_owned(),
        name: "f".to_owned(),
        arguments: "{}".to_owned(),
    };
    assert_eq!(answer.tool_calls, [wanted]);
    let mut ends = Assembly::default();
    let mut done = 0;
    let mut take = |delta: Delta<'_>| {
        done += usize::from(delta == Delta::Done);
        ends.add(delta);
    };
    WIRE.read(b"{\"model\":\"m\",\"done\":true}", &mut take)
        .unwrap();
    assert_eq!(done, 1);
    for (body, kind) in [
        ("", ProtocolErrorKind::Empty),
        ("<!doctype html>", ProtocolErrorKind::Html),
        ("[]", ProtocolErrorKind::NotJson),
        ("{\"model\":\"m\"}x", ProtocolErrorKind::NotJson),
        ("{\"message\":", ProtocolErrorKind::NotJson),
        ("{}", ProtocolErrorKind::NoChoices),
    ] {
        let error = WIRE.read(body.as_bytes(), &mut |_| ()).unwrap_err();
        assert_eq!(error.kind, kind, "{body}");
    }
    let many = "{\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}}\n".repeat(129);
    let error = WIRE
        .stream()
        .push(many.as_bytes(), &mut |_| ())
        .unwrap_err();
    assert_eq!(error.kind, ProtocolErrorKind::TooLarge);
}

/// Nothing that a server sends is a reason to panic: every recorded line, cut and bent.
#[test]
fn bent_lines_are_errors_or_nothing() {
    let Some(recordings) = streams(&APIS) else {
        return;
    };
    for recording in recordings {
        let text = String::from_utf8(recording.bytes).unwrap();
        for line in text.lines().take(40) {
            for (from, to) in [
                ("{", "["),
                ("\"", ""),
                (":", ":null,\"x\":"),
                ("message", "error"),
                ("content", "tool_calls"),
            ] {
                let bent = line.replacen(from, to, 3);
                let mut stream = WIRE.stream();
                let _ = stream.push(bent.as_bytes(), &mut |_| ());
                let _ = stream.end(&mut |_| ());
                let _ = WIRE.read(bent.as_bytes(), &mut |_| ());
            }
        }
    }
}
