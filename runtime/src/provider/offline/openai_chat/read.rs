//! The body of a chat-completions request in, what it asks for out.

use super::super::tree::Tree;

/// What a request asks for.
#[derive(Debug)]
pub(in super::super) struct Asked {
    /// The model's name, given back as it came.
    pub(in super::super) model: String,
    /// Whether the answer is to be streamed.
    pub(in super::super) stream: bool,
    /// Whether a stream ends with a chunk that carries the usage.
    pub(in super::super) usage: bool,
    /// Whether chunks are padded to hide their length, as `OpenAI` does unless told not to.
    pub(in super::super) obfuscation: bool,
    /// What kind of answer.
    pub(in super::super) want: Want,
    /// The user's own words.
    pub(in super::super) question: String,
    /// The answer that is sent back for mending, where there is one.
    pub(in super::super) previous: Option<Previous>,
    /// The size of the prompt: messages, tools and formats.
    pub(in super::super) prompt_bytes: usize,
}

/// The kinds of answers.
#[derive(Debug)]
pub(in super::super) enum Want {
    /// Text of any kind.
    Text,
    /// JSON text that fits a schema.
    Json {
        /// The schema.
        schema: Tree,
        /// Whether nothing but the prompt asks for JSON, so that prose and a fence surround it.
        fenced: bool,
    },
    /// Calls of tools.
    Call {
        /// The tools to choose from, at least one.
        tools: Vec<Tool>,
        /// Whether more than one call is welcome.
        several: bool,
    },
}

/// A tool that the answer may call.
#[derive(Debug)]
pub(in super::super) struct Tool {
    /// Its name.
    pub(in super::super) name: String,
    /// The schema of its arguments.
    pub(in super::super) parameters: Tree,
}

/// An earlier answer of the model, and what was said about it.
#[derive(Debug)]
pub(in super::super) struct Previous {
    /// The tool that each answer was for, where it was a call, and its JSON text.
    pub(in super::super) answers: Vec<(Option<String>, String)>,
    /// What came after it: tool results and user turns.
    pub(in super::super) complaint: String,
}

/// Reads a request body. An error is what `OpenAI` would answer with status 400.
pub(in super::super) fn read(body: &[u8]) -> Result<Asked, String> {
    let body = Tree::read(body)
        .ok_or("We could not parse the JSON body of your request: it is not valid JSON.")?;
    let model = body.get("model").and_then(Tree::as_str);
    let model = model
        .ok_or("you must provide a model parameter")?
        .to_owned();
    let messages = match body.get("messages") {
        Some(Tree::Array(messages)) if !messages.is_empty() => messages,
        _ => return Err("Invalid 'messages': expected an array with at least one item.".into()),
    };
    let is_true = |path: &[&str]| body.at(path).is_some_and(Tree::is_true);
    let last_answer = messages
        .iter()
        .rposition(|message| role(message) == "assistant");
    let asked_before = messages
        .get(..last_answer.unwrap_or(messages.len()))
        .unwrap_or_default();
    let question = asked_before
        .iter()
        .filter(|message| role(message) == "user")
        .map(text);
    let prompt_parts = [
        body.get("messages"),
        body.get("tools"),
        body.get("response_format"),
    ];
    Ok(Asked {
        model,
        stream: is_true(&["stream"]),
        usage: is_true(&["stream_options", "include_usage"]),
        obfuscation: !matches!(
            body.at(&["stream_options", "include_obfuscation"]),
            Some(Tree::Bool(false))
        ),
        want: want(&body, messages)?,
        question: without_schema(&question.collect::<Vec<_>>().join("\n")),
        previous: last_answer.and_then(|index| previous(messages, index)),
        prompt_bytes: prompt_parts
            .into_iter()
            .flatten()
            .map(|part| part.text().len())
            .sum(),
    })
}

