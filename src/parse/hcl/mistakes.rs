//! What is wrong with an HCL text, in our own words.

use std::ops::Range;

use hcl_edit::parser::Error;

use super::lexer::MOST_ENTRIES;
use super::repair;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::parse::place::Place;

/// The problem of a part of the text that does not parse.
pub(super) fn problem(error: &Error, part: &Range<usize>, place: &Place<'_>) -> Problem {
    // Where a part ends too early, its last character is the place, not the next part.
    let written = place.slice(part.start, part.end).trim_end();
    let last = written.chars().next_back().map_or(0, char::len_utf8);
    let offset = error.location().offset().min(written.len() - last);
    let span = place.character(part.start + offset);
    let (kind, message, help) = words(error);
    let problem = Problem::at(kind, span, message);
    if help.is_empty() { problem } else { problem.help(help) }
}

/// The problem of an object with too much in it.
pub(super) fn crowded(span: Span) -> Problem {
    let message = format!("this object has more than {MOST_ENTRIES} entries, and its block is not read");
    Problem::at(ProblemKind::Limit, span, message)
}

/// The kind of a mistake, what it is and what helps.
pub(super) fn words(error: &Error) -> (ProblemKind, &'static str, &'static str) {
    let message = error.message();
    let table: [(&str, &str, &str); 8] = [
        (
            "expected newline",
            "something stands here that does not belong on this line",
            "end the line, or close a bracket or quote before",
        ),
        ("heredoc end delimiter", "a heredoc is not closed", "write its word on a line of its own"),
        ("invalid escape sequence", "an escape that HCL does not know", "write `\\\\` for a backslash"),
        ("invalid block body", "a `}` is missing, or this is neither an argument nor a block", ""),
        ("invalid structure", "this is neither an argument (`name = value`) nor a block (`name {`)", ""),
        ("invalid object item", "a `,`, a new line or a `}` is missing between the entries of an object", ""),
        ("invalid expression", "a value is missing here, or it starts with what no value starts with", ""),
        ("traversal operator", "a name is missing after a `.`", ""),
    ];
    if repair::is_repeated_name(error) {
        return (ProblemKind::DuplicateKey, "this name is written several times in one block", "remove all but one");
    }
    if message.contains("nesting depth") || message.contains("chained binary operators") {
        return (ProblemKind::Limit, "expressions or blocks are nested too deep here", "this block is not read");
    }
    let found = table.into_iter().find(|(part, ..)| message.contains(part));
    let (_, message, help) = found.unwrap_or(("", "this is no valid HCL: a quote or bracket may be missing", ""));
    (ProblemKind::Syntax, message, help)
}
