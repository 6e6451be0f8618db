//! SAM's own types: functions and their events, APIs, state machines.

use super::says;

#[test]
fn functions_say_all_in_one_place() {
    says(
        "
Transform: AWS::Serverless-2016-10-31
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      Timeout: 30
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}
      EphemeralStorage: {Size: 2048}
      SnapStart: {ApplyOn: PublishedVersions}
      ReservedConcurrentExecutions: 10
      CapacityProviderConfig: {Arn: !GetAtt Pool.Arn, PerExecutionEnvironmentMaxConcurrency: 4}
      FunctionUrlConfig: {AuthType: NONE}
      Tags: {DataClass: PCI}
  Pool:
    Type: AWS::Serverless::CapacityProvider
    Properties: {InstanceRequirements: {AllowedTypes: [m8g.large]}}
  Plain: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, ImageUri: i}}
  Nightly:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !Ref PayAliaslive}]}
",
        &[
            (
                "Pay",
                &[
                    "workload aws-lambda",
                    "dialect = sam",
                    "timeout = 30",
                    "memory = 134217728~",
                    "runtime = python3.13",
                    "ephemeral_storage = 2147483648",
                    "provisioned_concurrency = 2",
                    "reserved_concurrency = 10",
                    "snap_start = true",
                    "capacity_provider = Pool",
                    "concurrency = 4",
                    "capacity -> Pool",
                    "triggers = [{door: function-url, kind: http, name: Pay.FunctionUrlConfig, sync: true}]",
                    "tag DataClass=PCI",
                ],
            ),
            ("Pool", &["capacity -", "lends instance_type = m8g.large"]),
            ("Plain", &["timeout = 3~", "package = image", "!triggers", "!provisioned_concurrency"]),
            ("Nightly", &["trigger -> Pay", "lends schedule = rate(1 day)"]),
        ],
    );
}

#[test]
fn what_globals_give_is_inherited() {
    says(
        "
Transform: AWS::Serverless-2016-10-31
Parameters:
  Environment: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Globals:
  Function:
    Timeout: 60
    Tags: {Team: shop, DataClass: internal, Regime: !If [IsProd, pci, none]}
  Api:
    EndpointConfiguration: {Type: REGIONAL}
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Tags: {DataClass: PCI}
      Events:
        Implicit: {Type: Api, Properties: {Path: /, Method: get}}
        ById: {Type: Api, Properties: {Path: /, Method: post, RestApiId: !Ref ServerlessRestApi}}
        Own: {Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref Edge}}
  Edge:
    Type: AWS::Serverless::Api
    Properties: {StageName: v1, EndpointConfiguration: {Type: EDGE}}
",
        &[(
            "Pay",
            &[
                "timeout = 60",
                "tag DataClass=PCI",
                "tag Team=shop (inherited)",
                "tag Regime=variant{dev: none, prod: pci} (inherited)",
                "triggers = [{door: rest-api, kind: http, name: Pay.Events.Implicit, sync: true}, \
                 {door: rest-api, kind: http, name: Pay.Events.ById, sync: true}, \
                 {door: rest-api-edge, kind: http, name: Pay.Events.Own, sync: true}]",
            ],
        )],
    );
}

#[test]
fn tags_in_every_form() {
    says(
        "
Parameters:
  Environment: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Listed:
    Type: AWS::Lambda::Function
    Properties:
      Tags:
        - {Key: Team, Value: shop}
        - !If [IsProd, {Key: DataClass, Value: PCI}, !Ref AWS::NoValue]
  Chosen:
    Type: AWS::Lambda::Function
    Properties:
      Tags: !If [IsProd, [{Key: DataClass, Value: PCI}], [{Key: DataClass, Value: none}]]
",
        &[
            ("Listed", &["tag Team=shop", "tag DataClass=variant{dev: absent, prod: PCI}"]),
            ("Chosen", &["tag DataClass=variant{dev: none, prod: PCI}"]),
        ],
    );
}

/// What one event makes of its function.
fn event(written: &str, expected: &'static str) {
    let text = format!(
        "
Transform: AWS::Serverless-2016-10-31
Parameters:
  On: {{Type: String, AllowedValues: ['true', 'false']}}
  State: {{Type: String}}
Conditions:
  IsProd: !Equals [!Ref On, 'true']
Resources:
  Edge: {{Type: AWS::Serverless::Api, Properties: {{StageName: v1}}}}
  Regional: {{Type: AWS::Serverless::Api, Properties: {{StageName: v1, EndpointConfiguration: {{Type: REGIONAL}}}}}}
  Texted: {{Type: AWS::Serverless::Api, Properties: {{StageName: v1, EndpointConfiguration: REGIONAL}}}}
  Http: {{Type: AWS::Serverless::HttpApi}}
  Jobs: {{Type: AWS::SQS::Queue}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        E: {written}
"
    );
    let expected: &'static [&'static str] = Box::leak(Box::new([expected]));
    let table: &'static [(&'static str, &'static [&'static str])] = Box::leak(Box::new([("F", expected)]));
    says(&text, table);
}

