//! Managed platforms and job services of a template.

use super::says;

#[test]
fn managed_platforms_say_what_they_are_set_to() {
    says(
        r#"
Resources:
  Api:
    Type: AWS::AppRunner::Service
    Properties:
      ServiceName: api
      InstanceConfiguration: {Cpu: 1 vCPU, Memory: 3 GB}
      AutoScalingConfigurationArn: arn:aws:apprunner:eu-west-1:111122223333:autoscalingconfiguration/high/3/1
  Small:
    Type: AWS::AppRunner::Service
    Properties: {ServiceName: small}
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      TimeoutInMinutes: 30
      Environment: {Type: LINUX_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL, Image: "aws/codebuild/standard:7.0", PrivilegedMode: true}
  Etl:
    Type: AWS::Glue::Job
    Properties: {Command: {Name: glueetl}, Timeout: 90, WorkerType: G.1X, NumberOfWorkers: 10, GlueVersion: "5.0"}
  Stream:
    Type: AWS::Glue::Job
    Properties: {Command: {Name: gluestreaming}}
  Spark:
    Type: AWS::EMRServerless::Application
    Properties:
      ReleaseLabel: emr-7.1.0
      InitialCapacity: [{Key: Driver, Value: {WorkerCount: 1}}, {Key: Executor, Value: {WorkerCount: 4}}]
  Notebook:
    Type: AWS::SageMaker::NotebookInstance
    Properties: {InstanceType: ml.g5.xlarge}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {EndpointConfigName: scores}
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      EndpointConfigName: scores
      ProductionVariants: [{VariantName: a, ModelName: m, ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 5}}]
  Boxes:
    Type: AWS::Lightsail::Container
    Properties: {ServiceName: boxes, Power: nano, Scale: 1}
"#,
        &[
            (
                "Api",
                &[
                    "workload aws-apprunner",
                    "cpu = 1",
                    "memory = 3221225472",
                    "scale_min = ?its scaling configuration is not written in this template",
                ],
            ),
            ("Small", &["cpu = 1~", "memory = 2147483648~", "scale_min = 1~", "scale_max = 25~", "concurrency = 100~"]),
            (
                "Build",
                &[
                    "workload aws-codebuild",
                    "timeout = 1800",
                    "privileged = true",
                    "instance_type = BUILD_GENERAL1_SMALL",
                    "run_to_completion = true",
                ],
            ),
            (
                "Etl",
                &["workload aws-glue", "run_to_completion = true", "timeout = 5400", "instances = 10", "runtime = 5.0"],
            ),
            ("Stream", &["!run_to_completion"]),
            ("Spark", &["workload aws-emr-serverless", "always_ready = 5", "runtime = emr-7.1.0"]),
            (
                "Notebook",
                &["workload aws-sagemaker", "gpus = ?>=1 how many accelerators ml.g5.xlarge has is not written here"],
            ),
            ("Endpoint", &["workload aws-sagemaker", "definition -> Config"]),
            ("Config", &["definition aws-sagemaker", "lends memory = 2147483648", "lends concurrency = 5"]),
            ("Boxes", &["workload -"]),
        ],
    );
}

#[test]
fn clusters_of_emr_say_how_their_parts_are_bought() {
    says(
        r#"
Resources:
  Plain:
    Type: AWS::EMR::Cluster
    Properties:
      Instances:
        KeepJobFlowAliveWhenNoSteps: false
        MasterInstanceGroup: {InstanceCount: 1, InstanceType: m5.xlarge}
        CoreInstanceGroup: {InstanceCount: 4, InstanceType: r5.xlarge}
  Mixed:
    Type: AWS::EMR::Cluster
    Properties:
      Instances:
        MasterInstanceGroup: {InstanceCount: 1, InstanceType: m5.xlarge}
        CoreInstanceGroup: {InstanceCount: 4, InstanceType: r5.xlarge, BidPrice: "0.2"}
  Spot:
    Type: AWS::EMR::Cluster
    Properties:
      Instances:
        MasterInstanceGroup: {InstanceCount: 1, InstanceType: m5.xlarge, Market: SPOT}
        CoreInstanceGroup: {InstanceCount: 4, InstanceType: r5.xlarge, Market: SPOT}
  Fleet:
    Type: AWS::EMR::Cluster
    Properties:
      Instances:
        MasterInstanceFleet: {TargetOnDemandCapacity: 1}
        CoreInstanceFleet: {TargetOnDemandCapacity: 2, TargetSpotCapacity: 6}
"#,
        &[
            (
                "Plain",
                &[
                    "workload aws-emr",
                    "run_to_completion = true",
                    "instances = 4",
                    "instance_type = r5.xlarge",
                    "capacity_type = on-demand~",
                ],
            ),
            ("Mixed", &["capacity_type = mixed"]),
            ("Spot", &["capacity_type = spot"]),
            ("Fleet", &["capacity_type = mixed"]),
        ],
    );
}
