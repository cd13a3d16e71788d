//! What a quote in a string means, and where a word without quotes ends: decided by what follows.
//!
//! No decision looks further ahead than [`WINDOW`] bytes, so that each costs at most so much, and text that
//! has not come yet is waited for at most so long. What is decided does not depend on how the text is cut.

/// How far is looked ahead, in bytes.
const WINDOW: usize = 256;

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peek {
    /// This character, there.
    At(usize, char),
    /// Nothing more, or nothing for a long way.
    End,
    /// It has not come yet.
    More,
}

/// The text, and whether more of it may come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'t> {
    pub(super) text: &'t str,
    pub(super) is_last: bool,
}

/// What is around the string or word that is being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    pub(super) in_object: bool,
    pub(super) depth: usize,
    /// Some container around is a list; some is an object.
    pub(super) list: bool,
    pub(super) object: bool,
}

/// What a quote in a string is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quote {
    /// The end of the string.
    Closes,
    /// The end of a part of it; the next begins with the quote that stands there.
    Joins(usize),
    /// A character like any other.
    Inside,
    /// What follows has not come yet.
    More,
}

/// Whether a character may stand around a string.
pub(super) fn is_quote(character: char) -> bool {
    matches!(
        character,
        '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '„' | '«' | '»'
    )
}

/// Whether a character may end a string that another one began.
pub(super) fn ends(open: char, character: char) -> bool {
    match open {
        '“' | '”' | '„' => matches!(character, '“' | '”' | '"'),
        '‘' | '’' => matches!(character, '‘' | '’' | '\''),
        '«' | '»' => matches!(character, '«' | '»'),
        open => open == character,
    }
}

