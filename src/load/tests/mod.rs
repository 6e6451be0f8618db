//! Loading, held against files as people write them: text in, beliefs and problems out.

mod builtin;
mod files;
mod modules;
mod settings;

use crate::model::problem::Problem;
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Number};

/// A YAML text as a tree. Keys and scalars are looked for in their order, which is enough for what stands here.
fn tree(text: &str) -> Node {
    let value: serde_yaml::Value = serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    Finder { text, at: 0 }.node(&value)
}

struct Finder<'t> {
    text: &'t str,
    at: usize,
}

impl Finder<'_> {
    /// The place of a scalar: as written, or from its first word to its last.
    fn place(&mut self, scalar: &str) -> Span {
        let rest = &self.text[self.at..];
        let (start, end) = match rest.find(scalar) {
            Some(found) => (found, found + scalar.len()),
            None => {
                let mut end = 0;
                let start = scalar.split_whitespace().next().and_then(|word| rest.find(word)).unwrap_or(0);
                for word in scalar.split_whitespace() {
                    end = rest[end..].find(word).map_or(end, |found| end + found + word.len());
                }
                (start, end)
            }
        };
        let quoted = rest[..start].ends_with(['"', '\'']) && rest[end..].starts_with(['"', '\'']);
        let (start, end) = if quoted { (start - 1, end + 1) } else { (start, end) };
        let span = Span::new(SourceId(3), self.at + start, self.at + end);
        self.at += end;
        span
    }

    fn node(&mut self, value: &serde_yaml::Value) -> Node {
        use serde_yaml::Value;
        let start = self.at;
        let content = match value {
            Value::Null => Content::Null,
            Value::Bool(yes) => return Node::new(Content::Bool(*yes), self.place(&yes.to_string())),
            Value::Number(number) => {
                let raw = number.to_string();
                let number = Number { value: number.as_f64().unwrap_or(f64::NAN), raw: raw.as_str().into() };
                return Node::new(Content::Number(number), self.place(&raw));
            }
            Value::String(text) => return Node::new(Content::Plain(text.as_str().into()), self.place(text)),
            Value::Sequence(items) => Content::List(items.iter().map(|item| self.node(item)).collect()),
            Value::Mapping(entries) => {
                let entry = |(key, value): (&Value, &Value)| {
                    let text = key.as_str().unwrap_or_default();
                    let key = Key { text: text.into(), span: self.place(text) };
                    MapEntry { key, value: self.node(value) }
                };
                Content::Map(Map { entries: entries.iter().map(entry).collect() })
            }
            Value::Tagged(tagged) => return self.node(&tagged.value),
        };
        Node::new(content, Span::new(SourceId(3), start, self.at))
    }
}

/// A problem in short: what it stands under, what it says, and the help.
fn told(text: &str, problem: &Problem) -> String {
    let under = problem.span.and_then(|span| text.get(span.start as usize..span.end as usize)).unwrap_or("-");
    // A whole map is told by its first line.
    let under = under.trim().lines().next().unwrap_or("-");
    match &problem.help {
        Some(help) => format!("{under}: {} ({help})", problem.message),
        None => format!("{under}: {}", problem.message),
    }
}

fn all_told(text: &str, problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| told(text, problem)).collect()
}
