//! ECMA-262 patterns to the syntax of the `regex` and `fancy-regex` crates, with the same meaning.
//!
//! What differs is translated (`\d` is ASCII there, `.` stops at line ends of four kinds, a bare `{`
//! is a character). A pattern runs on the linear engine, unless it looks around or refers back: then it
//! is one for the engine that goes back, whose steps the runtime bounds.

mod class;
mod groups;

use std::iter::Peekable;
use std::str::Chars;

/// A pattern whose automaton would be larger than this is refused.
const SIZE_LIMIT: usize = 2_000_000;

/// `\b` and `\B` in terms of look-around: the engine that goes back knows no ASCII ones.
const BOUNDARY: &str = "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))";
const NO_BOUNDARY: &str = "(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))";

/// Every character, and none.
const ANYTHING: &str = r"[\s\S]";
const NOTHING: &str = r"[^\s\S]";

/// Why a pattern is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// In one sentence.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

impl Refusal {
    fn malformed(reason: &str) -> Self {
        Self {
            message: format!("the pattern is not a regular expression: {reason}"),
            help: "a backslash makes a sign such as `(` or `[` stand for itself",
        }
    }

    fn too_large() -> Self {
        Self {
            message: "the pattern's repetitions multiply to an automaton of unreasonable size"
                .to_owned(),
            help: "repeat less, or check the length with `maxLength`",
        }
    }
}

/// A pattern in the syntax of the engine that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translated {
    /// The pattern, translated.
    pub text: String,
    /// What asks for the engine that goes back, where something does.
    pub backtracking: Option<&'static str>,
}

/// Where a translation goes.
#[derive(Default)]
struct Out {
    text: String,
    /// The same without what the linear engine lacks: it says whether the rest is sound, and how large.
    shadow: String,
    backtracking: Option<&'static str>,
    /// Word boundaries have to be written out.
    goes_back: bool,
}

impl Out {
    fn push(&mut self, character: char) {
        self.text.push(character);
        self.shadow.push(character);
    }

    fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
        self.shadow.push_str(text);
    }

    /// Something that only the engine that goes back knows, and what stands for it in the shadow.
    fn push_back(&mut self, feature: &'static str, text: &str, shadow: &str) {
        self.backtracking = Some(feature);
        self.text.push_str(text);
        self.shadow.push_str(shadow);
    }
}

/// Translates a pattern.
///
/// ```
/// use formwork_schema::pattern::translate;
///
/// assert!(translate(r"^\d{4}-\d{2}$").is_ok());
/// let refused = translate("(").unwrap_err();
/// println!("{}: {}", refused.message, refused.help);
/// ```
///
/// # Errors
/// It is no pattern of ECMA-262, or one of unreasonable size.
pub fn translate(pattern: &str) -> Result<Translated, Refusal> {
    let mut out = read(pattern, false)?;
    if out.backtracking.is_some() {
        out = read(pattern, true)?;
    }
    let hir = regex_syntax::Parser::new()
        .parse(&out.shadow)
        .map_err(|error| {
            let reason = match &error {
                regex_syntax::Error::Parse(error) => error.kind().to_string(),
                regex_syntax::Error::Translate(error) => error.kind().to_string(),
                _ => "it cannot be parsed".to_owned(),
            };
            Refusal::malformed(&reason)
        })?;
    if size(&hir) > SIZE_LIMIT {
        return Err(Refusal::too_large());
    }
    Ok(Translated {
        text: out.text,
        backtracking: out.backtracking,
    })
}

fn read(pattern: &str, goes_back: bool) -> Result<Out, Refusal> {
    let mut out = Out {
        goes_back,
        ..Out::default()
    };
    let mut groups = groups::Groups::of(pattern);
    let mut rest = pattern.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\\' => escape(&mut rest, &groups, &mut out)?,
            '[' => class::class(&mut rest, &mut out)?,
            '.' => out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            '(' => groups.open(&mut rest, &mut out),
            ')' => groups.close(&mut rest, &mut out)?,
            '{' if quantifier(&rest).is_none() => out.push_str(r"\{"),
            other => out.push(other),
        }
    }
    Ok(out)
}

/// How often at least, where what stands behind `{` makes it a quantifier: `{2}`, `{2,}` or `{2,3}`.
fn quantifier(rest: &Peekable<Chars<'_>>) -> Option<u32> {
    let mut least = String::new();
    let mut commas = 0;
    for character in rest.clone() {
        match character {
            '0'..='9' if commas == 0 => least.push(character),
            '0'..='9' => {}
            ',' if !least.is_empty() && commas == 0 => commas += 1,
            // One that is too large for any text is refused by whoever reads it next.
            '}' if !least.is_empty() => return Some(least.parse().unwrap_or(u32::MAX)),
            _ => return None,
        }
    }
    None
}

