//! SAM templates as teams write them, each a service of four functions with its queue, table, API and schedules.

use std::fs;
use std::io;
use std::path::Path;

/// Writes so many templates, each in a folder of its own with what configures its deployment; says how many bytes.
pub(super) fn write(folder: &Path, templates: usize) -> io::Result<usize> {
    let mut bytes = 0;
    for number in 0..templates {
        let home = folder.join(format!("team-{:02}/service-{number:04}", number % 40));
        fs::create_dir_all(&home)?;
        let text = TEMPLATE
            .replace("@TIMEOUT@", &(number % 29 + 1).to_string())
            .replace("@MEMORY@", &(128 << (number % 4)).to_string())
            .replace("@NAME@", &format!("service{number:04}"));
        bytes += text.len();
        fs::write(home.join("template.yaml"), text)?;
        if number % 4 == 0 {
            bytes += CONFIGURATION.len();
            fs::write(home.join("samconfig.toml"), CONFIGURATION)?;
        }
    }
    Ok(bytes)
}

const CONFIGURATION: &str = r#"version = 0.1
[default.deploy.parameters]
stack_name = "service-dev"
parameter_overrides = "Stage=dev LogLevel=DEBUG"
[prod.deploy.parameters]
stack_name = "service-prod"
parameter_overrides = "Stage=prod LogLevel=WARN"
"#;

const TEMPLATE: &str = r#"AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Description: The service @NAME@
Parameters:
  Stage:
    Type: String
    AllowedValues: [dev, staging, prod]
    Default: dev
  LogLevel:
    Type: String
    Default: INFO
Mappings:
  ByStage:
    dev: {Memory: @MEMORY@, Warm: 0}
    staging: {Memory: @MEMORY@, Warm: 0}
    prod: {Memory: 1024, Warm: 2}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Globals:
  Function:
    Runtime: python3.13
    Timeout: @TIMEOUT@
    MemorySize: !FindInMap [ByStage, !Ref Stage, Memory]
    Environment:
      Variables:
        STAGE: !Ref Stage
        LOG_LEVEL: !Ref LogLevel
        TABLE: !Ref Orders
    Tags:
      team: checkout
      environment: !Ref Stage
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      StageName: !Ref Stage
  Create:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "@NAME@-${Stage}-create"
      CodeUri: src/create
      Handler: app.handler
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig: !If
        - IsProd
        - ProvisionedConcurrentExecutions: 2
        - !Ref AWS::NoValue
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Orders}
        - SQSSendMessagePolicy: {QueueName: !GetAtt Work.QueueName}
      Events:
        Post:
          Type: HttpApi
          Properties: {ApiId: !Ref Api, Path: /orders, Method: POST}
  List:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/list
      Handler: app.handler
      Events:
        Get:
          Type: HttpApi
          Properties: {ApiId: !Ref Api, Path: /orders, Method: GET}
  Fulfil:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/fulfil
      Handler: app.handler
      Timeout: 120
      ReservedConcurrentExecutions: !If [IsProd, 50, 5]
      Events:
        Queue:
          Type: SQS
          Properties: {Queue: !GetAtt Work.Arn, BatchSize: 10}
        Stream:
          Type: DynamoDB
          Properties: {Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST}
  Report:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties:
      CodeUri: src/report
      Handler: app.handler
      Timeout: 300
      Events:
        Nightly:
          Type: Schedule
          Properties: {Schedule: cron(0 3 * * ? *)}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Join ["-", [@NAME@, !Ref Stage, work]]
      VisibilityTimeout: 720
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Failed.Arn
        maxReceiveCount: 3
  Failed:
    Type: AWS::SQS::Queue
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
Outputs:
  Url:
    Value: !Sub "https://${Api}.execute-api.${AWS::Region}.amazonaws.com/${Stage}"
"#;
