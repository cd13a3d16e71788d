//! Values of a format, together with their texts.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde::{Serialize, Serializer};

use crate::json::tree::Tree;
use crate::partial::Twin;
use crate::violation::Violation;

/// A value that was read from a string, and the string, where it is not the one that the value itself
/// would write: `2024-01-31T09:30:00.0+02:00` is the instant `2024-01-31T07:30:00Z`, and is written back as it
/// came.
///
/// It is used like the value: it leads to it (`Deref`), is made of it (`From`), and is compared by it.
///
/// For any type that is [`Formatted`]; the features `jiff`, `uuid` and `url` bring some.
///
/// ```
/// use formwork::{Formatted, Kept};
///
/// /// A text in which case makes no difference.
/// #[derive(Clone)]
/// struct Code(String);
///
/// impl Formatted for Code {
///     const WANTED: &'static str = "a code";
///
///     fn read(text: &str) -> Option<Self> {
///         text.chars().all(char::is_alphanumeric).then(|| Self(text.to_uppercase()))
///     }
///     fn write(&self) -> String {
///         self.0.clone()
///     }
///     fn is_same(&self, other: &Self) -> bool {
///         self.0 == other.0
///     }
/// }
///
/// let kept = Kept::<Code>::read("ab12").unwrap();
/// assert_eq!((kept.0.as_str(), &*kept.text()), ("AB12", "ab12"));
/// assert_eq!(Kept::from(Code("AB12".to_owned())).text(), "AB12");
/// ```
#[derive(Clone)]
pub struct Kept<T> {
    value: T,
    text: Option<Box<str>>,
}

/// A type that values of a string format are read into.
///
/// ```
/// use formwork::Formatted;
///
/// #[derive(Clone)]
/// struct Percent(u8);
///
/// impl Formatted for Percent {
///     const WANTED: &'static str = "a percentage such as `5 %`";
///
///     fn read(text: &str) -> Option<Self> {
///         text.strip_suffix('%')?.trim().parse().ok().map(Self)
///     }
///     fn write(&self) -> String {
///         format!("{} %", self.0)
///     }
///     fn is_same(&self, other: &Self) -> bool {
///         self.0 == other.0
///     }
/// }
///
/// assert_eq!(Percent::read("5%").unwrap().write(), "5 %");
/// assert!(Percent::read("five").is_none());
/// ```
pub trait Formatted: Sized + Clone + 'static {
    /// What the format wants, such as `a UUID`.
    const WANTED: &'static str;

    /// The value of a text; `None` where the type cannot hold it.
    fn read(text: &str) -> Option<Self>;

    /// The text of the value.
    fn write(&self) -> String;

    /// Whether two values are the same.
    fn is_same(&self, other: &Self) -> bool;
}

impl<T> Kept<T> {
    /// The value.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T: Formatted> Kept<T> {
    /// The value of a text; `None` where the type cannot hold it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let value = T::read(text)?;
        let is_plain = value.write() == text;
        let text = (!is_plain).then(|| text.into());
        Some(Self { value, text })
    }

    /// The text that is written: the one that was read, or the value's own.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.text {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.value.write()),
        }
    }
}

impl<T> From<T> for Kept<T> {
    fn from(value: T) -> Self {
        Self { value, text: None }
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Formatted> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Kept").field(&self.text()).finish()
    }
}

impl<T: Formatted> fmt::Display for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl<T: Formatted> PartialEq for Kept<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value.is_same(&other.value)
    }
}

impl<T: Formatted + Eq> Eq for Kept<T> {}

impl<T: Formatted + PartialOrd> PartialOrd for Kept<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Formatted + Ord> Ord for Kept<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: Formatted + Eq + Hash> Hash for Kept<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: Formatted> Serialize for Kept<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<T: Formatted + Send> Twin for Kept<T> {
    type Value = Self;

    fn finish(self) -> Option<Self> {
        Some(self)
    }

    fn json(text: &str) -> Option<Result<Self, Violation>> {
        Some(read_json(text, T::WANTED, Self::read))
    }
}

/// Reads the text of a JSON string.
pub(crate) fn read_json<T>(
    text: &str,
    wanted: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Violation> {
    let tree = Tree::parse(text);
    let value = tree.as_ref().and_then(Tree::as_str).and_then(read);
    value.ok_or_else(|| Violation::new("", "format", format!("must be {wanted}")))
}