#[test]
fn every_type_of_event_is_a_trigger() {
    for (written, expected) in [
        (
            "{Type: Api, Properties: {Path: /, Method: get}}",
            "triggers = [{door: rest-api-edge~, kind: http, name: F.Events.E, sync: true}]",
        ),
        (
            "{Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref Edge, TimeoutInMillis: 5000}}",
            "triggers = [{door: rest-api-edge~, kind: http, name: F.Events.E, sync: true, timeout: 5}]",
        ),
        (
            "{Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref Regional}}",
            "triggers = [{door: rest-api, kind: http, name: F.Events.E, sync: true}]",
        ),
        (
            "{Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref Texted}}",
            "triggers = [{door: rest-api, kind: http, name: F.Events.E, sync: true}]",
        ),
        (
            "{Type: Api, Properties: {Path: /, Method: get, RestApiId: Texted}}",
            "triggers = [{door: rest-api, kind: http, name: F.Events.E, sync: true}]",
        ),
        (
            "{Type: Api, Properties: {Path: /, Method: get, RestApiId: !ImportValue Shared}}",
            "triggers = [{door: ?its API is not written in this template, kind: http, name: F.Events.E, sync: true}]",
        ),
        ("{Type: HttpApi}", "triggers = [{door: http-api, kind: http, name: F.Events.E, sync: true}]"),
        (
            "{Type: HttpApi, Properties: {ApiId: !Ref Http, TimeoutInMillis: 15000}}",
            "triggers = [{door: http-api, kind: http, name: F.Events.E, sync: true, timeout: 15}]",
        ),
        (
            "{Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}",
            "triggers = [{kind: queue, name: F.Events.E, sync: false}]",
        ),
        (
            "{Type: MQ, Properties: {Broker: b, Queues: [q]}}",
            "triggers = [{kind: queue, name: F.Events.E, sync: false}]",
        ),
        ("{Type: SNS, Properties: {Topic: t}}", "triggers = [{kind: event, name: F.Events.E, sync: false}]"),
        (
            "{Type: SNS, Properties: {Topic: t, SqsSubscription: true}}",
            "triggers = [{kind: queue, name: F.Events.E, sync: false}]",
        ),
        (
            "{Type: S3, Properties: {Bucket: b, Events: e}}",
            "triggers = [{kind: storage, name: F.Events.E, sync: false}]",
        ),
        ("{Type: DynamoDB, Properties: {Stream: s}}", "triggers = [{kind: stream, name: F.Events.E, sync: false}]"),
        ("{Type: Kinesis, Properties: {Stream: s}}", "triggers = [{kind: stream, name: F.Events.E, sync: false}]"),
        ("{Type: MSK, Properties: {Stream: s}}", "triggers = [{kind: stream, name: F.Events.E, sync: false}]"),
        ("{Type: SelfManagedKafka, Properties: {}}", "triggers = [{kind: stream, name: F.Events.E, sync: false}]"),
        ("{Type: DocumentDB, Properties: {Cluster: c}}", "triggers = [{kind: stream, name: F.Events.E, sync: false}]"),
        (
            "{Type: Schedule, Properties: {Schedule: rate(1 day)}}",
            "triggers = [{kind: schedule, name: F.Events.E, schedule: rate(1 day), sync: false}]",
        ),
        ("{Type: Schedule, Properties: {Schedule: rate(1 day)}}", "schedule = rate(1 day)"),
        (
            "{Type: ScheduleV2, Properties: {ScheduleExpression: cron(0 6 * * ? *)}}",
            "triggers = [{kind: schedule, name: F.Events.E, schedule: cron(0 6 * * ? *), sync: false}]",
        ),
        (
            "{Type: EventBridgeRule, Properties: {Pattern: {}}}",
            "triggers = [{kind: event, name: F.Events.E, sync: false}]",
        ),
        (
            "{Type: CloudWatchEvent, Properties: {Pattern: {}}}",
            "triggers = [{kind: event, name: F.Events.E, sync: false}]",
        ),
        ("{Type: CloudWatchLogs, Properties: {}}", "triggers = [{kind: event, name: F.Events.E, sync: false}]"),
        ("{Type: IoTRule, Properties: {Sql: s}}", "triggers = [{kind: event, name: F.Events.E, sync: false}]"),
        ("{Type: AlexaSkill}", "triggers = [{kind: direct, name: F.Events.E, sync: true}]"),
        ("{Type: Cognito, Properties: {}}", "triggers = [{kind: direct, name: F.Events.E, sync: true}]"),
        (
            "{Type: Carrier}",
            "triggers = [{kind: ?events of type Carrier are not known, name: F.Events.E, sync: false}]",
        ),
    ] {
        event(written, expected);
    }
}

