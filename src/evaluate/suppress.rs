//! Suppressions: who asked not to be told of what, whether it still holds, and which of them suppress nothing.

use smol_str::SmolStr;

use crate::model::document::Comment;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::{Finding, Judged};
use crate::model::resource::Suppression;
use crate::model::source::{Source, SourceMap, Span};

/// What marks a comment as misfit's.
const MARK: &str = "misfit:";

/// A suppression written as a comment, and the line it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Directive {
    /// What it asks.
    pub suppression: Suppression,
    /// The line, from 1, that it speaks of: its own, or the next where it stands alone.
    pub line: u32,
}

/// Reads the `# misfit: ignore[id, ...] reason until=YYYY-MM-DD` comments of a source.
pub fn directives(source: &Source, comments: &[Comment]) -> (Vec<Directive>, Vec<Problem>) {
    let mut directives = Vec::new();
    let mut problems = Vec::new();
    if !source.text.contains(MARK) {
        return (directives, problems);
    }
    for comment in comments {
        let text = source.slice(comment.span).trim_start_matches(['#', '/', '*', ' ', '\t']);
        let Some(rest) = text.strip_prefix(MARK) else { continue };
        let rest = rest.trim().trim_end_matches("*/").trim();
        // Expectations of fixtures share the mark; they ask for nothing.
        if ["expect[", "ok[", "undecided[", "platform["].iter().any(|word| rest.starts_with(word)) {
            continue;
        }
        match parse(rest, comment.span) {
            Ok(found) => {
                let line = spoken_of(source, comment.span);
                directives.extend(found.into_iter().map(|suppression| Directive { suppression, line }));
            }
            Err(message) => problems.push(
                Problem::at(ProblemKind::Suppression, comment.span, message)
                    .help("write: misfit: ignore[policy-id] why it is accepted until=2027-01-31"),
            ),
        }
    }
    (directives, problems)
}

fn parse(text: &str, span: Span) -> Result<Vec<Suppression>, String> {
    let Some(inside) = text.strip_prefix("ignore") else {
        let word = text.split(['[', ' ']).next().unwrap_or(text);
        return Err(format!("`{word}` is not something that a misfit comment can ask"));
    };
    let Some((ids, reason)) = inside.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return Err("a suppression names its policy in brackets".to_owned());
    };
    let ids: Vec<&str> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        return Err("a suppression names at least one policy".to_owned());
    }
    let (reason, until) = reason_and_end(reason);
    Ok(ids
        .into_iter()
        .map(|id| Suppression { policy: id.into(), reason: reason.clone(), until: until.clone(), span })
        .collect())
}

/// Splits `until=YYYY-MM-DD` from a reason; also for annotations and settings.
pub fn reason_and_end(text: &str) -> (SmolStr, Option<SmolStr>) {
    let mut until = None;
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        match word.strip_prefix("until=") {
            Some(date) => until = Some(SmolStr::from(date)),
            None => words.push(word),
        }
    }
    (words.join(" ").into(), until)
}

/// The line, from 1, that a comment speaks of.
fn spoken_of(source: &Source, span: Span) -> u32 {
    let line = source.line_of(span.start as usize);
    let starts = source.line_starts();
    let start = starts.get(line).copied().unwrap_or(0) as usize;
    let alone = source.text.get(start..span.start as usize).is_some_and(|before| before.trim().is_empty());
    let mut spoken = line;
    if alone {
        // The next line that is neither empty nor a comment.
        spoken = source.line_of(span.end.saturating_sub(1) as usize) + 1;
        while spoken < starts.len() {
            let text = source.line_text(spoken).trim_start();
            if !text.is_empty() && !text.starts_with('#') && !text.starts_with("//") {
                break;
            }
            spoken += 1;
        }
    }
    u32::try_from(spoken + 1).unwrap_or(u32::MAX)
}

/// What became of the findings and of the wishes not to hear of them.
#[derive(Debug, Default)]
pub struct Sorted {
    /// Findings that nobody suppressed.
    pub open: Vec<Finding>,
    /// Findings with the suppression that took them.
    pub suppressed: Vec<(Finding, Suppression)>,
    /// Suppressions that take nothing, have ended, name no policy or give no reason.
    pub problems: Vec<Problem>,
}

