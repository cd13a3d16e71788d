//! Writing an object member by member: what generated `Serialize` implementations call.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::nullable::Nullable;
use crate::partial::{Partial, Twin};

/// An object that is being written.
pub struct Members<M>(M);

/// Begins an object.
///
/// # Errors
/// Those of the format, as for every method here.
#[inline]
pub fn members<S: Serializer>(serializer: S) -> Result<Members<S::SerializeMap>, S::Error> {
    serializer.serialize_map(None).map(Members)
}

// The names say it; nobody but generated code calls them, with references to fields.
#[allow(missing_docs, clippy::missing_errors_doc, clippy::ref_option)]
impl<M: SerializeMap> Members<M> {
    #[inline]
    pub fn required<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    #[inline]
    pub fn optional<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &Option<T>,
    ) -> Result<(), M::Error> {
        match value {
            Some(value) => self.0.serialize_entry(name, value),
            None => Ok(()),
        }
    }

    #[inline]
    pub fn nullable<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &Nullable<T>,
    ) -> Result<(), M::Error> {
        if value.is_absent() {
            Ok(())
        } else {
            self.0.serialize_entry(name, value)
        }
    }

    #[inline]
    pub fn partial<T: Serialize + Twin>(
        &mut self,
        name: &'static str,
        value: &Partial<T>,
    ) -> Result<(), M::Error> {
        if value.is_absent() {
            Ok(())
        } else {
            self.0.serialize_entry(name, value)
        }
    }

    pub fn rest<T: Serialize>(&mut self, values: &BTreeMap<String, T>) -> Result<(), M::Error> {
        values
            .iter()
            .try_for_each(|(name, value)| self.0.serialize_entry(name, value))
    }

    #[inline]
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}
