//! Whole templates: JSON and YAML alike, loops, macros, what is told, and how much work is done.

use super::{plain, resolved, resource};
use crate::model::fact::Value;
use crate::model::problem::ProblemKind;

/// The messages of what is told of a template.
fn told(text: &str) -> Vec<String> {
    resolved(text).1.into_iter().map(|problem| problem.message).collect()
}

#[test]
fn json_and_yaml_say_the_same() {
    let yaml = "
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      MemorySize: !If [IsProd, 1024, 128]
      Role: !GetAtt Role.Arn
      Name: !Sub 'app-${Env}'
  Role: {Type: AWS::IAM::Role}
";
    let json = r#"{
  "Parameters": {"Env": {"Type": "String", "AllowedValues": ["dev", "prod"]}},
  "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}},
  "Resources": {
    "F": {
      "Type": "AWS::Lambda::Function",
      "Properties": {
        "MemorySize": {"Fn::If": ["IsProd", 1024, 128]},
        "Role": {"Fn::GetAtt": ["Role", "Arn"]},
        "Name": {"Fn::Sub": "app-${Env}"}
      }
    },
    "Role": {"Type": "AWS::IAM::Role"}
  }
}"#;
    let expected = "{MemorySize: parameter Env{dev: 128, prod: 1024}, \
                    Role: ?Role.Arn is known when it is deployed -> Role.Arn, \
                    Name: parameter Env{dev: 'app-dev', prod: 'app-prod'}}";
    for text in [yaml, json] {
        assert_eq!(plain(&resource(text, "F").body), expected);
        assert_eq!(told(text), Vec::<String>::new());
    }
}

#[test]
fn parameters_are_what_their_types_say() {
    let text = "
Parameters:
  Secret: {Type: String, NoEcho: true, Default: hunter2}
  Ssm: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /shop/size}
  Path: {Type: 'AWS::SSM::Parameter::Name', Default: /shop/size}
  Account: {Type: String, Default: 000123456789}
  Ports: {Type: 'List<Number>', Default: '80,443'}
  Only: {Type: String, AllowedValues: [one]}
  Wide: {Type: Number, AllowedValues: [1, 2, 3, 4, 5, 6, 7, 8, 9]}
  Text: {Type: String, Default: '512'}
Resources:
  R: {Type: A::B::C, Properties: {a: !Ref Secret, b: !Ref Ssm, c: !Ref Path, d: !Ref Account, e: !Ref Ports,
    f: !Ref Only, g: !Ref Wide, h: !Ref Text}}
";
    assert_eq!(
        plain(&resource(text, "R").body),
        "{a: ?parameter Secret is a secret, b: ?parameter Ssm is read from Systems Manager when it is deployed, \
         c: '/shop/size', d: '000123456789', e: ['80', '443'], f: 'one', \
         g: ?parameter Wide has no value here >=1 <=9, h: '512'}"
    );
}

#[test]
fn loops_make_what_they_are_written_for() {
    let text = "
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'cart,order-item'}
Conditions:
  Fn::ForEach::Large:
    - Name
    - [a, b]
    - 'Is${Name}': !Equals [!Ref 'AWS::StackName', !Ref Name]
Resources:
  Fn::ForEach::Queues:
    - Name
    - !Ref Names
    - 'Queue&{Name}':
        Type: AWS::SQS::Queue
        Properties:
          QueueName: !Sub 'q-${Name}'
          Same: !Ref Name
          Plain: 'p-${Name}'
          Fn::ForEach::Keys: [Key, [x, y], {'K${Key}': !Join ['', [!Ref Key, !Ref Name]]}]
  Reads:
    Type: A::B::C
    Condition: Isa
    Properties: {V: !GetAtt Queueorderitem.Arn, W: !If [Isb, 1, 2]}
";
    let (template, problems) = resolved(text);
    assert_eq!(problems, []);
    let ids: Vec<&str> = template.resources.iter().map(|resource| resource.id.as_str()).collect();
    assert_eq!(ids, ["Queuecart", "Queueorderitem", "Reads"]);
    let bodies: Vec<String> = template.resources.iter().map(|resource| plain(&resource.body)).collect();
    assert_eq!(
        bodies,
        [
            "{QueueName: 'q-cart', Same: 'cart', Plain: 'p-cart', Kx: 'xcart', Ky: 'ycart'}",
            "{QueueName: 'q-order-item', Same: 'order-item', Plain: 'p-order-item', Kx: 'xorder-item', Ky: 'yorder-item'}",
            "{V: ?Queueorderitem.Arn is known when it is deployed -> Queueorderitem.Arn, \
             W: AWS::StackName == \"b\"{true: 1, false: 2}}",
        ]
    );
}

