//! Claude on Vertex AI: Anthropic's wire at Google's addresses.

use std::future::Future;
use std::time::SystemTime;

use formwork::provider::{
    ApiErrorKind, BatchApi, Forcing, Mode, Provider, RequestError, Wire, find, parse,
};
use formwork::transport::Replay;
use formwork::{CacheFor, Client, MediaKind, Message, Source};
use serde_json::{Map, Value, json};

use crate::cells::{Cell, cells, media, with};
use crate::replay::assemble;

const WIRE: Wire = Wire::AnthropicMessages;
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

fn row() -> &'static Provider {
    find("vertexai-anthropic").expect("a row")
}

fn cell(mode: Mode) -> Cell {
    Cell::new(WIRE, row(), "claude-sonnet-5", mode)
}

fn extra(key: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(key.to_owned(), value)])
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

/// Whatever is asked: as of the vendor's own server, but for the model, in whose place the version stands.
#[test]
fn a_body_is_anthropics_but_for_the_model_and_the_version() {
    let anthropic = find("anthropic").expect("a row");
    let here = cells(WIRE, row(), "claude-sonnet-5");
    let there = cells(WIRE, anthropic, "claude-sonnet-5");
    assert!(here.len() > 50 && here.len() == there.len());
    for (here, there) in here.iter().zip(&there) {
        let (mut here, mut there) = (here.body().unwrap(), there.body().unwrap());
        let version = here.as_object_mut().unwrap().remove("anthropic_version");
        assert_eq!(version, Some(json!("2026-10-21")));
        let model = there.as_object_mut().unwrap().remove("model");
        assert_eq!(model, Some(json!("claude-sonnet-5")));
        assert_eq!(here, there);
    }
}

#[test]
fn the_address_names_place_project_model_and_method() {
    for (location, model, host, path) in [
        (
            "europe-west1",
            "claude-opus-4-5@20251101",
            "europe-west1-aiplatform.googleapis.com",
            "claude-opus-4-5@20251101",
        ),
        (
            "global",
            "claude-sonnet-5",
            "aiplatform.googleapis.com",
            "claude-sonnet-5",
        ),
        (
            "us",
            "claude-sonnet-5",
            "aiplatform.us.rep.googleapis.com",
            "claude-sonnet-5",
        ),
        (
            "eu",
            "claude-x;y?z#",
            "aiplatform.eu.rep.googleapis.com",
            "claude-x%3By%3Fz%23",
        ),
    ] {
        for name in ["vertexai", "vertexai-anthropic", "vertex-anthropic"] {
            let client = Client::builder(&format!("{name}/{model}"))
                .api_key("ya29.secret")
                .setting("project", "p-1")
                .setting("location", location)
                .build()
                .expect("a client");
            assert_eq!(
                (client.provider().name, client.model()),
                ("vertexai-anthropic", model)
            );
            let base = format!(
                "https://{host}/v1/projects/p-1/locations/{location}/publishers/anthropic/models"
            );
            for (stream, method) in [(false, "rawPredict"), (true, "streamRawPredict")] {
                let request = client.request::<bool>().user("Is it?").build(stream);
                let request = request.expect("a request");
                assert_eq!(request.url, format!("{base}/{path}:{method}"));
                let header = |name| request.headers.iter().find(|header| header.0 == name);
                assert_eq!(
                    header("authorization").map(|header| header.1.as_str()),
                    Some("Bearer ya29.secret")
                );
                assert!(header("x-api-key").is_none() && header("anthropic-version").is_none());
                let body: Value = serde_json::from_slice(&request.body).expect("JSON");
                assert_eq!(body["stream"] == true, stream);
                assert!(body.get("model").is_none(), "{body}");
            }
        }
    }
    // Gemini stays where it was, and so do models whose names only look alike.
    for model in ["gemini-3-pro", "projects/1/claude-x", "claudette"] {
        let (provider, rest) = parse(&format!("vertexai/{model}"))
            .map(|(provider, rest)| (provider.name, rest.to_owned()))
            .expect("a model");
        assert_eq!((provider, rest.as_str()), ("vertexai", model));
    }
}

