//! How much is wrong with a value: which branch of `anyOf` is the nearest.

/// What is wrong, summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weight {
    /// How deep inside the answer something is of another kind altogether: of another type, with
    /// another tag. The further in, the more of the value is as the branch wants it.
    kind: usize,
    violations: usize,
}

impl Weight {
    /// Nothing is wrong.
    pub(super) const NONE: Self = Self {
        kind: usize::MAX,
        violations: 0,
    };

    /// One violation of a keyword, so deep inside the answer.
    pub(super) fn one(keyword: &str, depth: usize) -> Self {
        let kind = match keyword {
            "type" | "additionalProperties" => depth,
            // A constant tells apart what it stands in.
            "const" => depth.saturating_sub(1),
            _ => usize::MAX,
        };
        Self {
            kind,
            violations: 1,
        }
    }

    /// This and that.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            kind: self.kind.min(other.kind),
            violations: self.violations.saturating_add(other.violations),
        }
    }

    /// Whether a value of this weight is nearer than one of that.
    pub(super) fn is_less(self, other: Self) -> bool {
        (other.kind, self.violations) < (self.kind, other.violations)
    }
}

#[cfg(test)]
mod tests {
    use super::Weight;

    #[test]
    fn what_is_wrong_further_in_weighs_less() {
        let (outside, inside) = (Weight::one("type", 1), Weight::one("type", 2));
        let (tag, limit) = (Weight::one("const", 2), Weight::one("minimum", 1));
        assert!(inside.and(inside).is_less(outside));
        assert!(inside.is_less(tag));
        assert!(limit.and(limit).is_less(inside));
        assert!(limit.is_less(limit.and(limit)));
        assert!(!limit.is_less(limit));
        assert!(Weight::NONE.is_less(limit));
    }
}
