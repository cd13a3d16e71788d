//! What is asked for in, what the model says out.
//!
//! This is the model: it samples answers, mends those that are sent back, and spoils one when it is
//! told to. It does not know how answers are worded on the wire.

use super::dice::Dice;
use super::faults::Fault;
use super::judge::Judge;
use super::mend::pointers_in;
use super::openai_chat::read::{Asked, Previous, Tool, Want};
use super::openai_chat::write::Answer;
use super::sample::Sampler;
use super::shape::Document;
use super::spoil::spoiled;
use super::text::{Vocabulary, sample_text};
use super::told::add_told_rules;
use super::tree::Tree;

/// How many calls an answer makes at most, where several are welcome.
const MOST_CALLS: usize = 3;

/// What the model says. An error tells why there is nothing to say.
pub(super) fn reply(
    asked: &Asked,
    fault: Option<Fault>,
    dice: &mut Dice,
) -> Result<Answer, String> {
    let vocabulary = Vocabulary::of(&asked.question);
    let mut answer = match (fault, &asked.want) {
        (Some(Fault::Empty), _) => {
            return Ok(Answer {
                content: Some(String::new()),
                ..Answer::default()
            });
        }
        (Some(Fault::Refusal), _) => {
            let refusal = Some("I'm sorry, but I can't help with that request.".to_owned());
            return Ok(Answer {
                refusal,
                ..Answer::default()
            });
        }
        (_, Want::Text) => {
            let text = sample_text("text", &vocabulary, dice);
            Answer {
                content: Some(text),
                ..Answer::default()
            }
        }
        (_, Want::Json { schema, fenced }) => {
            let previous = asked.previous.as_ref();
            let text = said(schema.clone(), previous, 0, &vocabulary, fault, dice)?;
            let content = if *fenced {
                format!("Here is the answer:\n\n```json\n{text}\n```\n")
            } else {
                text
            };
            Answer {
                content: Some(content),
                ..Answer::default()
            }
        }
        (_, Want::Call { tools, several }) => {
            let previous = asked.previous.as_ref();
            let calls = calls(tools, *several, previous, &vocabulary, fault, dice)?;
            Answer {
                calls,
                ..Answer::default()
            }
        }
    };
    if fault == Some(Fault::Truncated) {
        truncate(&mut answer);
    }
    Ok(answer)
}

/// What the model says, where somebody has written it down.
pub(super) fn as_written(asked: &Asked, text: &str) -> Answer {
    match &asked.want {
        Want::Text => Answer {
            content: Some(text.to_owned()),
            ..Answer::default()
        },
        Want::Json { schema, .. } => Answer {
            content: Some(wrapped(schema, text)),
            ..Answer::default()
        },
        Want::Call { tools, .. } => {
            let calls = tools.iter().take(1);
            let calls = calls.map(|tool| (tool.name.clone(), wrapped(&tool.parameters, text)));
            Answer {
                calls: calls.collect(),
                ..Answer::default()
            }
        }
    }
}

/// A value in the one property of the object that was asked for, where it is that value and not the object.
fn wrapped(schema: &Tree, text: &str) -> String {
    let properties = schema.get("properties").map(Tree::members);
    match (Tree::read(text.as_bytes()), properties) {
        (Some(Tree::Object(_)) | None, _) => text.to_owned(),
        (Some(_), Some([(name, _)])) => format!("{{{}:{text}}}", Tree::string(name).text()),
        _ => text.to_owned(),
    }
}

/// The calls of an answer: those of the previous one again, or some of the tools by dice.
fn calls(
    tools: &[Tool],
    several: bool,
    previous: Option<&Previous>,
    vocabulary: &Vocabulary,
    fault: Option<Fault>,
    dice: &mut Dice,
) -> Result<Vec<(String, String)>, String> {
    let again: Vec<usize> = previous
        .into_iter()
        .flat_map(|previous| &previous.answers)
        .filter_map(|(name, _)| {
            let name = name.as_ref()?;
            tools.iter().position(|tool| tool.name == *name)
        })
        .collect();
    let mended = !again.is_empty();
    let chosen = if mended {
        again
    } else {
        let count = if several {
            dice.between(1, MOST_CALLS)
        } else {
            1
        };
        (0..count).map(|_| dice.index(tools.len())).collect()
    };
    let mut calls = Vec::with_capacity(chosen.len());
    for (index, tool) in chosen.into_iter().enumerate() {
        let Some(tool) = tools.get(tool) else {
            continue;
        };
        // One broken rule is enough for one answer.
        let fault = fault.filter(|_| index == 0);
        let previous = previous.filter(|_| mended);
        let schema = tool.parameters.clone();
        let arguments = said(schema, previous, index, vocabulary, fault, dice)?;
        calls.push((tool.name.clone(), arguments));
    }
    Ok(calls)
}

/// The JSON text of one answer to a schema.
fn said(
    schema: Tree,
    previous: Option<&Previous>,
    index: usize,
    vocabulary: &Vocabulary,
    fault: Option<Fault>,
    dice: &mut Dice,
) -> Result<String, String> {
    let stated = (fault == Some(Fault::InvalidFirst)).then(|| Document {
        root: schema.clone(),
    });
    let mut document = Document { root: schema };
    add_told_rules(&mut document.root);
    let judge = Judge::new(&document);
    let dice_here = Dice::new(dice.roll());
    let mut sampler = Sampler::new(&document, &judge, vocabulary, dice_here);
    let earlier = previous.and_then(|previous| {
        let (_, text) = previous.answers.get(index)?;
        Some((
            Tree::read(text.as_bytes())?,
            pointers_in(&previous.complaint),
        ))
    });
    let answer = match earlier {
        Some((earlier, pointers)) => sampler.mended(&document, &earlier, &pointers),
        None => sampler.answer(),
    };
    let answer = answer.ok_or(
        "the offline provider found no answer of a sensible size to the schema: it may require a \
         recursion that never ends, or more items than it is ready to make",
    )?;
    // What is broken must be a rule by the schema's own keywords: a description may speak of more
    // than the client checks.
    if let Some(document) = &stated
        && let Some(broken) = spoiled(document, &Judge::new(document), &answer, &mut sampler.dice)
    {
        return Ok(broken.text());
    }
    Ok(answer.text())
}

/// Stops the answer half-way.
fn truncate(answer: &mut Answer) {
    answer.truncated = true;
    let text = match answer.calls.last_mut() {
        Some((_, arguments)) => arguments,
        None => answer.content.get_or_insert_default(),
    };
    let half = text.chars().count() / 2;
    *text = text.chars().take(half).collect();
}
