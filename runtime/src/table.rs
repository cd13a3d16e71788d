//! Decode tables: what a schema says, as static data that the decoder walks.
//!
//! The generator writes these; a wrapper such as `Vec<T>` builds one around another at compile time.
//! A table knows wire names, which properties are required, and rules. It does not know Rust types:
//! those are places ([`crate::partial::Place`]), found by index.

use std::fmt;
use std::sync::OnceLock;

use crate::json::likely::Likely;
use crate::rules::{Rule, Types};

/// One schema position.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
    /// `null` is not held to the rules.
    pub(crate) null_aside: bool,
    pub(crate) rules: &'static [Rule],
    /// Some rule judges the whole value, so its text is kept until it closes.
    pub(crate) whole: bool,
    /// How many bytes a string may have at least, and at most, that no rule need be asked about.
    pub(crate) sure_lengths: (usize, usize),
    /// From where to where a number keeps all rules.
    pub(crate) sure_numbers: (f64, f64),
    /// Other spellings that a lenient reader takes for the `index`th name of an enumeration
    /// (`x-aliases`).
    pub spellings: &'static [(&'static str, usize)],
}

impl Node {
    /// A position of a kind, with its rules.
    #[must_use]
    pub const fn new(kind: Kind, rules: &'static [Rule]) -> Self {
        let mut whole = kind.leaves_rules() && !rules.is_empty() || kind.reads_text();
        let mut index = 0;
        while index < rules.len() {
            whole |= rules[index].needs_whole();
            index += 1;
        }
        Self {
            kind,
            nullable: false,
            null_aside: false,
            rules,
            whole,
            sure_lengths: sure_lengths(rules),
            sure_numbers: sure_numbers(rules),
            spellings: &[],
        }
    }

    /// The same, where `null` is allowed too.
    #[must_use]
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The same, where `null` is not held to the rules.
    #[must_use]
    pub const fn null_aside(mut self) -> Self {
        self.null_aside = true;
        self
    }

    /// The same, with other spellings that a lenient reader takes for names of an enumeration.
    #[must_use]
    pub const fn spellings(mut self, spellings: &'static [(&'static str, usize)]) -> Self {
        self.spellings = spellings;
        self
    }
}

/// From how many bytes, up to how many, a string keeps all rules whatever it says. The bounds cross where there is
/// no such length.
///
/// A string has at most one code point for each byte, and at least one for each four that it begins.
const fn sure_lengths(rules: &[Rule]) -> (usize, usize) {
    let (mut least, mut most) = (0, usize::MAX);
    let mut index = 0;
    while index < rules.len() {
        match rules[index] {
            Rule::MaxLength(limit) => {
                let limit = saturate(limit);
                if limit < most {
                    most = limit;
                }
            }
            Rule::MinLength(limit) if limit > 0 => {
                let bytes = saturate(limit - 1).saturating_mul(4).saturating_add(1);
                if bytes > least {
                    least = bytes;
                }
            }
            Rule::Pattern(_) | Rule::Format(_) => (least, most) = (1, 0),
            _ => {}
        }
        index += 1;
    }
    (least, most)
}

/// From where to where a number keeps all rules. The bounds cross where that takes more than a comparison of
/// doubles.
const fn sure_numbers(rules: &[Rule]) -> (f64, f64) {
    let (mut least, mut most) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut index = 0;
    while index < rules.len() {
        match rules[index] {
            Rule::Minimum(limit) => {
                if let Some(limit) = limit.exact() {
                    if limit > least {
                        least = limit;
                    }
                } else {
                    return (1.0, 0.0);
                }
            }
            Rule::Maximum(limit) => {
                if let Some(limit) = limit.exact() {
                    if limit < most {
                        most = limit;
                    }
                } else {
                    return (1.0, 0.0);
                }
            }
            Rule::ExclusiveMinimum(_) | Rule::ExclusiveMaximum(_) | Rule::MultipleOf(_) => {
                return (1.0, 0.0);
            }
            _ => {}
        }
        index += 1;
    }
    (least, most)
}

#[allow(clippy::cast_possible_truncation)] // It fits, or is not cast.
const fn saturate(limit: u64) -> usize {
    if limit > usize::MAX as u64 {
        usize::MAX
    } else {
        limit as usize
    }
}

