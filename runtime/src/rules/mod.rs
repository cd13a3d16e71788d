//! The rules of JSON Schema's validation vocabulary, one file per keyword.
//!
//! A [`Rule`] is static data in a decode table. Numbers and strings are judged as they are read and
//! containers by their counts as they close; everything else that JSON Schema can say is judged on the
//! whole value, from its text ([`judge()`]). Whatever the draft a schema is written in, rules mean what
//! they mean in draft 2020-12. Each check answers with the sentence that the model is told.

use std::any::Any;

mod additional_properties;
mod all_of;
mod any_of;
mod apply;
mod bound;
mod check;
mod conditional;
mod constant;
mod contains;
mod dependent_required;
mod dependent_schemas;
mod dynamic_reference;
mod enumeration;
mod evaluated;
mod exclusive_maximum;
mod exclusive_minimum;
mod format;
mod items;
mod judge;
#[cfg(test)]
mod judge_tests;
mod max_items;
mod max_length;
mod max_properties;
mod maximum;
mod min_items;
mod min_length;
mod min_properties;
mod minimum;
mod multiple_of;
mod never;
mod not;
mod one_of;
mod pattern;
mod pattern_properties;
mod prefix_items;
mod properties;
mod property_names;
mod required;
#[cfg(test)]
mod suite_tests;
mod told;
mod types;
mod unevaluated_items;
mod unevaluated_properties;
mod unique_items;
mod weight;
pub(crate) mod words;

pub use additional_properties::Others;
pub use bound::Bound;
pub use check::{Check, Resource};
pub use conditional::If;
pub use contains::Contains;
pub use dynamic_reference::DynamicReference;
pub use format::Format;
pub use pattern::Pattern;
pub use types::Types;

#[cfg(feature = "dynamic")]
pub(crate) use check::Later as LaterRules;
pub(crate) use judge::{fits, judge};
pub(crate) use never::NOTHING_FITS;

use crate::checks::Later;
use crate::json::number::Number;
use crate::violation::Violation;

