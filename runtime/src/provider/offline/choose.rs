//! Choices of a sampler: which branch of a union to answer.

use super::dice::Dice;
use super::height::Heights;
use super::shape::Choose;
use super::tree::Tree;

/// Chooses branches by dice, and the shortest way out where little is to be said.
pub(super) struct ByDice<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) heights: &'a Heights,
    /// Which branch to take, counted round; by dice where it is `None`.
    pub(super) rank: Option<usize>,
    /// Where little is to be said: how many shorter ways out have failed.
    pub(super) attempt: Option<usize>,
}

impl<'s> Choose<'s> for ByDice<'_> {
    fn branch(&mut self, branches: &'s [Tree]) -> Option<&'s Tree> {
        if let Some(attempt) = self.attempt {
            let mut by_height: Vec<&Tree> = branches.iter().collect();
            by_height.sort_by_key(|branch| self.heights.of(branch));
            return match attempt {
                0..8 => by_height.get(attempt % branches.len().max(1)).copied(),
                _ => self.dice.pick(&by_height).copied(),
            };
        }
        let is_null = |branch: &Tree| branch.get("type").and_then(Tree::as_str) == Some("null");
        let mut branches: Vec<&Tree> = branches.iter().collect();
        if branches.len() > 1 && self.dice.chance(3, 4) {
            branches.retain(|branch| !is_null(branch));
        }
        match self.rank {
            Some(rank) => branches.get(rank % branches.len().max(1)).copied(),
            None => self.dice.pick(&branches).copied(),
        }
    }

    fn condition(&mut self, _: &'s Tree) -> bool {
        self.dice.chance(1, 2)
    }
}
