//! What is wrong with a TOML text, in our own words.

use toml_parser::{Expected, ParseError};

use crate::model::problem::{Problem, ProblemKind};
use crate::parse::place::Place;

/// The problem of a part of the text that does not parse.
pub(super) fn problem(error: &ParseError, place: &Place<'_>) -> Problem {
    let offset = error.unexpected().or(error.context()).map_or(0, |span| span.start());
    Problem::at(ProblemKind::Syntax, place.character(offset), words(error))
}

fn words(error: &ParseError) -> String {
    let description = error.description();
    let is_quote = |expected: &Expected| matches!(expected, Expected::Literal("\"" | "'" | "\"\"\"" | "'''"));
    if !description.contains("escape") && error.expected().is_some_and(|expected| expected.iter().any(is_quote)) {
        return "a quoted text is not closed".to_owned();
    }
    let table: [(&str, &str); 15] = [
        ("unclosed array table", "a `]]` is missing after the name of a table"),
        ("unclosed table", "a `]` is missing after the name of a table"),
        ("unclosed array", "a `[` is not closed"),
        ("unclosed inline table", "a `{` is not closed"),
        ("missing comma", "a `,` is missing here"),
        ("extra comma", "a `,` stands here between nothing"),
        ("key with no value", "a `=` and a value are missing after the key"),
        ("missing value", "a value is missing here"),
        ("invalid value", "a value is missing here"),
        ("missing key", "a key is missing here"),
        ("unquoted keys cannot be empty", "a key is missing here"),
        ("string values must be quoted", "text is written in quotes"),
        ("invalid boolean", "text is written in quotes, and a boolean as `true` or `false`"),
        ("escape", "an escape that TOML does not know"),
        ("missing assignment", "a `=` is missing here"),
    ];
    let found = table.into_iter().find(|(part, _)| description.contains(part));
    found.map_or_else(|| format!("this is no valid TOML: {description}"), |(_, message)| message.to_owned())
}
