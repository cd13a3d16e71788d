//! An answer in, the bytes of a chat-completions response out: whole, or as server-sent events.

use super::super::dice::Dice;
use super::super::tree::Tree;
use super::read::Asked;

/// When the answers were made: always at the same second, so that they are the same.
const CREATED: usize = 1_767_225_600;

/// What the model says.
#[derive(Debug, Default)]
pub(in super::super) struct Answer {
    /// Text, where there is any.
    pub(in super::super) content: Option<String>,
    /// Why it refuses, where it does.
    pub(in super::super) refusal: Option<String>,
    /// The tools called and the JSON text of their arguments.
    pub(in super::super) calls: Vec<(String, String)>,
    /// Whether the token limit cut it off.
    pub(in super::super) truncated: bool,
}

impl Answer {
    fn finish_reason(&self) -> &'static str {
        match self {
            Self {
                truncated: true, ..
            } => "length",
            Self { calls, .. } if !calls.is_empty() => "tool_calls",
            _ => "stop",
        }
    }

    /// Tokens as they are commonly estimated: one for every four bytes.
    fn tokens(&self) -> usize {
        let texts = [&self.content, &self.refusal]
            .into_iter()
            .flatten()
            .map(String::len);
        let calls = self
            .calls
            .iter()
            .map(|(name, arguments)| name.len() + arguments.len());
        texts.chain(calls).sum::<usize>().div_ceil(4)
    }

    fn usage(&self, asked: &Asked) -> Tree {
        let prompt = asked.prompt_bytes.div_ceil(4);
        let completion = self.tokens();
        let none = || Tree::count(0);
        Tree::object([
            ("prompt_tokens", Tree::count(prompt)),
            ("completion_tokens", Tree::count(completion)),
            ("total_tokens", Tree::count(prompt + completion)),
            (
                "prompt_tokens_details",
                Tree::object([("cached_tokens", none()), ("audio_tokens", none())]),
            ),
            (
                "completion_tokens_details",
                Tree::object([
                    ("reasoning_tokens", none()),
                    ("audio_tokens", none()),
                    ("accepted_prediction_tokens", none()),
                    ("rejected_prediction_tokens", none()),
                ]),
            ),
        ])
    }
}

/// The body of a `chat.completion`.
pub(in super::super) fn whole(answer: &Answer, asked: &Asked, dice: &mut Dice) -> Vec<u8> {
    let id = id("chatcmpl-", 28, dice);
    let mut message = vec![
        ("role".to_owned(), Tree::string("assistant")),
        ("content".to_owned(), optional(answer.content.as_deref())),
    ];
    if !answer.calls.is_empty() {
        let calls = answer.calls.iter().map(|(name, arguments)| {
            Tree::object([
                ("id", Tree::String(self::id("call_", 24, dice))),
                ("type", Tree::string("function")),
                (
                    "function",
                    Tree::object([
                        ("name", Tree::string(name)),
                        ("arguments", Tree::string(arguments)),
                    ]),
                ),
            ])
        });
        message.push(("tool_calls".to_owned(), Tree::Array(calls.collect())));
    }
    message.push(("refusal".to_owned(), optional(answer.refusal.as_deref())));
    message.push(("annotations".to_owned(), Tree::Array(Vec::new())));
    let body = Tree::object([
        ("id", Tree::String(id)),
        ("object", Tree::string("chat.completion")),
        ("created", Tree::count(CREATED)),
        ("model", Tree::string(&asked.model)),
        (
            "choices",
            Tree::Array(vec![Tree::object([
                ("index", Tree::count(0)),
                ("message", Tree::Object(message)),
                ("logprobs", Tree::Null),
                ("finish_reason", Tree::string(answer.finish_reason())),
            ])]),
        ),
        ("usage", answer.usage(asked)),
        ("service_tier", Tree::string("default")),
        ("system_fingerprint", Tree::string("fp_offline")),
    ]);
    body.text().into_bytes()
}

