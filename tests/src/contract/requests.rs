//! Every request of the table against the closed schema of its provider.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::Value;

use super::cells::{self, Cell};
use super::schemas::{self, Judge};
use super::{Folder, Tally};

/// The judges of the requests, by provider, wire and way.
#[derive(Default)]
pub(super) struct Judges {
    known: HashMap<(&'static str, &'static str, bool), Option<Judge>>,
}

impl Judges {
    /// The one of a cell, if the folder has a schema for it.
    pub(super) fn of(&mut self, folder: &Folder, cell: &Cell) -> Result<Option<&Judge>, String> {
        let key = (cell.provider.name, cell.wire.as_str(), cell.stream);
        Ok(match self.known.entry(key) {
            Entry::Occupied(known) => known.into_mut().as_ref(),
            Entry::Vacant(place) => {
                let judge = schemas::closed(folder, cell.provider, cell.wire, cell.stream)?;
                place.insert(judge).as_ref()
            }
        })
    }
}

pub(super) fn check(folder: &Folder) -> Result<Tally, String> {
    let (mut tally, mut judges) = (Tally::default(), Judges::default());
    for cell in cells::all() {
        let group = format!("{} {}", cell.provider.name, cell.wire);
        let Some(judge) = judges.of(folder, &cell)? else {
            tally.skip(format!("no closed schema for {group}"));
            continue;
        };
        match &cell.body {
            // A refusal says what is not taken; that nothing else is refused is seen in the counts.
            Err(why) if why.contains("does not take") => {
                tally.skip(format!("{}: {why}", cell.wire));
            }
            Err(why) => tally.add(&group, &cell.name, Err(why.clone())),
            Ok(body) => {
                let body = &judged(body, &cell, judge);
                let errors: Vec<String> = judge
                    .validator
                    .iter_errors(body)
                    .take(3)
                    .map(|error| {
                        format!("{} at {}", cut(&error.to_string()), error.instance_path())
                    })
                    .collect();
                let result = if errors.is_empty() {
                    Ok(())
                } else {
                    Err(format!("{}\n{body}", errors.join("; ")))
                };
                tally.add(&group, &cell.name, result);
            }
        }
    }
    Ok(tally)
}

/// A body as its judge knows it: without what a provider documents beside a schema that is not its own,
/// and without `stream` where the schema is that of whole answers alone. Where the model is in the address, the version
/// stands in its place.
pub(super) fn judged(body: &Value, cell: &Cell, judge: &Judge) -> Value {
    let mut body = body.clone();
    if let Some(members) = body.as_object_mut()
        && !judge.knows_stream
    {
        members.remove("stream");
    }
    if let Some(members) = body.as_object_mut()
        && cell.provider.deviations.raw_predict
        && !judge.is_own
        && members.remove("anthropic_version").is_some()
    {
        members.insert("model".to_owned(), Value::from("some-model"));
    }
    let turns = body.get_mut("messages").and_then(Value::as_array_mut);
    for turn in turns.into_iter().flatten() {
        if let Some(turn) = turn.as_object_mut()
            && !judge.is_own
        {
            turn.retain(|key, _| !cell.provider.deviations.echoes.contains(&key.as_str()));
        }
    }
    body
}

fn cut(text: &str) -> String {
    text.chars().take(200).collect()
}
