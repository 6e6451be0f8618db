//! Text in, values out: templates in memory, and values written as a person would.

mod calls;
mod conditions;
mod environments;
mod given;
mod mappings;
mod templates;

use super::given::Given;
use super::template;
use crate::dialects::cloudformation::resolved::{ResolvedResource, ResolvedTemplate};
use crate::model::document::Syntax;
use crate::model::fact::{Fact, Value};
use crate::model::problem::Problem;
use crate::model::source::SourceId;
use crate::model::tree::{Content, HOLE, Node, Origin};
use crate::parse::parse;

/// A template in YAML, resolved.
pub(super) fn resolved(text: &str) -> (ResolvedTemplate, Vec<Problem>) {
    resolved_with(text, &Given::default())
}

/// A template in YAML that is given values, resolved.
pub(super) fn resolved_with(text: &str, given: &Given) -> (ResolvedTemplate, Vec<Problem>) {
    let parsed = parse(SourceId(0), text, Syntax::Yaml);
    assert!(parsed.problems.is_empty(), "{:?}\n{text}", parsed.problems);
    template(&parsed.documents.first().expect("there is a document").root, given, None)
}

/// One resource of a template.
pub(super) fn resource(text: &str, id: &str) -> ResolvedResource {
    let (template, _) = resolved(text);
    template.resources.into_iter().find(|resource| resource.id == id).expect("the resource is there")
}

/// A value as text, with `<-` before the way it came.
pub(super) fn show(node: &Node) -> String {
    write(node, &|node| node.origin.as_deref().map(show_way).unwrap_or_default())
}

/// A value as text: `?` before an unknown's reason, `key{branch: value}` for a choice.
pub(super) fn plain(node: &Node) -> String {
    write(node, &|_| String::new())
}

fn show_way(origin: &Origin) -> String {
    let steps: String = origin.steps.iter().map(|step| format!(" <- {}", step.name)).collect();
    if origin.defaulted { steps + " (default)" } else { steps }
}

fn write(node: &Node, way: &dyn Fn(&Node) -> String) -> String {
    let inner = |node: &Node| write(node, way);
    let value = match &node.content {
        Content::Null => "null".to_owned(),
        Content::List(items) => format!("[{}]", items.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Content::Map(map) => {
            let entries = map.entries.iter().map(|entry| format!("{}: {}", entry.key.text, inner(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Content::Text(text) => format!("'{text}'"),
        Content::Unknown(unknown) => {
            let refers = unknown.refers.as_ref().map(|to| format!(" -> {to}")).unwrap_or_default();
            let bound = |sign: &str, bound: Option<f64>| bound.map(|it| format!(" {sign}{it}")).unwrap_or_default();
            let bounds = bound(">=", unknown.at_least) + &bound("<=", unknown.at_most);
            let outline = unknown.outline.as_ref().map(|text| format!(" '{}'", text.replace(HOLE, "_")));
            format!("?{}{refers}{bounds}{}", unknown.reason, outline.unwrap_or_default())
        }
        Content::Choice(choice) => {
            let options = choice.switch.branches.iter().zip(&choice.options);
            let options: Vec<String> = options.map(|(name, option)| format!("{name}: {}", inner(option))).collect();
            format!("{}{{{}}}", choice.switch.key, options.join(", "))
        }
        _ => node.as_text().map(String::from).unwrap_or_else(|| format!("{:?}", node.content)),
    };
    value + &way(node)
}

/// A fact as text.
pub(super) fn show_fact(fact: &Fact) -> String {
    match &fact.value {
        Value::Number(number) => format!("{number} {}", fact.known.name()),
        Value::Text(text) => text.to_string(),
        Value::Unknown(unknown) => format!("?{}", unknown.reason),
        Value::Choice(choice) => {
            let options: Vec<String> = choice.options.iter().map(show_fact).collect();
            format!("{}{{{}}}", choice.switch.key, options.join(", "))
        }
        other => format!("{other:?}"),
    }
}

/// Holds a table of values, as they are written after `V:` in a resource's properties, against what is worked out.
pub(super) fn hold(beside: &str, table: &[(&str, &str)], write: fn(&Node) -> String) {
    for (written, expected) in table {
        let value = value(beside, written);
        assert_eq!(value.as_ref().map_or_else(|| "nothing".to_owned(), write), *expected, "{written}");
    }
}

/// What `V: written` is in a template that holds `beside`; nothing where it is not there.
pub(super) fn value(beside: &str, written: &str) -> Option<Node> {
    let text = format!(
        "{beside}\nResources:\n  Queue: {{Type: 'A::B::C'}}\n  R:\n    Type: A::B::C\n    Properties:\n      V: {written}\n"
    );
    resource(&text, "R").body.get("V").cloned()
}
