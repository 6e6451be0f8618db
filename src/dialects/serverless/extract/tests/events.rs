//! Events: the trigger that each is, whether its caller waits, and the front door that it comes through.

use super::{inventory, said, says, started};
use crate::dialects::serverless::extract::events;
use crate::dialects::tests::Says;
use crate::model::source::Span;

const AWS: &str = "provider: {name: aws}";

#[test]
fn every_event_is_a_trigger() {
    let rest = "door: rest-api-edge~, kind: http, name: GET users, sync: true";
    for (event, expected) in [
        ("http: GET users", format!("[{{{rest}}}]")),
        ("http: {method: get, path: users}", format!("[{{{rest}}}]")),
        ("http: {method: get, path: users, integration: lambda}", format!("[{{{rest}}}]")),
        (
            "http: {method: get, path: users, timeoutInMillis: 5000}",
            "[{door: rest-api-edge~, kind: http, name: GET users, sync: true, timeout: 5}]".to_owned(),
        ),
        ("http: {method: get, path: users, async: true}", "[{kind: http, name: GET users, sync: false}]".to_owned()),
        (
            "http: {method: get, path: users, response: {transferMode: STREAM}}",
            "[{door: rest-api~, kind: http, name: GET users, sync: true}]".to_owned(),
        ),
        ("http: {method: get, path: users, integration: mock}", "[]".to_owned()),
        ("http: {method: get, path: users, integration: HTTP_PROXY}", "[]".to_owned()),
        ("httpApi: '*'", "[{door: http-api, kind: http, name: *, sync: true, timeout: 30~}]".to_owned()),
        (
            "httpApi: {method: POST, path: /pay}",
            "[{door: http-api, kind: http, name: POST /pay, sync: true, timeout: 30~}]".to_owned(),
        ),
        ("websocket: $connect", "[{door: websocket-api, kind: websocket, name: $connect, sync: true}]".to_owned()),
        (
            "websocket: {route: $default}",
            "[{door: websocket-api, kind: websocket, name: $default, sync: true}]".to_owned(),
        ),
        (
            "alb: {listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/lb/a/b', priority: 1}",
            "[{door: load-balancer, kind: http, name: b, sync: true}]".to_owned(),
        ),
        ("s3: photos", "[{kind: storage, name: photos, sync: false}]".to_owned()),
        ("s3: {bucket: photos, existing: true}", "[{kind: storage, name: photos, sync: false}]".to_owned()),
        ("sns: dispatch", "[{kind: event, name: dispatch, sync: false}]".to_owned()),
        ("sns: {topicName: a, arn: 'arn:aws:sns:eu-west-1:1:b'}", "[{kind: event, name: a, sync: false}]".to_owned()),
        ("sqs: arn:aws:sqs:eu-west-1:1:jobs", "[{kind: queue, name: jobs, sync: false}]".to_owned()),
        (
            "sqs: {arn: 'arn:aws:sqs:eu-west-1:1:jobs', batchSize: 10}",
            "[{kind: queue, name: jobs, sync: false}]".to_owned(),
        ),
        ("sqs: {arn: 'arn:aws:sqs:eu-west-1:1:jobs', enabled: false}", "[]".to_owned()),
        ("stream: arn:aws:kinesis:eu-west-1:1:stream/clicks", "[{kind: stream, name: clicks, sync: false}]".to_owned()),
        ("kafka: {topic: t, bootstrapServers: [a:9092]}", "[{kind: stream, name: t, sync: false}]".to_owned()),
        ("msk: {arn: 'arn:aws:kafka:x', topic: t}", "[{kind: stream, name: t, sync: false}]".to_owned()),
        ("activemq: {arn: 'arn:aws:mq:x', queue: q}", "[{kind: queue, name: q, sync: false}]".to_owned()),
        ("rabbitmq: {arn: 'arn:aws:mq:x', queue: q}", "[{kind: queue, name: q, sync: false}]".to_owned()),
        ("iot: {sql: select 1}", "[{kind: event, sync: false}]".to_owned()),
        ("iotFleetProvisioning: {templateBody: {}}", "[{kind: direct, sync: true}]".to_owned()),
        ("cloudwatchEvent: {event: {source: [aws.ec2]}}", "[{kind: event, sync: false}]".to_owned()),
        ("cloudwatchLog: /aws/lambda/hello", "[{kind: event, name: hello, sync: false}]".to_owned()),
        ("cloudwatchLog: {logGroup: /aws/lambda/hello}", "[{kind: event, name: hello, sync: false}]".to_owned()),
        ("cognitoUserPool: {pool: users, trigger: PreSignUp}", "[{kind: direct, name: users, sync: true}]".to_owned()),
        ("alexaSkill", "[{kind: direct, sync: true}]".to_owned()),
        ("alexaSkill: amzn1.ask.skill.x", "[{kind: direct, sync: true}]".to_owned()),
        ("alexaSmartHome: {appId: amzn1.ask.skill.x, enabled: false}", "[]".to_owned()),
        ("cloudFront: {eventType: viewer-request, origin: 'https://example.com'}", "[]".to_owned()),
        (
            "schedule: rate(2 hours)",
            "[{kind: schedule, schedule: rate(2 hours), sync: false}] on rate(2 hours)".to_owned(),
        ),
        (
            "schedule: {rate: ['rate(2 hours)', 'rate(5 minutes)'], method: scheduler}",
            "[{kind: schedule, schedule: rate(2 hours), sync: false}, \
             {kind: schedule, schedule: rate(5 minutes), sync: false}]"
                .to_owned(),
        ),
        (
            "schedule: {rate: cron(0 12 * * ? *), name: noon}",
            "[{kind: schedule, name: noon, schedule: cron(0 12 * * ? *), sync: false}] on cron(0 12 * * ? *)"
                .to_owned(),
        ),
        ("schedule: {rate: rate(1 day), enabled: false}", "[]".to_owned()),
        (
            "schedule: {rate: rate(1 day), enabled: '${ssm:/on}'}",
            "?ssm:/on is looked up when it is deployed".to_owned(),
        ),
        ("eventBridge: {pattern: {source: [a]}}", "[{kind: event, sync: false}]".to_owned()),
        (
            "eventBridge: {schedule: rate(1 hour)}",
            "[{kind: schedule, schedule: rate(1 hour), sync: false}] on rate(1 hour)".to_owned(),
        ),
        ("tape: {reel: 1}", "[{kind: ?tape is an event that a plugin reads}]".to_owned()),
        (
            "sqs: ${ssm:/queue}",
            "[{kind: queue, name: ?ssm:/queue is looked up when it is deployed, sync: false}]".to_owned(),
        ),
    ] {
        assert_eq!(started(AWS, event), expected, "{event}");
    }
}

