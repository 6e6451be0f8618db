//! What starts functions: queues and streams, topics, buckets, callers, rules, schedules, pipes and state machines.

use super::says;

#[test]
fn queues_streams_and_whether_they_are_on() {
    says(
        "
Parameters:
  Source: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Pay: {Type: AWS::Lambda::Function, Properties: {FunctionName: pay}}
  Jobs: {Type: AWS::SQS::Queue}
  Changes: {Type: AWS::DynamoDB::Table}
  OfQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Pay, EventSourceArn: !GetAtt Jobs.Arn}
  OfTable:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !GetAtt Pay.Arn, EventSourceArn: !GetAtt Changes.StreamArn, Enabled: true}
  OfArn:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: arn:aws:lambda:eu-west-1:111122223333:function:pay:live
      EventSourceArn: !Sub arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/clicks
  OfKafka:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Pay, SelfManagedEventSource: {Endpoints: {}}, Topics: [orders]}
  Open:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Pay, EventSourceArn: !Ref Source}
  Off:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Pay, EventSourceArn: !GetAtt Jobs.Arn, Enabled: false}
",
        &[
            ("OfQueue", &["trigger -> Pay", "lends triggers = [{kind: queue, name: OfQueue, sync: false}]"]),
            ("OfTable", &["trigger -> Pay", "lends triggers = [{kind: stream, name: OfTable, sync: false}]"]),
            ("OfArn", &["trigger -> Pay", "lends triggers = [{kind: stream, name: OfArn, sync: false}]"]),
            ("OfKafka", &["trigger -> Pay", "lends triggers = [{kind: stream, name: OfKafka, sync: false}]"]),
            ("Open", &["lends triggers = [{kind: ?parameter Source has no value here, name: Open, sync: false}]"]),
            ("Off", &["!lends"]),
        ],
    );
}

#[test]
fn topics_buckets_logs_devices_and_callers() {
    says(
        "
Resources:
  Pay: {Type: AWS::Lambda::Function, Properties: {FunctionName: pay}}
  Jobs: {Type: AWS::SQS::Queue}
  Topic:
    Type: AWS::SNS::Topic
    Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Pay.Arn}]}
  Quiet:
    Type: AWS::SNS::Topic
    Properties: {Subscription: [{Protocol: sqs, Endpoint: !GetAtt Jobs.Arn}]}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {Protocol: lambda, Endpoint: !GetAtt Pay.Arn, TopicArn: !Ref Quiet}
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt Pay.Arn}]
  Bare: {Type: AWS::S3::Bucket}
  Logs:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {DestinationArn: !GetAtt Pay.Arn, LogGroupName: app, FilterPattern: ''}
  Devices:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload: {Sql: select, Actions: [{Lambda: {FunctionArn: !GetAtt Pay.Arn}}]}
  DevicesOff:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload: {Sql: s, RuleDisabled: true, Actions: [{Lambda: {FunctionArn: !GetAtt Pay.Arn}}]}
  Users:
    Type: AWS::Cognito::UserPool
    Properties: {LambdaConfig: {PreSignUp: !GetAtt Pay.Arn, KMSKeyID: arn:aws:kms:eu-west-1:111122223333:key/1}}
  Alexa:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Pay, Action: lambda:InvokeFunction, Principal: alexa-appkit.amazon.com}
  Rules:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Pay, Action: lambda:InvokeFunction, Principal: events.amazonaws.com}
",
        &[
            ("Topic", &["trigger -> Pay", "lends triggers = [{kind: event, name: Topic, sync: false}]"]),
            ("Subscription", &["trigger -> Pay", "lends triggers = [{kind: event, name: Subscription, sync: false}]"]),
            ("Uploads", &["trigger -> Pay", "lends triggers = [{kind: storage, name: Uploads, sync: false}]"]),
            ("Logs", &["trigger -> Pay", "lends triggers = [{kind: event, name: Logs, sync: false}]"]),
            ("Devices", &["trigger -> Pay", "lends triggers = [{kind: event, name: Devices, sync: false}]"]),
            ("DevicesOff", &["!lends"]),
            ("Users", &["trigger -> Pay", "lends triggers = [{kind: direct, name: Users, sync: true}]"]),
            ("Alexa", &["trigger -> Pay", "lends triggers = [{kind: direct, name: Alexa, sync: true}]"]),
            ("Rules", &["!trigger", "!lends"]),
        ],
    );
    let kept = super::resources("Resources:\n  Bare: {Type: AWS::S3::Bucket}\n  Topic: {Type: AWS::SNS::Topic}\n");
    assert!(kept.is_empty(), "what is tied to nothing counts for nothing: {kept:?}");
}

