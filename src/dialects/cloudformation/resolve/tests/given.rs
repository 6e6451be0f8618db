//! Values from outside: one deployment is plain, several are variants.

use std::sync::Arc;

use super::{plain, resolved_with, show, show_fact};
use crate::dialects::cloudformation::resolve::environments::deployments;
use crate::dialects::cloudformation::resolve::given::{Deployment, Given};
use crate::dialects::cloudformation::resolve::template;
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::document::Syntax;
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Choice, Content, Key, Node, Switch, SwitchKind};
use crate::parse::parse;

fn text(value: &str) -> Node {
    Node::new(Content::Text(value.into()), Span::new(SourceId(1), 0, 1))
}

fn deployment(name: &str, parameters: &[(&str, &str)], tags: &[(&str, &str)]) -> Deployment {
    let key = |key: &str| Key { text: key.into(), span: Span::new(SourceId(1), 0, 1) };
    Deployment {
        name: name.into(),
        parameters: parameters.iter().map(|(name, value)| ((*name).into(), text(value))).collect(),
        tags: tags.iter().map(|(name, value)| (key(name), text(value))).collect(),
    }
}

const TEMPLATE: &str = "
Parameters:
  Size: {Type: Number, Default: 128}
  Env: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  R:
    Type: A::B::C
    Condition: IsProd
    Properties: {size: !Ref Size, env: !Ref Env, region: !Ref 'AWS::Region'}
";

#[test]
fn what_is_given_holds_over_the_default() {
    for (deployments, expected, instances) in [
        (
            vec![deployment("default", &[("Size", "512"), ("Env", "prod"), ("AWS::Region", "eu-west-1")], &[])],
            "{size: 512 <- parameter Size, env: 'prod' <- parameter Env, region: 'eu-west-1' <- AWS::Region}",
            "1 written",
        ),
        (
            vec![
                deployment("dev", &[("Env", "dev")], &[]),
                deployment("prod", &[("Env", "prod"), ("Size", "512")], &[]),
            ],
            "{size: 512 <- parameter Size, env: 'prod' <- parameter Env, \
             region: ?AWS::Region is known when it is deployed}",
            "variant{0 written, 1 written}",
        ),
    ] {
        let given = Given { deployments, ..Given::default() };
        let (template, _) = resolved_with(TEMPLATE, &given);
        let resource = template.resources.first().expect("there is one");
        assert_eq!(show(&resource.body), expected);
        assert_eq!(show_fact(&resource.instances), instances);
    }
}

#[test]
fn variants_differ_where_one_is_given_something_else() {
    let given = Given {
        deployments: vec![
            deployment("dev", &[("Env", "dev")], &[("team", "shop"), ("data", "none")]),
            deployment("prod", &[("Env", "prod"), ("Size", "512")], &[("team", "shop"), ("data", "pci")]),
        ],
        ..Given::default()
    };
    let text = TEMPLATE.replace("    Condition: IsProd\n", "");
    let (template, _) = resolved_with(&text, &given);
    let resource = template.resources.first().expect("there is one");
    assert_eq!(plain(resource.body.get("size").expect("it is there")), "variant{dev: 128, prod: 512}");
    let tags: Vec<String> = template.tags.iter().map(|tag| format!("{}={}", tag.key, show_fact(&tag.value))).collect();
    assert_eq!(tags, ["team=shop", "data=variant{none, pci}"]);
}

#[test]
fn more_variants_than_are_told_apart_keep_the_ones_that_are_deployed() {
    let names = ["a", "b", "c", "d", "e", "f", "default", "staging", "prod"];
    let text = TEMPLATE.replace("    Condition: IsProd\n", "");
    let root = parse(SourceId(0), &text, Syntax::Yaml).documents.remove(0).root;
    let size_of_others = |size: &'static str| {
        let sizes = ["1", "2", "3", "4", "5", "6", size, "8", "9"];
        let written =
            names.iter().zip(sizes).map(|(name, size)| deployment(name, &[("Size", size)], &[("size", size)]));
        let given = Given { deployments: deployments(&root, written.collect()), ..Given::default() };
        let (template, _) = resolved_with(&text, &given);
        let resource = template.resources.first().expect("there is one").clone();
        let tags = template.tags.iter().map(|tag| show_fact(&tag.value)).collect::<String>();
        format!("{} {tags}", plain(resource.body.get("size").expect("it is there")))
    };
    assert_eq!(
        size_of_others("7"),
        "variant{prod: 9, staging: 8, a: 1, b: 2, c: 3, d: 4, e: 5, \
         2 other variants: ?it differs between 2 other variants} \
         variant{9, 8, 1, 2, 3, 4, 5, ?it differs between 2 other variants}"
    );
    assert_eq!(
        size_of_others("6"),
        "variant{prod: 9, staging: 8, a: 1, b: 2, c: 3, d: 4, e: 5, 2 other variants: 6} variant{9, 8, 1, 2, 3, 4, 5, 6}"
    );
}

#[test]
fn ids_of_what_is_made_beside_a_template_are_nobody_s_mistake() {
    let template = "Resources:\n  R: {Type: A::B::C, Properties: {V: !GetAtt HelloLambdaFunction.Arn}}\n";
    for (is_open, problems) in [(true, 0), (false, 1)] {
        let given = Given { is_open, ..Given::default() };
        assert_eq!(resolved_with(template, &given).1.len(), problems);
    }
}

/// The first resource of a template in which the resource differs between two variants.
fn varied(dev: &str, prod: &str) -> (Vec<ResolvedResource>, Vec<String>) {
    let parsed = |text: &str| parse(SourceId(0), text, Syntax::Yaml).documents.remove(0).root;
    let mut root = parsed("Resources: {R: null}");
    let branches = vec!["dev".into(), "prod".into()];
    let switch = Arc::new(Switch { key: "variant".into(), branches, kind: SwitchKind::Variant });
    let choice = Choice { switch, options: vec![parsed(dev), parsed(prod)] };
    if let Content::Map(map) = &mut root.content
        && let Content::Map(resources) = &mut map.entries[0].value.content
    {
        resources.entries[0].value.content = Content::Choice(Box::new(choice));
    }
    let given = Given::default();
    let (template, problems) = template(&root, &given, None);
    (template.resources, problems.into_iter().map(|problem| problem.message).collect())
}

#[test]
fn a_resource_may_differ_between_variants_or_be_in_some_alone() {
    for (dev, prod, expected) in [
        (
            "{Type: A::B, Properties: {V: 1}}",
            "{Type: A::B, Properties: {V: 2}}",
            "variant{dev: {V: 1}, prod: {V: 2}} 1 defaulted",
        ),
        ("{Type: A::B}", "{Type: A::B}", "{} 1 defaulted"),
        ("~", "{Type: A::B, Properties: {V: 2}}", "{V: 2} variant{0 written, 1 defaulted}"),
        ("{Type: A::B}", "{Type: C::D}", "R is of another type in another variant, so it is not read"),
    ] {
        let (resources, problems) = varied(dev, prod);
        let said = resources.iter().map(|one| format!("{} {}", plain(&one.body), show_fact(&one.instances)));
        assert_eq!(said.chain(problems).collect::<Vec<_>>(), [expected], "{dev} {prod}");
    }
}
