//! References that lead back to where they stand, where the dialect has them not at all, or only in
//! properties that may be left out.

use super::bundle::Bundle;
use super::reach::Marks;
use super::{Dialect, Fate, Recursion};
use crate::maps::HashSet;
use crate::model::{Property, Schema, SchemaId};

pub(super) fn rewrite(bundle: &mut Bundle<'_>, dialect: &Dialect) {
    if dialect.recursion == Recursion::Free {
        return;
    }
    let mut recursive = recursive(bundle, Edges::All);
    if dialect.recursion == Recursion::InOptional && !recursive.is_empty() {
        make_optional(bundle, &recursive);
        recursive = self::recursive(bundle, Edges::Needed);
    }
    let mut told = HashSet::default();
    for id in recursive {
        let schema = bundle.get(id);
        if !told.insert(schema.reference) {
            continue;
        }
        let place = schema.place.clone();
        let message = match dialect.recursion {
            Recursion::InOptional => format!(
                "{} has recursion only in properties that may be left out",
                dialect.name
            ),
            _ => format!("{} has no recursion", dialect.name),
        };
        let help =
            "write out as many levels as are needed, or use one of the provider's other modes";
        bundle.refuse(&place, message, Some(help));
    }
}

/// Which ways lead on from a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edges {
    /// To what stands in it, and to what it refers to.
    All,
    /// The same, but for properties that may be left out.
    Needed,
}

impl Edges {
    fn from(self, schema: &Schema) -> Vec<SchemaId> {
        let mut next: Vec<SchemaId> = Vec::new();
        if self == Self::All || schema.properties.is_empty() {
            schema.each_child(|child| next.push(child));
        } else {
            let required: HashSet<&str> = schema.required.iter().map(|one| &*one.value).collect();
            let left_out = schema.properties.iter();
            let left_out = left_out.filter(|one| !required.contains(one.name.as_str()));
            let left_out: HashSet<SchemaId> = left_out.map(|one| one.schema).collect();
            schema.each_child(|child| {
                if !left_out.contains(&child) {
                    next.push(child);
                }
            });
        }
        next.extend(schema.reference);
        next
    }
}

/// The references that lead back to where they stand, in the order of the schemas.
fn recursive(bundle: &Bundle<'_>, edges: Edges) -> Vec<SchemaId> {
    let reachable = bundle.reachable();
    let refers = |id: &SchemaId| bundle.get(*id).reference.is_some();
    if !reachable.iter().any(refers) {
        return Vec::new();
    }
    let groups = groups(bundle, &reachable, edges);
    let group = |id: SchemaId| groups.get(id.0 as usize);
    let leads_back = |id: &SchemaId| {
        let target = bundle.get(*id).reference;
        target.is_some_and(|target| group(target) == group(*id))
    };
    reachable.into_iter().filter(leads_back).collect()
}

/// For each schema, a number that it shares with those that it leads to and that lead to it: the strongly
/// connected components, as Tarjan finds them.
fn groups(bundle: &Bundle<'_>, reachable: &[SchemaId], edges: Edges) -> Vec<u32> {
    let room = reachable.iter().map(|id| id.0 as usize + 1).max();
    let mut search = Search::new(room.unwrap_or(0));
    // Schemas, and where ways from them lead that have not been taken.
    let mut stack: Vec<(SchemaId, Vec<SchemaId>)> = Vec::new();
    for start in reachable {
        if search.number(*start) == 0 {
            search.open(*start);
            stack.push((*start, edges.from(bundle.get(*start))));
        }
        while let Some((id, waiting)) = stack.last_mut() {
            let id = *id;
            if let Some(next) = waiting.pop() {
                if search.number(next) == 0 {
                    search.open(next);
                    stack.push((next, edges.from(bundle.get(next))));
                } else if search.is_open(next) {
                    search.sees(id, search.number(next));
                }
                continue;
            }
            search.close(id);
            stack.pop();
            if let Some((around, _)) = stack.last() {
                search.sees(*around, search.low(id));
            }
        }
    }
    search.group
}

/// What a search knows of each schema; 0 where it knows nothing yet.
struct Search {
    /// The order in which they are met.
    number: Vec<u32>,
    /// The first that each leads back to.
    low: Vec<u32>,
    group: Vec<u32>,
    /// Those without a group.
    path: Vec<SchemaId>,
    count: u32,
}

impl Search {
    fn new(room: usize) -> Self {
        Self {
            number: vec![0; room],
            low: vec![0; room],
            group: vec![0; room],
            path: Vec::new(),
            count: 0,
        }
    }

    fn number(&self, id: SchemaId) -> u32 {
        self.number.get(id.0 as usize).copied().unwrap_or(0)
    }

    fn low(&self, id: SchemaId) -> u32 {
        self.low.get(id.0 as usize).copied().unwrap_or(0)
    }

    fn is_open(&self, id: SchemaId) -> bool {
        self.group.get(id.0 as usize) == Some(&0)
    }

    fn open(&mut self, id: SchemaId) {
        self.count += 1;
        let index = id.0 as usize;
        if let (Some(number), Some(low)) = (self.number.get_mut(index), self.low.get_mut(index)) {
            (*number, *low) = (self.count, self.count);
            self.path.push(id);
        }
    }

    /// A schema leads to one of a number.
    fn sees(&mut self, id: SchemaId, number: u32) {
        if let Some(low) = self.low.get_mut(id.0 as usize) {
            *low = (*low).min(number);
        }
    }

    /// All ways from a schema have been taken: what leads back no further is a group.
    fn close(&mut self, id: SchemaId) {
        let number = self.number(id);
        if self.low(id) != number {
            return;
        }
        while let Some(member) = self.path.pop() {
            if let Some(group) = self.group.get_mut(member.0 as usize) {
                *group = number;
            }
            if member == id {
                break;
            }
        }
    }
}

/// Makes the properties optional that recursive references stand in.
fn make_optional(bundle: &mut Bundle<'_>, recursive: &[SchemaId]) {
    let mut wanted = Marks::default();
    for id in recursive {
        wanted.set(*id);
    }
    for id in bundle.reachable() {
        let schema = bundle.get(id);
        let properties = schema.properties.iter();
        let holds = |one: &&Property| within(bundle, one.schema).iter().any(|id| wanted.has(*id));
        let holding: HashSet<&str> = properties.filter(holds).map(|one| &*one.name).collect();
        let mut required = schema.required.clone();
        required.retain(|one| !holding.contains(one.value.as_str()));
        if required.len() < schema.required.len() {
            let place = schema.place.clone();
            bundle.get_mut(id).required = required;
            bundle.drop_keyword(&place, "required", Fate::Local);
        }
    }
}

/// What stands in a schema, up to the properties of objects in it.
fn within(bundle: &Bundle<'_>, top: SchemaId) -> Vec<SchemaId> {
    let mut all = Vec::new();
    let mut stack = vec![top];
    while let Some(id) = stack.pop() {
        all.push(id);
        let schema = bundle.get(id);
        let own: HashSet<SchemaId> = schema.properties.iter().map(|one| one.schema).collect();
        schema.each_child(|child| {
            if !own.contains(&child) {
                stack.push(child);
            }
        });
    }
    all
}
