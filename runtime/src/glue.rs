//! What generated types have in common, written once: the impls that lead the runtime to their fields.
//!
//! Generated code hands over rows, one for each property, branch or name; these macros make of them the
//! decode table, `Decode`, `Serialize`, `Deserialize` and `Twin`. They stand in generated modules named
//! `glue`, beside the types (`super`) and their twins (`super::partial`).

/// How a field stands in a struct, as what its property says of being required.
#[allow(missing_docs, non_upper_case_globals)]
pub mod presence {
    pub const required: bool = true;
    pub const optional: bool = false;
    pub const nullable: bool = false;
}

/// How many branches of a union may fit.
#[allow(missing_docs, non_upper_case_globals)]
pub mod kind {
    pub const oneOf: bool = true;
    pub const anyOf: bool = false;
}

/// `Decode` and `Deserialize`, the same for every named type.
#[doc(hidden)]
#[macro_export]
macro_rules! __decode {
    ($value:ty, $twin:ty, $node:expr) => {
        #[automatically_derived]
        impl $crate::__private::v1::Decode for $value {
            type Partial = $twin;
            const NODE: &'static $crate::__private::v1::Node = $node;
        }

        #[automatically_derived]
        impl<'de> $crate::__private::v1::Deserialize<'de> for $value {
            fn deserialize<D: $crate::__private::v1::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::v1::deserialize(deserializer)
            }
        }
    };
}

/// A body of `Serialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __serialize {
    ($name:ty, $self:ident, $serializer:ident, $body:expr) => {
        #[automatically_derived]
        impl $crate::__private::v1::Serialize for $name {
            fn serialize<S: $crate::__private::v1::Serializer>(
                &$self,
                $serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $body
            }
        }
    };
}

/// The rules of a type, where it has some.
#[doc(hidden)]
#[macro_export]
macro_rules! __rules {
    () => {
        &[]
    };
    ($rules:expr) => {
        $rules
    };
}

/// An object with named properties: a row is its field, how it stands there, its name on the wire and
/// its node.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    (
        $name:ident $(($rules:expr $(,)?))? else $others:ident $(($extra:ident = $extra_node:expr $(,)?))?;
        $($field:ident: $presence:ident $wire:literal = $node:expr
            $(, $modifier:ident($value:expr $(,)?))*;)*
    ) => {
        static $name: $crate::__private::v1::Object = $crate::__private::v1::Object::new(
            ::core::stringify!($name),
            &[$(
                $crate::__private::v1::Property::new(
                    $wire,
                    $crate::__private::v1::presence::$presence,
                    &$node,
                )$(.$modifier($value))*
            ),*],
            $crate::__private::v1::Additional::$others $((&$extra_node))?,
        );

        const _: () = {
            #[allow(non_camel_case_types)]
            enum Field { $($field),* }

            $crate::__decode!(
                super::$name,
                super::partial::$name,
                &$crate::__private::v1::Node::new(
                    $crate::__private::v1::Kind::Object(&$name),
                    $crate::__rules!($($rules)?),
                )
            );
            $crate::__serialize!(super::$name, self, serializer, {
                #[allow(unused_mut)]
                let mut members = $crate::__private::v1::members(serializer)?;
                $(members.$presence($wire, &self.$field)?;)*
                $(members.rest(&self.$extra)?;)?
                members.end()
            });
            $crate::__serialize!(super::partial::$name, self, serializer, {
                #[allow(unused_mut)]
                let mut members = $crate::__private::v1::members(serializer)?;
                $(members.partial($wire, &self.$field)?;)*
                $(members.rest(&self.$extra)?;)?
                members.end()
            });

            #[automatically_derived]
            impl ::core::default::Default for super::partial::$name {
                fn default() -> Self {
                    Self {
                        $($field: ::core::default::Default::default(),)*
                        $($extra: ::core::default::Default::default(),)?
                    }
                }
            }

            #[automatically_derived]
            impl $crate::__private::v1::Twin for super::partial::$name {
                type Value = super::$name;

                fn is_shown(&self) -> bool {
                    #[allow(unused_imports)] // Where the twin says it itself.
                    use $crate::__private::v1::AlwaysReady as _;
                    self.is_ready()
                }

                fn begin(shape: $crate::__private::v1::Shape) -> ::core::option::Option<Self> {
                    $crate::__private::v1::begin(shape, $crate::__private::v1::Shape::Object)
                }

                fn field(
                    &mut self,
                    index: usize,
                ) -> ::core::option::Option<$crate::__private::v1::PlaceMut<'_>> {
                    match index {
                        $(field if field == Field::$field as usize => {
                            ::core::option::Option::Some(&mut self.$field)
                        })*
                        _ => ::core::option::Option::None,
                    }
                }

                $(fn entry(
                    &mut self,
                    key: &str,
                ) -> ::core::option::Option<$crate::__private::v1::PlaceMut<'_>> {
                    $crate::__private::v1::Twin::entry(&mut self.$extra, key)
                })?

                fn finish(self) -> ::core::option::Option<super::$name> {
                    // One by one: within the literal, each way out would drop what came before in code of its own, and
                    // that of all of them would grow with the square of the properties.
                    $(let $field = $crate::__private::v1::$presence(self.$field.into_partial())?;)*
                    $(let $extra = $crate::__private::v1::Twin::finish(self.$extra)?;)?
                    ::core::option::Option::Some(super::$name { $($field,)* $($extra,)? })
                }
            }
        };
    };
}