impl Text<'_> {
    /// The character at a place.
    pub(super) fn at(self, at: usize) -> Peek {
        match self.text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(character) => Peek::At(at, character),
            None if self.is_last => Peek::End,
            None => Peek::More,
        }
    }

    /// The first character from there on that is no white space.
    pub(super) fn significant(self, from: usize) -> Peek {
        let rest = self.text.get(from..).unwrap_or_default();
        for (index, character) in rest.char_indices() {
            if index > WINDOW {
                return Peek::End;
            }
            if !character.is_whitespace() {
                return Peek::At(from + index, character);
            }
        }
        if self.is_last { Peek::End } else { Peek::More }
    }

    /// Whether the text goes on with this; `None` where that is not known yet.
    pub(super) fn starts(self, at: usize, with: &str) -> Option<bool> {
        let rest = self.text.get(at..).unwrap_or_default();
        if rest.len() < with.len() && with.starts_with(rest) && !self.is_last {
            return None;
        }
        Some(rest.starts_with(with))
    }

    /// Whether only white space stands before this on its line.
    pub(super) fn begins_line(self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.trim_end_matches([' ', '\t']);
        line.is_empty() || line.ends_with('\n')
    }

    fn is_line_between(self, from: usize, to: usize) -> bool {
        self.text
            .get(from..to)
            .is_some_and(|between| between.contains('\n'))
    }

    /// What stands behind the string in quotes that begins there: `None` where it does not end nearby.
    fn behind_quoted(self, at: usize, quote: char) -> Result<Option<Peek>, ()> {
        let start = at + quote.len_utf8();
        let rest = self.text.get(start..).unwrap_or_default();
        let mut escaped = false;
        for (index, character) in rest.char_indices() {
            if index > WINDOW {
                return Ok(None);
            }
            if !escaped && ends(quote, character) {
                let behind = self.significant(start + index + character.len_utf8());
                return if behind == Peek::More {
                    Err(())
                } else {
                    Ok(Some(behind))
                };
            }
            escaped = !escaped && character == '\\';
        }
        if self.is_last { Ok(None) } else { Err(()) }
    }

    /// Whether nothing but a name stands there up to the end.
    fn is_name_to_end(self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        let is_part = |one: char| one.is_alphanumeric() || matches!(one, '_' | '-' | '$');
        rest.len() <= WINDOW && rest.chars().all(is_part)
    }

    /// Whether a name and a colon stand there.
    pub(super) fn is_key(self, at: usize, first: char) -> Option<bool> {
        if is_quote(first) {
            return match self.behind_quoted(at, first) {
                Ok(Some(Peek::At(_, ':' | '='))) => Some(true),
                // A long name, or one that the end of the text cut.
                Ok(None) => Some(!self.is_last || self.is_name_to_end(at + first.len_utf8())),
                Ok(Some(_)) => Some(false),
                Err(()) => None,
            };
        }
        if !(first.is_alphanumeric() || matches!(first, '_' | '$')) {
            return Some(false);
        }
        let rest = self.text.get(at..).unwrap_or_default();
        for (index, character) in rest.char_indices() {
            if character == ':' {
                return Some(true);
            }
            let goes_on = character.is_alphanumeric() || matches!(character, '_' | '-' | '$' | '.');
            if !goes_on || index > WINDOW / 4 {
                return Some(false);
            }
        }
        self.is_last.then_some(false)
    }

    /// Whether a comment begins there.
    pub(super) fn is_comment(self, at: usize) -> Option<bool> {
        if self.starts(at, "#")? {
            return Some(true);
        }
        Some(self.starts(at, "//")? || self.starts(at, "/*")?)
    }

    /// Whether a bracket there closes something, as what follows it shows.
    fn closes(self, at: usize, bracket: char, around: Around) -> Option<bool> {
        let is_open = match bracket {
            '}' => around.object,
            _ => around.list,
        };
        if !is_open {
            return Some(false);
        }
        // The answer may end there, and then anything may follow but a quote.
        let adjacent = self.at(at + 1);
        if adjacent == Peek::More {
            return None;
        }
        if matches!(adjacent, Peek::At(_, next) if is_quote(next) && next != '`') {
            return Some(false);
        }
        if around.depth <= 1 {
            return self.string_ends_behind(at + 1).map(|inside| !inside);
        }
        Some(match self.significant(at + 1) {
            Peek::More => return None,
            Peek::End => true,
            // The next object of a list, where the comma was forgotten.
            Peek::At(next, '{') if bracket == '}' && around.list => {
                match self.significant(next + 1) {
                    Peek::More => return None,
                    Peek::End => false,
                    Peek::At(key, first) => self.is_key(key, first)?,
                }
            }
            Peek::At(next, character) => {
                matches!(character, ',' | '}' | ']' | '`' | '#' | '/')
                    || self.is_line_between(at, next)
            }
        })
    }

    /// Whether the rest of the line looks like the end of a string, so that what stands before it is inside.
    fn string_ends_behind(self, at: usize) -> Option<bool> {
        let rest = self.text.get(at..).unwrap_or_default();
        for (index, character) in rest.char_indices() {
            match character {
                '\n' | '{' | '[' => return Some(false),
                '"' => {
                    return match self.significant(at + index + 1) {
                        Peek::More => None,
                        Peek::End => Some(false),
                        Peek::At(_, behind) => Some(matches!(behind, ',' | '}' | ']')),
                    };
                }
                _ if index > WINDOW => return Some(false),
                _ => {}
            }
        }
        self.is_last.then_some(false)
    }

    /// What a quote in a value is; `at` is behind it. Where no text is wanted, there are no quotes in one.
    pub(super) fn quote(self, at: usize, around: Around, is_text: bool) -> Quote {
        if !is_text && matches!(self.significant(at), Peek::At(_, ',' | '}' | ']')) {
            return Quote::Closes;
        }
        match self.quote_at(at, around) {
            Some(quote) => quote,
            None => Quote::More,
        }
    }

    fn quote_at(self, at: usize, around: Around) -> Option<Quote> {
        let when = |closes: bool| {
            if closes { Quote::Closes } else { Quote::Inside }
        };
        let (next, character) = match self.significant(at) {
            Peek::At(next, character) => (next, character),
            Peek::End => return Some(Quote::Closes),
            Peek::More => return None,
        };
        let new_line = self.is_line_between(at, next);
        Some(match character {
            ',' | ';' => when(self.after_comma(next + 1, around)?),
            '}' | ']' => when(self.closes(next, character, around)?),
            '+' => match self.significant(next + 1) {
                Peek::More => return None,
                Peek::At(other, quote) if is_quote(quote) => Quote::Joins(other),
                _ => Quote::Inside,
            },
            '/' | '#' => when(next > at && self.is_comment(next)?),
            '`' if self.starts(next, "```")? => when(new_line),
            '{' | '[' => when(!around.in_object && new_line),
            quote if is_quote(quote) && next > at => self.beside(next, quote, new_line, around)?,
            other => when(around.in_object && new_line && self.is_key(next, other)?),
        })
    }

    /// What a quote is that another one follows, with white space between them.
    fn beside(self, next: usize, quote: char, new_line: bool, around: Around) -> Option<Quote> {
        let Ok(behind) = self.behind_quoted(next, quote) else {
            return None;
        };
        Some(match behind {
            Some(Peek::At(_, ':' | '=')) if around.in_object => Quote::Closes,
            Some(Peek::At(_, ',' | '}' | ']')) | None if around.in_object && new_line => {
                Quote::Joins(next)
            }
            Some(Peek::At(_, ',' | ']')) if !around.in_object => Quote::Closes,
            Some(Peek::At(_, other)) if !around.in_object && is_quote(other) => Quote::Closes,
            _ if !around.in_object && new_line => Quote::Closes,
            _ => Quote::Inside,
        })
    }

    /// Whether a comma separates, as what follows it shows.
    fn after_comma(self, at: usize, around: Around) -> Option<bool> {
        let mut from = at;
        let (next, character) = loop {
            match self.significant(from) {
                // Where one stands twice, the last one separates.
                Peek::At(next, ',') if next < at + WINDOW => from = next + 1,
                Peek::At(next, character) => break (next, character),
                Peek::End => return Some(true),
                Peek::More => return None,
            }
        };
        if matches!(character, '}' | ']') {
            return self.closes(next, character, around);
        }
        if self.is_comment(next)? {
            return Some(true);
        }
        let new_line = self.is_line_between(at, next);
        if around.in_object {
            return self.is_key(next, character).map(|is_key| {
                is_key || new_line && (is_quote(character) || character.is_alphabetic())
            });
        }
        if is_quote(character) || matches!(character, '{' | '[') || new_line {
            return Some(true);
        }
        self.is_scalar(next)
    }

    /// Whether a number or a literal stands there, alone.
    fn is_scalar(self, at: usize) -> Option<bool> {
        let rest = self.text.get(at..).unwrap_or_default();
        let word = rest
            .find(|character: char| {
                !character.is_alphanumeric() && !matches!(character, '-' | '+' | '.')
            })
            .unwrap_or(rest.len());
        if word == rest.len() && !self.is_last && word <= WINDOW {
            return None;
        }
        let text = rest.get(..word).unwrap_or_default();
        let known = matches!(text, "true" | "false" | "null" | "True" | "False" | "None")
            || text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
        if !known {
            return Some(false);
        }
        Some(match self.significant(at + word) {
            Peek::More => return None,
            Peek::End => true,
            Peek::At(_, character) => matches!(character, ',' | ']'),
        })
    }

    /// Whether a comma ends a word without quotes in an object.
    pub(super) fn comma_ends(self, at: usize) -> Option<bool> {
        let (next, character) = match self.significant(at) {
            Peek::At(next, character) => (next, character),
            Peek::End => return Some(true),
            Peek::More => return None,
        };
        if self.is_line_between(at, next) || matches!(character, '}' | ']' | ',') {
            return Some(true);
        }
        Some(self.is_comment(next)? || self.is_key(next, character)?)
    }

    /// Whether a line break ends a word without quotes in an object.
    pub(super) fn line_ends(self, at: usize) -> Option<bool> {
        let (next, character) = match self.significant(at) {
            Peek::At(next, character) => (next, character),
            Peek::End => return Some(true),
            Peek::More => return None,
        };
        if matches!(character, '}' | ']' | ',') || self.starts(next, "```")? {
            return Some(true);
        }
        Some(self.is_comment(next)? || self.is_key(next, character)?)
    }
}
