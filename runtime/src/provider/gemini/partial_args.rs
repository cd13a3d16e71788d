//! Arguments that come piece by piece, each at its place, to the JSON text they make up.
//!
//! Source: `PartialArg` of Vertex AI `v1`. A piece names its place by a path (`$.items[0].name`) and
//! holds a scalar; pieces of a string at the same place follow one another. The pieces come in the
//! order of the text, since that is how the model writes it, so that the text only ever grows.

use crate::provider::cursor::Malformed;
use crate::provider::outlet::Stop;
use crate::provider::raw::Raw;

/// The longest path.
const MOST_STEPS: usize = 128;

/// The arguments of one call, as far as they have come.
#[derive(Clone, Debug)]
pub(super) struct PartialArgs {
    /// The text, whose last brackets are open.
    text: String,
    /// The place of the last value. All but the last step have an open bracket behind them.
    path: Vec<Step>,
    /// Whether the last value is a string that lacks its closing quote.
    in_string: bool,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// To a member of an object; the key as JSON text.
    Key(String),
    /// To an item of a list.
    Item(u64),
}

impl PartialArgs {
    /// Before the first piece.
    pub(super) fn new() -> Self {
        Self {
            text: "{".to_owned(),
            path: Vec::new(),
            in_string: false,
        }
    }

