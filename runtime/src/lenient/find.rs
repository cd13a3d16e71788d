//! The answer in what a model wrote: prose, reasoning, fences, and among them values, of which the last
//! complete one that fits the schema is the answer.
//!
//! Each `{` and `[` in prose may begin it, and is read with the schema as it comes. What turns out to be no
//! answer is given up; where nothing in it was one, it is looked at again from behind its bracket, as long as
//! no more than [`REREAD`] times the text is read for that.

use super::ahead::Text;
use super::fallback;
use super::reasoning;
use super::scan::{Outcome, Scan};
use super::stage::Stage;
use super::utf8::Utf8;
use super::{Mend, MendKind, Mended, Mends};
use crate::json::Wanted;
use crate::json::scan::Limits;
use crate::violation::Violation;

/// The whole text is read no more than so often again.
pub(super) const REREAD: usize = 4;

/// What is being read.
#[derive(Debug)]
pub(super) enum State {
    /// Text around answers.
    Prose,
    /// What the model thought: the end has been looked for up to there.
    Reasoning {
        close: &'static str,
        from: usize,
        seen: usize,
    },
    /// A value that may be the answer.
    Value {
        start: usize,
        scan: Box<Scan>,
        /// It is read as an object around the answer; this was wrong with it as it stands.
        unwrapped: Option<Vec<Violation>>,
    },
    /// The text itself is the answer; so much of it has been handed on.
    Text { from: usize, sent: usize },
    /// Nothing that comes matters.
    Broken,
}

/// The answer, until a better one comes.
#[derive(Debug)]
pub(super) struct Accepted {
    pub(super) mended: Mended,
    pub(super) start: usize,
    pub(super) end: usize,
    /// It stands at the beginning of a line.
    pub(super) set_off: bool,
}

/// Finds the answer in a text that comes in pieces.
#[derive(Debug)]
pub(crate) struct Finder {
    pub(super) utf8: Utf8,
    pub(super) text: String,
    /// How far it has been read.
    pub(super) at: usize,
    pub(super) state: State,
    /// Before a text that is itself the answer: up to where there is white space only.
    pub(super) blank: usize,
    /// Bytes that were read again.
    pub(super) reread: usize,
    pub(super) accepted: Option<Accepted>,
    /// Single values that were taken as lists of one.
    pub(super) single: Vec<(usize, usize)>,
    /// What was wrong with the value that came nearest.
    pub(super) nearest: Option<Vec<Violation>>,
    /// What was wrong with the last value that had nothing in it, and where it ended.
    pub(super) empty: Option<(usize, Vec<Violation>)>,
    /// A value made no sense in the middle. What follows may be a part of it.
    pub(super) is_torn: bool,
    /// Reasoning was never closed. Only a value that the text ends with is no part of it.
    pub(super) is_open_ended: bool,
    pub(super) ended: bool,
    pub(super) mends: Vec<Mend>,
}

impl Finder {
    pub(crate) fn new() -> Self {
        Self {
            utf8: Utf8::default(),
            text: String::new(),
            at: 0,
            blank: 0,
            state: State::Prose,
            reread: 0,
            accepted: None,
            single: Vec::new(),
            nearest: None,
            empty: None,
            is_torn: false,
            is_open_ended: false,
            ended: false,
            mends: Vec::new(),
        }
    }

    /// Whether an answer has been found.
    pub(crate) fn is_complete(&self) -> bool {
        self.accepted.is_some()
    }

    /// What has been mended in it.
    pub(crate) fn mends(&self) -> &[Mend] {
        match &self.accepted {
            Some(accepted) if !self.ended => accepted.mended.list(),
            _ => &self.mends,
        }
    }

    /// Reads a piece.
    pub(crate) fn push(&mut self, bytes: &[u8], stage: &mut impl Stage) {
        if matches!(self.state, State::Broken) {
            return;
        }
        let whole = self.text.len() + bytes.len() <= Limits::DEFAULT.bytes;
        if !whole || !self.utf8.push(bytes, &mut self.text) {
            let message = if whole {
                "the answer is not UTF-8"
            } else {
                "the answer is too long"
            };
            self.state = State::Broken;
            self.accepted = None;
            self.nearest = Some(vec![Violation::new("", "json", message)]);
            return;
        }
        self.run(false, stage);
    }

