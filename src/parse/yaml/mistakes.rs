//! What is wrong with a YAML text, in our own words.

use granit_parser::ErrorKind;

use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::parse::MOST_DEPTH;
use crate::parse::place::Place;

/// The problem of a syntax error at an offset.
pub(super) fn problem(kind: &ErrorKind, offset: usize, place: &Place<'_>) -> Problem {
    let span = place.character(offset);
    if matches!(kind, ErrorKind::RecursionLimitExceeded) {
        return too_deep(span);
    }
    let line = place.line_text(span.start as usize);
    if line.contains("{{") || line.contains("{%") {
        return Problem::at(ProblemKind::Syntax, span, "this line is a template, not YAML")
            .help("give misfit what the template renders to");
    }
    let (message, help) = words(kind);
    let problem = Problem::at(ProblemKind::Syntax, span, message);
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// The problem of a collection that is nested too deep.
pub(super) fn too_deep(span: Span) -> Problem {
    Problem::at(ProblemKind::Limit, span, format!("collections are nested more than {MOST_DEPTH} deep here"))
        .help("the rest of this document is not read")
}

fn words(kind: &ErrorKind) -> (String, Option<&'static str>) {
    use ErrorKind as E;
    let indent = "indent with spaces, keys of one map all alike";
    let (message, help) = match kind {
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabAtBlockScalarStart => {
            ("a tab is used to indent", Some("indent with spaces"))
        }
        E::TabInPlainScalar => ("a tab stands where YAML allows none", Some("use spaces")),
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            ("a quoted text is not closed", Some("add the closing quote"))
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("something follows a quoted text on its line", Some("quote the whole value"))
        }
        E::UnclosedFlowCollection { open } => return (format!("a `{open}` is not closed"), None),
        E::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("a `{open}` is closed with `{close}`"), None);
        }
        E::MisplacedFlowCollectionEnd => ("a bracket is closed that was never opened", None),
        E::UnexpectedEofFlowSequence | E::ExpectedFlowSequenceSeparator => {
            ("a `,` or `]` is missing in a list in brackets", None)
        }
        E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping | E::ExpectedFlowMappingSeparator => {
            ("a `,` or `}` is missing in a map in braces", None)
        }
        E::ExpectedBlockMappingKey
        | E::InvalidIndentation
        | E::InvalidQuotedScalarIndent
        | E::InvalidFlowScalarIndent
        | E::InvalidBlockScalarIndent
        | E::MappingKeyNotAllowed
        | E::UnexpectedEofBlockMapping => ("the indentation does not fit the lines above", Some(indent)),
        E::ExpectedBlockSequenceEntry | E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            ("a `-` is missing, or stands where no list can be", Some(indent))
        }
        E::SimpleKeyExpected | E::InvalidSimpleKey => ("this line is neither a key with `:` nor a value", Some(indent)),
        E::MappingValueNotAllowed | E::InvalidColonPlacement | E::InvalidMappingValueWhitespace => {
            ("a `:` stands where no key can be", Some("quote a value that holds `: `"))
        }
        E::UnexpectedCharacter { character } => {
            if character.is_control() {
                let message =
                    format!("this cannot stand in YAML: the control character {:#04x}", u32::from(*character));
                return (message, Some("remove it, or write it as an escape in double quotes"));
            }
            return (format!("no value can start with `{character}`"), Some("quote the value"));
        }
        E::PlainScalarStartsWithDashFlowIndicator => {
            ("no value can start with `-` and a bracket", Some("quote the value"))
        }
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => ("an escape that YAML does not know", Some("write `\\\\` for a backslash")),
        E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent => {
            ("what follows `|` or `>` is no indentation or chomping mark", None)
        }
        E::CommentNotSeparated | E::CommentInterceptedScalar => ("a comment stands inside a value", None),
        E::UndeclaredTagHandle => ("a tag with a prefix that no `%TAG` line declares", None),
        E::MissingAnchorOrAliasName => {
            ("an anchor or alias has no name", Some("quote a value that starts with `*` or `&`"))
        }
        E::TooManyComments => ("more comments in a row than are read", None),
        _ => ("this is no valid YAML", None),
    };
    (message.to_owned(), help)
}
