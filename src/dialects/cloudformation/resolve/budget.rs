//! How much work one template may cause: steps in all, and how deep values and conditions may nest.

use std::cell::Cell;

/// Templates are at most a megabyte, some fifty thousand values; only loops in loops come near.
const MOST_STEPS: usize = 1_000_000;

/// Levels of values and conditions; each takes a few kilobytes of stack.
const MOST_DEPTH: usize = 240;

/// Resources that loops make. A stack holds at most 500, and each is worked out and judged.
pub(super) const MOST_MADE: usize = 2_000;

/// Why a value is not worked out where nothing is left.
pub(super) const SPENT: &str = "the template takes too much work to work out";

/// What is left of a template's work.
#[derive(Debug, Default)]
pub(super) struct Budget {
    steps: Cell<usize>,
    depth: Cell<usize>,
    too_deep: Cell<bool>,
}

/// One level, left when dropped.
pub(super) struct Level<'b>(&'b Budget);

impl Budget {
    /// Takes steps off.
    pub(super) fn spend(&self, steps: usize) {
        self.steps.set(self.steps.get().saturating_add(steps));
    }

    /// Whether nothing is left of it.
    pub(super) fn is_spent(&self) -> bool {
        self.steps.get() > MOST_STEPS
    }

    /// Goes one level deeper; says why not, where it does not.
    pub(super) fn enter(&self) -> Result<Level<'_>, &'static str> {
        self.spend(1);
        if self.is_spent() {
            return Err(SPENT);
        }
        if self.depth.get() >= MOST_DEPTH {
            self.too_deep.set(true);
            return Err("the template nests too deeply here");
        }
        self.depth.set(self.depth.get() + 1);
        Ok(Level(self))
    }

    /// What was too much, as a sentence.
    pub(super) fn complaint(&self) -> Option<&'static str> {
        match (self.is_spent(), self.too_deep.get()) {
            (true, _) => Some("this template takes more work than is spent on one"),
            (false, true) => Some("the values or conditions of this template nest deeper than they are followed"),
            (false, false) => None,
        }
    }
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.depth.set(self.0.depth.get().saturating_sub(1));
    }
}
