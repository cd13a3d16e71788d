//! What a lenient reader did to an answer to make it fit, one entry for each.

use std::fmt;

/// What a reader may mend.
///
/// ```
/// use formwork::{Decoder, Mends};
///
/// let read = |mends, answer: &str| {
///     let mut decoder = Decoder::<Vec<u8>>::new().lenient(mends);
///     decoder.push(answer.as_bytes());
///     decoder.finish().ok()
/// };
/// assert_eq!(read(Mends::None, "Here: [1, 2,]"), None);
/// assert_eq!(read(Mends::Syntax, "Here: [1, 2,]"), Some(vec![1, 2]));
/// assert_eq!(read(Mends::Syntax, r#"[1, "2"]"#), None); // that would change a value
/// assert_eq!(read(Mends::All, r#"[1, "2"]"#), Some(vec![1, 2]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mends {
    /// Nothing: the answer is one JSON text, as the schema wants it.
    #[default]
    None,
    /// How it is written: it is found in prose, reasoning and fences, and what is not JSON is read as what it
    /// must have been meant as. No value is changed.
    Syntax,
    /// That, and values that are spelt or shaped in another way than the schema wants.
    All,
}

/// Something that was mended.
///
/// ```
/// use formwork::{Decoder, MendKind, Mends};
///
/// let mut decoder = Decoder::<Vec<u8>>::new().lenient(Mends::All);
/// decoder.push(br#"[1, "2"]"#);
/// decoder.end();
/// let [mend] = decoder.mends() else { panic!("one") };
/// assert_eq!((mend.pointer.as_str(), mend.kind), ("/1", MendKind::ToNumber));
/// assert_eq!(mend.to_string(), "/1: to-number");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mend {
    /// JSON Pointer (RFC 6901) to the value, in the shape of the schema; `""` is the whole answer.
    pub pointer: String,
    /// What was done.
    pub kind: MendKind,
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $weight:literal;)*) => {
        /// What was mended. Each kind has a name that stays.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum MendKind {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl MendKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name, such as `missing-comma`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// How far the value is from what was written: of two branches of a union, the lighter is taken.
            pub(crate) const fn weight(self) -> u32 {
                match self {
                    $(Self::$variant => $weight,)*
                }
            }
        }
    };
}

kinds! {
    /// Text around the answer was left out: prose, reasoning, a fence.
    Prose = "prose", 0;
    /// The answer stood in a JSON string.
    ValueInString = "value-in-string", 5;
    /// Several values in prose were taken as the items of one list.
    Gathered = "gathered", 10;
    /// A comma that nothing follows, or that stands twice.
    ExtraComma = "extra-comma", 1;
    /// A comma was missing.
    MissingComma = "missing-comma", 1;
    /// A colon was missing, or something else stood for it.
    MissingColon = "missing-colon", 1;
    /// A value was missing behind its name; it is read as `null`.
    MissingValue = "missing-value", 4;
    /// A bracket was never closed, or not before one around it.
    MissingCloser = "missing-closer", 2;
    /// A closing bracket that closes nothing was left out.
    ExtraCloser = "extra-closer", 2;
    /// A string had no closing quote where the answer ends.
    UnterminatedString = "unterminated-string", 3;
    /// A comment was left out.
    Comment = "comment", 0;
    /// A string or name in other quotes than `"`.
    Quotes = "quotes", 1;
    /// A name without quotes.
    UnquotedKey = "unquoted-key", 1;
    /// A string without quotes.
    UnquotedString = "unquoted-string", 1;
    /// A quote inside a string was not escaped.
    UnescapedQuote = "unescaped-quote", 1;
    /// A line break or another control character in a string was not escaped.
    UnescapedControl = "unescaped-control", 1;
    /// A backslash that begins no escape that JSON knows.
    UnknownEscape = "unknown-escape", 1;
    /// Half a surrogate pair; it is read as U+FFFD.
    LoneSurrogate = "lone-surrogate", 2;
    /// Strings that stood beside each other, or with `+` between them, were joined.
    JoinedStrings = "joined-strings", 1;
    /// A text in triple quotes, or a code block, as a string.
    TextBlock = "text-block", 1;
    /// `True`, `None`, `undefined` and so on, as JSON has them.
    Literal = "literal", 1;
    /// A number in another notation than JSON's: `+1`, `.5`, `1.`, `0x1F`, `1_000`.
    NumberNotation = "number-notation", 1;
    /// A number or a boolean was taken as a string.
    ToString = "to-string", 2;
    /// An object or a list where a string was wanted: the string is its text.
    TextOfValue = "text-of-value", 6;
    /// A string that says a number: `"12"`, `"$1,234.50"`, `"5 %"`.
    ToNumber = "to-number", 2;
    /// The only number in a phrase.
    NumberInPhrase = "number-in-phrase", 6;
    /// A string or a number that says yes or no.
    ToBoolean = "to-boolean", 2;
    /// A string that says that there is nothing.
    ToNull = "to-null", 2;
    /// `null` for a property that may be absent but not `null`.
    NullForAbsent = "null-for-absent", 2;
    /// A value of an enumeration by another spelling of its own (`x-aliases`).
    ValueAlias = "value-alias", 1;
    /// A value of an enumeration, but for case, accents, separators or punctuation.
    ValueSpelling = "value-spelling", 2;
    /// The only value of an enumeration that a phrase mentions.
    ValueInPhrase = "value-in-phrase", 6;
    /// The value of an enumeration that a phrase mentions more often than any other.
    MostMentioned = "most-mentioned", 8;
    /// A property by another name of its own (`x-aliases`).
    KeyAlias = "key-alias", 1;
    /// A property by its name but for case, accents or separators.
    KeySpelling = "key-spelling", 2;
    /// A property that the schema does not allow was left out.
    ExtraProperty = "extra-property", 5;
    /// A single value was taken as a list of one.
    SingleToList = "single-to-list", 8;
    /// A list of one was taken as its item.
    ListToSingle = "list-to-single", 10;
    /// A value was taken as the only property of an object.
    ImpliedProperty = "implied-property", 8;
    /// An object of one property was taken as its value.
    ObjectToValue = "object-to-value", 10;
}

impl fmt::Display for MendKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() {
            "the answer"
        } else {
            &self.pointer
        };
        write!(f, "{place}: {}", self.kind)
    }
}

/// Of so many mends, no more are listed: who reads them learns nothing new. They still weigh.
const LISTED: usize = 1000;

/// Mends, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mended {
    list: Vec<Mend>,
    weight: u32,
}

impl Mended {
    /// Adds one. Its place is asked for only where it is kept.
    pub(crate) fn add(&mut self, kind: MendKind, pointer: impl FnOnce() -> String) {
        self.weight = self.weight.saturating_add(kind.weight());
        if self.list.len() < LISTED {
            let pointer = pointer();
            self.list.push(Mend { pointer, kind });
        }
    }

    /// Adds those of a value inside, at this place.
    pub(crate) fn join(&mut self, inner: &Self, pointer: &str) {
        self.weight = self.weight.saturating_add(inner.weight);
        let room = LISTED.saturating_sub(self.list.len());
        self.list
            .extend(inner.list.iter().take(room).map(|mend| Mend {
                pointer: format!("{pointer}{}", mend.pointer),
                kind: mend.kind,
            }));
    }

    /// What they weigh together.
    pub(crate) fn weight(&self) -> u32 {
        self.weight
    }

    pub(crate) fn list(&self) -> &[Mend] {
        &self.list
    }

    pub(crate) fn into_list(self) -> Vec<Mend> {
        self.list
    }
}
