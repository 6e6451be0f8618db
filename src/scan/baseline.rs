//! The baseline in force: read from the root, held against the findings, and told of where it has nothing left to take.

use std::collections::HashMap;
use std::sync::Arc;

use super::judge;
use super::library::View;
use crate::load;
use crate::memo::Memo;
use crate::model::baseline::{Entry, State};

pub(super) use crate::model::baseline::FILE;
use crate::model::baseline::named;
use crate::model::document::Syntax;
use crate::model::overrides::Overrides;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::Report;
use crate::model::source::{ReadError, Source, Sources};
use crate::parse::{self, text};

/// What to do where nothing else is said.
const ANEW: &str = "`misfit baseline create --replace` writes it anew";

/// What to do where there is none.
const CREATE: &str = "`misfit baseline create` writes it";

/// A baseline's file.
pub(super) struct Accepted {
    pub(super) path: String,
    pub(super) entries: Vec<Entry>,
}

/// Reads the baseline at the root, or that which the overrides name; what is wrong with it goes to the report.
pub(super) fn read(view: &View<'_>, overrides: &Overrides, memo: &Memo, report: &mut Report) -> Option<Accepted> {
    if overrides.no_baseline {
        return None;
    }
    let path = overrides.baseline.as_deref().unwrap_or(FILE);
    let wrong = |problem: Problem| {
        let help = problem.help.unwrap_or_else(|| format!("{ANEW}{}", named(path)));
        Problem { kind: ProblemKind::Settings, path: path.to_owned(), help: Some(help), ..problem }
    };
    let decoded = match view.read(path) {
        Ok(bytes) => text::decode(bytes).map_err(|undecodable| undecodable.problem(path)),
        Err(ReadError::NotFound) if overrides.baseline.is_none() => return None,
        // As with settings: what is committed is held against what is committed.
        Err(error @ ReadError::Untracked) if overrides.baseline.is_none() => {
            let message = "git does not track it, so it is not in force";
            report.problems.push(Problem { message: message.to_owned(), ..Problem::unreadable(path, &error) });
            return None;
        }
        Err(error @ ReadError::NotFound) => {
            Err(Problem::unreadable(path, &error).help(format!("{CREATE}{}", named(path))))
        }
        Err(error) => Err(Problem::unreadable(path, &error)),
    };
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(problem) => {
            report.problems.push(wrong(problem));
            return None;
        }
    };
    let id = memo.id(path);
    let source = Arc::new(Source::new(path, decoded));
    let parsed = parse::parse(id, &source.text, Syntax::Json);
    report.sources.insert(id, source);
    let mut problems = parsed.problems;
    let mut accepted = Accepted { path: path.to_owned(), entries: Vec::new() };
    match parsed.documents.first() {
        Some(document) => {
            let (entries, more) = load::baseline(&document.root, path);
            accepted.entries = entries;
            // What looks wrong in a broken file may be right in the whole one.
            if problems.is_empty() {
                problems.extend(more);
            }
        }
        None if problems.is_empty() => {
            let empty = Problem::with(ProblemKind::Settings, path, "this baseline is empty");
            problems.push(empty.help(format!("remove it; {CREATE}{}", named(path))));
        }
        None => {}
    }
    report.problems.extend(problems.into_iter().map(wrong));
    Some(accepted)
}

/// Like the settings, a baseline in force is no file that is passed by.
pub(super) fn take_for_read(report: &mut Report, accepted: Option<&Accepted>) {
    let Some(accepted) = accepted else { return };
    report.coverage.passed_by.retain(|_, paths| {
        paths.retain(|path| *path != accepted.path);
        !paths.is_empty()
    });
}

/// Leaves the entries of what is reported; nothing is said of the others, whose findings are not in the report.
///
/// The resources that are reported are those that `stay`; of an entry that has none any more, its unit must be reported.
pub(super) fn narrow(report: &mut Report, stay: &[bool], is_reported: impl Fn(&str) -> bool) {
    let Some(mut baseline) = report.baseline.take() else { return };
    let mut reported: HashMap<String, bool> = HashMap::new();
    for (judged, stays) in report.resources.iter().zip(stay) {
        *reported.entry(judged.address()).or_default() |= stays;
    }
    for (entry, state) in &mut baseline.entries {
        if !reported.get(&entry.address()).copied().unwrap_or_else(|| is_reported(&entry.unit)) {
            *state = State::Elsewhere;
        }
    }
    report.baseline = Some(baseline);
}

/// Tells of the entries that have nothing left to take: once, at the first.
pub(super) fn tell(report: &mut Report) {
    let Some(baseline) = &report.baseline else { return };
    let mut stale = baseline.entries.iter().filter_map(|(entry, state)| match state {
        State::Stale(why) => Some((entry, why)),
        _ => None,
    });
    let Some((first, why)) = stale.next() else { return };
    let (policy, address) = (first.policy(), first.address());
    let message = match stale.count() {
        0 => format!("the baseline has `{policy}` of {address}, which is stale: {why}"),
        more => format!("the baseline has {} stale entries, the first `{policy}` of {address}: {why}", more + 1),
    };
    let help = "`misfit baseline prune` takes out what is stale, `misfit baseline show` lists it";
    let help = format!("{help}{}", named(&baseline.path));
    let problem = Problem::with(ProblemKind::Baseline, baseline.path.as_str(), message).help(help);
    let problem = Problem { span: first.span, ..problem };
    report.problems.push(problem);
    judge::order(report);
}
