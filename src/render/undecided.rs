//! Undecided: every policy that could not tell of a workload, with what would decide it and where that is.

use std::io::{self, Write};

use super::style::{Ink, plain, wrapped};
use super::{View, summary};
use crate::model::condition::Missing;

/// Writes every undecided policy with what would decide it.
///
/// # Errors
/// What kept `out` from being written.
pub fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let style = view.options.style;
    for undecided in &view.report.undecided {
        let address = view.judged(undecided.resource).map(|judged| judged.address()).unwrap_or_default();
        let word = style.paint(Ink::Note, "cannot tell");
        writeln!(out, "{word}: {} for {}", style.paint(Ink::Strong, &undecided.policy), plain(&address))?;
        for missing in &undecided.missing {
            write_missing(view, missing, 2, out)?;
        }
    }
    if view.report.undecided.is_empty() {
        writeln!(
            out,
            "everything could be decided for {}",
            summary::plural(view.workloads().count(), "workload", "workloads")
        )?;
    }
    Ok(())
}

/// `needs.regimes: var.x has no value here  (main.tf:3:4)`.
pub(super) fn write_missing(view: &View<'_>, missing: &Missing, indent: usize, out: &mut dyn Write) -> io::Result<()> {
    let at = view.report.sources.start(missing.at);
    let path = view.options.base.show(view.report.sources.path(missing.at));
    let text = format!("{}: {}  ({path}:{}:{})", missing.path, missing.reason, at.line, at.column);
    for (index, line) in wrapped(&plain(&text), view.options.style.width.saturating_sub(indent + 2)).iter().enumerate()
    {
        writeln!(out, "{:indent$}{line}", "", indent = if index == 0 { indent } else { indent + 2 })?;
    }
    Ok(())
}
