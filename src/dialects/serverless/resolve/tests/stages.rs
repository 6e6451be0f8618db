//! Which stages a service has, and what differs between them.

use super::{Shelf, plain, show};

/// A service's text, the stages it has, and its `v`.
fn hold(files: &[(&str, &str)], rows: &[(&str, &str, &str)]) {
    for (text, stages, expected) in rows {
        let text = if text.contains("provider:") { (*text).to_owned() } else { format!("provider: aws\n{text}") };
        let files: Vec<(&str, &str)> = files.iter().copied().chain([("serverless.yml", text.as_str())]).collect();
        let (service, _) = Shelf::of(&files).resolve("serverless.yml");
        assert_eq!(service.stages.join(" "), *stages, "{text}");
        assert_eq!(service.root.get("v").map(plain).as_deref(), Some(*expected), "{text}");
    }
}

#[test]
fn stages_are_what_the_service_names() {
    let rows = [
        ("v: 1", "dev", "1"),
        ("provider: {name: aws, stage: prod}\nv: ${sls:stage}", "prod", "'prod'"),
        ("provider: {name: aws, stage: \"${opt:stage, 'qa'}\"}\nv: ${self:provider.stage}", "qa", "'qa'"),
        ("provider: {name: aws, stage: \"${env:STAGE}\"}\nv: ${sls:stage}", "", "?env:STAGE has no value here"),
        ("provider: {name: aws, stage: \"${opt:stage}\"}\nv: ${sls:stage}", "", "?opt:stage has no value here"),
        (
            "params: {default: {m: 1}, prod: {m: 2}, staging: {}}\nv: ${param:m}",
            "prod staging",
            "stage{prod: 2, staging: 1}",
        ),
        (
            "provider: {name: aws, stage: \"${opt:stage, 'dev'}\"}\nparams: {default: {m: 1}, prod: {m: 2}}\nv: ${param:m}",
            "dev prod",
            "stage{dev: 1, prod: 2}",
        ),
        (
            "stages: {default: {params: {m: 1}}, prod: {params: {m: 2}}, dev: {}}\nv: ${param:m}",
            "prod dev",
            "stage{prod: 2, dev: 1}",
        ),
        (
            "stages: {prod: {params: {m: 2}}, dev: {}}\nparams: {prod: {m: 3}, default: {m: 4}}\nv: ${param:m}",
            "prod dev",
            "stage{prod: 2, dev: 4}",
        ),
        ("params: {prod: {m: 2}}\nv: ${sls:stage}", "prod", "'prod'"),
        ("custom: {m: {dev: 1, prod: 2}}\nv: ${self:custom.m.${sls:stage}}", "dev prod", "stage{dev: 1, prod: 2}"),
        (
            "custom: {m: {dev: null, prod: 2}}\nv: ${self:custom.m.${sls:stage}, 1}",
            "dev prod",
            "stage{dev: 1, prod: 2}",
        ),
        ("custom: {m: {qa: 1, prod: 2}}\nv: ${self:custom.m.${sls:stage}}", "qa prod", "stage{qa: 1, prod: 2}"),
        (
            "custom: {s: \"${opt:stage, self:provider.stage}\", dev: {m: 1}, prod: {m: 2}, web: {n: 1}}\nv: ${self:custom.${self:custom.s}.m}",
            "dev prod",
            "stage{dev: 1, prod: 2}",
        ),
        (
            "custom: {dev: 1, prod: 2, webpack: {x: 1}}\nv: ${self:custom.${sls:stage}}",
            "dev prod",
            "stage{dev: 1, prod: 2}",
        ),
        (
            "custom: {m: {dev: 1, prod: 2, other: 3}}\nv: ${self:custom.m.${sls:stage}, self:custom.m.other}",
            "dev prod",
            "stage{dev: 1, prod: 2}",
        ),
        (
            "custom: {m: {prod: 2, default: 3}}\nprovider: {name: aws, stage: \"${opt:stage, 'dev'}\"}\n\
             v: ${self:custom.m.${sls:stage}, self:custom.m.default}",
            "dev prod",
            "stage{dev: 3, prod: 2}",
        ),
        (
            "custom: {m-dev: 1, m-prod: 2, n-x: 3}\nv: ${self:custom.m-${sls:stage}}",
            "dev prod",
            "stage{dev: 1, prod: 2}",
        ),
        (
            "custom: {m: {dev: 1}, n: {prod: 2}}\nv: {a: \"${self:custom.m.${sls:stage}}\", b: \"${self:custom.n.${sls:stage}, 0}\"}",
            "dev prod",
            "{a: stage{dev: 1, prod: !self:custom.m.prod is written nowhere}, b: stage{dev: 0, prod: 2}}",
        ),
        (
            "provider: {name: aws, stage: dev}\ncustom: {m: {dev: 1, prod: 2}}\nv: ${self:custom.m.${self:provider.stage}}",
            "dev",
            "1",
        ),
        (
            "provider: {name: aws, stage: \"${env:STAGE, 'dev'}\"}\ncustom: {m: {dev: 1, prod: 2}}\nv: ${self:custom.m.${self:provider.stage}}",
            "dev prod",
            "stage{dev: 1, prod: 2}",
        ),
        ("custom: {m: {dev: 1, prod: 1}}\nv: ${self:custom.m.${sls:stage}}", "dev prod", "1"),
    ];
    hold(&[], &rows);
}

