//! Everything that can be asked of a provider: its wires, its modes, and the features of a request.

use formwork::provider::{Assembly, Delta, Mode, PROVIDERS, Prepared, Provider, Wire, reask};
use formwork::{
    CacheFor, Dialected, Form, Media, MediaKind, Message, Part, SchemaText, Source, Undo, Violation,
};
use serde_json::{Map, Value};

/// One cell, and its request.
#[derive(Debug)]
pub struct Cell {
    /// Who is asked.
    pub provider: &'static Provider,
    /// In which protocol.
    pub wire: Wire,
    /// Provider, wire, mode, way and feature, in words.
    pub name: String,
    /// Whether a stream is asked for.
    pub stream: bool,
    /// The body; why there is none, where the provider does not take such a request.
    pub body: Result<Value, String>,
}

const PERSON: SchemaText = SchemaText {
    root: r##"{"type":"object","properties":{"name":{"type":"string","description":"The \"full\" name"},"age":{"type":"integer"},"home":{"$ref":"#/$defs/Home"},"tags":{"type":"array","items":{"type":"string"}}},"required":["name","age","home","tags"],"additionalProperties":false}"##,
    defs: &[(
        "Home",
        r#"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}"#,
    )],
};

/// A schema that every dialect takes as it is, so that each names the same text.
macro_rules! form {
    ($name:literal, $description:literal) => {
        Form {
            name: $name,
            description: $description,
            schema: PERSON,
            notation: &[],
            layer: &formwork::Layer::Itself,
            dialects: &[
                Dialected {
                    dialect: "portable",
                    text: Ok(PERSON),
                    undo: Undo {
                        unwrap_root: false,
                        null_is_absent: false,
                        entry_lists: false,
                    },
                },
                Dialected {
                    dialect: "openai-strict",
                    text: Ok(PERSON),
                    undo: Undo {
                        unwrap_root: false,
                        null_is_absent: false,
                        entry_lists: false,
                    },
                },
            ],
        }
    };
}

static FORMS: [Form; 2] = [
    form!("Person", "A person of the text"),
    form!("Place_2", ""),
];

/// What a request is made of besides provider and mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Feature {
    Plain,
    Options,
    Conversation,
    Reask,
    ReaskInText,
    Cached,
    Image,
    ImageUrl,
    Audio,
    Pdf,
    Video,
}

const FEATURES: [Feature; 11] = [
    Feature::Plain,
    Feature::Options,
    Feature::Conversation,
    Feature::Reask,
    Feature::ReaskInText,
    Feature::Cached,
    Feature::Image,
    Feature::ImageUrl,
    Feature::Audio,
    Feature::Pdf,
    Feature::Video,
];

/// All cells of the table.
#[must_use]
pub fn all() -> Vec<Cell> {
    let mut cells = Vec::new();
    for provider in PROVIDERS {
        for wire in provider.wires {
            for mode in provider.modes {
                for stream in [false, true] {
                    for feature in FEATURES {
                        cells.push(cell(provider, *wire, *mode, stream, feature));
                    }
                }
            }
        }
    }
    cells
}

fn cell(
    provider: &'static Provider,
    wire: Wire,
    mode: Mode,
    stream: bool,
    feature: Feature,
) -> Cell {
    let messages = messages(wire, mode, feature);
    let has_options = feature == Feature::Options;
    let takes_temperature = provider.deviations.temperature;
    let body = wire.body(&Prepared {
        provider,
        model: "some-model",
        messages: &messages,
        form: &FORMS[0],
        tools: if mode == Mode::ParallelTools {
            &FORMS
        } else {
            &[]
        },
        mode,
        stream,
        max_tokens: has_options.then_some(512),
        temperature: (has_options && takes_temperature).then_some(0.25),
        extra: &Map::new(),
        notation: false,
    });
    let way = if stream { "stream" } else { "whole" };
    Cell {
        provider,
        wire,
        name: format!("{} {wire} {mode} {way} {feature:?}", provider.name),
        stream,
        body: body.map_err(|error| error.to_string()).and_then(|body| {
            serde_json::from_str(&body).map_err(|error| format!("{error}: {body}"))
        }),
    }
}

fn messages(wire: Wire, mode: Mode, feature: Feature) -> Vec<Message> {
    let mut messages = vec![
        Message::system("Be exact."),
        Message::user("Ada, \"1815\"\n"),
    ];
    let media = |kind, media_type: &str, source| {
        let media = Media::new(kind, media_type, source).named("a file.pdf");
        Message::parts([Part::Text("What is it?".to_owned()), Part::Media(media)])
    };
    let data = || Source::Base64("AAECAw==".to_owned());
    match feature {
        Feature::Plain | Feature::Options => {}
        Feature::Conversation => messages.extend([
            Message::assistant("I see."),
            Message::user("Go on."),
            Message::user("And on."),
        ]),
        Feature::Reask => messages.extend(asked_again(wire, mode)),
        Feature::ReaskInText => {
            let mut attempt = Assembly::default();
            attempt.add(Delta::Text("I would rather chat"));
            messages.extend(told(wire, &attempt, mode));
        }
        Feature::Cached => {
            messages[0].cache = Some(CacheFor::Hour);
            messages[1].cache = Some(CacheFor::Default);
        }
        Feature::Image => messages.push(media(MediaKind::Image, "image/png", data())),
        Feature::ImageUrl => {
            let url = Source::Url("https://example.com/a.png".to_owned());
            messages.push(media(MediaKind::Image, "image/png", url));
        }
        Feature::Audio => messages.push(media(MediaKind::Audio, "audio/wav", data())),
        Feature::Pdf => messages.push(media(MediaKind::Document, "application/pdf", data())),
        Feature::Video => messages.push(media(MediaKind::Video, "video/mp4", data())),
    }
    messages
}

/// The conversation after a failed attempt.
fn asked_again(wire: Wire, mode: Mode) -> Vec<Message> {
    let mut attempt = Assembly::default();
    if mode.is_tools() {
        let call = |call, id, name, arguments| Delta::ToolCall {
            call,
            id,
            name,
            arguments,
        };
        attempt.add(Delta::Reasoning("Hm."));
        attempt.add(call(0, "call_a", "Other", "{}"));
        attempt.add(call(1, "call_b", "Person", "{\"name\": \"\"}"));
    } else {
        attempt.add(Delta::Text("{\"name\": \"\"}"));
    }
    told(wire, &attempt, mode)
}

fn told(wire: Wire, attempt: &Assembly, mode: Mode) -> Vec<Message> {
    let violations = [Violation::new("/name", "minLength", "must not be empty")];
    reask(wire, attempt, &violations, &FORMS[0], mode, Undo::default())
}
