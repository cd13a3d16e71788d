//! How a model is told a schema in words: one place for all wires.

use std::borrow::Cow;

use super::{Mode, Prepared, RequestError};
use crate::message::{CacheFor, Content, Message, Role};

/// A text of the operator, and whether the conversation up to here is to be cached.
pub(super) struct Instruction<'a> {
    pub(super) role: Role,
    pub(super) text: Cow<'a, str>,
    pub(super) cache: Option<CacheFor>,
}

impl Prepared<'_> {
    /// What the model is told about the schema, in the modes that tell it.
    pub(super) fn telling(&self) -> Result<Option<String>, RequestError> {
        if !self.mode.is_told() {
            return Ok(None);
        }
        let wording = self.provider.wording(self.form, self.mode)?;
        let notation = Some(self.form.notation);
        let notation = notation.filter(|texts| self.notation && !texts.is_empty());
        let as_types = notation.zip(wording.told_as_types());
        // The word JSON has to occur, or some providers refuse.
        let mut out = "Answer with one JSON object ".to_owned();
        out.push_str(as_types.map_or("that is valid against this JSON Schema", |(_, told)| told));
        if self.mode == Mode::MdJson {
            out.push_str(", in one Markdown code block that begins with ```json");
        }
        out.push_str(", and with nothing else.\n<schema>\n");
        match as_types {
            Some((notation, _)) => out.push_str(&notation.join("\n\n")),
            None => wording.write(&mut out),
        }
        out.push_str("\n</schema>");
        Ok(Some(out))
    }

    /// Everything the operator says, in order, for wires that keep it apart from the conversation. What
    /// there is to tell about the schema comes last.
    pub(super) fn instructions(&self) -> Result<Vec<Instruction<'_>>, RequestError> {
        let texts = self
            .messages
            .iter()
            .filter_map(|message| match &message.content {
                Content::Text(text) if is_operator(message.role) => Some(Instruction {
                    role: message.role,
                    text: Cow::Borrowed(text.as_str()),
                    cache: message.cache,
                }),
                _ => None,
            });
        let mut texts: Vec<Instruction<'_>> = texts.collect();
        if let Some(telling) = self.telling()? {
            texts.push(Instruction {
                role: Role::System,
                text: Cow::Owned(telling),
                cache: None,
            });
        }
        Ok(texts)
    }

    /// The conversation without what the operator says.
    pub(super) fn conversation(&self) -> impl Iterator<Item = &Message> {
        let messages = self.messages.iter();
        messages.filter(|message| {
            !(is_operator(message.role) && matches!(message.content, Content::Text(_)))
        })
    }

    /// The conversation for wires that keep the operator's words within it. What there is to tell about
    /// the schema is in the first turn: the operator's own, or a new one before all others.
    pub(super) fn told(&self) -> Result<(Option<Instruction<'_>>, &[Message]), RequestError> {
        Ok(self.told_with(self.telling()?))
    }

    /// The conversation with something that is told in the first turn.
    pub(super) fn told_with(
        &self,
        telling: Option<String>,
    ) -> (Option<Instruction<'_>>, &[Message]) {
        let Some(telling) = telling else {
            return (None, self.messages);
        };
        match self.messages {
            [first, rest @ ..] if is_operator(first.role) => {
                let text = match &first.content {
                    Content::Text(text) => format!("{text}\n\n{telling}"),
                    _ => telling,
                };
                let instruction = Instruction {
                    role: first.role,
                    text: Cow::Owned(text),
                    cache: first.cache,
                };
                (Some(instruction), rest)
            }
            all => {
                let instruction = Instruction {
                    role: Role::System,
                    text: Cow::Owned(telling),
                    cache: None,
                };
                (Some(instruction), all)
            }
        }
    }
}

fn is_operator(role: Role) -> bool {
    matches!(role, Role::System | Role::Developer)
}
