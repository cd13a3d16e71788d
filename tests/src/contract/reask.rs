//! Recorded conversations in which an answer was sent back with an error: the turns that this project
//! would send instead hold everything of the model's turn that was sent back there.
//!
//! Compared are the facts that an API checks: ids, names, arguments and signatures, wherever they stand
//! in the assistant's turn and in the results that answer it.

use formwork::provider::{Assembly, Mode, Prepared, Wire, reask};
use formwork::{Form, Message, SchemaText, Undo, Violation};
use serde_json::{Map, Value};

use super::folder::Row;
use super::{Folder, Tally, api};

static FORM: Form = Form {
    name: "final_result",
    description: "What is wanted",
    schema: SchemaText {
        root: r#"{"type":"object","properties":{}}"#,
        defs: &[],
    },
    notation: &[],
    layer: &formwork::Layer::Itself,
    dialects: &[],
};

/// Members that an API checks, or wants back unchanged.
const FACTS: [&str; 16] = [
    "id",
    "call_id",
    "tool_call_id",
    "tool_use_id",
    "toolUseId",
    "name",
    "arguments",
    "input",
    "args",
    "signature",
    "thoughtSignature",
    "encrypted_content",
    "redactedContent",
    "data",
    "reasoning_details",
    "tool_plan",
];

pub(super) fn check(folder: &Folder) -> Result<Tally, String> {
    let mut tally = Tally::default();
    for row in folder
        .rows
        .iter()
        .filter(|row| row.has_feature("tool_error_turn"))
    {
        if let Some((what, result)) = turn(folder, row)? {
            match result {
                Ok(()) => tally.add(&row.group(), what, Ok(())),
                Err(Trouble::Skip(why)) => tally.skip(why),
                Err(Trouble::Differs(why)) => tally.add(&row.group(), what, Err(why)),
            }
        }
    }
    Ok(tally)
}

enum Trouble {
    Skip(String),
    Differs(String),
}

/// What was checked, and what became of it.
type Checked = (String, Result<(), Trouble>);

fn turn(folder: &Folder, row: &Row) -> Result<Option<Checked>, String> {
    let (Some(request), Some(wire)) = (row.line["request"].as_str(), api::wire(&row.api)) else {
        return Ok(None);
    };
    let Some(previous) = before(folder, request) else {
        let why = format!("{}: the answer before is not in the folder", row.group());
        return Ok(Some((request.to_owned(), Err(Trouble::Skip(why)))));
    };
    let result = rebuilt(folder, wire, row, request, &previous)?;
    Ok(Some((request.to_owned(), result)))
}

/// The answer that a request follows: recordings of a conversation are numbered.
fn before(folder: &Folder, request: &str) -> Option<String> {
    let stem = request.strip_suffix(".req.json")?;
    let (name, number) = stem.rsplit_once('.')?;
    let number = number.parse::<usize>().ok()?.checked_sub(1)?;
    let endings = [
        "resp.json",
        "resp.sse",
        "resp.chunks.jsonl",
        "resp.ndjson",
        "resp.eventstream.bin",
    ];
    let paths = endings
        .iter()
        .map(|ending| format!("{name}.{number}.{ending}"));
    paths.into_iter().find(|path| folder.has(path))
}

