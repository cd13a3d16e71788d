//! What a request would send, to the key of its answer.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::extract::Form;
use crate::provider::{Mode, Wire};

/// The version of what goes into a key. Keys of another one are never met.
const VERSION: &str = "formwork cache 1";

/// The key of an answer: a hash (SHA-256) over everything that it depends on, and nothing that is secret.
///
/// That is the namespace, provider, wire, address, model, mode, the body as it would be sent, and the type: its name and
/// its schema as its author wrote it. Headers are no part of it.
///
/// ```
/// use formwork::cache::Key;
///
/// let key = Key::new([0xab; 32]);
/// assert_eq!(key.as_bytes().len(), 32);
/// assert_eq!(key.to_string(), "ab".repeat(32)); // what a store of one's own may call its entry
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// A key of these bytes, to try out a store of one's own.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Key {
    /// As 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Everything that an answer depends on.
pub(crate) struct Asked<'r> {
    pub(crate) namespace: &'r str,
    pub(crate) provider: &'r str,
    pub(crate) wire: Wire,
    /// Without a key that may stand in it.
    pub(crate) url: &'r str,
    pub(crate) model: &'r str,
    pub(crate) mode: Mode,
    /// What the answer is to become: a value, calls, items.
    pub(crate) wanted: &'r str,
    pub(crate) body: &'r [u8],
    pub(crate) form: &'r Form,
    pub(crate) tools: &'r [Form],
}

impl Asked<'_> {
    /// The key of the answer.
    pub(crate) fn key(&self) -> Key {
        let wire = self.wire.to_string();
        let facts = [
            VERSION,
            self.namespace,
            self.provider,
            &wire,
            self.url,
            self.model,
            self.mode.as_str(),
            self.wanted,
        ];
        let mut hash = Sha256::new();
        // Behind their lengths, so that no two lists of parts become the same bytes.
        let mut part = |bytes: &[u8]| {
            hash.update(bytes.len().to_be_bytes());
            hash.update(bytes);
        };
        for fact in facts {
            part(fact.as_bytes());
        }
        part(self.body);
        for form in std::iter::once(self.form).chain(self.tools) {
            // What stands around a schema is a few names.
            let around = format!("{:?}", form.layer);
            for text in [form.name, form.schema.root, &around] {
                part(text.as_bytes());
            }
            part(&form.schema.defs.len().to_be_bytes());
            for (name, schema) in form.schema.defs {
                part(name.as_bytes());
                part(schema.as_bytes());
            }
        }
        Key(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Asked, Form, Mode, Wire};
    use crate::extract::{ITSELF, Layer, SchemaText};

    const FORM: Form = form("Person", "{}", &[]);
    const HUMAN: Form = form("Human", "{}", &[]);
    const ROOT: Form = form("Person", "{\"type\":\"object\"}", &[]);
    const DEFS: Form = form("Person", "{}", &[("A", "{}")]);
    const LIST: Form = Form {
        layer: &Layer::List(ITSELF),
        ..FORM
    };

    const fn form(
        name: &'static str,
        root: &'static str,
        defs: &'static [(&'static str, &'static str)],
    ) -> Form {
        Form {
            name,
            description: "",
            schema: SchemaText { root, defs },
            notation: &[],
            dialects: &[],
            layer: ITSELF,
        }
    }

    fn key(change: fn(&mut Asked<'_>)) -> String {
        let mut asked = Asked {
            namespace: "n",
            provider: "p",
            wire: Wire::OpenaiChat,
            url: "https://example.org/v1",
            model: "m",
            mode: Mode::Tools,
            wanted: "one",
            body: b"{}",
            form: &FORM,
            tools: &[],
        };
        change(&mut asked);
        asked.key().to_string()
    }

    #[test]
    fn a_key_depends_on_each_fact_alone() {
        let changes: [fn(&mut Asked<'_>); 15] = [
            |_| {},
            |asked| (asked.namespace, asked.provider) = ("np", ""),
            |asked| (asked.namespace, asked.provider) = ("", "np"),
            |asked| asked.namespace = "o",
            |asked| asked.provider = "o",
            |asked| asked.wire = Wire::OpenaiResponses,
            |asked| asked.url = "https://example.org/v2",
            |asked| asked.model = "o",
            |asked| asked.mode = Mode::StrictTools,
            |asked| asked.wanted = "calls",
            |asked| asked.body = b"{ }",
            |asked| asked.form = &HUMAN,
            |asked| asked.form = &ROOT,
            |asked| asked.form = &DEFS,
            |asked| asked.form = &LIST,
        ];
        let mut keys: HashSet<String> = changes.into_iter().map(key).collect();
        keys.insert(key(|asked| asked.tools = &[FORM]));
        assert_eq!(keys.len(), changes.len() + 1);
        assert!(keys.contains(&key(|_| {})), "the same is the same");
        assert!(keys.iter().all(|key| key.len() == 64));
    }
}
