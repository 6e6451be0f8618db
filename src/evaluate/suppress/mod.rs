//! Suppressions: who asked not to be told of what, whether it still holds, and which of them suppress nothing.

mod comments;

use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::{Finding, Judged, Undecided};
use crate::model::resource::{Resource, Suppression};
use crate::model::source::{SourceMap, Span};
use crate::values::nearest::nearest;

pub use comments::{Directive, directives};

/// What stands where a reason is still to be written.
pub const TO_DO: &str = "TODO";

/// What became of the findings and of the wishes not to hear of them.
#[derive(Debug, Default)]
pub struct Sorted {
    /// Findings that nobody suppressed.
    pub open: Vec<Arc<Finding>>,
    /// Findings with the suppression that took them.
    pub suppressed: Vec<(Arc<Finding>, Suppression)>,
    /// Suppressions that take nothing, have ended, name no policy or give no reason.
    pub problems: Vec<Problem>,
}

/// What suppressions are judged by.
#[derive(Debug)]
pub struct Context<'a> {
    /// Today, `YYYY-MM-DD`, if known.
    pub today: Option<&'a str>,
    /// Ids of all policies there are.
    pub policy_ids: &'a [SmolStr],
    /// Ids of those that settings turned off.
    pub turned_off: &'a [SmolStr],
    /// The resources that findings are of.
    pub judged: &'a [Judged],
    /// What could not be told.
    pub undecided: &'a [Undecided],
    /// The texts.
    pub sources: &'a SourceMap,
}

/// A suppression and where it holds.
#[derive(Debug)]
pub struct Wish {
    suppression: Suppression,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// Findings whose primary span or workload starts on this line.
    Line(SmolStr, u32),
    /// All findings of these resources.
    Resources(Vec<usize>),
}

/// Where comments may ask something for all of a workload: at its block, and at every call that it came through.
fn lines(resource: &Resource) -> impl Iterator<Item = Span> {
    let calls = resource.calls.iter().flat_map(|call| [call.name_span, call.span]);
    [resource.name_span, resource.span].into_iter().chain(calls)
}

impl Wish {
    /// What a comment asks.
    pub fn of_comment(directive: Directive, sources: &SourceMap) -> Self {
        let path = sources.path(directive.suppression.span).into();
        Self { suppression: directive.suppression, place: Place::Line(path, directive.line) }
    }

    /// What is asked for some resources, by index: by their own annotations, or by settings that select them.
    pub fn of_resources(suppression: Suppression, resources: Vec<usize>) -> Self {
        Self { suppression, place: Place::Resources(resources) }
    }

    /// Whether it is for a finding at `primary` of a resource; every finding has its resource's lines as well.
    fn takes(&self, resource: usize, primary: Option<Span>, context: &Context<'_>) -> bool {
        match &self.place {
            Place::Resources(resources) => resources.contains(&resource),
            Place::Line(path, line) => {
                let sources = context.sources;
                let on_line = |span: Span| sources.path(span) == path && sources.start(span).line == *line;
                let own = context.judged.get(resource).map(|judged| &judged.resource);
                primary.is_some_and(on_line) || own.is_some_and(|own| lines(own).any(on_line))
            }
        }
    }
}

/// Sorts findings by whether a wish takes them. Of several that take one, the first is named; all are used.
pub fn sort(findings: Vec<Arc<Finding>>, wishes: Vec<Wish>, context: &Context<'_>) -> Sorted {
    let mut sorted = Sorted::default();
    let in_order = wishes.into_iter().filter(|wish| context.is_in_order(&wish.suppression, &mut sorted.problems));
    let mut wishes: Vec<(Wish, bool)> = in_order.map(|wish| (wish, false)).collect();
    for finding in findings {
        let mut taker = None;
        for (wish, used) in &mut wishes {
            if wish.suppression.policy == finding.policy && wish.takes(finding.resource, Some(finding.primary), context)
            {
                *used = true;
                taker = taker.or_else(|| Some(wish.suppression.clone()));
            }
        }
        match taker {
            Some(suppression) => sorted.suppressed.push((finding, suppression)),
            None => sorted.open.push(finding),
        }
    }
    let unused = wishes.iter().filter(|(wish, used)| !used && !context.may_be_used(wish));
    let told: Vec<Problem> = unused.map(|(wish, _)| context.nothing_taken(wish, &sorted.open)).collect();
    sorted.problems.extend(told);
    sorted
}

