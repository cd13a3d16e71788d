//! What an answer says, read by plain paths through its JSON: a second opinion that shares no code with
//! the wires.

use serde_json::{Value, json};

/// What an answer says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Said {
    pub(super) text: String,
    /// Names and arguments.
    pub(super) calls: Vec<(String, Value)>,
    /// The provider's word for why the model stopped.
    pub(super) finish: Option<String>,
    /// Whether tokens are counted.
    pub(super) has_usage: bool,
}

/// Reads a whole answer of an API.
pub(super) fn read(api: &str, body: &Value) -> Said {
    match api {
        "responses" => responses(body),
        "messages" => messages(body),
        "converse" => converse(body),
        "generateContent" => gemini(body),
        "cohere-v2-chat" => cohere(body),
        "ollama-api-chat" => ollama(body),
        _ => chat(body),
    }
}

fn texts<'v>(list: &'v Value, of: impl Fn(&'v Value) -> Option<&'v str>) -> String {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(of)
        .collect()
}

fn word(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Arguments, which are JSON in a string on some wires.
pub(super) fn arguments(value: &Value) -> Value {
    match value {
        Value::String(text) if text.trim().is_empty() => json!({}),
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        Value::Null => json!({}),
        other => other.clone(),
    }
}

fn chat(body: &Value) -> Said {
    let choices = body["choices"].as_array();
    let first = choices.and_then(|choices| {
        let zero = choices.iter().find(|choice| choice["index"] == 0);
        zero.or(choices.first())
    });
    let choice = first.unwrap_or(&Value::Null);
    let message = &choice["message"];
    let text = match &message["content"] {
        Value::String(text) => text.clone(),
        list => texts(list, |part| part["text"].as_str()),
    };
    let calls = message["tool_calls"].as_array().into_iter().flatten();
    Said {
        text,
        calls: calls
            .map(|call| {
                let function = &call["function"];
                let name = function["name"].as_str().unwrap_or_default();
                (name.to_owned(), arguments(&function["arguments"]))
            })
            .collect(),
        finish: word(&choice["finish_reason"]),
        has_usage: body["usage"]["prompt_tokens"].is_number(),
    }
}

fn responses(body: &Value) -> Said {
    let mut said = Said {
        finish: word(&body["status"]),
        has_usage: body["usage"]["input_tokens"].is_number(),
        ..Said::default()
    };
    if said.finish.as_deref() == Some("incomplete") {
        said.finish = word(&body["incomplete_details"]["reason"]);
    }
    for item in body["output"].as_array().into_iter().flatten() {
        match item["type"].as_str() {
            Some("message") => said.text += &texts(&item["content"], |part| part["text"].as_str()),
            Some("function_call") => said.calls.push((
                item["name"].as_str().unwrap_or_default().to_owned(),
                arguments(&item["arguments"]),
            )),
            _ => {}
        }
    }
    said
}

fn messages(body: &Value) -> Said {
    let blocks = || body["content"].as_array().into_iter().flatten();
    Said {
        text: texts(&body["content"], |block| block["text"].as_str()),
        calls: blocks()
            .filter(|block| block["type"] == "tool_use")
            .map(|block| {
                let name = block["name"].as_str().unwrap_or_default();
                (name.to_owned(), arguments(&block["input"]))
            })
            .collect(),
        finish: word(&body["stop_reason"]),
        has_usage: body["usage"]["input_tokens"].is_number(),
    }
}

fn converse(body: &Value) -> Said {
    let content = &body["output"]["message"]["content"];
    let calls = content.as_array().into_iter().flatten();
    Said {
        text: texts(content, |block| block["text"].as_str()),
        calls: calls
            .filter_map(|block| block.get("toolUse"))
            .map(|call| {
                let name = call["name"].as_str().unwrap_or_default();
                (name.to_owned(), arguments(&call["input"]))
            })
            .collect(),
        finish: word(&body["stopReason"]),
        has_usage: body["usage"]["inputTokens"].is_number(),
    }
}

fn gemini(body: &Value) -> Said {
    let candidate = &body["candidates"][0];
    let parts = &candidate["content"]["parts"];
    let calls = parts.as_array().into_iter().flatten();
    Said {
        text: texts(parts, |part| {
            part["text"].as_str().filter(|_| part["thought"] != true)
        }),
        calls: calls
            .filter_map(|part| part.get("functionCall"))
            .map(|call| {
                let name = call["name"].as_str().unwrap_or_default();
                (name.to_owned(), arguments(&call["args"]))
            })
            .collect(),
        finish: word(&candidate["finishReason"]),
        has_usage: body["usageMetadata"]["promptTokenCount"].is_number(),
    }
}

fn cohere(body: &Value) -> Said {
    let message = &body["message"];
    let calls = message["tool_calls"].as_array().into_iter().flatten();
    Said {
        text: texts(&message["content"], |part| part["text"].as_str()),
        calls: calls
            .map(|call| {
                let function = &call["function"];
                let name = function["name"].as_str().unwrap_or_default();
                (name.to_owned(), arguments(&function["arguments"]))
            })
            .collect(),
        finish: word(&body["finish_reason"]),
        has_usage: body["usage"].is_object(),
    }
}

fn ollama(body: &Value) -> Said {
    let message = &body["message"];
    let calls = message["tool_calls"].as_array().into_iter().flatten();
    Said {
        text: word(&message["content"]).unwrap_or_default(),
        calls: calls
            .map(|call| {
                let function = &call["function"];
                let name = function["name"].as_str().unwrap_or_default();
                (name.to_owned(), arguments(&function["arguments"]))
            })
            .collect(),
        finish: word(&body["done_reason"]),
        has_usage: body["eval_count"].is_number(),
    }
}

/// What a provider's word for the end of an answer means, in the words of
/// [`FinishReason`](formwork::provider::FinishReason); `None` where more than one reading is right.
pub(super) fn meaning(word: &str) -> Option<&'static str> {
    Some(match word {
        "stop" | "eos" | "end_turn" | "stop_sequence" | "STOP" | "COMPLETE" | "STOP_SEQUENCE" => {
            "stop"
        }
        "tool_calls" | "tool_use" | "TOOL_CALL" | "function_call" => "tool_calls",
        "length"
        | "max_tokens"
        | "MAX_TOKENS"
        | "model_length"
        | "max_output_tokens"
        | "model_context_window_exceeded" => "length",
        "content_filter"
        | "SAFETY"
        | "RECITATION"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "guardrail_intervened"
        | "content_filtered" => "content_filter",
        "refusal" => "refusal",
        "pause_turn" => "pause",
        "MALFORMED_FUNCTION_CALL"
        | "UNEXPECTED_TOOL_CALL"
        | "malformed_tool_use"
        | "malformed_model_output" => "malformed",
        // `completed` is `stop` or `tool_calls`, by what was said.
        _ => return None,
    })
}
