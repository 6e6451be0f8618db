//! Undecided: every policy that could not tell of a workload, with what would decide it and where that is.

use std::collections::HashMap;
use std::io::{self, Write};

use super::style::{Ink, plain, wrapped};
use super::{Format, Language, View, WriteReport, concise, summary};
use crate::model::condition::Missing;
use crate::model::report::Undecided;

/// The way in which what could not be told is listed.
pub static UNDECIDED: Format<WriteReport> =
    Format { name: "undecided", purpose: "for people: what could not be told", language: Language::Prose, write };

/// Writes every undecided policy with what would decide it; workloads that lack the same are told together. What could not
/// be read comes first.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    concise::problems(view, out)?;
    let style = view.options.style;
    let word = style.paint(Ink::Note, "cannot tell");
    for alike in alike(&view.report.undecided) {
        let Some(first) = alike.first() else { continue };
        let policy = style.paint(Ink::Strong, &first.policy);
        if alike.len() == 1 {
            writeln!(out, "{word}: {policy} for {}", plain(&address(view, first)))?;
            for missing in &first.missing {
                write_missing(view, missing, 2, out)?;
            }
            continue;
        }
        writeln!(out, "{word}: {policy} for {}", summary::plural(alike.len(), "workload", "workloads"))?;
        for missing in &first.missing {
            write_wrapped(view, &format!("{}: {}", missing.path, missing.reason), 2, out)?;
        }
        for undecided in alike {
            let place = undecided.missing.first().map(|missing| format!("  ({})", place(view, missing)));
            let text = format!("{}{}", address(view, undecided), place.unwrap_or_default());
            write_wrapped(view, &text, 4, out)?;
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

/// What lacks the same for the same policy, in the order of the first of each.
fn alike(undecided: &[Undecided]) -> Vec<Vec<&Undecided>> {
    let mut groups: Vec<Vec<&Undecided>> = Vec::new();
    let mut known = HashMap::new();
    for one in undecided {
        let lacks: Vec<_> = one.missing.iter().map(|missing| (&missing.path, &missing.reason)).collect();
        let at = *known.entry((&one.policy, lacks)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

fn address(view: &View<'_>, undecided: &Undecided) -> String {
    view.judged(undecided.resource).map(|judged| judged.address()).unwrap_or_default()
}

/// `needs.regimes: var.x has no value here  (main.tf:3:4)`.
pub(super) fn write_missing(view: &View<'_>, missing: &Missing, indent: usize, out: &mut dyn Write) -> io::Result<()> {
    let text = format!("{}: {}  ({})", missing.path, missing.reason, place(view, missing));
    write_wrapped(view, &text, indent, out)
}

fn place(view: &View<'_>, missing: &Missing) -> String {
    let at = view.report.sources.start(missing.at);
    let path = view.options.base.show(view.report.sources.path(missing.at));
    format!("{path}:{}:{}", at.line, at.column)
}

fn write_wrapped(view: &View<'_>, text: &str, indent: usize, out: &mut dyn Write) -> io::Result<()> {
    for (index, line) in wrapped(&plain(text), view.options.style.width.saturating_sub(indent + 2)).iter().enumerate() {
        writeln!(out, "{:indent$}{line}", "", indent = if index == 0 { indent } else { indent + 2 })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::alike;
    use crate::model::condition::Missing;
    use crate::model::report::Undecided;
    use crate::model::source::{SourceId, Span};

    #[test]
    fn what_lacks_the_same_is_told_together() {
        let undecided = |resource: usize, policy: &str, reason: &str| {
            let at = Span::new(SourceId(0), resource, resource);
            let missing = Missing { path: "gives.interruptible".into(), reason: reason.into(), at };
            Undecided { policy: policy.into(), resource, missing: vec![missing] }
        };
        let all = [
            undecided(0, "state-on-spot", "its nodes are not written here"),
            undecided(1, "state-on-spot", "var.spot has no value here"),
            undecided(2, "state-on-spot", "its nodes are not written here"),
            undecided(3, "cost", "its nodes are not written here"),
        ];
        let together: Vec<Vec<usize>> =
            alike(&all).iter().map(|group| group.iter().map(|one| one.resource).collect()).collect();
        assert_eq!(together, [vec![0, 2], vec![1], vec![3]]);
    }
}
