//! What dialects make of documents, in one line a fact, to be held against tables.

use crate::model::fact::{Fact, Facts, Known, SEALED, Value};
use crate::model::resource::{Link, Resource, Tag, TagScope, Target, Which};
use crate::model::vocabulary::{self, Kind, Word};

/// Holds every fact of resources against the vocabulary.
pub(crate) fn all_conform(resources: &[Resource]) {
    for resource in resources {
        conforms(&resource.facts, vocabulary::FACTS, &resource.local);
        conforms(&resource.lends, vocabulary::FACTS, &resource.local);
        if let Some(service) = resource.service {
            assert_eq!(vocabulary::service(service), Some(service), "{}", resource.local);
        }
    }
}

fn conforms(facts: &Facts, words: &'static [Word], of: &str) {
    for (name, fact) in facts.iter() {
        let word = vocabulary::find(words, name).unwrap_or_else(|| panic!("{of}: {name} is no word"));
        fits(fact, &word.kind, of, name);
    }
}

fn fits(fact: &Fact, kind: &Kind, of: &str, name: &str) {
    let fits_kind = match (&fact.value, kind) {
        (Value::Absent | Value::Unknown(_), _) => true,
        (Value::Choice(choice), _) => {
            choice.options.iter().for_each(|option| fits(option, kind, of, name));
            true
        }
        (Value::Bool(_), Kind::Bool) | (Value::Text(_), Kind::Text) => true,
        (Value::Number(_), Kind::Number | Kind::Duration | Kind::Bytes | Kind::Rate) => true,
        (Value::Text(text), Kind::Enumeration(values)) => values.index(text).is_some(),
        (Value::List(items), Kind::List(kind)) => {
            items.iter().for_each(|item| fits(item, kind, of, name));
            true
        }
        (Value::Record(facts), Kind::Record(words)) => {
            conforms(facts, words, of);
            true
        }
        _ => false,
    };
    assert!(fits_kind, "{of}: {name} is {} and should be {kind:?}", show(fact));
}

/// A fact as text: `?` before an unknown's reason, `key{branch: value}` for a choice, `~` after a default.
fn show(fact: &Fact) -> String {
    let value = match &fact.value {
        Value::Absent => "absent".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Value::Record(facts) => {
            let facts: Vec<String> = facts.iter().map(|(name, fact)| format!("{name}: {}", show(fact))).collect();
            format!("{{{}}}", facts.join(", "))
        }
        Value::Unknown(unknown) => {
            let least = unknown.at_least.map(|least| format!(">={least} ")).unwrap_or_default();
            format!("?{least}{}", unknown.reason)
        }
        Value::Sealed(_) => SEALED.to_owned(),
        Value::Choice(choice) => {
            let options = choice.switch.branches.iter().zip(&choice.options);
            let options: Vec<String> = options.map(|(branch, option)| format!("{branch}: {}", show(option))).collect();
            format!("{}{{{}}}", choice.switch.key, options.join(", "))
        }
    };
    if fact.known == Known::Defaulted { value + "~" } else { value }
}

/// Everything that is said of a resource, a line each.
pub(crate) fn describe(resource: &Resource) -> Vec<String> {
    let mut lines = vec![format!("{} {}", resource.role.name(), resource.service.unwrap_or("-"))];
    lines.extend(resource.facts.iter().map(|(name, fact)| format!("{name} = {}", show(fact))));
    lines.extend(resource.lends.iter().map(|(name, fact)| format!("lends {name} = {}", show(fact))));
    let link = |link: &Link| format!("{} -> {}{}", link.relation.name(), led_to(&link.target), meant(&link.which));
    lines.extend(resource.links.iter().map(link));
    lines.extend(resource.labels.iter().map(|(key, value)| format!("label {key}={value}")));
    lines.extend(resource.tags.iter().map(|tag: &Tag| {
        let scope = match tag.scope {
            TagScope::Own => "",
            TagScope::Inherited => " (inherited)",
            TagScope::Store => " (store)",
            TagScope::Account => " (account)",
        };
        format!("tag {}={}{scope}", tag.key, show(&tag.value))
    }));
    lines
}

fn led_to(target: &Target) -> String {
    match target {
        Target::Local(address) => address.to_string(),
        Target::Named { name, .. } => format!("named {name}"),
        Target::Selected { namespace, labels } => {
            format!("selected {} {labels:?}", namespace.as_deref().unwrap_or("-"))
        }
        Target::Labelled { labels, .. } => format!("labelled {labels:?}"),
        Target::Built { files, .. } => format!("built of {files:?}"),
        Target::Unknown(unknown) => format!("?{}", unknown.reason),
    }
}

/// Which instances a link means: nothing for all, `[key]` for one, `key{branch: [key]}` for what a switch decides.
fn meant(which: &Which) -> String {
    match which {
        Which::All => String::new(),
        Which::None => " none".to_owned(),
        Which::One(switch, branch) => format!("[{}]", switch.branches[*branch]),
        Which::Chosen(choice) => {
            let options = choice.switch.branches.iter().zip(&choice.options);
            let options: Vec<String> = options.map(|(branch, option)| format!("{branch}:{}", meant(option))).collect();
            format!(" {}{{{}}}", choice.switch.key, options.join(", "))
        }
    }
}

/// A table of what some resources of a file must say; a line that starts with `!` must start no line of it.
pub(crate) type Says = &'static [(&'static str, &'static [&'static str])];

/// Holds resources against a table.
pub(crate) fn all_say(resources: &[Resource], expected: Says) {
    for (address, lines) in expected {
        let found = resources.iter().find(|resource| resource.local == *address);
        let found = describe(found.unwrap_or_else(|| panic!("{address} is not there")));
        for line in *lines {
            let holds = match line.strip_prefix('!') {
                Some(start) => !found.iter().any(|said| said.starts_with(start)),
                None => found.iter().any(|said| said == line),
            };
            assert!(holds, "{address} should say `{line}`:\n  {}", found.join("\n  "));
        }
    }
}
