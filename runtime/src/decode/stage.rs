//! Where a lenient reader tries values: in the answer's place until one is the answer, and then, so that it
//! stays to be seen, in a place beside it.

use std::sync::Mutex;

use super::describe::root_kinds;
use super::engine::Engine;
use super::ptr::Ptr;
use crate::checks::Later;
use crate::json::{Event, Sink, Wanted};
use crate::lenient::{Finder, Mended, Mends, Stage};
use crate::partial::{Place, PlaceMut};
use crate::violation::Violation;

/// What a lenient reader knows between two pieces.
pub(super) struct Lenient {
    pub(super) finder: Finder,
    pub(super) found: Vec<Violation>,
    /// What is to be asked about the value that is the answer, until another one is.
    pub(super) later: Vec<Later>,
    pub(super) mends: Mends,
    /// A place beside the root. It is never shared, which the lock lets the compiler know.
    beside: Option<Mutex<Box<dyn Place + Send>>>,
}

impl Lenient {
    pub(super) fn new(mends: Mends) -> Self {
        Self {
            mends,
            finder: Finder::new(),
            found: Vec::new(),
            later: Vec::new(),
            beside: None,
        }
    }

    /// Reads a piece.
    pub(super) fn push(&mut self, engine: &mut Engine, root: PlaceMut<'_>, bytes: &[u8]) {
        let (beside, later) = (&mut self.beside, &mut self.later);
        let mut trial = Trial::new(engine, root, self.mends, beside, later);
        self.finder.push(bytes, &mut trial);
        trial.engine.end();
    }

    /// The answer has ended.
    pub(super) fn end(&mut self, engine: &mut Engine, root: PlaceMut<'_>) {
        let (beside, later) = (&mut self.beside, &mut self.later);
        let mut trial = Trial::new(engine, root, self.mends, beside, later);
        let found = self.finder.end(&mut trial);
        trial.engine.end();
        self.found.extend(found);
    }
}

/// The engine and its places, during one piece.
struct Trial<'a> {
    engine: &'a mut Engine,
    root: PlaceMut<'a>,
    mends: Mends,
    beside: &'a mut Option<Mutex<Box<dyn Place + Send>>>,
    later: &'a mut Vec<Later>,
}

impl<'a> Trial<'a> {
    fn new(
        engine: &'a mut Engine,
        root: PlaceMut<'a>,
        mends: Mends,
        beside: &'a mut Option<Mutex<Box<dyn Place + Send>>>,
        later: &'a mut Vec<Later>,
    ) -> Self {
        let mut trial = Self {
            engine,
            root,
            mends,
            beside,
            later,
        };
        trial.begin();
        trial
    }

    /// Lends the engine the place that is filled.
    fn begin(&mut self) {
        let place = match self.beside {
            Some(beside) => match beside.get_mut() {
                Ok(place) => Ptr::new(&mut **place),
                Err(broken) => Ptr::new(&mut **broken.into_inner()),
            },
            None => Ptr::new(&mut *self.root),
        };
        self.engine.begin(place);
    }
}

impl Sink for Trial<'_> {
    fn event(&mut self, event: Event<'_>) {
        self.engine.event(event);
    }

    fn wanted(&self) -> Wanted {
        self.engine.wanted()
    }

    fn mended(&mut self, kind: crate::lenient::MendKind) {
        self.engine.mended(kind);
    }
}

impl Stage for Trial<'_> {
    fn restart(&mut self) {
        self.engine.restart(self.mends);
        match self.beside {
            Some(_) => *self.beside = Some(Mutex::new(self.root.fresh())),
            None => self.root.clear(),
        }
        self.begin();
    }

    fn restart_wrapped(&mut self) {
        self.restart();
        self.engine.be_wrapped();
    }

    fn restart_strict(&mut self) {
        self.restart();
        self.engine.be_strict();
    }

    fn verdict(&self) -> &[Violation] {
        self.engine.violations()
    }

    fn mends(&self) -> Mended {
        self.engine.mends()
    }

    fn accept(&mut self) {
        *self.later = self.engine.take_later();
        match self.beside.take().map(Mutex::into_inner) {
            Some(Ok(place)) => self.root.copy(place.as_any()),
            Some(Err(broken)) => self.root.copy(broken.into_inner().as_any()),
            None => {}
        }
        *self.beside = Some(Mutex::new(self.root.fresh()));
        self.begin();
    }

    fn withdraw(&mut self) {
        *self.beside = None;
        self.later.clear();
        self.restart();
    }

    fn allowed(&self) -> Mends {
        self.mends
    }

    fn root(&self) -> Wanted {
        if self.engine.undo.unwrap_root {
            return Wanted::OBJECT;
        }
        root_kinds(self.engine.root_node())
    }
}
