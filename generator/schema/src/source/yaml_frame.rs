//! The collections that are open while a YAML document is read, and what they say about the place.

use super::object::Members;
use super::yaml_scalar::Role;
use super::{Node, Span, pointer};

/// An array or object that is still open.
pub(super) struct Frame {
    pub(super) contents: Contents,
    pub(super) start: usize,
    /// Written with brackets, so that it has an end of its own.
    pub(super) flow: bool,
    /// The id of its anchor, or 0.
    pub(super) anchor: usize,
    pub(super) size: Size,
    /// The value that comes next has no place in the tree: its key was a fault.
    pub(super) skips: bool,
}

pub(super) enum Contents {
    Array(Vec<Node>),
    /// The members so far, and the key whose value comes next.
    Object {
        members: Members,
        key: Option<(String, Span)>,
    },
}

/// How much a value adds to a document that holds it.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// The values in it, itself included.
    pub(super) nodes: usize,
    /// How many collections deep it is; 0 for a scalar.
    pub(super) height: usize,
}

impl Frame {
    /// The key whose value is being read.
    pub(super) fn key(&self) -> Option<&str> {
        match &self.contents {
            Contents::Object { key, .. } => key.as_ref().map(|(key, _)| key.as_str()),
            Contents::Array(_) => None,
        }
    }

    /// Whether what comes next is a key.
    pub(super) fn awaits_key(&self) -> bool {
        matches!(&self.contents, Contents::Object { key: None, .. })
    }
}

/// Keywords whose keys are names that an author has chosen.
const MAPS: &[&str] = &[
    "properties",
    "$defs",
    "definitions",
    "patternProperties",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
];

/// What the next scalar is to the schema, judged by the keyword it stands under.
pub(super) fn role(stack: &[Frame]) -> Role {
    let mut frames = stack.iter().rev();
    let Some(frame) = frames.next() else {
        return Role::Other;
    };
    let parent = frames.next().and_then(Frame::key);
    match &frame.contents {
        Contents::Object { key: None, .. } if parent.is_some_and(|key| MAPS.contains(&key)) => {
            Role::Name
        }
        Contents::Object { .. } if matches!(frame.key(), Some("const" | "default")) => Role::Value,
        Contents::Array(_) if matches!(parent, Some("enum" | "examples")) => Role::Value,
        Contents::Array(_) if parent == Some("required") => Role::Name,
        _ => Role::Other,
    }
}

/// Whether the next scalar is a value that data is compared with as it is.
pub(super) fn is_choice(stack: &[Frame]) -> bool {
    let mut frames = stack.iter().rev();
    match frames.next().map(|frame| (&frame.contents, frame.key())) {
        Some((Contents::Object { .. }, key)) => key == Some("const"),
        Some((Contents::Array(_), _)) => frames.next().and_then(Frame::key) == Some("enum"),
        None => false,
    }
}

/// The JSON Pointer of the innermost open collection.
pub(super) fn pointer(stack: &[Frame]) -> String {
    let mut out = String::new();
    let Some((_, outer)) = stack.split_last() else {
        return out;
    };
    for frame in outer {
        match &frame.contents {
            Contents::Array(items) => pointer::push(&mut out, &items.len().to_string()),
            Contents::Object { .. } => pointer::push(&mut out, frame.key().unwrap_or_default()),
        }
    }
    out
}