/// A suppression and where it holds.
struct Wish {
    suppression: Suppression,
    place: Place,
    used: bool,
}

enum Place {
    /// Findings whose primary span or workload starts on this line.
    Line(SmolStr, u32),
    /// All findings of one workload.
    Resource(usize),
}

/// Sorts findings by whether a suppression takes them. `today` decides which have ended; `policy_ids` which name nothing.
pub fn sort(
    findings: Vec<Finding>,
    judged: &[Judged],
    comments: Vec<Directive>,
    accepted: Vec<(usize, Suppression)>,
    context: &Context<'_>,
) -> Sorted {
    let mut sorted = Sorted::default();
    let mut wishes: Vec<Wish> = comments
        .into_iter()
        .map(|directive| Wish {
            place: Place::Line(context.sources.path(directive.suppression.span).into(), directive.line),
            suppression: directive.suppression,
            used: false,
        })
        .collect();
    for (index, one) in judged.iter().enumerate() {
        let own = one.resource.suppressions.iter().cloned();
        wishes.extend(own.map(|suppression| Wish { suppression, place: Place::Resource(index), used: false }));
    }
    wishes.extend(accepted.into_iter().map(|(index, suppression)| Wish {
        suppression,
        place: Place::Resource(index),
        used: false,
    }));
    wishes.retain(|wish| context.in_order(&wish.suppression, &mut sorted.problems));
    for finding in findings {
        let taken = wishes
            .iter_mut()
            .find(|wish| wish.suppression.policy == finding.policy && takes(wish, &finding, judged, context.sources));
        match taken {
            Some(wish) => {
                wish.used = true;
                sorted.suppressed.push((finding, wish.suppression.clone()));
            }
            None => sorted.open.push(finding),
        }
    }
    for wish in wishes.iter().filter(|wish| !wish.used) {
        let message = format!("nothing to ignore here: `{}` does not hold", wish.suppression.policy);
        sorted
            .problems
            .push(Problem::at(ProblemKind::Suppression, wish.suppression.span, message).help("remove the suppression"));
    }
    sorted
}

fn takes(wish: &Wish, finding: &Finding, judged: &[Judged], sources: &SourceMap) -> bool {
    match &wish.place {
        Place::Resource(index) => *index == finding.resource,
        Place::Line(path, line) => {
            let on_line = |span: Span| sources.path(span) == path && sources.start(span).line == *line;
            on_line(finding.primary)
                || judged
                    .get(finding.resource)
                    .is_some_and(|one| on_line(one.resource.name_span) || on_line(one.resource.span))
        }
    }
}

/// What suppressions are judged by.
#[derive(Debug)]
pub struct Context<'a> {
    /// Today, `YYYY-MM-DD`, if known.
    pub today: Option<&'a str>,
    /// Ids of all policies there are.
    pub policy_ids: &'a [SmolStr],
    /// The texts.
    pub sources: &'a SourceMap,
}

impl Context<'_> {
    /// Whether a suppression may suppress; what is wrong with it is a problem either way.
    fn in_order(&self, suppression: &Suppression, problems: &mut Vec<Problem>) -> bool {
        let mut say = |message: String, help: &str| {
            problems.push(Problem::at(ProblemKind::Suppression, suppression.span, message).help(help));
        };
        if !self.policy_ids.contains(&suppression.policy) {
            let policy = &suppression.policy;
            say(format!("there is no policy `{policy}`"), "`misfit policies` lists all ids");
            return false;
        }
        if let Some(until) = &suppression.until {
            if !is_date(until) {
                say(format!("`{until}` is no date"), "write until=YYYY-MM-DD");
                return false;
            }
            if self.today.is_some_and(|today| today > until.as_str()) {
                say(format!("this suppression ended on {until}"), "mend what it accepts, or give it a later end");
                return false;
            }
        }
        if suppression.reason.is_empty() {
            say("this suppression gives no reason".to_owned(), "write after the brackets why it is accepted");
        }
        true
    }
}

fn is_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10
}