fn escape(
    rest: &mut Peekable<Chars<'_>>,
    groups: &groups::Groups,
    out: &mut Out,
) -> Result<(), Refusal> {
    let Some(character) = rest.next() else {
        return Err(Refusal::malformed("it ends in a backslash"));
    };
    match character {
        'd' | 'D' | 'w' | 'W' | 's' | 'S' => {
            let (set, negated) = class::set(character);
            out.push_str(if negated { "[^" } else { "[" });
            out.push_str(set);
            out.push(']');
        }
        'b' if out.goes_back => out.push_back("look-around", BOUNDARY, r"\b"),
        'B' if out.goes_back => out.push_back("look-around", NO_BOUNDARY, r"\B"),
        'b' => out.push_str(r"(?-u:\b)"),
        'B' => out.push_str(r"(?-u:\B)"),
        't' | 'n' | 'r' | 'f' | 'v' => {
            out.push('\\');
            out.push(character);
        }
        '0' if !rest.peek().is_some_and(char::is_ascii_digit) => out.push_str(r"\x00"),
        '1'..='9' => {
            let mut number = character.to_string();
            while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                number.push(digit);
            }
            groups.refer_to_number(&number, out)?;
        }
        'k' if rest.peek() == Some(&'<') => {
            rest.next();
            let name: String = rest.by_ref().take_while(|c| *c != '>').collect();
            groups.refer_to_name(&name, out)?;
        }
        'c' if rest.peek().is_some_and(char::is_ascii_alphabetic) => {
            let letter = rest.next().unwrap_or('@');
            push_code(out, letter as u32 % 32);
        }
        'u' | 'p' | 'P' if rest.peek() == Some(&'{') => {
            let text = braced(rest, character);
            out.push_str(&text);
        }
        'x' | 'u' => match code(rest, character) {
            Some(code) => push_code(out, code),
            None => out.push(character),
        },
        other if other.is_ascii_alphanumeric() => out.push(other),
        other => {
            // `\<` and `\>` are ends of words for the other engines.
            if other.is_ascii() && !matches!(other, '<' | '>') {
                out.push('\\');
            }
            out.push(other);
        }
    }
    Ok(())
}

/// `\u{1F600}`, `\p{Letter}`, `\p{Script=Greek}`: they read the same, and `Script_Extensions` is read
/// as `scx`.
fn braced(rest: &mut Peekable<Chars<'_>>, letter: char) -> String {
    let mut text = format!("\\{letter}");
    for character in rest.by_ref() {
        text.push(character);
        if character == '}' {
            break;
        }
    }
    text
}

/// `HH` behind `\x`, `HHHH` behind `\u`, and both halves of a pair. With too few digits, the letter stands for itself.
fn code(rest: &mut Peekable<Chars<'_>>, letter: char) -> Option<u32> {
    let digits = if letter == 'x' { 2 } else { 4 };
    let text: String = rest.clone().take(digits).collect();
    let is_code = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = u32::from_str_radix(&text, 16).ok().filter(|_| is_code)?;
    rest.nth(digits - 1);
    if !(0xd800..0xdc00).contains(&code) {
        return Some(code);
    }
    let pair = |low| 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    Some(low_surrogate(rest).map_or(code, pair))
}

fn low_surrogate(rest: &mut Peekable<Chars<'_>>) -> Option<u32> {
    let text: String = rest.clone().take(6).collect();
    let low = u32::from_str_radix(text.strip_prefix("\\u")?, 16).ok()?;
    if !(0xdc00..0xe000).contains(&low) {
        return None;
    }
    rest.nth(5);
    Some(low)
}

/// A character by its number. Half of a pair is none, and no text has it.
fn push_code(out: &mut Out, code: u32) {
    if char::from_u32(code).is_some() {
        out.push_str(&format!(r"\x{{{code:X}}}"));
    } else {
        out.push_str(NOTHING);
    }
}

