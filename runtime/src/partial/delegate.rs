//! `Twin` for generated newtypes: everything goes to the one field.

/// Implements `Twin` for a tuple struct of one twin, whose value is a tuple struct of one value.
#[doc(hidden)]
#[macro_export]
macro_rules! __delegate_twin {
    ($name:path, $value:path, $inner:ty) => {
        #[automatically_derived]
        impl $crate::__private::v1::Twin for $name {
            type Value = $value;
            fn is_shown(&self) -> bool {
                $crate::__private::v1::Twin::is_shown(&self.0)
            }
            fn begin(shape: $crate::__private::v1::Shape) -> ::core::option::Option<Self> {
                ::core::option::Option::map(
                    <$inner as $crate::__private::v1::Twin>::begin(shape),
                    $name,
                )
            }
            fn null() -> ::core::option::Option<Self> {
                ::core::option::Option::map(<$inner as $crate::__private::v1::Twin>::null(), $name)
            }
            fn boolean(value: bool) -> ::core::option::Option<Self> {
                ::core::option::Option::map(
                    <$inner as $crate::__private::v1::Twin>::boolean(value),
                    $name,
                )
            }
            fn number(value: $crate::__private::v1::Number) -> ::core::option::Option<Self> {
                ::core::option::Option::map(
                    <$inner as $crate::__private::v1::Twin>::number(value),
                    $name,
                )
            }
            fn variant(index: usize) -> ::core::option::Option<Self> {
                ::core::option::Option::map(
                    <$inner as $crate::__private::v1::Twin>::variant(index),
                    $name,
                )
            }
            fn string(text: &str) -> ::core::option::Option<Self> {
                ::core::option::Option::map(
                    <$inner as $crate::__private::v1::Twin>::string(text),
                    $name,
                )
            }
            fn json(
                text: &str,
            ) -> ::core::option::Option<::core::result::Result<Self, $crate::Violation>> {
                ::core::option::Option::map(
                    <$inner as $crate::__private::v1::Twin>::json(text),
                    |value| ::core::result::Result::map(value, $name),
                )
            }
            fn text(&mut self) -> ::core::option::Option<&mut ::std::string::String> {
                $crate::__private::v1::Twin::text(&mut self.0)
            }
            fn field(
                &mut self,
                index: usize,
            ) -> ::core::option::Option<$crate::__private::v1::PlaceMut<'_>> {
                $crate::__private::v1::Twin::field(&mut self.0, index)
            }
            fn entry(
                &mut self,
                key: &str,
            ) -> ::core::option::Option<$crate::__private::v1::PlaceMut<'_>> {
                $crate::__private::v1::Twin::entry(&mut self.0, key)
            }
            fn push(&mut self) -> ::core::option::Option<$crate::__private::v1::PlaceMut<'_>> {
                $crate::__private::v1::Twin::push(&mut self.0)
            }
            fn last(&mut self) -> ::core::option::Option<$crate::__private::v1::PlaceMut<'_>> {
                $crate::__private::v1::Twin::last(&mut self.0)
            }
            fn branches(&mut self) -> ::std::vec::Vec<$crate::__private::v1::PlaceMut<'_>> {
                $crate::__private::v1::Twin::branches(&mut self.0)
            }
            fn branch(
                &mut self,
                index: usize,
            ) -> ::core::option::Option<$crate::__private::v1::PlaceMut<'_>> {
                $crate::__private::v1::Twin::branch(&mut self.0, index)
            }
            fn lead(&mut self, index: usize) {
                $crate::__private::v1::Twin::lead(&mut self.0, index);
            }
            fn finish(self) -> ::core::option::Option<$value> {
                ::core::option::Option::map($crate::__private::v1::Twin::finish(self.0), $value)
            }
        }
    };
}