#[test]
fn doors_are_as_the_provider_makes_them() {
    let regional = "provider: {name: aws, endpointType: regional}";
    let private = "provider: {name: aws, endpointType: PRIVATE}";
    let elsewhere = "provider: {name: aws, apiGateway: {restApiId: abc, timeoutInMillis: 20000}}";
    let imported = "provider: {name: aws, apiGateway: {restApiId: !ImportValue api}}";
    let in_one_stage = "custom: {api: {dev: null, prod: abc}}\n\
                        provider: {name: aws, endpointType: regional, \
                        apiGateway: {restApiId: \"${self:custom.api.${sls:stage}, null}\"}}";
    let given = "provider: {name: aws, httpApi: {id: abc}}";
    let first = "frameworkVersion: '^1.83.0'\nprovider: {name: aws, timeout: 40}";
    let second = "frameworkVersion: '2'\nprovider: {name: aws, timeout: 10}";
    let set = "frameworkVersion: '1'\nprovider: {name: aws, httpApi: {timeout: 12}}";
    for (top, event, expected) in [
        (regional, "http: GET a", "[{door: rest-api, kind: http, name: GET a, sync: true}]"),
        (private, "http: GET a", "[{door: rest-api, kind: http, name: GET a, sync: true}]"),
        (
            elsewhere,
            "http: GET a",
            "[{door: the REST API that is made elsewhere is edge-optimized{true: rest-api-edge, false: rest-api}, \
             kind: http, name: GET a, sync: true, timeout: 20}]",
        ),
        (
            imported,
            "http: GET a",
            "[{door: the REST API that is made elsewhere is edge-optimized{true: rest-api-edge, false: rest-api}, \
             kind: http, name: GET a, sync: true}]",
        ),
        (
            imported,
            "http: {method: GET, path: a, response: {transferMode: STREAM}}",
            "[{door: the REST API that is made elsewhere is edge-optimized{true: rest-api, false: rest-api}, \
             kind: http, name: GET a, sync: true}]",
        ),
        (
            in_one_stage,
            "http: GET a",
            "[{door: stage{dev: rest-api, prod: the REST API that is made elsewhere is edge-optimized\
             {true: rest-api-edge, false: rest-api}}, kind: http, name: GET a, sync: true}]",
        ),
        (given, "httpApi: GET /a", "[{door: http-api, kind: http, name: GET /a, sync: true, timeout: 30~}]"),
        (first, "httpApi: GET /a", "[{door: http-api, kind: http, name: GET /a, sync: true, timeout: 29}]"),
        (second, "httpApi: GET /a", "[{door: http-api, kind: http, name: GET /a, sync: true, timeout: 10.5}]"),
        (set, "httpApi: GET /a", "[{door: http-api, kind: http, name: GET /a, sync: true, timeout: 12}]"),
        (
            set,
            "httpApi: {method: GET, path: /a, timeout: 3}",
            "[{door: http-api, kind: http, name: GET /a, sync: true, timeout: 3}]",
        ),
    ] {
        assert_eq!(started(top, event), expected, "{top} {event}");
    }
}