/// The rule that asks a function of the user's about a value with a twin of some type.
#[doc(hidden)]
#[macro_export]
macro_rules! __check {
    ($twin:ty, $check:path $(,)?) => {
        $crate::__private::v1::Rule::Custom(|held| {
            $crate::__private::v1::custom::<$twin, _>(
                held,
                |value: &<$twin as $crate::__private::v1::Twin>::Value| $check(value),
            )
        })
    };
    // What a newtype holds.
    ($twin:ty, $check:path, $inner:tt $(,)?) => {
        $crate::__private::v1::Rule::Custom(|held| {
            $crate::__private::v1::custom::<$twin, _>(
                held,
                |value: &<$twin as $crate::__private::v1::Twin>::Value| $check(&value.$inner),
            )
        })
    };
}

/// The same of a function that must be waited for.
#[doc(hidden)]
#[macro_export]
macro_rules! __check_async {
    ($twin:ty, $check:path $(,)?) => {
        $crate::__private::v1::Rule::Later(|held| {
            $crate::__private::v1::later::<$twin, _, _>(held, |value, context| async move {
                let _ = context;
                $check(&value).await
            })
        })
    };
    ($twin:ty, $check:path, $inner:tt $(,)?) => {
        $crate::__private::v1::Rule::Later(|held| {
            $crate::__private::v1::later::<$twin, _, _>(held, |value, context| async move {
                let _ = context;
                $check(&value.$inner).await
            })
        })
    };
}

/// The same of a function that wants to know of the call.
#[doc(hidden)]
#[macro_export]
macro_rules! __check_with {
    ($twin:ty, $check:path $(,)?) => {
        $crate::__private::v1::Rule::Later(|held| {
            $crate::__private::v1::later::<$twin, _, _>(held, |value, context| async move {
                $check(&value, &context)
            })
        })
    };
    ($twin:ty, $check:path, $inner:tt $(,)?) => {
        $crate::__private::v1::Rule::Later(|held| {
            $crate::__private::v1::later::<$twin, _, _>(held, |value, context| async move {
                $check(&value.$inner, &context)
            })
        })
    };
}

/// The same of a function that wants to know of the call, and must be waited for.
#[doc(hidden)]
#[macro_export]
macro_rules! __check_async_with {
    ($twin:ty, $check:path $(,)?) => {
        $crate::__private::v1::Rule::Later(|held| {
            $crate::__private::v1::later::<$twin, _, _>(held, |value, context| async move {
                $check(&value, &context).await
            })
        })
    };
    ($twin:ty, $check:path, $inner:tt $(,)?) => {
        $crate::__private::v1::Rule::Later(|held| {
            $crate::__private::v1::later::<$twin, _, _>(held, |value, context| async move {
                $check(&value.$inner, &context).await
            })
        })
    };
}

/// The properties without which an object is not to be shown.
#[doc(hidden)]
#[macro_export]
macro_rules! __ready {
    ($name:ident: $($field:ident),*) => {
        impl super::partial::$name {
            /// Whether every property is there without which this is not to be shown
            /// (`x-stream: required`).
            #[must_use]
            pub fn is_ready(&self) -> bool {
                $(!self.$field.is_absent())&&*
            }
        }
    };
}

/// One of several strings: a row is a variant and its string.
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    (
        $name:ident $(($rules:expr $(,)?))? $(, $modifier:ident($value:expr $(,)?))*;
        $($variant:ident = $wire:literal;)*
    ) => {
        static $name: &[&str] = &[$($wire),*];

        impl super::$name {
            /// Every value, in schema order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The string on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)*
                }
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for super::$name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::__serialize!(super::$name, self, serializer, {
            serializer.serialize_str(self.as_str())
        });
        $crate::__decode!(
            super::$name,
            Self,
            &$crate::__private::v1::Node::new(
                $crate::__private::v1::Kind::Enum($name),
                $crate::__rules!($($rules)?),
            )$(.$modifier($value))*
        );

        #[automatically_derived]
        impl $crate::__private::v1::Twin for super::$name {
            type Value = Self;

            fn variant(index: usize) -> ::core::option::Option<Self> {
                Self::ALL.get(index).copied()
            }

            fn finish(self) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(self)
            }
        }
    };
}

