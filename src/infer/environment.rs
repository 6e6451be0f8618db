//! Environments: from tags, namespaces and folders.

use smol_str::SmolStr;

use super::derive::{at_best, map, offer, unknown, valued};
use super::words::normal_key;
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Resource, Tag};
use crate::values::environment::{environment_of, named_at_its_end};

const EXAMPLE_FOLDERS: &[&str] =
    &["tests", "testdata", "fixtures", "examples", "example", "samples", "sample", "demo", "demos", "e2e"];

/// Keys that name an environment, as [`normal_key`] gives them.
const KEYS: &[&str] = &[
    "environment",
    "env",
    "environmentname",
    "envname",
    "environmenttype",
    "envtype",
    "deploymentenvironment",
    "deployenvironment",
    "deployenv",
    "stage",
    "deploymentstage",
    "tier",
];

/// The environment that a path below the root stands for: *example* where any folder is of tests or examples,
/// else what the innermost folder that is called like an environment says. The file's own name says nothing.
pub fn environment_of_path(path_from_root: &str) -> Option<&'static str> {
    let is_file = |name: &&str| name.contains('.');
    let mut folders: Vec<&str> = path_from_root.split('/').filter(|part| !part.is_empty()).collect();
    if folders.last().is_some_and(is_file) {
        folders.pop();
    }
    if folders.iter().any(|folder| EXAMPLE_FOLDERS.contains(&folder.to_ascii_lowercase().as_str())) {
        return Some("example");
    }
    folders.iter().rev().find_map(|folder| named_at_its_end(folder))
}

/// Sets `environment`, where nothing was declared: an example's folder, tags by scope, the namespace, the folder.
pub(super) fn offer_environment(needs: &mut Facts, resource: &Resource, of_path: Option<&'static str>) {
    let inferred = |name| Fact::new(Value::Text(SmolStr::new_static(name)), Known::Inferred, resource.name_span);
    if of_path == Some("example") {
        return offer(needs, "environment", inferred("example"));
    }
    let tagged = of_tags(resource);
    let known_tag = tagged.as_ref().filter(|fact| !fact.is_unknown()).cloned();
    let structural = || resource.namespace.as_deref().and_then(named_at_its_end).or(of_path).map(inferred);
    // A tag whose value is not known says less than a folder that is.
    if let Some(fact) = known_tag.or_else(structural).or(tagged) {
        offer(needs, "environment", fact);
    }
}

fn of_tags(resource: &Resource) -> Option<Fact> {
    let mut tags: Vec<_> = resource.own_tags().filter(|tag| KEYS.contains(&normal_key(&tag.key).as_str())).collect();
    // Of one scope, the key that says it best: `environment` before `tier`.
    tags.sort_by_key(|tag| (tag.scope, KEYS.iter().position(|key| *key == normal_key(&tag.key))));
    let read = tags.iter().filter_map(|tag| {
        let names_one = |text: &str| environment_of(text).is_some();
        let speaks = match &tag.value.value {
            Value::Text(text) => names_one(text),
            Value::Choice(choice) => choice.options.iter().filter_map(Fact::as_text).any(names_one),
            Value::Unknown(_) => normal_key(&tag.key) != "tier",
            _ => false,
        };
        let environment = map(&tag.value, &|value| match value {
            Value::Text(text) => match environment_of(text) {
                Some(name) => Value::Text(SmolStr::new_static(name)),
                None => unknown(format!("{} {:?} names no environment that is known", tag.key, text.as_str())),
            },
            _ => unknown(format!("{} is no text", tag.key)),
        });
        speaks.then(|| (*tag, at_best(environment, super::scope_known(tag.scope).max(Known::Written))))
    });
    let all: Vec<(&Tag, Fact)> = read.collect();
    let (tag, first) = all.iter().find(|(_, fact)| !fact.is_unknown()).or(all.first())?;
    // One key of one scope that says two things: of several overlays, each with its own.
    let other = all.iter().find(|(other, fact)| {
        other.key == tag.key && other.scope == tag.scope && !fact.is_unknown() && fact.value != first.value
    });
    let both = first.as_text().zip(other.and_then(|(_, other)| other.as_text()));
    Some(match both {
        Some((one, other)) => valued(first, unknown(format!("{} is both {one} and {other}", tag.key))),
        None => first.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::environment_of_path;

    #[test]
    fn paths_name_environments() {
        let paths = [
            ("infra/prod/main.tf", Some("prod")),
            ("envs/payments-staging", Some("staging")),
            ("deploy/overlays/dev/kustomization.yaml", Some("dev")),
            ("modules/web/examples/prod/main.tf", Some("example")),
            ("e2e/prod/app.yaml", Some("example")),
            ("prod/dev", Some("dev")),
            ("clusters/non-prod/app.yaml", Some("test")),
            ("demo.yaml", None),
            ("services/test-runner/app.yaml", None),
            ("services/latest/app.yaml", None),
            ("", None),
        ];
        for (path, expected) in paths {
            assert_eq!(environment_of_path(path), expected, "{path}");
        }
    }
}
