//! Baseline: which findings a team started with, which of them got worse, and which entries have nothing left to take.

mod compare;
mod grounds;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::conditions::directions;
use crate::model::baseline::{Baseline, Entry, State};
use crate::model::paths;
use crate::model::policy::Policy;
use crate::model::problem::Problem;
use crate::model::report::{Finding, Judged, Label, Undecided};
use crate::model::resource::Suppression;
use crate::model::source::Span;
use compare::{Compared, Difference, compare};

pub use grounds::entry;

/// Of entries with one key, so many are tried for a finding.
const MOST_ALIKE: usize = 8;

/// What a baseline is held against, beside the findings that are open.
#[derive(Debug)]
pub struct Context<'a> {
    /// All policies there are.
    pub policies: &'a [Policy],
    /// Ids of those that settings turned off.
    pub turned_off: &'a [SmolStr],
    /// The resources that findings are of.
    pub judged: &'a [Judged],
    /// Findings that a suppression took.
    pub suppressed: &'a [(Arc<Finding>, Suppression)],
    /// What could not be told.
    pub undecided: &'a [Undecided],
    /// What could not be read.
    pub problems: &'a [Problem],
    /// Paths that the settings leave out.
    pub excluded: &'a [String],
    /// The folders that the modules of units stand in, by the folder that calls them.
    pub called: HashMap<&'a str, &'a [String]>,
}

/// What became of the findings, and of the entries.
#[derive(Debug)]
pub struct Held {
    /// Findings that no entry takes. One that is worse than its entry says so.
    pub open: Vec<Arc<Finding>>,
    /// Findings with the entry that took them.
    pub baselined: Vec<(Arc<Finding>, Entry)>,
    /// The baseline with the state of each entry.
    pub baseline: Baseline,
}

/// Holds findings against the entries of a baseline: an entry takes one finding, as long as that is no worse.
pub fn hold(findings: Vec<Arc<Finding>>, path: &str, entries: Vec<Entry>, context: &Context<'_>) -> Held {
    let mut by_key: HashMap<(SmolStr, SmolStr), VecDeque<usize>> = HashMap::new();
    for (place, entry) in entries.iter().enumerate() {
        by_key.entry((entry.unit.clone(), entry.fingerprint.clone())).or_default().push_back(place);
    }
    let mut states: Vec<Option<State>> = vec![None; entries.len()];
    let mut held = Held { open: Vec::new(), baselined: Vec::new(), baseline: Baseline::default() };
    for mut finding in findings {
        let candidates = key(&finding, context.judged).and_then(|key| by_key.get_mut(&key));
        let (Some(candidates), Some(judged), Some(policy)) =
            (candidates, context.judged.get(finding.resource), policy(context.policies, &finding.policy))
        else {
            held.open.push(finding);
            continue;
        };
        let now = entry(judged, policy, &finding);
        let directions = directions(&policy.when);
        let compared = |place: usize| Some(compare(entries.get(place)?, &now, &directions));
        match best(candidates, compared) {
            None => held.open.push(finding),
            Some((at, compared)) => {
                let place = candidates.remove(at).unwrap_or_default();
                let (Some(entry), Some(state)) = (entries.get(place), states.get_mut(place)) else { continue };
                *state = Some(match compared {
                    Compared::Same => State::Taken,
                    Compared::Better => State::Better(Box::new(now)),
                    Compared::Worse(differences) => {
                        let said =
                            say_worse(Arc::make_mut(&mut finding), entry, &differences, judged.resource.name_span);
                        held.open.push(finding);
                        *state = Some(State::Worse(said));
                        continue;
                    }
                });
                held.baselined.push((finding, entry.clone()));
            }
        }
    }
    let gone = Gone::of(context);
    let stated = entries.into_iter().zip(states).map(|(entry, state)| {
        let state = state.unwrap_or_else(|| gone.state(&entry, context));
        (entry, state)
    });
    held.baseline = Baseline { path: path.to_owned(), entries: stated.collect() };
    held
}

/// The entry that fits a finding best: one as it is, else one that it is better than, else one that it is worse than.
///
/// Several have one key only where an address is written twice.
fn best(candidates: &VecDeque<usize>, compared: impl Fn(usize) -> Option<Compared>) -> Option<(usize, Compared)> {
    let mut best: Option<(usize, Compared)> = None;
    for (at, place) in candidates.iter().enumerate().take(MOST_ALIKE) {
        let Some(one) = compared(*place) else { continue };
        let rank = one.rank();
        if best.as_ref().is_none_or(|(_, before)| rank < before.rank()) {
            best = Some((at, one));
        }
        if rank == 0 {
            break;
        }
    }
    best
}

fn key(finding: &Finding, judged: &[Judged]) -> Option<(SmolStr, SmolStr)> {
    let unit = SmolStr::new(&judged.get(finding.resource)?.resource.unit.0);
    Some((unit, SmolStr::new(&finding.fingerprint)))
}

fn policy<'a>(policies: &'a [Policy], id: &str) -> Option<&'a Policy> {
    policies.iter().find(|policy| policy.id == id)
}