/// One of several types: a row is a variant, the twin's field for it, and its node.
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    ($name:ident $(($rules:expr $(,)?))? $kind:ident; $($variant:ident: $field:ident = $node:expr;)*) => {
        static $name: $crate::__private::v1::Union = $crate::__private::v1::Union {
            name: ::core::stringify!($name),
            branches: &[$($crate::__private::v1::Branch {
                name: ::core::stringify!($variant),
                node: &$node,
            }),*],
            exclusive: $crate::__private::v1::kind::$kind,
        };

        const _: () = {
            enum Branch { $($variant),* }

            impl super::partial::$name {
                /// The first branch that what has arrived so far still fits.
                #[must_use]
                pub fn leading(
                    &self,
                ) -> ::core::option::Option<super::partial::leading::$name<'_>> {
                    ::core::option::Option::Some(match self.leader? {
                        $(branch if branch == Branch::$variant as usize => {
                            super::partial::leading::$name::$variant(&self.$field)
                        })*
                        _ => return ::core::option::Option::None,
                    })
                }
            }

            $crate::__decode!(
                super::$name,
                super::partial::$name,
                &$crate::__private::v1::Node::new(
                    $crate::__private::v1::Kind::Union(&$name),
                    $crate::__rules!($($rules)?),
                )
            );
            $crate::__serialize!(super::$name, self, serializer, {
                match self {
                    $(Self::$variant(value) => {
                        $crate::__private::v1::Serialize::serialize(value, serializer)
                    })*
                }
            });
            $crate::__serialize!(super::partial::$name, self, serializer, {
                match self.leader {
                    $(::core::option::Option::Some(branch)
                        if branch == Branch::$variant as usize =>
                    {
                        $crate::__private::v1::Serialize::serialize(&self.$field, serializer)
                    })*
                    _ => serializer.serialize_unit(),
                }
            });

            #[automatically_derived]
            impl ::core::default::Default for super::partial::$name {
                fn default() -> Self {
                    Self {
                        leader: ::core::option::Option::None,
                        $($field: ::core::default::Default::default(),)*
                    }
                }
            }

            #[automatically_derived]
            impl $crate::__private::v1::Twin for super::partial::$name {
                type Value = super::$name;

                fn begin(shape: $crate::__private::v1::Shape) -> ::core::option::Option<Self> {
                    $crate::__private::v1::begin(shape, $crate::__private::v1::Shape::Union)
                }

                fn branches(&mut self) -> ::std::vec::Vec<$crate::__private::v1::PlaceMut<'_>> {
                    ::core::convert::From::from([
                        $(&mut self.$field as $crate::__private::v1::PlaceMut<'_>),*
                    ])
                }

                fn branch(
                    &mut self,
                    index: usize,
                ) -> ::core::option::Option<$crate::__private::v1::PlaceMut<'_>> {
                    match index {
                        $(branch if branch == Branch::$variant as usize => {
                            ::core::option::Option::Some(&mut self.$field)
                        })*
                        _ => ::core::option::Option::None,
                    }
                }

                fn lead(&mut self, index: usize) {
                    self.leader = ::core::option::Option::Some(index);
                }

                fn finish(mut self) -> ::core::option::Option<super::$name> {
                    // Taken, not moved: moved, each branch would drop all others in code of its own.
                    ::core::option::Option::Some(match self.leader? {
                        $(branch if branch == Branch::$variant as usize => {
                            let branch = ::core::mem::take(&mut self.$field);
                            super::$name::$variant($crate::__private::v1::required(branch)?)
                        })*
                        _ => return ::core::option::Option::None,
                    })
                }
            }
        };
    };
}

/// A name around something that has none of its own.
#[doc(hidden)]
#[macro_export]
macro_rules! __newtype {
    ($name:ident: $inner:ty = $node:expr;) => {
        static $name: $crate::__private::v1::Node = $node;

        $crate::__decode!(super::$name, super::partial::$name, &$name);
        $crate::__serialize!(super::$name, self, serializer, {
            $crate::__private::v1::Serialize::serialize(&self.0, serializer)
        });
        $crate::__serialize!(super::partial::$name, self, serializer, {
            $crate::__private::v1::Serialize::serialize(&self.0, serializer)
        });
        $crate::__delegate_twin!(super::partial::$name, super::$name, $inner);
    };
}
