//! Comments that suppress: `# misfit: ignore[id, ...] reason until=YYYY-MM-DD`, and the line that each speaks of.

use crate::model::document::Comment;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::resource::Suppression;
use crate::model::source::{Source, Span};
use crate::values::nearest::nearest;
use crate::values::reason::reason_and_end;

/// What marks a comment as misfit's.
const MARK: &str = "misfit:";

/// The one thing that a comment can ask.
const IGNORE: &str = "ignore";

/// What fixtures expect shares the mark, and asks for nothing.
const EXPECTATIONS: [&str; 4] = ["expect[", "ok[", "undecided[", "platform["];

/// A suppression written as a comment, and the line it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Directive {
    /// What it asks.
    pub suppression: Suppression,
    /// The line, from 1, that it speaks of: its own, or the next where it stands alone.
    pub line: u32,
}

/// Reads the suppressions among the comments of a source.
pub fn directives(source: &Source, comments: &[Comment]) -> (Vec<Directive>, Vec<Problem>) {
    let mut directives = Vec::new();
    let mut problems = Vec::new();
    if !source.text.contains(MARK) {
        return (directives, problems);
    }
    for comment in comments {
        let text = source.slice(comment.span).trim_start_matches(['#', '/', '*', ' ', '\t', '\r', '\n']);
        let Some(rest) = text.strip_prefix(MARK) else { continue };
        let first_line = rest.lines().next().unwrap_or_default();
        let asked = first_line.trim().trim_end_matches("*/").trim();
        if EXPECTATIONS.iter().any(|word| asked.starts_with(word)) {
            continue;
        }
        match parse(asked, comment.span) {
            Ok(found) => {
                let line = spoken_of(source, comment.span);
                directives.extend(found.into_iter().map(|suppression| Directive { suppression, line }));
            }
            Err(message) => problems.push(
                Problem::at(ProblemKind::Suppression, comment.span, message)
                    .help("write misfit: ignore[policy-id] and why it is accepted; until=2027-01-31 ends it"),
            ),
        }
    }
    (directives, problems)
}

fn parse(text: &str, span: Span) -> Result<Vec<Suppression>, String> {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (word, inside) = text.split_at(end);
    if word != IGNORE {
        let meant = nearest(word, [IGNORE]).map_or("", |_| "; did you mean `ignore`?");
        return Err(format!("a misfit comment cannot ask `{word}`{meant}"));
    }
    let Some((ids, reason)) = inside.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return Err("a suppression names its policy in brackets".to_owned());
    };
    let ids: Vec<&str> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        return Err("a suppression names at least one policy".to_owned());
    }
    let (reason, until) = reason_and_end(reason);
    let of = |id: &str| Suppression { policy: id.into(), reason: reason.clone(), until: until.clone(), span };
    Ok(ids.into_iter().map(of).collect())
}

/// The line, from 1, that a comment speaks of.
fn spoken_of(source: &Source, span: Span) -> u32 {
    let first = source.line_of(span.start as usize);
    let last = source.line_of(span.end.saturating_sub(1).max(span.start) as usize);
    let start_of = |line: usize| source.line_starts().get(line).map_or(source.text.len(), |&start| start as usize);
    let is_blank = |from: usize, to: usize| source.text.get(from..to).is_none_or(|text| text.trim().is_empty());
    let stands_alone =
        is_blank(start_of(first), span.start as usize) && is_blank(span.end as usize, start_of(last + 1));
    let mut spoken = first;
    if stands_alone {
        spoken = last + 1;
        while spoken < source.line_starts().len() && says_nothing(source.line_text(spoken).trim()) {
            spoken += 1;
        }
    }
    u32::try_from(spoken + 1).unwrap_or(u32::MAX)
}

/// Whether a line is empty, a comment or the start of a YAML document.
fn says_nothing(line: &str) -> bool {
    let is_block = || line.starts_with("/*") && line.find("*/").is_none_or(|end| end + 2 == line.len());
    line.is_empty() || line == "---" || line.starts_with('#') || line.starts_with("//") || is_block()
}
