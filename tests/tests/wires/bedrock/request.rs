//! What is asked: bodies, addresses, and what a caller adds.

use formwork::provider::{Mode, RequestError, find};
use formwork::{CacheFor, Media, MediaKind, Message, Part, Source, ToolCall};
use serde_json::{Map, Value, json};

use super::{CALLED, MODEL, WIRE, cell};
use crate::cells::{Cell, assert_valid, cells, media, schemas_of_person, with};
use crate::data::schema;
use crate::replay::read;

/// All requests.
fn all() -> Vec<Cell> {
    let provider = find("bedrock").unwrap();
    let extra = json!({
        "additionalModelRequestFields": {"thinking": {"type": "adaptive"}},
        "inferenceConfig": {"topP": 0.5, "stopSequences": ["x"]}, "serviceTier": {"type": "flex"},
        "outputConfig": {"effort": "low"}, "requestMetadata": {"a": "b"}, "promptVariables": null,
    });
    let mut all = Vec::new();
    for model in [
        MODEL,
        "amazon.nova-lite-v1:0",
        "mistral.mistral-large-3-675b-instruct",
        "qwen.qwen3-32b-v1:0",
    ] {
        all.extend(cells(WIRE, provider, model));
    }
    for mode in provider.modes.iter().copied() {
        for stream in [false, true] {
            let cell = Cell {
                stream,
                ..cell(mode)
            };
            let again = cell.clone().again(&read(WIRE, CALLED.as_bytes()));
            let cached = again.messages.iter().cloned();
            let cached = cached
                .map(|message| message.cached(CacheFor::Hour))
                .collect();
            all.push(Cell {
                messages: cached,
                ..again.clone()
            });
            all.push(Cell {
                extra: extra.as_object().unwrap().clone(),
                max_tokens: Some(5),
                ..again
            });
            for media in media() {
                let cell = Cell {
                    messages: with(media.clone()),
                    ..cell.clone()
                };
                let has_place = matches!(media.source, Source::Base64(_));
                assert_eq!(cell.body().is_ok(), has_place, "{media:?}");
                all.extend(has_place.then_some(cell));
            }
        }
    }
    all
}

#[test]
fn the_closed_schema_accepts_every_body_and_hardly_a_misspelt_one() {
    let file = "bedrock/bedrock-converse.schema.json";
    let Some(whole) = schema(file, Some("ConverseRequest")) else {
        return;
    };
    let stream = schema(file, Some("ConverseStreamRequest")).unwrap();
    let (mut mutants, mut missed) = (0, Vec::new());
    for cell in all() {
        let body = cell.body().unwrap();
        let mut free = vec![
            "/additionalModelRequestFields".to_owned(),
            "/requestMetadata".to_owned(),
        ];
        free.extend(
            (0..3).map(|tool| format!("/toolConfig/tools/{tool}/toolSpec/inputSchema/json")),
        );
        for (turn, message) in body["messages"].as_array().unwrap().iter().enumerate() {
            let blocks = message["content"].as_array().unwrap().len();
            let inputs =
                (0..blocks).map(|block| format!("/messages/{turn}/content/{block}/toolUse/input"));
            free.extend(inputs);
        }
        let free: Vec<&str> = free.iter().map(String::as_str).collect();
        let schema = if cell.stream { &stream } else { &whole };
        let (count, passed) = assert_valid(schema, &body, &free);
        mutants += count;
        missed.extend(passed);
    }
    assert!(mutants > 5000, "only {mutants} mutants");
    assert!(
        missed.len() * 200 < mutants,
        "{} of {mutants}: {missed:?}",
        missed.len()
    );
}

