//! Schemas of our own files, made from the vocabulary: editors complete by them, other programs check by them.

use misfit::load::Beliefs;
use misfit::model::baseline::{FILE, VERSION};
use misfit::model::fact::Known;
use misfit::model::policy::CONCERNS;
use misfit::model::vocabulary::{FACTS, GIVES, Kind, LIMITS, MODELS, NEEDS, SERVICES, Word};
use serde_json::{Map, Value, json};

use crate::kept::hold_file;

/// Words of `gives` that are no axes.
const NO_AXES: &[&str] = &["platform", "model", "family", "limits"];

const ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
const LINK: &str = "^https?://";

#[test]
fn the_schema_of_policies_is_up_to_date() {
    let known = [Known::Declared, Known::Written, Known::Inherited, Known::Defaulted, Known::Inferred, Known::Assumed];
    let by_known: Map<String, Value> = known.iter().map(|known| (known.name().to_owned(), severity())).collect();
    let concerns: Vec<&str> = CONCERNS.iter().map(|concern| concern.name()).collect();
    let way_out = record(
        &["way", "price"],
        [("way", text("What to do")), ("price", text("What that costs"))].map(named).into_iter().collect(),
    );
    let properties = [
        ("title", text("The mismatch in a few words")),
        (
            "severity",
            json!({
                "description": "How loud; or a map by how the weakest need that decides is known",
                "anyOf": [severity(), {
                    "type": "object", "additionalProperties": false, "minProperties": 1, "properties": by_known
                }]
            }),
        ),
        ("concern", json!({"description": "What it is about", "enum": concerns})),
        ("when", text("When a workload is in this mismatch: a condition over needs, gives and facts")),
        ("message", text("What a finding says; {workload}, {platform} and words in braces are filled in")),
        ("why", text("What goes wrong, in plain words")),
        (
            "instead",
            json!({"description": "Ways out, each with its price", "type": "array", "minItems": 2, "items": way_out}),
        ),
        ("see", links()),
        (
            "since",
            json!({"description": "The release that brought it", "type": "string", "pattern": r"^\d+\.\d+\.\d+$"}),
        ),
    ];
    let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let schema = record(&required, properties.into_iter().map(named).collect());
    write("policies/policy.schema.json", "misfit policy", schema);
}

#[test]
fn the_schema_of_platforms_is_up_to_date() {
    let axes: Vec<&Word> = GIVES.iter().filter(|word| !NO_AXES.contains(&word.name)).collect();
    let axis_names: Vec<&str> = axes.iter().map(|word| word.name).collect();
    let fact_names: Vec<&str> = FACTS.iter().map(|word| word.name).collect();
    let setting = record(
        &["name", "fact", "changes", "price"],
        [
            ("name", text("What it is called")),
            ("fact", json!({"description": "The fact that records it", "enum": fact_names})),
            (
                "changes",
                json!({"description": "The axes that it changes", "type": "array", "items": {"enum": axis_names}}),
            ),
            ("price", text("What it costs, in words")),
        ]
        .map(named)
        .into_iter()
        .collect(),
    );
    let properties = [
        ("title", text("What a person calls it")),
        (
            "services",
            json!({"description": "The services that are it", "type": "array", "minItems": 1, "items": {"enum": SERVICES}}),
        ),
        ("refines", json!({"description": "The platform that it refines", "type": "string", "pattern": ID})),
        ("when", text("When a workload on the refined platform is on this one: a condition over facts")),
        ("model", json!({"description": "The compute model", "enum": MODELS.values})),
        ("axes", record(&[], axes.iter().map(|word| (word.name.to_owned(), axis(word))).collect())),
        ("limits", record(&[], LIMITS.iter().map(|word| (word.name.to_owned(), limit(word))).collect())),
        ("settings", json!({"description": "What a team can turn", "type": "array", "items": setting})),
        ("asks", texts("What it asks of a team")),
        ("trades", texts("What a move to it trades")),
        ("see", links()),
    ];
    let mut schema = record(&["title", "see"], properties.into_iter().map(named).collect());
    schema["if"] = json!({"required": ["refines"]});
    schema["then"] = json!({"required": ["when"], "not": {"required": ["services"]}});
    schema["else"] = json!({
        "required": ["services", "model", "axes"],
        "not": {"required": ["when"]},
        "properties": {"axes": {"required": axis_names}}
    });
    let mut definitions: Map<String, Value> = axes.iter().map(|word| (word.name.to_owned(), given(word))).collect();
    definitions.extend(limit_parts().map(|(name, part)| (format!("limit_{name}"), part)));
    schema["definitions"] = Value::Object(definitions);
    write("policies/platform.schema.json", "misfit platform", schema);
}

