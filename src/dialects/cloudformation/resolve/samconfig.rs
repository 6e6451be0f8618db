//! What the SAM CLI deploys a template with: `samconfig.toml` or `samconfig.yaml`, each environment a deployment.

mod pairs;

use smol_str::SmolStr;

use super::given::Deployment;
use crate::model::library::Library;
use crate::model::paths;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::ReadError;
use crate::model::tree::{Content, Key, Map, Node, Schema};

/// The names that it may have, in the order in which the SAM CLI looks for them.
const NAMES: [&str; 3] = ["samconfig.toml", "samconfig.yaml", "samconfig.yml"];

/// The names that a template has where no configuration names another.
const TEMPLATES: [&str; 3] = ["template.yaml", "template.yml", "template.json"];

/// The commands that deploy, the one whose word counts first; `global` speaks for all of them.
const COMMANDS: [&str; 3] = ["deploy", "sync", "global"];

/// The ways in which a template is deployed, by the nearest configuration that is for it: beside it, or in a folder above
/// from which it is named.
pub(super) fn deployments(path: &str, library: &dyn Library, problems: &mut Vec<Problem>) -> Vec<Deployment> {
    let mut folder = paths::folder(path);
    loop {
        if let Some(root) = configuration(folder, library, problems) {
            let is_named = names_template(&root, folder, path);
            let is_beside = folder == paths::folder(path) && TEMPLATES.contains(&paths::name(path));
            if is_named || is_beside {
                return environments(&root, folder, path, problems);
            }
        }
        if folder.is_empty() {
            return Vec::new();
        }
        folder = paths::folder(folder);
    }
}

/// The configuration that stands in a folder. One that the walk hides is on one machine alone, and decides nothing.
fn configuration(folder: &str, library: &dyn Library, problems: &mut Vec<Problem>) -> Option<Node> {
    for name in NAMES {
        let path = paths::child(folder, name);
        // Most folders have none, and asking for a file costs less than listing what stands beside it.
        match library.open(&path) {
            Ok(volume) => {
                let entries = library.list(folder).unwrap_or_default();
                if entries.iter().any(|entry| entry.name == name) {
                    let mut root = volume.parsed.documents.first()?.root.clone();
                    root.settle(Schema::Yaml12);
                    return Some(root);
                }
            }
            Err(ReadError::NotFound | ReadError::Untracked) => {}
            Err(error) => {
                problems.push(Problem::unreadable(&path, &error));
                return None;
            }
        }
    }
    None
}

/// Whether some environment of a configuration in a folder is for a template.
fn names_template(root: &Node, folder: &str, path: &str) -> bool {
    let environments = root.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
    environments.iter().any(|entry| template(&entry.value, folder).is_some_and(|named| named == path))
}

/// The template that an environment is for, where it says so.
///
/// What is built is deployed from a copy: the template that was built from is meant.
fn template(environment: &Node, folder: &str) -> Option<String> {
    let of_build = option(environment, &["build", "global"], &["template_file", "template"]);
    let named = of_build.or_else(|| option(environment, &COMMANDS, &["template_file", "template"]))?;
    paths::join(folder, &named.as_text()?)
}

/// What an environment sets for the first of some commands that sets it.
fn option<'n>(environment: &'n Node, commands: &[&str], names: &[&str]) -> Option<&'n Node> {
    let of_command = |command: &&str| names.iter().find_map(|name| environment.at(&[command, "parameters", name]));
    commands.iter().find_map(of_command)
}

/// The environments of a configuration that are for a template, in the order that they are written.
fn environments(root: &Node, folder: &str, path: &str, problems: &mut Vec<Problem>) -> Vec<Deployment> {
    let Some(Map { entries }) = root.as_map() else { return Vec::new() };
    let is_for =
        |environment: &Node| template(environment, folder).is_none_or(|named| named == path || is_built(&named));
    let deploys =
        |environment: &Node| COMMANDS.iter().any(|command| environment.at(&[command, "parameters"]).is_some());
    let found = entries.iter().filter(|entry| deploys(&entry.value) && is_for(&entry.value));
    found.map(|entry| deployment(&entry.key, &entry.value, problems)).collect()
}

/// Whether a path is of what `sam build` writes.
fn is_built(path: &str) -> bool {
    path.split('/').any(|part| part == ".aws-sam")
}

fn deployment(name: &Key, environment: &Node, problems: &mut Vec<Problem>) -> Deployment {
    let mut made = Deployment { name: name.text.clone(), ..Deployment::default() };
    for (pseudo, option_name) in [("AWS::Region", "region"), ("AWS::StackName", "stack_name")] {
        if let Some(node) = option(environment, &COMMANDS, &[option_name]) {
            made.parameters.push((SmolStr::new_static(pseudo), node.clone()));
        }
    }
    if let Some(written) = option(environment, &COMMANDS, &["parameter_overrides"]) {
        let pairs = pairs(written, pairs::parameters, "parameter_overrides", problems);
        made.parameters.extend(pairs.into_iter().map(|(key, node)| (key.text, node)));
    }
    if let Some(written) = option(environment, &COMMANDS, &["tags"]) {
        made.tags = pairs(written, pairs::tags, "tags", problems);
    }
    made
}

/// Names and values, in the order that they are written.
type Split = Vec<(SmolStr, SmolStr)>;

/// Names and values: a map, a text of `Key=value`, or a list of such texts.
fn pairs(
    written: &Node,
    split: fn(&str) -> Option<Split>,
    option: &str,
    problems: &mut Vec<Problem>,
) -> Vec<(Key, Node)> {
    let mut refuse = |node: &Node| {
        let message = format!("`{option}` is no list of `Name=value`");
        problems.push(Problem::at(ProblemKind::Unresolvable, node.span, message).help("SAM refuses this"));
    };
    let texts = match &written.content {
        Content::Map(map) => return map.entries.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect(),
        Content::List(items) => items.iter().collect(),
        _ => vec![written],
    };
    let mut pairs = Vec::new();
    for node in texts {
        match node.as_str().map(|text| (text, split(text))) {
            Some((_, Some(found))) => pairs.extend(found.into_iter().map(|(name, value)| {
                let value = Node { origin: node.origin.clone(), ..Node::new(Content::Text(value), node.span) };
                (Key { text: name, span: node.span }, value)
            })),
            Some((text, None)) if text.trim().is_empty() => {}
            _ => refuse(node),
        }
    }
    pairs
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
