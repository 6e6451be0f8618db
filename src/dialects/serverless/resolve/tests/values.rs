//! Sources, fallbacks, and the ways that values come.

use super::{Shelf, hold, plain, show, value};
use crate::model::tree::Content;

const BESIDE: &str = r#"
provider: {name: aws, timeout: 30}
custom:
  size: 512
  text: hello
  none: null
  list: [10, 20, {deep: 30}]
  map: {a: 1, b: "${self:custom.size}"}
  hop: ${self:custom.size}
  hops: ${self:custom.hop}
  key: size
  whole: ${self:custom.map}
  version: 1.10
  ref: !Ref Table
  nested: {inner: "${self:custom.map}"}
"#;

#[test]
fn sources_answer_as_the_framework_has_them() {
    let table = [
        ("${self:custom.size}", "512"),
        ("'${self:custom.text}'", "'hello'"),
        ("${self:custom.list.1}", "20"),
        ("${self:custom.list.2.deep}", "30"),
        ("${self:custom.${self:custom.key}}", "512"),
        ("${self:custom.nested.inner.b}", "512"),
        ("${self:custom.whole}", "{a: 1, b: 512}"),
        ("${self:custom.ref}", "!Ref 'Table'"),
        ("v-${self:custom.version}-${self:custom.text}", "'v-1.1-hello'"),
        ("'${self:custom.map}x'", "!a list, a map or nothing stands in a text here"),
        ("${self:custom.nope}", "!self:custom.nope is written nowhere"),
        ("${self:custom.none, 7}", "7"),
        ("${self:custom.nope, self:custom.size}", "512"),
        ("${self:custom.nope, null}", "null"),
        ("${self:custom.nope, self:custom.nor}", "!self:custom.nor is written nowhere"),
        ("${opt:memory, self:custom.nope, 12}", "12"),
        ("${opt:memory, 'a, b'}", "'a, b'"),
        ("${opt:memory, \"a\\tb\"}", "'a\tb'"),
        ("${opt:memory, true}", "true"),
        ("${opt:memory}", "?opt:memory has no value here"),
        ("${env:MEMORY}", "?env:MEMORY has no value here"),
        ("${env:MEMORY, '3'}", "'3'"),
        ("${param:memory}", "?param:memory has no value here"),
        ("${opt:stage, self:provider.stage}", "'dev'"),
        ("${sls:stage}", "'dev'"),
        ("${sls:instanceId}", "?sls:instanceId is another in every run"),
        ("${opt:region, self:provider.region}", "'us-east-1'"),
        ("${aws:region}", "'us-east-1'"),
        ("${aws:accountId}", "?aws:accountId is looked up when it is deployed"),
        ("${ssm:/a/b~true, 5}", "?ssm:/a/b~true is looked up when it is deployed"),
        ("${ssm(eu-west-1, raw):/a}", "?ssm(eu-west-1, raw):/a is looked up when it is deployed"),
        ("${cf:other.Arn}", "?cf:other.Arn is looked up when it is deployed"),
        ("${vault:a, 'x'}", "?vault:a is looked up when it is deployed"),
        ("${construct:jobs.queueUrl}", "?construct:jobs.queueUrl is of a source that a plugin or a resolver brings"),
        ("x-${env:MEMORY}", "?env:MEMORY has no value here"),
        ("${self:custom.${env:MEMORY}.x, 3}", "?env:MEMORY has no value here"),
        ("${strToBool(true)}", "true"),
        ("${strToBool(${opt:x, '0'})}", "false"),
        ("${strToBool(maybe)}", "!strToBool(maybe) is neither true nor false"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn values_keep_the_way_they_came() {
    let table = [
        ("${self:custom.size}", "512 <- self:custom.size"),
        ("${self:custom.hops}", "512 <- self:custom.hops <- self:custom.hop <- self:custom.size"),
        ("${opt:memory, 256}", "256 <- opt:memory (default)"),
        ("${env:MEMORY, self:custom.size}", "512 <- self:custom.size (default)"),
        ("${self:custom.nope, 256}", "256 <- self:custom.nope"),
        ("a-${self:custom.size}", "'a-512' <- self:custom.size"),
        ("a-${opt:x, 'b'}-${self:custom.hop}", "'a-b-512' <- opt:x <- self:custom.hop <- self:custom.size (default)"),
        (
            "${self:custom.whole}",
            "{a: 1 <- self:custom.whole <- self:custom.map, \
             b: 512 <- self:custom.whole <- self:custom.map <- self:custom.size}",
        ),
        ("plain", "'plain'"),
        ("${sls:stage}", "'dev' <- sls:stage (default)"),
    ];
    hold(BESIDE, &table, show);
}

#[test]
fn a_value_stands_where_it_is_used_and_its_way_ends_where_it_is_written() {
    let text = "provider: aws\ncustom:\n  size: 512\n  all: {memory: \"${self:custom.size}\"}\nv: ${self:custom.all}\n";
    let shelf = Shelf::of(&[("serverless.yml", text)]);
    let (service, _) = shelf.resolve("serverless.yml");
    let memory = service.root.at(&["v", "memory"]).expect("it is there");
    assert_eq!(shelf.slice(memory.span), "${self:custom.all}");
    let steps: Vec<(&str, &str)> = memory.origin.as_ref().map_or_else(Vec::new, |origin| {
        origin.steps.iter().map(|step| (step.name.as_str(), shelf.slice(step.span))).collect()
    });
    assert_eq!(steps, [("self:custom.all", "\"${self:custom.size}\""), ("self:custom.size", "512")]);
}

#[test]
fn text_that_is_known_in_part_keeps_what_is_known() {
    let node = value("", "arn:aws:sqs:${aws:region}:${aws:accountId}:jobs");
    let unknown = match node.content {
        Content::Unknown(unknown) => Some(unknown),
        _ => None,
    };
    let unknown = unknown.expect("it is not known");
    assert_eq!(unknown.outline.as_deref(), Some("arn:aws:sqs:us-east-1:\u{FFFC}:jobs"));
    assert!(unknown.not_null);
}

#[test]
fn a_service_has_one_shape() {
    let rows = [
        ("provider: aws\nservice: {name: x}", "provider", "{name: 'aws'}"),
        ("provider: aws\nservice: {name: x}", "service", "'x'"),
        ("provider: {name: aws}\nservice: x", "service", "'x'"),
        (
            "provider: aws\nfunctions:\n  - {a: {handler: h, events: [{sns: t}]}}\n  - {b: {handler: i}, a: {timeout: 3}}\n",
            "functions",
            "{a: {handler: 'h', events: [{sns: 't'}], timeout: 3}, b: {handler: 'i'}}",
        ),
        ("provider: aws\nfunctions: {a: null, b: {handler: i}}\n", "functions", "{b: {handler: 'i'}}"),
        (
            "provider: aws\nresources:\n  - Resources: {T: {Type: x}}\n  - Resources: {Q: {Type: y}}\n    Outputs: {o: 1}\n",
            "resources",
            "{Resources: {T: {Type: 'x'}, Q: {Type: 'y'}}, Outputs: {o: 1}}",
        ),
    ];
    for (text, key, expected) in rows {
        let (service, _) = Shelf::of(&[("serverless.yml", text)]).resolve("serverless.yml");
        assert_eq!(service.root.get(key).map(plain).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_version_is_known_where_one_alone_is_asked_for() {
    for (range, expected) in [
        ("'3'", Some(3)),
        ("3", Some(3)),
        ("^3.30.0", Some(3)),
        ("~4.1", Some(4)),
        ("3.x", Some(3)),
        ("\"=2.72.3\"", Some(2)),
        ("'>=2.0.0 <4'", None),
        ("2 || 3", None),
        ("'*'", None),
    ] {
        let text = format!("provider: aws\nframeworkVersion: {range}\n");
        let (service, _) = Shelf::of(&[("serverless.yml", &text)]).resolve("serverless.yml");
        assert_eq!(service.framework_version, expected, "{range}");
    }
}
