//! A service and its own resources: one stack, in which each refers to the other.

use super::{inventory, says};

#[test]
fn resources_reach_functions_by_the_ids_that_the_framework_gives() {
    says(
        "
service: s
provider: {name: aws}
functions:
  send-mail:
    handler: a.b
    name: mailer
  other:
    handler: a.b
resources:
  Resources:
    Nightly:
      Type: AWS::Events::Rule
      Properties:
        ScheduleExpression: rate(1 day)
        Targets:
          - {Id: mail, Arn: !GetAtt SendDashmailLambdaFunction.Arn}
    ByName:
      Type: AWS::Lambda::EventSourceMapping
      Properties:
        FunctionName: mailer
        EventSourceArn: !GetAtt Jobs.Arn
    Jobs:
      Type: AWS::SQS::Queue
      Properties: {QueueName: jobs}
    Worker:
      Type: AWS::Lambda::Function
      Properties: {Timeout: 20}
    OtherLambdaFunction:
      Type: AWS::Lambda::Function
      Properties: {Timeout: 30}
",
        &[
            ("Nightly", &["trigger -> functions.send-mail", "lends schedule = rate(1 day)"]),
            ("ByName", &["trigger -> functions.send-mail"]),
            ("Worker", &["workload aws-lambda", "timeout = 20", "memory = 134217728~"]),
            ("functions.other", &["timeout = 30", "memory = 1073741824~"]),
        ],
    );
    let found = inventory(
        "
service: s
provider: {name: aws}
functions:
  other: {handler: a.b}
resources:
  Resources:
    OtherLambdaFunction: {Type: 'AWS::Lambda::Function', Properties: {Timeout: 30}}
",
    );
    let names: Vec<&str> = found.resources.iter().map(|resource| resource.local.as_str()).collect();
    assert_eq!(names, ["functions.other"], "what is laid over a function is no function of its own");
}

