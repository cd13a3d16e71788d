//! Types that need no generation: lists, maps and scalars of types that can be decoded, and lists and
//! scalars that can be asked for.

use std::collections::BTreeMap;

use crate::extract::{ANY_DIALECT, Decode, Dialected, Extract, Form, Layer, SchemaText, Undo};
use crate::partial::{Partial, Twin};
use crate::table::{Kind, Node};

/// A list.
impl<T: Decode> Decode for Vec<T> {
    type Partial = Vec<Partial<T::Partial>>;
    const NODE: &'static Node = &Node::new(Kind::Array(T::NODE), &[]);
}

/// An object whose keys are data.
impl<T: Decode> Decode for BTreeMap<String, T> {
    type Partial = BTreeMap<String, Partial<T::Partial>>;
    const NODE: &'static Node = &Node::new(Kind::Map(T::NODE), &[]);
}

/// A value, or `null`.
impl<T: Decode> Decode for Option<T> {
    type Partial = Option<T::Partial>;
    const NODE: &'static Node = &T::NODE.nullable();
}

impl<T: Decode> Decode for Box<T>
where
    Box<T::Partial>: Twin<Value = Self>,
{
    type Partial = Box<T::Partial>;
    const NODE: &'static Node = T::NODE;
}

macro_rules! scalars {
    ($($kind:ident: $($scalar:ty)*;)*) => {$($(
        impl Decode for $scalar {
            type Partial = Self;
            const NODE: &'static Node = &Node::new(Kind::$kind, &[]);
        }
    )*)*};
}

scalars! {
    Boolean: bool;
    Integer: i8 i16 i32 i64 u8 u16 u32 u64;
    Number: f64;
    String: String;
    Any: serde_json::Value;
}

/// A list is asked for as an object with the one property `value`, since that is what every provider gives.
impl<T: Extract> Extract for Vec<T> {
    const FORM: Form = Form {
        layer: &Layer::List(T::FORM.layer),
        ..T::FORM
    };
}

/// The form of a scalar, which reads the same in every dialect.
const fn scalar(
    schema: SchemaText,
    notation: &'static [&'static str],
    dialects: &'static [Dialected],
) -> Form {
    Form {
        name: "Answer",
        description: "The answer",
        schema,
        notation,
        dialects,
        layer: &Layer::Scalar,
    }
}

macro_rules! forms {
    ($($name:literal as $notation:literal: $($scalar:ty)*;)*) => {$($(
        impl Extract for $scalar {
            const FORM: Form = {
                const TEXT: SchemaText = SchemaText {
                    root: concat!("{\"type\":\"", $name, "\"}"),
                    defs: &[],
                };
                scalar(
                    TEXT,
                    &[$notation],
                    &[Dialected {
                        dialect: ANY_DIALECT,
                        text: Ok(TEXT),
                        undo: Undo {
                            unwrap_root: false,
                            null_is_absent: false,
                            entry_lists: false,
                        },
                    }],
                )
            };
        }
    )*)*};
}

forms! {
    "boolean" as "boolean": bool;
    "integer" as "integer": i8 i16 i32 i64 u8 u16 u32 u64;
    "number" as "number": f64;
    "string" as "string": String;
}
