//! Suppressions in `Metadata`, of a resource or of a whole template: `misfit: {ignore: [{policy: ..., reason: ...}]}`.

use smol_str::SmolStr;

use crate::dialects::cloudformation::resolved::{ResolvedResource, ResolvedTemplate};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::resource::Suppression;
use crate::model::source::Span;
use crate::model::tree::{Content, Map, Node, Schema};
use crate::values::nearest::nearest;
use crate::values::reason::reason_and_end;

/// What a suppression in a list may say.
const WORDS: [&str; 3] = ["policy", "reason", "until"];

/// What a resource asks not to be told.
pub(super) fn of(resource: &ResolvedResource) -> Vec<Suppression> {
    resource.metadata.as_ref().map(|metadata| read(metadata, &mut Vec::new())).unwrap_or_default()
}

/// What a template asks not to be told of all its resources, and what is wrong with that and with what those ask.
pub(crate) fn everywhere(root: &Node, template: &ResolvedTemplate) -> (Vec<Suppression>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut asked = Vec::new();
    if let Some(metadata) = root.get("Metadata") {
        let mut metadata = metadata.clone();
        metadata.settle(Schema::Yaml11);
        asked = read(&metadata, &mut problems);
    }
    for metadata in template.resources.iter().filter_map(|resource| resource.metadata.as_ref()) {
        read(metadata, &mut problems);
    }
    (asked, problems)
}

fn read(metadata: &Node, problems: &mut Vec<Problem>) -> Vec<Suppression> {
    let Some(asked) = metadata.get("misfit") else { return Vec::new() };
    let Some(Map { entries }) = asked.as_map() else {
        problems.push(wrong(asked.span, "what `Metadata` ask of misfit is a map"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries {
        if entry.key.text == "ignore" {
            found.extend(wishes(&entry.value, problems));
        } else {
            let message = format!("`Metadata` cannot ask misfit for `{}`", entry.key.text);
            problems.push(wrong(entry.key.span, message));
        }
    }
    found
}

/// Suppressions in a list, or in a map from policies to reasons.
fn wishes(written: &Node, problems: &mut Vec<Problem>) -> Vec<Suppression> {
    match &written.content {
        Content::List(items) => items.iter().filter_map(|item| one(item, problems)).collect(),
        Content::Map(map) if map.entry("policy").is_some() => one(written, problems).into_iter().collect(),
        Content::Map(map) => {
            let entry = |entry: &crate::model::tree::MapEntry| {
                let (policy, span) = (entry.key.text.clone(), entry.key.span);
                if let Some(map) = entry.value.as_map() {
                    told_of_words(map, &WORDS[1..], problems);
                    return Suppression { policy, span, ..saying(&entry.value, span) };
                }
                let (reason, until) = reason_and_end(&entry.value.as_text().unwrap_or_default());
                Suppression { policy, reason, until, span }
            };
            map.entries.iter().map(entry).collect()
        }
        _ => {
            problems.push(wrong(written.span, "`ignore` is a list of suppressions, or a map from policies to reasons"));
            Vec::new()
        }
    }
}

fn one(item: &Node, problems: &mut Vec<Problem>) -> Option<Suppression> {
    let Some(policy) = item.get("policy") else {
        problems.push(wrong(item.span, "a suppression names its policy"));
        return None;
    };
    item.as_map().into_iter().for_each(|map| told_of_words(map, &WORDS, problems));
    let Some(id) = policy.as_text() else {
        problems.push(wrong(policy.span, "the name of a policy is text"));
        return None;
    };
    Some(Suppression { policy: id, ..saying(item, policy.span) })
}

/// The reason and the end that a map says.
fn saying(map: &Node, span: Span) -> Suppression {
    let text = |name: &str| map.get(name).and_then(Node::as_text);
    Suppression { policy: SmolStr::default(), reason: text("reason").unwrap_or_default(), until: text("until"), span }
}

/// Tells of every key that is none of `words`.
fn told_of_words(map: &Map, words: &[&'static str], problems: &mut Vec<Problem>) {
    for entry in map.entries.iter().filter(|entry| !words.contains(&entry.key.text.as_str())) {
        let name = &entry.key.text;
        let problem = wrong(entry.key.span, format!("a suppression has no `{name}`"));
        problems.push(match nearest(name, words.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        });
    }
}

fn wrong(span: Span, message: impl Into<String>) -> Problem {
    Problem::at(ProblemKind::Suppression, span, message)
        .help("write misfit: {ignore: [{policy: policy-id, reason: why it is accepted}]}")
}
