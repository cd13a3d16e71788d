//! Random decisions that shrink: a list of numbers drawn by `proptest`, read in turn.

use proptest::prelude::{Strategy, any};
use proptest::test_runner::{Config, RngSeed};

/// The settings of every property: few cases and a fixed seed, unless the environment says otherwise.
pub(crate) fn config(cases: u32) -> Config {
    let mut config = Config::default();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(1);
    }
    // A failure should be seen soon, even if not at its smallest.
    config.max_shrink_iters = 1_000;
    config.max_shrink_time = 20_000;
    // What failed once belongs into a test of its own, not into a list of seeds.
    config.failure_persistence = None;
    config
}

/// Decisions. Where they run out they begin again; without any, each is zero, which is the dullest.
#[derive(Clone, Debug)]
pub(crate) struct Choices {
    drawn: Vec<u16>,
    at: usize,
}

/// At most so many decisions.
pub(crate) fn choices(most: usize) -> impl Strategy<Value = Choices> {
    proptest::collection::vec(any::<u16>(), 0..most).prop_map(|drawn| Choices { drawn, at: 0 })
}

impl Choices {
    /// A number below `end`; zero where `end` is.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if self.drawn.is_empty() || end == 0 {
            return 0;
        }
        // A second round that repeated the first would only repeat what has been tried.
        let round = self.at / self.drawn.len();
        let drawn = usize::from(self.drawn[self.at % self.drawn.len()]);
        self.at += 1;
        (drawn + round * 7919) % end
    }

    /// Yes, once in so many times; never without decisions.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    /// One of several.
    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// The same in another order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            let other = end - self.below(end + 1);
            items.swap(end, other);
        }
    }

    /// Pieces of a text, cut at random places: mostly small, sometimes single bytes, sometimes none.
    pub(crate) fn cut<'a>(&mut self, mut bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let longest = self.pick(&[1_000, 64, 16, 4, 1]);
        let mut pieces = Vec::new();
        while !bytes.is_empty() {
            let (piece, rest) = bytes.split_at(self.below(longest + 1).min(bytes.len()));
            // Without decisions every piece would be empty.
            let (piece, rest) = if piece.is_empty() && self.drawn.len() < 2 {
                (bytes, &bytes[..0])
            } else if piece.is_empty() && !self.one_in(4) {
                bytes.split_at(1)
            } else {
                (piece, rest)
            };
            pieces.push(piece);
            bytes = rest;
            if pieces.len() > 100_000 {
                pieces.push(bytes);
                break;
            }
        }
        pieces
    }
}
