//! Types that need no generation: lists, maps and scalars of types that can be decoded.

use std::collections::BTreeMap;

use crate::extract::Decode;
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
