//! A property that may be absent and may be `null`, where a schema tells the two apart.

/// The three states of a property that is both optional and nullable.
///
/// ```
/// use formwork::Nullable;
///
/// fn told(middle_name: &Nullable<String>) -> &str {
///     match middle_name {
///         Nullable::Absent => "nobody asked",
///         Nullable::Null => "there is none",
///         Nullable::Value(name) => name,
///     }
/// }
///
/// assert_eq!(told(&Nullable::default()), "nobody asked");
/// assert_eq!(told(&Nullable::Null), "there is none");
/// assert_eq!(told(&"Augusta".to_owned().into()), "Augusta");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nullable<T> {
    /// The property is not there.
    #[default]
    Absent,
    /// The property is there, and is `null`.
    Null,
    /// The property has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Whether the property is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, where there is one.
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value, where there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `null` and absent both serialise as `null`; generated code leaves absent properties out.
impl<T: serde::Serialize> serde::Serialize for Nullable<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => serializer.serialize_some(value),
            _ => serializer.serialize_none(),
        }
    }
}
