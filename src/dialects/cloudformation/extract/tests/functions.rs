//! Lambda functions: what is written of them, and what is set of them elsewhere.

use super::says;

#[test]
fn what_a_function_says_of_itself() {
    says(
        "
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: pay
      Timeout: 900
      MemorySize: 1024
      EphemeralStorage: {Size: 1024}
      PackageType: Image
      Runtime: nodejs22.x
      ReservedConcurrentExecutions: 0
      SnapStart: {ApplyOn: PublishedVersions}
      DurableConfig: {ExecutionTimeout: 86400, RetentionPeriodInDays: 7}
      TenancyConfig: {TenantIsolationMode: PER_TENANT}
      FileSystemConfigs:
        - {Arn: arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point/fsap-1, LocalMountPath: /mnt/data}
      Tags:
        - {Key: DataClass, Value: PCI}
  Plain:
    Type: AWS::Lambda::Function
    Properties: {Code: {ZipFile: x}}
",
        &[
            (
                "Pay",
                &[
                    "workload aws-lambda",
                    "name = pay",
                    "timeout = 900",
                    "memory = 1073741824",
                    "ephemeral_storage = 1073741824",
                    "package = image",
                    "runtime = nodejs22.x",
                    "reserved_concurrency = 0",
                    "snap_start = true",
                    "durable = true",
                    "durable_timeout = 86400",
                    "tenant_isolation = true",
                    "volumes = [{kind: network, path: /mnt/data}]",
                    "tag DataClass=PCI",
                    "!capacity_provider",
                    "!instances",
                    "!edge",
                ],
            ),
            (
                "Plain",
                &[
                    "name = Plain~",
                    "timeout = 3~",
                    "memory = 134217728~",
                    "ephemeral_storage = 536870912~",
                    "package = zip~",
                    "!durable",
                ],
            ),
        ],
    );
}

#[test]
fn aliases_versions_and_capacity() {
    says(
        "
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      CapacityProviderConfig:
        LambdaManagedInstancesCapacityProviderConfig:
          CapacityProviderArn: !GetAtt Pool.Arn
          PerExecutionEnvironmentMaxConcurrency: 10
  Pool:
    Type: AWS::Lambda::CapacityProvider
    Properties:
      CapacityProviderName: pool
      InstanceRequirements: {AllowedInstanceTypes: [m8g.large]}
  Release:
    Type: AWS::Lambda::Version
    Properties:
      FunctionName: !Ref Pay
      FunctionScalingConfig: {MinExecutionEnvironments: 2, MaxExecutionEnvironments: 20}
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      Name: live
      FunctionName: !GetAtt Pay.Arn
      FunctionVersion: !GetAtt Release.Version
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 5}
  Retries:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: {FunctionName: !Ref Pay, Qualifier: live, MaximumRetryAttempts: 0}
",
        &[
            ("Pay", &["capacity_provider = pool", "concurrency = 10", "capacity -> Pool"]),
            ("Pool", &["capacity -", "instance_type = m8g.large", "lends instance_type = m8g.large"]),
            (
                "Release",
                &[
                    "configuration -> Pay",
                    "lends scale_min = 2",
                    "lends scale_max = 20",
                    "!lends provisioned_concurrency",
                ],
            ),
            ("Live", &["name = live", "configuration -> Pay", "lends provisioned_concurrency = 5"]),
            ("Retries", &["configuration -> Pay", "!lends"]),
        ],
    );
}

#[test]
fn functions_at_the_edge() {
    says(
        "
Resources:
  Auth: {Type: AWS::Lambda::Function, Properties: {Timeout: 5}}
  AuthVersion: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Auth}}
  Rewrite: {Type: AWS::Lambda::Function, Properties: {Timeout: 30}}
  Away: {Type: AWS::Lambda::Function, Properties: {Timeout: 30}}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - {EventType: viewer-request, LambdaFunctionARN: !Ref AuthVersion}
        CacheBehaviors:
          - LambdaFunctionAssociations:
              - {EventType: origin-response, LambdaFunctionARN: !Sub '${Rewrite.Arn}:1'}
",
        &[
            ("Auth", &["edge = true", "edge_event = viewer-request"]),
            ("Rewrite", &["edge = true", "edge_event = origin-response"]),
            ("Away", &["!edge"]),
        ],
    );
}
