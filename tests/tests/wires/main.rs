//! Every wire against what its vendor publishes and what its servers said: request bodies against the
//! closed schemas, recorded streams, answers, errors and conversations through the public interface.
#![allow(clippy::similar_names)] // A cell and a call, a mode and more: they are what they are.

mod anthropic;
mod bedrock;
mod broken;
mod cells;
mod cohere;
mod data;
mod gemini;
mod ollama;
mod openai_responses;
mod replay;
mod vertexai_anthropic;

#[path = "../../cases/objects/generated.rs"]
mod objects;
