//! Google's `generateContent`: the Gemini API and Vertex AI.

use std::time::SystemTime;

use formwork::provider::{
    ApiErrorKind, Assembly, Delta, FinishReason, Mode, ProtocolErrorKind, RequestError, Wire, find,
};
use formwork::transport::Replay;
use formwork::{Block, Client, Holds, Message, ToolCall};
use serde_json::{Value, json};

use crate::cells::{self, Cell, assert_valid, media, plain_attempt, schemas_of_person};
use crate::data::{Recording, file, files, schema, streams};
use crate::objects::Person;
use crate::replay::{Words, assemble, read};

const WIRE: Wire = Wire::Gemini;
const APIS: [&str; 2] = ["generateContent", "streamGenerateContent"];

const WORDS: Words = Words {
    wire: WIRE,
    finish: |expected| {
        let has_calls = expected["tool_calls"].get(0).is_some();
        finish(expected["finish"].as_str().unwrap(), has_calls).to_owned()
    },
    usage: |raw| {
        let count = |key: &str| raw[key].as_u64().unwrap_or(0);
        let input = count("promptTokenCount") + count("toolUsePromptTokenCount");
        let output = count("candidatesTokenCount") + count("thoughtsTokenCount");
        [
            input,
            output,
            count("cachedContentTokenCount"),
            count("thoughtsTokenCount"),
            raw["totalTokenCount"]
                .as_u64()
                .filter(|total| *total >= input.max(output))
                .unwrap_or(input + output),
        ]
    },
    is_end: |data| data.contains("\"finishReason\""),
};

fn finish(word: &str, has_calls: bool) -> &'static str {
    match word {
        "STOP" if has_calls => "tool_calls",
        "STOP" => "stop",
        "MAX_TOKENS" => "length",
        "SAFETY" => "content_filter",
        "UNEXPECTED_TOOL_CALL" => "malformed",
        other => panic!("say what {other} is"),
    }
}

fn cell(mode: Mode) -> Cell {
    Cell::new(WIRE, find("gemini").unwrap(), "gemini-3-flash", mode)
}

/// An attempt as the server gives it: thoughts, a text, and calls of which the first is signed.
fn attempt_with_signatures() -> Assembly {
    read(WIRE, signed().to_string().as_bytes())
}

fn signed() -> Value {
    json!({"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
        {"text":"hm","thought":true},
        {"text":"I call."},
        {"functionCall":{"name":"Person","args":{"name":""}},"thoughtSignature":"AAAA"},
        {"functionCall":{"id":"x1","name":"Person","args":{"name":""}}},
        {"text":"","thoughtSignature":"BBBB"}
    ]}}]})
}

#[test]
fn the_closed_schemas_accept_every_body_and_no_misspelt_one() {
    let gemini = "gemini/gemini-v1beta-generatecontent.schema.json";
    let vertex = "vertex/vertex-generatecontent.schema.json";
    let Some(gemini) = schema(gemini, Some("GenerateContentRequest")) else {
        return;
    };
    let root = "GoogleCloudAiplatformV1GenerateContentRequest";
    let vertex = schema(vertex, Some(root)).unwrap();
    let (mut count, mut mutants) = (0, 0);
    for (provider, schema) in [("gemini", &gemini), ("vertexai", &vertex)] {
        let provider = find(provider).unwrap();
        let cell = |mode| Cell {
            provider,
            ..cell(mode)
        };
        let mut cells = cells::cells(WIRE, provider, "gemini-3-flash");
        for mode in [Mode::StrictTools, Mode::ParallelTools] {
            cells.push(cell(mode).again(&attempt_with_signatures()));
        }
        for media in media() {
            let cell = Cell {
                messages: cells::with(media),
                ..cell(Mode::JsonSchema)
            };
            match cell.body() {
                Ok(_) => cells.push(cell),
                Err(error) => {
                    assert!(matches!(error, RequestError::Unsupported { .. }), "{error}");
                    assert_eq!(provider.name, "vertexai", "{error}");
                }
            }
        }
        for mode in [Mode::JsonSchema, Mode::Tools] {
            let extra = json!({
                "generationConfig": {"topP": 0.5, "thinkingConfig": {"includeThoughts": true}},
                "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
                "toolConfig": {"retrievalConfig": {"languageCode": "en"}},
                "tools": [{"googleSearch": {}}],
                "labels": {"a": "b"}, "cachedContent": null,
            });
            cells.push(Cell {
                extra: extra.as_object().unwrap().clone(),
                ..cell(mode)
            });
        }
        let free = [
            "parametersJsonSchema",
            "responseJsonSchema",
            "args",
            "response",
            "labels",
        ];
        count += cells.len();
        for cell in &cells {
            let (some, missed) = assert_valid(schema, &cell.body().unwrap(), &free);
            assert_eq!(missed, [""; 0], "{:?}", cell.messages);
            mutants += some;
        }
    }
    assert!(count >= 170, "only {count} bodies");
    assert!(mutants > 2500, "only {mutants} mutants");
}