#[test]
fn resources_reach_functions_by_the_names_that_the_framework_gives() {
    says(
        "
service: shop
provider: {name: aws, stage: live}
functions:
  pay: {handler: a.b}
  mail: {handler: a.b, name: shop-live-other}
resources:
  Resources:
    ByName:
      Type: AWS::Lambda::EventSourceMapping
      Properties: {FunctionName: shop-live-pay, EventSourceArn: !GetAtt Jobs.Arn}
    ByArn:
      Type: AWS::Events::Rule
      Properties:
        ScheduleExpression: rate(1 day)
        Targets:
          - Id: pay
            Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:${self:service}-${sls:stage}-pay'
    HereAndNow:
      Type: AWS::Events::Rule
      Properties:
        ScheduleExpression: rate(2 days)
        Targets:
          - Id: pay
            Arn: !Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${self:service}-live-pay'
    Jobs: {Type: 'AWS::SQS::Queue'}
    Renamed:
      Type: AWS::Lambda::EventSourceMapping
      Properties: {FunctionName: shop-live-mail, EventSourceArn: !GetAtt Jobs.Arn}
",
        &[
            ("ByName", &["trigger -> functions.pay"]),
            ("ByArn", &["trigger -> functions.pay"]),
            ("HereAndNow", &["trigger -> functions.pay"]),
            ("Renamed", &["!trigger -> functions.mail"]),
        ],
    );
    // Every stage has a function of its own name.
    says(
        "
service: shop
provider: {name: aws}
params: {dev: {}, prod: {}}
functions:
  pay: {handler: a.b}
resources:
  Resources:
    ByName:
      Type: AWS::Lambda::EventSourceMapping
      Properties: {FunctionName: shop-prod-pay, EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:jobs'}
",
        &[("ByName", &["!trigger -> functions.pay"])],
    );
}

#[test]
fn events_refer_to_resources() {
    says(
        "
service: s
provider: {name: aws}
functions:
  a:
    handler: a.b
    events:
      - sqs: !GetAtt Jobs.Arn
      - stream:
          type: dynamodb
          arn: {'Fn::GetAtt': [Items, StreamArn]}
  b:
    handler: a.b
    timeout: !FindInMap [Sizes, big, seconds]
    condition: IsLive
    events:
      - sns:
          topicName: news
          arn: !Join [':', ['arn:aws:sns', !Ref 'AWS::Region', !Ref 'AWS::AccountId', news]]
      - sqs: !Join [':', ['arn:aws:sqs', !Ref 'AWS::Region', !Ref 'AWS::AccountId', other]]
resources:
  Parameters:
    Live: {Type: String, AllowedValues: ['yes', 'no']}
  Conditions:
    IsLive: !Equals [!Ref Live, 'yes']
  Mappings:
    Sizes: {big: {seconds: 120}}
  Resources:
    Jobs:
      Type: AWS::SQS::Queue
      Properties: {QueueName: work}
    Items:
      Type: AWS::DynamoDB::Table
",
        &[
            (
                "functions.a",
                &["triggers = [{kind: queue, name: work, sync: false}, {kind: stream, name: Items, sync: false}]"],
            ),
            (
                "functions.b",
                &[
                    "timeout = 120",
                    "instances = parameter Live{yes: 1, no: 0}",
                    "triggers = [{kind: event, name: news, sync: false}, {kind: queue, name: other, sync: false}]",
                ],
            ),
        ],
    );
}

#[test]
fn resources_may_be_others_in_every_stage() {
    says(
        "
service: s
provider: {name: aws}
functions:
  f: {handler: a.b}
custom:
  of:
    dev:
      Resources:
        Both: {Type: 'AWS::Lambda::Function', Properties: {Timeout: 20}}
        Trial: {Type: 'AWS::Lambda::Function', Properties: {Timeout: 30}}
    prod:
      Resources:
        Both: {Type: 'AWS::Lambda::Function', Properties: {Timeout: 60}}
        Live:
          Type: AWS::Events::Rule
          Properties:
            ScheduleExpression: rate(1 day)
            Targets: [{Id: f, Arn: !GetAtt FLambdaFunction.Arn}]
resources: ${self:custom.of.${sls:stage}}
",
        &[
            ("Both", &["timeout = stage{dev: 20, prod: 60}", "!instances"]),
            ("Trial", &["timeout = 30", "instances = stage{dev: 1, prod: 0}"]),
            ("Live", &["trigger -> functions.f"]),
        ],
    );
    // A stage may have none at all.
    says(
        "
service: s
provider: {name: aws}
custom:
  of:
    dev: null
    prod: {Resources: {Live: {Type: 'AWS::Lambda::Function', Properties: {Timeout: 60}}}}
resources: ${self:custom.of.${sls:stage}, null}
",
        &[("Live", &["timeout = 60", "instances = stage{dev: 0, prod: 1}"])],
    );
}

#[test]
fn state_machines_call_functions_by_their_names() {
    says(
        "
service: s
provider: {name: aws}
functions:
  reserve: {handler: a.b}
  pay: {handler: a.b}
  idle: {handler: a.b}
stepFunctions:
  stateMachines:
    order:
      name: orders
      definition:
        StartAt: Reserve
        States:
          Reserve: {Type: Task, Resource: !GetAtt reserve.Arn, Next: Pay}
          Pay:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: {FunctionName: !Ref PayLambdaFunction}
            End: true
",
        &[(
            "stepFunctions.stateMachines.order",
            &[
                "companion -",
                "trigger -> functions.reserve",
                "trigger -> functions.pay",
                "!trigger -> functions.idle",
                "lends triggers = [{kind: direct, name: stepFunctions.stateMachines.order, sync: true}]",
            ],
        )],
    );
}

#[test]
fn what_plugins_and_the_framework_make_is_no_problem() {
    let found = inventory(
        "
service: s
provider: {name: aws, tags: {Role: !GetAtt IamRoleLambdaExecution.Arn}}
functions:
  f:
    handler: a.b
    environment: {TABLE: !Ref MadeByAPlugin}
resources:
  Outputs:
    Url: {Value: !Ref ApiGatewayRestApi}
",
    );
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!(found.resources.len(), 1);
}

#[test]
fn the_stack_tags_all_that_is_in_it() {
    says(
        "
service: s
provider:
  name: aws
  stage: prod
  tags: {Team: pay}
  stackTags: {DataClass: PCI}
functions:
  f: {handler: a.b}
resources:
  Resources:
    Worker:
      Type: AWS::Lambda::Function
      Properties: {Timeout: 20}
",
        &[
            ("functions.f", &["tag Team=pay (inherited)", "tag DataClass=PCI (inherited)"]),
            ("Worker", &["tag DataClass=PCI (inherited)", "tag STAGE=prod (inherited)", "!tag Team"]),
        ],
    );
}
