//! A turn of the model: what it said, and what of it only its provider understands.

/// What a model said in one turn.
///
/// Providers want a turn back as they gave it when a conversation goes on: thinking with its
/// signature, reasoning items, the signature of a call. Such pieces are in `blocks`, word for word;
/// `text` and `calls` say the same to everybody else, so that another provider can go on with the
/// conversation.
///
/// ```
/// use formwork::provider::openai_chat::response::assemble;
/// use formwork::{Message, Turn};
///
/// let body = br#"{"choices":[{"message":{"content":"Ada."},"finish_reason":"stop"}]}"#;
/// let turn: Turn = assemble(body)?.turn("openai-chat");
/// assert_eq!(turn.text, "Ada.");
/// let conversation = [Message::user("Who was it?"), Message::turn(turn), Message::user("And when?")];
/// # assert_eq!(conversation.len(), 3);
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// The text; may be empty.
    pub text: String,
    /// What the model thought before it answered, where the provider tells; may be empty.
    pub reasoning: String,
    /// The calls, in the order the model made them.
    pub calls: Vec<ToolCall>,
    /// The blocks of the turn as its provider worded them, in order; empty where plain text and calls
    /// are all there is.
    pub blocks: Vec<Block>,
    /// Which wire the blocks are in the words of; empty where there are none.
    pub wire: &'static str,
}

impl Turn {
    /// The blocks, if they are in the words of `wire`.
    pub(crate) fn blocks(&self, wire: &str) -> &[Block] {
        if self.wire == wire { &self.blocks } else { &[] }
    }

    /// The calls that none of `blocks` holds, with their places.
    pub(crate) fn calls_beside<'t>(
        &'t self,
        blocks: &'t [Block],
    ) -> impl Iterator<Item = (usize, &'t ToolCall)> {
        let held = |call: usize| blocks.iter().any(|block| block.holds == Holds::Call(call));
        let calls = self.calls.iter().enumerate();
        calls.filter(move |(call, _)| !held(*call))
    }

    /// The text, unless it is empty or one of `blocks` holds it.
    pub(crate) fn text_beside(&self, blocks: &[Block]) -> Option<&str> {
        let held = blocks.iter().any(|block| block.holds == Holds::Text);
        (!held && !self.text.is_empty()).then_some(self.text.as_str())
    }
}

/// A piece of a turn, as a provider words it.
///
/// ```
/// use formwork::provider::{Assembly, Wire};
/// use formwork::Holds;
///
/// let body = br#"{"content":[{"type":"thinking","thinking":"...","signature":"s"},{"type":"text","text":"Ada."}],
///     "stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":4}}"#;
/// let mut answer = Assembly::default();
/// Wire::AnthropicMessages.read(body, &mut |delta| answer.add(delta))?;
/// let holds: Vec<Holds> = answer.blocks.iter().map(|block| block.holds).collect();
/// assert_eq!(holds, [Holds::Other, Holds::Text]);
/// assert!(answer.blocks[0].json.contains(r#""signature":"s""#)); // goes back as it came
/// # Ok::<_, formwork::provider::ProtocolError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The JSON text, which goes back byte for byte.
    pub json: String,
    /// What of the turn it says.
    pub holds: Holds,
}

/// What of a turn a [`Block`] says.
///
/// See [`Block`].
///
/// ```
/// use formwork::{Block, Holds};
///
/// let blocks = [Holds::Other, Holds::Call(0)].map(|holds| Block { json: "{}".to_owned(), holds });
/// assert!(blocks.iter().any(|block| block.holds == Holds::Call(0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Holds {
    /// Text, or some of it.
    Text,
    /// The call of this number, counted from 0.
    Call(usize),
    /// Something that means nothing to anybody but the provider.
    Other,
}

impl ToolCall {
    /// Whether the arguments are a JSON object.
    pub(crate) fn has_object(&self) -> bool {
        serde_json::from_str::<serde_json::Map<_, serde_json::Value>>(&self.arguments).is_ok()
    }

    /// The arguments where they are a JSON object, and the empty object otherwise.
    pub(crate) fn object(&self) -> &str {
        if self.has_object() {
            &self.arguments
        } else {
            "{}"
        }
    }
}

/// A model's call of a tool.
///
/// ```
/// use formwork::{Message, ToolCall};
///
/// let call = ToolCall {
///     id: "call-1".to_owned(),
///     name: "weather".to_owned(),
///     arguments: r#"{"town":"Linz"}"#.to_owned(),
/// };
/// let told = Message::tool_result(&call.id, &call.name, "rain");
/// let conversation = [Message::user("Do I need an umbrella?"), Message::tool_calls("", vec![call]), told];
/// # assert_eq!(conversation[2].role, formwork::Role::Tool);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolCall {
    /// The provider's name for this call; empty where the server gave none.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments as the model wrote them: JSON text, or what the model took for it.
    pub arguments: String,
}