#[test]
fn a_project_is_needed_and_named() {
    let error = Client::builder("vertexai/claude-sonnet-5")
        .api_key("k")
        .build()
        .expect_err("no project");
    let error = error.to_string();
    assert!(error.contains("ANTHROPIC_VERTEX_PROJECT_ID"), "{error}");
    assert!(error.contains("GOOGLE_CLOUD_PROJECT"), "{error}");
}

#[test]
fn the_caller_may_name_another_version() {
    let with = |value| {
        let cell = Cell {
            extra: extra("anthropic_version", value),
            ..cell(Mode::Tools)
        };
        cell.body().unwrap()["anthropic_version"].clone()
    };
    assert_eq!(with(json!("vertex-2023-10-16")), "vertex-2023-10-16");
    assert_eq!(with(Value::Null), "2026-10-21");
    let cell = Cell {
        extra: extra("model", json!("x")),
        ..cell(Mode::Tools)
    };
    assert!(matches!(cell.body(), Err(RequestError::ExtraKey(key)) if key == "model"));
}

#[test]
fn turns_are_marked_for_the_cache_and_whole_requests_are_not() {
    let marked = Cell {
        messages: vec![Message::user("x").cached(CacheFor::Hour)],
        ..cell(Mode::Tools)
    };
    assert_eq!(
        marked.body().unwrap()["messages"][0]["content"][0]["cache_control"],
        json!({"type": "ephemeral", "ttl": "1h"})
    );
    let whole = Cell {
        extra: extra("cache_control", json!({"type": "ephemeral"})),
        ..cell(Mode::Tools)
    };
    let error = whole.body().unwrap_err();
    assert!(matches!(error, RequestError::Unsupported { .. }));
    assert!(error.to_string().contains("Message::cached"), "{error}");
    let vendor = Cell {
        provider: find("anthropic").expect("a row"),
        ..whole
    };
    assert!(vendor.body().is_ok(), "the vendor's own server takes it");
}

#[test]
fn media_are_sent_and_never_named() {
    for media in media() {
        let cell = Cell {
            messages: with(media.clone()),
            ..cell(Mode::Json)
        };
        let is_sent = matches!(media.source, Source::Base64(_))
            && matches!(media.kind, MediaKind::Image | MediaKind::Document);
        match cell.body() {
            Ok(_) => assert!(is_sent, "{media:?}"),
            Err(error) => {
                assert!(!is_sent, "{media:?}: {error}");
                assert!(matches!(error, RequestError::Unsupported { .. }), "{error}");
            }
        }
    }
}

#[test]
fn models_have_what_they_have_there() {
    let first = |model| row().modes_of(model)[0];
    for model in [
        "claude-3-7-sonnet@20250219",
        "claude-3-5-haiku",
        "claude-opus-4@20250514",
        "claude-sonnet-4@20250514",
        "claude-opus-4-1@20250805",
    ] {
        assert_eq!(first(model), Mode::Tools, "{model}");
    }
    for model in [
        "claude-opus-4-5@20251101",
        "claude-haiku-4-5",
        "claude-opus-4-8",
        "claude-sonnet-5-5",
    ] {
        assert_eq!(first(model), Mode::JsonSchema, "{model}");
        assert_eq!(row().deviations_of(model).forcing, Forcing::Named);
    }
    for model in ["claude-fable-5-2", "claude-mythos-preview"] {
        assert_eq!(row().deviations_of(model).forcing, Forcing::Auto, "{model}");
    }
    assert_eq!(row().batches, None::<BatchApi>);
}

/// Google's servers mix an event of their own into streams.
#[test]
fn events_of_googles_are_read_past() {
    let google = "event: vertex_event\ndata: {\"type\":\"vertex_event\"}\n\n";
    let ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    let event =
        |kind: &str, rest: &str| format!("event: {kind}\ndata: {{\"type\":\"{kind}\",{rest}}}\n\n");
    let start = event(
        "message_start",
        r#""message":{"type":"message","role":"assistant","content":[],"usage":{"input_tokens":3,"output_tokens":1}}"#,
    );
    let delta = event(
        "content_block_delta",
        r#""index":0,"delta":{"type":"text_delta","text":"Ada"}"#,
    );
    let end = event(
        "message_delta",
        r#""delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}"#,
    );
    let stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    let plain = format!("{start}{delta}{end}{stop}");
    let mixed = format!("{google}{start}{ping}{google}{delta}{google}{end}{stop}{google}");
    let plain = assemble(WIRE, [plain.as_bytes()]);
    assert_eq!(plain.text, "Ada");
    assert_eq!(
        format!("{plain:?}"),
        format!("{:?}", assemble(WIRE, [mixed.as_bytes()]))
    );
}