#[test]
fn rules_schedules_and_pipes() {
    says(
        "
Parameters:
  Mode: {Type: String, AllowedValues: [ENABLED, DISABLED]}
Resources:
  Pay: {Type: AWS::Lambda::Function, Properties: {FunctionName: pay}}
  Jobs: {Type: AWS::SQS::Queue}
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Family: report}}
  Cluster: {Type: AWS::ECS::Cluster}
  Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionUri: flow.json}}
  Told:
    Type: AWS::Pipes::Pipe
    Properties:
      Source: !Ref Mode
      SourceParameters: {ManagedStreamingKafkaParameters: {TopicName: orders}}
      Target: !GetAtt Pay.Arn
  Nightly:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt Pay.Arn}]}
  Orders:
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: [shop]}, Targets: [{Id: a, Arn: !GetAtt Pay.Arn}, {Id: b, Arn: !Ref Machine}]}
  Both:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [shop]}
      ScheduleExpression: rate(1 hour)
      Targets: [{Id: a, Arn: !GetAtt Pay.Arn}]
  Report:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: cron(0 6 * * ? *)
      Targets: [{Id: a, Arn: !GetAtt Cluster.Arn, EcsParameters: {TaskDefinitionArn: !Ref Task}}]
  Off:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), State: DISABLED, Targets: [{Id: a, Arn: !GetAtt Pay.Arn}]}
  Perhaps:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), State: !Ref Mode, Targets: [{Id: a, Arn: !GetAtt Pay.Arn}]}
  ToQueue:
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: [shop]}, Targets: [{Id: a, Arn: !GetAtt Jobs.Arn}]}
  Every:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(5 minutes)
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target: {Arn: !GetAtt Pay.Arn, RoleArn: r}
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties: {Source: !GetAtt Jobs.Arn, Target: !GetAtt Pay.Arn, RoleArn: r}
  Stopped:
    Type: AWS::Pipes::Pipe
    Properties: {Source: !GetAtt Jobs.Arn, Target: !GetAtt Pay.Arn, RoleArn: r, DesiredState: STOPPED}
",
        &[
            (
                "Nightly",
                &[
                    "trigger -> Pay",
                    "lends triggers = [{kind: schedule, name: Nightly, schedule: rate(1 day), sync: false}]",
                    "lends schedule = rate(1 day)",
                ],
            ),
            (
                "Orders",
                &[
                    "trigger -> Pay",
                    "trigger -> Machine",
                    "lends triggers = [{kind: event, name: Orders, sync: false}]",
                    "!lends schedule",
                ],
            ),
            (
                "Both",
                &["lends triggers = [{kind: schedule, name: Both, schedule: rate(1 hour), sync: false}, \
                     {kind: event, name: Both, sync: false}]"],
            ),
            ("Report", &["trigger -> Task", "lends schedule = cron(0 6 * * ? *)"]),
            ("Off", &["trigger -> Pay", "!lends"]),
            (
                "Perhaps",
                &[
                    "lends triggers = parameter Mode{ENABLED: [{kind: schedule, name: Perhaps, \
                     schedule: rate(1 day), sync: false}], DISABLED: absent}",
                    "lends schedule = parameter Mode{ENABLED: rate(1 day), DISABLED: absent}",
                ],
            ),
            ("ToQueue", &["!trigger", "!lends"]),
            ("Every", &["trigger -> Pay", "lends schedule = rate(5 minutes)"]),
            ("Told", &["trigger -> Pay", "lends triggers = [{kind: stream, name: Told, sync: false}]"]),
            ("Pipe", &["trigger -> Pay", "lends triggers = [{kind: queue, name: Pipe, sync: false}]"]),
            ("Stopped", &["!lends"]),
            ("Machine", &["trigger -> ?its definition stands in another file"]),
        ],
    );
}

#[test]
fn state_machines_call_what_they_mention() {
    says(
        r#"
Resources:
  Pay: {Type: AWS::Lambda::Function, Properties: {FunctionName: pay}}
  Live: {Type: AWS::Lambda::Alias, Properties: {Name: live, FunctionName: !Ref Pay}}
  Mail: {Type: AWS::Lambda::Function, Properties: {FunctionName: mail}}
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Family: report}}
  Written:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {"States": {"Pay": {"Type": "Task", "Resource": "${Live}"},
          "Report": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync",
            "Parameters": {"TaskDefinition": "${Task}"}}}}
  Object:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      Definition:
        States:
          Mail: {Type: Task, Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:mail'}
  Filled:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionS3Location: {Bucket: b, Key: flow.json}
      DefinitionSubstitutions: {PayArn: !GetAtt Pay.Arn}
"#,
        &[
            (
                "Written",
                &["trigger -> Pay", "trigger -> Task", "lends triggers = [{kind: direct, name: Written, sync: true}]"],
            ),
            ("Object", &["trigger -> Mail", "lends triggers = [{kind: direct, name: Object, sync: true}]"]),
            ("Filled", &["trigger -> Pay"]),
        ],
    );
}