/// Roughly the states of the automaton: characters, times the repetitions around them.
fn size(hir: &regex_syntax::hir::Hir) -> usize {
    use regex_syntax::hir::HirKind;
    // `regex_syntax` bounds the nesting it parses, so the work list stays small.
    let mut total = 0_usize;
    let mut waiting = vec![(hir, 1_usize)];
    while let Some((hir, times)) = waiting.pop() {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                total = total.saturating_add(literal.0.len().saturating_mul(times));
            }
            // A Unicode class takes many byte ranges.
            HirKind::Class(_) => total = total.saturating_add(times.saturating_mul(4)),
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(repetition.min).max(1) as usize;
                waiting.push((&repetition.sub, times.saturating_mul(most)));
            }
            HirKind::Capture(capture) => waiting.push((&capture.sub, times)),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => {
                waiting.extend(parts.iter().map(|part| (part, times)));
            }
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::class::SPACE;
    use super::translate;

    fn linear(pattern: &str) -> Option<String> {
        let translated = translate(pattern).ok()?;
        translated.backtracking.is_none().then_some(translated.text)
    }

    #[test]
    fn keeps_the_meaning() {
        assert_eq!(
            linear(r"^\d{4}-\d{2}$").as_deref(),
            Some("^[0-9]{4}-[0-9]{2}$")
        );
        assert_eq!(linear(r"[\w.-]+").as_deref(), Some(r"[A-Za-z0-9_.\-]+"));
        assert_eq!(linear(r"^{a}$").as_deref(), Some(r"^\{a}$"));
        assert_eq!(linear(r"\u00e9\/").as_deref(), Some(r"\x{E9}\/"));
        assert_eq!(linear(r"\u{1F600}+").as_deref(), Some(r"\u{1F600}+"));
        assert_eq!(linear(r"\<\>\_").as_deref(), Some(r"<>\_"));
        assert_eq!(linear("[^]").as_deref(), Some(r"[\s\S]"));
        assert_eq!(linear("[[&&]").as_deref(), Some(r"[\[\&\&]"));
    }

    #[test]
    fn classes_are_read_as_their_authors_meant_them() {
        for (pattern, wanted) in [
            // A set is no end of a range.
            (r"[\w-.~]", r"[A-Za-z0-9_\-.\~]"),
            (r"[a-\d]", r"[a\-0-9]"),
            (r"[\w- &]", r"[A-Za-z0-9_\- \&]"),
            (r"[\s\S-z]", &format!(r"[{SPACE}[^{SPACE}]\-z]")),
            // Ranges between signs.
            ("[!--]", r"[!-\-]"),
            ("[--a]", r"[\--a]"),
            ("[a-]", r"[a\-]"),
            ("[-a]", r"[\-a]"),
            ("[^-a]", r"[^\-a]"),
            (r"[\]-a]", r"[\]-a]"),
            ("[+--/]", r"[+-\-/]"),
            (r"[\x41-\x5A]", r"[\x{41}-\x{5A}]"),
            (r"[\b]", r"[\x{8}]"),
            (r"[\cA]", r"[\x{1}]"),
            // Half of a pair is no character.
            (
                r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDBFF-\uDC00]",
                r"[\x{20}-\x{D7FF}\x{E000}-\x{FFFD}]",
            ),
            (r"[\uD700-\uE000]", r"[\x{D700}-\x{D7FF}\x{E000}]"),
            (r"[\uD800-\uDFFF]", r"[^\s\S]"),
            (r"[^\uD800-\uDFFF]", r"[\s\S]"),
            (r"a\uD800", r"a[^\s\S]"),
            (r"[\uD83D\uDE00-\uD83D\uDE4F]", r"[\x{1F600}-\x{1F64F}]"),
            (r"[\u{1F600}-\u{1F64F}]", r"[\x{1F600}-\x{1F64F}]"),
            (r"[\u{D800}\u{61}]", r"[\x{61}]"),
        ] {
            assert_eq!(linear(pattern).as_deref(), Some(wanted), "{pattern}");
        }
        for bad in ["[z-a]", r"[\u{110000}]", r"[\p{Graph}]", r"[a\"] {
            assert!(translate(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_not_linear_is_for_the_other_engine() {
        for (pattern, feature) in [("(?=a)", "look-ahead"), ("(?<!a)b", "look-behind")] {
            let translated = translate(pattern).expect("a pattern");
            assert_eq!(translated.text, pattern);
            assert_eq!(translated.backtracking, Some(feature));
        }
        // A group that took no part is empty, and what looks ahead can be left out.
        for (pattern, wanted) in [
            (r"(a)?\1", r"(a)?(?(1)\1)"),
            (r"(?<n>a)\k<n>", r"(?<n>a)(?(1)\1)"),
            (r"\k<n>(b)(?<n>a)", r"(?(2)\2)(b)(?<n>a)"),
            ("a(?=b)?", "a(?:(?=b)|)"),
            ("a(?!(b))*?c", "a(?:(?!(b))|)c"),
            ("a(?=b)+c", "a(?=b)c"),
            ("a(?=b){2,3}?c", "a(?=b)c"),
        ] {
            let translated = translate(pattern).expect("a pattern");
            assert_eq!(translated.text, wanted, "{pattern}");
        }
        let translated = translate(r"(?!x)\d\b").expect("a pattern");
        assert!(translated.text.starts_with("(?!x)[0-9](?:(?<="));
    }

    #[test]
    fn refuses_what_is_no_pattern() {
        for bad in [
            "[a",
            "(",
            "a**b(",
            r"\",
            "(?=a",
            "(?=[)",
            r"((a)\1",
            r"(a)\2",
            r"(?<n>a)\k<m>",
            "(?<=a)*",
            "(a))",
        ] {
            assert!(translate(bad).is_err(), "{bad}");
        }
        assert!(translate("((a{1000}){1000}){1000}").is_err());
        assert!(translate("(?=((a{1000}){1000}){1000})").is_err());
    }
}