fn want(body: &Tree, messages: &[Tree]) -> Result<Want, String> {
    let choice = body.get("tool_choice");
    let mode = choice.and_then(Tree::as_str).unwrap_or("auto");
    let format = body.at(&["response_format", "type"]).and_then(Tree::as_str);
    let formatted = matches!(format, Some("json_schema" | "json_object"));
    let mut tools = Vec::new();
    for tool in body.get("tools").map_or(&[][..], Tree::items) {
        let Some(function) = tool.get("function") else {
            continue;
        };
        let name = function.get("name").and_then(Tree::as_str);
        tools.push(Tool {
            name: name
                .ok_or("Missing required parameter: 'tools[0].function.name'.")?
                .to_owned(),
            // Without parameters a function takes none.
            parameters: function
                .get("parameters")
                .cloned()
                .unwrap_or_else(no_parameters),
        });
    }
    let named = choice
        .and_then(|choice| choice.at(&["function", "name"]))
        .and_then(Tree::as_str);
    if let Some(named) = named {
        tools.retain(|tool| tool.name == named);
        if tools.is_empty() {
            return Err(format!(
                "Tool choice '{named}' not found in 'tools' parameter."
            ));
        }
    }
    if let Some(allowed) = choice.and_then(|choice| choice.at(&["allowed_tools", "tools"])) {
        let is_allowed = |name: &str| {
            let listed = allowed
                .items()
                .iter()
                .filter_map(|tool| tool.at(&["function", "name"]));
            listed
                .filter_map(Tree::as_str)
                .any(|allowed| allowed == name)
        };
        tools.retain(|tool| is_allowed(&tool.name));
    }
    if mode == "required" && tools.is_empty() {
        return Err("'tool_choice' is only allowed when 'tools' are specified.".into());
    }
    let free = mode == "none" || (mode == "auto" && choice.is_none_or(is_text) && formatted);
    if !tools.is_empty() && !free {
        let one = matches!(body.get("parallel_tool_calls"), Some(Tree::Bool(false)));
        return Ok(Want::Call {
            tools,
            several: !one && named.is_none(),
        });
    }
    if format == Some("json_schema") {
        let schema = body.at(&["response_format", "json_schema", "schema"]);
        let schema = schema.ok_or("Missing required parameter: 'response_format.json_schema'.")?;
        return Ok(Want::Json {
            schema: schema.clone(),
            fenced: false,
        });
    }
    let told = messages
        .iter()
        .find_map(|message| schema_in(&text(message)));
    if format == Some("json_object") {
        let mentioned = messages
            .iter()
            .any(|m| text(m).to_ascii_lowercase().contains("json"));
        if !mentioned {
            return Err(
                "'messages' must contain the word 'json' in some form, to use \
                        'response_format' of type 'json_object'."
                    .into(),
            );
        }
        return Ok(Want::Json {
            schema: told.unwrap_or(Tree::Bool(true)),
            fenced: false,
        });
    }
    Ok(told.map_or(Want::Text, |schema| Want::Json {
        schema,
        fenced: true,
    }))
}

fn is_text(tree: &Tree) -> bool {
    tree.as_str().is_some()
}

fn no_parameters() -> Tree {
    Tree::object([
        ("type", Tree::string("object")),
        ("properties", Tree::object([])),
        ("additionalProperties", Tree::Bool(false)),
    ])
}

fn role(message: &Tree) -> &str {
    message
        .get("role")
        .and_then(Tree::as_str)
        .unwrap_or_default()
}

/// The text of a message, its parts joined.
fn text(message: &Tree) -> String {
    match message.get("content") {
        Some(Tree::String(text)) => text.clone(),
        Some(Tree::Array(parts)) => {
            let texts = parts
                .iter()
                .filter_map(|part| part.get("text"))
                .filter_map(Tree::as_str);
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// The schema between the lines `<schema>` and `</schema>`.
fn schema_in(text: &str) -> Option<Tree> {
    let (_, after) = text.split_once("<schema>")?;
    let (schema, _) = after.split_once("</schema>")?;
    Tree::read(schema.trim().as_bytes())
}

fn without_schema(text: &str) -> String {
    match (text.split_once("<schema>"), text.split_once("</schema>")) {
        (Some((before, _)), Some((_, after))) => format!("{before}\n{after}"),
        _ => text.to_owned(),
    }
}

/// The assistant's turn at `index`, where something was said after it.
fn previous(messages: &[Tree], index: usize) -> Option<Previous> {
    let turn = messages.get(index)?;
    let after = messages
        .get(index + 1..)
        .filter(|after| !after.is_empty())?;
    let calls = turn.get("tool_calls").map_or(&[][..], Tree::items).iter();
    let calls = calls
        .filter_map(|call| call.get("function"))
        .filter_map(|function| {
            let name = function.get("name")?.as_str()?.to_owned();
            Some((Some(name), function.get("arguments")?.as_str()?.to_owned()))
        });
    let mut answers: Vec<(Option<String>, String)> = calls.collect();
    let said = text(turn);
    if answers.is_empty() && !said.is_empty() {
        answers.push((None, without_fence(&said).to_owned()));
    }
    let complaint = after.iter().map(text).collect::<Vec<_>>().join("\n");
    Some(Previous { answers, complaint })
}

/// What stands in the first code fence; the whole text without one.
fn without_fence(text: &str) -> &str {
    let inside = || {
        let (_, after) = text.split_once("```")?;
        let (_, after) = after.split_once('\n')?;
        Some(after.split_once("```")?.0)
    };
    inside().unwrap_or(text).trim()
}
