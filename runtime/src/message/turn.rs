//! A turn of the model: what it said, and what of it only its provider understands.

/// What a model said in one turn.
///
/// Providers want a turn back as they gave it when a conversation goes on: thinking with its
/// signature, reasoning items, the signature of a call. Such pieces are in `blocks`, word for word;
/// `text` and `calls` say the same to everybody else, so that another provider can go on with the
/// conversation.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The JSON text, which goes back byte for byte.
    pub json: String,
    /// What of the turn it says.
    pub holds: Holds,
}

/// What of a turn a [`Block`] says.
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolCall {
    /// The provider's name for this call; empty where the server gave none.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments as the model wrote them: JSON text, or what the model took for it.
    pub arguments: String,
}