#[test]
fn each_mode_asks_in_its_own_way() {
    let [lenient, strict] = schemas_of_person();
    let description = "A \"person\" of the text";
    let with = |more: Value| {
        let mut body = json!({"system":[{"text":"Be exact."}],
            "messages":[{"role":"user","content":[{"text":"Ada, \"1815\"\n"}]}]});
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        body
    };
    let tool = |schema: &Value| json!({"name":"Person","description":description,"inputSchema":{"json":schema}});
    let config = |spec: &Value, choice: &Value| {
        let mut config = json!({"tools":[{"toolSpec":spec}]});
        if !choice.is_null() {
            config["toolChoice"] = choice.clone();
        }
        with(json!({"toolConfig":config}))
    };
    let named = json!({"tool":{"name":"Person"}});
    assert_eq!(
        cell(Mode::Tools).body().unwrap(),
        config(&tool(&lenient), &named)
    );
    let mut spec = tool(&strict);
    spec["strict"] = json!(true);
    assert_eq!(
        cell(Mode::StrictTools).body().unwrap(),
        config(&spec, &named)
    );
    let spec = tool(&lenient);
    assert_eq!(
        cell(Mode::ParallelTools).body().unwrap(),
        config(&spec, &Value::Null)
    );
    for (model, choice) in [
        ("mistral.mistral-large-2402-v1:0", json!({"any":{}})),
        ("qwen.qwen3-32b-v1:0", Value::Null),
        ("eu.amazon.nova-lite-v1:0", named.clone()),
        ("global.anthropic.claude-fable-5-v1:0", Value::Null),
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-5-v1:0",
            named,
        ),
    ] {
        let cell = Cell {
            model,
            ..cell(Mode::Tools)
        };
        assert_eq!(cell.body().unwrap(), config(&spec, &choice), "{model}");
    }
    let body = cell(Mode::JsonSchema).body().unwrap();
    let format = &body["outputConfig"]["textFormat"];
    assert_eq!(format["type"], "json_schema");
    let told = &format["structure"]["jsonSchema"];
    assert_eq!(
        (&told["name"], &told["description"]),
        (&json!("Person"), &json!(description))
    );
    let text: Value = serde_json::from_str(told["schema"].as_str().unwrap()).unwrap();
    assert_eq!(text, strict);
    for mode in [Mode::Json, Mode::MdJson] {
        let body = cell(mode).body().unwrap();
        assert!(
            body["system"][1]["text"]
                .as_str()
                .unwrap()
                .contains("<schema>")
        );
        assert_eq!(body.get("toolConfig").or(body.get("outputConfig")), None);
    }
}

#[test]
fn addresses_name_the_model() {
    let base = "https://bedrock-runtime.us-east-1.amazonaws.com";
    for (model, stream, path) in [
        (
            "us.amazon.nova-micro-v1:0",
            false,
            "us.amazon.nova-micro-v1%3A0/converse",
        ),
        (
            "arn:aws:bedrock:a:1:profile/x y",
            true,
            "arn%3Aaws%3Abedrock%3Aa%3A1%3Aprofile%2Fx%20y/converse-stream",
        ),
    ] {
        let cell = Cell {
            model,
            stream,
            ..cell(Mode::Json)
        };
        assert_eq!(
            WIRE.url(&cell.prepared(), base),
            format!("{base}/model/{path}")
        );
    }
}

