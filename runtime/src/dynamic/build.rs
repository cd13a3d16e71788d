//! Positions to the tables that the engine walks.
//!
//! What a position names is made before it. Where positions name each other in a circle, the last of them
//! names one that is known later.

use std::collections::HashMap;

use super::compile::Compiler;
use super::plan::{Fields, Plan, PlanId, Shape};
use crate::table::{ANY, Additional, Branch, Kind, Later, Node, Object, Property, Union};

/// How far a position has come.
#[derive(Clone, Copy)]
enum State {
    New,
    /// What it names is being made.
    Open,
    Done(&'static Node),
}

/// The positions under way.
struct Builder {
    states: Vec<State>,
    /// A position that leads to one that is open, by its number, and how it is told.
    later: HashMap<usize, (&'static Node, &'static Later)>,
    waiting: Vec<PlanId>,
}

impl Compiler<'_> {
    /// Makes the table of a position, and of all that it leads to.
    pub(super) fn build(&mut self, root: PlanId) -> &'static Node {
        let plans = std::mem::take(&mut self.plans);
        let mut builder = Builder {
            states: vec![State::New; plans.len()],
            later: HashMap::new(),
            waiting: vec![root],
        };
        while let Some(id) = builder.waiting.last().copied() {
            let (Some(plan), Some(state)) = (plans.get(id.0), builder.states.get(id.0)) else {
                builder.waiting.pop();
                continue;
            };
            match state {
                State::New => {
                    builder.set(id, State::Open);
                    let inner = plan.shape.inner();
                    let new = |id: &PlanId| matches!(builder.states.get(id.0), Some(State::New));
                    let new: Vec<PlanId> = inner.into_iter().filter(new).collect();
                    builder.waiting.extend(new);
                }
                State::Open => {
                    let node = self.node(plan, &plans, &mut builder);
                    builder.waiting.pop();
                    builder.set(id, State::Done(node));
                    if let Some((_, later)) = builder.later.get(&id.0) {
                        later.set(node);
                    }
                }
                State::Done(_) => {
                    builder.waiting.pop();
                }
            }
        }
        match builder.states.get(root.0) {
            Some(State::Done(node)) => node,
            // Every position that has been waited for is done.
            _ => &ANY,
        }
    }

    fn node(&mut self, plan: &Plan, plans: &[Plan], builder: &mut Builder) -> &'static Node {
        let kind = match &plan.shape {
            Shape::Plain(kind) => *kind,
            Shape::Enum(names) => Kind::Enum(self.texts(names.iter().map(String::as_str))),
            Shape::Array(items) => Kind::Array(self.named(*items, builder)),
            Shape::Map(values) => Kind::Map(self.named(*values, builder)),
            Shape::Object(fields) => Kind::Object(self.object(fields, builder)),
            Shape::Same(other) => {
                let node = self.in_place(*other, plans, builder);
                if plan.rules.is_empty() {
                    return node;
                }
                Kind::Same(node)
            }
            Shape::Union {
                name,
                branches,
                exclusive,
            } => {
                let mut rows = Vec::with_capacity(branches.len());
                for (name, id) in branches {
                    let node = self.in_place(*id, plans, builder);
                    let name = self.arena.text(name);
                    rows.push(Branch { name, node });
                }
                let name = self.arena.text(name);
                let branches = self.arena.list(rows);
                Kind::Union(self.arena.one(Union {
                    name,
                    branches,
                    exclusive: *exclusive,
                }))
            }
        };
        if matches!(kind, Kind::Any) && plan.rules.is_empty() && !plan.done {
            return &ANY;
        }
        let mut node = Node::new(kind, self.rules(plan.rules.clone()));
        if plan.nullable {
            node = node.nullable();
        }
        if plan.null_aside {
            node = node.null_aside();
        }
        if !plan.spellings.is_empty() {
            let spellings = plan.spellings.iter();
            let spellings = spellings.map(|(text, index)| (self.arena.text(text), *index));
            let spellings = spellings.collect();
            node = node.spellings(self.arena.list(spellings));
        }
        let node = self.arena.one(node);
        if plan.done {
            self.streams.hide(node);
        }
        node
    }

    fn object(&mut self, fields: &Fields, builder: &mut Builder) -> &'static Object {
        let mut properties = Vec::with_capacity(fields.rows.len());
        for row in &fields.rows {
            let node = self.named(row.value, builder);
            let property = Property::new(self.arena.text(&row.name), row.required, node);
            let aliases = self.texts(row.aliases.iter().map(String::as_str));
            properties.push(property.aliases(aliases));
        }
        let additional = match fields.others {
            Some(others) => Additional::Keep(self.named(others, builder)),
            None => Additional::Deny,
        };
        let name = self.arena.text(&fields.name);
        let properties = self.arena.list(properties);
        let object = self.arena.one(Object::new(name, properties, additional));
        let rows = fields.rows.iter().zip(properties);
        let shows = rows.filter(|(row, _)| row.shows);
        let shows = shows.map(|(_, property)| property.name).collect();
        self.streams.require(object, shows);
        object
    }

    /// The position of a number, to be named by another one.
    fn named(&mut self, id: PlanId, builder: &mut Builder) -> &'static Node {
        if let Some(State::Done(node)) = builder.states.get(id.0) {
            return node;
        }
        if let Some((node, _)) = builder.later.get(&id.0) {
            return node;
        }
        let later = self.arena.one(Later::default());
        let node = self.arena.one(Node::new(Kind::Later(later), &[]));
        builder.later.insert(id.0, (node, later));
        node
    }

    /// The same for a branch, which stands for the same value as the position that names it.
    fn in_place(&mut self, id: PlanId, plans: &[Plan], builder: &mut Builder) -> &'static Node {
        if let Some(State::Open) = builder.states.get(id.0) {
            // What leads here, down from there.
            let open = |id: &&PlanId| matches!(builder.states.get(id.0), Some(State::Open));
            let way = builder.waiting.iter().rev().filter(open);
            let mut way = way.scan(false, |over, one| {
                let go_on = !*over;
                *over = *one == id;
                go_on.then_some(one)
            });
            let never_inside = way.all(|one| {
                let shape = plans.get(one.0).map(|plan| &plan.shape);
                matches!(shape, Some(Shape::Union { .. } | Shape::Same(_)))
            });
            if never_inside {
                // A circle that never reaches into the value. References that lead in one are refused
                // before tables are made.
                return self.arena.one(Node::new(Kind::Never, &[]));
            }
        }
        self.named(id, builder)
    }
}

impl Builder {
    fn set(&mut self, id: PlanId, state: State) {
        if let Some(place) = self.states.get_mut(id.0) {
            *place = state;
        }
    }
}

impl Shape {
    /// The positions that it names.
    pub(super) fn inner(&self) -> Vec<PlanId> {
        match self {
            Self::Plain(_) | Self::Enum(_) => Vec::new(),
            Self::Array(inner) | Self::Map(inner) | Self::Same(inner) => vec![*inner],
            Self::Object(fields) => {
                let rows = fields.rows.iter().map(|row| row.value);
                rows.chain(fields.others).collect()
            }
            Self::Union { branches, .. } => branches.iter().map(|(_, id)| *id).collect(),
        }
    }
}
