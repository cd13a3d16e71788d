//! Why a template cannot be read, and where.

use std::fmt;
use std::ops::{Deref, DerefMut, Range};

/// A part of a template, in bytes.
pub(crate) type Span = Range<usize>;

/// What is read, or why it is not.
pub(super) type Read<T> = Result<T, Fault>;

/// Why a template cannot be read. There is one: what follows it is anybody's guess. It is small, for readers that
/// call each other deep hand it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault(Box<Told>);

/// What is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// What is wrong. It may be empty at the end of the text.
    pub(crate) part: Span,
    /// Why.
    pub(crate) what: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
    /// The tag that it would close, or that nothing closes.
    pub(crate) opened: Option<Span>,
    /// Whether it could be read, but for its size.
    pub(crate) is_large: bool,
}

impl Fault {
    pub(super) fn new(part: Span, what: impl Into<String>) -> Self {
        Self(Box::new(Told {
            part,
            what: what.into(),
            help: None,
            opened: None,
            is_large: false,
        }))
    }

    /// A template that is too much of something: `what` goes on after "this template".
    pub(super) fn large(part: Span, what: &str) -> Self {
        let mut fault = Self::new(part, what);
        fault.is_large = true;
        fault
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn opened(mut self, opened: Option<Span>) -> Self {
        self.opened = opened;
        self
    }
}

impl Deref for Fault {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.0
    }
}

impl DerefMut for Fault {
    fn deref_mut(&mut self) -> &mut Told {
        &mut self.0
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_large {
            f.write_str("this template ")?;
        }
        f.write_str(&self.what)
    }
}
