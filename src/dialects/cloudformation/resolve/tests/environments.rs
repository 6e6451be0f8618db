//! Environments that a template names for itself.

use super::super::environments::deployments;
use crate::dialects::cloudformation::resolve::given::Deployment;
use crate::model::document::Syntax;
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Content, Node};
use crate::parse::parse;

/// The names of the deployments of a template, and of the parameter that each sets last.
fn named(text: &str, written: Vec<Deployment>) -> String {
    let parsed = parse(SourceId(0), text, Syntax::Yaml);
    let root = &parsed.documents.first().expect("there is one").root;
    let shown = |one: &Deployment| {
        let set = one.parameters.last().map(|(name, value)| format!("={name} {}", value.as_text().unwrap_or_default()));
        format!("{}{}", one.name, set.unwrap_or_default())
    };
    deployments(root, written).iter().map(shown).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_a_template_provides_for_is_deployed() {
    for (name, text, expected) in [
        (
            "allowed",
            "Parameters: {Stage: {Type: String, Default: dev, AllowedValues: [dev, qa, prod]}}",
            "dev=Stage dev, qa=Stage qa, prod=Stage prod",
        ),
        (
            "allowed, without a default",
            "Parameters: {Stage: {Type: String, AllowedValues: [dev, prod]}}",
            "dev=Stage dev, prod=Stage prod",
        ),
        (
            "asked for by a condition",
            "Parameters: {E: {Type: String, Default: dev}}\nConditions: {P: !Or [!Equals [!Ref E, prod], !Equals [live, !Ref E]]}",
            "dev=E dev, prod=E prod, live=E live",
        ),
        (
            "keys of a mapping",
            "Parameters: {Environment: {Type: String, Default: dev}}\nMappings: {Sizes: {dev: {S: 1}, prod: {S: 2}}}",
            "dev=Environment dev, prod=Environment prod",
        ),
        (
            "a mapping of regions",
            "Parameters: {Environment: {Type: String, Default: dev}}\nMappings: {Sizes: {eu-west-1: {S: 1}}}",
            "",
        ),
        (
            "a mapping beside a parameter of another kind",
            "Parameters: {Size: {Type: String, Default: dev}}\nMappings: {Sizes: {dev: {S: 1}, prod: {S: 2}}}",
            "",
        ),
        (
            "more than are told apart",
            "Parameters: {Stage: {Type: String, Default: dev, AllowedValues: [a, b, c, d, e, f, dev, uat, prod]}}",
            "prod=Stage prod, uat=Stage uat, dev=Stage dev, a=Stage a, b=Stage b, c=Stage c, d=Stage d, e=Stage e, f=Stage f",
        ),
        ("one environment", "Parameters: {Stage: {Type: String, Default: dev, AllowedValues: [dev]}}", ""),
        ("no environments", "Parameters: {Stage: {Type: String, Default: a, AllowedValues: [a, b]}}", ""),
        (
            "two that could be meant",
            "Parameters: {A: {Type: String, AllowedValues: [dev, prod]}, B: {Type: String, AllowedValues: [dev, prod]}}",
            "",
        ),
        ("nothing", "Resources: {}", ""),
    ] {
        assert_eq!(named(text, Vec::new()), expected, "{name}");
    }
}

#[test]
fn what_is_written_of_deployments_holds() {
    let text = "Parameters: {Stage: {Type: String, AllowedValues: [dev, prod]}}";
    let value = |text: &str| Node::new(Content::Text(text.into()), Span::new(SourceId(1), 0, 1));
    let deployment = |name: &str, parameters: &[(&str, &str)]| Deployment {
        name: name.into(),
        parameters: parameters.iter().map(|(name, text)| ((*name).into(), value(text))).collect(),
        tags: Vec::new(),
    };
    for (written, expected) in [
        (vec![deployment("default", &[("Stage", "prod")])], "default=Stage prod"),
        (vec![deployment("default", &[("Size", "1")])], "dev=Stage dev, prod=Stage prod"),
        (vec![deployment("blue", &[("Size", "1")]), deployment("green", &[])], "blue=Size 1, green"),
    ] {
        assert_eq!(named(text, written), expected);
    }
}