    /// How long the text is.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text from a byte on.
    pub(super) fn since(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Adds the pieces of a list.
    pub(super) fn add(&mut self, pieces: Raw<'_>) -> Result<(), Stop> {
        let mut result = Ok(());
        pieces.cursor().array(|cursor| {
            let piece = cursor.value()?;
            if result.is_ok() {
                result = self.piece(piece);
            }
            Ok(())
        })?;
        result
    }

    /// Closes what is open: the text is whole.
    pub(super) fn close(&mut self) {
        self.end_string();
        let path = std::mem::take(&mut self.path);
        for step in path.iter().skip(1).rev() {
            self.text.push(bracket(step));
        }
        self.text.push('}');
    }

    fn piece(&mut self, piece: Raw<'_>) -> Result<(), Stop> {
        let (mut place, mut value) = (None, None);
        piece.cursor().object(|cursor, key| {
            let given = cursor.value()?;
            match key {
                "jsonPath" => place = given.word(),
                "stringValue" | "numberValue" | "boolValue" if !given.is_null() => {
                    value = Some(given.json());
                }
                "nullValue" => value = Some("null"),
                _ => {}
            }
            Ok::<(), Malformed>(())
        })?;
        let (Some(place), Some(value)) = (place, value) else {
            return Ok(());
        };
        match path(&place) {
            Some(path) if path.len() > MOST_STEPS => Err(Stop::TooLarge),
            Some(path) => {
                self.put(path, value);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Writes a value at its place. What has no place in a text that only grows is left out.
    fn put(&mut self, path: Vec<Step>, value: &str) {
        let string = value
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        if path == self.path {
            if let Some(more) = string.filter(|_| self.in_string) {
                self.text.push_str(more);
            }
            return;
        }
        let same = self
            .path
            .iter()
            .zip(&path)
            .take_while(|(old, new)| old == new);
        let common = same.count();
        let Some(new) = path.get(common) else { return };
        match self.path.get(common) {
            Some(old) if std::mem::discriminant(old) == std::mem::discriminant(new) => {
                self.end_string();
                let open: Vec<Step> = self.path.drain(common..).skip(1).collect();
                for step in open.iter().rev() {
                    self.text.push(bracket(step));
                }
                self.text.push(',');
            }
            // The first value of all; the arguments are an object.
            None if self.path.is_empty() && matches!(new, Step::Key(_)) => {}
            _ => return,
        }
        for (depth, step) in path.iter().enumerate().skip(common) {
            if depth > common {
                self.text.push(if matches!(step, Step::Key(_)) {
                    '{'
                } else {
                    '['
                });
            }
            if let Step::Key(key) = step {
                self.text.push_str(key);
                self.text.push(':');
            }
        }
        self.in_string = string.is_some();
        if let Some(start) = string {
            self.text.push('"');
            self.text.push_str(start);
        } else {
            self.text.push_str(value);
        }
        self.path = path;
    }

    fn end_string(&mut self) {
        if std::mem::take(&mut self.in_string) {
            self.text.push('"');
        }
    }
}

/// What closes the container that a step leads into.
fn bracket(step: &Step) -> char {
    match step {
        Step::Key(_) => '}',
        Step::Item(_) => ']',
    }
}

/// Reads a path: `$`, then `.name`, `['name']` or `[0]` (RFC 9535, without its selectors).
fn path(text: &str) -> Option<Vec<Step>> {
    let mut rest = text.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(name) = rest.strip_prefix('.') {
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, tail) = name.split_at_checked(end)?;
            steps.push(Step::Key(key(name)));
            rest = tail;
            continue;
        }
        let inner = rest.strip_prefix('[')?;
        if let Some(quote) = inner
            .chars()
            .next()
            .filter(|first| matches!(first, '\'' | '"'))
        {
            let mut name = String::new();
            let mut chars = inner.chars();
            chars.next();
            loop {
                match chars.next()? {
                    '\\' => name.push(chars.next()?),
                    end if end == quote => break,
                    other => name.push(other),
                }
            }
            rest = chars.as_str().strip_prefix(']')?;
            steps.push(Step::Key(key(&name)));
        } else {
            let (index, tail) = inner.split_once(']')?;
            steps.push(Step::Item(index.parse().ok()?));
            rest = tail;
        }
    }
    (!steps.is_empty()).then_some(steps)
}

fn key(name: &str) -> String {
    let mut out = String::new();
    crate::json::write::string(name, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::PartialArgs;
    use crate::provider::raw::Raw;

    fn assembled(pieces: &[Value]) -> Value {
        let mut args = PartialArgs::new();
        let mut text = String::new();
        for piece in pieces {
            let from = args.len();
            let list = json!([piece]).to_string();
            args.add(Raw::new(&list)).unwrap();
            text.push_str(args.since(from));
        }
        let from = args.len();
        args.close();
        text.push_str(args.since(from));
        let whole = args.since(0);
        assert_eq!(
            format!("{{{text}"),
            whole,
            "what was handed out is the whole"
        );
        serde_json::from_str(whole).unwrap_or_else(|error| panic!("{error}: {whole}"))
    }

    #[test]
    fn pieces_go_to_their_places() {
        let pieces = [
            json!({"jsonPath":"$.a","stringValue":"x\"","willContinue":true}),
            json!({"jsonPath":"$.a","stringValue":"\u{e9}\\n"}),
            json!({"jsonPath":"$.b[0].c","numberValue":1.5}),
            json!({"jsonPath":"$.b[0]['d e']","boolValue":true}),
            json!({"jsonPath":"$.b[1].c","nullValue":"NULL_VALUE"}),
            json!({"jsonPath":"$.b[2]","stringValue":""}),
            json!({"jsonPath":"$['it\\'s'].f[0][0]","numberValue":2}),
            json!({"jsonPath":"$['it\\'s'].f[1]","stringValue":"open","willContinue":true}),
        ];
        assert_eq!(
            assembled(&pieces),
            json!({"a":"x\"\u{e9}\\n","b":[{"c":1.5,"d e":true},{"c":null},""],"it's":{"f":[[2],"open"]}})
        );
        assert_eq!(assembled(&[]), json!({}));
    }

    #[test]
    fn what_has_no_place_is_left_out() {
        let pieces = [
            json!({"jsonPath":"$[0]","numberValue":1}),
            json!({"jsonPath":"$.a","numberValue":1}),
            json!({"jsonPath":"$.a","numberValue":2}),
            json!({"jsonPath":"$.a.b","numberValue":2}),
            json!({"jsonPath":"$","numberValue":2}),
            json!({"jsonPath":"a","numberValue":2}),
            json!({"jsonPath":"$.b[","numberValue":2}),
            json!({"jsonPath":"$.b['x","numberValue":2}),
            json!({"jsonPath":"$.c"}),
            json!(7),
        ];
        assert_eq!(assembled(&pieces), json!({"a":1}));
    }
}
