//! A fragment of a tool call as it stands in an event.

use crate::provider::cursor::{Cursor, Malformed};
use crate::provider::raw::Raw;

/// What a fragment says. Nothing is read out of its values yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fragment<'a> {
    pub(super) index: Option<u64>,
    pub(super) id: Option<Raw<'a>>,
    pub(super) name: Option<Raw<'a>>,
    pub(super) arguments: Option<Raw<'a>>,
    /// It is of the API's older form.
    pub(super) is_function_call: bool,
}

impl<'a> Fragment<'a> {
    /// Reads one. `None` where it is not an object.
    pub(super) fn read(cursor: &mut Cursor<'a>) -> Result<Option<Self>, Malformed> {
        let mut found = Self::default();
        let is_object = cursor.object(|cursor, key| {
            match key {
                "index" => found.index = cursor.value()?.count(),
                "id" => found.id = Some(cursor.value()?),
                "function" => {
                    cursor.object(|cursor, key| {
                        match key {
                            "name" => found.name = Some(cursor.value()?),
                            "arguments" => found.arguments = Some(cursor.value()?),
                            _ => cursor.skip()?,
                        }
                        Ok(())
                    })?;
                }
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        Ok(is_object.then_some(found))
    }

    /// Reads what stands under `function_call`: a name and arguments, without a frame. `None` where both are empty: some
    /// servers write every member that there is, and call nothing.
    pub(super) fn function_call(value: Raw<'a>) -> Result<Option<Self>, Malformed> {
        let mut found = Self {
            is_function_call: true,
            ..Self::default()
        };
        value.cursor().object(|cursor, key| {
            match key {
                "name" => found.name = Some(cursor.value()?),
                "arguments" => found.arguments = Some(cursor.value()?),
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        let is_empty = is_silent(found.name) && is_silent(found.arguments);
        Ok((!is_empty).then_some(found))
    }

    /// The one fragment of a list that says nothing but arguments, as a string.
    pub(super) fn bare(list: Raw<'a>) -> Option<(Option<u64>, Raw<'a>)> {
        let mut only = None;
        let mut count = 0;
        let list = list.cursor().array(|cursor| {
            only = Self::read(cursor)?;
            count += 1;
            Ok(())
        });
        let only = only.filter(|_| list == Ok(true) && count == 1)?;
        let arguments = only.arguments.filter(|value| value.is_string())?;
        (is_silent(only.id) && is_silent(only.name)).then_some((only.index, arguments))
    }
}

/// Whether a member says nothing.
fn is_silent(value: Option<Raw<'_>>) -> bool {
    value.is_none_or(|value| value.is_null() || value.json() == "\"\"")
}