/// Says in a finding that the baseline has it otherwise, and where: `with a timeout of 15m, now with a timeout of 20m`.
fn say_worse(finding: &mut Finding, entry: &Entry, differences: &[Difference], at: Span) -> String {
    let was = joined(differences, |difference| difference.was(at));
    let said = format!("{was}, now {}", joined(differences, |difference| difference.is(at)));
    finding.message.push_str(&format!("; in the baseline {said}"));
    let path = differences.iter().find_map(Difference::path).unwrap_or_default();
    finding.related.extend(entry.span.map(|span| Label { span, text: format!("in the baseline {was}"), path }));
    said
}

/// What is said of several differences, each once.
fn joined(differences: &[Difference], of: impl Fn(&Difference) -> String) -> String {
    let mut texts: Vec<String> = differences.iter().map(of).collect();
    texts.dedup();
    texts.join(" and ")
}

/// What may have become of entries without a finding.
struct Gone<'a> {
    resources: HashMap<(&'a str, &'a str), Vec<usize>>,
    undecided: HashSet<(&'a str, usize)>,
    suppressed: HashSet<(&'a str, usize)>,
    /// Paths of which something could not be read, in order.
    unread: Vec<&'a str>,
    /// Those of them that stand in the root itself.
    unread_in_root: Vec<&'a str>,
    /// Paths that are left out, in order.
    excluded: Vec<&'a str>,
}

impl<'a> Gone<'a> {
    fn of(context: &Context<'a>) -> Self {
        let mut resources: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for (index, judged) in context.judged.iter().enumerate() {
            resources.entry((&judged.resource.unit.0, &judged.resource.local)).or_default().push(index);
        }
        let unread = context.problems.iter().filter(|problem| problem.kind.hides()).map(|problem| &*problem.path);
        let unread = in_order(unread);
        Self {
            resources,
            undecided: context.undecided.iter().map(|one| (&*one.policy, one.resource)).collect(),
            suppressed: context.suppressed.iter().map(|(one, _)| (&*one.policy, one.resource)).collect(),
            unread_in_root: unread.iter().copied().filter(|path| !path.contains('/')).collect(),
            unread,
            excluded: in_order(context.excluded.iter().map(String::as_str)),
        }
    }

    fn state(&self, entry: &Entry, context: &Context<'_>) -> State {
        let id = entry.policy();
        if policy(context.policies, id).is_none() {
            return State::Stale(format!("there is no policy `{id}`"));
        }
        if context.turned_off.iter().any(|off| off == id) {
            return State::NotTold("its policy is off".to_owned());
        }
        let Some(resources) = self.resources.get(&(&*entry.unit, entry.local())) else {
            // What is not seen must not be taken for mended.
            let folders = || folders_of(&entry.unit, context);
            let is_unread = |folder: &&str| below(&self.unread, folder).or_else(|| above(&self.unread, folder));
            return if let Some(path) = folders().iter().find_map(is_unread) {
                problem_in(path)
            } else if let Some(path) = folders().iter().find_map(|folder| below(&self.excluded, folder)) {
                State::NotTold(format!("{path} is excluded"))
            } else {
                State::Stale("there is no such workload".to_owned())
            };
        };
        if resources.iter().any(|index| self.undecided.contains(&(id, *index))) {
            return State::NotTold("what would decide it is not known".to_owned());
        }
        if resources.iter().any(|index| self.suppressed.contains(&(id, *index))) {
            return State::Stale("a suppression accepts it".to_owned());
        }
        // The workload is there, and what made it a mismatch may stand in what could not be read.
        let beside = |folder: &&str| beside(&self.unread, &self.unread_in_root, folder);
        let unread = folders_of(&entry.unit, context).iter().find_map(beside);
        unread.map_or_else(|| State::Stale("it does not hold any more".to_owned()), problem_in)
    }
}

/// The folder of a unit, and those of all modules that it calls.
fn folders_of<'a>(unit: &'a str, context: &Context<'a>) -> Vec<&'a str> {
    let mut folders = vec![unit];
    let mut known = HashSet::from([unit]);
    let mut next = 0;
    while let Some(folder) = folders.get(next) {
        let called = context.called.get(folder).copied().unwrap_or_default();
        folders.extend(called.iter().map(String::as_str).filter(|folder| known.insert(folder)));
        next += 1;
    }
    folders
}

fn problem_in(path: &str) -> State {
    State::NotTold(format!("there is a problem in {}", if path.is_empty() { "." } else { path }))
}

/// One of some paths in order that is a unit's; of the root's unit only one in the root itself, as all stand below that.
fn beside<'a>(paths: &[&'a str], in_root: &[&'a str], unit: &str) -> Option<&'a str> {
    if unit.is_empty() { in_root.first().copied() } else { below(paths, unit) }
}

fn in_order<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut paths: Vec<&str> = paths.collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// One of some paths in order that is a unit's or stands below it.
fn below<'a>(paths: &[&'a str], unit: &str) -> Option<&'a str> {
    if let Ok(place) = paths.binary_search(&unit) {
        return paths.get(place).copied();
    }
    let folder = if unit.is_empty() { String::new() } else { format!("{unit}/") };
    let first = paths.partition_point(|path| *path < folder.as_str());
    paths.get(first).copied().filter(|path| path.starts_with(&folder))
}

/// One of some paths in order that is a folder above a unit.
fn above<'a>(paths: &[&'a str], unit: &str) -> Option<&'a str> {
    let place = paths::above(unit).find_map(|folder| paths.binary_search(&folder).ok());
    place.and_then(|place| paths.get(place).copied())
}

#[cfg(test)]
mod tests;
