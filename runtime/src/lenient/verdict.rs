//! A value in the text that has been read to its end, or as far as it makes sense: whether it is the answer.

use super::ahead::Text;
use super::find::{Accepted, Finder, REREAD, State};
use super::scan::{Outcome, Scan};
use super::stage::Stage;
use super::{Mend, MendKind, Mended, Mends};
use crate::json::Wanted;
use crate::violation::Violation;

impl Finder {
    /// A value has been read whole.
    pub(super) fn judge(&mut self, start: usize, stage: &mut impl Stage) {
        let (size, has_content, is_cut) = match &self.state {
            State::Value { scan, .. } => (scan.at, scan.has_content, scan.is_cut),
            _ => return,
        };
        if !stage.verdict().is_empty() {
            if self.try_wrapped(start, stage) {
                return;
            }
            let mut wrong = stage.verdict().to_vec();
            if let State::Value { unwrapped, .. } = &mut self.state
                && wrong.iter().all(|one| one.pointer.is_empty())
            {
                // It is no such object.
                wrong = unwrapped.take().unwrap_or(wrong);
            }
            self.give_up(start, wrong, false, stage);
            return;
        }
        let mended = stage.mends();
        let is_reshaped = mended.list().iter().any(|mend| {
            mend.pointer.is_empty()
                && matches!(
                    mend.kind,
                    MendKind::SingleToList
                        | MendKind::ListToSingle
                        | MendKind::ImpliedProperty
                        | MendKind::ObjectToValue
                )
        });
        let text = Text {
            text: &self.text,
            is_last: true,
        };
        let set_off = text.begins_line(start);
        let is_better = match &self.accepted {
            Some(before) => {
                has_content && !is_cut && (set_off || !before.set_off || mended.weight() == 0)
            }
            None => true,
        };
        let is_single = is_reshaped && mended.list().iter().any(is_single);
        let is_next = is_single && has_content && !self.single.is_empty();
        let end = start + size;
        self.at = end;
        self.state = State::Prose;
        if !(is_better || is_next) || is_reshaped && self.is_torn {
            stage.restart();
            return;
        }
        stage.accept();
        if is_single {
            self.single.push((start, end));
        } else {
            self.single.clear();
        }
        self.accepted = Some(Accepted {
            mended,
            start,
            end,
            set_off,
        });
    }

    /// Where a list is wanted, an object that is no item of it may stand around it. Whether it does: then it is
    /// read again.
    fn try_wrapped(&mut self, start: usize, stage: &mut impl Stage) -> bool {
        let State::Value {
            scan, unwrapped, ..
        } = &mut self.state
        else {
            return false;
        };
        let wanted = stage.root();
        let may_be = wanted.has(Wanted::ARRAY)
            && !wanted.has(Wanted::OBJECT)
            && stage.allowed() == Mends::All
            && self
                .text
                .get(start..)
                .is_some_and(|text| text.starts_with('{'));
        let again = self.reread.saturating_add(scan.at);
        if unwrapped.is_some() || !may_be || again > REREAD.saturating_mul(start + scan.at) {
            return false;
        }
        self.reread = again;
        *unwrapped = Some(stage.verdict().to_vec());
        **scan = Scan::new(stage.allowed());
        stage.restart_wrapped();
        true
    }

    /// A value is no answer.
    pub(super) fn give_up(
        &mut self,
        start: usize,
        wrong: Vec<Violation>,
        is_torn: bool,
        stage: &mut impl Stage,
    ) {
        let (size, has_content) = match &self.state {
            State::Value { scan, .. } => (scan.at, scan.has_content),
            _ => return,
        };
        let end = start + size;
        let again = self.reread.saturating_add(size);
        if !has_content && again <= REREAD.saturating_mul(end) {
            self.reread = again;
            self.at = start + 1;
        } else {
            self.at = end.max(start + 1);
        }
        self.is_torn |= is_torn && has_content;
        if has_content {
            let is_nearer = |before: &Vec<Violation>| wrong.len() <= before.len();
            if self.nearest.as_ref().is_none_or(is_nearer) {
                self.nearest = Some(wrong);
            }
        } else {
            self.empty = Some((end, wrong));
        }
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        self.state = State::Prose;
        // What is whole stays to be seen until another value begins.
        if is_torn || self.accepted.is_some() {
            stage.restart();
        }
    }

    /// Reads several single values as the list that they are.
    pub(super) fn gather(&mut self, stage: &mut impl Stage) {
        let mut list = String::from("[");
        for (start, end) in &self.single {
            if list.len() > 1 {
                list.push(',');
            }
            list.push_str(self.text.get(*start..*end).unwrap_or_default());
        }
        list.push(']');
        stage.restart();
        let mut scan = Scan::new(stage.allowed());
        let text = Text {
            text: &list,
            is_last: true,
        };
        let done = scan.run(text, stage) == Outcome::Done && stage.verdict().is_empty();
        if let (true, Some(accepted)) = (done, &mut self.accepted) {
            stage.accept();
            let mut mended = Mended::default();
            mended.add(MendKind::Gathered, String::new);
            mended.join(&stage.mends(), "");
            accepted.mended = mended;
            if let Some((start, _)) = self.single.first() {
                accepted.start = *start;
            }
        }
    }
}

fn is_single(mend: &Mend) -> bool {
    mend.pointer.is_empty() && mend.kind == MendKind::SingleToList
}