/// What Claude refuses comes in Anthropic's frame, what Google refuses in Google's.
#[test]
fn errors_come_in_either_frame() {
    for (status, body, kind, retried) in [
        (
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: too large"},"request_id":"req_vrtx_1"}"#,
            ApiErrorKind::InvalidRequest,
            false,
        ),
        (
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_vrtx_1"}"#,
            ApiErrorKind::Overloaded,
            true,
        ),
        (
            401,
            r#"{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}"#,
            ApiErrorKind::Authentication,
            false,
        ),
        (
            403,
            r#"[{"error":{"code":403,"message":"Permission 'aiplatform.endpoints.predict' denied","status":"PERMISSION_DENIED"}}]"#,
            ApiErrorKind::PermissionDenied,
            false,
        ),
        (
            404,
            r#"{"error":{"code":404,"message":"Publisher Model was not found","status":"NOT_FOUND"}}"#,
            ApiErrorKind::NotFound,
            false,
        ),
        (
            429,
            r#"{"error":{"code":429,"message":"Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model","status":"RESOURCE_EXHAUSTED"}}"#,
            ApiErrorKind::RateLimit,
            true,
        ),
    ] {
        let error = WIRE.error(status, &[], body.as_bytes(), SystemTime::UNIX_EPOCH);
        assert_eq!((error.kind, error.retryable()), (kind, retried), "{body}");
        assert!(!error.message.contains('{'), "{}", error.message);
        let named = body
            .contains("req_vrtx_1")
            .then_some("req_vrtx_1".to_owned());
        assert_eq!(error.request_id, named);
    }
}

/// Organizations do not allow schemas of Claude's unless they say so; then tools are what is left.
#[test]
fn where_an_organization_allows_no_schemas_tools_are_asked_for() {
    let refusal = json!({"error": {"code": 400, "status": "FAILED_PRECONDITION", "message":
        "Organization Policy constraint constraints/vertexai.allowedPartnerModelFeatures violated for `projects/1` \
         attempting to use a disallowed feature structured_outputs for Partner model claude-sonnet-5. Please contact your \
         organization administrator to fix this violation by adding \
         `publishers/anthropic/models/claude-sonnet-5:structured_outputs` to the allowed values."}})
    .to_string();
    let answer = |value: u8| {
        let input = json!({ "value": value });
        json!({"type": "message", "role": "assistant", "stop_reason": "tool_use",
            "content": [{"type": "tool_use", "id": "toolu_vrtx_1", "name": "Answer", "input": input}],
            "usage": {"input_tokens": 1, "output_tokens": 1}})
        .to_string()
    };
    let server = Replay::new()
        .answer(400, JSON, [refusal.clone()])
        .answer(400, JSON, [refusal])
        .answer(200, JSON, [answer(7)])
        .answer(200, JSON, [answer(8)]);
    let client = Client::builder("vertexai/claude-sonnet-5")
        .api_key("k")
        .transport(server.clone())
        .build()
        .expect("a client");
    let ask = || run(client.request::<u8>().user("How many?").send());
    assert_eq!(ask().expect("an answer").value, 7);
    assert_eq!(ask().expect("an answer").value, 8);
    let bodies: Vec<Value> = server
        .requests()
        .iter()
        .map(|request| serde_json::from_slice(&request.body).expect("JSON"))
        .collect();
    let asked: Vec<[bool; 3]> = bodies
        .iter()
        .map(|body| {
            let tool = &body["tools"][0];
            [
                body["output_config"]["format"].is_object(),
                tool["strict"] == true,
                tool.is_object(),
            ]
        })
        .collect();
    assert_eq!(
        asked,
        [
            [true, false, false],
            [false, true, true],
            [false, false, true],
            // It has been learnt.
            [false, false, true],
        ]
    );
}
