//! Which kinds of things a schema says, so that none has to be copied to be asked whether it says more.

use super::{Aside, Rare, Schema};

/// A set of kinds of keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said(u32);

impl Said {
    /// `$ref`
    pub(crate) const REFERENCE: Self = Self(1);
    /// `title` and `description`
    pub(crate) const WORDS: Self = Self(1 << 1);
    /// `default` and `examples`
    pub(crate) const EXAMPLES: Self = Self(1 << 2);
    /// `deprecated`, `readOnly` and `writeOnly`
    pub(crate) const FLAGS: Self = Self(1 << 3);
    /// `contentEncoding` and `contentMediaType`
    pub(crate) const CONTENT: Self = Self(1 << 4);
    /// Definitions, extensions, and what nobody knows
    pub(crate) const ASIDE: Self = Self(1 << 5);
    /// `type`
    pub(crate) const TYPES: Self = Self(1 << 6);
    /// `anyOf`
    pub(crate) const ANY_OF: Self = Self(1 << 7);
    /// `allOf`
    pub(crate) const ALL_OF: Self = Self(1 << 8);
    /// `discriminator`
    pub(crate) const DISCRIMINATOR: Self = Self(1 << 9);
    /// `true` or `false` in place of a schema
    pub(crate) const BOOLEAN: Self = Self(1 << 10);
    /// `const` and `enum`
    pub(crate) const VALUES: Self = Self(1 << 11);
    /// What says nothing about values
    pub(crate) const SILENT: Self = Self::WORDS
        .with(Self::EXAMPLES)
        .with(Self::FLAGS)
        .with(Self::CONTENT)
        .with(Self::DISCRIMINATOR)
        .with(Self::ASIDE);
    /// Everything else
    const REST: Self = Self(1 << 31);

    /// Both.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn when(self, is_said: bool) -> u32 {
        if is_said { self.0 } else { 0 }
    }
}

impl Schema {
    /// Whether it says nothing but this.
    pub(crate) fn says_only(&self, kinds: Said) -> bool {
        self.said() & !kinds.0 == 0
    }

    /// Every field by its name, so that a new one is not forgotten.
    fn said(&self) -> u32 {
        let Self {
            place: _,
            boolean,
            reference,
            types,
            integer_as_written,
            title,
            description,
            constant,
            enumeration,
            properties,
            required,
            additional_properties,
            items,
            unique_items,
            one_of,
            any_of,
            all_of,
            contains_is_unseen,
            format,
            deprecated,
            read_only,
            write_only,
            bounds,
            rare,
        } = self;
        let rest = *integer_as_written
            || *unique_items
            || *contains_is_unseen
            || format.is_some()
            || !properties.is_empty()
            || !required.is_empty()
            || additional_properties.is_some()
            || items.is_some()
            || !one_of.is_empty()
            || *bounds != Aside::default();
        let seldom = if rare.is_empty() { 0 } else { rare.said() };
        seldom
            | Said::REST.when(rest)
            | Said::REFERENCE.when(reference.is_some())
            | Said::WORDS.when(title.is_some() || description.is_some())
            | Said::FLAGS.when(*deprecated || *read_only || *write_only)
            | Said::BOOLEAN.when(boolean.is_some())
            | Said::VALUES.when(constant.is_some() || enumeration.is_some())
            | Said::TYPES.when(types.is_some())
            | Said::ANY_OF.when(!any_of.is_empty())
            | Said::ALL_OF.when(!all_of.is_empty())
    }
}

impl Rare {
    fn said(&self) -> u32 {
        let Self {
            default,
            examples,
            not,
            condition,
            then,
            otherwise,
            dependent_required,
            dependent_schemas,
            pattern_properties,
            property_names,
            unevaluated_properties,
            prefix_items,
            contains,
            min_contains,
            max_contains,
            unevaluated_items,
            dynamic_reference,
            content_encoding,
            content_media_type,
            discriminator,
            discriminator_mapping,
            definitions,
            extensions,
            unknown,
        } = self;
        let schemas = [
            not,
            condition,
            then,
            otherwise,
            property_names,
            unevaluated_properties,
            contains,
            unevaluated_items,
        ];
        let rest = dynamic_reference.is_some()
            || min_contains.is_some()
            || max_contains.is_some()
            || !prefix_items.is_empty()
            || !pattern_properties.is_empty()
            || !dependent_required.is_empty()
            || !dependent_schemas.is_empty()
            || schemas.into_iter().any(Option::is_some);
        let aside = !definitions.is_empty() || !extensions.is_empty() || !unknown.is_empty();
        Said::REST.when(rest)
            | Said::EXAMPLES.when(default.is_some() || !examples.is_empty())
            | Said::CONTENT.when(content_encoding.is_some() || content_media_type.is_some())
            | Said::ASIDE.when(aside)
            | Said::DISCRIMINATOR.when(discriminator.is_some() || !discriminator_mapping.is_empty())
    }
}
