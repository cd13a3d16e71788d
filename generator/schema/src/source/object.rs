//! The members of one object while it is being read; a key that comes twice is a finding.

use crate::maps::HashMap;

use super::{Member, Node, SourceId, Span, pointer};
use crate::{Code, Finding, Place};

/// Objects up to this size are searched; larger ones get an index.
const SEARCHED: usize = 16;

/// The members read so far.
#[derive(Default)]
pub(super) struct Members {
    list: Vec<Member>,
    index: HashMap<String, usize>,
}

impl Members {
    /// Adds a member. Where the key is there already, the first value stays and the second is
    /// dropped and told.
    #[must_use]
    pub(super) fn push(&mut self, member: Member) -> Option<Repeat> {
        if let Some(first) = self.find(&member.key) {
            let first = first.key_span.clone();
            return Some(Repeat {
                key: member.key,
                first,
                second: member.key_span,
            });
        }
        if self.list.len() == SEARCHED {
            self.index = self
                .list
                .iter()
                .enumerate()
                .map(|(i, m)| (m.key.clone(), i))
                .collect();
        }
        if self.list.len() >= SEARCHED {
            self.index.insert(member.key.clone(), self.list.len());
        }
        self.list.push(member);
        None
    }

    fn find(&self, key: &str) -> Option<&Member> {
        if self.index.is_empty() {
            return self.list.iter().find(|m| m.key == key);
        }
        self.index.get(key).and_then(|i| self.list.get(*i))
    }

    /// The members, in source order.
    pub(super) fn finish(self) -> Vec<Member> {
        self.list
    }

    /// The last value that was added.
    pub(super) fn last(&self) -> Option<&Node> {
        self.list.last().map(|m| &m.value)
    }
}

/// A key that came a second time.
pub(super) struct Repeat {
    key: String,
    first: Span,
    second: Span,
}

impl Repeat {
    /// The finding; `object` is the pointer of the object itself.
    pub(super) fn finding(self, source: SourceId, object: &str) -> Finding {
        let pointer = pointer::join(object, &self.key);
        let second = Place {
            source,
            pointer: pointer.clone(),
            span: self.second,
        };
        let first = Place {
            source,
            pointer,
            span: self.first,
        };
        let message = format!("the key `{}` stands twice in one object", self.key);
        Finding::error(Code::DUPLICATE_KEY, second, message)
            .label("again here")
            .related(first, "first here")
            .help("readers disagree on which of the two counts: keep one")
    }
}