/// The body of a stream of `chat.completion.chunk`s.
pub(in super::super) fn stream(answer: &Answer, asked: &Asked, dice: &mut Dice) -> Vec<u8> {
    let mut events = Events {
        id: id("chatcmpl-", 28, dice),
        asked,
        dice,
        out: Vec::new(),
    };
    let content = if answer.calls.is_empty() && answer.refusal.is_none() {
        Tree::string("")
    } else {
        Tree::Null
    };
    events.delta(Tree::object([
        ("role", Tree::string("assistant")),
        ("content", content),
        ("refusal", Tree::Null),
    ]));
    for fragment in fragments(answer.content.as_deref().unwrap_or_default(), events.dice) {
        events.delta(Tree::object([("content", Tree::string(fragment))]));
    }
    for fragment in fragments(answer.refusal.as_deref().unwrap_or_default(), events.dice) {
        events.delta(Tree::object([("refusal", Tree::string(fragment))]));
    }
    for (index, (name, arguments)) in answer.calls.iter().enumerate() {
        let head = Tree::object([
            ("index", Tree::count(index)),
            ("id", Tree::String(id("call_", 24, events.dice))),
            ("type", Tree::string("function")),
            (
                "function",
                Tree::object([
                    ("name", Tree::string(name)),
                    ("arguments", Tree::string("")),
                ]),
            ),
        ]);
        events.delta(Tree::object([("tool_calls", Tree::Array(vec![head]))]));
        for fragment in fragments(arguments, events.dice) {
            let more = Tree::object([
                ("index", Tree::count(index)),
                (
                    "function",
                    Tree::object([("arguments", Tree::string(fragment))]),
                ),
            ]);
            events.delta(Tree::object([("tool_calls", Tree::Array(vec![more]))]));
        }
    }
    events.choice(Tree::object([]), Tree::string(answer.finish_reason()));
    if asked.usage {
        events.chunk(Tree::Array(Vec::new()), answer.usage(asked));
    }
    events.out.extend_from_slice(b"data: [DONE]\n\n");
    events.out
}

/// The events of one stream.
struct Events<'a> {
    id: String,
    asked: &'a Asked,
    dice: &'a mut Dice,
    out: Vec<u8>,
}

impl Events<'_> {
    fn delta(&mut self, delta: Tree) {
        self.choice(delta, Tree::Null);
    }

    fn choice(&mut self, delta: Tree, finish_reason: Tree) {
        let choice = Tree::object([
            ("index", Tree::count(0)),
            ("delta", delta),
            ("logprobs", Tree::Null),
            ("finish_reason", finish_reason),
        ]);
        self.chunk(Tree::Array(vec![choice]), Tree::Null);
    }

    fn chunk(&mut self, choices: Tree, usage: Tree) {
        let mut members = vec![
            ("id".to_owned(), Tree::string(&self.id)),
            ("object".to_owned(), Tree::string("chat.completion.chunk")),
            ("created".to_owned(), Tree::count(CREATED)),
            ("model".to_owned(), Tree::string(&self.asked.model)),
            ("service_tier".to_owned(), Tree::string("default")),
            ("system_fingerprint".to_owned(), Tree::string("fp_offline")),
            ("choices".to_owned(), choices),
        ];
        if self.asked.usage {
            members.push(("usage".to_owned(), usage));
        }
        if self.asked.obfuscation {
            let length = self.dice.between(2, 12);
            members.push((
                "obfuscation".to_owned(),
                Tree::String(id("", length, self.dice)),
            ));
        }
        self.out.extend_from_slice(b"data: ");
        self.out
            .extend_from_slice(Tree::Object(members).text().as_bytes());
        self.out.extend_from_slice(b"\n\n");
    }
}

/// Cuts text into pieces of one to six characters, about as long as tokens are.
fn fragments<'t>(text: &'t str, dice: &mut Dice) -> Vec<&'t str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let length = dice.between(1, 6);
        let end = rest
            .char_indices()
            .nth(length)
            .map_or(rest.len(), |(index, _)| index);
        let (piece, tail) = rest.split_at(end);
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

/// The body of an error answer.
pub(in super::super) fn error(message: &str, kind: &str, code: Option<&str>) -> Vec<u8> {
    let error = Tree::object([
        ("message", Tree::string(message)),
        ("type", Tree::string(kind)),
        ("param", Tree::Null),
        ("code", optional(code)),
    ]);
    Tree::object([("error", error)]).text().into_bytes()
}

fn optional(text: Option<&str>) -> Tree {
    text.map_or(Tree::Null, Tree::string)
}

fn id(prefix: &str, length: usize, dice: &mut Dice) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut id = prefix.to_owned();
    id.extend(
        (0..length)
            .filter_map(|_| dice.pick(LETTERS))
            .map(|byte| char::from(*byte)),
    );
    id
}