fn rebuilt(
    folder: &Folder,
    wire: Wire,
    row: &Row,
    request: &str,
    previous: &str,
) -> Result<Result<(), Trouble>, String> {
    let mut assembly = Assembly::default();
    let bytes = folder.bytes(previous)?;
    let read = if previous.as_bytes().ends_with(b".json") {
        wire.read(&bytes, &mut |delta| assembly.add(delta))
    } else {
        let mut stream = wire.stream();
        let pushed = stream.push(&bytes, &mut |delta| assembly.add(delta));
        pushed.and_then(|()| stream.end(&mut |delta| assembly.add(delta)))
    };
    if let Err(error) = read {
        return Ok(Err(Trouble::Differs(error.to_string())));
    }
    let recorded = folder.json(request)?;
    let recorded = facts(tail(&recorded));
    let own = assembly.tool_calls.iter().map(|call| call.id.as_str());
    let is_answered = own
        .clone()
        .all(|id| id.is_empty() || recorded.iter().any(|fact| fact.1 == *id));
    if assembly.tool_calls.is_empty() || !is_answered {
        let why = "the request does not go on from the answer before".to_owned();
        return Ok(Err(Trouble::Skip(why)));
    }
    let Some(provider) = api::provider(&row.provider).filter(|row| row.wires.contains(&wire))
    else {
        return Ok(Err(Trouble::Skip(format!(
            "{} has no row for the wire",
            row.provider
        ))));
    };
    let violations = [Violation::new("/a", "type", "is wrong")];
    let mut messages = vec![Message::user("?")];
    let mode = Mode::Tools;
    messages.extend(reask(
        wire,
        &assembly,
        &violations,
        &FORM,
        mode,
        Undo::default(),
    ));
    let body = wire.body(&Prepared {
        provider,
        model: row.line["model"].as_str().unwrap_or("some-model"),
        messages: &messages,
        form: &FORM,
        tools: &[],
        mode,
        stream: false,
        max_tokens: None,
        temperature: None,
        extra: &Map::new(),
        notation: false,
    });
    let body = match body {
        Ok(body) => body,
        Err(error) => return Ok(Err(Trouble::Differs(error.to_string()))),
    };
    let body: Value = serde_json::from_str(&body).map_err(|error| error.to_string())?;
    let sent = facts(tail(&body));
    // What both have is in the same order; and nothing of the recorded turn is missing.
    let ids = assembly.tool_calls.iter().map(|call| call.id.clone());
    let ids: Vec<String> = ids.filter(|id| !id.is_empty()).collect();
    let wanted = recorded
        .iter()
        .filter(|fact| matters(fact, &assembly, &ids));
    let missing: Vec<_> = wanted.filter(|fact| !sent.contains(fact)).collect();
    if missing.is_empty() {
        return Ok(Ok(()));
    }
    Ok(Err(Trouble::Differs(format!(
        "{missing:?} are not in {sent:?}"
    ))))
}

/// Whether a fact of the recorded turns is about the answer before, rather than an older turn or a
/// client's own doing.
fn matters(fact: &Fact, assembly: &Assembly, ids: &[String]) -> bool {
    let is_own_id = ids.contains(&fact.1);
    let in_blocks = assembly.blocks.iter().any(|block| {
        let quoted = serde_json::to_string(&fact.1).unwrap_or_default();
        block.json.contains(&fact.1) || block.json.contains(quoted.trim_matches('"'))
    });
    let in_calls = assembly
        .tool_calls
        .iter()
        .any(|call| call.name == fact.1 || canonical(&call.arguments) == fact.1);
    is_own_id || in_blocks || in_calls
}

/// The conversation of a body, under whatever name: from the last turn of the model on.
fn tail(body: &Value) -> Vec<&Value> {
    let turns = ["messages", "input", "contents"]
        .iter()
        .find_map(|key| body[*key].as_array());
    let Some(turns) = turns else {
        return Vec::new();
    };
    let is_model = |turn: &Value| {
        matches!(turn["role"].as_str(), Some("assistant" | "model"))
            || matches!(turn["type"].as_str(), Some("function_call" | "reasoning"))
    };
    let last = turns.iter().rposition(is_model).unwrap_or(0);
    // The items of a turn of the Responses API follow one another.
    let mut first = last;
    while first > 0 && turns.get(first - 1).is_some_and(&is_model) {
        first -= 1;
    }
    turns.get(first..).unwrap_or_default().iter().collect()
}

/// The name of a member, and its value as text.
type Fact = (String, String);

fn facts(turns: Vec<&Value>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut open = turns;
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    if FACTS.contains(&key.as_str()) {
                        let text = match value {
                            Value::String(text) => canonical(text),
                            other => other.to_string(),
                        };
                        if !text.is_empty() && text != "null" {
                            facts.push((key.clone(), text));
                        }
                    }
                    open.push(value);
                }
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    facts
}

/// JSON in a string without its white space; other text as it is.
fn canonical(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => value.to_string(),
        _ => text.to_owned(),
    }
}