    /// The text has ended: what is wrong with the answer.
    pub(crate) fn end(&mut self, stage: &mut impl Stage) -> Vec<Violation> {
        if self.ended {
            return Vec::new();
        }
        if self.utf8.is_cut() {
            self.state = State::Broken;
            self.nearest = Some(vec![Violation::new("", "json", "the answer is not UTF-8")]);
        }
        self.run(true, stage);
        self.ended = true;
        if matches!(self.state, State::Broken) {
            stage.restart();
            return self.nearest.take().unwrap_or_default();
        }
        if let State::Text { from, .. } = self.state {
            stage.end_string();
            let mut mended = stage.mends();
            if from > 0 {
                mended.add(MendKind::Prose, String::new);
            }
            self.mends = mended.into_list();
            return stage.verdict().to_vec();
        }
        if self.is_open_ended
            && let Some(accepted) = &self.accepted
        {
            let behind = self.text.get(accepted.end..).unwrap_or_default();
            if !behind.trim().trim_matches('`').is_empty() {
                self.accepted = None;
                stage.withdraw();
            }
        }
        // Whatever was found in a text that fits as it stands: that is the answer.
        let is_whole = self.accepted.is_some() && !self.text.trim_start().starts_with('"');
        if !is_whole && fallback::is_strict(self.text.trim(), stage) {
            stage.accept();
            self.accepted = None;
            self.mends.clear();
            return Vec::new();
        }
        if self.single.len() > 1 {
            self.gather(stage);
        }
        if let Some(accepted) = self.accepted.take() {
            self.mends = self.told(&accepted);
            return Vec::new();
        }
        let body = self
            .text
            .get(reasoning::end(&self.text)..)
            .unwrap_or_default();
        match fallback::read(body, stage) {
            Ok(()) => {
                let mut mended = stage.mends();
                if body.len() < self.text.len() {
                    mended.add(MendKind::Prose, String::new);
                }
                self.mends = mended.into_list();
                Vec::new()
            }
            Err(wrong) => {
                stage.restart();
                // It says more than that there is nothing, if it is all that there is.
                let size = self.text.trim_end().len();
                let empty = self.empty.take().filter(|(end, _)| *end >= size);
                let empty = empty.map(|(_, wrong)| wrong);
                self.nearest.take().or(empty).unwrap_or(wrong)
            }
        }
    }

    /// The answer's mends, and whether there was text around it.
    fn told(&self, accepted: &Accepted) -> Vec<Mend> {
        let around = [
            self.text.get(..accepted.start),
            self.text.get(accepted.end..),
        ];
        let mut mended = Mended::default();
        if around
            .into_iter()
            .flatten()
            .any(|text| !text.trim().is_empty())
        {
            mended.add(MendKind::Prose, String::new);
        }
        mended.join(&accepted.mended, "");
        mended.into_list()
    }