#[test]
fn an_event_that_is_switched_off_starts_nothing() {
    for (written, expected) in [
        ("{Type: SQS, Properties: {Queue: q, Enabled: false}}", "!triggers = ["),
        ("{Type: Schedule, Properties: {Schedule: rate(1 day), Enabled: false}}", "!schedule"),
        ("{Type: Schedule, Properties: {Schedule: rate(1 day), State: DISABLED}}", "!triggers = ["),
        ("{Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day), State: DISABLED}}", "!schedule"),
        (
            "{Type: SNS, Properties: {Topic: t, SqsSubscription: {QueueArn: q, QueueUrl: u, Enabled: false}}}",
            "!triggers = [",
        ),
        (
            "{Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day), State: !Ref State}}",
            "triggers = ?parameter State has no value here",
        ),
        (
            "{Type: SQS, Properties: {Queue: q, Enabled: !If [IsProd, true, false]}}",
            "triggers = parameter On{true: [{kind: queue, name: F.Events.E, sync: false}], false: absent}",
        ),
        (
            "!If [IsProd, {Type: SQS, Properties: {Queue: q}}, !Ref AWS::NoValue]",
            "triggers = parameter On{true: [{kind: queue, name: F.Events.E, sync: false}], false: absent}",
        ),
    ] {
        event(written, expected);
    }
}

#[test]
fn of_two_schedules_each_says_its_own() {
    says(
        "
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Often: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}
        Daily: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day)}}
",
        &[(
            "F",
            &[
                "triggers = [{kind: schedule, name: F.Events.Often, schedule: rate(1 hour), sync: false}, \
                 {kind: schedule, name: F.Events.Daily, schedule: rate(1 day), sync: false}]",
                "!schedule",
            ],
        )],
    );
}

#[test]
fn apis_and_state_machines() {
    says(
        "
Transform: AWS::Serverless-2016-10-31
Resources:
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: pay
      Events: {Web: {Type: Api, Properties: {RestApiId: !Ref Shop, Path: /pay, Method: post}}}
  Guard: {Type: AWS::Serverless::Function, Properties: {FunctionName: guard}}
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Auth: {Authorizers: {Token: {FunctionArn: !GetAtt Guard.Arn}}}
      DefinitionBody:
        paths:
          /pay:
            post:
              x-amazon-apigateway-integration:
                uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Pay.Arn}/invocations
  Chat:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes: {$connect: {FunctionArn: !GetAtt Pay.Arn, IntegrationTimeout: 3000}}
  Graph:
    Type: AWS::Serverless::GraphQLApi
    Properties: {DataSources: {Lambda: {Pays: {FunctionArn: !GetAtt Pay.Arn}}}}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      DefinitionUri: flow.asl.json
      DefinitionSubstitutions: {PayArn: !GetAtt Pay.Arn}
      Events:
        Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
        Start: {Type: Api, Properties: {Path: /, Method: post}}
",
        &[
            // SAM adds nothing to a description; what stands there says all.
            ("Pay", &["!triggers"]),
            ("Shop", &["trigger -> Guard", "lends triggers = [{kind: direct, name: Shop, sync: true}]"]),
            (
                "Shop/pay.post",
                &["lends triggers = [{door: rest-api-edge~, kind: http, name: Shop/pay.post, sync: true}]"],
            ),
            (
                "Chat.Routes.$connect",
                &["lends triggers = [{door: websocket-api, kind: websocket, \
                   name: Chat.Routes.$connect, sync: true, timeout: 3}]"],
            ),
            ("Graph", &["lends triggers = [{kind: http, name: Graph, sync: true}]"]),
            (
                "Flow",
                &[
                    "trigger -> Pay",
                    "lends triggers = [{kind: direct, name: Flow, sync: true}, \
                     {kind: schedule, name: Flow.Events.Nightly, schedule: rate(1 day), sync: false}, \
                     {kind: http, name: Flow.Events.Start, sync: false}]",
                    "lends schedule = rate(1 day)",
                ],
            ),
        ],
    );
}