#[test]
fn what_cannot_be_read_is_told_once() {
    for (text, expected) in [
        (
            "Resources:\n  R: {Type: A::B::C, Properties: {V: !Ref No, W: !Ref No}}",
            vec!["nothing in this template is called No"],
        ),
        (
            "Transform: Mine\nResources:\n  R: {Type: A::B::C, Properties: {V: !Ref No}}",
            vec!["the macro Mine may change this template, and macros are not run"],
        ),
        (
            "Transform: [AWS::Serverless-2016-10-31, {Name: 'AWS::Include', Parameters: {Location: s3://x}}]\nResources:\n  R: {Type: A::B::C}",
            vec!["the macro AWS::Include may change this template, and macros are not run"],
        ),
        (
            "Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions]\nResources:\n  R: {Type: A::B::C, Properties: {V: !Ref RRole, W: !Ref ServerlessRestApi}}",
            vec![],
        ),
        ("Resources:\n  R: {Type: A::B::C, Properties: {V: !Rain::Embed x, W: {'Rain::S3': y}}}", vec![]),
        (
            "Resources:\n  R: {Type: A::B::C, Properties: {V: !Ref NetVpc}}\n  Net: {Type: !Rain::Module vpc.yml}",
            vec!["what Rain's modules make of this template is not read"],
        ),
        (
            "Resources:\n  Net: {Type: {'Rain::Module': vpc.yml}}\n  R: {Type: A::B::C, Properties: {V: !Ref NetVpc}}",
            vec!["what Rain's modules make of this template is not read"],
        ),
        (
            "Resources:\n  R: {Type: A::B::C, Properties: {V: !What x}}",
            vec!["`!What` is no function of CloudFormation"],
        ),
        (
            "Resources:\n  Fn::ForEach::X: [N, !Ref 'AWS::Region', {'Q${N}': {Type: A::B::C}}]",
            vec!["what Fn::ForEach::X goes through is not known here, so what it makes is not read"],
        ),
        ("Resources:\n  Fn::ForEach::X: [N]", vec!["Fn::ForEach::X is no loop"]),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn loops_in_loops_end() {
    let items: Vec<String> = (0..60).map(|number| format!("i{number}")).collect();
    let items = items.join(", ");
    let mut body = "'${A}${B}${C}${D}': 1".to_owned();
    for name in ["D", "C", "B", "A"] {
        body = format!("'Fn::ForEach::{name}': [{name}, [{items}], {{{body}}}]");
    }
    let (_, problems) = resolved(&format!("Resources:\n  R: {{Type: A::B::C, Properties: {{{body}}}}}"));
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["this template takes more work than is spent on one"]);
}

#[test]
fn loops_over_resources_make_a_bounded_number() {
    let loops = |names: &[&str], items: usize| {
        let items: Vec<String> = (0..items).map(|number| format!("i{number}")).collect();
        let id: String = names.iter().map(|name| format!("${{{name}}}")).collect();
        let body = format!("'{id}': {{Type: A::B::C, Properties: {{V: !Ref '{id}'}}}}");
        names
            .iter()
            .rev()
            .fold(body, |body, name| format!("'Fn::ForEach::{name}': [{name}, [{}], {{{body}}}]", items.join(", ")))
    };
    let message = "the loops of this template make more than 2000 resources, and no more of them are read";
    for (written, number, expected) in [
        (loops(&["A"], 2000), 2000, None),
        (loops(&["A"], 2001), 2000, Some("'Fn::ForEach::A'")),
        (loops(&["A", "B"], 200), 2000, Some("'Fn::ForEach::A'")),
        (loops(&["A", "B", "C", "D"], 60), 2000, Some("'Fn::ForEach::A'")),
        (format!("{}, {}", loops(&["A"], 1500), loops(&["B", "C"], 30)), 2000, Some("'Fn::ForEach::B'")),
    ] {
        // What is written holds, also what stands after the loops, and what it refers to may be one of those not read.
        let last = "Last: {Type: A::B::C, Properties: {V: !Ref i59i59i59i59}}";
        let text = format!("Resources: {{First: {{Type: A::B::C, Properties: {{V: !Ref Last}}}}, {written}, {last}}}");
        let (template, problems) = resolved(&text);
        let told: Vec<_> = problems
            .iter()
            .filter(|problem| problem.kind == ProblemKind::Limit)
            .map(|problem| {
                (problem.message.as_str(), problem.span.map(|span| &text[span.start as usize..span.end as usize]))
            })
            .collect();
        assert_eq!(told, expected.map(|at| (message, Some(at))).into_iter().collect::<Vec<_>>());
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(template.resources.len(), number + 2);
        assert_eq!(template.resources.last().map(|last| last.id.as_str()), Some("Last"));
    }
}

#[test]
fn a_value_that_nests_as_deep_as_is_parsed_is_worked_out() {
    for (open, close) in [("{a: ", "}"), ("[", "]"), ("{'Fn::Base64': ", "}"), ("{'Fn::Join': ['', [", "]]}")] {
        let depth = 190 / open.matches(['{', '[']).count();
        let text = format!(
            "Resources:\n  R: {{Type: A::B::C, Properties: {{V: {}x{}}}}}",
            open.repeat(depth),
            close.repeat(depth)
        );
        assert_eq!(told(&text), Vec::<String>::new(), "{open}");
    }
}

#[test]
fn spans_are_of_the_use_and_steps_of_the_literal() {
    let text = "Parameters:\n  Size: {Type: Number, Default: 512}\nResources:\n  R: {Type: A::B::C, Properties: {V: !Ref Size}}\n";
    let resource = resource(text, "R");
    let value = resource.body.get("V").expect("it is there");
    let slice = |span: crate::model::source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(slice(value.span), "!Ref Size");
    let origin = value.origin.as_ref().expect("it came through a parameter");
    assert_eq!(origin.steps.iter().map(|step| slice(step.span)).collect::<Vec<_>>(), ["512"]);
    assert_eq!(slice(resource.header), "A::B::C");
    assert_eq!(slice(resource.name_span), "R");
    assert_eq!(resource.instances.value, Value::Number(1.0));
}

#[test]
fn types_of_sam_alone_say_that_it_reads_a_template() {
    let text = "
Globals: {Function: {Timeout: 30}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: main.handler}}
";
    assert_eq!(plain(&resource(text, "F").body), "{Timeout: 30, Handler: 'main.handler'}");
    assert_eq!(resolved(text).0.dialect, "sam");
    assert_eq!(resolved("Resources: {F: {Type: AWS::Lambda::Function}}").0.dialect, "cloudformation");
}

#[test]
fn a_template_without_resources_is_told_of_once() {
    let text = "Transform: AWS::Serverless-2016-10-31\nGlobals:\nResources:\n";
    assert_eq!(told(text), ["this template has no resources"]);
}