    fn run(&mut self, is_last: bool, stage: &mut impl Stage) {
        loop {
            let goes_on = match &mut self.state {
                State::Prose => self.prose(is_last, stage),
                State::Reasoning { close, from, seen } => {
                    let (close, from, seen) = (*close, *from, *seen);
                    self.reasoning(close, from, seen, is_last)
                }
                State::Value { start, scan, .. } => {
                    let start = *start;
                    let text = Text {
                        text: self.text.get(start..).unwrap_or_default(),
                        is_last,
                    };
                    match scan.run(text, stage) {
                        Outcome::More => false,
                        Outcome::Done => {
                            self.judge(start, stage);
                            true
                        }
                        Outcome::Failed(why) => {
                            let wrong =
                                vec![Violation::new("", "json", format!("not JSON: {why}"))];
                            self.give_up(start, wrong, true, stage);
                            true
                        }
                    }
                }
                State::Text { sent, .. } => {
                    let rest = self.text.get(*sent..).unwrap_or_default();
                    if !rest.is_empty() {
                        stage.part(rest);
                    }
                    *sent = self.text.len();
                    false
                }
                State::Broken => false,
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Looks for where something begins.
    fn prose(&mut self, is_last: bool, stage: &mut impl Stage) -> bool {
        let wanted = stage.root();
        let containers = wanted.has(Wanted::OBJECT.with(Wanted::ARRAY));
        let rest = self.text.get(self.at..).unwrap_or_default();
        if wanted.has(Wanted::TEXT) && !containers {
            return self.text_begins(is_last, wanted, stage);
        }
        let brackets = containers || stage.allowed() == Mends::All;
        let Some(found) = rest.find(['{', '[', '<']) else {
            self.at = self.text.len();
            return false;
        };
        let at = self.at + found;
        if rest[found..].starts_with('<') {
            self.at = at;
            let tag = if self.is_open_ended {
                Some(None)
            } else {
                reasoning::opens(&rest[found..], is_last)
            };
            return match tag {
                None => false,
                Some(None) => {
                    let Some(closes) = reasoning::closes(&rest[found..], is_last) else {
                        return false;
                    };
                    if closes && self.accepted.take().is_some() {
                        // All of it was reasoning.
                        self.single.clear();
                        stage.withdraw();
                    }
                    self.at = at + 1;
                    true
                }
                Some(Some((size, close))) => {
                    self.state = State::Reasoning {
                        close,
                        from: at + size,
                        seen: at + size,
                    };
                    true
                }
            };
        }
        if !brackets {
            self.at = at + 1;
            return true;
        }
        stage.restart();
        self.at = at;
        self.state = State::Value {
            start: at,
            scan: Box::new(Scan::new(stage.allowed())),
            unwrapped: None,
        };
        true
    }

    /// Where any text is an answer: whether it is one as it stands, or a JSON string or literal, shows at its
    /// end.
    fn text_begins(&mut self, is_last: bool, wanted: Wanted, stage: &mut impl Stage) -> bool {
        let rest = self.text.get(self.at.max(self.blank)..).unwrap_or_default();
        let body = rest.trim_start();
        self.blank = self.text.len() - body.len();
        let Some(first) = body.chars().next() else {
            return false;
        };
        if first == '<' && !self.is_open_ended {
            match reasoning::opens(body, is_last) {
                None => return false,
                Some(Some((size, close))) => {
                    let from = self.text.len() - body.len() + size;
                    let seen = from;
                    self.state = State::Reasoning { close, from, seen };
                    return true;
                }
                Some(None) => {}
            }
        }
        let other = wanted.has(Wanted::NULL.with(Wanted::BOOLEAN).with(Wanted::NUMBER));
        let may_be_json =
            first == '"' || other && matches!(first, 't' | 'f' | 'n' | '-' | '0'..='9');
        if may_be_json || is_last {
            return false;
        }
        stage.restart();
        stage.begin_string();
        // Behind what the model thought, the text begins with its first word.
        let sent = if self.at == 0 {
            0
        } else {
            self.text.len() - body.len()
        };
        self.state = State::Text { from: sent, sent };
        true
    }

    fn reasoning(&mut self, close: &'static str, from: usize, seen: usize, is_last: bool) -> bool {
        let rest = self.text.get(seen..).unwrap_or_default();
        if let Some(found) = rest.find(close) {
            self.at = seen + found + close.len();
            self.state = State::Prose;
            return true;
        }
        if is_last {
            // It was never closed, so nothing says where it ends.
            self.at = from;
            self.state = State::Prose;
            self.is_open_ended = self.accepted.is_none();
            return self.is_open_ended;
        }
        let mut seen = self.text.len().saturating_sub(close.len()).max(seen);
        while !self.text.is_char_boundary(seen) {
            seen -= 1;
        }
        self.state = State::Reasoning { close, from, seen };
        false
    }
}
