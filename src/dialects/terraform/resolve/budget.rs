//! How much work one folder may cause: steps in all, and how deep references and expressions may nest.

use std::cell::Cell;

use smol_str::SmolStr;

use super::value::Fault;

/// Real roots of a thousand resources use some ten thousand.
const MOST_STEPS: usize = 1_000_000;

/// Levels of evaluation; each takes a few kilobytes of stack.
const MOST_DEPTH: usize = 200;

/// What is left of a folder's work.
#[derive(Default)]
pub(super) struct Budget {
    steps: Cell<usize>,
    depth: Cell<usize>,
    too_deep: Cell<bool>,
}

/// One level of evaluation, left when dropped.
pub(super) struct Level<'b>(&'b Budget);

impl Budget {
    /// Takes steps off.
    pub(super) fn spend(&self, steps: usize) -> Result<(), Fault> {
        self.steps.set(self.steps.get().saturating_add(steps));
        if self.is_spent() { Err(Fault::Spent(SmolStr::new_static(SPENT))) } else { Ok(()) }
    }

    /// Goes one level deeper.
    pub(super) fn enter(&self) -> Result<Level<'_>, Fault> {
        self.spend(1)?;
        if self.depth.get() >= MOST_DEPTH {
            self.too_deep.set(true);
            return Err(Fault::Spent(SmolStr::new_static("the references here nest too deeply")));
        }
        self.depth.set(self.depth.get() + 1);
        Ok(Level(self))
    }

    /// What was too much, as a sentence.
    pub(super) fn complaint(&self) -> Option<&'static str> {
        match (self.is_spent(), self.too_deep.get()) {
            (true, _) => Some("the expressions of this folder take more work than is spent on one"),
            (false, true) => Some("the references of this folder nest deeper than they are followed"),
            (false, false) => None,
        }
    }

    fn is_spent(&self) -> bool {
        self.steps.get() > MOST_STEPS
    }
}

const SPENT: &str = "the folder takes too much work to evaluate";

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.depth.set(self.0.depth.get().saturating_sub(1));
    }
}
