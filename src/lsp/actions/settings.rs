//! Suppressions as entries of the settings: for files that take no comment.

use super::Insertion;
use super::comments::line_end;
use crate::model::document::Syntax;
use crate::model::source::SourceId;
use crate::model::tree::{Content, MapEntry, Node, Schema};
use crate::parse::parse;

/// What is accepted, and why.
pub(super) struct Entry<'a> {
    pub(super) policy: &'a str,
    /// The workload's whole address.
    pub(super) address: &'a str,
    /// The file, where the address alone is of several.
    pub(super) path: Option<&'a str>,
    pub(super) reason: &'a str,
}

/// The entry put into settings as they are written; nothing where they are written in a way that it does not fit into.
/// Where there are none, they are these.
pub(super) fn entry(text: Option<&str>, entry: &Entry<'_>) -> Option<Insertion> {
    let text = text.unwrap_or_default();
    let end = line_end(text);
    let Some(root) = root(text)? else {
        return Some(at_end(text, &entry.in_block("", end)));
    };
    let map = root.as_map()?;
    if starts_with(text, &root, '{') {
        return match map.entry("accept") {
            Some(accept) => into_list(text, accept, entry),
            None => into_flow(text, &root, &format!("accept: [{}]", entry.in_flow())),
        };
    }
    match map.entry("accept") {
        Some(accept) => into_list(text, accept, entry),
        None => {
            let indent = indent_before(text, map.entries.first()?.key.span.start as usize)?;
            Some(at_end(text, &entry.in_block(indent, end)))
        }
    }
}

/// Whether the settings hold an entry for a policy and an address already, which then waits for its reason.
pub(super) fn is_asked(text: &str, policy: &str, address: &str) -> bool {
    let Some(Some(mut root)) = root(text) else { return false };
    root.settle(Schema::Yaml12);
    let says = |item: &Node, key: &str, value: &str| item.get(key).and_then(Node::as_str) == Some(value);
    let accept = root.get("accept").map(Node::items).unwrap_or_default();
    accept.iter().any(|item| says(item, "policy", policy) && says(item, "address", &glob_of_address(address)))
}

/// What settings hold; the outer nothing where they are broken or of several documents, the inner where they are empty.
#[expect(clippy::option_option, reason = "the outer says whether it can be added to, the inner whether there is a map")]
fn root(text: &str) -> Option<Option<Node>> {
    let mut parsed = parse(SourceId(0), text, Syntax::Yaml);
    let is_ended = text.lines().any(|line| line.trim_end() == "...");
    if !parsed.problems.is_empty() || parsed.documents.len() > 1 || is_ended {
        return None;
    }
    Some(parsed.documents.pop().map(|document| document.root).filter(|root| !root.is_null()))
}

/// The entry put into the value of `accept`.
fn into_list(text: &str, accept: &MapEntry, entry: &Entry<'_>) -> Option<Insertion> {
    let list = &accept.value;
    match &list.content {
        Content::List(_) if starts_with(text, list, '[') => into_flow(text, list, &entry.in_flow()),
        Content::List(items) => {
            let (first, last) = (items.first()?, items.last()?);
            let before = text.get(..first.span.start as usize)?.trim_end();
            let dash = before.strip_suffix('-').map(str::len)?;
            let indent = indent_before(text, dash)?;
            let written = text.get(..last.span.end as usize)?.trim_end().len();
            Some(after_line(text, written, &entry.item(indent, line_end(text))))
        }
        // A key without a value, which is null wherever the parser puts it.
        Content::Plain(_) | Content::Null if list.span.start == list.span.end => {
            let indent = indent_before(text, accept.key.span.start as usize)?;
            let item = entry.item(&format!("{indent}  "), line_end(text));
            Some(after_line(text, accept.key.span.end as usize, &item))
        }
        _ => None,
    }
}

/// Put first into what stands between brackets or braces.
fn into_flow(text: &str, node: &Node, said: &str) -> Option<Insertion> {
    let at = node.span.start as usize + 1;
    let is_empty = text.get(at..)?.trim_start().starts_with(['}', ']']);
    Some(Insertion { at, text: if is_empty { said.to_owned() } else { format!("{said}, ") } })
}

/// Put after the line that holds an offset.
fn after_line(text: &str, offset: usize, lines: &str) -> Insertion {
    let rest = text.get(offset..).unwrap_or_default();
    match rest.find('\n') {
        Some(end) => Insertion { at: offset + end + 1, text: lines.to_owned() },
        None => at_end(text, lines),
    }
}

/// Put after everything, in lines of its own.
fn at_end(text: &str, lines: &str) -> Insertion {
    let is_ended = text.is_empty() || text.ends_with('\n');
    let text_before = if is_ended { "" } else { line_end(text) };
    Insertion { at: text.len(), text: format!("{text_before}{lines}") }
}

/// The blanks before an offset, where nothing else stands before it in its line.
fn indent_before(text: &str, offset: usize) -> Option<&str> {
    let before = text.get(..offset)?;
    let indent = before.rsplit_once('\n').map_or(before, |(_, indent)| indent);
    indent.trim().is_empty().then_some(indent)
}

fn starts_with(text: &str, node: &Node, mark: char) -> bool {
    text.get(node.span.start as usize..).is_some_and(|text| text.starts_with(mark))
}

impl Entry<'_> {
    /// Its keys and values, as both styles write them.
    fn pairs(&self) -> Vec<String> {
        let mut pairs = vec![format!("address: {}", scalar(&glob_of_address(self.address)))];
        pairs.extend(self.path.map(|path| format!("path: {}", scalar(&glob_of(path)))));
        pairs.push(format!("policy: {}", scalar(self.policy)));
        // What a person writes in its place may hold whatever a plain scalar may not.
        pairs.push(format!("reason: {}", quoted(self.reason)));
        pairs
    }

    fn in_flow(&self) -> String {
        format!("{{{}}}", self.pairs().join(", "))
    }

    fn in_block(&self, indent: &str, end: &str) -> String {
        format!("{indent}accept:{end}{}", self.item(&format!("{indent}  "), end))
    }

    fn item(&self, indent: &str, end: &str) -> String {
        let lines = self.pairs().into_iter().enumerate();
        lines.map(|(number, pair)| format!("{indent}{} {pair}{end}", if number == 0 { '-' } else { ' ' })).collect()
    }
}

/// A glob that fits an address alone: its brackets are no glob's.
fn glob_of_address(address: &str) -> String {
    let mut glob = String::with_capacity(address.len());
    for letter in address.chars() {
        if matches!(letter, '*' | '?' | '{' | '}' | '\\') {
            glob.push('\\');
        }
        glob.push(letter);
    }
    glob
}

/// A glob that fits a path alone.
fn glob_of(text: &str) -> String {
    let mut glob = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '*' | '?' | '[' | ']' | '{' | '}' | '\\' => glob.extend(['[', letter, ']']),
            _ => glob.push(letter),
        }
    }
    glob
}

/// A scalar of YAML, plain where it can only be text.
fn scalar(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-' | '/');
    let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.contains(['.', '_', '-', '/']);
    if is_word && text.split("::").all(|part| part.chars().all(is_plain)) && !text.ends_with(':') {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A quoted scalar of YAML.
fn quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        let escaped = text.chars().map(|letter| match letter {
            '"' | '\\' => format!("\\{letter}"),
            control if control.is_control() => format!("\\x{:02x}", u32::from(control)),
            other => other.to_string(),
        });
        return format!("\"{}\"", escaped.collect::<String>());
    }
    format!("'{}'", text.replace('\'', "''"))
}