impl Context<'_> {
    /// Whether a suppression may suppress; what is wrong with it is a problem either way.
    fn is_in_order(&self, suppression: &Suppression, problems: &mut Vec<Problem>) -> bool {
        let mut say = |message: String, help: &str| {
            problems.push(Problem::at(ProblemKind::Suppression, suppression.span, message).help(help));
        };
        let policy = &suppression.policy;
        if !self.policy_ids.contains(policy) {
            let help = match nearest(policy, self.policy_ids.iter().map(SmolStr::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`misfit policies` lists all".to_owned(),
            };
            say(format!("there is no policy `{policy}`"), &help);
            return false;
        }
        if let Some(until) = &suppression.until {
            if !is_day(until) {
                say(format!("`{until}` is no day"), "write it as until=2027-01-31");
                return false;
            }
            if self.today.is_some_and(|today| today > until.as_str()) {
                let help = "mend what it accepts, or give it a later end; where neither is needed, remove it";
                say(format!("this suppression of `{policy}` ended on {until}"), help);
                return false;
            }
        }
        if suppression.reason.is_empty() {
            say(
                format!("this suppression of `{policy}` gives no reason, so it suppresses nothing"),
                "write beside it why it is accepted",
            );
            return false;
        }
        if is_to_do(&suppression.reason) {
            say(
                format!("this suppression of `{policy}` gives no reason yet, so it suppresses nothing"),
                &format!("write in the place of `{TO_DO}` why it is accepted"),
            );
            return false;
        }
        true
    }

    /// Whether a wish that took nothing may be right all the same: its policy is off, or cannot be told here.
    fn may_be_used(&self, wish: &Wish) -> bool {
        let policy = &wish.suppression.policy;
        let cannot_tell = |undecided: &&Undecided| undecided.policy == *policy;
        self.turned_off.contains(policy)
            || self.undecided.iter().filter(cannot_tell).any(|undecided| wish.takes(undecided.resource, None, self))
    }

    /// What is said of a wish that took nothing.
    fn nothing_taken(&self, wish: &Wish, open: &[Arc<Finding>]) -> Problem {
        let policy = &wish.suppression.policy;
        let problem = |message| Problem::at(ProblemKind::Suppression, wish.suppression.span, message);
        match &wish.place {
            Place::Resources(resources) if resources.is_empty() => {
                problem("this selects no workload, so it accepts nothing".to_owned())
                    .help("`misfit inventory` lists the addresses")
            }
            Place::Resources(_) => {
                problem(format!("nothing to ignore here: `{policy}` does not hold")).help("remove the suppression")
            }
            Place::Line(path, line) => {
                let found = problem(format!("nothing to ignore here: `{policy}` finds nothing in line {line}"));
                match self.finding_around(policy, path, *line, open) {
                    Some(at) => found.help(format!(
                        "its finding is in line {at}: write the comment at that line's end, or alone above it"
                    )),
                    None => found.help("remove the suppression"),
                }
            }
        }
    }

    /// The line of an open finding of a policy whose workload holds a line.
    fn finding_around(&self, policy: &str, path: &str, line: u32, open: &[Arc<Finding>]) -> Option<u32> {
        let holds = |finding: &&Arc<Finding>| {
            let own = self.judged.get(finding.resource).map(|judged| &judged.resource);
            finding.policy == policy
                && own.is_some_and(|own| {
                    let mut wholes = own.calls.iter().map(|call| call.span).chain([own.span]);
                    wholes.any(|span| {
                        let (start, end) = (self.sources.start(span).line, self.sources.end(span).line);
                        self.sources.path(span) == path && (start..=end).contains(&line)
                    })
                })
        };
        let found = open.iter().find(holds)?;
        // In a module's file, what its block's first line asks holds for all who call it.
        let own = self.judged.get(found.resource).map(|judged| judged.resource.span);
        let primary = [Some(found.primary), own].into_iter().flatten().find(|span| self.sources.path(*span) == path);
        primary.map(|span| self.sources.start(span).line)
    }
}

/// Whether a reason is only a place for one: an editor writes it, a person writes the reason. A name that begins alike,
/// `TODO-12`, is one.
fn is_to_do(reason: &str) -> bool {
    let goes_on = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    reason.strip_prefix(TO_DO).is_some_and(|rest| !rest.starts_with(goes_on))
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}
