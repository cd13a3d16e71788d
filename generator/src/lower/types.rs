//! Sets of JSON types, and the Rust integer that holds exactly what bounds leave.

use formwork_schema::model::{JsonType, Schema, TypeSet};

use super::flat::{has_array_keywords, has_object_keywords};
use crate::ir::Size;

/// Whether all of one set is in another.
pub(super) fn within(inner: TypeSet, outer: TypeSet) -> bool {
    inner.common(outer).plain() == inner.plain()
}

/// The types of a schema without `type`, from its other keywords.
pub(super) fn implied(schema: &Schema) -> TypeSet {
    let none = TypeSet::NONE;
    if schema.types.is_some() || schema.constant.is_some() || schema.enumeration.is_some() {
        none
    } else if has_object_keywords(schema) {
        none.with(JsonType::Object)
    } else if has_array_keywords(schema) {
        none.with(JsonType::Array)
    } else if schema.bounds.pattern.is_some()
        || schema.bounds.min_length.is_some()
        || schema.bounds.max_length.is_some()
    {
        none.with(JsonType::String)
    } else {
        none
    }
}

/// The primitive integers, smallest first, with what they hold.
const SIGNED: [(&str, i128, i128); 4] = [
    ("i8", i8::MIN as i128, i8::MAX as i128),
    ("i16", i16::MIN as i128, i16::MAX as i128),
    ("i32", i32::MIN as i128, i32::MAX as i128),
    ("i64", i64::MIN as i128, i64::MAX as i128),
];
const UNSIGNED: [(&str, i128, i128); 4] = [
    ("u8", 0, u8::MAX as i128),
    ("u16", 0, u16::MAX as i128),
    ("u32", 0, u32::MAX as i128),
    ("u64", 0, u64::MAX as i128),
];

/// The integer that holds what lies between some bounds. Where they leave it open, one of 64 bits, or,
/// where acceptance is to be exact, one of any size.
pub(super) fn size<'a>(schemas: impl Iterator<Item = &'a Schema>, exact: bool) -> Size {
    let (mut least, mut most): (Option<i128>, Option<i128>) = (None, None);
    let whole = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<i128>().ok());
    for schema in schemas {
        let after = |limit: i128| limit.saturating_add(1);
        let before = |limit: i128| limit.saturating_sub(1);
        let lower = [
            whole(&schema.bounds.minimum),
            whole(&schema.bounds.exclusive_minimum).map(after),
        ];
        let upper = [
            whole(&schema.bounds.maximum),
            whole(&schema.bounds.exclusive_maximum).map(before),
        ];
        least = lower.into_iter().flatten().chain(least).max();
        most = upper.into_iter().flatten().chain(most).min();
    }
    if let (Some(least), Some(most)) = (least, most) {
        let kinds = if least >= 0 { UNSIGNED } else { SIGNED };
        let fitting = kinds
            .iter()
            .find(|(_, low, high)| *low <= least && most <= *high);
        if let Some((name, ..)) = fitting {
            return Size::Primitive(name);
        }
    }
    match least {
        _ if exact => Size::Unbounded,
        Some(least) if least >= 0 => Size::Primitive("u64"),
        _ => Size::Primitive("i64"),
    }
}

/// Whether a primitive integer holds the number of a JSON text.
pub(crate) fn holds_integer(name: &str, text: &str) -> bool {
    let Ok(value) = text.parse::<i128>() else {
        return false;
    };
    SIGNED
        .iter()
        .chain(&UNSIGNED)
        .any(|(kind, low, high)| *kind == name && (*low..=*high).contains(&value))
}
