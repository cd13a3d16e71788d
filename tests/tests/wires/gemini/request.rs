//! What is asked: bodies, addresses, and what a caller adds.

use formwork::Message;
use formwork::provider::{Mode, RequestError, find};
use serde_json::{Value, json};

use super::{WIRE, attempt_with_signatures, cell};
use crate::cells::{self, Cell, assert_valid, media, schemas_of_person};
use crate::data::schema;

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
