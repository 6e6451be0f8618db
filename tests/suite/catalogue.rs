//! The catalogue: tables of what misfit believes and the dictionary of words, held in `policies/README.md`.

use std::collections::BTreeMap;

use misfit::load::{Beliefs, known_modules, module_head};
use misfit::model::policy::Policy;
use misfit::model::vocabulary::{
    CONTAINER, Enumeration, FACTS, GIVES, Kind, LIMITS, NEEDS, NEIGHBOUR, SERVICES, TRIGGER, VOLUME, Word,
};
use misfit::values::units::duration_text;

use crate::kept::{hold_blocks, table};

#[test]
fn the_catalogue_is_what_is_built_in() {
    let beliefs = Beliefs::builtin();
    let policies = beliefs.policies().iter().map(|policy| {
        let id = format!("[`{0}`]({0}.yaml)", policy.id);
        [id, severity(policy), policy.concern.name().to_owned(), policy.title.clone()]
    });
    let platforms = beliefs.platforms().into_iter().map(|platform| {
        let id = format!("[`{0}`](platforms/{0}.yaml)", platform.id);
        let below = platform.refines.as_ref().map(|parent| format!("`{parent}`")).unwrap_or_default();
        [id, platform.model.unwrap_or_default().to_owned(), below, platform.title.clone()]
    });
    let doors = beliefs.doors().iter().map(|door| {
        let id = format!("[`{0}`](doors/{0}.yaml)", door.id);
        let limit = &door.request_timeout;
        let waits = limit.value.map_or("as long as it takes".to_owned(), duration_text);
        let raised = if limit.hard { "" } else { "yes" };
        [id, waits, raised.to_owned(), door.title.to_string()]
    });
    let modules = known_modules().iter().flat_map(|module| {
        let head = module_head(module.text).unwrap();
        let row = move |source: &str| {
            let name = format!("[`{source}`](modules/{}.tf)", module.id);
            [name, head.versions.clone(), head.checked.clone(), head.title.clone()]
        };
        module.sources.iter().map(move |source| row(source)).collect::<Vec<_>>()
    });
    let text = [
        "## The policies\n".to_owned(),
        table(["id", "severity", "concern", "title"], policies),
        "## The platforms\n\nA refinement without a model has that of the platform that it refines.\n".to_owned(),
        table(["id", "model", "refines", "title"], platforms),
        "## The front doors\n".to_owned(),
        table(["id", "waits", "longer where that is written", "title"], doors),
        "## The known modules\n".to_owned(),
        table(["module", "versions read", "checked", "what it makes"], modules),
        dictionary(),
    ];
    hold_blocks("policies/README.md", &[("catalogue", text.join("\n"))]);
}

/// One severity, or one for each way in which the weakest need is known.
fn severity(policy: &Policy) -> String {
    match policy.severity.as_slice() {
        [(_, severity)] => severity.name().to_owned(),
        several => {
            let each = several.iter().map(|(known, severity)| format!("{} where {}", severity.name(), known.name()));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

fn dictionary() -> String {
    let mut lists = BTreeMap::new();
    let tables = [("facts", FACTS), ("needs", NEEDS), ("gives", GIVES), ("gives.limits", LIMITS)];
    let parts = [("containers", CONTAINER), ("volumes", VOLUME), ("triggers", TRIGGER)];
    let mut text =
        "## The dictionary\n\nEvery word that a condition may read. Types in *italics* are closed lists, below.\n"
            .to_owned();
    for (name, words) in tables {
        text += &format!("\n### `{name}.*`\n\n{}", word_table(words, &mut lists));
    }
    for (name, words) in parts {
        text += &format!("\n### Each of `facts.{name}`\n\n{}", word_table(words, &mut lists));
    }
    text += &format!("\n### Each of `neighbours`\n\n{}", word_table(NEIGHBOUR, &mut lists));
    let lists = lists.into_values().map(|list| {
        let ordered = if list.ordered { "yes, in this order" } else { "" };
        [
            format!("*{}*", list.name),
            list.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" "),
            ordered.to_owned(),
        ]
    });
    text += &format!("\n### Closed lists\n\n{}", table(["list", "values", "`at_least`"], lists));
    let services: Vec<String> = SERVICES.iter().map(|service| format!("`{service}`")).collect();
    text + &format!("\n### Services\n\n{}.\n", services.join(", "))
}

fn word_table(words: &'static [Word], lists: &mut BTreeMap<&'static str, &'static Enumeration>) -> String {
    let rows: Vec<_> = words
        .iter()
        .map(|word| [format!("`{}`", word.name), kind(word.kind, lists), word.meaning.to_owned()])
        .collect();
    table(["word", "type", "meaning"], rows)
}

/// How a type is said; the closed lists that are met are kept.
fn kind(of: Kind, lists: &mut BTreeMap<&'static str, &'static Enumeration>) -> String {
    match of {
        Kind::Bool => "boolean".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Duration => "duration".to_owned(),
        Kind::Bytes => "bytes".to_owned(),
        Kind::Rate => "rate".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Enumeration(list) => {
            lists.insert(list.name, list);
            format!("*{}*", list.name)
        }
        Kind::List(Kind::Record(_)) => "list, see below".to_owned(),
        Kind::List(item) => format!("list of {}", kind(*item, lists)),
        Kind::Record(_) => "see below".to_owned(),
    }
}
