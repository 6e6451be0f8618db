//! The ways that values came: through which variables, from where they are used to where they are written.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::source::Span;
use crate::model::tree::{Node, Origin, Step};

/// The most steps that a value keeps.
const MOST_STEPS: usize = 16;

/// A value before it is put where it is used, and the way that it came.
#[derive(Clone, Debug)]
pub(super) struct Met {
    /// The value: a scalar that is worked out, or a structure as it is written.
    pub(super) node: Node,
    /// How it came.
    pub(super) way: Way,
}

/// A way through variables.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    /// The places on the way.
    passed: Vec<Step>,
    /// The last variable: what it leads to stands where the value, or a part of it, is written.
    last: Option<SmolStr>,
    /// A default decided.
    pub(super) defaulted: bool,
}

impl Way {
    /// The way through one variable.
    pub(super) fn through(name: SmolStr) -> Self {
        Self { passed: Vec::new(), last: Some(name), defaulted: false }
    }

    /// The way that several values came which make one.
    pub(super) fn joined<'w>(ways: impl Iterator<Item = (&'w Way, Span)>) -> Self {
        let mut joined = Self::default();
        for (way, written) in ways {
            joined.defaulted |= way.defaulted;
            for step in way.steps(written) {
                if joined.passed.len() < MOST_STEPS && !joined.passed.contains(&step) {
                    joined.passed.push(step);
                }
            }
        }
        joined
    }

    /// This way to a variable that stands at `written`, and its way on.
    pub(super) fn then(&self, written: Span, on: &Way) -> Self {
        let mut passed = self.steps(written);
        passed.extend(on.passed.iter().cloned());
        passed.truncate(MOST_STEPS);
        Self { passed, last: on.last.clone(), defaulted: self.defaulted || on.defaulted }
    }

    /// The steps to a value that stands at `written`.
    pub(super) fn steps(&self, written: Span) -> Vec<Step> {
        let last = self.last.iter().map(|name| Step { span: written, name: name.clone() });
        self.passed.iter().cloned().chain(last).collect()
    }

    /// The origin of a value that stands at `written`; none where it came through nothing.
    pub(super) fn origin(&self, written: Span) -> Option<Arc<Origin>> {
        let steps = self.steps(written);
        (!steps.is_empty()).then(|| Arc::new(Origin { steps, defaulted: self.defaulted }))
    }
}

/// An origin with steps before it.
pub(super) fn before(steps: &[Step], defaulted: bool, origin: Option<&Arc<Origin>>) -> Option<Arc<Origin>> {
    match origin {
        Some(origin) if steps.is_empty() && !defaulted => Some(origin.clone()),
        None if steps.is_empty() => None,
        _ => {
            let on = origin.map(|origin| origin.steps.as_slice()).unwrap_or_default();
            let steps = steps.iter().chain(on).take(MOST_STEPS).cloned().collect();
            let defaulted = defaulted || origin.is_some_and(|origin| origin.defaulted);
            Some(Arc::new(Origin { steps, defaulted }))
        }
    }
}
