//! Which file judges which rule.

use super::evaluated::Evaluated;
use super::judge::Judge;
use super::{
    Rule, additional_properties, all_of, any_of, conditional, constant, contains,
    dependent_required, dependent_schemas, dynamic_reference, enumeration, items, never, not,
    one_of, pattern, pattern_properties, prefix_items, properties, property_names, required, types,
    unique_items,
};
use crate::json::number::read_number;
use crate::json::tree::{Content, Tree};

impl<'t> Judge<'t> {
    /// Judges a value by one rule. `unevaluated*` is not judged here: it comes after all others,
    /// and functions of the user's come after that.
    pub(super) fn apply(
        &mut self,
        rule: &'static Rule,
        value: &'t Tree<'t>,
        seen: Option<&mut Evaluated>,
    ) -> bool {
        match rule {
            Rule::Minimum(_)
            | Rule::Maximum(_)
            | Rule::ExclusiveMinimum(_)
            | Rule::ExclusiveMaximum(_)
            | Rule::MultipleOf(_)
            | Rule::MinLength(_)
            | Rule::MaxLength(_)
            | Rule::Format(_)
            | Rule::MinItems(_)
            | Rule::MaxItems(_)
            | Rule::MinProperties(_)
            | Rule::MaxProperties(_) => self.leaf(rule, value),
            Rule::Pattern(pattern) => pattern::check(self, pattern, value),
            Rule::UniqueItems => unique_items::check(self, value),
            Rule::Enum(allowed) => enumeration::check(self, allowed, value),
            Rule::Const(wanted) => constant::check(self, wanted, value),
            Rule::Never => never::check(self, value),
            Rule::Type(types) => types::check(self, *types, value),
            Rule::Required(names) => required::check(self, names, value),
            Rule::Properties(rows) => properties::check(self, rows, value, seen),
            Rule::PatternProperties(rows) => pattern_properties::check(self, rows, value, seen),
            Rule::AdditionalProperties(row) => additional_properties::check(self, row, value, seen),
            Rule::PropertyNames(check) => property_names::check(self, check, value),
            Rule::DependentRequired(rows) => dependent_required::check(self, rows, value),
            Rule::DependentSchemas(rows) => dependent_schemas::check(self, rows, value, seen),
            Rule::PrefixItems(checks) => prefix_items::check(self, checks, value, seen),
            Rule::Items(from, check) => items::check(self, *from, check, value, seen),
            Rule::Contains(row) => contains::check(self, row, value, seen),
            Rule::AllOf(checks) => all_of::check(self, checks, value, seen),
            Rule::AnyOf(checks) => any_of::check(self, checks, value, seen),
            Rule::OneOf(checks) => one_of::check(self, checks, value, seen),
            Rule::Not(check) => not::check(self, check, value),
            Rule::If(row) => conditional::check(self, row, value, seen),
            // The target's violations are told as they are: who reads them knows no references.
            Rule::Reference(check) => self.check(check, value, seen),
            Rule::DynamicReference(row) => dynamic_reference::check(self, row, value, seen),
            Rule::UnevaluatedProperties(_)
            | Rule::UnevaluatedItems(_)
            | Rule::Custom(_)
            | Rule::Later(_)
            | Rule::Llm(_) => true,
        }
    }

    /// Judges a value by a rule that the decoder judges as it reads.
    fn leaf(&mut self, rule: &'static Rule, value: &'t Tree<'t>) -> bool {
        let message = match &value.content {
            Content::Number => rule.check_number(read_number(value.text), value.text),
            Content::String(text) => rule.check_string(text),
            Content::Array(items) => rule.check_items(items.len() as u64),
            Content::Object(members) => rule.check_properties(members.len() as u64),
            Content::Null | Content::Boolean(_) => None,
        };
        match message {
            None => true,
            Some(message) => self.fail(rule.keyword(), Some(value), || message),
        }
    }
}