#[test]
fn files_name_stages() {
    let files = [
        ("config/dev.yml", "m: 1"),
        ("config/prod.yml", "m: 2"),
        ("env.qa.json", "{\"m\": 3}"),
        ("env.live.json", "{\"m\": 4}"),
        ("dev.yml", "m: 5"),
        ("other.yml", "m: 6"),
        ("stages/dev/env.yml", "m: 7"),
        ("stages/prod/env.yml", "m: 8"),
        ("stages/readme/readme.yml", "m: 9"),
        ("env/dev.yml", "{m: 1, k: {dev: 2}}"),
        ("env/acme.yml", "{m: 3, k: {acme: 4}}"),
        ("env/program.js", ""),
        ("env/prod.yml", "{k: {prod: 5}}"),
        ("env/vpc.yml", "{ids: [6]}"),
        ("env/void.yml", ""),
        ("own/acme.yml", "m: 1"),
        ("own/bolt.yml", "n: 2"),
    ];
    let rows = [
        ("v: ${file(./config/${sls:stage}.yml):m}", "dev prod", "stage{dev: 1, prod: 2}"),
        ("v: ${file(env.${opt:stage, 'live'}.json):m}", "live qa", "stage{live: 4, qa: 3}"),
        ("v: ${file(${sls:stage}.yml):m}", "dev", "5"),
        ("v: ${file(stages/${sls:stage}/env.yml):m}", "dev prod", "stage{dev: 7, prod: 8}"),
        ("v: ${file(gone/${sls:stage}.yml):m, 0}", "dev", "0"),
        // A file that says nothing of what is asked for is no stage's, unless it is called one.
        ("v: ${file(./env/${opt:stage, 'dev'}.yml):m, 0}", "dev prod acme", "stage{dev: 1, prod: 0, acme: 3}"),
        ("v: ${file(./env/${sls:stage}.yml):k.${sls:stage}, 0}", "dev prod acme", "stage{dev: 2, prod: 5, acme: 4}"),
        (
            "custom: {c: \"${file(./env/${sls:stage}.yml)}\"}\nv: ${self:custom.c.m, 0}",
            "dev prod acme",
            "stage{dev: 1, prod: 0, acme: 3}",
        ),
        ("v: ${file(./env/${sls:stage}.js):m, 0}", "program", "?env/program.js is a program"),
        ("v: \"${file(own/${sls:stage}.yml)}\"", "acme bolt", "stage{acme: {m: 1}, bolt: {n: 2}}"),
    ];
    hold(&files, &rows);
}

#[test]
fn what_differs_is_a_choice_and_the_rest_is_not() {
    let text = r#"
provider: aws
custom:
  m:
    dev: {size: 1, both: x, more: {z: 1}, list: [1, 2], events: [{http: a}]}
    prod: {size: 2, both: x, other: true, list: [1, 3], events: [{http: a}, {sns: b}]}
v: ${self:custom.m.${sls:stage}}
functions:
  a: {handler: h, memorySize: "${self:custom.m.${sls:stage}.size}"}
"#;
    let (service, _) = Shelf::of(&[("serverless.yml", text)]).resolve("serverless.yml");
    assert_eq!(
        service.root.get("v").map(plain).as_deref(),
        Some(
            "{size: stage{dev: 1, prod: 2}, both: 'x', more: stage{dev: {z: 1}, prod: null}, \
             list: [1, stage{dev: 2, prod: 3}], \
             events: stage{dev: [{http: 'a'}], prod: [{http: 'a'}, {sns: 'b'}]}, other: stage{dev: null, prod: true}}"
        )
    );
    assert_eq!(
        service.root.get("functions").map(show).as_deref(),
        Some(
            "{a: {handler: 'h', memorySize: stage{dev: 1 <- self:custom.m.dev.size, prod: 2 <- self:custom.m.prod.size}}}"
        )
    );
}

#[test]
fn a_function_may_be_in_some_stages_alone() {
    let text = "provider: aws\nfunctions:\n  - a: {handler: h}\n  - ${file(${sls:stage}.yml)}\n";
    let files =
        [("serverless.yml", text), ("dev.yml", "d: {handler: i}"), ("prod.yml", "p: {handler: j}\na: {timeout: 9}")];
    let (service, _) = Shelf::of(&files).resolve("serverless.yml");
    assert_eq!(
        service.root.get("functions").map(plain).as_deref(),
        Some(
            "{a: {handler: 'h', timeout: stage{dev: null, prod: 9}}, d: stage{dev: {handler: 'i'}, prod: null}, \
             p: stage{dev: null, prod: {handler: 'j'}}}"
        )
    );
}

#[test]
fn more_stages_than_are_told_apart_keep_the_ones_that_are_deployed() {
    let names = ["a", "b", "c", "d", "e", "f", "dev", "staging", "prod"];
    let sizes: String = names.iter().enumerate().map(|(place, name)| format!("    {name}: {place}\n")).collect();
    let text =
        format!("provider: aws\ncustom:\n  m:\n{sizes}v: ${{self:custom.m.${{sls:stage}}}}\nw: ${{sls:stage}}\nx: 1\n");
    let (service, _) = Shelf::of(&[("serverless.yml", &text)]).resolve("serverless.yml");
    assert_eq!(service.stages.join(", "), "prod, staging, dev, a, b, c, d, 2 other stages");
    assert_eq!(
        service.root.get("v").map(plain).as_deref(),
        Some(
            "stage{prod: 8, staging: 7, dev: 6, a: 0, b: 1, c: 2, d: 3, 2 other stages: ?it differs between 2 other stages}"
        )
    );
    assert_eq!(service.root.get("x").map(plain).as_deref(), Some("1"));
}