/// What stands at a position.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Any JSON value.
    Any,
    /// Any JSON value of these types.
    Some(Types),
    /// Nothing fits.
    Never,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number without a fractional part; `1.0` is one.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// One of these strings; the place takes the index.
    Enum(&'static [&'static str]),
    /// An object with named properties.
    Object(&'static Object),
    /// A list of one kind of item.
    Array(&'static Node),
    /// An object whose keys are data.
    Map(&'static Node),
    /// One of several.
    Union(&'static Union),
    /// What a named position takes, nothing of its own.
    Same(&'static Node),
    /// A value of these types, whose text the place reads by itself.
    Foreign(Types),
    /// What a position takes that this one stands in. Statics may name each other in circles; tables
    /// that are made at run time close their circles here.
    Later(&'static Later),
}

/// A position that is known later than those that name it.
#[derive(Default)]
pub struct Later(OnceLock<&'static Node>);

impl Later {
    /// The position. Nothing is known of it only while tables are being made.
    pub(crate) fn get(&self) -> &'static Node {
        self.0.get().copied().unwrap_or(&ANY)
    }

    /// Says which one it is, once.
    #[cfg(feature = "dynamic")]
    pub(crate) fn set(&self, node: &'static Node) {
        let _ = self.0.set(node);
    }
}

// It leads round in a circle, so what is there is not printed.
impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Later").finish_non_exhaustive()
    }
}

impl Kind {
    /// Whether the place reads the whole value.
    const fn reads_text(&self) -> bool {
        matches!(self, Self::Foreign(_))
    }

    /// Whether the decoder judges none of the rules here as it reads: what it meets is an inner
    /// position, which has rules of its own, or is looked up.
    pub(crate) const fn leaves_rules(&self) -> bool {
        matches!(
            self,
            Self::Enum(_) | Self::Union(_) | Self::Same(_) | Self::Foreign(_) | Self::Later(_)
        )
    }
}

/// Any JSON value, with no rules.
pub static ANY: Node = Node::new(Kind::Any, &[]);

/// An object's properties.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    /// The type's name, for messages.
    pub name: &'static str,
    /// In schema order; the index is the place's field index.
    pub properties: &'static [Property],
    /// What becomes of properties that are not listed.
    pub additional: Additional,
    /// The first properties that are required, a bit for each.
    pub(crate) required: u64,
    /// Some property is required that has no bit.
    pub(crate) requires_more: bool,
}

impl Object {
    /// An object's properties, in schema order, and what becomes of others.
    #[must_use]
    pub const fn new(
        name: &'static str,
        properties: &'static [Property],
        additional: Additional,
    ) -> Self {
        let mut required = 0;
        let mut requires_more = false;
        let mut index = 0;
        while index < properties.len() {
            if properties[index].required {
                if index < 64 {
                    required |= 1 << index;
                } else {
                    requires_more = true;
                }
            }
            index += 1;
        }
        Self {
            name,
            properties,
            additional,
            required,
            requires_more,
        }
    }
}

/// One named property.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// The name on the wire.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Its value.
    pub node: &'static Node,
    /// Other names that a lenient reader takes for it (`x-aliases`).
    pub aliases: &'static [&'static str],
    /// The name, as the scanner looks for it.
    pub(crate) likely: Likely,
}

impl Property {
    /// A property, and whether it must be there.
    #[must_use]
    pub const fn new(name: &'static str, required: bool, node: &'static Node) -> Self {
        Self {
            name,
            required,
            node,
            aliases: &[],
            likely: Likely::new(name),
        }
    }

    /// The same, with other names that a lenient reader takes for it.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// What becomes of properties that are not listed.
#[derive(Clone, Copy, Debug)]
pub enum Additional {
    /// They are read past.
    Ignore,
    /// They are violations (`additionalProperties: false`).
    Deny,
    /// They are kept as entries of the place.
    Keep(&'static Node),
}

/// The branches of a union.
#[derive(Clone, Copy, Debug)]
pub struct Union {
    /// The type's name, for messages.
    pub name: &'static str,
    /// In schema order; the index is the place's branch index.
    pub branches: &'static [Branch],
    /// `oneOf`: exactly one may fit. Otherwise `anyOf`: the first that fits is taken.
    pub exclusive: bool,
}

/// One branch of a union.
#[derive(Clone, Copy, Debug)]
pub struct Branch {
    /// Its name, for messages.
    pub name: &'static str,
    /// Its value.
    pub node: &'static Node,
}
