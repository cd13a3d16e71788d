//! What generated code may name. Not a public interface: it changes with the generator.

pub use crate::__contract as contract;

/// Named by every generated file before anything else, with the contract it was generated for. A file of another one does
/// not compile, and this says why.
#[doc(hidden)]
#[macro_export]
macro_rules! __contract {
    ("0.1") => {};
    ($other:literal) => {
        ::core::compile_error!(::core::concat!(
            "this file was generated for Formwork ",
            $other,
            ", and is compiled with a `formwork` that takes files for Formwork 0.1. \
             Generate it again: with the `cargo-formwork` or `formwork-build` of the same version as `formwork`, \
             by the command that is written in the folder's mod.rs. Errors below this one go with it."
        ));
    };
}

/// The first contract between generated code and this crate.
pub mod v1 {
    pub use crate::checks::{CheckResult, Context, custom, later};
    pub use crate::extract::{Decode, Dialected, Extract, Form, ITSELF, SchemaText, Undo};
    pub use crate::glue::{kind, presence};
    pub use crate::members::members;
    pub use crate::never::Never;
    pub use crate::nullable::Nullable;
    pub use crate::partial::finish::{begin, nullable, optional, required};
    pub use crate::partial::{AlwaysReady, Number, Partial, Place, PlaceMut, Shape, Twin};
    pub use crate::rules::{
        Bound, Check, Contains, DynamicReference, Format, If, Others, Pattern, Resource, Rule,
        Types,
    };
    pub use crate::table::{ANY, Additional, Branch, Kind, Node, Object, Property, Union};
    pub use crate::tasks::{Failure, Task, Trial};
    pub use crate::transcode::deserialize;
    pub use crate::{
        __check as check, __check_async as check_async, __check_async_with as check_async_with,
        __check_with as check_with, __enumeration as enumeration, __newtype as newtype,
        __object as object, __ready as ready, __templates as templates, __union as union,
    };
    pub use core::concat;
    pub use core::fmt;
    pub use core::option::Option;
    pub use core::result::Result;
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
    pub use serde_json::{Number as JsonNumber, Value};
    pub use std::vec::Vec;
}
