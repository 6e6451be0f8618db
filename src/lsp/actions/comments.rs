//! Suppressions as comments: in a line of their own, above the line that they are for.

use super::Insertion;
use crate::model::document::Syntax;
use crate::model::source::Source;
use crate::parse::syntax_of;

/// What says in a file's first comment that a program writes it: what a person adds would be lost.
const GENERATED: [&str; 2] = ["DO NOT EDIT", "@generated"];

/// The comment above the line that begins at an offset, as deep as the line; nothing where the file takes none.
pub(super) fn above(source: &Source, line_start: u32, policy: &str, reason: &str) -> Option<Insertion> {
    let takes_comments = match syntax_of(&source.path, &source.text)? {
        Syntax::Yaml | Syntax::Hcl | Syntax::Toml => true,
        // Some that read JSON refuse comments in it.
        Syntax::Json => false,
    };
    if !takes_comments || is_generated(&source.text) {
        return None;
    }
    let at = line_start as usize;
    let line = source.text.get(at..)?;
    let indent = line.get(..line.len() - line.trim_start_matches([' ', '\t']).len())?;
    let end = line_end(&source.text);
    Some(Insertion { at, text: format!("{indent}# misfit: ignore[{policy}] {reason}{end}") })
}

/// What ends the lines of a text: that of the first.
pub(super) fn line_end(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Whether a comment at the line that begins at an offset, or right above it, asks for a policy already.
pub(super) fn is_asked(source: &Source, line_start: u32, policy: &str) -> bool {
    let line = source.line_of(line_start as usize);
    let above = (0..line).rev().map(|number| source.line_text(number));
    let comments = above.take_while(|text| matches!(text.trim_start().as_bytes(), [] | [b'#' | b'/' | b'*', ..]));
    std::iter::once(source.line_text(line)).chain(comments).any(|text| asks(text, policy))
}

/// Whether a line asks not to be told of a policy.
fn asks(line: &str, policy: &str) -> bool {
    let Some((_, asked)) = line.split_once("misfit:") else { return false };
    let ids = asked.trim_start().strip_prefix("ignore").and_then(|rest| rest.trim_start().strip_prefix('['));
    let ids = ids.and_then(|rest| rest.split_once(']'));
    ids.is_some_and(|(ids, _)| ids.split(',').any(|id| id.trim() == policy))
}

/// Whether the comments that a text begins with say that a program writes it.
fn is_generated(text: &str) -> bool {
    let is_comment = |line: &&str| line.is_empty() || line.starts_with(['#', '/', '*']);
    let comments = text.lines().map(str::trim).take_while(is_comment);
    comments.into_iter().any(|line| GENERATED.iter().any(|mark| line.contains(mark)))
}
