//! Sentences for a description, kept with a schema until its description is written.
//!
//! Schemas are merged in between, and of two descriptions one stays; of what is to be told, all must.
//! The sentences wait in `unknown`, which a bundle has no other use for.

use super::bundle::Bundle;
use super::{Dropped, Fate};
use crate::Json;
use crate::model::Schema;

/// Where they wait.
const KEY: &str = "";

/// Adds a sentence to what a schema tells.
pub(super) fn add(schema: &mut Schema, sentence: String) {
    let sentence = (KEY.to_owned(), Json::String(sentence));
    if !schema.rare.unknown.contains(&sentence) {
        schema.rare.unknown.push(sentence);
    }
}

/// Adds what another schema tells.
pub(super) fn join(schema: &mut Schema, other: &Schema) {
    for one in &other.rare.unknown {
        if !schema.rare.unknown.contains(one) {
            schema.rare.unknown.push(one.clone());
        }
    }
}

/// The sentences, which are then no longer there.
pub(super) fn take(schema: &mut Schema) -> Vec<String> {
    let waiting = schema
        .rare
        .there()
        .map(|rare| std::mem::take(&mut rare.unknown));
    let waiting = waiting.into_iter().flatten();
    let texts = waiting.filter_map(|(_, value)| match value {
        Json::String(sentence) => Some(sentence),
        _ => None,
    });
    texts.collect()
}

/// Notes keywords that are not in the lowered schema, and tells what the sentences say of them.
pub(super) fn drop(
    bundle: &mut Bundle<'_>,
    schema: &mut Schema,
    keywords: &[&'static str],
    sentences: Option<Vec<String>>,
) {
    let fate = if sentences.is_some() {
        Fate::Described
    } else {
        Fate::Local
    };
    for keyword in keywords {
        bundle.note(Dropped {
            pointer: schema.place.pointer.clone(),
            keyword,
            fate,
        });
    }
    for sentence in sentences.into_iter().flatten() {
        add(schema, sentence);
    }
}