/// One keyword and its value.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// `minimum`
    Minimum(Bound),
    /// `maximum`
    Maximum(Bound),
    /// `exclusiveMinimum`
    ExclusiveMinimum(Bound),
    /// `exclusiveMaximum`
    ExclusiveMaximum(Bound),
    /// `multipleOf`, as JSON number text
    MultipleOf(&'static str),
    /// `minLength`, in Unicode code points
    MinLength(u64),
    /// `maxLength`, in Unicode code points
    MaxLength(u64),
    /// `pattern`
    Pattern(&'static Pattern),
    /// `minItems`
    MinItems(u64),
    /// `maxItems`
    MaxItems(u64),
    /// `uniqueItems`
    UniqueItems,
    /// `minProperties`
    MinProperties(u64),
    /// `maxProperties`
    MaxProperties(u64),
    /// `enum`, as the text of a JSON array
    Enum(&'static str),
    /// `const`, as JSON text
    Const(&'static str),
    /// `format`
    Format(Format),
    /// The schema `false`: nothing fits.
    Never,
    /// `type`
    Type(Types),
    /// `required`
    Required(&'static [&'static str]),
    /// `properties`
    Properties(&'static [(&'static str, &'static Check)]),
    /// `patternProperties`
    PatternProperties(&'static [(&'static Pattern, &'static Check)]),
    /// `additionalProperties`
    AdditionalProperties(&'static Others),
    /// `propertyNames`
    PropertyNames(&'static Check),
    /// `dependentRequired`
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    /// `dependentSchemas`
    DependentSchemas(&'static [(&'static str, &'static Check)]),
    /// `prefixItems`
    PrefixItems(&'static [&'static Check]),
    /// `items`, from this index on
    Items(usize, &'static Check),
    /// `contains`, `minContains`, `maxContains`
    Contains(&'static Contains),
    /// `allOf`
    AllOf(&'static [&'static Check]),
    /// `anyOf`
    AnyOf(&'static [&'static Check]),
    /// `oneOf`
    OneOf(&'static [&'static Check]),
    /// `not`
    Not(&'static Check),
    /// `if`, `then`, `else`
    If(&'static If),
    /// `$ref`
    Reference(&'static Check),
    /// `$dynamicRef`, `$recursiveRef`
    DynamicReference(&'static DynamicReference),
    /// `unevaluatedProperties`
    UnevaluatedProperties(&'static Check),
    /// `unevaluatedItems`
    UnevaluatedItems(&'static Check),
    /// `x-check`: a function of the user's, which is given the twin of the value.
    Custom(fn(&dyn Any) -> Vec<Violation>),
    /// `x-check` of a function that must be waited for, or wants to know of the call.
    Later(fn(&dyn Any) -> Option<Later>),
    /// `x-llm-check`: a rule in words.
    Llm(&'static str),
}

impl Rule {
    /// The keyword's name.
    pub(crate) const fn keyword(&self) -> &'static str {
        match self {
            Self::Minimum(_) => "minimum",
            Self::Maximum(_) => "maximum",
            Self::ExclusiveMinimum(_) => "exclusiveMinimum",
            Self::ExclusiveMaximum(_) => "exclusiveMaximum",
            Self::MultipleOf(_) => "multipleOf",
            Self::MinLength(_) => "minLength",
            Self::MaxLength(_) => "maxLength",
            Self::Pattern(_) => "pattern",
            Self::MinItems(_) => "minItems",
            Self::MaxItems(_) => "maxItems",
            Self::UniqueItems => "uniqueItems",
            Self::MinProperties(_) => "minProperties",
            Self::MaxProperties(_) => "maxProperties",
            Self::Enum(_) => "enum",
            Self::Const(_) => "const",
            Self::Format(_) => "format",
            Self::Never | Self::Type(_) => "type",
            Self::Required(_) => "required",
            Self::Properties(_) => "properties",
            Self::PatternProperties(_) => "patternProperties",
            Self::AdditionalProperties(_) => "additionalProperties",
            Self::PropertyNames(_) => "propertyNames",
            Self::DependentRequired(_) => "dependentRequired",
            Self::DependentSchemas(_) => "dependentSchemas",
            Self::PrefixItems(_) => "prefixItems",
            Self::Items(..) => "items",
            Self::Contains(_) => "contains",
            Self::AllOf(_) => "allOf",
            Self::AnyOf(_) => "anyOf",
            Self::OneOf(_) => "oneOf",
            Self::Not(_) => "not",
            Self::If(_) => "if",
            Self::Reference(_) => "$ref",
            Self::DynamicReference(_) => "$dynamicRef",
            Self::UnevaluatedProperties(_) => "unevaluatedProperties",
            Self::UnevaluatedItems(_) => "unevaluatedItems",
            Self::Custom(_) | Self::Later(_) => "x-check",
            Self::Llm(_) => "x-llm-check",
        }
    }

    /// Whether the rule judges the whole value.
    pub(crate) const fn needs_whole(&self) -> bool {
        !matches!(
            self,
            Self::Minimum(_)
                | Self::Maximum(_)
                | Self::ExclusiveMinimum(_)
                | Self::ExclusiveMaximum(_)
                | Self::MultipleOf(_)
                | Self::MinLength(_)
                | Self::MaxLength(_)
                | Self::Pattern(_)
                | Self::Format(_)
                | Self::MinItems(_)
                | Self::MaxItems(_)
                | Self::MinProperties(_)
                | Self::MaxProperties(_)
        )
    }

    /// Whether the rule is about what no other rule has looked at.
    fn is_unevaluated(&self) -> bool {
        matches!(
            self,
            Self::UnevaluatedProperties(_) | Self::UnevaluatedItems(_)
        )
    }

    /// Whether the rule names values, of which the decoder's `null` may be one more.
    pub(crate) fn names_values(&self) -> bool {
        matches!(self, Self::Enum(_) | Self::Const(_))
    }

    /// Judges a number; `None` where it is fine or the rule is not about numbers.
    #[inline]
    pub(crate) fn check_number(&self, value: Number, text: &str) -> Option<String> {
        match self {
            Self::Minimum(limit) => minimum::check(*limit, value),
            Self::Maximum(limit) => maximum::check(*limit, value),
            Self::ExclusiveMinimum(limit) => exclusive_minimum::check(*limit, value),
            Self::ExclusiveMaximum(limit) => exclusive_maximum::check(*limit, value),
            Self::MultipleOf(step) => multiple_of::check(step, text),
            _ => None,
        }
    }

    /// Judges a string.
    #[inline]
    pub(crate) fn check_string(&self, value: &str) -> Option<String> {
        match self {
            Self::MinLength(limit) => min_length::check(*limit, value),
            Self::MaxLength(limit) => max_length::check(*limit, value),
            Self::Pattern(pattern) => pattern.check(value),
            Self::Format(format) => format.check(value),
            _ => None,
        }
    }

    /// Judges a list by the number of its items.
    pub(crate) fn check_items(&self, count: u64) -> Option<String> {
        match self {
            Self::MinItems(limit) => min_items::check(*limit, count),
            Self::MaxItems(limit) => max_items::check(*limit, count),
            _ => None,
        }
    }

    /// Judges an object by the number of its properties.
    pub(crate) fn check_properties(&self, count: u64) -> Option<String> {
        match self {
            Self::MinProperties(limit) => min_properties::check(*limit, count),
            Self::MaxProperties(limit) => max_properties::check(*limit, count),
            _ => None,
        }
    }
}