#[test]
fn an_api_of_the_service_s_own_is_the_door_that_it_says() {
    let rows: [(&str, Says); 3] = [
        (
            "{EndpointConfiguration: {Types: [REGIONAL]}}",
            &[("functions.f", &["triggers = [{door: rest-api, kind: http, name: GET a, sync: true}]"])],
        ),
        (
            "{EndpointConfiguration: {Types: [EDGE]}}",
            &[("functions.f", &["triggers = [{door: rest-api-edge, kind: http, name: GET a, sync: true}]"])],
        ),
        (
            "{Name: api}",
            &[("functions.f", &["triggers = [{door: rest-api-edge~, kind: http, name: GET a, sync: true}]"])],
        ),
    ];
    for (api, expected) in rows {
        let text = format!(
            "
service: s
provider: {{name: aws, apiGateway: {{restApiId: !Ref Api}}}}
functions:
  f: {{handler: a.b, events: [{{http: GET a}}]}}
resources:
  Resources:
    Api: {{Type: 'AWS::ApiGateway::RestApi', Properties: {api}}}
"
        );
        says(&text, expected);
    }
}

#[test]
fn a_url_is_a_front_door_too() {
    for (url, expected) in [
        ("true", "[{door: function-url, kind: http, sync: true}]"),
        ("{authorizer: aws_iam, invokeMode: RESPONSE_STREAM}", "[{door: function-url, kind: http, sync: true}]"),
        ("false", "[]"),
        ("${ssm:/url}", "?ssm:/url is looked up when it is deployed"),
    ] {
        let text = format!("service: s\n{AWS}\nfunctions:\n  f:\n    handler: a.b\n    url: {url}\n");
        assert_eq!(said(&text, &["triggers"]), [expected], "{url}");
    }
}

#[test]
fn a_trigger_stands_at_its_own_lines() {
    let text = "service: s\nprovider: {name: aws}\nfunctions:\n  f:\n    handler: a.b\n    events:\n      - http: GET a\n      \
                - sqs:\n          arn: arn:aws:sqs:eu-west-1:1:jobs\n";
    let found = inventory(text);
    let list = found.resources.first().map(|function| function.facts.list("triggers")).unwrap_or_default();
    let places: Vec<&str> = list.iter().filter_map(|trigger| place(text, trigger.at)).collect();
    assert_eq!(places, ["http: GET a", "sqs"]);
}

#[test]
fn every_event_type_stands_once_in_the_table() {
    let mut names: Vec<&str> = events::names().collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

fn place(text: &str, span: Span) -> Option<&str> {
    text.get(usize::try_from(span.start).ok()?..usize::try_from(span.end).ok()?)
}
