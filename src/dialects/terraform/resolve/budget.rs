//! How much work one folder may cause: steps in all, and how deep references and expressions may nest.

use std::cell::Cell;

use smol_str::SmolStr;

use super::value::Fault;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;

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
    /// The expression that is being evaluated.
    at: Cell<Option<Span>>,
    /// The one at which it was too much.
    ended: Cell<Option<Span>>,
}

/// One level of evaluation, left when dropped.
pub(super) struct Level<'b>(&'b Budget);

impl Budget {
    /// Takes steps off.
    pub(super) fn spend(&self, steps: usize) -> Result<(), Fault> {
        self.steps.set(self.steps.get().saturating_add(steps));
        if self.is_spent() {
            self.end();
            return Err(Fault::Spent(SmolStr::new_static(SPENT)));
        }
        Ok(())
    }

    /// Goes one level deeper, to an expression that stands there; nowhere, of what misfit brings along.
    pub(super) fn enter_at(&self, span: Option<Span>) -> Result<Level<'_>, Fault> {
        self.at.set(span.or(self.at.get()));
        self.enter()
    }

    /// Goes one level deeper.
    pub(super) fn enter(&self) -> Result<Level<'_>, Fault> {
        self.spend(1)?;
        if self.depth.get() >= MOST_DEPTH {
            self.too_deep.set(true);
            self.end();
            return Err(Fault::Spent(SmolStr::new_static("the references here nest too deeply")));
        }
        self.depth.set(self.depth.get() + 1);
        Ok(Level(self))
    }

    /// Whether so many steps may be taken in all.
    pub(super) fn allows(steps: impl Iterator<Item = usize>) -> bool {
        steps.fold(0_usize, usize::saturating_add) <= MOST_STEPS
    }

    /// How many steps were taken.
    pub(super) fn spent(&self) -> usize {
        self.steps.get()
    }

    /// What was too much, where it was that.
    pub(super) fn complaint(&self, folder: &str) -> Option<Problem> {
        let message = match (self.is_spent(), self.too_deep.get()) {
            (true, _) => "the expressions of this folder take more work than is spent on one: here it ends",
            (false, true) => "the references of this folder nest deeper than they are followed: here it ends",
            (false, false) => return None,
        };
        Some(match self.ended.get() {
            Some(at) => Problem::at(ProblemKind::Limit, at, message),
            None => Problem::with(ProblemKind::Limit, folder, message),
        })
    }

    /// Remembers where it first was too much.
    fn end(&self) {
        self.ended.set(self.ended.get().or(self.at.get()));
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
