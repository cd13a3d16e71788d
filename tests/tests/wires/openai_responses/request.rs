//! What is asked: bodies, and what a caller adds.

use formwork::provider::{Mode, RequestError, find};
use serde_json::{Value, json};

use super::{WIRE, attempt_with_reasoning, cell};
use crate::cells::{self, Cell, assert_valid, media, schemas_of_person};
use crate::data::schema;

#[test]
fn the_closed_schema_accepts_every_body_and_no_misspelt_one() {
    let file = "openai/openai.request.closed.schema.json";
    let Some(schema) = schema(file, Some("CreateResponse")) else {
        return;
    };
    let mut cells = Vec::new();
    for model in ["gpt-5", "gpt-4o"] {
        cells.extend(cells::cells(WIRE, find("openai").unwrap(), model));
    }
    for mode in [Mode::StrictTools, Mode::ParallelTools] {
        cells.push(cell(mode).again(&attempt_with_reasoning()));
    }
    for media in media() {
        let messages = cells::with(media);
        let cell = Cell {
            messages,
            ..cell(Mode::JsonSchema)
        };
        match cell.body() {
            Ok(_) => cells.push(cell),
            Err(error) => assert!(matches!(error, RequestError::Unsupported { .. }), "{error}"),
        }
    }
    for mode in [Mode::JsonSchema, Mode::Tools] {
        let extra = json!({
            "reasoning": {"effort": "low", "summary": "auto"},
            "text": {"verbosity": "low"},
            "include": ["message.output_text.logprobs"],
            "metadata": {"a": "b"}, "truncation": "auto", "user": null,
        });
        cells.push(Cell {
            extra: extra.as_object().unwrap().clone(),
            ..cell(mode)
        });
    }
    let free = [
        "/tools/0/parameters",
        "/tools/1/parameters",
        "/text/format/schema",
        "/metadata",
    ];
    let mut mutants = 0;
    for cell in &cells {
        let (count, missed) = assert_valid(&schema, &cell.body().unwrap(), &free);
        // An item is one of many, and some have the same members but for their type.
        assert_eq!(missed, [""; 0], "{:?}", cell.messages);
        mutants += count;
    }
    assert!(cells.len() >= 140, "only {} bodies", cells.len());
    assert!(mutants > 2000, "only {mutants} mutants");
}

#[test]
fn each_mode_asks_in_its_own_way() {
    let [plain, enforced] = schemas_of_person();
    let description = "A \"person\" of the text";
    let input = json!([{"role":"system","content":"Be exact."},{"role":"user","content":"Ada, \"1815\"\n"}]);
    let common = json!({"model":"gpt-5","input":input,"store":false,"include":["reasoning.encrypted_content"]});
    let with = |more: Value| {
        let mut body = common.clone();
        let members = body.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        body
    };
    let tool = |schema: &Value, strict: bool| json!([{"type":"function","name":"Person","description":description,"parameters":schema,"strict":strict}]);
    let forced = json!({"type":"function","name":"Person"});
    let body = |mode| cell(mode).body().unwrap();
    assert_eq!(
        body(Mode::Tools),
        with(json!({"tools":tool(&plain, false),"tool_choice":forced}))
    );
    assert_eq!(
        body(Mode::StrictTools),
        with(
            json!({"tools":tool(&enforced, true),"tool_choice":forced,"parallel_tool_calls":false})
        )
    );
    assert_eq!(
        body(Mode::ParallelTools),
        with(json!({"tools":tool(&plain, false),"tool_choice":"auto"}))
    );
    let format = json!({"type":"json_schema","name":"Person","description":description,"strict":true,"schema":enforced});
    assert_eq!(
        body(Mode::JsonSchema),
        with(json!({"text":{"format":format}}))
    );
    let json_mode = body(Mode::Json);
    assert_eq!(json_mode["text"], json!({"format":{"type":"json_object"}}));
    // The server looks for the word in the input.
    assert!(
        json_mode["input"][0]["content"]
            .as_str()
            .unwrap()
            .contains("JSON")
    );
    let text_mode = body(Mode::MdJson);
    assert_eq!(
        (&text_mode["text"], &text_mode["tools"]),
        (&Value::Null, &Value::Null)
    );
    let call = cell(Mode::Tools);
    assert_eq!(
        WIRE.url(&call.prepared(), "https://a/v1/"),
        "https://a/v1/responses"
    );
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
    let text = json!({"text":{"verbosity":"low"},"store":true,"include":["reasoning.encrypted_content","x"]});
    let written = body(Mode::Json, text.clone()).unwrap();
    assert_eq!(
        written["text"],
        json!({"format":{"type":"json_object"},"verbosity":"low"})
    );
    assert_eq!(written["store"], json!(true));
    assert_eq!(
        written["include"],
        json!(["reasoning.encrypted_content", "x"])
    );
    assert_eq!(
        body(Mode::Tools, text).unwrap()["text"],
        json!({"verbosity":"low"})
    );
    let of_another_model = Cell {
        model: "gpt-4o",
        ..cell(Mode::Tools)
    };
    assert_eq!(of_another_model.body().unwrap()["include"], Value::Null);
    for (extra, key) in [
        (json!({"text":{"format":{"type":"text"}}}), "text.format"),
        (json!({"text":"low"}), "text"),
        (json!({"include":"x"}), "include"),
        (json!({"input":"x"}), "input"),
        (json!({"background":true}), "background"),
        (json!({"max_output_tokens":1}), "max_output_tokens"),
    ] {
        assert_eq!(
            body(Mode::Json, extra),
            Err(RequestError::ExtraKey(key.to_owned()))
        );
    }
}