#[test]
fn each_mode_asks_in_its_own_way() {
    let [plain, enforced] = schemas_of_person();
    let description = "A \"person\" of the text";
    let common = json!({
        "systemInstruction":{"parts":[{"text":"Be exact."}]},
        "contents":[{"role":"user","parts":[{"text":"Ada, \"1815\"\n"}]}]});
    let with = |more: Value| {
        let mut body = common.clone();
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        body
    };
    let tools = |schema: &Value| json!([{"functionDeclarations":[{"name":"Person","description":description,"parametersJsonSchema":schema}]}]);
    let forced = json!({"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["Person"]}});
    let body = |mode| cell(mode).body().unwrap();
    assert_eq!(
        body(Mode::Tools),
        with(json!({"tools":tools(&plain),"toolConfig":forced}))
    );
    assert_eq!(
        body(Mode::StrictTools),
        with(json!({"tools":tools(&enforced),"toolConfig":forced}))
    );
    let free = json!({"functionCallingConfig":{"mode":"AUTO"}});
    assert_eq!(
        body(Mode::ParallelTools),
        with(json!({"tools":tools(&plain),"toolConfig":free}))
    );
    let config = json!({"responseMimeType":"application/json","responseJsonSchema":enforced});
    assert_eq!(
        body(Mode::JsonSchema),
        with(json!({"generationConfig":config}))
    );
    let json_mode = body(Mode::Json);
    let config = json!({"responseMimeType":"application/json"});
    assert_eq!(json_mode["generationConfig"], config);
    let told = json_mode["systemInstruction"]["parts"][1]["text"].as_str();
    assert!(told.unwrap().contains("<schema>"));
    let text_mode = body(Mode::MdJson);
    assert_eq!(text_mode["generationConfig"], Value::Null);
    assert_eq!(text_mode["contents"], common["contents"]);
    let limited = Cell {
        max_tokens: Some(9),
        temperature: Some(0.5),
        ..cell(Mode::MdJson)
    };
    let config = json!({"maxOutputTokens":9,"temperature":0.5});
    assert_eq!(limited.body().unwrap()["generationConfig"], config);
    // There must be something to answer.
    let alone = Cell {
        messages: vec![Message::system("x")],
        ..cell(Mode::Tools)
    };
    let body = alone.body().unwrap();
    let contents = json!([{"role":"user","parts":[{"text":"x"}]}]);
    assert_eq!(
        (&body["contents"], &body["systemInstruction"]),
        (&contents, &Value::Null)
    );
}

#[test]
fn the_address_names_model_and_method() {
    let url = |model, stream, base: &str| {
        let cell = Cell {
            model,
            stream,
            ..cell(Mode::Tools)
        };
        WIRE.url(&cell.prepared(), base)
    };
    let base = "https://generativelanguage.googleapis.com/v1beta";
    assert_eq!(
        url("gemini-3-flash", false, base),
        format!("{base}/models/gemini-3-flash:generateContent")
    );
    assert_eq!(
        url("gemini-3-flash", true, base),
        format!("{base}/models/gemini-3-flash:streamGenerateContent?alt=sse")
    );
    assert_eq!(
        url("tunedModels/a b?c", false, base),
        format!("{base}/tunedModels/a%20b%3Fc:generateContent")
    );
    let vertex = "aiplatform.googleapis.com/v1/projects/p/locations";
    assert_eq!(
        url(
            "m",
            false,
            &format!("https://global-{vertex}/global/publishers/google")
        ),
        format!("https://{vertex}/global/publishers/google/models/m:generateContent")
    );
    // Single regions are part of the host, multi-regions of another one.
    for (location, host) in [
        ("us-central1", "us-central1-aiplatform.googleapis.com"),
        ("us", "aiplatform.us.rep.googleapis.com"),
        ("eu", "aiplatform.eu.rep.googleapis.com"),
    ] {
        let path = format!("{location}/publishers/google");
        assert_eq!(
            url("m", false, &format!("https://{location}-{vertex}/{path}")),
            format!("https://{host}/v1/projects/p/locations/{path}/models/m:generateContent")
        );
    }
}

#[test]
fn extra_keys_become_a_part_of_what_is_written() {
    let body = |mode, extra: Value| {
        Cell {
            extra: extra.as_object().unwrap().clone(),
            max_tokens: Some(100),
            ..cell(mode)
        }
        .body()
    };
    let extra = json!({
        "generationConfig":{"topP":0.5,"seed":null},
        "tools":[{"googleSearch":{}}],
        "toolConfig":{"functionCallingConfig":{"streamFunctionCallArguments":true},"retrievalConfig":{}}});
    let written = body(Mode::Tools, extra.clone()).unwrap();
    assert_eq!(
        written["generationConfig"],
        json!({"maxOutputTokens":100,"topP":0.5})
    );
    assert_eq!(written["tools"][1], json!({"googleSearch":{}}));
    assert_eq!(
        written["toolConfig"],
        json!({"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["Person"],"streamFunctionCallArguments":true},"retrievalConfig":{}})
    );
    let written = body(Mode::MdJson, extra.clone()).unwrap();
    assert_eq!(
        (&written["tools"], &written["toolConfig"]),
        (&extra["tools"], &extra["toolConfig"])
    );
    for (extra, key) in [
        (
            json!({"generationConfig":{"maxOutputTokens":1}}),
            "generationConfig.maxOutputTokens",
        ),
        (
            json!({"generationConfig":{"candidateCount":2}}),
            "generationConfig.candidateCount",
        ),
        (json!({"generationConfig":7}), "generationConfig"),
        (json!({"contents":[]}), "contents"),
        (json!({"tools":{}}), "tools"),
        (
            json!({"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}}}),
            "toolConfig.functionCallingConfig.mode",
        ),
        (
            json!({"toolConfig":{"functionCallingConfig":7}}),
            "toolConfig.functionCallingConfig",
        ),
    ] {
        let error = RequestError::ExtraKey(key.to_owned());
        assert_eq!(body(Mode::Tools, extra), Err(error));
    }
}

#[test]
fn what_cached_content_has_is_not_sent_beside_it() {
    let body = |mode, messages: Vec<Message>, extra: Value| {
        Cell {
            extra: extra.as_object().unwrap().clone(),
            messages,
            ..cell(mode)
        }
        .body()
    };
    let asked = || vec![Message::system("Be exact."), Message::user("Ada?")];
    let [_, enforced] = schemas_of_person();
    for key in ["cachedContent", "cached_content"] {
        let name = "cachedContents/abc";
        for mode in [Mode::Tools, Mode::StrictTools, Mode::ParallelTools] {
            let contents = json!([{"role":"user","parts":[{"text":"Be exact."},{"text":"Ada?"}]}]);
            let mut expected = json!({"contents": contents});
            expected[key] = json!(name);
            assert_eq!(
                body(mode, asked(), json!({key: name})).unwrap(),
                expected,
                "{mode}"
            );
        }
        // The schema of the text is no part of what is cached.
        let written = body(Mode::JsonSchema, asked(), json!({key: name})).unwrap();
        assert_eq!(written["generationConfig"]["responseJsonSchema"], enforced);
        assert_eq!(written["systemInstruction"], Value::Null);
        // What is told of the schema is told by the user.
        let written = body(Mode::Json, asked(), json!({key: name})).unwrap();
        let parts = written["contents"][0]["parts"].as_array().unwrap();
        assert!(parts[1]["text"].as_str().unwrap().contains("<schema>"));
        assert_eq!((parts.len(), &parts[2]["text"]), (3, &json!("Ada?")));
        let after = vec![
            Message::system("Be exact."),
            Message::assistant("Yes?"),
            Message::user("Ada?"),
        ];
        let written = body(Mode::JsonSchema, after, json!({key: name})).unwrap();
        let roles = [0, 1, 2].map(|turn| written["contents"][turn]["role"].clone());
        assert_eq!(roles, ["user", "model", "user"]);
        assert_eq!(
            written["contents"][0]["parts"],
            json!([{"text":"Be exact."}])
        );
        for beside in ["tools", "toolConfig"] {
            let refused = body(Mode::Tools, asked(), json!({key: name, beside: {}}));
            let refused = refused.unwrap_err().to_string();
            assert!(
                refused.contains(&format!("`{beside}` beside `{key}`")),
                "{refused}"
            );
        }
    }
    let none = body(Mode::Tools, asked(), json!({"cachedContent": null})).unwrap();
    assert!(none["tools"].is_array() && none["systemInstruction"].is_object());
}

#[test]
fn media_stand_in_parts() {
    let part = |media| {
        let cell = Cell {
            messages: cells::with(media),
            ..cell(Mode::Tools)
        };
        cell.body().unwrap()["contents"][0]["parts"][1].clone()
    };
    let parts: Vec<Value> = media().into_iter().map(part).take(3).collect();
    let uri = "https://generativelanguage.googleapis.com/v1beta/files/file-1";
    assert_eq!(
        parts,
        [
            json!({"inlineData":{"mimeType":"image/png","data":"AAAA"}}),
            json!({"fileData":{"mimeType":"image/png","fileUri":"https://example.com/it"}}),
            json!({"fileData":{"mimeType":"image/png","fileUri":uri}}),
        ]
    );
}

#[test]
fn streams_come_to_the_expected_assembly() {
    let Some(recordings) = expected() else { return };
    assert!(recordings.len() >= 19, "only {} streams", recordings.len());
    WORDS.assert_however_cut(&recordings);
    WORDS.assert_however_framed(&recordings);
    WORDS.assert_cut_short(&recordings);
}

/// The streams; arguments as this wire gives them, which is the text of the object.
fn expected() -> Option<Vec<Recording>> {
    let mut recordings = streams(&APIS)?;
    for recording in &mut recordings {
        let whole = assemble(WIRE, [&recording.bytes[..]]);
        let calls = recording.about["tool_calls"].as_array_mut().unwrap();
        for (call, told) in calls.iter_mut().zip(&whole.tool_calls) {
            let expected: Value = call["arguments"].as_str().unwrap().parse().unwrap();
            let text = if told.arguments.is_empty() {
                "{}"
            } else {
                &told.arguments
            };
            assert_eq!(
                text.parse::<Value>().unwrap(),
                expected,
                "{}",
                recording.path
            );
            call["arguments"] = json!(told.arguments);
            call["id"] = json!(call["id"].as_str().unwrap_or_default());
        }
    }
    Some(recordings)
}

/// All parts of an answer, whole or a stream, in their order.
fn parts(text: &str) -> Vec<Value> {
    let chunks: Vec<Value> = if let Ok(body) = text.parse() {
        vec![body]
    } else {
        let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
        data.map(|data| data.parse().unwrap()).collect()
    };
    let parts = chunks.iter().flat_map(|chunk| {
        let parts = chunk["candidates"][0]["content"]["parts"].as_array();
        parts.cloned().unwrap_or_default()
    });
    parts.collect()
}

#[test]
fn parts_come_back_word_for_word() {
    let Some(mut recordings) = files("response", &APIS) else {
        return;
    };
    recordings.extend(files("stream", &APIS).unwrap());
    let mut signatures = 0;
    for recording in recordings {
        let path = &recording.path;
        let text = String::from_utf8(recording.bytes.clone()).unwrap();
        let said: Vec<Value> = parts(&text)
            .into_iter()
            .filter(|part| *part != json!({"text": ""}))
            .collect();
        signatures += said
            .iter()
            .filter(|part| part.get("thoughtSignature").is_some())
            .count();
        let answer = if recording.about["kind"] == "stream" {
            assemble(WIRE, [&recording.bytes[..]])
        } else {
            read(WIRE, &recording.bytes)
        };
        let cell = Cell {
            messages: vec![Message::turn(answer.turn(WIRE.as_str()))],
            ..cell(Mode::Tools)
        };
        let contents = cell.body().unwrap()["contents"].clone();
        assert_eq!(contents[0]["parts"], Value::from(said), "{path}");
        assert_eq!(contents[0]["role"], "model", "{path}");
    }
    assert!(signatures >= 30, "only {signatures} signatures");
}

#[test]
fn whole_answers_are_read() {
    let Some(recordings) = files("response", &APIS) else {
        return;
    };
    assert!(recordings.len() >= 60, "only {} answers", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let answer = read(WIRE, &recording.bytes);
        let (mut text, mut thoughts, mut wanted) = (String::new(), String::new(), Vec::new());
        for part in parts(&body.to_string()) {
            let said = part["text"].as_str().unwrap_or_default();
            if part["thought"] == true {
                thoughts += said;
            } else {
                text += said;
            }
            let call = &part["functionCall"];
            if call.is_object() {
                wanted.push((call["name"].clone(), call["args"].clone()));
            }
        }
        assert_eq!(answer.text, text, "text of {path}");
        assert_eq!(answer.reasoning, thoughts, "reasoning of {path}");
        let calls = answer.tool_calls.iter().map(|call| {
            let args = call.arguments.parse().unwrap_or(Value::Null);
            (json!(call.name), args)
        });
        assert_eq!(calls.collect::<Vec<_>>(), wanted, "calls of {path}");
        let word = body["candidates"][0]["finishReason"].as_str();
        let wanted = word.map(|word| finish(word, !wanted.is_empty()));
        let told = answer.finish.as_ref().map(FinishReason::as_str);
        assert_eq!(told, wanted, "finish of {path}");
        let usage = &body["usageMetadata"];
        if usage["promptTokenCount"].is_number() {
            WORDS.assert_usage(&answer, usage, path);
        } else {
            assert_eq!(answer.usage, None, "{path}");
        }
        assert_eq!((&answer.error, answer.done), (&None, true), "{path}");
    }
}

#[test]
fn errors_are_read() {
    let Some(recordings) = files("error", &APIS) else {
        return;
    };
    assert!(recordings.len() >= 2, "only {} errors", recordings.len());
    for recording in recordings {
        let (path, body) = (&recording.path, recording.json());
        let status = recording.status();
        let headers = recording.headers();
        let error = WIRE.error(status, &headers, &recording.bytes, SystemTime::UNIX_EPOCH);
        assert_eq!(
            Some(&*error.message),
            body["error"]["message"].as_str(),
            "{path}"
        );
        assert_eq!(
            error.code.as_deref(),
            body["error"]["status"].as_str(),
            "{path}"
        );
        let kind = match status {
            404 => ApiErrorKind::NotFound,
            _ => ApiErrorKind::InvalidRequest,
        };
        assert_eq!((error.kind, error.retryable()), (kind, false), "{path}");
    }
}

/// What was sent after a failed call: the same parts in the same order, each call with its answer.
#[test]
fn recorded_turns_are_asked_again() {
    let Some(recordings) = files("request", &APIS) else {
        return;
    };
    let mut turns = 0;
    for recording in recordings {
        let sent = recording.json();
        let Some((before, number)) = previous(&recording.path) else {
            continue;
        };
        let answers =
            [".resp.json", ".resp.sse"].map(|end| file(&format!("{before}.{number}{end}")));
        let answer = match answers {
            [Some(body), _] => read(WIRE, &body),
            [_, Some(stream)] => assemble(WIRE, [&stream[..]]),
            _ => continue,
        };
        let contents = sent["contents"].as_array().unwrap();
        let Some(model) = contents.iter().rposition(|turn| turn["role"] == "model") else {
            continue;
        };
        let (turn, results) = (camel(&contents[model]), camel(&contents[model + 1]));
        let responses = results["parts"].as_array().unwrap();
        let responses: Vec<&Value> = responses
            .iter()
            .map(|part| &part["functionResponse"])
            .filter(|response| response.is_object())
            .collect();
        if answer.tool_calls.is_empty() || responses.len() != answer.tool_calls.len() {
            continue;
        }
        let mut messages = vec![Message::turn(answer.turn(WIRE.as_str()))];
        for (call, response) in answer.tool_calls.iter().zip(&responses) {
            let told = &response["response"];
            let text = |key: &str| told[key].as_str().map(str::to_owned);
            messages.push(if let Some(text) = text("error") {
                Message::tool_error(&call.id, &call.name, text)
            } else {
                let output = text("output").or(text("return_value"));
                Message::tool_result(&call.id, &call.name, output.unwrap_or_default())
            });
        }
        let body = Cell {
            messages,
            ..cell(Mode::Tools)
        };
        let ours = body.body().unwrap()["contents"].clone();
        assert_eq!(ours.as_array().unwrap().len(), 2, "{}", recording.path);
        // The recording client makes ids up and leaves out what it does not know.
        let signed = |part: &Value| {
            (
                part["functionCall"]["name"].clone(),
                part["functionCall"]["args"].clone(),
                signature(part),
            )
        };
        let list = |turn: &Value| {
            let parts = turn["parts"].as_array().unwrap().iter();
            parts
                .filter(|part| part["functionCall"].is_object())
                .map(signed)
                .collect::<Vec<_>>()
        };
        assert_eq!(list(&ours[0]), list(&turn), "{}", recording.path);
        for (part, response) in ours[1]["parts"].as_array().unwrap().iter().zip(&responses) {
            let told = &part["functionResponse"];
            assert_eq!(told["name"], response["name"], "{}", recording.path);
            assert_eq!(
                told["response"]["error"], response["response"]["error"],
                "{}",
                recording.path
            );
        }
        turns += 1;
    }
    assert!(turns >= 3, "only {turns} turns");
}

/// A signature in one of the two alphabets of base64, and with its padding or without.
fn signature(part: &Value) -> Option<String> {
    let text = part["thoughtSignature"].as_str()?;
    Some(
        text.replace('-', "+")
            .replace('_', "/")
            .trim_end_matches('=')
            .to_owned(),
    )
}

/// The recording client's spelling of keys, in that of the documents.
fn camel(value: &Value) -> Value {
    let names = [
        ("function_call", "functionCall"),
        ("function_response", "functionResponse"),
        ("thought_signature", "thoughtSignature"),
    ];
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let word = names.iter().find(|(snake, _)| snake == key);
                (
                    word.map_or(key.clone(), |(_, name)| (*name).to_owned()),
                    camel(value),
                )
            })
            .collect(),
        Value::Array(items) => items.iter().map(camel).collect(),
        other => other.clone(),
    }
}

/// The exchange before this one.
fn previous(path: &str) -> Option<(&str, u32)> {
    let (before, number) = path.strip_suffix(".req.json")?.rsplit_once('.')?;
    Some((before, number.parse::<u32>().ok()?.checked_sub(1)?))
}

#[test]
fn an_attempt_is_asked_again_with_an_answer_to_each_call() {
    let cell = cell(Mode::Tools).again(&attempt_with_signatures());
    let body = cell.body().unwrap();
    let contents = body["contents"].as_array().unwrap();
    let roles: Vec<&str> = contents
        .iter()
        .map(|turn| turn["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["user", "model", "user"]);
    assert_eq!(
        contents[1]["parts"],
        signed()["candidates"][0]["content"]["parts"]
    );
    let responses = contents[2]["parts"].as_array().unwrap();
    let responses: Vec<&Value> = responses
        .iter()
        .map(|part| &part["functionResponse"])
        .collect();
    assert_eq!(
        (&responses[0]["id"], &responses[1]["id"]),
        (&Value::Null, &json!("x1"))
    );
    let error = responses[0]["response"]["error"].as_str().unwrap();
    assert!(responses.len() == 2 && error.contains("must not be empty"));
    let body = self::cell(Mode::JsonSchema)
        .again(&plain_attempt(Mode::JsonSchema))
        .body()
        .unwrap();
    let roles: Vec<&Value> = body["contents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| &turn["role"])
        .collect();
    assert_eq!(roles, ["user", "model", "user"]);
}

#[test]
fn what_no_part_holds_goes_between_them() {
    let mut turn = attempt_with_signatures().turn(WIRE.as_str());
    turn.blocks
        .retain(|block| !matches!(block.holds, Holds::Call(0) | Holds::Text));
    let sent = |turn| Cell {
        messages: vec![Message::turn(turn), Message::user("x"), Message::user("y")],
        ..cell(Mode::Tools)
    };
    let body = sent(turn.clone()).body().unwrap();
    let parts = signed()["candidates"][0]["content"]["parts"].clone();
    let call = json!({"functionCall":{"name":"Person","args":{"name":""}}});
    let wanted = json!([parts[0], parts[1], call, parts[3], parts[4]]);
    assert_eq!(body["contents"][0]["parts"], wanted);
    assert_eq!(
        body["contents"][1]["parts"],
        json!([{"text":"x"},{"text":"y"}])
    );
    // Blocks of another wire are not for this one, and arguments are objects here.
    turn.wire = "anthropic-messages";
    turn.calls[0].arguments = "nonsense".to_owned();
    let body = sent(turn).body().unwrap();
    let call = json!({"functionCall":{"name":"Person","args":{}}});
    assert_eq!(body["contents"][0]["parts"][1], call);
}

/// The server also says so of a call that it did not expect, and that is whole.
#[test]
fn an_unexpected_call_that_is_whole_is_an_answer() {
    let person =
        json!({"name":"Ada","nickname":null,"age":36,"address":{"city":"London","zip":"W1"}});
    let answer = |parts: Value| {
        let candidate = json!({"content":{"parts":parts},"finishReason":"UNEXPECTED_TOOL_CALL"});
        json!({"candidates":[candidate]}).to_string().into_bytes()
    };
    let whole = answer(json!([{"functionCall":{"name":"Person","args":person}}]));
    let server = Replay::new()
        .answer(
            200,
            &[("content-type", "application/json")],
            vec![answer(json!([]))],
        )
        .answer(200, &[("content-type", "application/json")], vec![whole]);
    let client = Client::builder("gemini/gemini-3-flash")
        .api_key("key-0123456789abcdef")
        .mode(Mode::Tools)
        .transport(server.clone())
        .build()
        .unwrap();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    let request = client.request::<Person>().user("Who?");
    let reply = runtime.block_on(request.send()).unwrap();
    assert_eq!((&*reply.value.name, reply.attempts.len()), ("Ada", 2));
    let violation = &reply.attempts[0].violations[0];
    assert_eq!(violation.message, "is not a call that could be read");
    let sent = &server.requests()[1];
    assert!(
        sent.url
            .ends_with("/v1beta/models/gemini-3-flash:generateContent")
    );
    let key = ("x-goog-api-key", "key-0123456789abcdef".to_owned());
    assert!(sent.headers.contains(&key), "{:?}", sent.headers);
}

fn stream(chunks: &[Value]) -> Assembly {
    let chunks: Vec<String> = chunks
        .iter()
        .map(|chunk| format!("data: {chunk}\r\n\r\n"))
        .collect();
    let chunks = chunks.concat();
    assemble(WIRE, [chunks.as_bytes()])
}

fn chunk(parts: &Value) -> Value {
    json!({"candidates":[{"content":{"role":"model","parts":parts}}]})
}

#[test]
fn arguments_that_come_in_pieces_are_one_call() {
    let stop = json!({"candidates":[{"content":{},"finishReason":"STOP"}]});
    let piece = |path: &str, text: &str| {
        chunk(
            &json!([{"functionCall":{"partialArgs":[{"jsonPath":path,"stringValue":text,"willContinue":true}],"willContinue":true}}]),
        )
    };
    let begin = chunk(
        &json!([{"functionCall":{"name":"f","willContinue":true},"thoughtSignature":"AA=="}]),
    );
    let mut chunks = vec![
        begin.clone(),
        piece("$.city", "New "),
        piece("$.city", "York"),
        chunk(
            &json!([{"functionCall":{"partialArgs":[{"jsonPath":"$.n","numberValue":2}],"willContinue":true}}]),
        ),
    ];
    // The end mark of a call may be there, or a new call in its place, or nothing.
    let end = chunk(&json!([{"functionCall":{}}]));
    let next = chunk(&json!([{"functionCall":{"name":"g","args":{}}}]));
    let args = "{\"city\":\"New York\",\"n\":2}";
    for more in [
        vec![end.clone(), next.clone()],
        vec![next.clone()],
        vec![end],
        vec![],
    ] {
        let mut chunks = chunks.clone();
        chunks.extend(more.clone());
        chunks.push(stop.clone());
        let answer = stream(&chunks);
        let names: Vec<&str> = answer
            .tool_calls
            .iter()
            .map(|call| call.name.as_str())
            .collect();
        assert_eq!(names.first(), Some(&"f"), "{more:?}");
        assert_eq!(answer.tool_calls[0].arguments, args, "{more:?}");
        assert_eq!(answer.blocks[0].holds, Holds::Call(0));
        let block: Value = answer.blocks[0].json.parse().unwrap();
        let wanted = json!({"functionCall":{"name":"f","args":{"city":"New York","n":2}},"thoughtSignature":"AA=="});
        assert_eq!(block, wanted);
        assert_eq!(names.len(), 1 + usize::from(more.contains(&next)));
        assert_eq!(answer.finish, Some(FinishReason::ToolCalls));
    }
    // Cut off, what came is closed, and nobody takes it for the whole.
    chunks.truncate(2);
    let answer = stream(&chunks);
    assert_eq!(
        (&*answer.tool_calls[0].arguments, answer.done),
        ("{\"city\":\"New \"}", false)
    );
    // They come as they are written.
    let mut steps = Vec::new();
    let mut reader = WIRE.stream();
    for chunk in [begin, piece("$.a", "x")] {
        let mut take = |delta: Delta<'_>| {
            if let Delta::ToolCall { arguments, .. } = delta {
                steps.push(arguments.to_owned());
            }
        };
        reader
            .push(format!("data: {chunk}\n\n").as_bytes(), &mut take)
            .unwrap();
    }
    assert_eq!(steps, ["{", "\"a\":\"x"]);
}

#[test]
fn every_reason_ends_somehow() {
    let other = |word: &str| FinishReason::Other(word.to_owned());
    for (word, finish) in [
        ("STOP", FinishReason::Stop),
        ("MAX_TOKENS", FinishReason::Length),
        ("RECITATION", FinishReason::ContentFilter),
        ("IMAGE_SAFETY", FinishReason::ContentFilter),
        ("MODEL_ARMOR", FinishReason::ContentFilter),
        ("MALFORMED_FUNCTION_CALL", FinishReason::Malformed),
        ("MISSING_THOUGHT_SIGNATURE", FinishReason::Malformed),
        ("CONTINUATION", FinishReason::Pause),
        ("LANGUAGE", other("LANGUAGE")),
        ("NEW_REASON", other("NEW_REASON")),
    ] {
        let body = json!({"candidates":[{"finishReason":word}]});
        assert_eq!(
            read(WIRE, body.to_string().as_bytes()).finish,
            Some(finish),
            "{word}"
        );
    }
    let blocked = json!({"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":3}});
    let answer = read(WIRE, blocked.to_string().as_bytes());
    assert_eq!(answer.finish, Some(FinishReason::ContentFilter));
    assert_eq!(answer.usage.unwrap().total_tokens, 3);
    assert_eq!(stream(&[blocked]).finish, Some(FinishReason::ContentFilter));
    let open = json!({"candidates":[{"finishReason":"FINISH_REASON_UNSPECIFIED"}]});
    assert!(!stream(&[open]).done);
}

#[test]
fn answers_come_in_every_frame() {
    let one = chunk(&json!([{"text":"a"}]));
    let two = json!({"candidates":[{"index":1,"content":{"parts":[{"text":"other"}]}},{"index":0,"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}]});
    // Without `alt=sse` a stream is one list.
    let list = json!([one, two]).to_string();
    let answer = read(WIRE, list.as_bytes());
    assert_eq!(
        (&*answer.text, answer.finish),
        ("ab", Some(FinishReason::Stop))
    );
    let error = json!({"error":{"code":503,"message":"m","status":"UNAVAILABLE"}});
    let answer = stream(&[one, error.clone()]);
    assert_eq!(
        (answer.error.unwrap().kind, answer.done),
        (ApiErrorKind::Overloaded, false)
    );
    let answer = read(WIRE, json!([error]).to_string().as_bytes());
    assert_eq!(answer.error.unwrap().status, 503);
    for (body, kind) in [
        ("", ProtocolErrorKind::Empty),
        ("<html>", ProtocolErrorKind::Html),
        ("[]", ProtocolErrorKind::NoChoices),
        ("[7]", ProtocolErrorKind::NotJson),
        ("{\"candidates\":[", ProtocolErrorKind::NotJson),
        ("{}", ProtocolErrorKind::NoChoices),
    ] {
        let error = WIRE.read(body.as_bytes(), &mut |_| ()).unwrap_err();
        assert_eq!(error.kind, kind, "{body}");
    }
}

#[test]
fn calls_are_bounded() {
    let call = chunk(&json!([{"functionCall":{"name":"f"}}]));
    let answer = stream(&vec![call.clone(); 128]);
    let call_of_none = ToolCall {
        name: "f".to_owned(),
        ..ToolCall::default()
    };
    assert_eq!(
        (answer.tool_calls.len(), &answer.tool_calls[127]),
        (128, &call_of_none)
    );
    let block = Block {
        json: "{\"functionCall\":{\"name\":\"f\"}}".to_owned(),
        holds: Holds::Call(127),
    };
    assert_eq!(answer.blocks.last(), Some(&block));
    let events = format!("data: {call}\n\n").repeat(129);
    let error = WIRE
        .stream()
        .push(events.as_bytes(), &mut |_| ())
        .unwrap_err();
    assert_eq!(error.kind, ProtocolErrorKind::TooLarge);
}

/// Nothing that a server sends is a reason to panic: every recorded event, cut and bent.
#[test]
fn bent_events_are_errors_or_nothing() {
    let Some(recordings) = streams(&APIS) else {
        return;
    };
    for recording in recordings {
        let text = String::from_utf8(recording.bytes).unwrap();
        let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
        for data in data.take(40) {
            for (from, to) in [
                ("{", "["),
                ("\"", ""),
                (":", ":null,\"x\":"),
                ("[", "7,["),
                ("text", "functionCall"),
            ] {
                let bent = format!("data: {}\n\n", data.replacen(from, to, 3));
                let mut stream = WIRE.stream();
                let _ = stream.push(bent.as_bytes(), &mut |_| ());
                let _ = stream.end(&mut |_| ());
            }
        }
    }
}