#[test]
fn what_the_caller_passes_joins_what_the_call_writes() {
    let body = |extra: Value| {
        let cell = Cell {
            extra: extra.as_object().unwrap().clone(),
            max_tokens: Some(7),
            ..cell(Mode::JsonSchema)
        };
        cell.body()
    };
    let joined =
        body(json!({"inferenceConfig":{"topP":0.5},"outputConfig":{"effort":"low"}})).unwrap();
    assert_eq!(joined["inferenceConfig"], json!({"maxTokens":7,"topP":0.5}));
    assert_eq!(joined["outputConfig"]["effort"], "low");
    assert!(joined["outputConfig"]["textFormat"].is_object());
    for (extra, told) in [
        (
            json!({"inferenceConfig":{"maxTokens":1}}),
            "inferenceConfig.maxTokens",
        ),
        (
            json!({"outputConfig":{"textFormat":{}}}),
            "outputConfig.textFormat",
        ),
        (json!({"outputConfig":[]}), "outputConfig"),
        (json!({"toolConfig":{}}), "toolConfig"),
    ] {
        assert_eq!(
            body(extra).unwrap_err(),
            RequestError::ExtraKey(told.to_owned())
        );
    }
    let budget = json!({"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000}}});
    let thinking = Cell {
        extra: budget.as_object().unwrap().clone(),
        ..cell(Mode::Tools)
    };
    assert_eq!(
        thinking.body().unwrap()["toolConfig"].get("toolChoice"),
        None
    );
}

#[test]
fn tools_of_the_conversation_stay_known() {
    let call = ToolCall {
        id: "call|1/".repeat(12),
        name: "look".to_owned(),
        arguments: String::new(),
    };
    let id = call.id.clone();
    let cell = Cell {
        messages: vec![
            Message::user("x"),
            Message::tool_calls(" \n", vec![call]),
            Message::tool_error(id, "look", "no"),
        ],
        ..cell(Mode::Json)
    };
    let body = cell.body().unwrap();
    let tools = json!([{"toolSpec":{"name":"look","inputSchema":{"json":{"type":"object"}}}}]);
    assert_eq!(body["toolConfig"], json!({"tools":tools}));
    let turns = &body["messages"];
    let content = turns[1]["content"].as_array().unwrap();
    assert_eq!(content.len(), 1, "blank text is left out: {content:?}");
    let id = content[0]["toolUse"]["toolUseId"].as_str().unwrap();
    assert_eq!(id, &"call_1_".repeat(12)[..64]);
    let result = &turns[2]["content"][0]["toolResult"];
    assert_eq!(
        (result["toolUseId"].as_str(), &result["status"]),
        (Some(id), &json!("error"))
    );
    let other = Cell {
        model: "qwen.qwen3-32b-v1:0",
        ..cell
    };
    let body = other.body().unwrap();
    assert_eq!(
        body["messages"][2]["content"][0]["toolResult"].get("status"),
        None
    );
}

#[test]
fn media_become_blocks() {
    let content = |media: &[Media]| {
        let cell = Cell {
            messages: vec![Message::parts(media.iter().cloned().map(Part::Media))],
            ..cell(Mode::Json)
        };
        cell.body()
            .map(|body| body["messages"][0]["content"].clone())
    };
    let here = || Source::Base64("AAAA".to_owned());
    let there = |uri: &str| Source::Url(uri.to_owned());
    let documents = [
        Media::new(MediaKind::Document, "text/plain", here()).named("my_report.v2.txt"),
        Media::new(MediaKind::Document, "", there("s3://b/k")),
        Media::new(MediaKind::Image, "image/jpeg", there("s3://b/i")),
        Media::new(MediaKind::Video, "video/quicktime", here()),
        Media::new(MediaKind::Audio, "audio/mpeg", here()),
    ];
    assert_eq!(
        content(&documents).unwrap(),
        json!([
            {"document":{"format":"txt","name":"my report v2","source":{"bytes":"AAAA"}}},
            {"document":{"name":"document 2","source":{"s3Location":{"uri":"s3://b/k"}}}},
            {"image":{"format":"jpeg","source":{"s3Location":{"uri":"s3://b/i"}}}},
            {"video":{"format":"mov","source":{"bytes":"AAAA"}}},
            {"audio":{"format":"mp3","source":{"bytes":"AAAA"}}},
        ])
    );
    for media in [
        Media::new(MediaKind::Image, "image/bmp", here()),
        Media::new(MediaKind::Document, "", here()),
        Media::new(
            MediaKind::Image,
            "image/png",
            there("https://example.com/a.png"),
        ),
    ] {
        let error = content(&[media]).unwrap_err();
        assert!(matches!(error, RequestError::Unsupported { .. }), "{error}");
    }
}

#[test]
fn extra_keys_are_those_of_the_service() {
    let mut extra = Map::new();
    extra.insert(
        "guardrailConfig".to_owned(),
        json!({"guardrailIdentifier":"g","guardrailVersion":"1"}),
    );
    let cell = Cell {
        extra,
        ..cell(Mode::Json)
    };
    assert_eq!(
        cell.body().unwrap()["guardrailConfig"]["guardrailVersion"],
        "1"
    );
}