#[test]
fn the_schema_of_settings_is_up_to_date() {
    let selector = |more: &[(&str, Value)], required: &[&str]| {
        let own = [
            ("path", text("A glob of the file's path")),
            ("kind", text("A glob of the resource's type")),
            ("address", text("A glob of the workload's address")),
        ];
        let mut schema = record(required, own.iter().chain(more).cloned().map(named).collect());
        schema["anyOf"] = json!([{"required": ["path"]}, {"required": ["kind"]}, {"required": ["address"]}]);
        schema
    };
    let mut needs = Map::new();
    for word in NEEDS {
        // Kebab-case reads better, snake_case is what conditions say.
        needs.insert(word.name.replace('_', "-"), described(word));
        needs.insert(word.name.to_owned(), described(word));
    }
    let declaration = record(
        &["select", "needs"],
        [("select", selector(&[], &[])), ("needs", record(&[], needs))].map(named).into_iter().collect(),
    );
    let severities = json!({"enum": ["off", "note", "warning", "error"]});
    let policies: Map<String, Value> = Beliefs::builtin()
        .policies()
        .iter()
        .map(|policy| {
            let mut schema = severities.clone();
            schema["description"] = policy.title.as_str().into();
            (policy.id.to_string(), schema)
        })
        .collect();
    let policy_ids: Vec<&String> = policies.keys().collect();
    let accepted = selector(
        &[
            ("policy", json!({"description": "The finding's policy", "enum": policy_ids})),
            ("reason", text("Why it is accepted")),
            (
                "until",
                json!({
                    "description": "The last day on which it is accepted", "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"
                }),
            ),
        ],
        &["policy", "reason"],
    );
    let mut module = record(
        &["source"],
        [
            ("source", text("A glob of a call's source, or of the module's name in the public registry")),
            ("folder", text("A folder of Terraform that is read in its place, from the root")),
            ("like", text("The well-known module of which it is a fork, by name")),
        ]
        .map(named)
        .into_iter()
        .collect(),
    );
    module["oneOf"] = json!([{"required": ["folder"]}, {"required": ["like"]}]);
    let properties = [
        (
            "declare",
            json!({"description": "Needs of workloads; later entries win", "type": "array", "items": declaration}),
        ),
        ("policies", record(&[], policies)),
        ("exclude", texts("Globs of paths that are not read")),
        ("accept", json!({"description": "Findings that are accepted", "type": "array", "items": accepted})),
        (
            "modules",
            json!({
                "description": "What is read in the place of modules that are not on disk; later entries win",
                "type": "array",
                "items": module
            }),
        ),
    ];
    let mut schema = record(&[], properties.into_iter().map(named).collect());
    schema["type"] = json!(["object", "null"]);
    write("policies/settings.schema.json", "misfit.yaml", schema);
}

#[test]
fn the_schema_of_baselines_is_up_to_date() {
    let unknown = [
        ("unknown", json!({"const": true})),
        ("at_least", json!({"description": "It is at least this", "type": "number"})),
        ("at_most", json!({"description": "It is at most this", "type": "number"})),
    ];
    let mut unknown = record(&["unknown"], unknown.map(named).into_iter().collect());
    unknown["description"] = "What was not known when it was taken in".into();
    let value = json!({"anyOf": [{"type": ["null", "boolean", "number", "string"]}, unknown]});
    let one = json!({"$ref": "#/definitions/value"});
    let values = json!({
        "description": "By the word's path, the values that decided; durations in seconds, sizes in bytes, rates a second",
        "type": "object",
        "additionalProperties": {"anyOf": [one, {"type": "array", "items": one}]}
    });
    let finding = [
        ("unit", json!({"description": "Path of the workload's unit; the root itself is empty", "type": "string"})),
        (
            "fingerprint",
            json!({"description": "Policy and address in the unit", "type": "string", "pattern": "^[^@]+@.+"}),
        ),
        ("severity", severity()),
        ("variants", texts("The variants in which it held, where not in all")),
        ("instances", texts("The instances of which it held, where not of all")),
        ("only_when", text("The guard under which alone it held, in words")),
        ("values", values),
    ];
    let finding = record(&["unit", "fingerprint", "severity", "values"], finding.map(named).into_iter().collect());
    let properties = [
        ("version", json!({"description": "The version of the format", "const": VERSION})),
        ("findings", json!({"description": "What a team started with", "type": "array", "items": finding})),
    ];
    let mut schema = record(&["version", "findings"], properties.map(named).into_iter().collect());
    schema["definitions"] = json!({"value": value});
    write("policies/baseline.schema.json", FILE, schema);
}

fn write(path: &str, title: &str, schema: Value) {
    let mut whole = json!({"$schema": "http://json-schema.org/draft-07/schema#", "title": title});
    whole.as_object_mut().unwrap().extend(schema.as_object().unwrap().clone());
    hold_file(path, &format!("{}\n", serde_json::to_string_pretty(&whole).unwrap()));
}

fn named((name, schema): (&str, Value)) -> (String, Value) {
    (name.to_owned(), schema)
}

/// An object of these properties and no others.
fn record(required: &[&str], properties: Map<String, Value>) -> Value {
    let mut schema = json!({"type": "object", "additionalProperties": false});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema["properties"] = Value::Object(properties);
    schema
}

fn text(description: &str) -> Value {
    json!({"description": description, "type": "string", "minLength": 1})
}

fn texts(description: &str) -> Value {
    json!({"description": description, "type": "array", "items": {"type": "string", "minLength": 1}})
}

fn links() -> Value {
    json!({
        "description": "Where it is said", "type": "array", "minItems": 1, "items": {"type": "string", "pattern": LINK}
    })
}

fn severity() -> Value {
    json!({"enum": ["note", "warning", "error"]})
}

/// A value of a type, as our files write it.
fn value(kind: Kind) -> Value {
    match kind {
        Kind::Bool => json!({"type": "boolean"}),
        Kind::Number => json!({"type": "number"}),
        Kind::Duration => quantity("15m"),
        Kind::Bytes => quantity("512Mi"),
        Kind::Rate => quantity("100/s"),
        Kind::Text => json!({"type": "string", "minLength": 1}),
        Kind::Enumeration(list) => json!({"enum": list.values}),
        // One that stands alone is a list of one.
        Kind::List(item) => json!({"anyOf": [value(*item), {"type": "array", "items": value(*item)}]}),
        Kind::Record(_) => json!({"type": "object"}),
    }
}

/// A number with a unit; nothing needs none.
fn quantity(example: &str) -> Value {
    json!({"anyOf": [{"const": 0}, {"type": "string", "pattern": r"^[P\d.].*[A-Za-z]$"}], "examples": [example]})
}

fn described(word: &Word) -> Value {
    let mut schema = value(word.kind);
    schema["description"] = word.meaning.into();
    schema
}

/// A value of an axis, or what nobody can know.
fn given(word: &Word) -> Value {
    let reason = [("unknown", text("Why nobody can know"))].map(named).into_iter().collect();
    json!({"anyOf": [value(word.kind), {"const": "unknown"}, record(&["unknown"], reason)]})
}

/// What an axis is given, or cases of it.
fn axis(word: &Word) -> Value {
    let given = json!({"$ref": format!("#/definitions/{}", word.name)});
    let case = [("when", text("A condition over facts; the last case has none")), ("value", given.clone())];
    let cases =
        json!({"type": "array", "minItems": 1, "items": record(&["value"], case.map(named).into_iter().collect())});
    let with_cases = record(&["cases"], [("cases", cases)].map(named).into_iter().collect());
    json!({"description": word.meaning, "anyOf": [given, with_cases]})
}

/// What every limit says beside its value.
fn limit_parts() -> [(&'static str, Value); 4] {
    let month_or_day = r"^\d{4}-\d{2}(-\d{2})?$";
    [
        ("kind", json!({"description": "Whether it can be raised", "enum": ["hard", "soft"]})),
        ("checked", json!({"description": "Whether its source was read", "enum": ["read", "general-knowledge"]})),
        ("as_of", json!({"description": "When it was so: a month or day", "type": "string", "pattern": month_or_day})),
        ("source", json!({"description": "Where it says so", "type": "string", "pattern": LINK})),
    ]
}

fn limit(word: &Word) -> Value {
    let amount = json!({"description": "How much; `none`: no limit", "anyOf": [value(word.kind), {"const": "none"}]});
    let parts =
        limit_parts().map(|(name, _)| (name.to_owned(), json!({"$ref": format!("#/definitions/limit_{name}")})));
    let properties = std::iter::once(named(("value", amount))).chain(parts).collect();
    let mut schema = record(&["value", "kind", "checked", "as_of", "source"], properties);
    schema["description"] = word.meaning.into();
    schema
}
